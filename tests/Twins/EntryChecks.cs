using System.Numerics;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>Checks of section 2 that new orders and replacements share.</summary>
internal static class EntryChecks
{
    /// <summary>Point 7, without the budget.</summary>
    public static RejectReason Quantity(Instrument i, long quantity) =>
        quantity <= 0 ? RejectReason.QuantityNotPositive
        : quantity > i.MaxQuantity.Units ? RejectReason.QuantityAboveMaximum
        : quantity % i.Lot.Units != 0 ? RejectReason.QuantityOffLot
        : quantity < i.MinQuantity.Units ? RejectReason.QuantityBelowMinimum
        : RejectReason.None;

    /// <summary>Point 8, the second half.</summary>
    public static RejectReason DisplayQuantity(NaiveInstrument i, long display, long quantity) =>
        display < 0 || display >= quantity || display % i.Definition.Lot.Units != 0 ? RejectReason.DisplayQuantityInvalid : Tranches(i, display, quantity);

    /// <summary>Point 8, its end.</summary>
    public static RejectReason Tranches(NaiveInstrument i, long display, long quantity) =>
        i.Rules.MaxTranches > 0 && quantity > (Int128)display * i.Rules.MaxTranches ? RejectReason.TooManyTranches : RejectReason.None;

    /// <summary>Point 9.</summary>
    public static RejectReason LimitPrice(Instrument i, OrderType type, Price price)
    {
        if (type is OrderType.Limit or OrderType.StopLimit ? price.Units <= 0 : price.Units < 0)
            return RejectReason.PriceNotPositive;
        if (price.Units > Price.MaxUnits)
            return RejectReason.PriceAboveMaximum;
        return price.Units % i.Tick.Units != 0 ? RejectReason.PriceOffTick : RejectReason.None;
    }

    /// <summary>Point 10, for a stop.</summary>
    public static RejectReason Trigger(Instrument i, Price trigger) =>
        trigger.Units <= 0 || trigger.Units > Price.MaxUnits ? RejectReason.TriggerPriceInvalid
        : trigger.Units % i.Tick.Units != 0 ? RejectReason.TriggerPriceOffTick
        : RejectReason.None;

    /// <summary>Point 11, for an amount of money.</summary>
    public static RejectReason Notional(InstrumentRules rules, BigInteger notional) =>
        rules.MinNotional.Units != 0 && notional < rules.MinNotional.Units ? RejectReason.NotionalBelowMinimum
        : (rules.MaxNotional.Units != 0 && notional > rules.MaxNotional.Units) || notional > Amounts.Largest ? RejectReason.NotionalAboveMaximum
        : RejectReason.None;

    public static BigInteger NotionalOf(Instrument i, Price price, long quantity) => Amounts.RoundedDown(i, Amounts.Exact(i, price, quantity));

    /// <summary>Point 12.</summary>
    public static RejectReason Band(NaiveInstrument i, Price price)
    {
        var reference = i.Reference;
        if (i.Rules.BandPpm == 0 || reference.IsNone)
            return RejectReason.None;
        var distance = (Int128)Math.Abs(price.Units - reference.Units) * 1_000_000;
        return distance > (Int128)i.Rules.BandPpm * reference.Units ? RejectReason.PriceOutsideBand : RejectReason.None;
    }
}
