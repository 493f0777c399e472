using Rialto.Adapters.Orders;
using Rialto.Model.Execution;

namespace Rialto.Adapters.Deribit;

/// <summary>What Deribit's errors mean: by their words, since its two tables of numbers contradict each other; numbers only where there are no words (docs/reference/order-entry.md). No state.</summary>
internal static class DeribitOrderErrors
{
    public static VenueFailure Of(int code, ReadOnlySpan<byte> message)
    {
        if (Is(message, "too_many_requests"u8) || Is(message, "too_many_concurrent_requests"u8))
            return new(FailureClass.BackOff, VenueReason.RateLimited, code);
        if (Is(message, "retry"u8) || Is(message, "settlement_in_progress"u8) || Is(message, "matching_engine_queue_full"u8) || Is(message, "system_maintenance"u8) || Is(message, "temporarily_unavailable"u8))
            return new(FailureClass.Retry, VenueReason.VenueBusy, code);
        if (Is(message, "internal_server_error"u8) || Is(message, "timed_out"u8))
            return VenueFailure.Unknown(code);
        if (Is(message, "not_enough_funds"u8))
            return VenueFailure.Reject(VenueReason.InsufficientFunds, code);
        if (Is(message, "post_only_reject"u8))
            return VenueFailure.Reject(VenueReason.WouldTake, code);
        if (Is(message, "order_not_found"u8) || Is(message, "not_open_order"u8) || Is(message, "already_closed"u8) || Is(message, "already_filled"u8))
            return VenueFailure.Reject(VenueReason.UnknownOrder, code);
        if (Is(message, "price_too_low"u8) || Is(message, "price_too_high"u8))
            return VenueFailure.Reject(VenueReason.PriceOutOfBand, code);
        if (Is(message, "price_wrong_tick"u8))
            return VenueFailure.Reject(VenueReason.WrongStep, code);
        if (Is(message, "qty_too_low"u8))
            return VenueFailure.Reject(VenueReason.TooSmall, code);
        if (Is(message, "forbidden"u8))
            return new(FailureClass.Halt, VenueReason.NotAllowed, code);

        // A token that has ended: the connection logs in once more, and a key that is bad is refused there.
        return code is 10000 or 13004 or 13009 ? new(FailureClass.Retry, VenueReason.NotAuthenticated, code) : VenueFailure.Reject(VenueReason.Other, code);
    }

    private static bool Is(ReadOnlySpan<byte> message, ReadOnlySpan<byte> word) => message.SequenceEqual(word);
}
