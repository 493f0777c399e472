using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Portfolio;
using Rialto.Trading.Risk;

namespace Rialto.Trading.Orders;

/// <summary>When a difference to the venue counts, and when it halts the venue.</summary>
public sealed partial class DeskOrders<TSink>
{
    private const long UnsettledNs = 60_000_000_000;

    private bool IsQuiet(Timestamp changed) => _input.Now.Nanoseconds - changed.Nanoseconds >= _options.QuietMs * 1_000_000L;

    private void CountDifference(VenueDesk venue, Int128 ppm, ListingId listing, AssetCode asset)
    {
        if (_input.Now.Nanoseconds - venue.DifferencesSince.Nanoseconds > HourNs)
            (venue.DifferencesSince, venue.Differences) = (_input.Now, 0);
        venue.Differences++;
        ref var standing = ref Risk.Standing(venue.Capabilities.Venue);
        if ((ppm <= _options.DifferenceHaltPpm && venue.Differences < _options.DifferencesHalt) || (standing & VenueStanding.DifferenceOpen) != 0)
            return;
        standing |= VenueStanding.DifferenceOpen;
        Problem(DeskProblemKind.DifferenceHalts, venue.Capabilities.Venue, listing, asset, (long)Int128.Min(ppm, long.MaxValue));
    }

    // A buy that lives may have brought base and taken quote by now, a sell the other way round.
    private bool MayTrade(VenueDesk venue, AssetCode asset)
    {
        for (var index = 0; index < Portfolio.TradedCount; index++)
        {
            var holding = Portfolio.HoldingAt(index);
            ref readonly var open = ref Risk.OpenAt(index);
            if (holding.Listing.Venue == venue.Capabilities.Venue && (holding.Traded.Base == asset || holding.Traded.Settle == asset) && (open.Buy != 0 || open.Sell != 0))
                return true;
        }

        return false;
    }

    // What is not told within a minute explains nothing any more. Two answers in a row that each miss the last fill miss the same where fills are of the same size: where something has changed
    // since, it takes as long.
    private bool IsFresh(Timestamp suspected) => _input.Now.Nanoseconds - suspected.Nanoseconds < UnsettledNs;

    /// <summary>Orders and fills of the venue are still to be told: what they will change is no difference yet.</summary>
    private bool IsUnsettled(VenueDesk venue)
    {
        if ((venue.Asked & (VenueAsked.Orders | VenueAsked.Fills)) != 0)
            return true;
        for (var slot = _slots.FirstWorking; slot >= 0; slot = _slots.Next(slot))
        {
            ref readonly var order = ref _slots[slot];
            if (order.Venue == venue.Capabilities.Venue && (order.State == DeskOrderState.Unknown || order.AwaitedQuantity.Units > 0))
                return true;
        }

        return false;
    }

    /// <summary>Less of a position than an order could trade away; no reason to stop.</summary>
    private bool IsDust(int index, Int128 difference)
    {
        var holding = Portfolio.HoldingAt(index);
        var (size, least) = (Int128.Abs(difference), LeastOf(holding));
        if (size < least)
            return true;
        var mark = Portfolio.TwiceMarkOf(index) / 2;
        return holding.Traded.Terms.MinNotional != 0 && mark > 0 && size <= Quantity.MaxUnits && holding.AmountOf(mark, (long)size, up: true) < Amounts.Of(holding.Traded.Terms.MinNotional, 8);
    }

    /// <summary>Less of an asset than the least order of any of its listings at the venue gives or takes.</summary>
    private bool IsDust(VenueDesk venue, AssetCode asset, Int128 difference)
    {
        Int128 floor = 0;
        for (var index = 0; index < Portfolio.TradedCount; index++)
        {
            var holding = Portfolio.HoldingAt(index);
            if (holding.Listing.Venue != venue.Capabilities.Venue)
                continue;
            var (least, mark) = (LeastOf(holding), Portfolio.TwiceMarkOf(index) / 2);
            if (holding.Traded.Base == asset)
                floor = Int128.Max(floor, holding.BaseAmountOf(least));
            if (holding.Traded.Settle == asset && mark > 0)
                floor = Int128.Max(floor, Int128.Max(holding.AmountOf(mark, least, up: false), Amounts.Of(holding.Traded.Terms.MinNotional, 8)));
        }

        return Int128.Abs(difference) < floor;
    }

    private static long LeastOf(Holding holding) => Math.Max(Math.Max(1, holding.Listing.Lot.Units), holding.Traded.Terms.MinQuantity.Units);
}
