using Rialto.Model.Execution;
using Rialto.Model.Units;
using Rialto.Trading.Arbitrage;
using Rialto.Trading.Books;
using Xunit;

namespace Rialto.Unit.Trading.Arbitrage;

/// <summary>What a board finds, beside a search through all routes in plain 128-bit numbers.</summary>
public sealed class CrossBoardTests
{
    [Theory]
    [InlineData(2, 0)]
    [InlineData(8, 0)]
    [InlineData(3, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 3)]
    public void No_hit_is_lost_and_none_is_false(int venues, int range)
    {
        const int Markets = 150;
        var random = new Random((venues * 17) + range);
        var board = new CrossBoard(Markets, venues);
        var (bids, asks) = (new long?[Markets, venues], new long?[Markets, venues]);
        var (buy, sell) = (new long[Markets, venues], new long[Markets, venues]);
        for (var market = 0; market < Markets; market++)
        {
            for (var venue = 0; venue < venues; venue++)
            {
                (buy[market, venue], sell[market, venue]) = (random.Next(-2_000, 200_000), random.Next(-2_000, 200_000));
                board.SetRates(market, venue, buy[market, venue], sell[market, venue]);
            }
        }

        var found = new CrossHit[Markets];
        var hits = 0;
        for (var step = 0; step < 3_000; step++)
        {
            var (market, venue) = (random.Next(Markets), random.Next(venues));
            var price = PriceNear(random, market, range);
            bids[market, venue] = random.Next(12) == 0 ? null : price;
            asks[market, venue] = random.Next(12) == 0 ? null : price + random.Next(1, 5);
            board.Update(market, venue, new Bbo(new Price(bids[market, venue] ?? 77), new Quantity(bids[market, venue] is null ? 0 : 1), new Price(asks[market, venue] ?? 77), new Quantity(asks[market, venue] is null ? 0 : 1)));
            if (step % 50 != 0)
                continue;
            var count = board.Scan(found);
            var expected = Enumerable.Range(0, Markets).Where(one => EdgeOf(one) > 0).ToArray();
            Assert.Equal(expected, found[..count].Select(hit => hit.Market));
            foreach (var hit in found[..count])
            {
                Assert.Equal(EdgeOf(hit.Market), hit.Edge);
                Assert.NotEqual(hit.Buy, hit.Sell);
                Assert.Equal(hit.Edge, board.EdgeOf(hit.Market, hit.Buy, hit.Sell));
            }

            hits += count;
        }

        Assert.True(hits > 30, $"{hits} hits prove little");

        Int128 EdgeOf(int market)
        {
            var best = Int128.MinValue;
            for (var from = 0; from < venues; from++)
            {
                for (var to = 0; to < venues; to++)
                {
                    if (from != to && asks[market, from] is { } ask && bids[market, to] is { } bid)
                        best = Int128.Max(best, ((Int128)bid * (TradingTerms.One - sell[market, to])) - ((Int128)ask * (TradingTerms.One + buy[market, from])));
                }
            }

            return best;
        }
    }

    [Fact]
    public void A_hit_of_one_part_in_a_hundred_million_is_found_whatever_the_price()
    {
        foreach (var price in new[] { 1L, 137, 6_839_250, 150_362_000, 15_036_200_000_000_000, long.MaxValue / 4 })
        {
            var board = new CrossBoard(1, 2);

            // The seller's rebate is the smallest there is: a unit brings 10^-8 of its price.
            board.SetRates(0, 1, 0, -1);
            board.Update(0, 0, Quote(price - 1, price));
            board.Update(0, 1, Quote(price, price + 1));
            var found = new CrossHit[1];
            Assert.Equal(1, board.Scan(found));
            Assert.Equal(new CrossHit(0, 0, 1, price), found[0]);

            board.SetRates(0, 1, 0, 0);
            Assert.Equal(0, board.Scan(found));
        }
    }

    [Fact]
    public void A_book_that_is_crossed_in_itself_is_no_arbitrage()
    {
        var board = new CrossBoard(1, 3);
        board.Update(0, 1, Quote(200, 100));
        Assert.True(board.IsCandidate(0));
        Assert.False(board.TryFind(0, out _));
        board.Update(0, 2, Quote(150, 160));
        Assert.True(board.TryFind(0, out var hit));
        Assert.Equal((1, 2), (hit.Buy, hit.Sell));
    }

    [Fact]
    public void Updates_and_scans_allocate_nothing()
    {
        var board = new CrossBoard(100, 8);
        var found = new CrossHit[100];
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                board.Update(i % 100, i % 8, Quote(1_000_000 + (i % 13), 1_000_000 + (i % 17)));
                board.Scan(found);
            }
        }));
    }

    private static Bbo Quote(long bid, long ask) => new(new Price(bid), new Quantity(1), new Price(ask), new Quantity(1));

    private static long PriceNear(Random random, int market, int range) => range switch
    {
        // Of one market's size, with a step now and then that makes the board choose another unit.
        0 => ((market + 1) * 100_000L) + random.Next(-300, 300),
        1 => random.Next(20) == 0 ? random.NextInt64(1, 1L << 60) : ((market + 1) * 1_000L) + random.Next(-30, 30),
        2 => (1L << 61) + random.NextInt64(-(1L << 52), 1L << 52),
        _ => random.Next(-6, 6),
    };
}
