using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>An exchange as the comparison sees it: the naive one, or the product's.</summary>
public interface IEngine
{
    /// <summary>Where its events go.</summary>
    EventLog Log { get; }

    /// <summary>Sequence of the last command.</summary>
    long LastSequence { get; }

    /// <summary>The earliest time at which an order expires; none if none does.</summary>
    Timestamp NextDeadline { get; }

    /// <summary>Live orders, waiting stops included.</summary>
    int LiveOrders { get; }

    /// <summary>All instruments, ascending by id.</summary>
    IReadOnlyList<Instrument> Instruments { get; }

    /// <summary>Does one command.</summary>
    void Apply(in Command command);

    /// <summary>One instrument's book.</summary>
    BookState Audit(InstrumentId instrument);

    /// <summary>All assets, accounts and balances, and what each order holds.</summary>
    AccountsState AuditAccounts();

    /// <summary>All contracts, positions, pockets and limits.</summary>
    MarginState AuditMargin();

    /// <summary>Who is verified, what limits there are, and what was used of them on the day of the last command.</summary>
    CustomersState AuditCustomers();

    /// <summary>A number that is the same for two engines of one kind with the same future.</summary>
    ulong StateHash();
}
