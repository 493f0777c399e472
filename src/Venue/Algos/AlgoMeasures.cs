using Rialto.Model.Orders;

namespace Rialto.Venue.Algos;

/// <summary>What is measured of an algo order (algos.md, section 7). Prices in thousandths of a price unit; slippage in hundredths of a basis point.</summary>
internal readonly record struct AlgoMeasures(long AveragePrice, long IntervalVwap, long IntervalTwap, long ArrivalSlippage, long BenchmarkSlippage)
{
    private const long Finer = 1_000;
    private const long MaxSlippage = 1L << 62;

    public static AlgoMeasures Of(AlgoOrder algo, long nowNs) => Of(algo.Tape, algo.Start, algo.Terms.Type, algo.Wish.Side, algo.Filled, algo.PriceSum, nowNs);

    public static AlgoMeasures Of(VolumeTape tape, in AlgoStart start, AlgoType type, Side side, long filled, Int128 priceSum, long nowNs)
    {
        var average = filled == 0 ? 0 : (long)(priceSum * Finer / filled);
        var volume = tape.Volume - start.Volume;
        var vwap = volume == 0 ? 0 : (long)((tape.Notional - start.Notional) * Finer / volume);
        var (integral, pricedNs) = tape.PriceOverTime(nowNs);
        var time = pricedNs - start.PricedNs;
        var twap = time == 0 ? tape.LastPrice * Finer : (long)((integral - start.Integral) * Finer / time);
        var benchmark = type == AlgoType.Twap ? twap : vwap;
        return new AlgoMeasures(
            average, vwap, twap, Slippage(side, average, start.ArrivalPrice * Finer), Slippage(side, average, benchmark));
    }

    private static long Slippage(Side side, long average, long against)
    {
        if (average == 0 || against == 0)
            return 0;
        var worse = ((Int128)average - against) * 1_000_000 / against;
        return (long)Int128.Clamp(side == Side.Buy ? worse : -worse, -MaxSlippage, MaxSlippage);
    }
}
