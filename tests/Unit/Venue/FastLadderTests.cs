using Rialto.Venue;
using Rialto.Venue.Books;
using Xunit;

namespace Rialto.Unit.Venue;

public sealed class FastLadderTests
{
    [Theory]
    [InlineData(true, 1, 100)]
    [InlineData(false, 1, 5_000)]
    [InlineData(true, 7, 20_000)]
    [InlineData(false, 25, 1_000_000_000)]
    public void A_ladder_keeps_its_levels_in_order_however_far_apart_they_are(bool isBuy, long tick, int width)
    {
        var levels = new Levels(maxOrders: 1_000, new TableKey((ulong)width, (ulong)tick));
        var ladder = new Ladder(levels, instrument: 65_535, isBuy);
        var other = new Ladder(levels, instrument: 65_535, !isBuy);
        other.Enter(1);
        ladder.SetTick(new ExactDivisor(tick));
        var expected = new SortedDictionary<long, int>();
        var random = new Random(width);
        for (var step = 0; step < 20_000; step++)
        {
            // The touch wanders, and most orders come near it.
            var centre = 2_000_000_000L + step * 3 * (step % 2_000 < 1_000 ? 1 : -1);
            var spread = random.Next(4) == 0 ? width : Math.Min(width, 40);
            var price = (centre + random.Next(spread)) * tick;
            if (expected.Count > 300 || (expected.Count > 0 && random.Next(2) == 0))
            {
                var (gone, level) = random.Next(3) == 0 ? BestOf(expected, isBuy) : expected.ElementAt(random.Next(expected.Count));
                Assert.Equal(level, ladder.Enter(gone));
                ladder.Left(level, isEmpty: false);
                ladder.Left(level, isEmpty: true);
                expected.Remove(gone);
            }
            else
            {
                var level = ladder.Enter(price);
                Assert.Equal(expected.TryGetValue(price, out var known) ? known : level, level);
                Assert.Equal(price, ladder.PriceOf(level));
                Assert.Equal(ladder.Best == 0, ladder.IsEmpty);
                Assert.Equal(ladder.BestPrice, ladder.PriceOf(ladder.Best));
                expected[price] = level;
            }

            if (step % 50 == 0)
                Assert.Equal(isBuy ? expected.Keys.Reverse() : expected.Keys, Prices(ladder));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1_000)]
    [InlineData(1 << 20)]
    [InlineData(999_999_999_989)]
    [InlineData(1_000_000_000_000_000)]
    public void Exact_division_by_multiplication_finds_multiples_and_their_quotients(long divisor)
    {
        var fast = new ExactDivisor(divisor);
        var random = new Random(1);
        for (var i = 0; i < 100_000; i++)
        {
            var quotient = random.NextInt64(1_000_000_000_000_000 / divisor + 1);
            var multiple = quotient * divisor;
            Assert.Equal((ulong)quotient, fast.Quotient(multiple));
            foreach (var dividend in (ReadOnlySpan<long>)[multiple, Math.Max(0, multiple - 1), multiple + 1, random.NextInt64(long.MaxValue)])
            {
                Assert.Equal(dividend % divisor == 0, fast.Divides(dividend));
                Assert.True(dividend % divisor == 0 || fast.Quotient(dividend) > (ulong)(long.MaxValue / divisor));
            }

            Assert.True(fast.Quotient(-multiple - 1) > (ulong)(1_000_000_000_000_000 / divisor));
        }
    }

    private static KeyValuePair<long, int> BestOf(SortedDictionary<long, int> levels, bool isBuy)
    {
        return isBuy ? levels.Last() : levels.First();
    }

    private static IEnumerable<long> Prices(Ladder ladder)
    {
        for (var level = ladder.Best; level != 0; level = ladder.Worse(level))
            yield return ladder.PriceOf(level);
    }
}
