using Rialto.Model.Schedules;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading.Strategy;

namespace Rialto.Strategies.Execution;

/// <summary>
/// What a parent order is measured against, and what it has done: exact sums in the route's units. Slippage is what the price it got is worse than another, in hundredths of a basis point,
/// truncated towards zero, as docs/reference/algos.md, section 7 has it; positive is worse.
/// </summary>
internal sealed class ExecutionTape
{
    private readonly long[] _quarters = new long[VolumeCurve.Quarters];
    private readonly long[] _days = new long[VolumeCurve.Quarters];
    private long _twiceArrival;
    private Int128 _othersNotional;
    private Int128 _filledNotional;
    private Int128 _filled;
    private Int128 _fees;

    /// <summary>What others have traded since it began; with its own, where its own trades are told with theirs.</summary>
    public Int128 Volume { get; private set; }

    /// <summary>True once it has begun.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Twice the middle at its beginning; zero for none.</summary>
    public long TwiceArrival => _twiceArrival;

    /// <summary>What it got, as price times quantity.</summary>
    public Int128 FilledNotional => _filledNotional;

    /// <summary>What it got.</summary>
    public Int128 Filled => _filled;

    /// <summary>What it paid in fees, each fill rounded up, as price times quantity.</summary>
    public Int128 Fees => _fees;

    /// <summary>Measures from now on.</summary>
    public void Begin(long twiceArrival) => (HasBegun, _twiceArrival) = (true, twiceArrival);

    /// <summary>Others have traded.</summary>
    public void Trade(long price, long quantity, Timestamp time)
    {
        if (!HasBegun)
        {
            // What is seen later does not change a schedule that has begun.
            CountQuarter(quantity, time);
            return;
        }

        Volume += quantity;
        _othersNotional += (Int128)price * quantity;
    }

    /// <summary>An order of its own has traded; what is taken back has a negative quantity.</summary>
    public void Fill(long price, long quantity, Int128 fee)
    {
        _filled += quantity;
        _filledNotional += (Int128)price * quantity;
        _fees += fee;
    }

    /// <summary>How the quarters of a day were seen to trade before it began; null where nothing was seen.</summary>
    public VolumeCurve? Curve => _quarters.AsSpan().ContainsAnyExcept(0) ? VolumeCurve.OfVolumes(_quarters) : null;

    /// <summary>Average price of what it got, in thousandths of a price unit.</summary>
    public long Average => _filled <= 0 ? 0 : (long)(_filledNotional * 1_000 / _filled);

    /// <summary>Average price of what others traded since the beginning, in thousandths of a price unit.</summary>
    public long IntervalVwap => Volume == 0 ? 0 : (long)(_othersNotional * 1_000 / Volume);

    /// <summary>Slippage against the middle at the beginning.</summary>
    public long ArrivalSlippage(bool isBuy) => Slippage(isBuy, Average, (Int128)_twiceArrival * 500);

    /// <summary>Slippage against the average of what others traded.</summary>
    public long VwapSlippage(bool isBuy) => Slippage(isBuy, Average, IntervalVwap);

    public void Save(ref StateWriter writer)
    {
        writer.Add(HasBegun ? 1L : 0);
        writer.Add(_twiceArrival);
        writer.Add(Volume);
        writer.Add(_othersNotional);
        writer.Add(_filledNotional);
        writer.Add(_filled);
        writer.Add(_fees);
        foreach (var quarter in _quarters)
            writer.Add(quarter);
        foreach (var day in _days)
            writer.Add(day);
    }

    public void Load(ref StateReader reader)
    {
        HasBegun = reader.Long() != 0;
        _twiceArrival = reader.Long();
        (Volume, _othersNotional, _filledNotional, _filled, _fees) = (reader.Wide(), reader.Wide(), reader.Wide(), reader.Wide(), reader.Wide());
        foreach (ref var quarter in _quarters.AsSpan())
            quarter = Math.Clamp(reader.Long(), 0, 1L << 62);
        foreach (ref var day in _days.AsSpan())
            day = reader.Long();
    }

    private void CountQuarter(long quantity, Timestamp time)
    {
        var quarter = VolumeCurve.QuarterOf(time);
        var day = time.Nanoseconds / Timestamp.NanosecondsPerDay;
        if (_days[quarter] != day)
        {
            _days[quarter] = day;
            _quarters[quarter] -= _quarters[quarter] / 2;
        }

        _quarters[quarter] = Math.Min(1L << 62, _quarters[quarter] + Math.Min(quantity, 1L << 61));
    }

    private static long Slippage(bool isBuy, long average, Int128 against)
    {
        if (average == 0 || against == 0)
            return 0;
        var worse = (average - against) * 1_000_000 / against;
        return (long)Int128.Clamp(isBuy ? worse : -worse, -(1L << 62), 1L << 62);
    }

    /// <summary>Saves or loads it.</summary>
    public void Keep(FieldArchive state)
    {
        HasBegun = state.Keep(HasBegun);
        _twiceArrival = state.Keep(_twiceArrival);
        Volume = state.Keep(Volume);
        _othersNotional = state.Keep(_othersNotional);
        _filledNotional = state.Keep(_filledNotional);
        _filled = state.Keep(_filled);
        _fees = state.Keep(_fees);
        state.Keep(_quarters.AsSpan());
        state.Keep(_days.AsSpan());
    }
}
