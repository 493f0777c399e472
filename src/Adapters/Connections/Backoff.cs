namespace Rialto.Adapters.Connections;

/// <summary>How long to wait before the next try: 1, 2, 4 .. 60 s, spread so that not all try in the same moment. Not safe for several threads.</summary>
internal sealed class Backoff(FeedStreamOptions options)
{
    // 2^30 of the shortest wait is longer than any longest.
    private const int DoublingsMax = 30;

    /// <summary>Failures since the last success.</summary>
    public int Failures { get; private set; }

    /// <summary>It went well: waits begin anew.</summary>
    public void Succeed() => Failures = 0;

    /// <summary>It failed.</summary>
    /// <returns>How long to wait.</returns>
    public TimeSpan Fail()
    {
        var doublings = Math.Min(Failures++, DoublingsMax);
        var wait = Math.Min(options.BackoffFirst.Ticks * Math.Pow(2, doublings), options.BackoffMax.Ticks);
        return Spread(TimeSpan.FromTicks((long)wait));
    }

    /// <summary>A time that is longer or shorter by as much as the jitter allows.</summary>
    public TimeSpan Spread(TimeSpan time) => TimeSpan.FromTicks((long)(time.Ticks * (1 + options.Jitter * (2 * options.Random() - 1))));
}
