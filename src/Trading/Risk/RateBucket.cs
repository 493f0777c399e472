using Rialto.Model.Units;

namespace Rialto.Trading.Risk;

/// <summary>
/// A token bucket as one number, the time at which it will be full again (generic cell rate algorithm, ITU-T I.371 annex A): each order moves it on by its share of a second, and may pass
/// while it is not further ahead than the burst allows. Integers only.
/// </summary>
internal struct RateBucket
{
    private const long Second = 1_000_000_000;

    /// <summary>When the bucket is full again.</summary>
    public Timestamp FullTime;

    /// <summary>Whether one more may pass.</summary>
    /// <param name="now">The input's time.</param>
    /// <param name="rate">A second; zero lets nothing pass.</param>
    /// <param name="burst">At once after a pause; at least 1.</param>
    public readonly bool Allows(Timestamp now, long rate, long burst) =>
        rate == RiskLimits.Unlimited
        || (rate > 0 && Math.Max(0, FullTime.Nanoseconds - now.Nanoseconds) <= (Int128)Second / rate * (Math.Max(1, Math.Min(burst, int.MaxValue)) - 1));

    /// <summary>One passes.</summary>
    public void Take(Timestamp now, long rate)
    {
        if (rate is > 0 and not RiskLimits.Unlimited)
            FullTime = new Timestamp(Math.Max(FullTime.Nanoseconds, now.Nanoseconds) + Second / rate);
    }
}
