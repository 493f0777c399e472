using System.Buffers;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Orders;
using Rialto.Trading.Portfolio;
using Xunit;

namespace Rialto.Unit.Trading.Orders;

/// <summary>Funding as a desk takes it: money, results and strategies' shares, by the venue's word.</summary>
public class FundingTests
{
    private static readonly StrategyId _second = new(2);

    // In 10^-8, of which venues tell amounts.
    private static Int128 Cent => DeskPortfolio.One / 100_000_000;

    [Fact]
    public void It_is_money_and_result_but_no_fee()
    {
        var bench = Holding(2_000, 0);
        Fund(bench, -20_300_000, 10_150, FundingRates.One / 1_000);
        var portfolio = bench.Desk.Portfolio;
        Assert.Equal(1_000_000 * DeskPortfolio.One - 20_300_000 * Cent, portfolio.BalanceOf(FeedVenue.BybitLinear, DeskBench.Usd).Total);
        Assert.Equal((-20_300_000 * Cent, Int128.Zero, -20_300_000 * Cent), (portfolio.Funding, portfolio.Fees, portfolio.Result - portfolio.Unrealised));
        Assert.Equal(portfolio.Funding, portfolio.FundingOf(DeskBench.First));
        Assert.Equal(portfolio.Funding, portfolio.FundingOf(DeskBench.Perpetual));
        Assert.Equal(portfolio.Result, portfolio.ResultOf(DeskBench.First));
        Assert.Equal(0, portfolio.FeesOf(DeskBench.First));
        Assert.Empty(bench.Told.Problems);
        var share = Assert.Single(bench.Told.Funded);
        Assert.Equal((DeskBench.First, 2_000L, 10_150L, FundingRates.One / 1_000, -20_300_000 * Cent), (share.Strategy, share.Held.Units, share.Mark.Units, share.Rate, share.Paid));
        Assert.Equal(2_000, bench.Held(DeskBench.Perpetual));
    }

    [Theory]
    [InlineData(2_000, 1_000, -30_450_000, -20_300_000, -10_150_000)]
    [InlineData(2_000, -500, -15_225_000, -20_300_000, 5_075_000)]

    // Together they hold nothing, and the venue pays nothing: one pays the other.
    [InlineData(1_000, -1_000, 0, -10_150_000, 10_150_000)]

    // What the venue has rounded falls to who came first.
    [InlineData(2_000, 1_000, -30_450_001, -20_300_001, -10_150_000)]
    public void Shares_are_the_whole_to_the_last_digit(long first, long second, long paid, long one, long other)
    {
        var bench = Holding(first, second);
        Fund(bench, paid, 10_150, FundingRates.One / 1_000);
        var portfolio = bench.Desk.Portfolio;
        var (left, right) = (portfolio.FundingOf(DeskBench.First), portfolio.FundingOf(_second));
        Assert.Equal(paid * Cent, left + right);
        Assert.Equal(paid * Cent, portfolio.Funding);
        Assert.Equal((one * Cent, other * Cent), (left, right));
    }

    [Fact]
    public void What_was_told_of_nothing_held_is_nobodys()
    {
        var bench = new DeskBench();
        Fund(bench, -100, 10_150, 7);
        Assert.Equal(StrategyId.None, Assert.Single(bench.Told.Funded).Strategy);
        Assert.Equal((-100 * Cent, -100 * Cent), (bench.Desk.Portfolio.Funding, bench.Desk.Portfolio.Result));
        Fund(bench, 0, 10_150, 7);
        Assert.Single(bench.Told.Funded);
    }

    [Fact]
    public void Spot_pairs_and_unknown_listings_have_none()
    {
        var bench = new DeskBench();
        foreach (var listing in (ListingId[])[DeskBench.Spot, new ListingId(9), default])
            bench.Report(new OrderReport { Kind = OrderReportKind.Funded, Venue = FeedVenue.Kraken, Listing = listing, Amount = 5, AmountScale = 0, Asset = DeskBench.Usd, FillPrice = new Price(10_000), Available = 5 });
        Assert.Equal((0, Int128.Zero), (bench.Told.Funded.Count, bench.Desk.Portfolio.Funding));
    }

    [Fact]
    public void It_is_saved_and_a_desk_without_it_is_the_bytes_it_was()
    {
        var (bench, without) = (Holding(2_000, -700), Holding(2_000, -700));
        var before = Saved(without.Desk);
        Assert.Equal(before.Length, Saved(bench.Desk).Length);
        Fund(bench, -13_195_000, 10_150, FundingRates.One / 1_000);
        var saved = Saved(bench.Desk);
        Assert.True(saved.Length > before.Length);
        var loaded = new DeskOrders<ListSink>(DeskBench.TermsOf(), new ListSink(null));
        Assert.True(loaded.TryLoad(new ReadOnlySequence<byte>(saved)));
        Assert.Equal(
            (bench.Desk.Portfolio.Funding, bench.Desk.Portfolio.FundingOf(DeskBench.First), bench.Desk.Portfolio.FundingOf(_second), bench.Desk.Portfolio.Fees),
            (loaded.Portfolio.Funding, loaded.Portfolio.FundingOf(DeskBench.First), loaded.Portfolio.FundingOf(_second), loaded.Portfolio.Fees));
        Assert.Equal(saved, Saved(loaded));
        Assert.False(new DeskOrders<ListSink>(DeskBench.TermsOf(), new ListSink(null)).TryLoad(new ReadOnlySequence<byte>(saved.AsMemory(0, saved.Length - 1))));
    }

    private static byte[] Saved(DeskOrders<ListSink> desk)
    {
        var bytes = new ArrayBufferWriter<byte>();
        desk.Save(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    private static void Fund(DeskBench bench, long cents, long mark, long rate) => bench.Report(new OrderReport
    {
        Kind = OrderReportKind.Funded,
        Venue = FeedVenue.BybitLinear,
        Listing = DeskBench.Perpetual,
        Amount = cents,
        AmountScale = 8,
        Asset = DeskBench.Usd,
        FillPrice = new Price(mark),
        Available = rate,
        AvailableScale = FundingRates.Scale,
    });

    private static DeskBench Holding(long first, long second)
    {
        var bench = new DeskBench();
        Take(DeskBench.First, first);
        Take(_second, second);
        bench.Told.Problems.Clear();
        return bench;

        void Take(StrategyId strategy, long held)
        {
            if (held == 0)
                return;
            var wish = (held > 0 ? DeskBench.Buy(held, 10_010, DeskBench.Perpetual) : DeskBench.Sell(-held, 9_990, DeskBench.Perpetual)) with { Strategy = strategy };
            bench.Fill(bench.PlaceLive(wish), Math.Abs(held), 10_000, filled: Math.Abs(held));
        }
    }
}
