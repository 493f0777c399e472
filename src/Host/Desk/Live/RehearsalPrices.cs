using System.Diagnostics;
using Rialto.Host.Desk.Sources;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Clocks;

namespace Rialto.Host.Desk.Live;

/// <summary>What listings cost now, by a moment's look at the feed, so that a rehearsal's orders are of the size and worth of real ones.</summary>
internal static class RehearsalPrices
{
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _again = TimeSpan.FromMilliseconds(5);

    /// <summary>Looks, half a second at most.</summary>
    /// <param name="feed">Where its rings stand.</param>
    /// <param name="listings">Of these; not changed.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>A price of each listing that has one, in its units.</returns>
    public static IReadOnlyDictionary<ListingId, long> Of(string feed, ListingTable listings, CancellationToken stop)
    {
        var (prices, began) = (new Dictionary<ListingId, long>(), Stopwatch.GetTimestamp());
        try
        {
            var own = new ListingTable(Math.Max(1, listings.Count));
            for (var id = 1; id <= listings.Count; id++)
                own.Add(listings[new ListingId(id)]);
            using var markets = new SharedMarkets(feed, takesRecordings: false);
            markets.Follow(own, static (mine, _) => mine);
            while (prices.Count < own.Count && Stopwatch.GetElapsedTime(began) < _patience && !stop.IsCancellationRequested)
            {
                markets.Look(Clock.MonotonicNanoseconds, new Timestamp(Clock.System.UtcNanoseconds));
                while (markets.TryRead(out var frame))
                {
                    foreach (ref readonly var told in frame)
                    {
                        if (told.Kind is FeedEventKind.Level or FeedEventKind.Trade && told.Price.Units > 0)
                            prices.TryAdd(told.Listing, told.Price.Units);
                    }
                }

                _ = stop.WaitHandle.WaitOne(_again);
            }
        }
        catch (RecordingException)
        {
            // There is no feed now: made-up prices do.
        }

        return prices;
    }
}
