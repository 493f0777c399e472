using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Trading.Strategy;

public class RoundingTests
{
    private static readonly Listing Some = new(new ListingId(1), FeedVenue.BinanceSpot, "BTCUSDT", "BTC-USDT", ListingKind.Spot, 2, 5, new Price(10), new Quantity(100), "USDT", ListingStatus.Open);

    [Theory]
    [InlineData(Side.Buy, 12_345.9, 12_340)]
    [InlineData(Side.Sell, 12_340.1, 12_350)]
    [InlineData(Side.Buy, 12_340.0, 12_340)]
    [InlineData(Side.Sell, 12_340.0, 12_340)]
    [InlineData(Side.Buy, 9.9, 0)]
    [InlineData(Side.Sell, 0.1, 10)]
    [InlineData(Side.Buy, -5, 0)]
    [InlineData(Side.Buy, double.NaN, 0)]
    [InlineData(Side.Sell, double.PositiveInfinity, 0)]
    public void A_price_never_gets_better_for_the_other_side(Side side, double units, long price) => Assert.Equal(new Price(price), Rounding.ToPrice(Some, side, units));

    [Theory]
    [InlineData(ListingKind.Spot, Side.Buy, 12_341, 12_350)]
    [InlineData(ListingKind.Spot, Side.Sell, 12_349, 12_340)]
    [InlineData(ListingKind.Spot, Side.Buy, 12_340, 12_340)]
    [InlineData(ListingKind.Spot, Side.Sell, 12_340, 12_340)]
    [InlineData(ListingKind.Spot, Side.Sell, 4, 10)]
    [InlineData(ListingKind.Spot, Side.Sell, 0, 0)]
    [InlineData(ListingKind.Outcome, Side.Sell, 34, 30)]
    [InlineData(ListingKind.Outcome, Side.Buy, 34, 40)]
    [InlineData(ListingKind.Outcome, Side.Sell, 4, 10)]
    [InlineData(ListingKind.Outcome, Side.Buy, 995, 990)]
    [InlineData(ListingKind.Outcome, Side.Sell, 1_000, 990)]
    public void What_takes_goes_through_the_market_onto_the_tick_and_of_outcomes_stays_between_nothing_and_one(ListingKind kind, Side side, long price, long expected) =>
        Assert.Equal(new Price(expected), Rounding.ThroughTick(Some with { Kind = kind, PriceScale = kind == ListingKind.Outcome ? 3 : 2 }, side, new Price(price)));

    [Theory]
    [InlineData("0.01", 1_000)]
    [InlineData("0.0123456", 1_200)]
    [InlineData("0.0009", 0)]
    [InlineData("-1", 0)]
    [InlineData("9000000000000", 900_000_000_000_000_000)]
    [InlineData("900000000000000", 0)]
    public void A_quantity_rounds_down_to_the_lot(string amount, long quantity) =>
        Assert.Equal(new Quantity(quantity), Rounding.ToQuantity(Some, decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture)));
}
