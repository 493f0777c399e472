using System.Text.Json;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Schedules;
using Rialto.Model.Units;

namespace Rialto.Gateways.Answers;

/// <summary>Algo orders as JSON; docs/reference/rest.md and websocket.md show each.</summary>
internal static class AlgoAnswer
{
    // Events tell averages in thousandths of a price unit, and slippage in hundredths of a basis point.
    private const int FinerDecimals = 3;
    private const int SlippageDecimals = 2;

    /// <summary>The fields of an algo order, without the object around them.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="algo">The algo order.</param>
    /// <param name="services">For names.</param>
    /// <param name="now">The exchange's time, for the estimate.</param>
    public static void Write(Utf8JsonWriter json, AlgoPicture algo, GatewayServices services, Timestamp now)
    {
        var accepted = algo.Accepted;
        var instrument = services.Directory.Find(accepted.Instrument)!.Instrument;
        var (terms, pace) = (accepted.AlgoTerms, accepted.Pace);
        json.WriteId("algo_order_id"u8, algo.Id.Value);
        if (!accepted.ClientOrderId.IsEmpty)
            json.WriteText("client_algo_id"u8, accepted.ClientOrderId);
        AccountAnswer.WriteUser(json, accepted.Owner, services.Keys);
        json.WriteText("symbol"u8, instrument.Symbol);
        json.WriteString("side"u8, Words.Of(accepted.Side));
        json.WriteString("algo_type"u8, Word(terms.Type));
        json.WriteString("status"u8, Status(algo.State, (CancelReason)algo.Changed.Reason));
        if (algo.HasEnded && algo.Changed.Reason != 0)
            json.WriteString("end_reason"u8, Words.Of(algo.Changed.CancelReason));
        json.WriteDecimal("quantity"u8, accepted.Quantity.Units, instrument.QuantityScale);
        json.WritePrice("limit_price"u8, accepted.Price, instrument.PriceScale);
        WriteMeasures(json, algo.Progressed, terms.Type, instrument);
        json.WriteDecimal("remaining_quantity"u8, accepted.Quantity.Units - algo.Progressed.Quantity.Units, instrument.QuantityScale);
        WriteTime(json, "estimated_completion"u8, Estimate(algo, now));
        json.WriteTime("start_time"u8, accepted.StartTime);
        json.WriteTime("end_time"u8, accepted.ExpireTime);
        json.WriteDecimal("participation_rate"u8, pace.ParticipationPpm, 6);
        json.WriteNumber("interval_ms"u8, pace.IntervalMs);
        json.WriteNumber("jitter_percent"u8, pace.JitterPercent);
        json.WriteNumber("catch_up_percent"u8, pace.CatchUpPercent);
        json.WriteBoolean("passive"u8, terms.Passive);
        json.WriteBoolean("finish"u8, terms.Finish);
        json.WriteString("stp_mode"u8, Words.Of(terms.SelfTradePrevention));
        json.WriteNumber("child_orders"u8, algo.ChildCount);
        if (algo.Sliced.Kind == EventKind.AlgoSliced)
        {
            json.WriteStartObject("last_slice"u8);
            WriteSlice(json, algo.Sliced, instrument);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("last_slice"u8);
        }

        var latest = algo.Latest;
        json.WriteTime("created"u8, accepted.Time);
        json.WriteTime("updated"u8, latest.Time);
        json.WriteNumber("sequence"u8, latest.Sequence);
    }

    /// <summary>An event of an algo order, for its owner.</summary>
    public static void WriteEvent(Utf8JsonWriter json, in ExchangeEvent e, Instrument instrument)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "algo_order"u8);
        json.WriteString("channel"u8, "orders"u8);
        json.WriteText("symbol"u8, instrument.Symbol);
        json.WriteString("event"u8, EventWord(e.Kind));
        json.WriteId("algo_order_id"u8, e.AlgoId.Value);
        json.WriteString("side"u8, Words.Of(e.Side));
        switch (e.Kind)
        {
            case EventKind.AlgoAccepted:
                if (!e.ClientOrderId.IsEmpty)
                    json.WriteText("client_algo_id"u8, e.ClientOrderId);
                json.WriteString("algo_type"u8, Word(e.AlgoTerms.Type));
                json.WriteDecimal("quantity"u8, e.Quantity.Units, instrument.QuantityScale);
                json.WritePrice("limit_price"u8, e.Price, instrument.PriceScale);
                json.WriteTime("start_time"u8, e.StartTime);
                json.WriteTime("end_time"u8, e.ExpireTime);
                break;
            case EventKind.AlgoStateChanged:
                json.WriteString("status"u8, Status(e.AlgoState, e.CancelReason));
                if (e.AlgoState == AlgoState.Ended)
                    json.WriteDecimal("filled_quantity"u8, e.Quantity.Units, instrument.QuantityScale);
                if (e.Reason != 0)
                    json.WriteString("end_reason"u8, Words.Of(e.CancelReason));
                break;
            case EventKind.AlgoSliced:
                WriteSlice(json, in e, instrument);
                break;
            default:
                json.WriteString("status"u8, Status(e.AlgoState, CancelReason.None));
                WriteMeasures(json, in e, AlgoType.None, instrument);
                break;
        }

        json.WriteNumber("sequence"u8, e.Sequence);
        json.WriteTime("timestamp"u8, e.Time);
        json.WriteEndObject();
    }

    /// <summary>When it should be done: on schedule its last slice; of a POV at the pace it had so far. None where nothing says.</summary>
    internal static Timestamp Estimate(AlgoPicture algo, Timestamp now)
    {
        var accepted = algo.Accepted;
        if (algo.State is AlgoState.Ended or AlgoState.Paused)
            return Timestamp.None;
        if (accepted.AlgoTerms.Type != AlgoType.Pov)
        {
            var times = new SliceTimes(accepted.StartTime, accepted.ExpireTime, accepted.Pace.IntervalMs, accepted.Pace.JitterPercent, algo.Id.Value);
            return times.TimeOf(times.Count - 1);
        }

        var filled = algo.Progressed.Quantity.Units;
        if (filled == 0 || now <= accepted.StartTime)
            return Timestamp.None;
        var at = accepted.StartTime.Nanoseconds + ((Int128)(now.Nanoseconds - accepted.StartTime.Nanoseconds) * accepted.Quantity.Units / filled);
        return at >= accepted.ExpireTime.Nanoseconds ? accepted.ExpireTime : new Timestamp((long)at);
    }

    private static void WriteMeasures(Utf8JsonWriter json, in ExchangeEvent e, AlgoType type, Instrument instrument)
    {
        var scale = instrument.PriceScale + FinerDecimals;
        json.WriteDecimal("filled_quantity"u8, e.Quantity.Units, instrument.QuantityScale);
        WriteFiner(json, "avg_price"u8, e.AveragePrice, scale);
        if (type != AlgoType.None)
        {
            json.WriteString("benchmark"u8, type == AlgoType.Twap ? "interval_twap"u8 : "interval_vwap"u8);
            WriteFiner(json, "benchmark_price"u8, type == AlgoType.Twap ? e.IntervalTwap : e.IntervalVwap, scale);
        }

        WriteSlippage(json, "slippage_bps"u8, e.BenchmarkSlippage, e.AveragePrice);
        json.WritePrice("arrival_price"u8, e.Price, instrument.PriceScale);
        WriteSlippage(json, "arrival_slippage_bps"u8, e.ArrivalSlippage, e.Price.IsNone ? 0 : e.AveragePrice);
        WriteFiner(json, "interval_vwap"u8, e.IntervalVwap, scale);
        WriteFiner(json, "interval_twap"u8, e.IntervalTwap, scale);
        json.WriteDecimal("others_volume"u8, e.OthersVolume, instrument.QuantityScale);
    }

    private static void WriteSlice(Utf8JsonWriter json, in ExchangeEvent e, Instrument instrument)
    {
        json.WriteNumber("slice"u8, e.SliceNumber);
        json.WriteDecimal("target_quantity"u8, e.Target.Units, instrument.QuantityScale);
        if (e.OrderId == OrderId.None)
            json.WriteNull("order_id"u8);
        else
            json.WriteId("order_id"u8, e.OrderId.Value);
        json.WriteDecimal("child_quantity"u8, e.Quantity.Units, instrument.QuantityScale);
        json.WritePrice("child_price"u8, e.Price, instrument.PriceScale);
        if (e.Reason != 0)
            json.WriteString("refused"u8, Refusals.Of(e.RejectReason).Code);
    }

    private static void WriteFiner(Utf8JsonWriter json, ReadOnlySpan<byte> name, long price, int scale)
    {
        if (price == 0)
            json.WriteNull(name);
        else
            json.WriteWideDecimal(name, price, scale);
    }

    private static void WriteSlippage(Utf8JsonWriter json, ReadOnlySpan<byte> name, long hundredths, long averagePrice)
    {
        if (averagePrice == 0)
            json.WriteNull(name);
        else
            json.WriteDecimal(name, hundredths, SlippageDecimals);
    }

    private static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, Timestamp time)
    {
        if (time.IsNone)
            json.WriteNull(name);
        else
            json.WriteTime(name, time);
    }

    internal static ReadOnlySpan<byte> Status(AlgoState state, CancelReason reason) => state switch
    {
        AlgoState.Scheduled => "scheduled"u8,
        AlgoState.Running => "running"u8,
        AlgoState.Paused => "paused"u8,
        _ => reason switch
        {
            CancelReason.None => "completed"u8,
            CancelReason.Expired or CancelReason.InstrumentExpired => "expired"u8,
            _ => "canceled"u8,
        },
    };

    internal static ReadOnlySpan<byte> Word(AlgoType type) => type switch
    {
        AlgoType.Twap => "twap"u8,
        AlgoType.Vwap => "vwap"u8,
        _ => "pov"u8,
    };

    private static ReadOnlySpan<byte> EventWord(EventKind kind) => kind switch
    {
        EventKind.AlgoAccepted => "accepted"u8,
        EventKind.AlgoStateChanged => "status"u8,
        EventKind.AlgoSliced => "slice"u8,
        _ => "progress"u8,
    };
}
