using System.Buffers;
using Rialto.BackOffice.Replay;
using Rialto.Host.Conservation;
using Rialto.Journal.Following;
using Rialto.Journal.Snapshots;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Venue;
using Rialto.Venue.Snapshots;

namespace Rialto.Host.Roles.Following;

/// <summary>The exchange once more, as a follower of the journal plays it. One thread.</summary>
internal sealed class ReplayedExchange : IReplayMachine, IBooks
{
    private readonly EventBuffer _events;

    private ReplayedExchange(Exchange<EventBufferSink> exchange, EventBuffer events) => (Exchange, _events) = (exchange, events);

    public Exchange<EventBufferSink> Exchange { get; }

    /// <summary>Before its first command.</summary>
    public static ReplayedExchange New(ExchangeLimits limits)
    {
        var events = new EventBuffer();
        return new ReplayedExchange(new Exchange<EventBufferSink>(limits, new EventBufferSink(events), FreshKey.Draw()), events);
    }

    /// <summary>As a snapshot holds it; null where it cannot be, and then <paramref name="fault"/> says why.</summary>
    public static ReplayedExchange? Of(Snapshot snapshot, out string? fault)
    {
        var events = new EventBuffer();
        var exchange = SavedState.Load(snapshot.Part(SnapshotTaker.MachinePart), new EventBufferSink(events), out fault, FreshKey.Draw());
        return exchange is null ? null : new ReplayedExchange(exchange, events);
    }

    public IReadOnlyList<Instrument> Instruments => Exchange.Instruments;

    public InstrumentRules RulesOf(InstrumentId instrument) => Exchange.RulesOf(instrument);

    public BookState Audit(InstrumentId instrument) => Exchange.Audit(instrument);

    public bool HasFeeTiers => Exchange.HasFeeTiers;

    public AccountsState AuditAccounts() => Exchange.AuditAccounts();

    public MarginState AuditMargin() => Exchange.AuditMargin();

    public ReadOnlySpan<ExchangeEvent> Apply(in Command command)
    {
        Exchange.Apply(in command);
        return _events.Events;
    }

    public ulong StateHash() => Exchange.StateHash();

    public void Save(IBufferWriter<byte> target) => Exchange.Save(target);
}
