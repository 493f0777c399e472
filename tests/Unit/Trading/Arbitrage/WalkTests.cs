using Rialto.Model.Execution;
using Rialto.Trading.Arbitrage;
using Rialto.Trading.Books;
using Xunit;

namespace Rialto.Unit.Trading.Arbitrage;

/// <summary>Sizes and profits of opportunities, by hand and beside a walk unit by unit.</summary>
public sealed class WalkTests
{
    [Fact]
    public void Two_books_are_walked_until_the_next_unit_brings_nothing()
    {
        // Buy 3 at 100.00 and 2 of the 4 at 100.10, sell 5 at 100.50; 0.1 % a side. The next bid, 100.25, does not pay for 100.10 with 0.2 %.
        var trade = CrossWalk.Trade(
            [new DepthLevel(10_000, 3), new DepthLevel(10_010, 4), new DepthLevel(10_050, 9)], [new DepthLevel(10_050, 5), new DepthLevel(10_025, 10)],
            new CrossTerms(Taker(100_000), Taker(100_000), 2, 0));
        Assert.Equal(5, trade.Quantity);
        Assert.Equal((10_010, 10_050), (trade.BuyLimit.Units, trade.SellLimit.Units));
        Assert.Equal((50_020, 50_250), ((long)trade.Cost, (long)trade.Proceeds));

        // 30, 20.02 and 50.25 cents, each rounded up to a cent.
        Assert.Equal(30 + 21 + 51, (long)trade.Fees);
        Assert.Equal(230 - 102, (long)trade.Net);
    }

    [Fact]
    public void Money_inventory_lot_and_haircut_bound_a_trade()
    {
        DepthLevel[] asks = [new(100, 50)], bids = [new(110, 50)];
        var terms = new CrossTerms(FeeRule.None, FeeRule.None, 0, 0);
        Assert.Equal(50, CrossWalk.Trade(asks, bids, terms).Quantity);
        Assert.Equal(7, CrossWalk.Trade(asks, bids, terms with { BaseMax = 7 }).Quantity);
        Assert.Equal(9, CrossWalk.Trade(asks, bids, terms with { QuoteMax = 999 }).Quantity);
        Assert.Equal(8, CrossWalk.Trade(asks, bids, terms with { QuoteMax = 999, Lot = 4 }).Quantity);
        Assert.Equal(50 * 10 - 50 - 55, (long)CrossWalk.Trade(asks, bids, terms with { HaircutRate = 1_000_000 }).Net);
        Assert.Equal(0, CrossWalk.Trade(asks, bids, terms with { HaircutRate = 5_000_000 }).Quantity);
    }

    [Fact]
    public void Numbers_beyond_128_bits_end_a_walk_and_throw_nothing()
    {
        var terms = new CrossTerms(Taker(10), Taker(10), 8, 8);
        Assert.Equal(0, CrossWalk.Trade([new DepthLevel(long.MaxValue / 2, long.MaxValue)], [new DepthLevel(long.MaxValue, long.MaxValue)], terms).Quantity);
    }

    [Fact]
    public void A_walk_finds_the_most_profitable_quantity_of_random_books()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var asks = Levels(random, 1_000, 1);
            var bids = Levels(random, 1_000 + random.Next(40), -1);
            var terms = new CrossTerms(Taker(random.Next(0, 300_000)), Taker(random.Next(0, 300_000)), 0, 4) { HaircutRate = random.Next(2) * 50_000 };
            var trade = CrossWalk.Trade(asks, bids, terms);

            // What no rounding disturbs: the sum of net edges of units in order is largest where the walk ends.
            var (best, bestAt, sum) = ((Int128)0, 0, (Int128)0);
            var (buys, sells) = (Units(asks), Units(bids));
            for (var i = 0; i < Math.Min(buys.Count, sells.Count); i++)
            {
                sum += NetPrice.OfBid(sells[i], terms.Sell.Rate + terms.HaircutRate) - NetPrice.OfAsk(buys[i], terms.Buy.Rate + terms.HaircutRate);
                if (sum > best)
                    (best, bestAt) = (sum, i + 1);
            }

            Assert.Equal(bestAt, trade.Quantity);
            Assert.True(trade.Net * TradingTerms.One <= best, $"seed {seed}: rounding is against us");
            Assert.True(best - (trade.Net * TradingTerms.One) < TradingTerms.One * (Int128)(asks.Length + bids.Length + 2), $"seed {seed}: by less than a unit a fill");
        }
    }

    [Theory]
    [InlineData(50, 100, 1_750_000)]
    [InlineData(10, 100, 630_000)]
    [InlineData(99, 100, 69_300)]
    public void Kalshis_taker_fee_is_seven_percent_of_p_times_one_less_p(long cents, long contracts, long microdollars)
    {
        // docs: M x 0.07 x C x P x (1 - P), rounded up to a millionth of a dollar.
        var fee = new FeeRule(FeeFormula.Quadratic, 7_000_000, 6).Of(cents, 2, contracts * 100, 2);
        Assert.Equal(microdollars, (long)(fee * 100));
    }

    [Fact]
    public void A_fee_is_rounded_up_to_what_the_venue_rounds_to()
    {
        // 0.0007 x 0.5 = 0.00035 of a dollar, at a scale of four.
        Assert.Equal(4, (long)new FeeRule(FeeFormula.Proportional, 70_000, 4).Of(50, 2, 100, 2));
        Assert.Equal(100, (long)new FeeRule(FeeFormula.Proportional, 70_000, 2).Of(50, 2, 100, 2));
        Assert.Equal(-3, (long)new FeeRule(FeeFormula.Proportional, -70_000, 4).Of(50, 2, 100, 2));
    }

    [Fact]
    public void Yes_and_no_below_one_pay_after_quadratic_fees()
    {
        // YES at 0.45, NO at 0.50: 0.07 x 0.45 x 0.55 + 0.07 x 0.25 = 0.034825 a contract, 0.015175 remain.
        var leg = new OutcomeLeg(new FeeRule(FeeFormula.Quadratic, 7_000_000, 6));
        var trade = OutcomeWalk.Trade([new DepthLevel(4_500, 100), new DepthLevel(5_000, 60)], [new LegLevels(0, 1), new LegLevels(1, 1)], [leg, leg], new OutcomeTerms(1, 4, 0));
        Assert.Equal(60, trade.Quantity);
        Assert.Equal(60 * 9_500, (long)trade.Cost);

        // 1.0395 and 1.05 dollars at four decimals.
        Assert.Equal(10_395 + 10_500, (long)trade.Fees);
        Assert.Equal((60 * 500) - 20_895, (long)trade.Net);
        Assert.Equal(0, OutcomeWalk.Trade([new DepthLevel(4_800, 100), new DepthLevel(5_000, 60)], [new LegLevels(0, 1), new LegLevels(1, 1)], [leg, leg], new OutcomeTerms(1, 4, 0)).Quantity);
    }

    [Fact]
    public void A_share_of_the_profit_is_taken_from_the_leg_that_would_pay_most()
    {
        // PredictIt: 10 % of what the winner brings above its price. At 0.20, 0.30 and 0.42 the first could win 0.80: 0.08 are kept of the 0.08 that remain.
        var leg = new OutcomeLeg(FeeRule.None, 10_000_000);
        DepthLevel[] levels = [new(20, 10), new(30, 10), new(42, 10)];
        LegLevels[] windows = [new(0, 1), new(1, 1), new(2, 1)];
        Assert.Equal(0, OutcomeWalk.Trade(levels, windows, [leg, leg, leg], new OutcomeTerms(1, 2, 0)).Quantity);
        levels[2] = new DepthLevel(41, 10);
        Assert.Equal(10, (long)OutcomeWalk.Trade(levels, windows, [leg, leg, leg], new OutcomeTerms(1, 2, 0)).Net);

        // All NO: two of three pay, and the two largest winnings are taxed.
        DepthLevel[] nos = [new(60, 10), new(60, 10), new(70, 10)];
        Assert.Equal(((200 - 190) - 4 - 4) * 10, (long)OutcomeWalk.Trade(nos, windows, [leg, leg, leg], new OutcomeTerms(2, 2, 0)).Net);
    }

    [Fact]
    public void A_set_is_bounded_by_its_shortest_leg_money_and_haircut()
    {
        var leg = new OutcomeLeg(FeeRule.None);
        DepthLevel[] levels = [new(40, 5), new(45, 20), new(50, 8), new(54, 100)];
        LegLevels[] windows = [new(0, 2), new(2, 2)];
        var trade = OutcomeWalk.Trade(levels, windows, [leg, leg], new OutcomeTerms(1, 2, 0));

        // 5 at 0.90, 3 at 0.95, then 17 at 0.99.
        Assert.Equal((25, 5 * 10 + 3 * 5 + 17), (trade.Quantity, (int)trade.Net));
        Assert.Equal(8, OutcomeWalk.Trade(levels, windows, [leg, leg], new OutcomeTerms(1, 2, 0) { HaircutRate = 1_000_000 }).Quantity);
        var bought = OutcomeWalk.Trade(levels, windows, [leg, leg], new OutcomeTerms(1, 2, 0) { QuoteMax = 450 + 95 + 94 });
        Assert.Equal((6, 545), (bought.Quantity, (int)bought.Cost));
        Assert.Equal(4, OutcomeWalk.Trade(levels, windows, [leg, leg], new OutcomeTerms(1, 2, 0) { QuoteMax = 450 + 95 + 94, Lot = 4 }).Quantity);
    }

    [Fact]
    public void Haircuts_for_time_and_doubt_are_rounded_up()
    {
        Assert.Equal(410_959, OutcomeHaircut.OfLag(30, 5_000_000, 1));
        Assert.Equal(0, OutcomeHaircut.OfLag(0, 5_000_000, 1));

        // Money for nine contracts is bound, and rounded once.
        Assert.Equal(3_698_631, OutcomeHaircut.OfLag(30, 5_000_000, 9));
        Assert.Equal(500_000, OutcomeHaircut.OfResolution(500_000, 1));
    }

    private static FeeRule Taker(long rate) => new(FeeFormula.Proportional, rate);

    private static DepthLevel[] Levels(Random random, long from, int step)
    {
        var levels = new DepthLevel[random.Next(1, 8)];
        for (var i = 0; i < levels.Length; i++)
            levels[i] = new DepthLevel(from += step * random.Next(i == 0 ? 0 : 1, 6), random.Next(1, 9));
        return levels;
    }

    private static List<long> Units(DepthLevel[] levels) => [.. levels.SelectMany(level => Enumerable.Repeat(level.Price, (int)level.Quantity))];
}
