using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Backtest.Latencies;

/// <summary>
/// As long as the feed itself took, there and back: twice the median of receive time minus the venue's time over the last 256 frames. Where clocks differ, or the venue sends no time, the smallest
/// and the largest that are allowed bound it. Venues that batch (Binance's 100 ms) put their waiting into it.
/// </summary>
public sealed class FeedLatency : ILatencyModel
{
    private const int Frames = 256;

    private readonly long[] _delays = new long[Frames];
    private readonly long[] _sorted = new long[Frames];
    private readonly long _smallestNs;
    private readonly long _largestNs;
    private long _count;

    /// <summary>Makes one.</summary>
    /// <param name="smallestNs">Never shorter, in ns; also until the first frame.</param>
    /// <param name="largestNs">Never longer, in ns.</param>
    public FeedLatency(long smallestNs, long largestNs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(smallestNs);
        ArgumentOutOfRangeException.ThrowIfLessThan(largestNs, smallestNs);
        (_smallestNs, _largestNs) = (smallestNs, largestNs);
    }

    /// <inheritdoc/>
    public void Apply(in FeedEvent told)
    {
        // A snapshot says when the book was so, not when it was sent.
        if ((told.Flags & FeedEventFlags.LastOfFrame) == 0 || (told.Flags & FeedEventFlags.Snapshot) != 0 || told.EventTime.IsNone || told.ReceiveTime.IsNone)
            return;
        _delays[_count++ % Frames] = told.ReceiveTime.Nanoseconds - told.EventTime.Nanoseconds;
    }

    /// <inheritdoc/>
    public long RoundTripNs(in OrderRequest request, Timestamp now)
    {
        var known = (int)Math.Min(_count, Frames);
        if (known == 0)
            return _smallestNs;
        var sorted = _sorted.AsSpan(0, known);
        _delays.AsSpan(0, known).CopyTo(sorted);
        sorted.Sort();
        var oneWay = Math.Clamp(sorted[known / 2], 0, _largestNs / 2);
        return Math.Max(2 * oneWay, _smallestNs);
    }
}
