using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins.Scenarios;

/// <summary>Events of baskets, one line each.</summary>
internal static class BasketText
{
    public static string Of(in ExchangeEvent e, Instrument i, Vocabulary words) => e.Kind switch
    {
        EventKind.BasketOpened => $"basket opened: {e.LegCount} {(e.LegCount == 1 ? "leg" : "legs")}{(e.BasketTerms.Weights ? $" of {DecimalText.Format(e.Quantity.Units, i.MoneyScale)}" : "")}",
        EventKind.BasketLegAdded => $"leg {e.LegNumber} added",
        EventKind.BasketStarted => "basket started",
        EventKind.BasketLegEntered => $"leg {e.LegNumber} is {words.NameOf(e.OrderId)}: {(e.Side == Side.Buy ? "buys" : "sells")} {Quantity(e.EnteredQuantity, i)}"
            + $"{(e.EnteredQuantity == e.Quantity ? "" : $" of {Quantity(e.Quantity, i)}")}{(e.Price.IsNone ? "" : $" @ {Price(e.Price, i)}")}, arrival {(e.ArrivalPrice.IsNone ? "none" : Price(e.ArrivalPrice, i))}",
        EventKind.BasketScheduled => $"basket scheduled: {e.AlgoTerms.Type} from {(e.StartTime.IsNone ? "now" : Time(e.StartTime))} to {Time(e.ExpireTime)}",
        EventKind.BasketLegPlanned => $"leg {e.LegNumber} plans: {(e.Side == Side.Buy ? "buys" : "sells")} {Quantity(e.Quantity, i)}{(e.Price.IsNone ? "" : $" @ {Price(e.Price, i)}")}, arrival {(e.ArrivalPrice.IsNone ? "none" : Price(e.ArrivalPrice, i))}",
        EventKind.BasketStateChanged => $"basket {e.AlgoState}",
        EventKind.BasketSliced => $"basket slice {e.SliceNumber}: {(e.Reason != 0 ? $"refused, {e.RejectReason}" : e.LegCount == 0 ? "nothing due" : $"{e.LegCount} {(e.LegCount == 1 ? "leg" : "legs")}")}",
        EventKind.BasketLegProgressed => $"leg {e.LegNumber} filled {Quantity(e.Quantity, i)}{Finer(e.AveragePrice, i, " at ", "")}; arrival {(e.Price.IsNone ? "none" : Price(e.Price, i))}, vwap {Finer(e.IntervalVwap, i, "", "none")}, twap {Finer(e.IntervalTwap, i, "", "none")}"
            + $"; slippage {DecimalText.Format(e.BenchmarkSlippage, 2)}, from arrival {DecimalText.Format(e.ArrivalSlippage, 2)} bps",
        _ => $"basket ended ({(e.Reason == 0 ? "Filled" : e.CancelReason)})",
    };

    private static string Quantity(Quantity quantity, Instrument i) => DecimalText.Format(quantity.Units, i.QuantityScale);

    private static string Finer(long price, Instrument i, string before, string none) => price == 0 ? none : before + DecimalText.Format(price, i.PriceScale + 3);

    private static string Time(Timestamp time) => $"{time.ToDateTimeUtc():HH:mm:ss.FFF}";

    private static string Price(Price price, Instrument i) => DecimalText.Format(price.Units, i.PriceScale);
}
