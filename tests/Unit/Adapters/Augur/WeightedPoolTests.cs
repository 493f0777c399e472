using System.Numerics;
using Rialto.Adapters.Augur;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Adapters.Augur;

/// <summary>Swaps against the same formulas in exact fractions, where the exponent is a whole number or a half.</summary>
public class WeightedPoolTests
{
    private static readonly BigInteger Share = StandInNode.Share;

    [Fact]
    public void Two_equal_weights_are_a_product_that_stays()
    {
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            BigInteger[] balances = [random.NextInt64(1_000, 1_000_000) * Share + random.Next(), random.NextInt64(1_000, 1_000_000) * Share + random.Next()];
            var fee = random.NextInt64(0, 50_000_000_000_000_000);
            Assert.True(WeightedPool.TryMake(balances, [Share, Share], fee, out var pool));
            var sets = random.NextInt64(1, 300) * Share;
            Assert.True(pool.TryBuy(0, sets, out var bought));

            // out = b_o in' / (b_i + in'), rounded down.
            var paid = sets * (Share - fee);
            var exact = sets + balances[0] * paid / (balances[1] * Share + paid);
            Assert.InRange(exact - bought, 0, 1);

            // in = b_i S / (b_o - S) / (1 - fee), rounded up.
            Assert.True(pool.TrySell(0, sets, out var sold));
            var need = Ceiling(balances[0] * sets * Share, (balances[1] - sets) * (Share - fee));
            Assert.InRange(sold - sets - need, 0, 2);
        }
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(50, 1)]
    [InlineData(1, 2)]
    public void Unequal_weights_are_powers(int weightIn, int weightOut)
    {
        var random = new Random(11);
        for (var i = 0; i < 200; i++)
        {
            BigInteger[] balances = [random.NextInt64(10_000, 1_000_000) * Share + random.Next(), random.NextInt64(10_000, 1_000_000) * Share + random.Next()];
            Assert.True(WeightedPool.TryMake(balances, [weightOut * Share, weightIn * Share], 0, out var pool));
            var sets = random.NextInt64(1, 30) * Share;
            Assert.True(pool.TryBuy(0, sets, out var bought));
            var (low, high) = (balances[1], balances[1] + sets);

            // b_o - out, rounded up: b_o (low/high)^(in/out).
            var left = weightOut == 1
                ? Ceiling(balances[0] * BigInteger.Pow(low, weightIn), BigInteger.Pow(high, weightIn))
                : CeilingRoot(balances[0] * balances[0] * low, high);
            Assert.InRange(balances[0] - left - (bought - sets), 0, 1);
        }
    }

    [Fact]
    public void Swaps_come_one_after_another()
    {
        BigInteger[] balances = [1_000 * Share, 2_000 * Share, 3_000 * Share];
        Assert.True(WeightedPool.TryMake(balances, [Share, Share, Share], 0, out var pool));
        Assert.True(pool.TryBuy(2, 100 * Share, out var bought));
        var first = 3_000 * Share * 100 / 1_100;
        var second = (3_000 * Share - first) * 100 / 2_100;
        Assert.InRange(100 * Share + first + second - bought, 0, 2);
    }

    [Fact]
    public void What_is_too_much_for_the_pool_is_refused()
    {
        Assert.True(WeightedPool.TryMake([90 * Share, 90 * Share], [Share, Share], 0, out var pool));
        Assert.True(pool.TryBuy(0, 30 * Share, out _));
        Assert.False(pool.TryBuy(0, 31 * Share, out _));
        Assert.False(pool.TrySell(0, 31 * Share, out _));
    }

    [Fact]
    public void What_is_no_pool_is_refused()
    {
        Assert.False(WeightedPool.TryMake([Share], [Share], 0, out _));
        Assert.False(WeightedPool.TryMake([Share, 0], [Share, Share], 0, out _));
        Assert.False(WeightedPool.TryMake([Share, Share], [Share, 0], 0, out _));
        Assert.False(WeightedPool.TryMake([Share, Share], [Share, 51 * Share], 0, out _));
        Assert.False(WeightedPool.TryMake([Share, Share], [Share, Share], Share, out _));
        Assert.False(WeightedPool.TryMake([Share, BigInteger.One << 128], [Share, Share], 0, out _));
        Assert.False(WeightedPool.TryMake([Share, Share], [Share, Share, Share], 0, out _));
    }

    [Fact]
    public void A_ladder_lies_around_the_price_without_fee_and_never_crosses()
    {
        var random = new Random(3);
        for (var i = 0; i < 300; i++)
        {
            var count = random.Next(2, 5);
            BigInteger[] balances = [.. Enumerable.Range(0, count).Select(_ => random.NextInt64(4, 1_000_000) * Share)];
            BigInteger[] weights = [.. Enumerable.Range(0, count).Select(_ => random.NextInt64(1_000_000_000, 25_000_000_000) * (BigInteger)1_000_000_000)];
            Assert.True(WeightedPool.TryMake(balances, weights, random.NextInt64(0, 30_000_000_000_000_000), out var pool));
            for (var outcome = 0; outcome < count; outcome++)
            {
                var content = new FrameContent();
                ref var part = ref content.Begin(PartKind.BookSnapshot, new ListingId(1));
                PoolLadder.Add(pool, outcome, content);
                var levels = content.LevelsOf(in part).ToArray();
                var fair = weights.Select((weight, at) => weight * (BigInteger.One << 200) / balances[at]).ToArray();
                var sum = fair.Aggregate(BigInteger.Add);
                Assert.All(levels, level => Assert.True(level.Side == Side.Sell ? level.Price * sum >= fair[outcome] * 1_000_000 : level.Price * sum <= fair[outcome] * 1_000_000));
                var asks = levels.Where(level => level.Side == Side.Sell).Select(level => level.Price).ToArray();
                var bids = levels.Where(level => level.Side == Side.Buy).Select(level => level.Price).ToArray();
                Assert.Equal(asks.Order().Distinct(), asks);
                Assert.Equal(bids.OrderDescending().Distinct(), bids);
                Assert.True(asks.Length == 0 || bids.Length == 0 || bids[0] < asks[0]);
                Assert.All(levels, level => Assert.InRange(level.Quantity, 1, long.MaxValue));
            }
        }
    }

    private static BigInteger Ceiling(BigInteger value, BigInteger by) => (value + by - 1) / by;

    /// <summary>The least root whose square is not below a fraction.</summary>
    private static BigInteger CeilingRoot(BigInteger value, BigInteger by)
    {
        var (low, high) = (BigInteger.Zero, BigInteger.One << 128);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (middle * middle * by >= value)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
