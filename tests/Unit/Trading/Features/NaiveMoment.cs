using Rialto.Trading.Books;

namespace Rialto.Unit.Trading.Features;

/// <summary>Everything there was to see at the end of one frame.</summary>
/// <param name="Time">Receive time, nanoseconds.</param>
/// <param name="Era">Number of unbroken stretches of trust before this one; negative where the book may not be believed.</param>
/// <param name="Bids">Best bids.</param>
/// <param name="Asks">Best asks.</param>
/// <param name="Bought">By takers in this frame.</param>
/// <param name="Sold">By takers in this frame.</param>
/// <param name="Buys">Trades of takers who bought.</param>
/// <param name="Sells">Trades of takers who sold.</param>
/// <param name="LeaderMid">Middle of the other listing; null where it has none.</param>
internal sealed record NaiveMoment(long Time, int Era, DepthLevel[] Bids, DepthLevel[] Asks, long Bought, long Sold, int Buys, int Sells, double? LeaderMid)
{
    public bool HasTouch => Era >= 0 && Bids.Length > 0 && Asks.Length > 0 && Bids[0].Price < Asks[0].Price;

    public long MidTwice => Bids[0].Price + Asks[0].Price;

    /// <summary>Order flow of one level from the moment before to this one, by the paper's four cases.</summary>
    public Int128 FlowFrom(NaiveMoment before, int level)
    {
        var flow = Int128.Zero;
        var (now, then) = (Level(Bids, level), Level(before.Bids, level));
        if (now is { } added && (then is null || added.Price >= then.Value.Price))
            flow += added.Quantity;
        if (then is { } gone && (now is null || now.Value.Price <= gone.Price))
            flow -= gone.Quantity;
        (now, then) = (Level(Asks, level), Level(before.Asks, level));
        if (now is { } offered && (then is null || offered.Price <= then.Value.Price))
            flow -= offered.Quantity;
        if (then is { } taken && (now is null || now.Value.Price >= taken.Price))
            flow += taken.Quantity;
        return flow;
    }

    private static DepthLevel? Level(DepthLevel[] side, int level) => level < side.Length ? side[level] : null;
}
