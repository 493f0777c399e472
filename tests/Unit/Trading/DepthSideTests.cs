using Rialto.Model.Orders;
using Rialto.Trading.Books;
using Xunit;

namespace Rialto.Unit.Trading;

/// <summary>The ladder against the slow, obvious side: a sorted dictionary.</summary>
public class DepthSideTests
{
    [Theory]
    [InlineData(Side.Buy, 6, 40)]
    [InlineData(Side.Sell, 6, 40)]
    [InlineData(Side.Buy, 6, 1_000)]
    [InlineData(Side.Sell, 8, 100_000)]
    [InlineData(Side.Buy, 12, 3_000)]
    [InlineData(Side.Sell, 12, 1_000_000)]
    public void It_agrees_with_a_sorted_dictionary_through_random_changes(Side side, int windowBits, int spread)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var ladder = new DepthSide(side, windowBits, seed % 3 == 0 ? windowBits : 16);
            var naive = new SortedDictionary<long, long>(side == Side.Buy ? Comparer<long>.Create((left, right) => right.CompareTo(left)) : Comparer<long>.Default);
            long centre = 5_000_000;
            for (var step = 0; step < 4_000; step++)
            {
                // Mostly near the touch, sometimes far; the touch wanders and now and then jumps.
                centre += random.Next(200) == 0 ? random.Next(-spread * 3, spread * 3) : random.Next(-2, 3);
                var price = Math.Max(1, centre + (random.Next(4) == 0 ? random.Next(-spread, spread) : random.Next(-20, 20)));
                var quantity = random.Next(5) < 2 ? random.Next(1, 1_000) : 0;
                if (quantity == 0 && naive.Count > 0 && random.Next(2) == 0)
                    price = random.Next(2) == 0 ? naive.Keys.First() : naive.Keys.ElementAt(random.Next(naive.Count));
                ladder.Set(price, quantity);
                if (quantity == 0)
                    naive.Remove(price);
                else
                    naive[price] = quantity;
                if (random.Next(1_000) == 0)
                {
                    ladder.Clear();
                    naive.Clear();
                }

                var best = naive.Count == 0 ? (0, 0) : (naive.First().Key, naive.First().Value);
                if ((ladder.BestPrice, ladder.BestQuantity) != best || ladder.Count != naive.Count || ladder.QuantityAt(price) != naive.GetValueOrDefault(price))
                    Assert.Fail($"seed {seed} step {step}: {ladder.BestPrice} x {ladder.BestQuantity} of {ladder.Count}, should be {best} of {naive.Count}");
                if (step % 97 == 0)
                    Same(ladder, naive);
            }

            Same(ladder, naive);
        }
    }

    [Fact]
    public void A_price_from_nowhere_costs_nothing_but_time()
    {
        var side = new DepthSide(Side.Buy, 6);
        for (var price = 1_000; price < 1_060; price++)
            side.Set(price, price);
        side.Set(1L << 60, 7);
        Assert.Equal((1L << 60, 7, 60), (side.BestPrice, side.BestQuantity, side.FarCount));
        side.Set(1L << 60, 0);
        Assert.Equal((1_059, 1_059, 60), (side.BestPrice, side.BestQuantity, side.Count));
    }

    [Fact]
    public void A_change_allocates_nothing_once_warm()
    {
        var side = new DepthSide(Side.Sell, 10);
        Assert.Equal(0, Allocations.Of(Run));

        void Run()
        {
            for (var i = 0; i < 20_000; i++)
                side.Set(10_000 + i * 7_919 % 5_000, i % 3);
        }
    }

    private static void Same(DepthSide ladder, SortedDictionary<long, long> naive)
    {
        var levels = new DepthLevel[naive.Count + 1];
        Assert.Equal(naive.Count, ladder.CopyBest(levels));
        Assert.Equal(naive.Select(level => new DepthLevel(level.Key, level.Value)), levels[..naive.Count]);
        var few = new DepthLevel[Math.Min(3, naive.Count)];
        Assert.Equal(few.Length, ladder.CopyBest(few));
        Assert.Equal(levels[..few.Length], few);
    }
}
