using Rialto.Gateways.Orders;
using Rialto.Model.Markets;

namespace Rialto.Gateways.Native;

/// <summary>A command that came over a native session. Its events go out one by one as they come, so none is kept here.</summary>
internal sealed class NativeCommand(NativeSession session) : PendingCommand
{
    public NativeSession Session => session;

    /// <summary>The client's number for its request.</summary>
    public uint RequestId { get; set; }

    public override void Add(in ExchangeEvent e)
    {
    }

    protected override void OnCompleted() => session.OnAnswered(this);
}
