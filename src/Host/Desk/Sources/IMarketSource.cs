using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Shared;

namespace Rialto.Host.Desk.Sources;

/// <summary>Markets as they happen. The desk's thread reads, and never waits for them.</summary>
internal interface IMarketSource : IDisposable
{
    /// <summary>What there is, by the source's own numbers.</summary>
    ListingTable Listings { get; }

    /// <summary>Events lost on the way: books were told anew, trades are missing. Any thread.</summary>
    long Missed { get; }

    /// <summary>What is wrong with it now; empty for nothing. Any thread.</summary>
    string Problem { get; }

    /// <summary>Ends the desk's sleep when something is there; null where it must look by itself.</summary>
    SharedArrivals? Arrivals => null;

    /// <summary>Says which listings are wanted, and by which numbers. Once, before anything is read.</summary>
    /// <param name="own">The desk's: what changes of them is written there when it is told.</param>
    /// <param name="changed">Makes of a listing as the desk has it, and as the source has it now, what it is to the desk.</param>
    void Follow(ListingTable own, Func<Listing, Listing, Listing> changed);

    /// <summary>The next frame of wanted listings, by the desk's numbers; the span holds until the next call.</summary>
    /// <returns>False where nothing is there now.</returns>
    bool TryRead(out ReadOnlySpan<FeedEvent> frame);

    /// <summary>True where the source knows what the desk has not been told yet. The desk's thread.</summary>
    bool HasUntold => false;

    /// <summary>Looks after the source: some times a second.</summary>
    /// <param name="monotonicNs">A time that never steps back.</param>
    /// <param name="now">The time.</param>
    void Look(long monotonicNs, Timestamp now);
}
