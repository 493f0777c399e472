using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Backtest;

/// <summary>Ends of listings at a venue that pretends: what is cancelled, what is paid. Prices of two decimals, quantities of three.</summary>
public class SettlementTests
{
    [Fact]
    public void The_winning_outcome_pays_one_and_the_losing_one_nothing()
    {
        foreach (var (paid, money) in ((long, int)[])[(100, 100_006), (0, 99_996)])
        {
            var desk = Holding(Side.Buy, out _);
            desk.Tell(Ended(desk, paid));
            Assert.Equal("Cancelled ByVenue, Settled", desk.Said());
            Assert.Equal((0L, money * PaperDesk.Unit), (desk.Venue.PositionOf(desk.Listing.Id), desk.Venue.BalanceOf(PaperDesk.Usdt)));
        }
    }

    [Fact]
    public void What_was_sold_without_being_held_pays_what_the_outcome_pays()
    {
        // Ten sold at 0.40 bring 4 and bind 10: where the question comes true those are gone, else they come back.
        foreach (var (paid, money) in ((long, int)[])[(100, 99_994), (0, 100_004)])
        {
            var desk = Holding(Side.Sell, out _);
            desk.Tell(Ended(desk, paid));
            Assert.Equal((0L, money * PaperDesk.Unit), (desk.Venue.PositionOf(desk.Listing.Id), desk.Venue.BalanceOf(PaperDesk.Usdt)));
        }
    }

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void A_void_question_gives_back_what_was_paid(Side side)
    {
        var desk = Holding(side, out var report);
        desk.Tell(Ended(desk, 0) with { Flags = FeedEventFlags.Refund });
        Assert.Equal((0L, 100_000 * PaperDesk.Unit), (desk.Venue.PositionOf(desk.Listing.Id), desk.Venue.BalanceOf(PaperDesk.Usdt)));
        report = desk.Look()[^1];
        Assert.Equal((OrderReportKind.Settled, OrderReportFlags.Paper | OrderReportFlags.Refund, side == Side.Buy ? 10_000L : -10_000L), (report.Kind, report.Flags, report.Quantity.Units));
        Assert.Equal((side == Side.Buy ? 4L : 6L, PaperDesk.Usdt), (report.Amount, report.Asset));
    }

    [Fact]
    public void A_dated_contract_is_paid_the_difference_to_its_settlement_price()
    {
        var desk = new PaperDesk(ListingKind.Future, takerRate: 0, leverage: 10);
        desk.Book((Side.Sell, 10_000, 5_000));
        desk.Place(Side.Buy, 10_000, 2_000);
        desk.Look();
        desk.Tell(Ended(desk, 10_150));
        var report = Assert.Single(desk.Look());
        Assert.Equal((OrderReportKind.Settled, 10_150L, 2_000L, 3L), (report.Kind, report.FillPrice.Units, report.Quantity.Units, report.Amount));
        Assert.Equal(100_003 * PaperDesk.Unit, desk.Venue.BalanceOf(PaperDesk.Usdt));
    }

    [Fact]
    public void What_has_ended_is_paid_once_and_trades_no_more()
    {
        var desk = Holding(Side.Buy, out _);
        desk.Tell(Ended(desk, 100));
        desk.Look();
        desk.Tell(Ended(desk, 0));
        Assert.Equal("", desk.Said());
        desk.Book((Side.Sell, 40, 20_000));
        desk.Place(Side.Buy, 40, 10_000);
        Assert.Equal("Rejected MarketClosed", desk.Said());
        Assert.Equal(100_006 * PaperDesk.Unit, desk.Venue.BalanceOf(PaperDesk.Usdt));
    }

    [Fact]
    public void A_price_that_cannot_be_pays_nothing()
    {
        var desk = Holding(Side.Buy, out _);
        desk.Tell(Ended(desk, 101));
        desk.Tell(Ended(desk, -1));
        Assert.Equal("", desk.Said());
        Assert.Equal(10_000, desk.Venue.PositionOf(desk.Listing.Id));
        var spot = new PaperDesk();
        Assert.False(spot.Venue.Settle(spot.Listing.Id, new Price(100), isRefund: false, new Timestamp(spot.Now)));
        Assert.False(spot.Venue.Settle(spot.Listing.Id, Price.None, isRefund: true, new Timestamp(spot.Now)));
    }

    [Fact]
    public void A_listing_that_is_over_keeps_its_positions_and_loses_its_orders()
    {
        var desk = Holding(Side.Buy, out _);
        desk.Venue.Change(desk.Listing with { Status = ListingStatus.Closed }, new Timestamp(desk.Now));
        Assert.Equal("Cancelled ByVenue", desk.Said());
        Assert.Equal(10_000, desk.Venue.PositionOf(desk.Listing.Id));
        desk.Tell(Ended(desk, 100));
        Assert.Equal("Settled", desk.Said());
    }

    private static FeedEvent Ended(PaperDesk desk, long price) => desk.Event(FeedEventKind.Settled) with { Price = new Price(price) };

    // Ten at 0.40, and an order that rests.
    private static PaperDesk Holding(Side side, out OrderReport last)
    {
        var desk = new PaperDesk(ListingKind.Outcome, takerRate: 0);
        desk.Book((side == Side.Buy ? Side.Sell : Side.Buy, 40, 10_000));
        desk.Place(side, 40, 10_000);
        desk.Book((side == Side.Buy ? Side.Sell : Side.Buy, 40, 0));
        desk.Place(Side.Buy, 10, 10_000);
        last = desk.Look()[^1];
        return desk;
    }
}
