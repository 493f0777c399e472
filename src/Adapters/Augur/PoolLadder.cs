using System.Numerics;
using Rialto.Adapters.Feeds;
using Rialto.Model.Orders;

namespace Rialto.Adapters.Augur;

/// <summary>
/// A book that nobody has placed an order in: what complete sets of a ladder would bring, bought and sold through the pool; each step of the ladder is a level, at the average price of that step.
/// Prices are rounded against the reader, sizes down.
/// </summary>
internal static class PoolLadder
{
    /// <summary>Decimals of prices and sizes: the dollar's on the chain.</summary>
    public const int Scale = 6;

    // Complete sets, each of which costs and pays one dollar.
    private static readonly int[] _rungs = [1, 10, 100, 1_000, 10_000];

    private static readonly BigInteger _share = BigInteger.Pow(10, 18);
    private static readonly BigInteger _unit = BigInteger.Pow(10, 18 - Scale);

    /// <summary>Adds the levels of an outcome to the last part.</summary>
    public static void Add(WeightedPool pool, int outcome, FrameContent content)
    {
        AddSide(Side.Sell, pool, outcome, content);
        AddSide(Side.Buy, pool, outcome, content);
    }

    private static void AddSide(Side side, WeightedPool pool, int outcome, FrameContent content)
    {
        var (setsBefore, sharesBefore) = (BigInteger.Zero, BigInteger.Zero);
        long price = 0, size = 0;
        foreach (var rung in _rungs)
        {
            var sets = rung * _share;
            var isThere = side == Side.Sell ? pool.TryBuy(outcome, sets, out var shares) : pool.TrySell(outcome, sets, out shares);
            if (!isThere)
                break;
            var (worth, traded) = ((sets - setsBefore) * BigInteger.Pow(10, Scale), shares - sharesBefore);
            var step = (long)(side == Side.Sell ? (worth + traded - 1) / traded : worth / traded);
            if (side == Side.Sell ? step < price : price > 0 && step > price)
                step = price;
            if (step != price)
            {
                Put(side, price, size, content);
                size = 0;
            }

            var units = traded / _unit;
            (price, size) = (step, units > long.MaxValue - size ? long.MaxValue : size + (long)units);
            (setsBefore, sharesBefore) = (sets, shares);
        }

        Put(side, price, size, content);
    }

    // Nothing is sold for what it can pay at most, nor bought for nothing.
    private static void Put(Side side, long price, long size, FrameContent content)
    {
        const long whole = 1_000_000;
        if (price is > 0 and < whole && size > 0)
            content.AddLevel(side, price, Scale, size, Scale);
    }
}
