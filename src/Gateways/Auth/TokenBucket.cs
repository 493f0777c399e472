namespace Rialto.Gateways.Auth;

/// <summary>
/// So many a second with bursts up to so many. Kept as the time at which the next one is due (generic cell rate), in ticks of the caller's
/// monotonic clock. Any thread.
/// </summary>
internal sealed class TokenBucket
{
    private readonly long _interval;
    private readonly long _tolerance;
    private readonly int _burst;
    private long _due = long.MinValue;

    /// <param name="perSecond">Sustained rate, at least 1.</param>
    /// <param name="burst">How many may come at once, at least 1.</param>
    /// <param name="ticksPerSecond">Of the clock whose readings are passed in.</param>
    public TokenBucket(int perSecond, int burst, long ticksPerSecond)
    {
        _interval = Math.Max(1, ticksPerSecond / perSecond);
        _tolerance = _interval * (burst - 1);
        _burst = burst;
    }

    /// <summary>Takes one; where there is none, says in how many ticks there will be.</summary>
    public bool TryTake(long now, out long retryAfter) => TryTake(now, out retryAfter, out _);

    /// <summary>As <see cref="TryTake(long, out long)"/>; <paramref name="remaining"/> says how many more may come at once.</summary>
    public bool TryTake(long now, out long retryAfter, out int remaining) => TryTake(now, 1, out retryAfter, out remaining);

    /// <summary>Takes several at once, or none. More than may come at once need all of these, and the rest is owed by what comes next.</summary>
    /// <param name="now">The time.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="retryAfter">Where it took none: in how many ticks it may.</param>
    /// <param name="remaining">How many more may come at once.</param>
    public bool TryTake(long now, int count, out long retryAfter, out int remaining) => TryTake(now, count, Math.Min(count, _burst), out retryAfter, out remaining);

    /// <summary>Takes several more for something that has just taken one: so there need be no more of them than the rest of a burst.</summary>
    public bool TryTakeMore(long now, int count, out long retryAfter) => TryTake(now, count, Math.Min(count, _burst - 1), out retryAfter, out _);

    private bool TryTake(long now, int count, int atOnce, out long retryAfter, out int remaining)
    {
        var needed = _interval * (_burst - atOnce);
        remaining = 0;
        while (true)
        {
            var due = Volatile.Read(ref _due);
            var start = Math.Max(due, now);
            retryAfter = start - now - needed;
            if (retryAfter > 0)
                return false;
            var next = start + (_interval * count);
            if (Interlocked.CompareExchange(ref _due, next, due) == due)
            {
                retryAfter = 0;
                var room = now + _tolerance - next;
                remaining = room < 0 ? 0 : (int)(room / _interval) + 1;
                return true;
            }
        }
    }
}
