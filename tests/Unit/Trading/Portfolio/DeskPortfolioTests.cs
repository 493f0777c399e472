using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Currencies;
using Rialto.Trading.Orders;
using Rialto.Trading.Portfolio;
using Rialto.Unit.Trading.Orders;
using Xunit;

namespace Rialto.Unit.Trading.Portfolio;

public class DeskPortfolioTests
{
    private static readonly Int128 Cent = DeskPortfolio.One / 100;

    [Fact]
    public void Average_cost_gives_gains_exactly_also_through_zero()
    {
        var bench = new DeskBench();
        Trade(bench, Side.Buy, 1_000, 10_000);
        Trade(bench, Side.Buy, 1_000, 10_010);
        Trade(bench, Side.Sell, 500, 10_100);

        // Half a coin from 100.05 to 101.00 is 0.475.
        Assert.Equal(475 * DeskPortfolio.One / 1_000, Realised(bench));
        Trade(bench, Side.Sell, 2_000, 9_900);

        // One and a half from 100.05 to 99.00 is -1.575; half a coin is short at 99.00.
        Assert.Equal((475 - 1_575) * DeskPortfolio.One / 1_000, Realised(bench));
        Assert.Equal((-500, 9_900), (bench.Held(DeskBench.Perpetual), bench.Desk.Portfolio.AveragePriceOf(DeskBench.Perpetual, bench.Desk.Portfolio.PositionOf(DeskBench.Perpetual)).Units));
        bench.Market(DeskBench.Perpetual, 9_790, 9_810);
        Assert.Equal(DeskPortfolio.One / 2, bench.Desk.Portfolio.UnrealisedOf(DeskBench.Perpetual));
    }

    [Fact]
    public void A_round_trip_in_thirds_is_exact()
    {
        var bench = new DeskBench();
        Trade(bench, Side.Buy, 1, 10_000);
        Trade(bench, Side.Buy, 2, 10_001);
        for (var i = 0; i < 3; i++)
            Trade(bench, Side.Sell, 1, 10_001);
        Assert.Equal(Cent / 1_000, Realised(bench));
        Assert.Equal(Int128.Zero, bench.Desk.Portfolio.PositionOf(DeskBench.Perpetual).Cost);
    }

    [Fact]
    public void A_spot_trade_moves_both_balances_and_its_fee_counts()
    {
        var bench = new DeskBench();
        bench.Fill(bench.PlaceLive(DeskBench.Buy(1_000, 10_000)), 1_000, 10_000);
        var portfolio = bench.Desk.Portfolio;

        // 100 and a maker's fee of 0.1 %.
        Assert.Equal((1_000_000 - 100) * DeskPortfolio.One - 10 * Cent, portfolio.BalanceOf(FeedVenue.Kraken, DeskBench.Usd).Total);
        Assert.Equal(1_001 * DeskPortfolio.One, portfolio.BalanceOf(FeedVenue.Kraken, DeskBench.Btc).Total);
        Assert.Equal(-10 * Cent, portfolio.Result);
        Assert.Equal(portfolio.Result, portfolio.ResultOf(DeskBench.First));
        Assert.Equal(10 * Cent, portfolio.BalanceOf(FeedVenue.Kraken, DeskBench.Usd).Fees);
        Assert.Equal(Int128.Zero, portfolio.BalanceOf(FeedVenue.Kraken, DeskBench.Usd).Reserved);
    }

    [Fact]
    public void An_inverse_contract_gains_in_its_base()
    {
        var listings = new ListingTable(4);
        var inverse = new ListingId(1);
        listings.Add(new Listing(inverse, FeedVenue.BybitInverse, "BTCUSD", "BTC-USD.PERP", ListingKind.Perpetual, 0, 0, new Price(1), new Quantity(1), "USD", ListingStatus.Open) { ContractSize = 100, ContractUnit = "USD" });
        listings.Add(new Listing(new ListingId(2), FeedVenue.Kraken, "XBT/USD", "BTC-USD", ListingKind.Spot, 0, 3, new Price(1), new Quantity(1), "USD", ListingStatus.Open));
        var portfolio = new DeskPortfolio(
            DeskBench.Usd, listings, [new TradedListing(inverse, new TradingTerms(inverse, FeeFormula.Proportional, 0, 0), 0) { Settle = DeskBench.Btc, InitialMargin = 1_000_000 }],
            [new AssetRate(DeskBench.Btc, [new CurrencyLeg(new ListingId(2), LegDirection.BaseToQuote)])], 1);
        portfolio.OnRate(new ListingId(2), new Bbo(new Price(49_999), new Quantity(1), new Price(50_001), new Quantity(1)), isTrusted: true);
        portfolio.Fill(0, default, 400, 40_000, 0, default, new Timestamp(1), isTakenBack: false);
        portfolio.Mark(0, new Bbo(new Price(49_999), new Quantity(1), new Price(50_001), new Quantity(1)));

        // 40,000 dollars are one coin at 40,000 and 0.8 coins at 50,000: 0.2 coins, 10,000 dollars.
        Near(10_000 * DeskPortfolio.One, portfolio.Unrealised);
        portfolio.Fill(0, default, -400, 50_000, 0, default, new Timestamp(1), isTakenBack: false);
        Assert.Equal(DeskPortfolio.One / 5, portfolio.AmountOf(inverse, portfolio.PositionOf(inverse).Realised));
        Assert.Equal(DeskPortfolio.One / 5, portfolio.BalanceOf(FeedVenue.BybitInverse, DeskBench.Btc).Total);
        Near(10_000 * DeskPortfolio.One, portfolio.Result);
    }

    [Fact]
    public void Coin_margined_contracts_gain_what_fractions_say_to_the_last_digit_a_fill()
    {
        var listings = new ListingTable(4);
        var id = new ListingId(1);
        listings.Add(new Listing(id, FeedVenue.BinanceCoinM, "BTCUSD_PERP", "BTC-USD.PERP", ListingKind.Perpetual, 1, 0, new Price(1), new Quantity(1), "USD", ListingStatus.Open) { ContractSize = 100, ContractUnit = "USD" });
        var random = new Random(20_260_723);
        for (var round = 0; round < 50; round++)
        {
            var portfolio = new DeskPortfolio(
                DeskBench.Usd, listings, [new TradedListing(id, new TradingTerms(id, FeeFormula.Proportional, 0, 0), 0) { Settle = DeskBench.Btc, InitialMargin = 1_000_000 }], [new AssetRate(DeskBench.Btc, [], 60_000)], 1);

            // All money ever paid and got, in coins: contracts times 100 dollars through the price, as one fraction.
            var (above, below, held, fills) = (System.Numerics.BigInteger.Zero, System.Numerics.BigInteger.One, 0L, 0);
            for (; fills < 100 || held != 0; fills++)
            {
                var quantity = fills < 100 ? random.Next(1, 5_000) * (random.Next(2) == 0 ? 1 : -1) : -held;
                var price = random.Next(100_000, 1_000_000);
                portfolio.Fill(0, default, quantity, price, 0, default, new Timestamp(fills + 1), isTakenBack: false);
                held += quantity;

                // Bought dollars are coins that are owed: quantity x 100 / (price / 10).
                (above, below) = (above * price + new System.Numerics.BigInteger(quantity) * 1_000 * below, below * price);
            }

            var exact = above * System.Numerics.BigInteger.Pow(10, 18) / below;
            var coins = portfolio.BalanceOf(FeedVenue.BinanceCoinM, DeskBench.Btc).Total;
            Assert.InRange((Int128)(exact - (System.Numerics.BigInteger)coins), -2 * fills, 2 * fills);
            Assert.Equal(coins, portfolio.AmountOf(id, portfolio.PositionOf(id).Realised));
            Assert.Equal(Int128.Zero, portfolio.PositionOf(id).Cost);
        }
    }

    [Fact]
    public void An_outcome_sold_without_holding_it_costs_one_less_its_price()
    {
        var listings = new ListingTable(1);
        var outcome = new ListingId(1);
        listings.Add(new Listing(outcome, FeedVenue.Kalshi, "X-YES", "X.YES", ListingKind.Outcome, 2, 0, new Price(1), new Quantity(1), "USD", ListingStatus.Open));
        var terms = new TradingTerms(outcome, FeeFormula.Quadratic, 0, 7_000_000) { FeeScale = 2 };
        var portfolio = new DeskPortfolio(DeskBench.Usd, listings, [new TradedListing(outcome, terms, 0) { Settle = DeskBench.Usd }], [], 1);
        portfolio.Fill(0, default, -10, 60, 0, default, new Timestamp(1), isTakenBack: false);
        Assert.Equal(-4 * DeskPortfolio.One, portfolio.BalanceOf(FeedVenue.Kalshi, DeskBench.Usd).Total);
        portfolio.Fill(0, default, 10, 50, 0, default, new Timestamp(1), isTakenBack: false);
        Assert.Equal(DeskPortfolio.One, portfolio.BalanceOf(FeedVenue.Kalshi, DeskBench.Usd).Total);
        Assert.Equal(DeskPortfolio.One, portfolio.Result);

        // 0.07 x 10 x 0.5 x 0.5 = 0.175, rounded up to a cent.
        Assert.Equal(18 * Cent, FeeOf.Fill(portfolio.HoldingAt(0), 50, 10, isMaker: false));
    }

    [Fact]
    public void The_day_begins_at_midnight_and_the_fall_counts_from_its_best()
    {
        var bench = new DeskBench();
        Trade(bench, Side.Buy, 1_000, 10_000);
        bench.Market(DeskBench.Perpetual, 10_190, 10_210);
        bench.Market(DeskBench.Perpetual, 10_090, 10_110);
        Assert.Equal((DeskPortfolio.One, DeskPortfolio.One), (bench.Desk.Portfolio.DailyResult, bench.Desk.Portfolio.Drawdown));
        bench.Pass(86_400_000);
        Assert.Equal((Int128.Zero, Int128.Zero), (bench.Desk.Portfolio.DailyResult, bench.Desk.Portfolio.Drawdown));
        Assert.Equal(DeskPortfolio.One, bench.Desk.Portfolio.Result);
    }

    [Fact]
    public void A_balance_in_another_currency_is_worth_its_rate()
    {
        var won = AssetCode.Of("KRW");
        var bench = new DeskBench(terms => terms with { Rates = [new AssetRate(won, [], 7, 4), new AssetRate(DeskBench.Btc, [new CurrencyLeg(DeskBench.Other, LegDirection.BaseToQuote)])] });
        var before = bench.Desk.Portfolio.Equity;
        bench.Balance(FeedVenue.Kraken, won, 10_000);
        Near(7 * DeskPortfolio.One, bench.Desk.Portfolio.Equity - before);
        bench.Market(DeskBench.Other, 10_990, 11_010);
        Near(7 * DeskPortfolio.One + 3 * 1_000 * 10 * DeskPortfolio.One, bench.Desk.Portfolio.Equity - before);
    }

    [Fact]
    public void The_venues_position_is_the_truth_and_a_large_difference_halts_until_it_is_accepted()
    {
        var bench = new DeskBench(terms => terms with { Options = terms.Options with { ReconcileEveryMs = 5_000 } });
        Trade(bench, Side.Buy, 1_000, 10_000);
        bench.Wait(6_000);
        Assert.True(bench.Requests(OrderRequestKind.QueryPositions) > 1);
        Position(bench, 1_100);
        Assert.Equal(1_100, bench.Held(DeskBench.Perpetual));
        Assert.Equal(PositionCause.Correction, bench.Told.Positions[^1].Cause);
        Assert.True(bench.Has(DeskProblemKind.PositionDiffers) && bench.Has(DeskProblemKind.DifferenceHalts));
        Assert.Equal(DeskRefusal.DifferenceOpen, bench.Refused(DeskBench.Buy(1, 9_990, DeskBench.Perpetual)));
        Assert.True(bench.Desk.AcceptDifference(FeedVenue.BybitLinear, Text36.Of("anna")));
        bench.Place(DeskBench.Buy(1, 9_990, DeskBench.Perpetual));
    }

    [Fact]
    public void A_difference_that_a_fill_on_its_way_explains_is_none()
    {
        var bench = new DeskBench(terms => terms with { Options = terms.Options with { ReconcileEveryMs = 5_000 } });
        var order = bench.PlaceLive(DeskBench.Buy(1_000, 9_990, DeskBench.Perpetual));
        bench.Wait(6_000);
        Position(bench, 400);
        Assert.Equal(0, bench.Held(DeskBench.Perpetual));
        bench.Fill(order, 400, 9_990);
        bench.Wait(6_000);
        Position(bench, 400);
        Assert.Empty(bench.Told.Problems);
        Assert.Equal(400, bench.Held(DeskBench.Perpetual));
    }

    [Fact]
    public void Small_differences_are_corrected_and_the_third_within_an_hour_halts()
    {
        var bench = new DeskBench(terms => terms with { Options = terms.Options with { ReconcileEveryMs = 5_000 } });
        Trade(bench, Side.Buy, 1_000, 10_000);
        for (var i = 1; i <= 3; i++)
        {
            Assert.False(bench.Has(DeskProblemKind.DifferenceHalts));
            bench.Wait(6_000);
            Position(bench, 1_000 + i);
            bench.AnswerBalances(FeedVenue.BybitLinear, 1_000_000, 1_000);
        }

        Assert.True(bench.Has(DeskProblemKind.DifferenceHalts));
    }

    [Fact]
    public void What_the_venue_does_not_tell_it_does_not_have()
    {
        var bench = new DeskBench(terms => terms with { Options = terms.Options with { ReconcileEveryMs = 5_000 } });
        Trade(bench, Side.Buy, 1_000, 10_000);
        bench.Wait(6_000);
        bench.Report(new OrderReport { Kind = OrderReportKind.PositionsEnd, Venue = FeedVenue.BybitLinear });
        Assert.Equal(0, bench.Held(DeskBench.Perpetual));
        Assert.True(bench.Has(DeskProblemKind.DifferenceHalts));
    }

    [Fact]
    public void A_trade_ends_where_nothing_is_held_or_the_other_side_and_is_won_by_more_than_its_fees()
    {
        var bench = new DeskBench();
        Trade(bench, Side.Buy, 1_000, 10_000);
        Trade(bench, Side.Sell, 400, 10_100);
        Assert.Equal(default, bench.Desk.Portfolio.Trades);

        // Through zero: what was held is a trade, and the next one has begun at a loss.
        Trade(bench, Side.Sell, 1_000, 10_010);
        Assert.Equal(new ClosedTrades(1, 1), bench.Desk.Portfolio.TradesOf(DeskBench.First));
        Trade(bench, Side.Buy, 400, 10_011);
        Assert.Equal(new ClosedTrades(2, 1), bench.Desk.Portfolio.Trades);

        // Neither won nor lost is not won.
        Trade(bench, Side.Buy, 1, 10_000);
        Trade(bench, Side.Sell, 1, 10_000);
        Assert.Equal(new ClosedTrades(3, 1), bench.Desk.Portfolio.Trades);
        Assert.Equal(100.0 / 3, bench.Desk.Portfolio.Trades.WinRatePct, 12);

        // Bought and sold at Kraken with 0.1 % each time: 0.2 are paid and 0.1 is won.
        bench.Fill(bench.PlaceLive(DeskBench.Buy(1_000, 10_000)), 1_000, 10_000);
        bench.Fill(bench.PlaceLive(DeskBench.Sell(1_000, 10_010)), 1_000, 10_010);
        Assert.Equal(new ClosedTrades(4, 1), bench.Desk.Portfolio.Trades);
        bench.Fill(bench.PlaceLive(DeskBench.Buy(1_000, 10_000)), 1_000, 10_000);
        bench.Fill(bench.PlaceLive(DeskBench.Sell(1_000, 10_050)), 1_000, 10_050);
        Assert.Equal(new ClosedTrades(5, 2), bench.Desk.Portfolio.Trades);
    }

    [Fact]
    public void A_fill_that_is_taken_back_ended_no_trade()
    {
        var (holding, position, trips) = (new DeskBench().Desk.Portfolio.HoldingAt(2), default(Position), default(RoundTrips));
        void Fill(long quantity, long price, bool isTakenBack = false)
        {
            var before = position.Quantity.Units;
            position.Fill(holding, quantity, price);
            trips.Take(holding, in position, before, isTakenBack);
        }

        // Derived from a sum, and told again as what it was: one trade.
        Fill(1_000, 10_000);
        Fill(-1_000, 10_100);
        Assert.Equal(new ClosedTrades(1, 1), trips.Trades);
        Fill(1_000, 10_100, isTakenBack: true);
        Assert.Equal(default, trips.Trades);
        Fill(-1_000, 9_900);
        Assert.Equal(new ClosedTrades(1, 0), trips.Trades);

        // Opened by what never was.
        Fill(1_000, 10_000);
        Fill(-1_000, 10_000, isTakenBack: true);
        Assert.Equal(new ClosedTrades(1, 0), trips.Trades);

        // Through zero, and back.
        Fill(500, 10_000);
        Fill(-1_000, 10_010);
        Assert.Equal(new ClosedTrades(2, 1), trips.Trades);
        Fill(1_000, 10_010, isTakenBack: true);
        Assert.Equal(new ClosedTrades(1, 0), trips.Trades);
    }

    [Fact]
    public void The_largest_fall_is_kept_over_days_with_the_equity_that_it_fell_from()
    {
        var bench = new DeskBench();
        var equity = bench.Desk.Portfolio.Equity;
        Trade(bench, Side.Buy, 1_000, 10_000);
        bench.Market(DeskBench.Perpetual, 10_290, 10_310);
        bench.Market(DeskBench.Perpetual, 10_090, 10_110);
        bench.Pass(86_400_000);
        Assert.Equal((2 * DeskPortfolio.One, equity + 3 * DeskPortfolio.One), bench.Desk.Portfolio.LargestFall);
        bench.Market(DeskBench.Perpetual, 10_190, 10_210);
        bench.Market(DeskBench.Perpetual, 9_890, 9_910);
        Assert.Equal((4 * DeskPortfolio.One, equity + 3 * DeskPortfolio.One), bench.Desk.Portfolio.LargestFall);
        Assert.Equal(bench.Desk.Portfolio.LargestFall, bench.Desk.Portfolio.LargestFallOf(DeskBench.First));
        bench.Market(DeskBench.Perpetual, 10_990, 11_010);
        Assert.Equal(4 * DeskPortfolio.One, bench.Desk.Portfolio.LargestFall.Fall);
    }

    // Rates that are no whole numbers are within 2^-58.
    private static void Near(Int128 expected, Int128 actual) => Assert.InRange(actual, expected - (expected >> 55), expected + (expected >> 55));

    private static Int128 Realised(DeskBench bench) => bench.Desk.Portfolio.AmountOf(DeskBench.Perpetual, bench.Desk.Portfolio.PositionOf(DeskBench.Perpetual).Realised);

    private static void Position(DeskBench bench, long quantity)
    {
        bench.Report(new OrderReport
        {
            Kind = OrderReportKind.Position,
            Venue = FeedVenue.BybitLinear,
            Listing = DeskBench.Perpetual,
            Quantity = new Quantity(quantity),
            Flags = OrderReportFlags.FromQuery,
        });
        bench.Report(new OrderReport { Kind = OrderReportKind.PositionsEnd, Venue = FeedVenue.BybitLinear });
    }

    private static void Trade(DeskBench bench, Side side, long quantity, long price)
    {
        var order = bench.PlaceLive(side == Side.Buy ? DeskBench.Buy(quantity, price, DeskBench.Perpetual) : DeskBench.Sell(quantity, price, DeskBench.Perpetual));
        bench.Fill(order, quantity, price);
    }
}
