using System.Globalization;
using Rialto.Backtest.Accounts;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Xunit;

namespace Rialto.Unit.Backtest;

/// <summary>Sums of money of a pretended account: each rounding has a direction.</summary>
public class SimulatedAccountTests
{
    private static readonly Listing Btc = new(new ListingId(1), FeedVenue.BinanceSpot, "BTCUSDT", "BTC-USDT", ListingKind.Perpetual, 2, 3, default, default, "USDT", ListingStatus.Open);

    [Theory]
    [InlineData(FeeFormula.Proportional, 100_000, 18, 10_001, 7, 70_007, 8)]
    [InlineData(FeeFormula.Proportional, 100_000, 4, 10_001, 7, 8, 4)]
    [InlineData(FeeFormula.Proportional, -10_000, 4, 10_001, 7, 0, 4)]
    [InlineData(FeeFormula.Quadratic, 7_000_000, 2, 40, 100_000, 168, 2)]
    [InlineData(FeeFormula.Quadratic, 7_000_000, 2, 40, 1_000, 2, 2)]
    [InlineData(FeeFormula.PerUnit, 300_000, 18, 40, 2_500, 750_000, 8)]
    public void A_fee_is_rounded_up(FeeFormula formula, long rate, int scale, long price, long quantity, long units, int told)
    {
        var fee = TradeFee.Of(new TradingTerms(Btc.Id, formula, 0, rate) { FeeScale = scale }, Btc, price, quantity, Liquidity.Taker);
        Assert.Equal((units, (byte)told), (fee.Units, fee.Scale));
    }

    [Fact]
    public void A_position_closed_in_parts_leaves_no_rest()
    {
        var position = new SimulatedPosition(Btc);
        Assert.Equal(0, position.Take(3, 10_001));
        var won = position.Take(-1, 10_004) + position.Take(-1, 10_000) + position.Take(-1, 10_000);
        Assert.Equal((0L, 0L), (position.Quantity, (long)position.Value));

        // 0.001 x 0.03 - 0.001 x 0.01 twice.
        Assert.Equal(Int128.Parse("10000000000000", CultureInfo.InvariantCulture), won);
        Assert.Equal(0, position.Take(-5, 10_000));
        Assert.Equal(Int128.Parse("-5000000000000000", CultureInfo.InvariantCulture), position.Take(7, 10_100));
        Assert.Equal((2L, 10_100L), (position.Quantity, position.AveragePrice));
        Assert.Equal(Int128.Parse("2000000000000", CultureInfo.InvariantCulture) * 100, position.UnrealisedAt(10_200) / 10);
    }

    [Fact]
    public void Amounts_are_told_with_the_digits_they_need()
    {
        Assert.Equal((125L, (byte)2), Amounts.Told(Int128.Parse("1250000000000000000", CultureInfo.InvariantCulture)));
        Assert.Equal((0L, (byte)0), Amounts.Told(0));
        Assert.Equal((1_234_567_890_123_456_789L, (byte)10), Amounts.Told(Int128.Parse("123456789012345678912345678", CultureInfo.InvariantCulture)));
        Assert.Equal((-1L, (byte)18), Amounts.Told(-1));
    }
}
