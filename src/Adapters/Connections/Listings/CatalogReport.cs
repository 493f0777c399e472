using Rialto.Model.Feeds;

namespace Rialto.Adapters.Connections;

/// <summary>How one venue's list stands. A snapshot.</summary>
/// <param name="Name">The venue's name.</param>
/// <param name="Venue">Its name space of symbols.</param>
/// <param name="Listings">Listings of it in the table, closed ones included.</param>
/// <param name="Open">Of these, those that trade.</param>
/// <param name="ReadAt">When its list was last read to the end; <see cref="DateTimeOffset.MinValue"/> where it never was.</param>
/// <param name="Refreshes">How often it was read, to the end or a part of it.</param>
/// <param name="Failures">Tries in a row that failed.</param>
/// <param name="NextTry">When it is asked for next.</param>
/// <param name="Problem">What went wrong the last time, or what was strange about the list, in words for a person; empty where nothing was.</param>
public sealed record CatalogReport(
    string Name, FeedVenue Venue, int Listings, int Open, DateTimeOffset ReadAt, long Refreshes, int Failures, DateTimeOffset NextTry, string Problem)
{
    /// <summary>True where the list, or a part of it, was read at least once.</summary>
    public bool IsRead => Refreshes > 0;
}
