using Rialto.Model.Feeds;

namespace Rialto.Host.Feeds.Export;

/// <summary>Something recorded that can be told as events once: raw frames by way of their venue's adapter, or events as they were recorded. Single-threaded but for the counts.</summary>
internal interface IEventSource
{
    /// <summary>The first of the listings that are told.</summary>
    Listing Listing { get; }

    /// <summary>All listings that are told.</summary>
    IReadOnlyList<Listing> Wanted { get; }

    /// <summary>The table that has all that are told.</summary>
    ListingTable Listings { get; }

    /// <summary>Where the recording broke off while it was read, and why: what follows there is missing.</summary>
    IEnumerable<string> Breaks { get; }

    /// <summary>Frames there are to read; an estimate.</summary>
    long FramesTotal { get; }

    /// <summary>Frames read; any thread.</summary>
    long Frames { get; }

    /// <summary>Strange frames met.</summary>
    long Drifts { get; }

    /// <summary>Reads all, once.</summary>
    /// <param name="take">Gets the events of each frame.</param>
    /// <param name="stop">Stops.</param>
    void Read(Action<ReadOnlySpan<FeedEvent>> take, CancellationToken stop);
}
