namespace Rialto.Host.Desk.Gateways;

/// <summary>So many a second, as many at once (generic cell rate algorithm, ITU-T I.371). One thread at a time.</summary>
/// <param name="perSecond">At least 1.</param>
internal sealed class OrderRate(int perSecond)
{
    private static readonly long _second = TimeSpan.TicksPerSecond;

    private readonly long _interval = Math.Max(1, _second / perSecond);
    private long _due = long.MinValue;

    /// <summary>Takes one.</summary>
    /// <param name="now">Monotonic, in ticks of 100 ns.</param>
    /// <returns>False where there is none.</returns>
    public bool TryTake(long now)
    {
        var start = Math.Max(_due, now);
        if (start - now > _second - _interval)
            return false;
        _due = start + _interval;
        return true;
    }
}
