using Rialto.Gateways.Views;

namespace Rialto.Gateways.Analytics;

/// <summary>Best prices and what is shown there, in units; zero where a side is empty.</summary>
internal readonly record struct Touch(long BidPrice, long BidQuantity, long AskPrice, long AskQuantity)
{
    /// <summary>Both sides have a price, and they do not cross.</summary>
    public bool IsTwoSided => BidPrice != 0 && AskPrice > BidPrice;

    public long Spread => AskPrice - BidPrice;

    /// <summary>Twice the middle, which is whole.</summary>
    public long MidTwice => AskPrice + BidPrice;

    public static Touch Of(BookView book)
    {
        var (bid, ask) = (book.Bids.Best, book.Asks.Best);
        return new Touch(bid?.Price.Units ?? 0, bid?.Quantity.Units ?? 0, ask?.Price.Units ?? 0, ask?.Quantity.Units ?? 0);
    }

    /// <summary>
    /// Contribution to order flow imbalance of a change from one touch to the next (Cont, Kukanov, Stoikov 2014: e_n). An empty bid counts as a price below all others with nothing
    /// there, an empty ask as one above all others.
    /// </summary>
    public static long OrderFlow(in Touch before, in Touch after)
    {
        var flow = 0L;
        if (after.BidPrice >= before.BidPrice)
            flow += after.BidQuantity;
        if (after.BidPrice <= before.BidPrice)
            flow -= before.BidQuantity;
        var (askBefore, askAfter) = (before.AskPrice == 0 ? long.MaxValue : before.AskPrice, after.AskPrice == 0 ? long.MaxValue : after.AskPrice);
        if (askAfter <= askBefore)
            flow -= after.AskQuantity;
        if (askAfter >= askBefore)
            flow += before.AskQuantity;
        return flow;
    }
}
