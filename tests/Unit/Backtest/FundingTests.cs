using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Backtest;

/// <summary>Funding of a perpetual contract at a venue that pretends. Prices of two decimals, quantities of three.</summary>
public class FundingTests
{
    private const long Tenth = FundingRates.One / 1_000;

    [Theory]
    [InlineData(Side.Buy, Tenth, 10_150, "-0.203")]
    [InlineData(Side.Sell, Tenth, 10_150, "0.203")]
    [InlineData(Side.Buy, -Tenth, 10_150, "0.203")]
    [InlineData(Side.Sell, -Tenth, 10_150, "-0.203")]
    [InlineData(Side.Buy, 0, 10_150, "0")]

    // A rate of twelve digits: 203 x 0.000018222122 is 0.003699090766, which we pay up to the eighth digit, and get down to it.
    [InlineData(Side.Buy, 18_222_122, 10_150, "-0.0036991")]
    [InlineData(Side.Sell, 18_222_122, 10_150, "0.00369909")]

    // Without a mark it is the last trade, or the middle of the book: 100.05.
    [InlineData(Side.Buy, Tenth, 0, "-0.2001")]
    public void Who_is_long_pays_who_is_short_at_a_rate_above_zero(Side side, long rate, long mark, string paid)
    {
        var desk = Holding(side);
        var before = desk.Venue.BalanceOf(PaperDesk.Usdt);
        Assert.True(desk.Venue.Fund(desk.Listing.Id, rate, new Price(mark), new Timestamp(desk.Now)));
        var report = Assert.Single(desk.Look());
        var wanted = (Int128)(decimal.Parse(paid, System.Globalization.CultureInfo.InvariantCulture) * 100_000_000) * 10_000_000_000;
        Assert.Equal(wanted, desk.Venue.BalanceOf(PaperDesk.Usdt) - before);
        Assert.Equal((OrderReportKind.Funded, rate, side == Side.Buy ? 2_000L : -2_000L, PaperDesk.Usdt), (report.Kind, report.Available, report.Quantity.Units, report.Asset));
        Assert.Equal(wanted, report.Amount * (Int128)Math.Pow(10, 18 - report.AmountScale));
        Assert.Equal(mark == 0 ? 10_005 : mark, report.FillPrice.Units);
        Assert.Equal(side == Side.Buy ? 2_000L : -2_000L, desk.Venue.PositionOf(desk.Listing.Id));
    }

    [Theory]
    [InlineData(ListingKind.Spot)]
    [InlineData(ListingKind.Future)]
    public void What_is_no_perpetual_contract_has_no_funding(ListingKind kind)
    {
        var desk = new PaperDesk(kind, leverage: 10);
        Assert.False(desk.Venue.Fund(desk.Listing.Id, Tenth, new Price(10_000), new Timestamp(desk.Now)));
        Assert.Equal("", desk.Said());
        Assert.Equal(100_000 * PaperDesk.Unit, desk.Venue.BalanceOf(PaperDesk.Usdt));
    }

    private static PaperDesk Holding(Side side)
    {
        var desk = new PaperDesk(ListingKind.Perpetual, takerRate: 0, leverage: 10);
        desk.Book((Side.Buy, 10_000, 5_000), (Side.Sell, 10_010, 5_000));
        desk.Place(side, side == Side.Buy ? 10_010 : 10_000, 2_000);
        desk.Look();
        return desk;
    }
}
