using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Model;

/// <summary>The journal and the shared rings depend on these numbers: changing one is a new format version.</summary>
public class LayoutTests
{
    [Fact]
    public void Messages_are_two_cache_lines()
    {
        Assert.Equal(128, Unsafe.SizeOf<Command>());
        Assert.Equal(128, Unsafe.SizeOf<ExchangeEvent>());
        Assert.Equal(36, Unsafe.SizeOf<Text36>());
    }

    [Theory]
    [InlineData("_id", 0)]
    [InlineData("_symbol", 4)]
    [InlineData("_scales", 40)]
    [InlineData("_tick", 42)]
    [InlineData("_lot", 50)]
    [InlineData("_minQuantity", 58)]
    [InlineData("_maxQuantity", 66)]
    [InlineData("_fees", 74)]
    [InlineData("_auctionFeeAndBand", 82)]
    [InlineData("_collarAndTranches", 90)]
    [InlineData("_minNotional", 98)]
    [InlineData("_maxNotional", 106)]
    [InlineData("_reference", 114)]
    [InlineData("_policy", 122)]
    public void A_packed_instrument_has_no_gaps(string field, int offset)
    {
        Assert.Equal(124, Unsafe.SizeOf<PackedInstrument>());
        Assert.Equal(offset, (int)Marshal.OffsetOf<PackedInstrument>(field));
    }

    [Theory]
    [InlineData(nameof(Command.Sequence), 0)]
    [InlineData(nameof(Command.Time), 8)]
    [InlineData(nameof(Command.Kind), 16)]
    [InlineData(nameof(Command.Side), 17)]
    [InlineData(nameof(Command.Terms), 18)]
    [InlineData(nameof(Command.Instrument), 20)]
    [InlineData(nameof(Command.Session), 24)]
    [InlineData(nameof(Command.Owner), 28)]
    [InlineData(nameof(Command.OrderId), 32)]
    [InlineData(nameof(Command.Price), 40)]
    [InlineData(nameof(Command.Quantity), 48)]
    [InlineData(nameof(Command.Text), 56)]
    [InlineData(nameof(Command.Group), 92)]
    [InlineData(nameof(Command.DisplayQuantity), 96)]
    [InlineData(nameof(Command.TriggerPrice), 104)]
    [InlineData(nameof(Command.ExpireTime), 112)]
    [InlineData(nameof(Command.Reserved), 120)]
    [InlineData(nameof(Command.Asset), 20)]
    [InlineData(nameof(Command.Amount), 48)]
    [InlineData(nameof(Command.To), 92)]
    public void Command_fields_stand_where_the_picture_says(string field, int offset) =>
        Assert.Equal(offset, (int)Marshal.OffsetOf<Command>(field));

    [Theory]
    [InlineData(nameof(ExchangeEvent.Sequence), 0)]
    [InlineData(nameof(ExchangeEvent.Time), 8)]
    [InlineData(nameof(ExchangeEvent.Kind), 16)]
    [InlineData(nameof(ExchangeEvent.Side), 17)]
    [InlineData(nameof(ExchangeEvent.Reason), 18)]
    [InlineData(nameof(ExchangeEvent.Instrument), 20)]
    [InlineData(nameof(ExchangeEvent.Flags), 24)]
    [InlineData(nameof(ExchangeEvent.Terms), 26)]
    [InlineData(nameof(ExchangeEvent.Owner), 28)]
    [InlineData(nameof(ExchangeEvent.OrderId), 32)]
    [InlineData(nameof(ExchangeEvent.Price), 40)]
    [InlineData(nameof(ExchangeEvent.Quantity), 48)]
    [InlineData(nameof(ExchangeEvent.ClientOrderId), 56)]
    [InlineData(nameof(ExchangeEvent.Session), 92)]
    [InlineData(nameof(ExchangeEvent.DisplayQuantity), 96)]
    [InlineData(nameof(ExchangeEvent.TriggerPrice), 104)]
    [InlineData(nameof(ExchangeEvent.ExpireTime), 112)]
    [InlineData(nameof(ExchangeEvent.LevelQuantity), 120)]
    [InlineData(nameof(ExchangeEvent.MakerOrderId), 56)]
    [InlineData(nameof(ExchangeEvent.TradeId), 64)]
    [InlineData(nameof(ExchangeEvent.MakerFee), 72)]
    [InlineData(nameof(ExchangeEvent.TakerFee), 80)]
    [InlineData(nameof(ExchangeEvent.MakerLeaves), 88)]
    [InlineData(nameof(ExchangeEvent.TakerLeaves), 96)]
    [InlineData(nameof(ExchangeEvent.MakerDisplay), 104)]
    [InlineData(nameof(ExchangeEvent.MakerOwner), 112)]
    [InlineData(nameof(ExchangeEvent.Asset), 20)]
    [InlineData(nameof(ExchangeEvent.MovementNumber), 32)]
    [InlineData(nameof(ExchangeEvent.Amount), 48)]
    [InlineData(nameof(ExchangeEvent.Total), 48)]
    [InlineData(nameof(ExchangeEvent.Group), 92)]
    [InlineData(nameof(ExchangeEvent.Reserved), 96)]
    [InlineData(nameof(ExchangeEvent.To), 112)]
    public void Event_fields_stand_where_the_picture_says(string field, int offset) =>
        Assert.Equal(offset, (int)Marshal.OffsetOf<ExchangeEvent>(field));

    [Fact]
    public void Terms_pack_and_unpack_every_combination()
    {
        foreach (var type in Enum.GetValues<OrderType>())
            foreach (var timeInForce in Enum.GetValues<TimeInForce>())
                foreach (var prevention in Enum.GetValues<SelfTradePrevention>())
                    foreach (var postOnly in Enum.GetValues<PostOnly>())
                        for (var flags = 0; flags < 8; flags++)
                        {
                            var terms = OrderTerms.Of(type, timeInForce, prevention, postOnly, (flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0);
                            Assert.Equal((type, timeInForce, prevention, postOnly), (terms.Type, terms.TimeInForce, terms.SelfTradePrevention, terms.PostOnly));
                            Assert.Equal(((flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0), (terms.RejectIfShort, terms.QuoteQuantity, terms.Idempotent));
                            Assert.True(terms.IsWellFormed);
                        }
    }

    [Fact]
    public void Undefined_terms_are_recognised()
    {
        Assert.False(new OrderTerms(5 << 2).IsWellFormed);
        Assert.False(new OrderTerms(6 << 5).IsWellFormed);
        Assert.False(new OrderTerms(3 << 8).IsWellFormed);
        Assert.False(new OrderTerms(1 << 13).IsWellFormed);
    }

    [Fact]
    public void A_definition_and_rules_survive_packing_into_a_command()
    {
        var instrument = new Instrument(
            new InstrumentId(7), Text36.Of("BTC-27DEC26-80000-C"), 2, 8, 12, new Price(5), new Quantity(1000), new Quantity(2000), new Quantity(Quantity.MaxUnits));
        Assert.Equal(instrument, Command.DefineInstrument(instrument).ToInstrument());

        var rules = new InstrumentRules(-25, 2000, -1, 1_000_000, 50_000, new Money(10), new Money(long.MaxValue), new Price(5), true, 7);
        Assert.Equal(rules, Command.SetInstrumentRules(new InstrumentId(7), rules).ToRules());
    }
}
