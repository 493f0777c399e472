using Rialto.Adapters.Orders;
using Rialto.Model.Execution;

namespace Rialto.Adapters.Upbit;

/// <summary>What Upbit's errors mean, by their names: <c>{"error":{"name":"..","message":".."}}</c> (docs/reference/order-entry.md). No state.</summary>
internal static class UpbitOrderErrors
{
    public static VenueFailure Of(int status, ReadOnlySpan<byte> name) =>
        VenueFailure.HidesOutcome(status) ? VenueFailure.Unknown(status)
        : status == 418 || name.IsEmpty ? VenueFailure.OfStatus(status)
        : name.SequenceEqual("too_many_requests"u8) || status == 429 ? new(FailureClass.BackOff, VenueReason.RateLimited, status)
        : name.StartsWith("insufficient_funds"u8) ? VenueFailure.Reject(VenueReason.InsufficientFunds, status)
        : name.StartsWith("under_min_total"u8) ? VenueFailure.Reject(VenueReason.TooSmall, status)
        : name.StartsWith("invalid_price"u8) ? VenueFailure.Reject(VenueReason.WrongStep, status)
        : name.SequenceEqual("order_not_found"u8) ? VenueFailure.Reject(VenueReason.UnknownOrder, status)

        // The name for an identifier that was used before is not documented.
        : name.IndexOf("identifier"u8) >= 0 || name.IndexOf("duplicate"u8) >= 0 ? new(FailureClass.Unknown, VenueReason.DuplicateId, status)
        : name.SequenceEqual("no_authorization_ip"u8) || name.SequenceEqual("out_of_scope"u8) ? new(FailureClass.Halt, VenueReason.NotAllowed, status)
        : name.SequenceEqual("jwt_verification"u8) || name.SequenceEqual("invalid_query_payload"u8) || name.SequenceEqual("expired_access_key"u8) || name.SequenceEqual("nonce_used"u8)
            || name.SequenceEqual("invalid_access_key"u8)
            ? new(FailureClass.Halt, VenueReason.NotAuthenticated, status)
        : VenueFailure.OfStatus(status) is { Class: FailureClass.Halt } halt ? halt : VenueFailure.Reject(VenueReason.Other, status);
}
