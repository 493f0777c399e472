using System.Buffers;
using Rialto.Journal.Following;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Venue;

namespace Rialto.Load.Recovering;

/// <summary>The exchange as a follower plays it.</summary>
internal sealed class RecoveryMachine : IReplayMachine
{
    private readonly EventBuffer _events = new();
    private readonly Exchange<EventBufferSink> _exchange;

    public RecoveryMachine() => _exchange = new Exchange<EventBufferSink>(new ExchangeLimits(), new EventBufferSink(_events));

    public ReadOnlySpan<ExchangeEvent> Apply(in Command command)
    {
        _exchange.Apply(in command);
        return _events.Events;
    }

    public ulong StateHash() => _exchange.StateHash();

    public void Save(IBufferWriter<byte> target) => _exchange.Save(target);
}
