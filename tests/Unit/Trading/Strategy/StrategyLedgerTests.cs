using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Trading.Strategy;

public class StrategyLedgerTests
{
    private static readonly Listing Spot = DeskRig.Listings()[DeskRig.One];

    [Fact]
    public void A_maker_earns_the_spread_and_loses_what_the_mid_falls_while_it_holds()
    {
        var ledger = new StrategyLedger(Spot);
        ledger.Mark(StrategyLedger.MidOf(new Price(100_00), new Price(102_00)));
        ledger.Fill(Side.Buy, new Price(100_00), new Quantity(200_000));
        ledger.Mark(StrategyLedger.MidOf(new Price(97_00), new Price(99_00)));
        ledger.Fill(Side.Sell, new Price(99_00), new Quantity(200_000));
        var split = ledger.Split;
        Assert.Equal((4.0, -6.0, -2.0, 0L), (split.InUnits(split.Spread), split.InUnits(split.Inventory), split.InUnits(split.Total), ledger.Position));
    }

    [Fact]
    public void Fees_are_in_quote_or_base_and_rounded_against_us_and_others_are_counted()
    {
        var ledger = new StrategyLedger(Spot);
        ledger.Fill(Side.Buy, new Price(100_00), new Quantity(100_000));
        ledger.Fee(12_345_678, 8, AssetCode.Of("USDT"), new Price(100_00));
        ledger.Fee(1, 3, AssetCode.Of("BTC"), new Price(100_00));
        ledger.Fee(1, 18, AssetCode.Of("USDT"), new Price(100_00));
        ledger.Fee(-1, 18, AssetCode.Of("USDT"), new Price(100_00));
        ledger.Fee(5, 2, AssetCode.Of("BNB"), new Price(100_00));
        ledger.Fee(5, 2, AssetCode.None, new Price(100_00));
        Assert.Equal(((Int128)22_345_679, 2L), (ledger.Split.Fees, ledger.Split.UnvaluedFees));
    }

    [Fact]
    public void Spread_plus_inventory_is_cash_plus_position_at_the_mid_whatever_happens()
    {
        var random = new Random(5);
        var ledger = new StrategyLedger(Spot);
        for (var i = 0; i < 10_000; i++)
        {
            var price = random.NextInt64(1, 1_000_000_000);
            if (random.Next(3) == 0)
                ledger.Fill((Side)random.Next(2), new Price(price), new Quantity(random.NextInt64(1, 1_000_000_000)));
            else
                ledger.Mark(StrategyLedger.MidOf(new Price(price), new Price(price + random.Next(100))));
            Assert.Equal(ledger.Split.Spread + ledger.Split.Inventory, ledger.Cash + (Int128)ledger.Position * ledger.LastMid);
        }
    }

    [Theory]
    [InlineData(1, 2, 0.01)]
    [InlineData(1_000_000, 8, 0.01)]
    [InlineData(0, 0, 1.0)]
    [InlineData(10, 0, 10.0)]
    public void A_contract_counts_with_its_size_and_its_fee_as_it_is(long size, int scale, double worth)
    {
        // OKX BTC-USDT-SWAP: one contract is 0.01 BTC, prices have a tenth.
        var ledger = new StrategyLedger(Spot with { PriceScale = 1, QuantityScale = 2, ContractSize = size, ContractScale = scale, ContractUnit = size == 0 ? "" : "BTC" });
        ledger.Mark(StrategyLedger.MidOf(new Price(60_000_5), new Price(60_001_5)));
        ledger.Fill(Side.Buy, new Price(60_000_0), new Quantity(100));
        ledger.Fee(12, 2, AssetCode.Of("USDT"), new Price(60_000_0));
        ledger.Mark(StrategyLedger.MidOf(new Price(60_010_5), new Price(60_011_5)));
        var split = ledger.Split;
        Assert.Equal((worth, 10 * worth, 0.12), (split.InUnits(split.Spread), split.InUnits(split.Inventory), split.InUnits(split.Fees)));
        Assert.Equal(60_000 * worth, split.InUnits(ledger.Volume), 9);
        Assert.Equal(11 * worth, split.InUnits(split.Spread + split.Inventory), 9);
        Assert.Equal(split.InUnits(split.Spread + split.Inventory), split.InUnits(ledger.Cash) + 60_011 * worth, 6);
    }

    [Fact]
    public void An_inverse_contract_is_held_but_not_counted_as_money()
    {
        var ledger = new StrategyLedger(Spot with { Quote = "USD", ContractSize = 100, ContractUnit = "USD" });
        ledger.Fill(Side.Buy, new Price(100_00), new Quantity(100));
        ledger.Mark(2_000_00);
        Assert.Equal((100L, Int128.Zero, false), (ledger.Position, ledger.Split.Total, ledger.Split.IsKnown));
    }
}
