using Rialto.Model.Schedules;
using Rialto.Model.Units;

namespace Rialto.Venue.Algos;

/// <summary>What an instrument's trades come to, for those who work an order over time (algos.md, section 3). Instruments that no algo order ever concerned have none, and cost nothing.</summary>
internal sealed class VolumeTape
{
    private const long MaxOwnVolume = 1L << 62;

    private readonly AlgoRegistry _algos;
    private readonly ushort[] _supplied = new ushort[VolumeCurve.Quarters];
    private readonly long[] _own = new long[VolumeCurve.Quarters];
    private readonly int[] _ownDays = new int[VolumeCurve.Quarters];
    private long _lastPrice;
    private long _lastNs;
    private Int128 _integral;
    private Int128 _pricedNs;

    public VolumeTape(AlgoRegistry algos, long nowNs, long lastPrice)
    {
        _algos = algos;
        _lastNs = nowNs;
        _lastPrice = lastPrice;
    }

    /// <summary>All that traded.</summary>
    public Int128 Volume { get; private set; }

    /// <summary>Price x quantity of all that traded.</summary>
    public Int128 Notional { get; private set; }

    /// <summary>The last trade price.</summary>
    public long LastPrice => _lastPrice;

    /// <summary>The weights that were supplied; all zero where none were.</summary>
    public Span<ushort> Supplied => _supplied;

    /// <summary>The curve that an order takes now; null where nothing is known.</summary>
    public VolumeCurve? Curve =>
        _supplied.AsSpan().ContainsAnyExcept((ushort)0) ? VolumeCurve.Of(_supplied)
        : _own.AsSpan().ContainsAnyExcept(0) ? VolumeCurve.OfVolumes(_own)
        : null;

    /// <summary>The curve that an order with these times takes: one that has some weight in them.</summary>
    public VolumeCurve CurveFor(in SliceTimes times) => Curve is { } curve && curve.Between(times.Start, times.End) != 0 ? curve : VolumeCurve.Even;

    /// <summary>How the market stands, for what is measured from now on.</summary>
    public AlgoStart StartNow(long arrival, long nowNs)
    {
        var (integral, pricedNs) = PriceOverTime(nowNs);
        return new AlgoStart(arrival, Volume, Notional, integral, pricedNs);
    }

    /// <summary>A trade, whose orders may be children.</summary>
    public void Traded(Timestamp now, long price, long quantity, long taker, long maker)
    {
        (_integral, _pricedNs) = PriceOverTime(now.Nanoseconds);
        (_lastPrice, _lastNs) = (price, now.Nanoseconds);
        Volume += quantity;
        Notional += (Int128)price * quantity;
        CountOwn(now, quantity);
        if (!_algos.HasChildren)
            return;
        _algos.Traded(taker, price, quantity);
        _algos.Traded(maker, price, quantity);
    }

    /// <summary>The last price over the time up to now, and for how long there was one.</summary>
    public (Int128 Integral, Int128 PricedNs) PriceOverTime(long nowNs)
    {
        var passed = nowNs - _lastNs;
        return _lastPrice == 0 ? (_integral, _pricedNs) : (_integral + (Int128)_lastPrice * passed, _pricedNs + passed);
    }

    /// <summary>All that decides the future of it, as numbers. Cold.</summary>
    public TapeState State => new(_lastPrice, _lastNs, _integral, _pricedNs, Volume, Notional);

    /// <summary>What the quarters of the day have of its own trades, and on which day since 1970 each last traded. Cold.</summary>
    public (long[] Volumes, int[] Days) Own => (_own, _ownDays);

    /// <summary>Puts a saved tape back.</summary>
    public void Restore(in TapeState state)
    {
        (_lastPrice, _lastNs, _integral, _pricedNs) = (state.LastPrice, state.LastNs, state.Integral, state.PricedNs);
        (Volume, Notional) = (state.Volume, state.Notional);
    }

    private void CountOwn(Timestamp now, long quantity)
    {
        var quarter = VolumeCurve.QuarterOf(now);
        var day = (int)(now.Nanoseconds / Timestamp.NanosecondsPerDay);
        if (_ownDays[quarter] != day)
        {
            _ownDays[quarter] = day;
            _own[quarter] -= _own[quarter] / 2;
        }

        _own[quarter] = Math.Min(MaxOwnVolume, _own[quarter] + quantity);
    }
}

/// <summary>A tape's sums.</summary>
internal readonly record struct TapeState(long LastPrice, long LastNs, Int128 Integral, Int128 PricedNs, Int128 Volume, Int128 Notional);
