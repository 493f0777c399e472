using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance;

/// <summary>
/// What of docs/reference/matching.md, section 2, can be said of a new order without entering it: points 4 to 12, in their order. For order/test alone; an order that is entered is checked by the exchange.
/// </summary>
internal static class BinanceOrderCheck
{
    private const long LargestNotional = 9_000_000_000_000_000_000;

    /// <summary>Why it would be refused; None where nothing is known against it. On the fan-out thread.</summary>
    public static RejectReason Of(ExchangeViews views, in Command order)
    {
        var view = views.Find(order.Instrument)!;
        var (instrument, rules) = (view.Instrument, view.Rules);
        var reason = OfState(view.State, order.Terms);
        if (reason == RejectReason.None && !order.Terms.QuoteQuantity)
            reason = OfQuantity(instrument, rules, in order);
        if (reason == RejectReason.None)
            reason = OfPrices(instrument, in order);
        if (reason == RejectReason.None)
            reason = OfNotional(instrument, rules, in order);
        return reason == RejectReason.None ? OfBand(rules, view.Tape.Last.Price, in order) : reason;
    }

    private static RejectReason OfState(InstrumentState state, OrderTerms terms) => state switch
    {
        InstrumentState.Announced => RejectReason.InstrumentNotOpenYet,
        InstrumentState.Halted => RejectReason.InstrumentHalted,
        InstrumentState.Closed => RejectReason.InstrumentClosed,
        InstrumentState.Expired => RejectReason.InstrumentExpired,
        InstrumentState.Auction when !terms.IsStop && (terms.IsImmediate || terms.PostOnly != PostOnly.Off) => RejectReason.NotAllowedInAuction,
        _ => RejectReason.None,
    };

    private static RejectReason OfQuantity(Instrument instrument, InstrumentRules rules, in Command order)
    {
        var (quantity, display, lot) = (order.Quantity.Units, order.DisplayQuantity.Units, instrument.Lot.Units);
        if (order.Quantity > instrument.MaxQuantity)
            return RejectReason.QuantityAboveMaximum;
        if (quantity % lot != 0)
            return RejectReason.QuantityOffLot;
        if (order.Quantity < instrument.MinQuantity)
            return RejectReason.QuantityBelowMinimum;
        if (display == 0)
            return RejectReason.None;
        if (display < 0 || display >= quantity || display % lot != 0)
            return RejectReason.DisplayQuantityInvalid;
        return rules.MaxTranches > 0 && quantity > (Int128)display * rules.MaxTranches ? RejectReason.TooManyTranches : RejectReason.None;
    }

    private static RejectReason OfPrices(Instrument instrument, in Command order)
    {
        if (order.Price.Units > Price.MaxUnits)
            return RejectReason.PriceAboveMaximum;
        if (order.Price.Units % instrument.Tick.Units != 0)
            return RejectReason.PriceOffTick;
        if (order.TriggerPrice.Units > Price.MaxUnits)
            return RejectReason.TriggerPriceInvalid;
        return order.TriggerPrice.Units % instrument.Tick.Units != 0 ? RejectReason.TriggerPriceOffTick : RejectReason.None;
    }

    private static RejectReason OfNotional(Instrument instrument, InstrumentRules rules, in Command order)
    {
        if (!order.Terms.QuoteQuantity && order.Terms.Type is OrderType.Market or OrderType.StopLoss)
            return RejectReason.None;
        var notional = order.Terms.QuoteQuantity ? order.Quantity.Units : MoneyOf(instrument, (Int128)order.Price.Units * order.Quantity.Units);
        if (notional < rules.MinNotional.Units)
            return RejectReason.NotionalBelowMinimum;
        return notional > (rules.MaxNotional.Units == 0 ? LargestNotional : rules.MaxNotional.Units) ? RejectReason.NotionalAboveMaximum : RejectReason.None;
    }

    private static RejectReason OfBand(InstrumentRules rules, Price last, in Command order)
    {
        var reference = last.IsNone ? rules.ReferencePrice : last;
        if (rules.BandPpm == 0 || reference.IsNone || order.Terms.Type is OrderType.Market or OrderType.StopLoss)
            return RejectReason.None;
        return (Int128)Math.Abs(order.Price.Units - reference.Units) * 1_000_000 > (Int128)rules.BandPpm * reference.Units ? RejectReason.PriceOutsideBand : RejectReason.None;
    }

    private static Int128 MoneyOf(Instrument instrument, Int128 product)
    {
        var excess = instrument.PriceScale + instrument.QuantityScale - instrument.MoneyScale;
        for (; excess > 0; excess--)
            product /= 10;
        for (; excess < 0; excess++)
            product *= 10;
        return product;
    }
}
