using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Books;
using Rialto.Venue.Guards;

namespace Rialto.Venue.Rules;

/// <summary>Checks of numbers that new orders and replacements share (matching.md, section 2, points 4 and 7 to 12).</summary>
internal static class Checks
{
    /// <summary>Point 4: whether orders may be entered.</summary>
    public static RejectReason State(Book book) => book.State switch
    {
        InstrumentState.Halted when book.Guard is { } guard => guard.Halt.Reason switch
        {
            HaltReason.Breaker => RejectReason.BreakerHalt,
            HaltReason.LimitState => RejectReason.LimitHalt,
            HaltReason.MarketWide => RejectReason.MarketHalt,
            _ => RejectReason.InstrumentHalted,
        },
        InstrumentState.Announced => RejectReason.InstrumentNotOpenYet,
        InstrumentState.Halted => RejectReason.InstrumentHalted,
        InstrumentState.Closed => RejectReason.InstrumentClosed,
        InstrumentState.Expired => RejectReason.InstrumentExpired,
        _ => RejectReason.None,
    };

    /// <summary>Point 3a, of guards.md: kill switches.</summary>
    public static RejectReason Stopped(KillSwitches kills, Book book, int owner, int session)
    {
        var reason = kills.AreAny ? kills.Check(owner, session) : RejectReason.None;
        return reason == RejectReason.None && book.Guard is { IsStopped: true } ? RejectReason.InstrumentStopped : reason;
    }

    /// <summary>Point 12a, of guards.md: a limit order's price is beyond the band, and which price it may not pass.</summary>
    public static bool IsBeyondLimit(Book book, Side side, long price, long now, out long edge)
    {
        edge = 0;
        if (book.State != InstrumentState.Open || book.Guard is not { } guard || guard.BandAt(now) is not { Exists: true } band || !band.IsBeyond(side, price))
            return false;
        edge = band.Edge(side);
        return true;
    }

    /// <summary>Point 5.</summary>
    public static RejectReason Combinations(in Command c, Timestamp now)
    {
        var terms = c.Terms;
        var type = terms.Type;
        if (type == OrderType.Market && !terms.IsImmediate)
            return RejectReason.MarketOrderMustBeImmediate;
        if (terms.PostOnly != PostOnly.Off && (type is OrderType.Market or OrderType.StopLoss || terms.IsImmediate))
            return RejectReason.PostOnlyNotAllowed;
        if (terms.QuoteQuantity && !(type == OrderType.Market && terms.TimeInForce == TimeInForce.Ioc && c.DisplayQuantity.IsZero))
            return RejectReason.QuoteQuantityNotAllowed;
        var isInvalid = c.Terms.TimeInForce == TimeInForce.Gtd ? c.ExpireTime <= now : !c.ExpireTime.IsNone;
        return isInvalid ? RejectReason.ExpireTimeInvalid : RejectReason.None;
    }

    /// <summary>Point 7, without the budget.</summary>
    public static RejectReason Quantity(Book book, long quantity)
    {
        if (quantity <= 0)
            return RejectReason.QuantityNotPositive;
        if (quantity > book.Definition.MaxQuantity.Units)
            return RejectReason.QuantityAboveMaximum;
        if (!book.Lot.Divides(quantity))
            return RejectReason.QuantityOffLot;
        return quantity < book.Definition.MinQuantity.Units ? RejectReason.QuantityBelowMinimum : RejectReason.None;
    }

    /// <summary>Point 8, its second half.</summary>
    public static RejectReason DisplayQuantity(Book book, long display, long quantity) =>
        display < 0 || display >= quantity || display % book.Lot.Divisor != 0 ? RejectReason.DisplayQuantityInvalid : Tranches(book, display, quantity);

    /// <summary>Point 8, its end: not more tranches than the rules allow.</summary>
    public static RejectReason Tranches(Book book, long display, long quantity) =>
        book.Rules.MaxTranches != 0 && (quantity - 1) / display >= book.Rules.MaxTranches ? RejectReason.TooManyTranches : RejectReason.None;

    /// <summary>Point 9.</summary>
    public static RejectReason LimitPrice(Book book, bool mayBeZero, long price)
    {
        if (price <= 0 && (price < 0 || !mayBeZero))
            return RejectReason.PriceNotPositive;
        if (price > Price.MaxUnits)
            return RejectReason.PriceAboveMaximum;
        return book.Tick.Divides(price) ? RejectReason.None : RejectReason.PriceOffTick;
    }

    /// <summary>Point 10, of a stop.</summary>
    public static RejectReason Trigger(Book book, long trigger)
    {
        if (trigger is <= 0 or > Price.MaxUnits)
            return RejectReason.TriggerPriceInvalid;
        return book.Tick.Divides(trigger) ? RejectReason.None : RejectReason.TriggerPriceOffTick;
    }

    /// <summary>Point 11.</summary>
    public static RejectReason Notional(Book book, long price, long quantity) => book.Amounts.CompareNotional(price, quantity) switch
    {
        0 => RejectReason.None,
        < 0 => RejectReason.NotionalBelowMinimum,
        _ => RejectReason.NotionalAboveMaximum,
    };

    /// <summary>Point 11, of a budget.</summary>
    public static RejectReason Budget(Book book, long money) =>
        money < book.Amounts.MinNotional ? RejectReason.NotionalBelowMinimum
        : money > book.Amounts.MaxNotional ? RejectReason.NotionalAboveMaximum
        : RejectReason.None;

    /// <summary>Point 12: true where the price lies outside the band.</summary>
    public static bool IsOutsideBand(Book book, long price)
    {
        var band = book.Rules.BandPpm;
        var reference = book.Reference;
        if (band == 0 || reference == 0)
            return false;
        var distance = Math.BigMul((ulong)Math.Abs(price - reference), 1_000_000UL, out var distanceLow);
        var allowed = Math.BigMul((ulong)band, (ulong)reference, out var allowedLow);
        return distance != allowed ? distance > allowed : distanceLow > allowedLow;
    }
}
