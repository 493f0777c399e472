using Rialto.Journal.Following;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue;

namespace Rialto.Host.Simulation.Checks;

/// <summary>The product's exchange in a world without crashes.</summary>
internal sealed class UncrashedExchange : IReference
{
    private readonly EventBuffer _events = new();
    private readonly Exchange<EventBufferSink> _exchange;

    public UncrashedExchange(ExchangeLimits limits) => _exchange = new Exchange<EventBufferSink>(limits, new EventBufferSink(_events));

    public string Name => "an uncrashed exchange";

    public IReadOnlyList<Instrument> Instruments => _exchange.Instruments;

    public Timestamp NextDeadline => _exchange.NextDeadline;

    public Timestamp Time => _exchange.Time;

    public int LiveOrders => _exchange.LiveOrders;

    public ReadOnlySpan<ExchangeEvent> Apply(in Command command)
    {
        _exchange.Apply(in command);
        return _events.Events;
    }

    public BookState Audit(InstrumentId instrument) => _exchange.Audit(instrument);

    public AccountsState AuditAccounts() => _exchange.AuditAccounts();

    public MarginState AuditMargin() => _exchange.AuditMargin();

    public ulong StateHash() => _exchange.StateHash();
}
