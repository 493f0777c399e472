using Rialto.Model.Feeds;
using Rialto.Runtime.Counters;

namespace Rialto.Host.Feeds.Live.Core;

/// <summary>What the hub counts of one venue. The hub's thread writes, any thread reads.</summary>
internal sealed class VenueMeter(FeedVenue venue)
{
    private long _events;
    private long _frames;
    private long _drifts;

    /// <summary>Whose.</summary>
    public FeedVenue Venue { get; } = venue;

    /// <summary>From the receipt of a frame until its best prices stand.</summary>
    public LatencyHistogram ReceiveToBest { get; } = new();

    /// <summary>From the venue's time of a frame to its receipt, by two clocks.</summary>
    public LatencyHistogram EventToReceive { get; } = new();

    /// <summary>Events applied.</summary>
    public long Events => Volatile.Read(ref _events);

    /// <summary>Frames that had events.</summary>
    public long Frames => Volatile.Read(ref _frames);

    /// <summary>Strange things told; they are told at powers of two of their number.</summary>
    public long Drifts => Volatile.Read(ref _drifts);

    /// <summary>An event was applied.</summary>
    public void Count(in FeedEvent told)
    {
        Volatile.Write(ref _events, _events + 1);
        if (told.Kind == FeedEventKind.Drift)
            Volatile.Write(ref _drifts, _drifts + 1);
    }

    /// <summary>A frame's best prices stand.</summary>
    /// <param name="last">Its last event.</param>
    /// <param name="nowNs">By our clock; below zero where it is another day's frame.</param>
    public void EndFrame(in FeedEvent last, long nowNs)
    {
        Volatile.Write(ref _frames, _frames + 1);
        if (nowNs >= 0)
            ReceiveToBest.Record(nowNs - last.ReceiveTime.Nanoseconds);

        // A snapshot's time says when the book last changed, not when it was sent.
        if (last.Kind is FeedEventKind.Level or FeedEventKind.Trade && (last.Flags & FeedEventFlags.Snapshot) == 0 && !last.EventTime.IsNone)
            EventToReceive.Record(last.ReceiveTime.Nanoseconds - last.EventTime.Nanoseconds);
    }
}
