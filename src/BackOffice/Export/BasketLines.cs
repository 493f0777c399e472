using System.Text.Json;
using Rialto.BackOffice.Audit;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Export;

/// <summary>What became of baskets, as fields of an audit line; docs/reference/audit-log.md.</summary>
internal static class BasketLines
{
    public static void Write(Utf8JsonWriter json, in ExchangeEvent one, Instrument? instrument)
    {
        json.WriteString("basket_order_id", one.BasketId.ToString());
        switch (one.Kind)
        {
            case EventKind.BasketOpened or EventKind.BasketStarted:
                if (!one.ClientOrderId.IsEmpty)
                    json.WriteString("basket_id", one.ClientOrderId.ToString());
                json.WriteNumber("legs", one.LegCount);
                json.WriteString("fill_policy", one.BasketTerms.ProRata ? "pro_rata" : "all_or_none");
                if (one.BasketTerms.Weights)
                    json.WriteString("total_units", one.Quantity.ToString());
                break;
            case EventKind.BasketLegAdded:
                json.WriteNumber("leg", one.LegNumber);
                json.WriteString("side", Words.Of(one.Side));
                json.WriteString("quantity_or_weight_units", one.Quantity.ToString());
                if (!one.Price.IsNone)
                    json.WriteString("limit_price", instrument?.Price(one.Price) ?? one.Price.ToString());
                break;
            case EventKind.BasketLegEntered:
                json.WriteNumber("leg", one.LegNumber);
                json.WriteString("order_id", one.OrderId.ToString());
                json.WriteString("side", Words.Of(one.Side));
                json.WriteString("asked", instrument?.Quantity(one.Quantity) ?? one.Quantity.ToString());
                json.WriteString("quantity", instrument?.Quantity(one.EnteredQuantity) ?? one.EnteredQuantity.ToString());
                if (!one.ArrivalPrice.IsNone)
                    json.WriteString("arrival_price", instrument?.Price(one.ArrivalPrice) ?? one.ArrivalPrice.ToString());
                break;
            case EventKind.BasketScheduled:
                json.WriteString("execution_strategy", one.AlgoTerms.Type.ToString().ToLowerInvariant());
                if (!one.StartTime.IsNone)
                    json.WriteString("start_time", one.StartTime.ToString());
                json.WriteString("end_time", one.ExpireTime.ToString());
                json.WriteNumber("interval_ms", one.Pace.IntervalMs);
                break;
            case EventKind.BasketLegPlanned:
                json.WriteNumber("leg", one.LegNumber);
                json.WriteString("side", Words.Of(one.Side));
                json.WriteString("quantity", instrument?.Quantity(one.Quantity) ?? one.Quantity.ToString());
                if (!one.Price.IsNone)
                    json.WriteString("limit_price", instrument?.Price(one.Price) ?? one.Price.ToString());
                break;
            case EventKind.BasketStateChanged:
                json.WriteString("status", one.AlgoState.ToString().ToLowerInvariant());
                break;
            case EventKind.BasketSliced:
                json.WriteNumber("slice", one.SliceNumber);
                json.WriteNumber("legs", one.LegCount);
                if (one.Reason != 0)
                    json.WriteString("reason", one.RejectReason.ToString());
                break;
            case EventKind.BasketLegProgressed:
                json.WriteNumber("leg", one.LegNumber);
                json.WriteString("filled", instrument?.Quantity(one.Quantity) ?? one.Quantity.ToString());
                json.WriteString("slippage_bps", DecimalText.Format(one.BenchmarkSlippage, 2));
                break;
            default:
                json.WriteString("reason", one.Reason == 0 ? "filled" : Words.Of(one.CancelReason));
                break;
        }
    }

    /// <summary>The same as a sentence.</summary>
    public static string Sentence(in ExchangeEvent one, Instrument? instrument) => one.Kind switch
    {
        EventKind.BasketOpened => $"Basket {one.BasketId} was opened for {one.LegCount} legs.",
        EventKind.BasketLegAdded => $"Leg {one.LegNumber} of basket {one.BasketId}: {Words.Of(one.Side)} {instrument?.Symbol}.",
        EventKind.BasketStarted => $"Basket {one.BasketId} passed all checks.",
        EventKind.BasketLegEntered => $"Leg {one.LegNumber} of basket {one.BasketId} is order {one.OrderId}: {Words.Of(one.Side)} {instrument?.Quantity(one.EnteredQuantity)} {instrument?.Symbol}.",
        EventKind.BasketScheduled => $"Basket {one.BasketId} is to be worked as {one.AlgoTerms.Type.ToString().ToUpperInvariant()} until {one.ExpireTime}.",
        EventKind.BasketLegPlanned => $"Leg {one.LegNumber} of basket {one.BasketId} will {Words.Of(one.Side)} {instrument?.Quantity(one.Quantity)} {instrument?.Symbol}.",
        EventKind.BasketStateChanged => $"Basket {one.BasketId} is {one.AlgoState.ToString().ToLowerInvariant()}.",
        EventKind.BasketSliced when one.Reason != 0 => $"Slice {one.SliceNumber} of basket {one.BasketId} was refused: {one.RejectReason}.",
        EventKind.BasketSliced => $"Slice {one.SliceNumber} of basket {one.BasketId} enters {one.LegCount} legs.",
        EventKind.BasketLegProgressed => $"Leg {one.LegNumber} of basket {one.BasketId} has filled {instrument?.Quantity(one.Quantity)}.",
        _ => $"Basket {one.BasketId} ended ({(one.Reason == 0 ? "filled" : Words.Spoken(one.CancelReason))}).",
    };
}
