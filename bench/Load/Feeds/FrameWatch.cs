using Rialto.Host.Feeds.Live.Core;
using Rialto.Host.Feeds.Live.Distribution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Clocks;
using Rialto.Runtime.Counters;
using Rialto.Trading.Books;

namespace Rialto.Load.Feeds;

/// <summary>Measures from a frame's receive time until all of it has been applied: until the event after it, or until nothing more is at hand.</summary>
internal sealed class FrameWatch(Clock clock) : IFeedDistribution
{
    private LatencyHistogram _latency = new();
    private long _receivedNs;
    private volatile bool _mustRestart;

    /// <summary>What was measured since the start or restart. Any thread, a moment's view.</summary>
    public LatencyHistogram Latency => _latency;

    /// <summary>Forgets what was measured so far, at the next frame. Any thread.</summary>
    public void Restart() => _mustRestart = true;

    public void OnLayout(FeedLayout layout)
    {
        // Names do not matter here.
    }

    public void OnEvent(in FeedEvent told)
    {
        Record();
        if ((told.Flags & FeedEventFlags.LastOfFrame) != 0)
            _receivedNs = told.ReceiveTime.Nanoseconds;
    }

    public void OnBbo(Listing listing, in Bbo best, Timestamp receiveTime)
    {
        // The frame counts, whatever it changes.
    }

    public void OnNbbo(SymbolPlace symbol, in FeedNbbo best)
    {
        // As above.
    }

    public void Flush() => Record();

    public void Poll()
    {
        // Nothing waits.
    }

    public ValueTask CloseAsync() => ValueTask.CompletedTask;

    private void Record()
    {
        if (_receivedNs == 0)
            return;
        if (_mustRestart)
        {
            _latency = new LatencyHistogram();
            _mustRestart = false;
        }

        _latency.Record(clock.UtcNanoseconds - _receivedNs);
        _receivedNs = 0;
    }
}
