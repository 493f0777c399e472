using System.Text.Json;
using Rialto.BackOffice.Audit;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Export;

/// <summary>What algo orders did, as fields of an audit line; docs/reference/audit-log.md.</summary>
internal static class AlgoLines
{
    public static void Write(Utf8JsonWriter json, in ExchangeEvent one, Instrument? instrument)
    {
        if (one.Kind == EventKind.VolumeCurveSet)
        {
            if (one.Terms.Bits < 4)
                json.WriteNumber("quarter", one.Terms.Bits);
            json.WriteString("source", one.Terms.Bits < 4 ? "supplied" : "own_trades");
            return;
        }

        json.WriteString("algo_order_id", one.AlgoId.ToString());
        json.WriteString("side", Words.Of(one.Side));
        switch (one.Kind)
        {
            case EventKind.AlgoAccepted:
                json.WriteString("algo_type", one.AlgoTerms.Type.ToString().ToLowerInvariant());
                if (!one.ClientOrderId.IsEmpty)
                    json.WriteString("client_algo_id", one.ClientOrderId.ToString());
                json.WriteString("quantity", Quantity(one.Quantity, instrument));
                Price(json, "limit_price", one.Price, instrument);
                json.WriteString("start_time", one.StartTime.ToString());
                json.WriteString("end_time", one.ExpireTime.ToString());
                json.WriteNumber("interval_ms", one.Pace.IntervalMs);
                json.WriteNumber("participation_ppm", one.Pace.ParticipationPpm);
                break;
            case EventKind.AlgoStateChanged:
                json.WriteString("status", one.AlgoState.ToString().ToLowerInvariant());
                if (one.AlgoState == AlgoState.Ended)
                {
                    json.WriteString("filled", Quantity(one.Quantity, instrument));
                    json.WriteString("reason", one.Reason == 0 ? "filled" : Words.Of(one.CancelReason));
                }
                else
                {
                    Price(json, "arrival_price", one.Price, instrument);
                }

                break;
            case EventKind.AlgoSliced:
                json.WriteNumber("slice", one.SliceNumber);
                json.WriteString("target", Quantity(one.Target, instrument));
                if (one.OrderId != OrderId.None)
                    json.WriteString("order_id", one.OrderId.ToString());
                if (!one.Quantity.IsZero)
                    json.WriteString("quantity", Quantity(one.Quantity, instrument));
                if (one.Reason != 0)
                    json.WriteString("reason", one.RejectReason.ToString());
                break;
            default:
                json.WriteString("filled", Quantity(one.Quantity, instrument));
                json.WriteString("others_volume", Quantity(new Quantity(one.OthersVolume), instrument));
                json.WriteString("slippage_bps", DecimalText.Format(one.BenchmarkSlippage, 2));
                break;
        }
    }

    /// <summary>The same as a sentence.</summary>
    public static string Sentence(in ExchangeEvent one, Instrument instrument) => one.Kind switch
    {
        EventKind.AlgoAccepted =>
            $"Algo order {one.AlgoId} was accepted: {one.AlgoTerms.Type.ToString().ToUpperInvariant()} {Words.Of(one.Side)} {instrument.Quantity(one.Quantity)} {instrument.Symbol} from {one.StartTime} to {one.ExpireTime}.",
        EventKind.AlgoStateChanged when one.AlgoState == AlgoState.Ended =>
            $"Algo order {one.AlgoId} ended ({(one.Reason == 0 ? "filled" : Words.Spoken(one.CancelReason))}) with {instrument.Quantity(one.Quantity)} filled.",
        EventKind.AlgoStateChanged => $"Algo order {one.AlgoId} is {one.AlgoState.ToString().ToLowerInvariant()}.",
        EventKind.AlgoSliced when one.Quantity.IsZero => $"Algo order {one.AlgoId} had nothing to ask for in slice {one.SliceNumber}.",
        EventKind.AlgoSliced when one.Reason != 0 => $"Algo order {one.AlgoId} asked for {instrument.Quantity(one.Quantity)} in slice {one.SliceNumber} and was refused ({one.RejectReason}).",
        EventKind.AlgoSliced => $"Algo order {one.AlgoId} entered order {one.OrderId} of {instrument.Quantity(one.Quantity)} in slice {one.SliceNumber}.",
        EventKind.AlgoProgressed => $"Algo order {one.AlgoId} has filled {instrument.Quantity(one.Quantity)}.",
        _ => $"A volume curve of {instrument.Symbol} was set.",
    };

    private static string Quantity(Quantity quantity, Instrument? instrument) => instrument?.Quantity(quantity) ?? quantity.ToString();

    private static void Price(Utf8JsonWriter json, string name, Price price, Instrument? instrument)
    {
        if (!price.IsNone)
            json.WriteString(name, instrument?.Price(price) ?? price.ToString());
    }
}
