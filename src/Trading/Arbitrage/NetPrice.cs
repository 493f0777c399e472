using Rialto.Model.Execution;

namespace Rialto.Trading.Arbitrage;

/// <summary>Prices net of proportional fees, exactly: in 10^-8 of a price unit. A haircut in proportion to the price is part of the rate.</summary>
public static class NetPrice
{
    /// <summary>What remains of a unit sold.</summary>
    /// <param name="price">In price units.</param>
    /// <param name="rate">In 10^-8, below one.</param>
    public static Int128 OfBid(long price, long rate) => Math.BigMul(price, TradingTerms.One - rate);

    /// <summary>What a unit bought costs.</summary>
    /// <param name="price">In price units.</param>
    /// <param name="rate">In 10^-8, below one.</param>
    public static Int128 OfAsk(long price, long rate) => Math.BigMul(price, TradingTerms.One + rate);

    /// <summary>At a coarser unit of 2^shift, rounded up and kept above <see cref="Kernels.CrossTable.NoBid"/>: never less than the bid is worth.</summary>
    public static int ToBidUnits(Int128 net, int shift) => Saturate((net + (((Int128)1 << shift) - 1)) >> shift);

    /// <summary>At a coarser unit of 2^shift, rounded down and kept below <see cref="Kernels.CrossTable.NoAsk"/>: never more than the ask costs.</summary>
    public static int ToAskUnits(Int128 net, int shift) => Saturate(net >> shift);

    /// <summary>As 64 bits; what does not fit stands as the last number before none.</summary>
    public static long ToExactCell(Int128 net) => net >= long.MaxValue ? long.MaxValue - 1 : net <= long.MinValue ? long.MinValue + 1 : (long)net;

    /// <summary>Bits that a net price takes without its sign.</summary>
    public static int BitsOf(Int128 net) => 128 - (int)Int128.LeadingZeroCount(net < 0 ? ~net : net);

    private static int Saturate(Int128 units) => units >= int.MaxValue ? int.MaxValue - 1 : units <= int.MinValue ? int.MinValue + 1 : (int)units;
}
