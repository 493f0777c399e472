using System.Text.Json;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Answers;

/// <summary>The report of a basket as JSON; docs/reference/baskets.md, section 6, and rest.md.</summary>
internal static class BasketAnswer
{
    // As of algo orders: averages in thousandths of a price unit, slippage in hundredths of a basis point.
    private const int FinerDecimals = 3;
    private const long Finer = 1_000;
    private const int SlippageDecimals = 2;
    private const int PpmDecimals = 6;

    /// <summary>The fields of a basket, without the object around them.</summary>
    public static void Write(Utf8JsonWriter json, BasketPicture basket, GatewayServices services)
    {
        var started = basket.Started;
        var legs = basket.Legs.Select(leg => (Leg: leg, services.Directory.Find(leg.Entered.Instrument)!.Instrument)).ToList();
        json.WriteId("basket_order_id"u8, basket.Id.Value);
        if (!started.ClientOrderId.IsEmpty)
            json.WriteText("basket_id"u8, started.ClientOrderId);
        AccountAnswer.WriteUser(json, started.Owner, services.Keys);
        json.WriteString("status"u8, basket.Ended.CancelReason switch { CancelReason.BasketReduced => "reduced"u8, CancelReason.BasketFellShort => "fell_short"u8, _ => "completed"u8 });
        json.WriteString("execution_strategy"u8, "immediate"u8);
        json.WriteString("fill_policy"u8, started.BasketTerms.ProRata ? "pro_rata"u8 : "all_or_none"u8);
        json.WriteString("stp_mode"u8, Words.Of(started.BasketTerms.SelfTradePrevention));
        if (started.BasketTerms.Weights)
            json.WriteDecimal("total_value"u8, started.Quantity.Units, legs[0].Instrument.MoneyScale);
        else
            json.WriteNull("total_value"u8);
        json.WriteStartArray("legs"u8);
        foreach (var (leg, instrument) in legs)
            WriteLeg(json, leg, instrument);
        json.WriteEndArray();
        WriteTotal(json, legs);
        json.WriteTime("created"u8, started.Time);
        json.WriteNumber("sequence"u8, started.Sequence);
    }

    /// <summary>A leg is entered, for its owner: the events of its order follow.</summary>
    public static void WriteEvent(Utf8JsonWriter json, in ExchangeEvent entered, Instrument instrument)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "basket_order"u8);
        json.WriteString("channel"u8, "orders"u8);
        json.WriteText("symbol"u8, instrument.Symbol);
        json.WriteString("event"u8, "leg"u8);
        json.WriteId("basket_order_id"u8, entered.BasketId.Value);
        json.WriteNumber("leg"u8, entered.LegNumber);
        json.WriteString("side"u8, Words.Of(entered.Side));
        json.WriteId("order_id"u8, entered.OrderId.Value);
        json.WriteDecimal("quantity"u8, entered.Quantity.Units, instrument.QuantityScale);
        json.WriteDecimal("entered_quantity"u8, entered.EnteredQuantity.Units, instrument.QuantityScale);
        json.WritePrice("arrival_price"u8, entered.ArrivalPrice, instrument.PriceScale);
        json.WriteNumber("sequence"u8, entered.Sequence);
        json.WriteTime("timestamp"u8, entered.Time);
        json.WriteEndObject();
    }

    private static void WriteLeg(Utf8JsonWriter json, BasketLegPicture leg, Instrument instrument)
    {
        var entered = leg.Entered;
        var average = leg.Filled == 0 ? 0 : (long)(leg.PriceSum * Finer / leg.Filled);
        var arrival = entered.ArrivalPrice.Units;
        json.WriteStartObject();
        json.WriteText("symbol"u8, instrument.Symbol);
        json.WriteString("side"u8, Words.Of(entered.Side));
        if (entered.WeightPpm == 0)
            json.WriteNull("weight"u8);
        else
            json.WriteDecimal("weight"u8, entered.WeightPpm, PpmDecimals);
        json.WriteDecimal("quantity"u8, entered.Quantity.Units, instrument.QuantityScale);
        json.WritePrice("limit_price"u8, entered.Price, instrument.PriceScale);
        json.WriteId("order_id"u8, entered.OrderId.Value);
        json.WriteDecimal("filled_quantity"u8, leg.Filled, instrument.QuantityScale);
        if (average == 0)
            json.WriteNull("avg_price"u8);
        else
            json.WriteWideDecimal("avg_price"u8, average, instrument.PriceScale + FinerDecimals);
        json.WritePrice("arrival_price"u8, entered.ArrivalPrice, instrument.PriceScale);
        WriteSlippage(json, arrival == 0 || average == 0 ? null : Worse(entered.Side, (Int128)average - (arrival * Finer)) * 1_000_000 / (arrival * Finer));
        json.WriteWideDecimal("notional"u8, Money(leg, instrument, leg.PriceSum), instrument.MoneyScale);
        json.WriteDecimal("fees"u8, leg.Fees, instrument.MoneyScale);
        json.WriteDecimal("completion"u8, Completion(leg), PpmDecimals);
        json.WriteEndObject();
    }

    private static void WriteTotal(Utf8JsonWriter json, List<(BasketLegPicture Leg, Instrument Instrument)> legs)
    {
        var (first, scale) = (legs[0].Leg.MoneyAsset, legs[0].Instrument.MoneyScale);
        json.WriteStartObject("total"u8);
        if (legs.TrueForAll(leg => leg.Leg.MoneyAsset == first && leg.Instrument.MoneyScale == scale))
        {
            Int128 notional = 0, fees = 0, arrival = 0, worse = 0;
            foreach (var (leg, instrument) in legs)
            {
                var (traded, atArrival) = (Money(leg, instrument, leg.PriceSum), Money(leg, instrument, (Int128)leg.Entered.ArrivalPrice.Units * leg.Filled));
                notional += traded;
                fees += leg.Fees;
                arrival += atArrival;
                worse += Worse(leg.Entered.Side, traded - atArrival);
            }

            json.WriteWideDecimal("notional"u8, notional, scale);
            json.WriteWideDecimal("fees"u8, fees, scale);
            WriteSlippage(json, arrival == 0 || legs.Exists(leg => leg.Leg.Entered.ArrivalPrice.IsNone) ? null : worse * 1_000_000 / arrival);
        }
        else
        {
            json.WriteNull("notional"u8);
            json.WriteNull("fees"u8);
            WriteSlippage(json, null);
        }

        json.WriteDecimal("completion"u8, legs.Min(leg => Completion(leg.Leg)), PpmDecimals);
        json.WriteEndObject();
    }

    private static long Completion(BasketLegPicture leg) => (long)((Int128)leg.Filled * BasketTerms.WholePpm / leg.Entered.Quantity.Units);

    private static Int128 Worse(Side side, Int128 more) => side == Side.Buy ? more : -more;

    /// <summary>A product of price and quantity in units of the instrument's money, rounded down.</summary>
    private static Int128 Money(BasketLegPicture leg, Instrument instrument, Int128 product)
    {
        var exponent = instrument.MoneyScale - instrument.PriceScale - instrument.QuantityScale;
        var power = (Int128)1;
        for (var i = 0; i < Math.Abs(exponent); i++)
            power *= 10;
        product *= leg.Multiplier;
        return exponent >= 0 ? product * power : product / power;
    }

    private static void WriteSlippage(Utf8JsonWriter json, Int128? hundredths)
    {
        if (hundredths is { } known)
            json.WriteWideDecimal("slippage_bps"u8, known, SlippageDecimals);
        else
            json.WriteNull("slippage_bps"u8);
    }
}
