using Rialto.Load.Routing;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Currencies;
using Rialto.Trading.Routing;
using Xunit;

namespace Rialto.Unit.Trading.Routing;

public class RouteBoardTests
{
    private static readonly RouteScales Scales = new(2, 3);

    [Fact]
    public void The_cheapest_net_of_fees_is_taken_first_and_each_as_deep_as_it_is()
    {
        // 100.00 with 0.1 % costs 100.10, 100.10 costs 100.2001; 100.05 without a fee 100.05; 100.14 with 0.05 % 100.19007.
        var board = new RouteBoard(Market(1, 100_000), Market(2, 0), Market(3, 50_000));
        Show(board, 0, (10_000, 5), (10_010, 50));
        Show(board, 1, (10_005, 7), (10_030, 100));
        Show(board, 2, (10_014, 4));
        var shares = new RouteShare[3];
        Assert.Equal(3, board.Plan(Side.Buy, 20, 0, RouteBoard.AnyKey, shares));
        Assert.Equal([new RouteShare(0, 9, 10_010), new RouteShare(1, 7, 10_005), new RouteShare(2, 4, 10_014)], Planned(board, 20));
        Assert.Equal([new RouteShare(1, 7, 10_005)], Planned(board, 7));
        Assert.Equal([new RouteShare(0, 1, 10_000), new RouteShare(1, 7, 10_005)], Planned(board, 8));

        // A limit is the price that is paid, not the net one.
        Assert.Equal([new RouteShare(0, 5, 10_000)], Planned(board, 20, limit: 10_004));
    }

    [Fact]
    public void Latency_that_is_expected_to_cost_more_than_a_fee_saves_turns_the_order()
    {
        var board = new RouteBoard(Market(1, 0), Market(2, 0));
        Show(board, 0, (10_000, 5));
        Show(board, 1, (10_001, 5));
        Assert.Equal([new RouteShare(0, 5, 10_000)], Planned(board, 5));
        board.Show(0, 1, long.MaxValue, latencyRate: 20_000);
        Assert.Equal([new RouteShare(1, 5, 10_001)], Planned(board, 5));
    }

    [Fact]
    public void Shares_are_whole_lots_and_no_smaller_than_the_venue_takes()
    {
        // Lots of 10 at the first, of 1 at the second, which wants a notional of at least 2: 20 units at 100.00.
        var board = new RouteBoard(Market(1, 0, lot: 10), Market(2, 0, notional: 200_000_000));
        Show(board, 0, (10_000, 25));
        Show(board, 1, (10_001, 100));
        Assert.Equal([new RouteShare(0, 20, 10_000), new RouteShare(1, 20, 10_001)], Planned(board, 40));

        // Less than the second takes is left for later; less than a lot is nothing.
        Assert.Equal([new RouteShare(0, 20, 10_000)], Planned(board, 25));
        Assert.Empty(Planned(board, 9));
        Assert.Equal(20, Market(2, 0, notional: 200_000_000).MinQuantityAt(10_000));
        Assert.Equal(long.MaxValue, Market(2, 0, notional: long.MaxValue).MinQuantityAt(1));
    }

    [Fact]
    public void The_split_is_that_of_all_levels_sorted()
    {
        var boards = int.TryParse(Environment.GetEnvironmentVariable("RIALTO_ROUTE_BOARDS"), out var wanted) ? wanted : 20_000;
        for (var seed = 0; seed < boards; seed++)
        {
            var dice = new Random(seed);
            var (markets, shown, board) = Any(dice);
            var (side, quantity) = ((Side)dice.Next(2), dice.Next(1, 400));
            var ordered = shown.Select(one => one with { Levels = [.. side == Side.Buy ? one.Levels : one.Levels.Reverse()] }).ToList();
            for (var venue = 0; venue < markets.Length; venue++)
                Show(board, venue, ordered[venue]);
            var limit = dice.Next(3) == 0 ? dice.Next(9_980, 10_020) : 0;
            var key = dice.Next(4) == 0 ? board.BestKey(side) is var best && best != RouteBoard.AnyKey ? best + dice.Next(10) * 100_000_000L : RouteBoard.AnyKey : RouteBoard.AnyKey;
            var shares = new RouteShare[markets.Length];
            var count = board.Plan(side, quantity, limit, key, shares);
            var naive = new NaiveSplit(markets).Plan(side, quantity, limit, key, ordered);
            Assert.True(naive.SequenceEqual(shares[..count]), $"seed {seed}: {string.Join(' ', naive)} is not {string.Join(' ', shares[..count])}");
            Assert.True(naive.Sum(share => share.Quantity) <= quantity);
            foreach (var share in naive)
                Assert.True(share.Quantity % markets[share.Venue].Lot == 0 && share.Quantity >= markets[share.Venue].MinQuantityAt(share.VenuePrice) && share.Quantity <= shown[share.Venue].Most);
        }
    }

    [Fact]
    public void No_other_split_costs_less()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var dice = new Random(seed);
            var markets = Enumerable.Range(1, 3).Select(venue => Market(venue, dice.Next(-20_000, 200_000))).ToArray();
            var board = new RouteBoard(markets);
            var levels = new (long, long)[3][];
            for (var venue = 0; venue < 3; venue++)
            {
                var price = 10_000 + dice.Next(8);
                levels[venue] = [.. Enumerable.Range(0, 3).Select(_ => ((long)(price += dice.Next(1, 5)), (long)dice.Next(1, 4)))];
                Show(board, venue, levels[venue]);
            }

            var quantity = dice.Next(1, 9);
            var shares = new RouteShare[3];
            var count = board.Plan(Side.Buy, quantity, 0, RouteBoard.AnyKey, shares);
            var least = Int128.MaxValue;
            for (var one = 0; one <= quantity; one++)
            {
                for (var two = 0; one + two <= quantity; two++)
                {
                    if (Cost(0, one) is { } a && Cost(1, two) is { } b && Cost(2, quantity - one - two) is { } c)
                        least = Int128.Min(least, a + b + c);
                }
            }

            Int128 planned = 0;
            foreach (var share in shares[..count])
                planned += Cost(share.Venue, (int)share.Quantity)!.Value;
            if (least != Int128.MaxValue)
                Assert.Equal(least, planned);

            Int128? Cost(int venue, int units)
            {
                Int128 sum = 0;
                foreach (var (price, there) in levels[venue])
                {
                    var take = (int)Math.Min(units, there);
                    sum += take * markets[venue].KeyOf(price, Side.Buy, isTaking: true, 0);
                    units -= take;
                }

                return units == 0 ? sum : null;
            }
        }
    }

    [Fact]
    public void Prices_of_another_currency_are_converted_once_and_against_us()
    {
        // BTC in KRW; one USDT is 1,390.0 to 1,390.5 KRW.
        var market = new RouteMarket(
            new Listing(new ListingId(2), FeedVenue.Upbit, "KRW-BTC", "BTC-KRW", ListingKind.Spot, 0, 3, new Price(1_000), new Quantity(1), "KRW", ListingStatus.Open),
            new TradingTerms(new ListingId(2), FeeFormula.Proportional, 50_000, 50_000), Scales, new CurrencyLeg(new ListingId(3), LegDirection.QuoteToBase));
        var rate = new PairQuote(new Bbo(new Price(13_900), new Quantity(1), new Price(13_905), new Quantity(1)), 1, default, true);
        Assert.True(market.TryPrice(139_001_000, Side.Buy, in rate, out var paid));
        Assert.Equal(10_000_072, paid);
        Assert.True(market.TryPrice(139_001_000, Side.Sell, in rate, out var got));
        Assert.Equal(9_996_476, got);

        // And back: no price beyond the limit.
        Assert.Equal(139_000_000, market.LimitOf(10_000_000, Side.Buy, in rate));
        Assert.True(market.TryPrice(139_000_000, Side.Buy, in rate, out var within) && within <= 10_000_000);
        foreach (var bad in (PairQuote[])[rate with { IsUsable = false }, rate with { Best = default }, rate with { Best = new Bbo(new Price(13_905), new Quantity(1), new Price(13_900), new Quantity(1)) }])
        {
            Assert.False(market.TryPrice(139_001_000, Side.Buy, in bad, out _));
            Assert.Equal(0, market.LimitOf(10_000_000, Side.Buy, in bad));
        }

        Assert.Throws<ArgumentException>(() => new RouteMarket(market.Listing, market.Terms with { Formula = FeeFormula.PerUnit }, Scales, market.Rate));
    }

    [Theory]
    [InlineData(FeeFormula.Quadratic, 7_000_000, 40, 40_00000000 + 1_68000000)]
    [InlineData(FeeFormula.PerUnit, 300_000, 40, 40_00000000 + 30000000)]
    [InlineData(FeeFormula.Proportional, 1_000_000, 40, 40_40000000)]
    public void Each_formula_of_fees_has_its_net_price(FeeFormula formula, long rate, long price, long net) =>
        Assert.Equal(net, new RouteMarket(Listing(1, 1), new TradingTerms(new ListingId(1), formula, 0, rate), Scales).KeyOf(price, Side.Buy, isTaking: true, 0));

    [Fact]
    public void A_plan_allocates_nothing()
    {
        var (markets, shown, board) = Any(new Random(3));
        for (var venue = 0; venue < markets.Length; venue++)
            Show(board, venue, shown[venue]);
        var shares = new RouteShare[markets.Length];
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 1_000; i++)
                board.Plan(Side.Buy, 100 + i, 0, RouteBoard.AnyKey, shares);
        }));
    }

    [Fact]
    public void Latency_has_a_mean_that_follows_and_quantiles_within_a_quarter()
    {
        var latency = new VenueLatency();
        Assert.Equal(50, latency.MeanNs(50));
        for (var i = 1; i <= 1_000; i++)
            latency.Add(i * 10_000);
        Assert.InRange(latency.MeanNs(0), 9_800_000, 10_000_000);
        Assert.InRange(latency.QuantileNs(500), 5_000_000, 6_250_000);
        Assert.InRange(latency.QuantileNs(990), 9_900_000, 10_000_000);
        Assert.Equal((1_000, 10_000_000), (latency.Count, latency.MaxNs));
        latency.Add(-5);
        latency.Add(long.MaxValue / 2);
        Assert.Equal(1_002, latency.Count);

        // 50 ppm a second and 10 ms: 0.4 x 50 x 0.1 = 2 ppm, 200 of 10^-8.
        Assert.InRange(OrderRouter.LatencyRate(50, 10_000_000), 199, 201);
        Assert.Equal(0, OrderRouter.LatencyRate(0, 10_000_000));
        Assert.Equal(0, OrderRouter.LatencyRate(50, 0));
        for (var ns = 0L; ns < 10_000; ns++)
            Assert.Equal(((2_000_000 * 40 * (long)Math.Sqrt(ns)) + 31_622) / 31_623, OrderRouter.LatencyRate(2_000_000, ns));
    }

    private static (RouteMarket[] Markets, List<NaiveSplit.Shown> Shown, RouteBoard Board) Any(Random dice)
    {
        var markets = Enumerable.Range(1, dice.Next(1, 6)).Select(venue => Market(
            venue, dice.Next(-50_000, 300_000), lot: dice.Next(3) == 0 ? dice.Next(1, 12) : 1, least: dice.Next(3) == 0 ? dice.Next(20) : 0, notional: dice.Next(3) == 0 ? dice.Next(5) * 100_000_000L : 0,
            formula: dice.Next(4) == 0 ? FeeFormula.PerUnit : FeeFormula.Proportional)).ToArray();
        var shown = markets.Select(_ =>
        {
            var price = 9_990L + dice.Next(20);
            return new NaiveSplit.Shown(
                [.. Enumerable.Range(0, dice.Next(8)).Select(_ => new RouteLevel(price += dice.Next(0, 4), dice.Next(1, 60), price))], dice.Next(4) == 0 ? dice.Next(100) : 1_000, dice.Next(3) == 0 ? dice.Next(50_000) : 0);
        }).ToList();
        return (markets, shown, new RouteBoard(markets));
    }

    private static RouteMarket Market(int venue, long takerRate, long lot = 1, long least = 0, long notional = 0, FeeFormula formula = FeeFormula.Proportional) => new(
        Listing(venue, lot), new TradingTerms(new ListingId(venue), formula, 0, takerRate) { MinQuantity = new Quantity(least), MinNotional = notional }, Scales);

    private static Listing Listing(int venue, long lot) =>
        new(new ListingId(venue), (FeedVenue)venue, "BTCUSDT", "BTC-USDT", ListingKind.Spot, 2, 3, new Price(1), new Quantity(lot), "USDT", ListingStatus.Open);

    private static void Show(RouteBoard board, int venue, params ReadOnlySpan<(long Price, long Quantity)> levels)
    {
        for (var i = 0; i < levels.Length; i++)
            board.Room(venue)[i] = new RouteLevel(levels[i].Price, levels[i].Quantity, levels[i].Price);
        board.Show(venue, levels.Length, long.MaxValue, 0);
    }

    private static void Show(RouteBoard board, int venue, NaiveSplit.Shown shown)
    {
        for (var i = 0; i < shown.Levels.Count; i++)
            board.Room(venue)[i] = shown.Levels[i];
        board.Show(venue, shown.Levels.Count, shown.Most, shown.LatencyRate);
    }

    private static RouteShare[] Planned(RouteBoard board, long quantity, long limit = 0)
    {
        var shares = new RouteShare[board.Count];
        return shares[..board.Plan(Side.Buy, quantity, limit, RouteBoard.AnyKey, shares)];
    }
}
