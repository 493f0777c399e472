using System.Buffers;
using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Twins;
using Rialto.Venue;
using Rialto.Venue.Snapshots;

namespace Rialto.Unit.Venue.Snapshots;

/// <summary>The product's exchange, saved and loaded again and again while it works.</summary>
internal sealed class SavedEngine(ExchangeLimits limits, Func<bool> isTime) : IEngine
{
    private readonly EventLog _log = new();
    private Exchange<EventLogSink>? _exchange;

    /// <summary>How often it has been saved and loaded.</summary>
    public int Reloads { get; private set; }

    public EventLog Log => _log;
    public long LastSequence => Exchange.LastSequence;
    public Timestamp NextDeadline => Exchange.NextDeadline;
    public int LiveOrders => Exchange.LiveOrders;
    public IReadOnlyList<Instrument> Instruments => Exchange.Instruments;

    private Exchange<EventLogSink> Exchange => _exchange ??= new Exchange<EventLogSink>(limits, new EventLogSink(_log));

    public void Apply(in Command command)
    {
        if (isTime())
            Reload();
        Exchange.Apply(command);
    }

    public BookState Audit(InstrumentId instrument) => Exchange.Audit(instrument);

    public AccountsState AuditAccounts() => Exchange.AuditAccounts();

    public MarginState AuditMargin() => Exchange.AuditMargin();

    public CustomersState AuditCustomers() => Exchange.AuditCustomers();

    public ulong StateHash() => Exchange.StateHash();

    /// <summary>What an exchange saves.</summary>
    public static byte[] Saved<TSink>(Exchange<TSink> exchange)
        where TSink : struct, IEventSink
    {
        var bytes = new ArrayBufferWriter<byte>();
        exchange.Save(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    private void Reload()
    {
        var saved = Saved(Exchange);
        var loaded = SavedState.Load(new ReadOnlySequence<byte>(saved), new EventLogSink(_log), out var fault)
            ?? throw new InvalidOperationException("a saved state does not load: " + fault);
        if (loaded.StateHash() != Exchange.StateHash())
            throw new InvalidOperationException("a loaded state hashes otherwise");
        if (loaded.LastSequence != Exchange.LastSequence || loaded.Time != Exchange.Time || loaded.Limits != limits)
            throw new InvalidOperationException("a loaded state stands elsewhere");
        if (!Saved(loaded).AsSpan().SequenceEqual(saved))
            throw new InvalidOperationException("a loaded state is saved as other bytes");
        _exchange = loaded;
        Reloads++;
    }
}
