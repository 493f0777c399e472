using Rialto.Host.Feeds.Live.Core;
using Rialto.Host.Feeds.Live.Distribution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Clocks;
using Rialto.Trading.Books;

namespace Rialto.Host.Feeds.Live.Play;

/// <summary>
/// Which recorded instant it is for a hub that hears a recording: so many times faster than the wall clock since the first event, and the recording's end once that is reached. At full speed it is
/// the receive time of the newest event that the hub has heard; that is why it is among the hub's distributions. Any thread.
/// </summary>
/// <param name="speed">So many times recorded time; zero is as fast as the hub takes it.</param>
/// <param name="originNs">Receive time of the recording's first event.</param>
internal sealed class PlayedClock(double speed, long originNs) : Clock, IFeedDistribution
{
    private readonly long _originNs = originNs;
    private long _heardNs = originNs;
    private long _startedNs = -1;
    private long _endNs = long.MaxValue;

    /// <summary>True where events wait for nothing but the hub.</summary>
    public bool IsFullSpeed => speed == 0;

    /// <inheritdoc/>
    public override long UtcNanoseconds
    {
        get
        {
            if (IsFullSpeed)
                return Volatile.Read(ref _heardNs);
            var started = Volatile.Read(ref _startedNs);
            return started < 0 ? _originNs : Math.Min(Volatile.Read(ref _endNs), _originNs + (long)((MonotonicNanoseconds - started) * speed));
        }
    }

    /// <summary>Lets it run.</summary>
    public void Start() => Volatile.Write(ref _startedNs, MonotonicNanoseconds);

    /// <summary>Stops it at the recording's end.</summary>
    public void End(long lastNs) => Volatile.Write(ref _endNs, lastNs);

    /// <summary>How long from now, by the wall clock, until a recorded instant; zero where it is past, and at full speed.</summary>
    public TimeSpan Until(long instantNs)
    {
        if (IsFullSpeed)
            return TimeSpan.Zero;
        var recorded = instantNs - UtcNanoseconds;
        return recorded <= 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(recorded / 1e6 / speed);
    }

    /// <inheritdoc/>
    public void OnEvent(in FeedEvent told)
    {
        // Connections that were recorded together may stand a moment apart.
        if (told.ReceiveTime.Nanoseconds > _heardNs)
            Volatile.Write(ref _heardNs, told.ReceiveTime.Nanoseconds);
    }

    /// <inheritdoc/>
    public void OnLayout(FeedLayout layout)
    {
        // Time is all it knows.
    }

    /// <inheritdoc/>
    public void OnBbo(Listing listing, in Bbo best, Timestamp receiveTime)
    {
        // Follows from an event.
    }

    /// <inheritdoc/>
    public void OnNbbo(SymbolPlace symbol, in FeedNbbo best)
    {
        // Follows from an event.
    }

    /// <inheritdoc/>
    public void Flush()
    {
        // Nothing leaves the process here.
    }

    /// <inheritdoc/>
    public void Poll()
    {
        // Nor here.
    }

    /// <inheritdoc/>
    public ValueTask CloseAsync() => ValueTask.CompletedTask;
}
