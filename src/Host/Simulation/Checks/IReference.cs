using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.Host.Simulation.Checks;

/// <summary>An exchange that never crashes and is given only what is durable: what the node shows must be what it says. The product's own, and in tests the naive twin beside it.</summary>
internal interface IReference
{
    /// <summary>Names it in reports.</summary>
    string Name { get; }

    /// <summary>Does one command.</summary>
    /// <returns>Its events, valid until the next call.</returns>
    ReadOnlySpan<ExchangeEvent> Apply(in Command command);

    /// <summary>One instrument's book.</summary>
    BookState Audit(InstrumentId instrument);

    /// <summary>All accounts.</summary>
    AccountsState AuditAccounts();

    /// <summary>All contracts and positions.</summary>
    MarginState AuditMargin();
}
