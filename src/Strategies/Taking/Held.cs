using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Strategies.Statistical;
using Rialto.Trading.Books;
using Rialto.Trading.Strategy;

namespace Rialto.Strategies.Taking;

/// <summary>What of a position counts as one: what an order could close.</summary>
internal static class Held
{
    /// <summary>
    /// What is held of a listing, in its units, long positive. Zero where no order could close it: less than the venue takes, or not there, because the venue took its fee of a purchase in what was
    /// bought. What is left so is no position: nobody enters or leaves because of it.
    /// </summary>
    public static long Of(StrategyContext desk, ListingId listing, in Bbo best)
    {
        var held = desk.Position(listing);
        var closable = held > 0 ? Math.Min(held, desk.Cover(listing)) : held;
        return held != 0 && Math.Abs((double)closable) >= LeastOf(desk, listing, in best) ? held : 0;
    }

    /// <summary>The smallest order, in the listing's units; by notional at the lower price that an order can have, so that either side's is large enough.</summary>
    public static double LeastOf(StrategyContext desk, ListingId listing, in Bbo best)
    {
        var traded = desk.ListingOf(listing);
        return Holding.LeastOf(traded, desk.TermsOf(listing), Rounding.ThroughTick(traded, Side.Sell, best.BidPrice).Units / (double)DecimalText.PowerOfTen(traded.PriceScale));
    }
}
