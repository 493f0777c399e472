using Rialto.Trading.Arbitrage.Kernels;
using Xunit;

namespace Rialto.Unit.Trading.Arbitrage;

/// <summary>Every kernel with all instructions of this machine, beside loops that anyone can read.</summary>
public sealed class KernelTests
{
    private const int Rounds = 40;

    [Theory]
    [InlineData(1, 2)]
    [InlineData(16, 2)]
    [InlineData(63, 3)]
    [InlineData(200, 2)]
    [InlineData(1_000, 8)]
    [InlineData(77, 64)]
    public void Markets_with_a_bid_at_or_above_an_ask_are_found_by_all_instructions(int markets, int venues)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var random = new Random((round * 1_009) + (markets * 31) + venues);
            var table = new CrossTable(markets, venues);
            var expected = new bool[markets];
            for (var market = 0; market < markets; market++)
            {
                var (bid, ask) = (CrossTable.NoBid, CrossTable.NoAsk);
                for (var venue = 0; venue < venues; venue++)
                {
                    var (ownBid, ownAsk) = (Cell(random, CrossTable.NoBid), Cell(random, CrossTable.NoAsk));
                    table.Set(market, venue, ownBid, ownAsk);
                    (bid, ask) = (Math.Max(bid, ownBid), Math.Min(ask, ownAsk));
                }

                expected[market] = bid >= ask;
            }

            foreach (var path in VectorPaths.All)
            {
                var hits = Full(markets);
                table.Scan(path, hits);
                AssertHits(expected, hits, $"{path}, seed round {round}");
            }
        }

        // Near one another, at the ends of the range, and empty.
        static int Cell(Random random, int none) => random.Next(8) switch
        {
            0 => none,
            1 => int.MaxValue - 1,
            2 => int.MinValue + 1,
            3 => random.Next(int.MinValue, int.MaxValue),
            _ => random.Next(-4, 40) + (none == CrossTable.NoAsk ? 30 : 0),
        };
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(100, 2)]
    [InlineData(513, 8)]
    [InlineData(64, 5)]
    public void Exact_cells_are_compared_the_same_by_all_instructions(int markets, int venues)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var random = new Random((round * 7_919) + markets + venues);
            var table = new ExactTable(markets, venues);
            var expected = new bool[markets];
            for (var market = 0; market < markets; market++)
            {
                var (bid, ask) = (ExactTable.NoBid, ExactTable.NoAsk);
                for (var venue = 0; venue < venues; venue++)
                {
                    var (ownBid, ownAsk) = (Cell(random, ExactTable.NoBid), Cell(random, ExactTable.NoAsk));
                    table.Set(market, venue, ownBid, ownAsk);
                    (bid, ask) = (Math.Max(bid, ownBid), Math.Min(ask, ownAsk));
                }

                expected[market] = bid >= ask;
            }

            foreach (var path in VectorPaths.All)
            {
                var hits = Full(markets);
                table.Scan(path, hits);
                AssertHits(expected, hits, $"{path}, seed round {round}");
            }
        }

        static long Cell(Random random, long none) => random.Next(8) switch
        {
            0 => none,
            1 => long.MaxValue - 1,
            2 => long.MinValue + 1,
            3 => random.NextInt64(long.MinValue, long.MaxValue),
            _ => random.Next(-4, 40) + (none == ExactTable.NoAsk ? 30 : 0) + (1L << 40),
        };
    }

    [Theory]
    [InlineData(1, 2, 1)]
    [InlineData(130, 2, 1)]
    [InlineData(1_000, 2, 2)]
    [InlineData(90, 7, 6)]
    [InlineData(65, 32, 31)]
    [InlineData(65, 32, 1)]
    public void Sets_that_cost_no_more_than_they_pay_are_found_by_all_instructions(int sets, int legs, int pays)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var random = new Random((round * 104_729) + sets + legs + pays);
            var table = new SumTable(sets, legs, pays);
            var expected = new bool[sets];
            for (var set = 0; set < sets; set++)
            {
                var sum = 0L;
                var about = SumTable.One / legs * pays;
                for (var leg = 0; leg < legs; leg++)
                {
                    var cost = random.Next(legs * 6) switch { 0 => SumTable.NoAsk, 1 => 0, 2 => SumTable.One, _ => Math.Clamp(about + random.Next(-3, 4), 0, SumTable.NoAsk) };
                    table.Set(set, leg, cost);
                    sum += cost;
                }

                expected[set] = sum <= (long)pays * SumTable.One;
            }

            foreach (var path in VectorPaths.All)
            {
                var hits = Full(sets);
                table.Scan(path, hits);
                AssertHits(expected, hits, $"{path}, seed round {round}");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(1_000)]
    public void Pairs_with_quadratic_fees_are_found_by_all_instructions(int pairs)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var random = new Random((round * 15_485_863) + pairs);
            var table = new QuadraticTable(pairs);
            var expected = new bool[pairs];
            for (var pair = 0; pair < pairs; pair++)
            {
                var first = random.Next(10) switch { 0 => QuadraticTable.NoAsk, 1 => 0, 2 => QuadraticTable.One, _ => random.Next(QuadraticTable.One + 1) };
                var second = random.Next(10) == 0 ? QuadraticTable.NoAsk : Math.Clamp(QuadraticTable.One - first - random.Next(0, 3_000), 0, QuadraticTable.One);
                var (firstRate, secondRate) = (random.Next((QuadraticTable.RateOne / 2) + 1), random.Next(1_200));
                table.Set(pair, 0, first, firstRate);
                table.Set(pair, 1, second, secondRate);
                expected[pair] = Cost(first, firstRate) + Cost(second, secondRate) <= QuadraticTable.One;
            }

            foreach (var path in VectorPaths.All)
            {
                var hits = Full(pairs);
                table.Scan(path, hits);
                AssertHits(expected, hits, $"{path}, seed round {round}");
            }
        }

        static long Cost(long ask, long rate) => ask == QuadraticTable.NoAsk ? ask : ask + (((ask * (QuadraticTable.One - ask)) >> 14) * rate >> 16);
    }

    [Fact]
    public void Scans_allocate_nothing()
    {
        var (cross, exact, sums, pairs) = (new CrossTable(256, 8), new ExactTable(256, 8), new SumTable(256, 2, 1), new QuadraticTable(256));
        var hits = new ulong[4];
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 500; i++)
            {
                foreach (var path in Paths)
                {
                    cross.Scan(path, hits);
                    exact.Scan(path, hits);
                    sums.Scan(path, hits);
                    pairs.Scan(path, hits);
                }

                cross.Set(i & 255, i & 7, i, i + 1);
                exact.Set(i & 255, i & 7, i, i + 1);
                sums.Set(i & 255, i & 1, i);
                pairs.Set(i & 255, i & 1, i, 1);
            }
        }));
    }

    private static readonly VectorPath[] Paths = [.. VectorPaths.All];

    // Bits that were set before are no hits.
    private static ulong[] Full(int markets)
    {
        var hits = new ulong[HitWords.Of(markets)];
        Array.Fill(hits, ulong.MaxValue);
        return hits;
    }

    private static void AssertHits(bool[] expected, ulong[] hits, string where)
    {
        for (var i = 0; i < hits.Length * HitWords.Bits; i++)
            Assert.True((i < expected.Length && expected[i]) == (((hits[i / HitWords.Bits] >> (i % HitWords.Bits)) & 1) != 0), $"market {i}: {where}");
    }
}
