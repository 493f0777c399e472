using Rialto.Trading.Orders;
using Rialto.Trading.Portfolio;

namespace Rialto.Trading;

/// <summary>Funding of perpetual contracts: each strategy's share in its own results.</summary>
public sealed partial class Trader<TSink>
{
    private void OnFunded(in FundedShare share)
    {
        if (SlotOf(share.Strategy)?.LedgerOf(share.Listing) is { } ledger)
            ledger.Fund(Portfolio.FundingOf(share.Strategy, share.Listing));
        Audit(new DeskAudit
        {
            Kind = DeskAuditKind.Funded,
            Severity = DeskSeverity.Notice,
            Strategy = share.Strategy,
            Listing = share.Listing,
            Venue = _listings[share.Listing].Venue,
            Price = share.Mark,
            Quantity = share.Held,
            Value = Amounts.Cents(share.Paid),
            Other = share.Rate,
        });
    }

    /// <summary>What was loaded says what strategies have got.</summary>
    private void TellFunding()
    {
        foreach (var slot in _slots)
        {
            foreach (var listing in slot.Listings)
                slot.LedgerOf(listing)?.Fund(Portfolio.FundingOf(slot.Id, listing));
        }
    }
}
