using System.Collections.Immutable;
using Rialto.Host.Desk.Results;
using Rialto.Model.Execution;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading.Portfolio;

namespace Rialto.Host.Desk.Status;

/// <summary>Which line of a desk's results.</summary>
internal enum PnlSpan
{
    /// <summary>Since midnight UTC, from zero.</summary>
    Intraday,

    /// <summary>Since the start of the run.</summary>
    Cumulative,

    /// <summary>What closing all positions would have brought.</summary>
    Unrealised,
}

/// <summary>
/// Results over time, in the reporting currency: of the day, of each day, of the whole run, and of each strategy. A function of the run's inputs: once a second of the desk's time, before the first
/// input of another second, it takes what the inputs before have come to, so that a run that is repeated from its journal has the same again, and the days of a run add up to its result. Bounded: about
/// 100 KB, 8 KB a strategy and less than 1 KB a day. The desk's thread writes; any thread copies.
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
    private readonly string[] _names;
    private readonly ThinningSeries _intraday = new(Kept, SecondNs);
    private readonly ThinningSeries _cumulative = new(Kept, SecondNs);
    private readonly ThinningSeries _unrealised = new(Kept, SecondNs);
    private readonly ThinningSeries[] _strategies;
    private readonly Queue<DayResult> _days = new();

    // The desk first, then each strategy: now, and as it was at the last midnight.
    private readonly ResultFigures[] _now;
    private readonly ResultFigures[] _midnight;
    private long _dueNs;
    private long _dayNs;
    private long _shownNs;

    /// <summary>Makes one that has nothing.</summary>
    /// <param name="names">Of the strategies, in the order of their numbers.</param>
    public PnlHistory(IEnumerable<string> names)
    {
        _names = [.. names];
        _strategies = [.. _names.Select(_ => new ThinningSeries(KeptOfStrategy, SecondNs))];
        (_now, _midnight) = (new ResultFigures[_names.Length + 1], new ResultFigures[_names.Length + 1]);
    }

    /// <summary>True where an input of this time begins another second. The desk's thread.</summary>
    public bool IsDue(Timestamp time) => time.Nanoseconds >= _dueNs;

    /// <summary>Takes what there is before an input that begins another second. The desk's thread.</summary>
    /// <param name="time">Of the input.</param>
    /// <param name="now">The desk's time before it; none before the first input.</param>
    /// <param name="portfolio">The desk's.</param>
    public void Take(Timestamp time, Timestamp now, DeskPortfolio portfolio)
    {
        var day = time.Nanoseconds - (time.Nanoseconds % Timestamp.NanosecondsPerDay);
        lock (_gate)
        {
            _dueNs = time.Nanoseconds - (time.Nanoseconds % SecondNs) + SecondNs;
            if (_dayNs == 0)
                _dayNs = day;
            if (now.Nanoseconds == 0)
                return;
            Read(portfolio);
            Add(now.Nanoseconds);
            if (day <= _dayNs)
                return;
            _days.Enqueue(Today());
            if (_days.Count > DaysKept)
                _days.Dequeue();
            _dayNs = day;
            _now.CopyTo(_midnight, 0);
            _intraday.Clear();
        }
    }

    /// <summary>What there is now, for who looks: lines end with it. The desk's thread, between two inputs.</summary>
    public void Show(Timestamp now, DeskPortfolio portfolio)
    {
        // Not contended but while somebody copies, at most once a second.
        lock (_gate)
        {
            Read(portfolio);
            _shownNs = now.Nanoseconds;
        }
    }

    /// <summary>A line of the desk's result in 10^-8, as it stands, the oldest value first. Any thread.</summary>
    public (long TimeNs, long Value)[] Copy(PnlSpan span)
    {
        lock (_gate)
        {
            return span switch
            {
                PnlSpan.Intraday => WithNow(_intraday, _now[0].Result - _midnight[0].Result),
                PnlSpan.Cumulative => WithNow(_cumulative, _now[0].Result),
                _ => WithNow(_unrealised, _now[0].Unrealised),
            };
        }
    }

    /// <summary>A strategy's result over the whole run in 10^-8; empty where there is none of this number. Any thread.</summary>
    public (long TimeNs, long Value)[] Copy(StrategyId strategy)
    {
        lock (_gate)
            return strategy.Value >= 1 && strategy.Value <= _names.Length ? WithNow(_strategies[strategy.Value - 1], _now[strategy.Value].Result) : [];
    }

    /// <summary>What each day brought, the last one so far. Any thread.</summary>
    public ImmutableArray<DayResult> Days()
    {
        lock (_gate)
            return _dayNs == 0 ? [] : [.. _days, Today()];
    }

    /// <summary>Writes all of it. The desk's thread.</summary>
    public void Save(FieldWriter writer)
    {
        writer.Add(_names.Length);
        writer.Add(_dueNs);
        writer.Add(_dayNs);
        foreach (var series in AllSeries())
            series.Save(writer);
        foreach (var figures in _midnight)
            writer.Add(figures);
        writer.Add(_days.Count);
        foreach (var day in _days)
        {
            writer.Add(day.TimeNs);
            writer.Add(day.Total);
            foreach (var (_, figures) in day.Strategies)
                writer.Add(figures);
        }
    }

    /// <summary>Takes over what <see cref="Save"/> wrote. The desk's thread, before its first turn.</summary>
    /// <returns>False where it was of another desk; this one is then to be thrown away.</returns>
    public bool TryLoad(FieldReader reader)
    {
        if (reader.Read<int>() != _names.Length)
            return false;
        (_dueNs, _dayNs) = (reader.Read<long>(), reader.Read<long>());
        foreach (var series in AllSeries())
        {
            if (!series.TryLoad(reader))
                return false;
        }

        foreach (ref var figures in _midnight.AsSpan())
            figures = reader.Read<ResultFigures>();
        var count = reader.Read<int>();
        if (count is < 0 or > DaysKept)
            return false;
        for (var i = 0; i < count && !reader.IsShort; i++)
        {
            var (time, total) = (reader.Read<long>(), reader.Read<ResultFigures>());
            _days.Enqueue(new DayResult(time, total, [.. _names.Select(name => (name, reader.Read<ResultFigures>()))]));
        }

        return !reader.IsShort;
    }

    private IEnumerable<ThinningSeries> AllSeries() => [_intraday, _cumulative, _unrealised, .. _strategies];

    private void Read(DeskPortfolio portfolio)
    {
        _now[0] = new ResultFigures(portfolio.Result, portfolio.Unrealised, portfolio.Fees, portfolio.Trades) { Drawdown = portfolio.Drawdown };
        for (var i = 1; i < _now.Length; i++)
        {
            var id = new StrategyId(i);
            _now[i] = new ResultFigures(portfolio.ResultOf(id), portfolio.UnrealisedOf(id), portfolio.FeesOf(id), portfolio.TradesOf(id)) { Drawdown = portfolio.DrawdownOf(id) };
        }
    }

    private void Add(long timeNs)
    {
        _intraday.Add(timeNs, Units(_now[0].Result - _midnight[0].Result));
        _cumulative.Add(timeNs, Units(_now[0].Result));
        _unrealised.Add(timeNs, Units(_now[0].Unrealised));
        for (var i = 0; i < _strategies.Length; i++)
            _strategies[i].Add(timeNs, Units(_now[i + 1].Result));
    }

    private DayResult Today() => new(_dayNs, _now[0] - _midnight[0], [.. _names.Select((name, i) => (name, _now[i + 1] - _midnight[i + 1]))]);

    private (long TimeNs, long Value)[] WithNow(ThinningSeries series, Int128 now)
    {
        var points = series.Points;
        return points.IsEmpty || _shownNs > points[^1].TimeNs ? _shownNs == 0 ? points.ToArray() : [.. points, (_shownNs, Units(now))] : points.ToArray();
    }

    // 10^-18 to 10^-8, towards zero; what passes 64 bits stays at their end.
    private static long Units(Int128 worth) => (long)Int128.Clamp(worth / 10_000_000_000, long.MinValue, long.MaxValue);
}
