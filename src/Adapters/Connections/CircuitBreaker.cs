namespace Rialto.Adapters.Connections;

/// <summary>
/// Stops trying where trying has no point: too many failures in a window open it, and after a while one try is let through. Times are since any fixed moment. Not safe for several threads.
/// <code>
/// Closed ── too many failures ──→ Open ── so long ──→ HalfOpen ── settled ──→ Closed
///                                   ↑──────── failure ──┘
/// </code>
/// </summary>
internal sealed class CircuitBreaker(FeedStreamOptions options)
{
    private readonly Queue<TimeSpan> _failures = new();

    /// <summary>Where it stands.</summary>
    public BreakerState State { get; private set; }

    /// <summary>While open: when the next try is let through.</summary>
    public TimeSpan OpenUntil { get; private set; }

    /// <summary>A try failed.</summary>
    public void Fail(TimeSpan now)
    {
        _failures.Enqueue(now);
        while (now - _failures.Peek() > options.BreakerWindow)
            _failures.Dequeue();
        if (State != BreakerState.HalfOpen && _failures.Count < options.BreakerFailures)
            return;
        (State, OpenUntil) = (BreakerState.Open, now + options.BreakerOpen);
        _failures.Clear();
    }

    /// <summary>A try is about to be made.</summary>
    public void Try(TimeSpan now)
    {
        if (State == BreakerState.Open && now >= OpenUntil)
            State = BreakerState.HalfOpen;
    }

    /// <summary>What was tried has held.</summary>
    public void Succeed()
    {
        State = BreakerState.Closed;
        _failures.Clear();
    }
}
