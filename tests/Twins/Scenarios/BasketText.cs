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
        _ => $"basket ended ({(e.Reason == 0 ? "Filled" : e.CancelReason)})",
    };

    private static string Quantity(Quantity quantity, Instrument i) => DecimalText.Format(quantity.Units, i.QuantityScale);

    private static string Price(Price price, Instrument i) => DecimalText.Format(price.Units, i.PriceScale);
}
