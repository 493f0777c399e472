using Rialto.Model.Units;

namespace Rialto.Trading.Quality;

/// <summary>
/// Whether a price is far from the recent ones, by their median and median absolute deviation. One wrong price never passes and does not
/// enter what the next is compared with; a market that really jumped is believed as soon as so many prices in a row agree. Single-threaded.
/// </summary>
internal sealed class JumpTest
{
    /// <summary>Prices looked at.</summary>
    public const int Window = 31;

    /// <summary>Fewer recent prices give no verdict.</summary>
    public const int WarmFrom = 11;

    /// <summary>A normal distribution's standard deviation is 1.4826 times its median absolute deviation; here times 10,000.</summary>
    public const long DeviationPerTenThousand = 14_826;

    private readonly RobustWindow _recent = new(Window);
    private Timestamp _last;
    private long _outside;
    private int _outsideCount;

    /// <summary>Looks at the next price, and remembers it.</summary>
    /// <param name="price">In any unit, from -2^62, below 2^62.</param>
    /// <param name="unitFloor">A jump is at least so many of that unit.</param>
    /// <param name="time">When it came in.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="distance">Distance to the median.</param>
    /// <param name="bound">What the distance must exceed to be a jump, rounded down; only where it is one.</param>
    public bool IsJump(long price, long unitFloor, Timestamp time, QualityLimits limits, out long distance, out long bound)
    {
        (distance, bound) = (0, 0);
        if (limits.JumpFloorPpm == 0)
            return false;
        if (time.Nanoseconds - _last.Nanoseconds > limits.JumpMemoryNs)
        {
            _recent.Clear();
            _outsideCount = 0;
        }

        _last = time;
        if (_recent.Count < WarmFrom)
        {
            _recent.Add(price);
            return false;
        }

        var median = _recent.Median;
        var deviation = _recent.MedianDeviation;
        distance = Distance(price, median);
        if (!IsFar(distance, median, deviation, unitFloor, limits))
        {
            _outsideCount = 0;
            _recent.Add(price);
            return false;
        }

        bound = Bound(median, deviation, unitFloor, limits);
        _outsideCount = _outsideCount > 0 && !IsFar(Distance(price, _outside), median, deviation, unitFloor, limits) ? _outsideCount + 1 : 1;
        _outside = price;
        if (_outsideCount >= limits.JumpConfirmations)
        {
            _recent.Fill(price);
            _outsideCount = 0;
            return false;
        }

        // What is rejected does not enter the window: wrong prices must not make each other right.
        return true;
    }

    /// <summary>Something else has shown that the price is right: it takes the place of all recent ones.</summary>
    public void Believe(long price)
    {
        _recent.Fill(price);
        _outsideCount = 0;
    }

    private static long Distance(long price, long median) => Math.Abs(price - median);

    private static bool IsFar(long distance, long median, ulong deviation, long unitFloor, QualityLimits limits) =>
        distance > unitFloor
        && (Int128)distance * 1_000_000 > (Int128)Math.Abs(median) * limits.JumpFloorPpm
        && (Int128)distance * 10_000 > (Int128)deviation * (DeviationPerTenThousand * limits.JumpDeviations);

    private static long Bound(long median, ulong deviation, long unitFloor, QualityLimits limits) => (long)Int128.Max(
        unitFloor,
        Int128.Max((Int128)Math.Abs(median) * limits.JumpFloorPpm / 1_000_000, (Int128)deviation * (DeviationPerTenThousand * limits.JumpDeviations) / 10_000));
}
