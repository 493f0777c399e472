using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Twins;
using Rialto.Venue;

namespace Rialto.Unit.Venue;

/// <summary>The engines that must agree.</summary>
public static class Engines
{
    /// <summary>Each with a name for messages; the twin first.</summary>
    public static IReadOnlyList<(string Name, Func<ExchangeLimits, IEngine> Create)> All { get; } =
    [
        ("twin", limits => new NaiveExchange(limits, new EventLog())),
        ("product", limits => new ProductEngine(limits)),
    ];

    private sealed class ProductEngine(ExchangeLimits limits, EventLog log) : IEngine
    {
        private readonly Exchange<EventLogSink> _exchange = new(limits, new EventLogSink(log));

        public ProductEngine(ExchangeLimits limits)
            : this(limits, new EventLog())
        {
        }

        public EventLog Log => log;
        public long LastSequence => _exchange.LastSequence;
        public Timestamp NextDeadline => _exchange.NextDeadline;
        public int LiveOrders => _exchange.LiveOrders;
        public IReadOnlyList<Instrument> Instruments => _exchange.Instruments;
        public void Apply(in Command command) => _exchange.Apply(command);
        public BookState Audit(InstrumentId instrument) => _exchange.Audit(instrument);
        public AccountsState AuditAccounts() => _exchange.AuditAccounts();
        public MarginState AuditMargin() => _exchange.AuditMargin();
        public CustomersState AuditCustomers() => _exchange.AuditCustomers();
        public ulong StateHash() => _exchange.StateHash();
    }
}
