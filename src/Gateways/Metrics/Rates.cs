using System.Diagnostics;

namespace Rialto.Gateways;

/// <summary>Turns running totals into rates between two readings. Any thread.</summary>
internal sealed class Rates
{
    private readonly Lock _gate = new();
    private long _at = Stopwatch.GetTimestamp();
    private long _first;
    private long _second;
    private long _third;

    /// <summary>How fast each total grew since the reading before, per second.</summary>
    public (double First, double Second, double Third) Since(long first, long second, long third)
    {
        lock (_gate)
        {
            var now = Stopwatch.GetTimestamp();
            var seconds = Math.Max(1e-3, Stopwatch.GetElapsedTime(_at, now).TotalSeconds);
            var rates = ((first - _first) / seconds, (second - _second) / seconds, (third - _third) / seconds);
            (_at, _first, _second, _third) = (now, first, second, third);
            return rates;
        }
    }
}
