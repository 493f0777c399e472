using Rialto.Model.Feeds;

namespace Rialto.Host.Feeds.Live.Views;

/// <summary>How many books of a venue are in which state.</summary>
internal readonly record struct BookCounts(int Trusted, int Stale, int Resyncing, int Disconnected)
{
    /// <summary>All of them.</summary>
    public int Total => Trusted + Stale + Resyncing + Disconnected;
}

/// <summary>How one venue does.</summary>
/// <param name="Name">As commands and settings call it: <c>binance</c>, <c>binance-usdm</c>.</param>
/// <param name="Venue">Whose symbols.</param>
/// <param name="LinksUp">Connections that stand.</param>
/// <param name="LinksDown">Connections that should stand and do not.</param>
/// <param name="FramesPerSecond">Frames received, over about the last second.</param>
/// <param name="EventsPerSecond">Events made of them.</param>
/// <param name="Latency">From the receipt of a frame until its best prices stand, over all venues.</param>
/// <param name="VenueLatency">From the venue's time of an event to its receipt.</param>
/// <param name="Books">Its books by state.</param>
/// <param name="Score">How far its data may be believed: the mean of its listings' scores, 0 to 100.</param>
/// <param name="Reconnects">Connections that were made anew, since the start.</param>
/// <param name="Drifts">Frames that held something strange.</param>
/// <param name="Conflated">Levels that were replaced by newer ones because the hub was behind.</param>
/// <param name="TradesDropped">Trades that were lost because the hub was behind for too long; each such loss is also told as an event.</param>
/// <param name="RingDepth">Events that wait for the hub now.</param>
/// <param name="LastError">What went wrong last with it: a connection, its REST interface, its list of symbols. Empty for nothing.</param>
internal sealed record VenueView(
    string Name,
    FeedVenue Venue,
    int LinksUp,
    int LinksDown,
    double FramesPerSecond,
    double EventsPerSecond,
    LatencyView Latency,
    VenueLatencyView VenueLatency,
    BookCounts Books,
    int Score,
    long Reconnects,
    long Drifts,
    long Conflated,
    long TradesDropped,
    long RingDepth,
    string LastError);
