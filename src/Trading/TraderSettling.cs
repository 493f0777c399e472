using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Orders;
using Rialto.Trading.Portfolio;

namespace Rialto.Trading;

/// <summary>Ends of listings: what each unit is paid, told by the feed or an operator, and what became of positions.</summary>
public sealed partial class Trader<TSink>
{
    /// <summary>How far a listing is with its end.</summary>
    public Settlement SettlementOf(ListingId listing) => _orders.SettlementOf(listing);

    private void OnSettlementTold(in FeedEvent told) => Tell(told.Listing, new SettlementTerms(told.Price, (told.Flags & FeedEventFlags.Refund) != 0), default, (told.Flags & FeedEventFlags.Announced) != 0);

    private CommandRefusal Settle(in DeskCommand command)
    {
        if (command.Who.IsEmpty || command.Reason.IsEmpty)
            return CommandRefusal.NoReason;
        if (Find(command.Listing) is null || _orders.Portfolio.IndexOf(command.Listing) < 0)
            return CommandRefusal.LimitNotSet;
        if (_orders.SettlementOf(command.Listing).State == SettlementState.Paid)
            return CommandRefusal.WrongState;
        if (command.Number == DeskCommand.TakesBack)
            return TakeBack(command.Listing, command.Who) ? CommandRefusal.None : CommandRefusal.WrongState;
        return Tell(command.Listing, new SettlementTerms(new Price(command.Value.AsWhole), command.Number == 1), command.Who) ? CommandRefusal.None : CommandRefusal.OutOfBounds;
    }

    private bool TakeBack(ListingId listing, Text36 who)
    {
        var followed = Find(listing)!;
        var last = followed.Last;
        if (!_orders.TakeBackSettlement(listing, in last, followed.Book.State == BookTrust.Trusted))
            return false;
        Audit(new DeskAudit { Kind = DeskAuditKind.SettlementTold, Severity = DeskSeverity.Warning, Listing = listing, Venue = followed.Venue, Code = (ushort)SettlementState.Open, Text = who });
        return true;
    }

    private bool Tell(ListingId listing, SettlementTerms terms, Text36 who, bool isAnnounced = false)
    {
        if (!_orders.TellSettlement(listing, terms, isAnnounced))
            return false;
        Audit(new DeskAudit
        {
            Kind = DeskAuditKind.SettlementTold,
            Severity = DeskSeverity.Notice,
            Listing = listing,
            Venue = _listings[listing].Venue,
            Price = terms.Price,
            Other = terms.IsRefund ? 1 : 0,
            Code = (ushort)(isAnnounced ? SettlementState.Announced : SettlementState.Told),
            Text = who,
        });
        return true;
    }

    private void OnSettled(in SettledShare share)
    {
        var slot = SlotOf(share.Strategy);
        if (slot?.LedgerOf(share.Listing) is { } ledger)
        {
            ledger.Settle(share.Value);
            ref var notice = ref _notices.Add();
            notice = new Notice { Kind = NoticeKind.Position, Slot = slot, Listing = share.Listing };
        }

        Audit(new DeskAudit
        {
            Kind = DeskAuditKind.Settled,
            Severity = DeskSeverity.Notice,
            Strategy = share.Strategy,
            Listing = share.Listing,
            Venue = _listings[share.Listing].Venue,
            Price = share.Terms.Price,
            Quantity = share.Held,
            Value = Amounts.Cents(share.Realised),
            Other = share.Terms.IsRefund ? 1 : 0,
        });
    }
}
