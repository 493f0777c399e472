using System.Buffers;
using Rialto.Journal.Following;
using Rialto.Journal.Snapshots;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Venue;
using Rialto.Venue.Snapshots;

namespace Rialto.Unit.Journal;

/// <summary>The product's exchange behind a journal.</summary>
internal sealed class Replica : IReplayMachine
{
    private readonly EventBuffer _events;

    public Replica(ExchangeLimits? limits = null)
    {
        _events = new EventBuffer();
        Exchange = new Exchange<EventBufferSink>(limits ?? new ExchangeLimits(), new EventBufferSink(_events));
    }

    private Replica(EventBuffer events, Exchange<EventBufferSink> exchange) => (_events, Exchange) = (events, exchange);

    public Exchange<EventBufferSink> Exchange { get; }

    public static Replica Of(Snapshot snapshot)
    {
        var events = new EventBuffer();
        var exchange = SavedState.Load(snapshot.Part(SnapshotTaker.MachinePart), new EventBufferSink(events), out var fault);
        return new Replica(events, exchange ?? throw new InvalidOperationException(fault));
    }

    public ReadOnlySpan<ExchangeEvent> Apply(in Command command)
    {
        Exchange.Apply(in command);
        return _events.Events;
    }

    public ulong StateHash() => Exchange.StateHash();

    public void Save(IBufferWriter<byte> target) => Exchange.Save(target);
}
