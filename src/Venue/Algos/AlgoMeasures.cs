using Rialto.Model.Orders;

namespace Rialto.Venue.Algos;

/// <summary>What is measured of an algo order (algos.md, section 7). Prices in thousandths of a price unit; slippage in hundredths of a basis point.</summary>
internal readonly record struct AlgoMeasures(long AveragePrice, long IntervalVwap, long IntervalTwap, long ArrivalSlippage, long BenchmarkSlippage)
{
    private const long Finer = 1_000;
    private const long MaxSlippage = 1L << 62;

    public static AlgoMeasures Of(AlgoOrder algo, long nowNs)
    {
        var (tape, start) = (algo.Tape, algo.Start);
        var average = algo.Filled == 0 ? 0 : (long)(algo.PriceSum * Finer / algo.Filled);
        var volume = tape.Volume - start.Volume;
        var vwap = volume == 0 ? 0 : (long)((tape.Notional - start.Notional) * Finer / volume);
        var (integral, pricedNs) = tape.PriceOverTime(nowNs);
        var time = pricedNs - start.PricedNs;
        var twap = time == 0 ? tape.LastPrice * Finer : (long)((integral - start.Integral) * Finer / time);
        var benchmark = algo.Terms.Type == AlgoType.Twap ? twap : vwap;
        return new AlgoMeasures(
            average, vwap, twap, Slippage(algo.Wish.Side, average, start.ArrivalPrice * Finer), Slippage(algo.Wish.Side, average, benchmark));
    }

    private static long Slippage(Side side, long average, long against)
    {
        if (average == 0 || against == 0)
            return 0;
        var worse = ((Int128)average - against) * 1_000_000 / against;
        return (long)Int128.Clamp(side == Side.Buy ? worse : -worse, -MaxSlippage, MaxSlippage);
    }
}
