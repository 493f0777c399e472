using System.Globalization;
using Rialto.Gateways;
using Rialto.Host.Feeds.Live.Views;

namespace Rialto.Host.Feeds.Live;

/// <summary>Looks at views once a second and says what a person must know of: venues without a connection or a book, a hub that is behind, trades that were lost. One thread.</summary>
internal sealed class FeedWatch(Alerts alerts)
{
    // A hub that is behind for a moment has caught up by the next look; one that is so twice is too slow.
    private const long DeepRing = 8_192;

    // What is still being connected is not lost: so many looks in a row.
    private const int Patience = 5;

    // The mission's limits: a socket gone for 30 s, a breaker open for 60 s, p99 above 100 ms over five minutes.
    private const int LinkPatience = 30;
    private const int BreakerPatience = 60;
    private const int LatencyLooks = 300;
    private const long SlowNs = 100_000_000;

    private readonly Dictionary<string, (long Conflated, long Dropped, bool WasDeep)> _before = [];
    private readonly Dictionary<string, int> _lasting = [];
    private readonly Dictionary<string, Queue<(long All, long Slow)>> _latencies = [];
    private long _lostBefore;

    /// <summary>Raises what has begun and clears what is over.</summary>
    /// <param name="view">The venues.</param>
    /// <param name="recording">Why the recorder does not write; empty where it does.</param>
    /// <param name="lost">Records that it has lost since the start.</param>
    /// <param name="shared">What is wrong with the shared rings; empty for nothing.</param>
    public void Look(FeedView view, string recording = "", long lost = 0, string shared = "")
    {
        Set("feed_recording", AlertSeverity.Critical, recording.Length > 0, $"The recorder does not write: {recording}");
        Set("feed_records_lost", AlertSeverity.Critical, lost > _lostBefore, string.Create(CultureInfo.InvariantCulture, $"{lost:N0} records were lost since the start because the disk did not take them in time."));
        Set("feed_shared", AlertSeverity.Warning, shared.Length > 0, $"Shared memory: {shared}");
        _lostBefore = lost;
        foreach (var venue in view.Venues)
        {
            var before = _before.GetValueOrDefault(venue.Name);
            var isDeep = venue.RingDepth > DeepRing;
            Set($"feed_unreachable_{venue.Name}", AlertSeverity.Critical, Lasts($"{venue.Name} links", venue.LinksUp == 0), $"{venue.Name} has no connection. {venue.LastError}");
            Set($"feed_link_{venue.Name}", AlertSeverity.Critical, Lasts($"{venue.Name} link", venue is { LinksUp: > 0, LinksDown: > 0 }, LinkPatience),
                string.Create(CultureInfo.InvariantCulture, $"{venue.LinksDown} of {venue.LinksUp + venue.LinksDown} connections to {venue.Name} have been down for half a minute. {venue.LastError}"));
            Set($"feed_breaker_{venue.Name}", AlertSeverity.Critical, Lasts($"{venue.Name} breaker", view.Links.Any(link => link.Venue == venue.Name && link.IsBreakerOpen), BreakerPatience),
                $"A connection to {venue.Name} failed too often and has been left alone for a minute. {venue.LastError}");
            Set($"feed_slow_{venue.Name}", AlertSeverity.Warning, IsSlow(venue),
                $"More than one frame in a hundred of {venue.Name} took over 100 ms to its best prices, for five minutes.");
            Set($"feed_books_{venue.Name}", AlertSeverity.Warning, Lasts($"{venue.Name} books", venue is { LinksUp: > 0, Books: { Trusted: 0, Total: > 0 } }),
                 $"{venue.Name} is connected, and none of its {venue.Books.Total} books may be believed.");
            Set($"feed_behind_{venue.Name}", AlertSeverity.Warning, (isDeep && before.WasDeep) || venue.Conflated > before.Conflated,
                string.Create(CultureInfo.InvariantCulture, $"{venue.Name}'s events come faster than they are applied: {venue.RingDepth:N0} wait; levels are conflated, books stay right."));
            Set($"feed_trades_lost_{venue.Name}", AlertSeverity.Critical, venue.TradesDropped > before.Dropped,
                string.Create(CultureInfo.InvariantCulture, $"{venue.TradesDropped:N0} trades of {venue.Name} were lost since the start because they were not taken in time."));
            _before[venue.Name] = (venue.Conflated, venue.TradesDropped, isDeep);
        }
    }

    private bool Lasts(string what, bool isSo, int looks = Patience)
    {
        _lasting[what] = isSo ? _lasting.GetValueOrDefault(what) + 1 : 0;
        return _lasting[what] >= looks;
    }

    /// <summary>Whether p99 of the last five minutes is too long; false until there were five minutes.</summary>
    private bool IsSlow(VenueView venue)
    {
        if (!_latencies.TryGetValue(venue.Name, out var looks))
            _latencies[venue.Name] = looks = new Queue<(long, long)>();
        var (all, slow) = (venue.Latency.Count, venue.Latency.Buckets.Where(static bucket => bucket.AboveNs >= SlowNs).Sum(static bucket => bucket.Count));
        looks.Enqueue((all, slow));
        if (looks.Count <= LatencyLooks)
            return false;
        var before = looks.Dequeue();
        return (slow - before.Slow) * 100 > all - before.All;
    }

    private void Set(string name, AlertSeverity severity, bool isWrong, string text)
    {
        if (isWrong)
            alerts.Raise(name, severity, text);
        else
            alerts.Clear(name);
    }
}
