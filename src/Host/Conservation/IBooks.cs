using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;

namespace Rialto.Host.Conservation;

/// <summary>What the conservation gauge compares its sums with: the books of the machine it follows. On the follower's thread.</summary>
internal interface IBooks
{
    /// <summary>All instruments, ascending by id.</summary>
    IReadOnlyList<Instrument> Instruments { get; }

    /// <summary>Present rules of one.</summary>
    InstrumentRules RulesOf(InstrumentId instrument);

    /// <summary>Everything in its book.</summary>
    BookState Audit(InstrumentId instrument);

    /// <summary>Fees of settled trades may be those of fee tiers.</summary>
    bool HasFeeTiers { get; }

    /// <summary>All assets, accounts and balances, and what live orders hold.</summary>
    AccountsState AuditAccounts();

    /// <summary>All contracts, positions and limits.</summary>
    MarginState AuditMargin();
}
