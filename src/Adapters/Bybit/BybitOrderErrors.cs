using Rialto.Adapters.Orders;
using Rialto.Model.Execution;

namespace Rialto.Adapters.Bybit;

/// <summary>What Bybit's <c>retCode</c>s mean (error page of its v5 documentation; docs/reference/order-entry.md). No state.</summary>
internal static class BybitOrderErrors
{
    public static VenueFailure Of(int status, int code, ReadOnlySpan<byte> text) => code switch
    {
        // So many requests that the address is shut out for ten minutes; the same status closes the door to some countries.
        0 when status == 403 && text.IndexOf("too frequent"u8) >= 0 => new(FailureClass.BackOff, VenueReason.RateLimited, status),
        0 => VenueFailure.OfStatus(status),
        _ when VenueFailure.HidesOutcome(status) => VenueFailure.Unknown(code),
        10006 or 10429 or 170005 or 10403 => new(FailureClass.BackOff, VenueReason.RateLimited, code),
        10000 or 10016 or 170007 or 170146 => VenueFailure.Unknown(code),
        10002 => new(FailureClass.Retry, VenueReason.ClockDiffers, code),
        10003 or 10004 => new(FailureClass.Halt, VenueReason.NotAuthenticated, code),
        10005 or 10010 or 10024 or 10027 => new(FailureClass.Halt, VenueReason.NotAllowed, code),
        110004 or 110007 or 110012 or 110045 or 170131 => VenueFailure.Reject(VenueReason.InsufficientFunds, code),
        110001 or 170213 or 170143 or 110008 or 110010 or 170139 or 170142 => VenueFailure.Reject(VenueReason.UnknownOrder, code),
        110072 or 170141 => new(FailureClass.Unknown, VenueReason.DuplicateId, code),
        110079 => new(FailureClass.Retry, VenueReason.VenueBusy, code),
        110003 or 170193 or 170194 => VenueFailure.Reject(VenueReason.PriceOutOfBand, code),
        110094 or 170140 or 170136 => VenueFailure.Reject(VenueReason.TooSmall, code),
        170134 or 170137 => VenueFailure.Reject(VenueReason.WrongStep, code),
        110020 or 170810 => VenueFailure.Reject(VenueReason.TooManyOrders, code),
        110017 => VenueFailure.Reject(VenueReason.WouldIncrease, code),
        170218 => VenueFailure.Reject(VenueReason.WouldTake, code),
        _ => VenueFailure.Reject(VenueReason.Other, code),
    };
}
