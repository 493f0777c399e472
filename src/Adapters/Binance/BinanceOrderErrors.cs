using Rialto.Adapters.Orders;
using Rialto.Model.Execution;

namespace Rialto.Adapters.Binance;

/// <summary>What Binance's errors mean (errors.md of its documentation; the venue's sheet in docs/reference/order-entry.md). No state.</summary>
internal static class BinanceOrderErrors
{
    public static VenueFailure Of(int status, int code, ReadOnlySpan<byte> text, bool isFutures) => code switch
    {
        0 => VenueFailure.OfStatus(status),

        // Overloaded: surely not executed, whatever the status.
        -1008 => new(FailureClass.BackOff, VenueReason.VenueBusy, code),
        -1006 or -1007 => VenueFailure.Unknown(code),
        _ when VenueFailure.HidesOutcome(status) => VenueFailure.Unknown(code),
        -1003 or -1015 => new(status == 418 ? FailureClass.Halt : FailureClass.BackOff, VenueReason.RateLimited, code),
        -1021 => new(FailureClass.Retry, VenueReason.ClockDiffers, code),
        -1022 or -2014 or -2015 => new(FailureClass.Halt, VenueReason.NotAuthenticated, code),
        -1002 => new(FailureClass.Halt, VenueReason.NotAllowed, code),
        -1013 => VenueFailure.Reject(OfFilter(text), code),
        -1111 => VenueFailure.Reject(VenueReason.WrongStep, code),
        -4164 => VenueFailure.Reject(VenueReason.TooSmall, code),
        -2010 => OfNewOrder(text, code),
        -2018 or -2019 => VenueFailure.Reject(VenueReason.InsufficientFunds, code),
        -5022 => VenueFailure.Reject(VenueReason.WouldTake, code),
        -4116 => new(FailureClass.Unknown, VenueReason.DuplicateId, code),
        -2011 when text.IndexOf("cancel restrictions"u8) >= 0 => VenueFailure.Reject(VenueReason.Other, code),
        -2011 or -2013 => VenueFailure.Reject(VenueReason.UnknownOrder, code),
        -2022 when isFutures => VenueFailure.Reject(VenueReason.WouldIncrease, code),
        _ => VenueFailure.Reject(VenueReason.Other, code),
    };

    private static VenueFailure OfNewOrder(ReadOnlySpan<byte> text, int code)
    {
        if (text.IndexOf("insufficient balance"u8) >= 0)
            return VenueFailure.Reject(VenueReason.InsufficientFunds, code);
        if (text.IndexOf("immediately match and take"u8) >= 0)
            return VenueFailure.Reject(VenueReason.WouldTake, code);

        // An order of this id is there: which, is asked before anything else.
        if (text.IndexOf("Duplicate order sent"u8) >= 0)
            return new(FailureClass.Unknown, VenueReason.DuplicateId, code);
        return VenueFailure.Reject(VenueReason.Other, code);
    }

    private static VenueReason OfFilter(ReadOnlySpan<byte> text) =>
        text.IndexOf("PERCENT_PRICE"u8) >= 0 ? VenueReason.PriceOutOfBand
        : text.IndexOf("NOTIONAL"u8) >= 0 ? VenueReason.TooSmall
        : text.IndexOf("LOT_SIZE"u8) >= 0 || text.IndexOf("PRICE_FILTER"u8) >= 0 ? VenueReason.WrongStep
        : text.IndexOf("MAX_NUM"u8) >= 0 ? VenueReason.TooManyOrders
        : text.IndexOf("Market is closed"u8) >= 0 ? VenueReason.MarketClosed
        : VenueReason.Other;
}
