using System.Text.Json;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Schedules;

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
        json.WriteString("status"u8, Status(basket));
        if (!basket.IsLive && basket.Ended.Reason != 0)
            json.WriteString("end_reason"u8, Words.Of(basket.Ended.CancelReason));
        json.WriteString("execution_strategy"u8, basket.Work is { } work ? AlgoAnswer.Word(work.Scheduled.AlgoTerms.Type) : "immediate"u8);
        json.WriteString("fill_policy"u8, started.BasketTerms.ProRata ? "pro_rata"u8 : "all_or_none"u8);
        json.WriteString("stp_mode"u8, Words.Of(started.BasketTerms.SelfTradePrevention));
        if (started.BasketTerms.Weights)
            json.WriteDecimal("total_value"u8, started.Quantity.Units, legs[0].Instrument.MoneyScale);
        else
            json.WriteNull("total_value"u8);
        json.WriteStartArray("legs"u8);
        foreach (var (leg, instrument) in legs)
            WriteLeg(json, leg, instrument, basket.Work);
        json.WriteEndArray();
        WriteTotal(json, legs);
        if (basket.Work is not null)
            WriteWork(json, basket, basket.Work, services);
        json.WriteTime("created"u8, started.Time);
        json.WriteNumber("sequence"u8, started.Sequence);
    }

    /// <summary>An event of a basket, for its owner. Of a leg that is entered: the events of its order follow.</summary>
    public static void WriteEvent(Utf8JsonWriter json, in ExchangeEvent e, Instrument? instrument)
    {
        if (e.Kind == EventKind.BasketLegEntered)
        {
            WriteEntered(json, in e, instrument!);
            return;
        }

        json.WriteStartObject();
        json.WriteString("type"u8, "basket_order"u8);
        json.WriteString("channel"u8, "orders"u8);
        json.WriteString("event"u8, e.Kind == EventKind.BasketSliced ? "slice"u8 : e.Kind == EventKind.BasketEnded ? "ended"u8 : "status"u8);
        json.WriteId("basket_order_id"u8, e.BasketId.Value);
        switch (e.Kind)
        {
            case EventKind.BasketSliced:
                json.WriteNumber("slice"u8, e.SliceNumber);
                json.WriteNumber("legs"u8, e.LegCount);
                if (e.Reason != 0)
                    json.WriteString("refused"u8, Refusals.Of(e.RejectReason).Code);
                break;
            case EventKind.BasketEnded:
                json.WriteString("status"u8, StatusOf(e.CancelReason));
                if (e.Reason != 0)
                    json.WriteString("end_reason"u8, Words.Of(e.CancelReason));
                break;
            default:
                json.WriteString("status"u8, AlgoAnswer.Status(e.AlgoState, CancelReason.None));
                break;
        }

        json.WriteNumber("sequence"u8, e.Sequence);
        json.WriteTime("timestamp"u8, e.Time);
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> Status(BasketPicture basket) => basket.IsLive ? AlgoAnswer.Status(basket.Work!.Changed.AlgoState, CancelReason.None) : StatusOf(basket.Ended.CancelReason);

    private static ReadOnlySpan<byte> StatusOf(CancelReason reason) => reason switch
    {
        CancelReason.BasketReduced => "reduced"u8,
        CancelReason.BasketFellShort => "fell_short"u8,
        _ => AlgoAnswer.Status(AlgoState.Ended, reason),
    };

    private static void WriteWork(Utf8JsonWriter json, BasketPicture basket, BasketWork work, GatewayServices services)
    {
        var (scheduled, pace) = (work.Scheduled, work.Scheduled.Pace);
        var times = new SliceTimes(scheduled.StartTime, scheduled.ExpireTime, pace.IntervalMs, pace.JitterPercent, basket.Id.Value);
        json.WriteStartObject("schedule"u8);
        json.WriteTime("start_time"u8, scheduled.StartTime);
        json.WriteTime("end_time"u8, scheduled.ExpireTime);
        json.WriteNumber("interval_ms"u8, pace.IntervalMs);
        json.WriteNumber("jitter_percent"u8, pace.JitterPercent);
        json.WriteNumber("catch_up_percent"u8, pace.CatchUpPercent);
        json.WriteNumber("slices"u8, times.Count);
        json.WriteEndObject();
        json.WriteNumber("slices_done"u8, work.ExecutedSlices);
        json.WriteNumber("slices_refused"u8, work.RefusedSlices);
        if (work.Refused.Kind == EventKind.BasketSliced)
        {
            json.WriteStartObject("last_refusal"u8);
            json.WriteNumber("slice"u8, work.Refused.SliceNumber);
            json.WriteString("refused"u8, Refusals.Of(work.Refused.RejectReason).Code);
            if (work.Refused.Instrument != InstrumentId.None)
                json.WriteText("symbol"u8, services.Directory.Find(work.Refused.Instrument)!.Instrument.Symbol);
            json.WriteTime("timestamp"u8, work.Refused.Time);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("last_refusal"u8);
        }

        if (basket.IsLive && work.Changed.AlgoState != AlgoState.Paused)
            json.WriteTime("estimated_completion"u8, times.TimeOf(times.Count - 1));
        else
            json.WriteNull("estimated_completion"u8);
    }

    private static void WriteEntered(Utf8JsonWriter json, in ExchangeEvent entered, Instrument instrument)
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

    private static void WriteLeg(Utf8JsonWriter json, BasketLegPicture leg, Instrument instrument, BasketWork? work)
    {
        var entered = leg.Entered;
        var average = leg.Filled == 0 ? 0 : (long)(leg.PriceSum * Finer / leg.Filled);
        var arrival = leg.ArrivalPrice.Units;
        json.WriteStartObject();
        json.WriteText("symbol"u8, instrument.Symbol);
        json.WriteString("side"u8, Words.Of(entered.Side));
        if (entered.WeightPpm == 0)
            json.WriteNull("weight"u8);
        else
            json.WriteDecimal("weight"u8, entered.WeightPpm, PpmDecimals);
        json.WriteDecimal("quantity"u8, entered.Quantity.Units, instrument.QuantityScale);
        json.WritePrice("limit_price"u8, entered.Price, instrument.PriceScale);
        if (work is null)
            json.WriteId("order_id"u8, entered.OrderId.Value);
        else
            json.WriteNull("order_id"u8);
        json.WriteDecimal("filled_quantity"u8, leg.Filled, instrument.QuantityScale);
        if (average == 0)
            json.WriteNull("avg_price"u8);
        else
            json.WriteWideDecimal("avg_price"u8, average, instrument.PriceScale + FinerDecimals);
        json.WritePrice("arrival_price"u8, leg.ArrivalPrice, instrument.PriceScale);
        WriteSlippage(json, arrival == 0 || average == 0 ? null : Worse(entered.Side, (Int128)average - (arrival * Finer)) * 1_000_000 / (arrival * Finer));
        json.WriteWideDecimal("notional"u8, Money(leg, instrument, leg.PriceSum), instrument.MoneyScale);
        json.WriteDecimal("fees"u8, leg.Fees, instrument.MoneyScale);
        json.WriteDecimal("completion"u8, Completion(leg), PpmDecimals);
        if (work is not null)
            WriteBenchmark(json, leg.Progressed, work.Scheduled.AlgoTerms.Type, instrument);
        json.WriteEndObject();
    }

    private static void WriteBenchmark(Utf8JsonWriter json, in ExchangeEvent progressed, AlgoType type, Instrument instrument)
    {
        var benchmark = type == AlgoType.Twap ? progressed.IntervalTwap : progressed.IntervalVwap;
        json.WriteString("benchmark"u8, type == AlgoType.Twap ? "interval_twap"u8 : "interval_vwap"u8);
        if (benchmark == 0)
            json.WriteNull("benchmark_price"u8);
        else
            json.WriteWideDecimal("benchmark_price"u8, benchmark, instrument.PriceScale + FinerDecimals);
        if (benchmark == 0 || progressed.AveragePrice == 0)
            json.WriteNull("benchmark_slippage_bps"u8);
        else
            json.WriteDecimal("benchmark_slippage_bps"u8, progressed.BenchmarkSlippage, SlippageDecimals);
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
                var (traded, atArrival) = (Money(leg, instrument, leg.PriceSum), Money(leg, instrument, (Int128)leg.ArrivalPrice.Units * leg.Filled));
                notional += traded;
                fees += leg.Fees;
                arrival += atArrival;
                worse += Worse(leg.Entered.Side, traded - atArrival);
            }

            json.WriteWideDecimal("notional"u8, notional, scale);
            json.WriteWideDecimal("fees"u8, fees, scale);
            WriteSlippage(json, arrival == 0 || legs.Exists(leg => leg.Leg.ArrivalPrice.IsNone) ? null : worse * 1_000_000 / arrival);
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
