using Rialto.Gateways.Orders;
using Rialto.Model.Markets;
using Rialto.Model.Units;

namespace Rialto.Gateways.Fix.Application;

/// <summary>A command that came over a FIX session, and what its answers repeat of the request. Its events are told one by one as they come, so none is kept here.</summary>
internal sealed class FixCommand(FixTrader trader) : PendingCommand
{
    public FixTrader Trader => trader;

    /// <summary>The request's own ClOrdID.</summary>
    public Text36 ClOrdId { get; set; }

    /// <summary>OrigClOrdID as sent; empty in a new order.</summary>
    public Text36 OrigClOrdId { get; set; }

    /// <summary>The request was sent before, perhaps.</summary>
    public bool PossResend { get; set; }

    /// <summary>The request's sequence number.</summary>
    public int RefSeqNum { get; set; }

    public override void Add(in ExchangeEvent e)
    {
    }

    protected override void OnCompleted() => trader.OnAnswered(this);
}
