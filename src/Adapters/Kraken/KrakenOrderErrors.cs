using Rialto.Adapters.Orders;
using Rialto.Model.Execution;

namespace Rialto.Adapters.Kraken;

/// <summary>What Kraken's errors mean: it has words and no numbers (docs/reference/order-entry.md). No state.</summary>
internal static class KrakenOrderErrors
{
    /// <summary>How long a key that was locked out is left alone.</summary>
    public static readonly TimeSpan Lockout = TimeSpan.FromMinutes(15);

    // The private counter gives back one every two seconds.
    private static readonly TimeSpan _decay = TimeSpan.FromSeconds(5);

    /// <summary>What a text means; more may stand behind its words.</summary>
    public static VenueFailure Of(int status, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return VenueFailure.OfStatus(status);
        if (VenueFailure.HidesOutcome(status) || text.StartsWith("EService:Unavailable"u8) || text.StartsWith("EService:Busy"u8) || text.StartsWith("EGeneral:Internal error"u8) || text.StartsWith("EService:Timeout"u8))
            return VenueFailure.Unknown(status);
        if (text.StartsWith("EAPI:Rate limit exceeded"u8) || text.StartsWith("EOrder:Rate limit exceeded"u8) || text.StartsWith("EGeneral:Too many requests"u8) || text.StartsWith("EGeneral:Temporary lockout"u8))
            return new(FailureClass.BackOff, VenueReason.RateLimited, status);
        if (text.StartsWith("EService:Market in"u8))
            return VenueFailure.Reject(VenueReason.MarketClosed, status);
        if (text.StartsWith("EService:Deadline elapsed"u8))
            return new(FailureClass.Retry, VenueReason.VenueBusy, status);
        if (text.StartsWith("EAPI:Invalid nonce"u8))
            return new(FailureClass.Retry, VenueReason.ClockDiffers, status);
        if (text.StartsWith("EAPI:Invalid key"u8) || text.StartsWith("EAPI:Invalid signature"u8))
            return new(FailureClass.Halt, VenueReason.NotAuthenticated, status);
        if (text.StartsWith("EGeneral:Permission denied"u8))
            return new(FailureClass.Halt, VenueReason.NotAllowed, status);

        // The stream's token: another connection gets another.
        if (text.StartsWith("ESession:Invalid session"u8))
            return new(FailureClass.Retry, VenueReason.NotAuthenticated, status);
        return text.StartsWith("EOrder:"u8) ? OfOrder(status, text["EOrder:".Length..]) : VenueFailure.Reject(VenueReason.Other, status);
    }

    /// <summary>How long to ask nothing after such an error.</summary>
    public static TimeSpan WaitAfter(ReadOnlySpan<byte> text) =>
        text.StartsWith("EGeneral:Temporary lockout"u8) ? Lockout : text.StartsWith("EAPI:Rate limit exceeded"u8) || text.StartsWith("EGeneral:Too many requests"u8) ? _decay : TimeSpan.Zero;

    private static VenueFailure OfOrder(int status, ReadOnlySpan<byte> text)
    {
        // The words for an id that a live order has are not documented: whichever they are, nobody knows which order is meant.
        if (text.IndexOf("cl_ord_id"u8) >= 0 || text.IndexOf("uplicate"u8) >= 0)
            return new(FailureClass.Unknown, VenueReason.DuplicateId, status);
        return VenueFailure.Reject(
            text.StartsWith("Insufficient"u8) ? VenueReason.InsufficientFunds
            : text.StartsWith("Order minimum not met"u8) || text.StartsWith("Cost minimum not met"u8) ? VenueReason.TooSmall
            : text.StartsWith("Tick size check failed"u8) || text.StartsWith("Invalid price"u8) ? VenueReason.WrongStep
            : text.StartsWith("Unknown order"u8) ? VenueReason.UnknownOrder
            : text.StartsWith("Orders limit exceeded"u8) ? VenueReason.TooManyOrders
            : text.StartsWith("Post only"u8) ? VenueReason.WouldTake : VenueReason.Other,
            status);
    }
}
