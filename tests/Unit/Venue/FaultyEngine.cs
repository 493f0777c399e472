using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Twins;

namespace Rialto.Unit.Venue;

/// <summary>Changes an event, or swallows it where it says false.</summary>
internal delegate bool Spoiling(ref ExchangeEvent e);

/// <summary>An engine that tells some events wrongly, takes some commands for others, or counts wrongly what margin is for.</summary>
internal sealed class FaultyEngine(IEngine right, Spoiling spoil, Func<Command, Command>? misread = null, Func<MarginState, MarginState>? margin = null) : IEngine
{
    public EventLog Log { get; } = new();
    public long LastSequence => right.LastSequence;
    public Timestamp NextDeadline => right.NextDeadline;
    public int LiveOrders => right.LiveOrders;
    public IReadOnlyList<Instrument> Instruments => right.Instruments;

    public void Apply(in Command command)
    {
        right.Log.Clear();
        right.Apply(misread is null ? command : misread(command));
        foreach (var e in right.Log.Events)
        {
            var told = e;
            told.Flags &= ~EventFlags.LastOfCommand;
            if (spoil(ref told))
                Log.Claim() = told;
        }

        Log.EndCommand();
    }

    public BookState Audit(InstrumentId instrument) => right.Audit(instrument);

    public AccountsState AuditAccounts() => right.AuditAccounts();

    public MarginState AuditMargin() => margin is null ? right.AuditMargin() : margin(right.AuditMargin());

    public CustomersState AuditCustomers() => right.AuditCustomers();

    public ulong StateHash() => right.StateHash();
}
