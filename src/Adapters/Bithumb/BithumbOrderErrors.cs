using Rialto.Adapters.Orders;
using Rialto.Model.Execution;

namespace Rialto.Adapters.Bithumb;

/// <summary>What Bithumb's errors mean, by their names, which come with HTTP status 200 too and may be numbers (docs/reference/order-entry.md). No state.</summary>
internal static class BithumbOrderErrors
{
    public static VenueFailure Of(int status, ReadOnlySpan<byte> name)
    {
        if (VenueFailure.HidesOutcome(status) || name is [(byte)'5', _, _])
            return VenueFailure.Unknown(status);
        if (name.IsEmpty)
            return VenueFailure.OfStatus(status);
        if (status == 429 || name.SequenceEqual("429"u8) || name.SequenceEqual("too_many_requests"u8))
            return new(FailureClass.BackOff, VenueReason.RateLimited, status);

        // The order is still on its way in: a cancel of it may be asked again, and a look-up too.
        if (name.SequenceEqual("order_not_ready"u8))
            return new(FailureClass.Retry, VenueReason.VenueBusy, status);
        var reason =
            name.StartsWith("invalid_price"u8) ? VenueReason.WrongStep
            : name.StartsWith("under_price_limit"u8) || name.StartsWith("under_min_total"u8) ? VenueReason.TooSmall
            : name.SequenceEqual("cross_trading"u8) ? VenueReason.SelfTrade
            : name.StartsWith("insufficient_funds"u8) ? VenueReason.InsufficientFunds
            : name.SequenceEqual("order_not_found"u8) ? VenueReason.UnknownOrder
            : name.SequenceEqual("invalid_parameter"u8) ? VenueReason.Other : VenueReason.None;
        if (reason != VenueReason.None)
            return VenueFailure.Reject(reason, status);
        if (name.IndexOf("client_order_id"u8) >= 0 || name.IndexOf("duplicate"u8) >= 0)
            return new(FailureClass.Unknown, VenueReason.DuplicateId, status);
        if (name.SequenceEqual("jwt_verification"u8) || name.SequenceEqual("invalid_query_payload"u8) || name.SequenceEqual("expired_jwt"u8) || name.SequenceEqual("invalid_access_key"u8))
            return new(FailureClass.Halt, VenueReason.NotAuthenticated, status);
        if (name.SequenceEqual("NotAllowIP"u8) || name.SequenceEqual("out_of_scope"u8) || name.SequenceEqual("blocked_member_id"u8))
            return new(FailureClass.Halt, VenueReason.NotAllowed, status);
        return VenueFailure.OfStatus(status) is { Class: FailureClass.Halt } halt ? halt : VenueFailure.Reject(VenueReason.Other, status);
    }
}
