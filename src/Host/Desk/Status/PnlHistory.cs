using Rialto.Model.Execution;
using Rialto.Model.Units;
using Rialto.Trading.Portfolio;

namespace Rialto.Host.Desk.Status;

/// <summary>Which line of a desk's results.</summary>
internal enum PnlSpan
{
    /// <summary>Since midnight UTC, from zero.</summary>
    Intraday,

    /// <summary>One value a day: what it brought.</summary>
    Daily,

    /// <summary>Since the start.</summary>
    Cumulative,
}

/// <summary>
/// Results over time, in 10^-8 of the reporting currency: of the day, of each day, of all time, and of each strategy. Bounded: about 100 KB and 8 KB a strategy, however long the desk runs. The
/// desk's thread samples at most once a second of the desk's time; any thread copies.
/// </summary>
internal sealed class PnlHistory
{
    /// <summary>Values of one line.</summary>
    public const int Kept = 2_048;

    /// <summary>Values of a strategy's line.</summary>
    public const int KeptOfStrategy = 512;

    /// <summary>Days.</summary>
    public const int DaysKept = 1_096;

    private const long SecondNs = 1_000_000_000;

    private readonly Lock _gate = new();
    private readonly ThinningSeries _intraday = new(Kept, SecondNs);
    private readonly ThinningSeries _cumulative = new(Kept, SecondNs);
    private readonly ThinningSeries _unrealised = new(Kept, SecondNs);
    private readonly LastOnes<(long TimeNs, long Value)> _days = new(DaysKept);
    private readonly Dictionary<int, ThinningSeries> _strategies = [];
    private long _second;
    private (long TimeNs, long Value) _today;

    /// <summary>True where a second of the desk's time has passed since the last sample. The desk's thread.</summary>
    public bool IsDue(Timestamp now) => now.Nanoseconds / SecondNs != _second;

    /// <summary>Takes the results. The desk's thread.</summary>
    public void Sample(Timestamp now, DeskPortfolio portfolio, IEnumerable<StrategyId> strategies)
    {
        _second = now.Nanoseconds / SecondNs;
        var day = now.Nanoseconds - now.Nanoseconds % Timestamp.NanosecondsPerDay;

        // Not contended but while somebody copies, at most once a second.
        lock (_gate)
        {
            if (_today.TimeNs != day)
            {
                if (_today.TimeNs != 0)
                    _days.Add(in _today);
                _intraday.Clear();
            }

            _today = (day, Units(portfolio.DailyResult));
            _intraday.Add(now.Nanoseconds, _today.Value);
            _cumulative.Add(now.Nanoseconds, Units(portfolio.Result));
            _unrealised.Add(now.Nanoseconds, Units(portfolio.Unrealised));
            foreach (var strategy in strategies)
            {
                if (!_strategies.TryGetValue(strategy.Value, out var line))
                    _strategies.Add(strategy.Value, line = new ThinningSeries(KeptOfStrategy, SecondNs));
                line.Add(now.Nanoseconds, Units(portfolio.ResultOf(strategy)));
            }
        }
    }

    /// <summary>A line of the desk's result as it stands, the oldest value first. Any thread.</summary>
    public (long TimeNs, long Value)[] Copy(PnlSpan span)
    {
        lock (_gate)
        {
            return span switch
            {
                PnlSpan.Intraday => _intraday.Points.ToArray(),
                PnlSpan.Cumulative => _cumulative.Points.ToArray(),
                _ => Days(),
            };
        }
    }

    /// <summary>What closing all positions would have brought, over all time. Any thread.</summary>
    public (long TimeNs, long Value)[] CopyUnrealised()
    {
        lock (_gate)
            return _unrealised.Points.ToArray();
    }

    /// <summary>A strategy's result over all time; empty where it was never sampled. Any thread.</summary>
    public (long TimeNs, long Value)[] Copy(StrategyId strategy)
    {
        lock (_gate)
            return _strategies.TryGetValue(strategy.Value, out var line) ? line.Points.ToArray() : [];
    }

    private (long TimeNs, long Value)[] Days()
    {
        if (_today.TimeNs == 0)
            return [];
        var days = new (long TimeNs, long Value)[_days.Count + 1];
        for (var i = 0; i < _days.Count; i++)
            days[i] = _days.Newest(_days.Count - 1 - i);
        days[^1] = _today;
        return days;
    }

    // 10^-18 to 10^-8, towards zero; what passes 64 bits stays at their end.
    private static long Units(Int128 worth) => (long)Int128.Clamp(worth / 10_000_000_000, long.MinValue, long.MaxValue);
}
