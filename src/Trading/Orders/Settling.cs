using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Trading.Books;
using Rialto.Trading.Portfolio;

namespace Rialto.Trading.Orders;

/// <summary>
/// Ends of listings. First it is told what a unit is paid, by the feed or an operator; then the venue pays: it says so itself (paper), or its balances and positions change by just that much (live),
/// which is no difference then. docs/reference/desk-orders.md, Settlement.
/// </summary>
public sealed partial class DeskOrders<TSink>
{
    private readonly Settlement[] _settlements;

    /// <summary>How far a listing is with its end; open for one that is not traded.</summary>
    public Settlement SettlementOf(ListingId listing) => Portfolio.IndexOf(listing) is var index and >= 0 ? _settlements[index] : default;

    /// <summary>A listing has ended, and each unit of it will be paid so much. No order of it is taken any more.</summary>
    /// <param name="listing">Which.</param>
    /// <param name="terms">How much.</param>
    /// <param name="isAnnounced">Not finally: another word may replace it, and a position that is gone is not yet paid by it.</param>
    /// <returns>False, and nothing changes, for a listing that is not traded or has no such end, once it was paid, and for what is only announced once the final word was told.</returns>
    public bool TellSettlement(ListingId listing, SettlementTerms terms, bool isAnnounced = false)
    {
        if (Portfolio.IndexOf(listing) is not (var index and >= 0) || _settlements[index].State == SettlementState.Paid || !CanSettle(index, terms))
            return false;
        if (isAnnounced && _settlements[index].State == SettlementState.Told)
            return false;
        Enter();
        _settlements[index] = new Settlement(isAnnounced ? SettlementState.Announced : SettlementState.Told, terms);
        Risk.OnListing(index, isOpen: false);
        Portfolio.End(index, terms.Price.Units, terms.IsRefund);
        Risk.Value(index);
        Leave();
        return true;
    }

    /// <summary>What was told of a listing's end was wrong: it takes orders again, and is worth what its market says.</summary>
    /// <param name="listing">Which.</param>
    /// <param name="best">Its best prices now, as for <see cref="OnBest"/>.</param>
    /// <param name="isTrusted">Whether they are believed.</param>
    /// <returns>False, and nothing changes, where nothing was told, and once it was paid.</returns>
    public bool TakeBackSettlement(ListingId listing, in Bbo best, bool isTrusted)
    {
        if (Portfolio.IndexOf(listing) is not (var index and >= 0) || _settlements[index].State is not (SettlementState.Told or SettlementState.Announced))
            return false;
        Enter();
        _settlements[index] = default;
        Portfolio.TakeEndBack(index);
        Risk.OnListing(index, Terms.Listings[listing].Status == ListingStatus.Open);
        Risk.OnBest(index, in best, isTrusted);
        Risk.Value(index);
        Leave();
        return true;
    }

    // A state that was loaded has what was told; marks follow from it.
    private void EndAll()
    {
        for (var index = 0; index < _settlements.Length; index++)
        {
            if (_settlements[index].State != SettlementState.Open)
                Portfolio.End(index, _settlements[index].Terms.Price.Units, _settlements[index].Terms.IsRefund);
        }

        Portfolio.ClearTouched();
    }

    private bool CanSettle(int index, SettlementTerms terms) =>
        terms.IsRefund ? Portfolio.HoldingAt(index).Listing.HasEnd : Portfolio.HoldingAt(index).Listing.CanSettleAt(terms.Price);

    private void OnSettled(in OrderReport report)
    {
        var terms = new SettlementTerms(report.FillPrice, (report.Flags & OrderReportFlags.Refund) != 0);
        if (Portfolio.IndexOf(report.Listing) is var index and >= 0 && _settlements[index].State != SettlementState.Paid && CanSettle(index, terms))
            Pay(index, terms);
    }

    private void Pay(int index, SettlementTerms terms)
    {
        _settlements[index] = new Settlement(SettlementState.Paid, terms);
        Risk.OnListing(index, isOpen: false);
        var holding = Portfolio.HoldingAt(index);
        var before = Portfolio.PositionAt(index).Quantity;
        Portfolio.PriceUntold(index, terms.Price.Units * 2);
        for (var cell = Portfolio.FirstCellOf(index); cell >= 0;)
        {
            var (strategy, _, next) = Portfolio.CellKeyAt(cell);
            var held = Portfolio.CellAt(cell).Quantity;
            if (!held.IsZero)
            {
                var (value, realised) = Portfolio.SettleShare(cell, terms.Price.Units, terms.IsRefund);
                var share = new SettledShare(_input.Sequence, _input.Now, holding.Listing.Id, new StrategyId(strategy), held, terms, value, holding.AmountOf(realised));
                _sink.OnSettled(in share);
            }

            cell = next;
        }

        Portfolio.End(index, terms.Price.Units, terms.IsRefund);
        Portfolio.Settle(index, terms.Price.Units, terms.IsRefund, _input.Now);
        Risk.Value(index);
        if (!before.IsZero)
            _sink.OnPosition(new PositionChange(_input.Sequence, _input.Now, holding.Listing.Id, StrategyId.None, PositionCause.Settlement, before, default, default));
    }

    /// <summary>A venue's position is gone, and what it would be paid is known: paid. Of what is only announced the final word, or the balance, says how much: until then it is no difference either.</summary>
    private bool IsPaid(int index, long told)
    {
        if (told == 0 && _settlements[index].State == SettlementState.Announced)
            return true;
        if (told != 0 || _settlements[index].State != SettlementState.Told)
            return false;
        Pay(index, _settlements[index].Terms);
        return true;
    }

    /// <summary>
    /// A venue's balance is another by just what ended listings were to be paid, by one of them or by all: paid. Of tokens, their own balance is gone.
    /// </summary>
    private bool IsPaid(FeedVenue venue, int account, Int128 difference)
    {
        Int128 all = 0;
        for (var index = 0; index < _settlements.Length; index++)
        {
            if (!IsAwaited(index, venue))
                continue;
            var holding = Portfolio.HoldingAt(index);
            if (holding.BaseAccount == account && difference == -holding.BaseAmountOf(Portfolio.PositionAt(index).Quantity.Units))
            {
                Pay(index, _settlements[index].Terms);
                return true;
            }

            var paid = holding.SettleAccount == account ? PayOf(index) : 0;
            if (paid == 0)
                continue;
            if (difference == paid)
            {
                Pay(index, _settlements[index].Terms);
                return true;
            }

            all += paid;
        }

        if (all == 0 || difference != all)
            return false;
        for (var index = 0; index < _settlements.Length; index++)
        {
            if (IsAwaited(index, venue) && Portfolio.HoldingAt(index).SettleAccount == account && (_settlements[index].State == SettlementState.Told || PayOf(index) != 0))
                Pay(index, _settlements[index].Terms);
        }

        return true;
    }

    private bool IsAwaited(int index, FeedVenue venue) => _settlements[index].State is SettlementState.Told or SettlementState.Announced && Portfolio.HoldingAt(index).Listing.Venue == venue;

    private Int128 PayOf(int index) => Portfolio.PayOf(index, _settlements[index].Terms.Price.Units, _settlements[index].Terms.IsRefund);
}
