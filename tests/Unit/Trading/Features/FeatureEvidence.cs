using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Consolidated;
using Rialto.Trading.Features;
using Rialto.Trading.Signals;

namespace Rialto.Unit.Trading.Features;

/// <summary>What features say about prices on a recording, measured as the papers do; docs/reference/features.md shows the figures, and a test knows them.</summary>
internal static class FeatureEvidence
{
    public const long Second = 1_000_000_000;

    /// <summary>
    /// Calls back at every multiple of a step of time, with all that came before it and nothing that came at it or later.
    /// </summary>
    public static void EachStep(ListingTable table, IEnumerable<FeedEvent> events, ListingId listing, ListingId leader, string[] names, long stepNs, Action<Timestamp, FeatureSet> look)
    {
        var books = new Consolidation<FeatureRecordingTests.NoSink>(table, default);
        if (!FeatureSet.TryMake(new FeatureSources(books.BookOf(listing)) { Leader = books.BookOf(leader) }, names, out var set, out var error))
            throw new ArgumentException(error);
        var (next, isBetweenFrames) = (0L, true);
        foreach (var told in events)
        {
            var now = told.ReceiveTime.Nanoseconds;
            for (next = next == 0 ? now / stepNs + 1 : next; isBetweenFrames && next * stepNs <= now; next++)
            {
                var moment = new Timestamp(next * stepNs - 1);
                set.Advance(moment);
                look(moment, set);
            }

            books.Apply(in told);
            set.Apply(in told);
            isBetweenFrames = (told.Flags & FeedEventFlags.LastOfFrame) != 0;
        }
    }

    /// <summary>Share of the variance of y that a line through x explains; of the second half by the first half's line, it may be negative.</summary>
    public static (double All, double SecondHalf) Explained(List<(double X, double Y)> points)
    {
        var half = points.Count / 2;
        var (a, b) = Line(points);
        var (c, d) = Line(points[..half]);
        return (Share(points, a, b), Share(points[half..], c, d));
    }

    /// <summary>Forecasts of the relative change of the WAP over a horizon, each made before its target was known, by a regression that learns as targets become known.</summary>
    /// <param name="table">Listings.</param>
    /// <param name="events">The recording.</param>
    /// <param name="listing">Whose price.</param>
    /// <param name="leader">The other listing.</param>
    /// <param name="names">What it is foretold from; the first must be the WAP.</param>
    /// <param name="horizonNs">How far ahead.</param>
    /// <param name="warmUp">Targets that are learned from before forecasts count.</param>
    public static List<(double Forecast, double Target)> Forecasts(ListingTable table, IEnumerable<FeedEvent> events, ListingId listing, ListingId leader, string[] names, long horizonNs, int warmUp)
    {
        const long step = Second / 10;
        var count = names.Length - 1;
        var (scaler, model) = (new FeatureScaler(count, 3_000), new RidgeRegression(count, 10, 0.9995));

        // What waits for its target: the scaled values and the forecast that they gave.
        var targets = new ForwardTarget(horizonNs, count + 1, (int)(horizonNs / step) + 2);
        var observed = new double[count + 1];
        var results = new List<(double, double)>();
        EachStep(table, events, listing, leader, names, step, (moment, set) =>
        {
            while (targets.TryTake(moment, out var seen, out var change))
            {
                if (model.Observations >= warmUp)
                    results.Add((seen[count], change * 1e4));
                model.Learn(seen[..count], change * 1e4);
            }

            if (!set.AreAllReady)
            {
                targets.Clear();
                return;
            }

            targets.Tell(moment, set.Values[0]);
            scaler.Learn(set.Values[1..]);
            scaler.Scale(set.Values[1..], observed);
            observed[count] = model.Predict(observed.AsSpan(0, count));
            targets.TryObserve(observed);
        });
        return results;
    }

    private static (double A, double B) Line(List<(double X, double Y)> points)
    {
        var (x, y) = (points.Average(point => point.X), points.Average(point => point.Y));
        var slope = points.Sum(point => (point.X - x) * (point.Y - y)) / points.Sum(point => (point.X - x) * (point.X - x));
        return (y - slope * x, slope);
    }

    private static double Share(List<(double X, double Y)> points, double a, double b)
    {
        var mean = points.Average(point => point.Y);
        return 1 - points.Sum(point => Math.Pow(point.Y - a - b * point.X, 2)) / points.Sum(point => Math.Pow(point.Y - mean, 2));
    }
}
