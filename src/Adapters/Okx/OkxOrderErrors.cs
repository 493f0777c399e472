using Rialto.Adapters.Orders;
using Rialto.Model.Execution;

namespace Rialto.Adapters.Okx;

/// <summary>What OKX's codes mean (docs/reference/order-entry.md). No state.</summary>
internal static class OkxOrderErrors
{
    public static VenueFailure Of(int status, int code) => code switch
    {
        0 => VenueFailure.OfStatus(status),
        _ when VenueFailure.HidesOutcome(status) => VenueFailure.Unknown(code),
        50011 or 50061 or 60014 => new(FailureClass.BackOff, VenueReason.RateLimited, code),
        50001 or 50013 or 50026 => new(FailureClass.Retry, VenueReason.VenueBusy, code),
        50004 or 51054 or 51149 or 51412 => VenueFailure.Unknown(code),
        50102 or 50112 or 60006 => new(FailureClass.Retry, VenueReason.ClockDiffers, code),
        50101 or 50105 or 50111 or 50113 or 50119 or 60005 or 60009 or 60024 => new(FailureClass.Halt, VenueReason.NotAuthenticated, code),
        50110 or 50114 or 50120 => new(FailureClass.Halt, VenueReason.NotAllowed, code),
        51008 or 51127 or 51131 => VenueFailure.Reject(VenueReason.InsufficientFunds, code),
        51019 => VenueFailure.Reject(VenueReason.WouldTake, code),
        51016 or 51065 => new(FailureClass.Unknown, VenueReason.DuplicateId, code),
        51400 or 51503 or 51603 or 51063 => VenueFailure.Reject(VenueReason.UnknownOrder, code),
        51006 or 51116 or 51137 or 51138 => VenueFailure.Reject(VenueReason.PriceOutOfBand, code),
        51020 => VenueFailure.Reject(VenueReason.TooSmall, code),
        51120 or 51121 => VenueFailure.Reject(VenueReason.WrongStep, code),
        51022 or 51027 or 51028 => VenueFailure.Reject(VenueReason.MarketClosed, code),
        _ => VenueFailure.Reject(VenueReason.Other, code),
    };
}
