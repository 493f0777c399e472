using System.Buffers;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Orders;
using Rialto.Trading.Portfolio;
using Xunit;

namespace Rialto.Unit.Trading.Orders;

/// <summary>Ends of listings as a desk takes them: paid by the venue's word (paper), or seen in its balances and positions (live), and never a difference.</summary>
public class SettlementTests
{
    private static readonly Int128 One = DeskPortfolio.One;
    private static readonly SettlementTerms _won = new(new Price(100), IsRefund: false), _lost = new(default, IsRefund: false), _void = new(default, IsRefund: true);

    [Theory]
    [InlineData(100, false, 6)]
    [InlineData(0, false, -4)]
    [InlineData(50, false, 1)]
    [InlineData(0, true, 0)]
    public void A_paid_outcome_leaves_nothing_but_its_result(long price, bool isRefund, int result)
    {
        var bench = Holding(Side.Buy);
        Assert.True(bench.Desk.TellSettlement(DeskBench.Perpetual, new SettlementTerms(new Price(price), isRefund)));
        Pay(bench, price, isRefund);
        var portfolio = bench.Desk.Portfolio;
        Assert.Equal((0L, result * One), (bench.Held(DeskBench.Perpetual), portfolio.Result));
        Assert.Equal((1_000_000 + result) * One, portfolio.BalanceOf(FeedVenue.BybitLinear, DeskBench.Usd).Total);
        Assert.Equal(portfolio.Result, portfolio.ResultOf(DeskBench.First));
        Assert.Equal(Int128.Zero, portfolio.Unrealised);
        var share = Assert.Single(bench.Told.Settled);
        Assert.Equal((DeskBench.First, 10_000L, result * One), (share.Strategy, share.Held.Units, share.Realised));
        Assert.Equal(new ClosedTrades(1, result > 0 ? 1 : 0), portfolio.TradesOf(DeskBench.First));
        Assert.Equal(PositionCause.Settlement, bench.Told.Positions[^1].Cause);
        var position = portfolio.PositionOf(DeskBench.Perpetual);
        Assert.Equal(0, position.Bought - position.Sold + position.Corrected);
        Assert.Empty(bench.Told.Problems);

        // Told again, it is no news; and no order is taken any more.
        Pay(bench, price, isRefund);
        Assert.False(bench.Desk.TellSettlement(DeskBench.Perpetual, _lost));
        Assert.Single(bench.Told.Settled);
        Assert.Equal(DeskRefusal.ListingNotOpen, bench.Refused(DeskBench.Buy(1_000, 40, DeskBench.Perpetual)));
    }

    [Theory]
    [InlineData(100, -6)]
    [InlineData(0, 4)]
    public void What_was_sold_without_being_held_pays(long price, int result)
    {
        var bench = Holding(Side.Sell);
        bench.Desk.TellSettlement(DeskBench.Perpetual, new SettlementTerms(new Price(price), IsRefund: false));
        Pay(bench, price, isRefund: false);
        Assert.Equal((0L, result * One), (bench.Held(DeskBench.Perpetual), bench.Desk.Portfolio.Result));
        Assert.Equal((1_000_000 + result) * One, bench.Desk.Portfolio.BalanceOf(FeedVenue.BybitLinear, DeskBench.Usd).Total);
    }

    [Theory]
    [InlineData(Side.Buy, 0, false, -4)]
    [InlineData(Side.Sell, 0, false, 4)]
    [InlineData(Side.Buy, 100, false, 6)]
    [InlineData(Side.Sell, 100, false, -6)]
    [InlineData(Side.Buy, 0, true, 0)]
    public void What_is_told_is_what_it_is_worth_until_it_is_paid_or_taken_back(Side side, long price, bool isRefund, int result)
    {
        var bench = Holding(side);
        bench.Market(DeskBench.Perpetual, 44, 46);
        var market = bench.Desk.Portfolio.DailyResult;
        Assert.True(bench.Desk.TellSettlement(DeskBench.Perpetual, new SettlementTerms(new Price(price), isRefund)));
        Assert.Equal((result * One, result * One), (bench.Desk.Portfolio.Unrealised, bench.Desk.Portfolio.DailyResult));
        Assert.Equal(Int128.Max(0, Int128.Max(0, market) - (result * One)), bench.Desk.Portfolio.Drawdown);

        // Its market says what it likes.
        bench.Market(DeskBench.Perpetual, 70, 72);
        Assert.Equal(result * One, bench.Desk.Portfolio.DailyResult);
        var saved = new ArrayBufferWriter<byte>();
        bench.Desk.Save(saved);
        var other = new DeskOrders<ListSink>(Terms(DeskBench.TermsOf()), new ListSink(null));
        Assert.True(other.TryLoad(new ReadOnlySequence<byte>(saved.WrittenMemory)));
        Assert.Equal((result * One, result * One, bench.Desk.Portfolio.Drawdown), (other.Portfolio.Unrealised, other.Portfolio.DailyResult, other.Portfolio.Drawdown));
        var again = new ArrayBufferWriter<byte>();
        other.Save(again);
        Assert.Equal(saved.WrittenSpan, again.WrittenSpan);

        // Without a book to believe it is worth what its market said before.
        Assert.True(other.TakeBackSettlement(DeskBench.Perpetual, default, isTrusted: false));
        Assert.Equal((market, market), (other.Portfolio.Unrealised, other.Portfolio.DailyResult));
        Assert.True(bench.Desk.TakeBackSettlement(DeskBench.Perpetual, default, isTrusted: false));
        Assert.Equal(market, bench.Desk.Portfolio.DailyResult);
        bench.Market(DeskBench.Perpetual, 49, 51);
        Assert.Equal((side == Side.Buy ? 1 : -1) * One, bench.Desk.Portfolio.DailyResult);
    }

    [Fact]
    public void A_desk_that_is_saved_between_the_word_and_the_payment_goes_on_as_if_it_were_not()
    {
        var bench = Holding(Side.Buy);
        bench.Desk.TellSettlement(DeskBench.Perpetual, _won);
        var saved = new ArrayBufferWriter<byte>();
        bench.Desk.Save(saved);
        var other = new DeskOrders<ListSink>(Terms(DeskBench.TermsOf()), new ListSink(null));
        Assert.True(other.TryLoad(new ReadOnlySequence<byte>(saved.WrittenMemory)));
        Assert.Equal(new Settlement(SettlementState.Told, _won), other.SettlementOf(DeskBench.Perpetual));
        bench.Desk = other;
        Pay(bench, 100, isRefund: false);
        Assert.Equal((0L, 6 * One), (bench.Held(DeskBench.Perpetual), other.Portfolio.Result));
    }

    [Fact]
    public void A_live_venue_that_pays_by_its_books_is_no_difference()
    {
        var bench = Holding(Side.Buy);
        bench.Desk.TellSettlement(DeskBench.Perpetual, _won);

        // The money comes before the word that nothing is held any more.
        Look(bench, 1_000_006, held: 0);
        Assert.Equal((0L, 6 * One), (bench.Held(DeskBench.Perpetual), bench.Desk.Portfolio.Result));
        Assert.Empty(bench.Told.Problems);
        Assert.Equal(SettlementState.Paid, bench.Desk.SettlementOf(DeskBench.Perpetual).State);
    }

    [Fact]
    public void A_losing_outcome_is_paid_when_its_position_is_gone()
    {
        var bench = Holding(Side.Buy);
        bench.Desk.TellSettlement(DeskBench.Perpetual, _lost);
        Look(bench, 999_996, held: 10_000);
        Assert.Equal(SettlementState.Told, bench.Desk.SettlementOf(DeskBench.Perpetual).State);
        Look(bench, 999_996, held: 0);
        Assert.Equal((0L, -4 * One), (bench.Held(DeskBench.Perpetual), bench.Desk.Portfolio.Result));
        Assert.Empty(bench.Told.Problems);
    }

    [Fact]
    public void What_is_only_announced_is_paid_by_the_final_word_and_not_by_a_position_that_is_gone()
    {
        var bench = Holding(Side.Buy);
        Assert.True(bench.Desk.TellSettlement(DeskBench.Perpetual, _won, isAnnounced: true));
        Assert.Equal(DeskRefusal.ListingNotOpen, bench.Refused(DeskBench.Buy(1_000, 40, DeskBench.Perpetual)));
        var saved = new ArrayBufferWriter<byte>();
        bench.Desk.Save(saved);
        var other = new DeskOrders<ListSink>(Terms(DeskBench.TermsOf()), new ListSink(null));
        Assert.True(other.TryLoad(new ReadOnlySequence<byte>(saved.WrittenMemory)));
        Assert.Equal(new Settlement(SettlementState.Announced, _won), other.SettlementOf(DeskBench.Perpetual));

        // It was disputed while the desk was not connected, and the other side has won.
        Look(bench, 999_996, held: 0);
        Assert.Equal((SettlementState.Announced, 10_000L), (bench.Desk.SettlementOf(DeskBench.Perpetual).State, bench.Held(DeskBench.Perpetual)));
        Assert.Empty(bench.Told.Problems);
        Assert.True(bench.Desk.TellSettlement(DeskBench.Perpetual, _lost));
        Assert.False(bench.Desk.TellSettlement(DeskBench.Perpetual, _won, isAnnounced: true));
        Look(bench, 999_996, held: 0);
        Assert.Equal((SettlementState.Paid, 0L, -4 * One), (bench.Desk.SettlementOf(DeskBench.Perpetual).State, bench.Held(DeskBench.Perpetual), bench.Desk.Portfolio.Result));
        Assert.Empty(bench.Told.Problems);
    }

    [Fact]
    public void What_is_announced_is_paid_where_the_balance_agrees()
    {
        var bench = Holding(Side.Buy);
        bench.Desk.TellSettlement(DeskBench.Perpetual, _won, isAnnounced: true);
        Look(bench, 1_000_006, held: 0);
        Assert.Equal((SettlementState.Paid, 6 * One), (bench.Desk.SettlementOf(DeskBench.Perpetual).State, bench.Desk.Portfolio.Result));
        Assert.Empty(bench.Told.Problems);
    }

    [Fact]
    public void Without_a_word_of_the_end_a_position_that_is_gone_is_a_difference()
    {
        var bench = Holding(Side.Buy);
        Look(bench, 999_996, held: 0);
        Assert.Contains(bench.Told.Problems, problem => problem.Kind == DeskProblemKind.PositionDiffers);
    }

    [Fact]
    public void What_cannot_be_is_not_believed()
    {
        var bench = Holding(Side.Buy);
        Assert.False(bench.Desk.TellSettlement(DeskBench.Perpetual, new SettlementTerms(new Price(101), IsRefund: false)));
        Assert.False(bench.Desk.TellSettlement(DeskBench.Spot, _won));
        Assert.False(bench.Desk.TellSettlement(DeskBench.Spot, _void));
        Assert.False(bench.Desk.TellSettlement(new ListingId(77), _won));
        Pay(bench, 101, isRefund: false);
        Assert.Equal(10_000, bench.Held(DeskBench.Perpetual));
    }

    private static DeskTerms Terms(DeskTerms terms)
    {
        var listing = terms.Listings[DeskBench.Perpetual] with { Kind = ListingKind.Outcome };
        terms.Listings.Replace(listing);
        return terms with { Traded = [.. terms.Traded.Select(traded => traded.Listing == DeskBench.Perpetual ? traded with { InitialMargin = 0, MaintenanceMargin = 0 } : traded)] };
    }

    // Ten at 0.40.
    private static DeskBench Holding(Side side)
    {
        var bench = new DeskBench(Terms);
        bench.Market(DeskBench.Perpetual, 39, 41);
        var order = bench.PlaceLive(side == Side.Buy ? DeskBench.Buy(10_000, 40, DeskBench.Perpetual) : DeskBench.Sell(10_000, 40, DeskBench.Perpetual));
        bench.Fill(order, 10_000, 40, filled: 10_000);
        Assert.Equal(side == Side.Buy ? 10_000 : -10_000, bench.Held(DeskBench.Perpetual));
        return bench;
    }

    private static void Pay(DeskBench bench, long price, bool isRefund) => bench.Report(new OrderReport
    {
        Kind = OrderReportKind.Settled,
        Venue = FeedVenue.BybitLinear,
        Listing = DeskBench.Perpetual,
        FillPrice = new Price(price),
        Flags = isRefund ? OrderReportFlags.Refund : OrderReportFlags.None,
    });

    private static void Look(DeskBench bench, long dollars, long held)
    {
        bench.Pass(70_000);
        bench.Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = FeedVenue.BybitLinear });
        bench.Report(new OrderReport { Kind = OrderReportKind.OrdersEnd, Venue = FeedVenue.BybitLinear });
        bench.FillsEnd(FeedVenue.BybitLinear);
        bench.AnswerBalances(FeedVenue.BybitLinear, dollars, 1_000);
        if (held != 0)
            bench.Report(new OrderReport { Kind = OrderReportKind.Position, Venue = FeedVenue.BybitLinear, Listing = DeskBench.Perpetual, Quantity = new Quantity(held), Flags = OrderReportFlags.FromQuery });
        bench.Report(new OrderReport { Kind = OrderReportKind.PositionsEnd, Venue = FeedVenue.BybitLinear });
    }
}
