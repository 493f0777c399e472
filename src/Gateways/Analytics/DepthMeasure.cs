using Rialto.Gateways.Views;
using Rialto.Model.Units;

namespace Rialto.Gateways.Analytics;

/// <summary>What to measure of a book's best levels.</summary>
/// <param name="Levels">Best levels of each side that count, 1 or more.</param>
/// <param name="HalfLifeTicks">Distance from the side's best price at which a level's weight is one half, in ticks; above zero.</param>
internal readonly record struct DepthQuestion(int Levels, double HalfLifeTicks)
{
    public const int MaxLevels = 1_000;

    /// <summary>What a request is told whose half-life is none.</summary>
    public const string HalfLifeRule = "'half_life' is a number of ticks, 0.01 to 1000000.";

    /// <summary>Where a request says nothing, and in the history.</summary>
    public static DepthQuestion Standard => new(5, 5);

    public static bool IsHalfLife(double ticks) => ticks is >= 0.01 and <= 1_000_000;
}

/// <summary>The best levels of one side: sums are exact, the weighted one is a report in units of the quantity scale.</summary>
internal readonly record struct SideDepth(Int128 Volume, long Orders, double Weighted);

/// <summary>The best levels of both sides; docs/reference/analytics.md defines the ratios.</summary>
internal readonly record struct DepthMeasure(SideDepth Bid, SideDepth Ask)
{
    /// <summary>Bid volume to ask volume; null where there is nothing to buy.</summary>
    public double? Ratio => Quotient((double)Bid.Volume, (double)Ask.Volume);

    /// <summary>The same with weights.</summary>
    public double? WeightedRatio => Quotient(Bid.Weighted, Ask.Weighted);

    /// <summary>The same of numbers of orders.</summary>
    public double? OrderRatio => Quotient(Bid.Orders, Ask.Orders);

    /// <summary>-1 (only asks) to 1 (only bids); null for an empty book.</summary>
    public double? Normalised => Balance((double)Bid.Volume, (double)Ask.Volume);

    public double? WeightedNormalised => Balance(Bid.Weighted, Ask.Weighted);

    public double? OrderNormalised => Balance(Bid.Orders, Ask.Orders);

    /// <summary>Walks the best levels of a book.</summary>
    public static DepthMeasure Take(BookView book, in DepthQuestion question, Price tick) =>
        new(Take(book.Bids, in question, tick), Take(book.Asks, in question, tick));

    private static SideDepth Take(BookSide side, in DepthQuestion question, Price tick)
    {
        var count = Math.Min(question.Levels, side.Count);
        if (count == 0)
            return default;
        var (volume, orders, weighted) = (Int128.Zero, 0L, 0.0);
        var best = side[0].Price.Units;
        for (var rank = 0; rank < count; rank++)
        {
            var level = side[rank];
            volume += level.Quantity.Units;
            orders += level.Orders;
            var ticks = (double)Math.Abs(level.Price.Units - best) / tick.Units;
            weighted += level.Quantity.Units * Weight.Halved(ticks / question.HalfLifeTicks);
        }

        return new SideDepth(volume, orders, weighted);
    }

    private static double? Quotient(double bid, double ask) => ask == 0 ? null : bid / ask;

    private static double? Balance(double bid, double ask) => bid + ask == 0 ? null : (bid - ask) / (bid + ask);
}
