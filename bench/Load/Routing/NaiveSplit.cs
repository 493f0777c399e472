using Rialto.Model.Orders;
using Rialto.Trading.Routing;

namespace Rialto.Load.Routing;

/// <summary>The split of a quantity over venues the obvious way: all levels of all venues in one list, sorted by net price. What <see cref="RouteBoard"/> must say, slowly.</summary>
internal sealed class NaiveSplit(IReadOnlyList<RouteMarket> markets)
{
    /// <summary>What one venue shows.</summary>
    /// <param name="Levels">The best first.</param>
    /// <param name="Most">Largest order.</param>
    /// <param name="LatencyRate">In 10^-8 of the price.</param>
    public sealed record Shown(IReadOnlyList<RouteLevel> Levels, long Most, long LatencyRate);

    /// <summary>Splits a quantity.</summary>
    public List<RouteShare> Plan(Side side, long quantity, long limit, Int128 keyLimit, IReadOnlyList<Shown> shown)
    {
        var left = new HashSet<int>(Enumerable.Range(0, markets.Count));
        while (true)
        {
            var taken = Walk(side, quantity, limit, keyLimit, shown, left);
            var tooSmall = taken.Where(pair => pair.Value > 0 && pair.Value < markets[pair.Key].MinQuantityAt(WorstOf(shown[pair.Key], pair.Value)))
                .OrderBy(pair => pair.Value).ThenBy(pair => pair.Key).Select(pair => (int?)pair.Key).FirstOrDefault();
            if (tooSmall is not { } out_)
                return [.. taken.Where(pair => pair.Value > 0).OrderBy(pair => pair.Key).Select(pair => new RouteShare(pair.Key, pair.Value, WorstOf(shown[pair.Key], pair.Value)))];
            left.Remove(out_);
        }
    }

    private Dictionary<int, long> Walk(Side side, long quantity, long limit, Int128 keyLimit, IReadOnlyList<Shown> shown, HashSet<int> venues)
    {
        var all = venues.SelectMany(venue => Within(side, limit, keyLimit, venue, shown[venue]).Select((level, at) => (Venue: venue, At: at, level.Quantity, Key: KeyOf(side, venue, level, shown[venue]))))
            .OrderBy(one => one.Key).ThenBy(one => one.Venue).ThenBy(one => one.At).ToList();
        var taken = venues.ToDictionary(venue => venue, _ => 0L);
        var left = quantity;
        foreach (var one in all)
        {
            var take = Math.Min(Math.Min(left, one.Quantity), MostOf(one.Venue, shown) - taken[one.Venue]);
            taken[one.Venue] += take;
            left -= take;
        }

        foreach (var venue in venues)
            taken[venue] -= taken[venue] % markets[venue].Lot;
        left = quantity - taken.Values.Sum();
        var open = venues.ToHashSet();
        while (left > 0)
        {
            // The level that each venue's next unit is of.
            var next = open.Select(venue => (Venue: venue, Level: LevelAfter(Within(side, limit, keyLimit, venue, shown[venue]), taken[venue])))
                .Where(one => one.Level.Left > 0 && taken[one.Venue] < MostOf(one.Venue, shown))
                .OrderBy(one => KeyOf(side, one.Venue, one.Level.Level, shown[one.Venue])).ThenBy(one => one.Venue).ToList();
            if (next.Count == 0)
                break;
            var (venue, level) = next[0];
            var lot = markets[venue].Lot;
            var lots = Math.Min(Math.Min(left, MostOf(venue, shown) - taken[venue]) / lot, Math.Max(1, level.Left / lot));
            if (lots == 0 || taken[venue] + lots * lot > Within(side, limit, keyLimit, venue, shown[venue]).Sum(one => one.Quantity))
            {
                open.Remove(venue);
                continue;
            }

            taken[venue] += lots * lot;
            left -= lots * lot;
        }

        return taken;
    }

    private long MostOf(int venue, IReadOnlyList<Shown> shown) => markets[venue].OnLot(Math.Min(shown[venue].Most, markets[venue].MaxQuantity));

    private Int128 KeyOf(Side side, int venue, RouteLevel level, Shown shown) => markets[venue].KeyOf(level.Price, side, isTaking: true, shown.LatencyRate);

    private List<RouteLevel> Within(Side side, long limit, Int128 keyLimit, int venue, Shown shown) =>
        [.. shown.Levels.TakeWhile(level => (limit == 0 || (side == Side.Buy ? level.Price <= limit : level.Price >= limit)) && KeyOf(side, venue, level, shown) <= keyLimit)];

    private static (RouteLevel Level, long Left) LevelAfter(List<RouteLevel> levels, long taken)
    {
        foreach (var level in levels)
        {
            if (taken < level.Quantity)
                return (level, level.Quantity - taken);
            taken -= level.Quantity;
        }

        return default;
    }

    private static long WorstOf(Shown shown, long taken)
    {
        foreach (var level in shown.Levels)
        {
            if (taken <= level.Quantity)
                return level.VenuePrice;
            taken -= level.Quantity;
        }

        return 0;
    }
}
