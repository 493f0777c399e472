using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading;
using Rialto.Trading.Orders;
using Rialto.Trading.Portfolio;
using Rialto.Trading.Strategy;
using Rialto.Unit.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Trading;

/// <summary>Ends of listings as a trader takes them. Prices of four decimals, quantities of two.</summary>
public class TraderSettlementTests
{
    private static readonly TraderSettings Paper = new(StrategyMode.Paper);

    [Theory]
    [InlineData(10_000, false, 60)]
    [InlineData(0, false, -40)]
    [InlineData(0, true, 0)]
    public void A_strategy_hears_that_its_outcome_was_paid_and_its_money_is_the_desks(long price, bool isRefund, int cents)
    {
        var told = 0;
        var rig = Holding(() => told++);
        Assert.Equal(100, rig.Trader.ViewOf(new StrategyId(1)).PositionOf(DeskRig.One));
        rig.Feed(new FeedEvent
        {
            Kind = FeedEventKind.Settled,
            Listing = DeskRig.One,
            Venue = FeedVenue.BinanceSpot,
            Price = new Price(price),
            Flags = FeedEventFlags.LastOfFrame | (isRefund ? FeedEventFlags.Refund : 0),
        });
        Assert.Equal(SettlementState.Told, rig.Trader.SettlementOf(DeskRig.One).State);
        rig.Report(new OrderReport
        {
            Kind = OrderReportKind.Settled,
            Venue = FeedVenue.BinanceSpot,
            Listing = DeskRig.One,
            FillPrice = new Price(price),
            Flags = isRefund ? OrderReportFlags.Refund : 0,
        });

        var view = rig.Trader.ViewOf(new StrategyId(1));
        var pnl = view.PnlOf(DeskRig.One);
        Assert.Equal((0L, 1), (view.PositionOf(DeskRig.One), told));
        Assert.Equal(cents * DeskPortfolio.One / 100, rig.Trader.Portfolio.ResultOf(new StrategyId(1)) + rig.Trader.Portfolio.FeesOf(new StrategyId(1)));
        Assert.Equal(cents, (int)((pnl.Spread + pnl.Inventory) * 100 / (Int128)Math.Pow(10, pnl.Scale)));
        var paid = Assert.Single(rig.Audits, audit => audit.Kind == DeskAuditKind.Settled);
        Assert.Equal((100L, cents * 1_000_000L, isRefund ? 1L : 0L), (paid.Quantity.Units, paid.Value, paid.Other));
        Assert.DoesNotContain(rig.Audits, audit => audit.Kind == DeskAuditKind.Mismatch);

        // Nothing is taken any more, and another word of the end is too late.
        rig.Book(DeskRig.One, 3_000, 4_000);
        Assert.Contains(rig.Audits, audit => audit.Kind == DeskAuditKind.IntentRefused && (DeskRefusal)audit.Code == DeskRefusal.ListingNotOpen);
        rig.Feed(new FeedEvent { Kind = FeedEventKind.Settled, Listing = DeskRig.One, Venue = FeedVenue.BinanceSpot, Price = new Price(10_000), Flags = FeedEventFlags.LastOfFrame });
        Assert.Single(rig.Audits, audit => audit.Kind == DeskAuditKind.SettlementTold);
    }

    [Theory]
    [InlineData("alice", "the rules page", 1, 10_000, CommandRefusal.None)]
    [InlineData("alice", "", 1, 10_000, CommandRefusal.NoReason)]
    [InlineData("", "the rules page", 1, 10_000, CommandRefusal.NoReason)]
    [InlineData("alice", "the rules page", 1, 10_001, CommandRefusal.OutOfBounds)]
    [InlineData("alice", "the rules page", 1, -1, CommandRefusal.OutOfBounds)]
    [InlineData("alice", "the rules page", 2, 10_000, CommandRefusal.OutOfBounds)]
    [InlineData("alice", "the rules page", 9, 10_000, CommandRefusal.LimitNotSet)]
    public void An_operator_who_tells_an_end_says_who_he_is_and_why(string who, string reason, int listing, long price, CommandRefusal refusal)
    {
        var rig = Holding(() => { });
        var command = new DeskCommand
        {
            Time = rig.Now,
            Kind = DeskCommandKind.Settle,
            Listing = new ListingId(listing),
            Value = ParameterValue.Of(price),
            Who = who.Length == 0 ? default : Text36.Of(who),
            Reason = reason.Length == 0 ? default : Text36.Of(reason.Replace(' ', '_')),
        };
        rig.Trader.Apply(in command);
        var refused = rig.Audits.Where(audit => audit.Kind == DeskAuditKind.CommandRefused).Select(audit => (CommandRefusal)audit.Code).ToArray();
        Assert.Equal(refusal == CommandRefusal.None ? [] : [refusal], refused);
        Assert.Equal(refusal == CommandRefusal.None ? SettlementState.Told : SettlementState.Open, rig.Trader.SettlementOf(DeskRig.One).State);
    }

    [Fact]
    public void What_was_told_of_the_wrong_market_is_taken_back_until_it_is_paid()
    {
        var rig = Holding(() => { });
        var (unrealised, daily) = (rig.Trader.Portfolio.Unrealised, rig.Trader.Portfolio.DailyResult);
        DeskCommand Told(long price, int number) => new()
        {
            Time = rig.Now,
            Kind = DeskCommandKind.Settle,
            Listing = DeskRig.One,
            Value = ParameterValue.Of(price),
            Number = number,
            Who = Text36.Of("alice"),
            Reason = Text36.Of("a_slip"),
        };
        rig.Trader.Apply(Told(0, DeskCommand.TakesBack));
        Assert.Equal(CommandRefusal.WrongState, (CommandRefusal)rig.Audits[^1].Code);
        rig.Trader.Apply(Told(10_000, 0));
        Assert.NotEqual(unrealised, rig.Trader.Portfolio.Unrealised);
        var asked = rig.Places.Count();
        rig.Book(DeskRig.One, 4_200, 4_300);
        Assert.Equal(asked, rig.Places.Count());

        rig.Trader.Apply(Told(0, DeskCommand.TakesBack));
        Assert.Equal(SettlementState.Open, rig.Trader.SettlementOf(DeskRig.One).State);
        Assert.Equal((DeskAuditKind.SettlementTold, (ushort)SettlementState.Open), (rig.Audits[^1].Kind, rig.Audits[^1].Code));
        rig.Book(DeskRig.One, 4_200, 4_300);
        Assert.Equal(asked + 1, rig.Places.Count());

        // What it is worth is what its market says, as if nothing had been told.
        var other = Holding(() => { });
        other.Book(DeskRig.One, 4_200, 4_300);
        Assert.Equal((other.Trader.Portfolio.Unrealised, other.Trader.Portfolio.DailyResult), (rig.Trader.Portfolio.Unrealised, rig.Trader.Portfolio.DailyResult));
        Assert.NotEqual(daily, rig.Trader.Portfolio.DailyResult);
    }

    // One share at 0.40, of a strategy that wants more with every book.
    private static DeskRig Holding(Action told)
    {
        var listings = new ListingTable(4);
        listings.Add(new Listing(DeskRig.One, FeedVenue.BinanceSpot, "YES", "YES", ListingKind.Outcome, 4, 2, new Price(1), new Quantity(1), "USDT", ListingStatus.Open));
        listings.Add(new Listing(DeskRig.Two, FeedVenue.BybitSpot, "BTCUSDT", "BTC-USDT", ListingKind.Spot, 2, 5, new Price(1), new Quantity(10), "USDT", ListingStatus.Open));
        var terms = DeskRig.Terms(listings);
        terms = terms with { Traded = [terms.Traded[0] with { Base = AssetCode.None }, terms.Traded[1]] };
        var rig = new DeskRig(Paper, terms, (DeskRig.Settings(1), new Scripted
        {
            Book = (desk, listing) => desk.Quote(listing, Side.Buy, new Price(4_000), new Quantity(100)),
            Position = (_, _) => told(),
        })).Up();
        rig.Book(DeskRig.One, 3_900, 4_100);
        rig.Reach(Side.Buy);
        return rig;
    }
}
