using Rialto.Runtime.Collections;
using Xunit;

namespace Rialto.Unit.Runtime;

/// <summary>The ladder of taken places against a sorted set; the one of quantities is tried through <see cref="Rialto.Trading.Books.DepthSide"/>.</summary>
public class PriceLadderTests
{
    [Fact]
    public void Places_beyond_the_bound_are_refused_and_those_just_within_it_are_not()
    {
        const long bound = PriceLadder<KeepsPresence>.PlaceBound;
        foreach (var sign in new[] { 1, -1 })
        {
            var ladder = new PriceLadder<KeepsPresence>(6, 6);
            Assert.True(ladder.Set(sign * (bound - 1), 1));
            foreach (var place in new[] { sign * bound, sign * (bound + 1), sign * long.MaxValue, long.MinValue })
                Assert.False(ladder.Set(place, 1));
            Assert.Equal((1, sign * (bound - 1)), (ladder.Count, ladder.Best));
            Assert.True(ladder.Set(0, 1));
            Assert.Equal((2, Math.Max(0, sign * (bound - 1))), (ladder.Count, ladder.Best));
        }
    }

    [Theory]
    [InlineData(6, 6, 40)]
    [InlineData(6, 20, 1_000)]
    [InlineData(8, 8, 100_000)]
    [InlineData(15, 18, 3_000)]
    [InlineData(12, 20, 1_000_000)]
    public void Taken_places_are_those_of_a_sorted_set(int windowBits, int widestBits, int spread)
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var random = new Random(seed);
            var ladder = new PriceLadder<KeepsPresence>(windowBits, widestBits);
            var naive = new SortedSet<long>();
            long centre = seed % 2 == 0 ? 5_000_000 : -5_000_000;
            for (var step = 0; step < 4_000; step++)
            {
                centre += random.Next(200) == 0 ? random.Next(-spread * 3, spread * 3) : random.Next(-2, 3);
                var place = centre + (random.Next(4) == 0 ? random.Next(-spread, spread) : random.Next(-20, 20));
                var quantity = random.Next(5) < 2 ? random.Next(1, 1_000) : 0;
                if (quantity == 0 && naive.Count > 0 && random.Next(2) == 0)
                    place = naive.Max;
                ladder.Set(place, quantity);
                if (quantity == 0)
                    naive.Remove(place);
                else
                    naive.Add(place);
                if (random.Next(1_000) == 0)
                {
                    ladder.Clear();
                    naive.Clear();
                }

                // Half of the ladders are asked only now and then, as books are: at the end of a frame.
                if (seed % 4 >= 2 && random.Next(40) != 0)
                    continue;
                var best = naive.Count == 0 ? PriceLadder<KeepsPresence>.NoPlace : naive.Max;
                if (ladder.Best != best || ladder.Count != naive.Count || (ladder.QuantityAt(place) != 0) != naive.Contains(place))
                    Assert.Fail($"seed {seed} step {step}: {ladder.Best} of {ladder.Count}, should be {best} of {naive.Count}");
            }
        }
    }

    [Fact]
    public void A_window_that_is_missed_often_becomes_wider_up_to_its_bound_and_nothing_is_lost()
    {
        foreach (var top in new[] { 5_000_000, 1 + 400 - PriceLadder<KeepsPresence>.PlaceBound, PriceLadder<KeepsPresence>.PlaceBound - 1 })
        {
            var random = new Random(7);
            var ladder = new PriceLadder<KeepsPresence>(6, 9);
            var naive = new SortedSet<long>();
            for (var step = 0; step < 40_000; step++)
            {
                var place = top - random.Next(400);
                var isTaken = random.Next(3) > 0;
                ladder.Set(place, isTaken ? 1 : 0);
                if (isTaken)
                    naive.Add(place);
                else
                    naive.Remove(place);
                if (ladder.Best != naive.Max || ladder.Count != naive.Count || (ladder.QuantityAt(place) != 0) != naive.Contains(place))
                    Assert.Fail($"step {step}: {ladder.Best} of {ladder.Count}, should be {naive.Max} of {naive.Count}");
            }

            Assert.Equal((512, 0), (ladder.WindowSize, ladder.FarCount));
            var (count, at) = (0, ladder.Best);
            for (; at != PriceLadder<KeepsPresence>.NoPlace; at = ladder.NextNear(at), count++)
                Assert.Contains(at, naive);
            Assert.Equal(naive.Count, count);
        }
    }

    [Fact]
    public void What_lies_far_below_the_window_does_not_widen_it()
    {
        var ladder = new PriceLadder<KeepsPresence>(6, 20);
        ladder.Set(1_000_000, 1);
        for (var i = 0; i < 10_000; i++)
            ladder.Set(1_000 + i % 50, i % 2);
        Assert.Equal(64, ladder.WindowSize);
    }

    [Fact]
    public void The_remotest_places_there_are_stand_in_order()
    {
        var ladder = new PriceLadder<KeepsPresence>(15, 15);
        long[] places = [-PriceLadder<KeepsPresence>.PlaceBound + 1, 0, PriceLadder<KeepsPresence>.PlaceBound - 1];
        foreach (var place in places)
        {
            ladder.Set(place, 1);
            Assert.Equal(place, ladder.Best);
        }

        for (var i = places.Length - 1; i > 0; i--)
        {
            ladder.Set(places[i], 0);
            Assert.Equal(places[i - 1], ladder.Best);
        }
    }
}
