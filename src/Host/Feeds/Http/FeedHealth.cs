using System.Globalization;
using Rialto.Host.Feeds.Live.Views;

namespace Rialto.Host.Feeds.Http;

/// <summary>Whether a feed role lives and is of use, for supervisors and balancers.</summary>
/// <param name="IsFine">Yes.</param>
/// <param name="Status">One word.</param>
/// <param name="Reason">Why not; empty where it is fine.</param>
internal readonly record struct FeedHealth(bool IsFine, string Status, string Reason)
{
    /// <summary>Alive while views are made: a hub that stands still is cured by a new start alone.</summary>
    public static FeedHealth Live(FeedView view, DateTimeOffset now, TimeSpan standstill) =>
        // Before the first view the lists of symbols are still asked for, which takes as long as venues like.
        !view.Time.IsNone && AgeOf(view, now) > standstill
            ? new FeedHealth(false, "standing_still", string.Create(CultureInfo.InvariantCulture, $"the newest view is {AgeOf(view, now).TotalSeconds:0.#} s old"))
            : new FeedHealth(true, "live", "");

    /// <summary>Ready while at least one book may be believed.</summary>
    public static FeedHealth Ready(FeedView view, DateTimeOffset now, TimeSpan standstill)
    {
        if (view.Time.IsNone)
            return new FeedHealth(false, "starting", "no view was made yet");
        if (Live(view, now, standstill) is { IsFine: false } still)
            return still;
        var (trusted, books, up) = (0, 0, 0);
        foreach (var venue in view.Venues)
            (trusted, books, up) = (trusted + venue.Books.Trusted, books + venue.Books.Total, up + venue.LinksUp);
        if (trusted > 0)
            return new FeedHealth(true, "ready", "");
        return books == 0
            ? new FeedHealth(false, "no_books", "no symbol is subscribed")
            : new FeedHealth(false, up == 0 ? "disconnected" : "synchronizing", $"none of {books} books may be believed; {up} connections are up");
    }

    private static TimeSpan AgeOf(FeedView view, DateTimeOffset now) => now - new DateTimeOffset(view.TakenAt.ToDateTimeUtc());
}
