using Rialto.Host.Simulation.Checks;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Twins;

namespace Rialto.Simulation;

/// <summary>The naive exchange beside the simulated one: whatever is shown must be what it says, too.</summary>
internal sealed class TwinReference(ExchangeLimits limits) : IReference
{
    private readonly NaiveExchange _twin = new(limits, new EventLog());

    public string Name => "the naive twin";

    public ReadOnlySpan<ExchangeEvent> Apply(in Command command)
    {
        _twin.Log.Clear();
        _twin.Apply(in command);
        return _twin.Log.Events;
    }

    public BookState Audit(InstrumentId instrument) => _twin.Audit(instrument);

    public AccountsState AuditAccounts() => _twin.AuditAccounts();

    public MarginState AuditMargin() => _twin.AuditMargin();
}
