using Rialto.Model.Units;

namespace Rialto.Host.Feeds.Replay;

/// <summary>
/// Which recorded instant it is now. Recordings that overlap in time share one: it starts at their earliest frame when somebody first subscribes to any of them, and runs so many times faster
/// than the wall clock. At full speed there is no clock: each connection is as far as its client has read. Thread-safe.
/// </summary>
internal sealed class PlayClock(double speed, TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _startedAt;
    private bool _isRunning;

    /// <summary>The earliest frame of all recordings that share the clock.</summary>
    public Timestamp Origin { get; set; } = new(long.MaxValue);

    /// <summary>Their last one.</summary>
    public Timestamp End { get; set; }

    /// <summary>True where frames wait for nothing but the client.</summary>
    public bool IsFullSpeed => speed == 0;

    /// <summary>True where a recorded second takes less than a second: then a stream waits for snapshots to be asked for.</summary>
    public bool IsFast => speed is 0 or > 1;

    /// <summary>The recorded instant; the origin before anybody has subscribed, and at full speed.</summary>
    public Timestamp Now
    {
        get
        {
            lock (_lock)
                return !_isRunning || IsFullSpeed ? Origin : new Timestamp(Origin.Nanoseconds + (long)(time.GetElapsedTime(_startedAt).TotalNanoseconds * speed));
        }
    }

    /// <summary>Starts it, the first time.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            if (_isRunning)
                return;
            _isRunning = true;
            _startedAt = time.GetTimestamp();
        }
    }

    /// <summary>How long from now, by the wall clock, until a recorded instant; zero where it is past.</summary>
    public TimeSpan Until(Timestamp instant)
    {
        if (IsFullSpeed)
            return TimeSpan.Zero;
        var recorded = instant.Nanoseconds - Now.Nanoseconds;
        return recorded <= 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(recorded / 1e6 / speed);
    }
}
