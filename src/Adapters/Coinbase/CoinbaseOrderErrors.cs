using Rialto.Adapters.Orders;
using Rialto.Model.Execution;

namespace Rialto.Adapters.Coinbase;

/// <summary>What Coinbase's refusals mean: by HTTP status where an answer has none of the words of its own (docs/reference/order-entry.md). No state.</summary>
internal static class CoinbaseOrderErrors
{
    /// <summary>An answer that is no success by its status.</summary>
    public static VenueFailure Of(int status, scoped in JsonObject answer)
    {
        if (VenueFailure.HidesOutcome(status))
            return VenueFailure.Unknown(status);
        var error = answer.Text("error"u8);
        if (status == 404 && error.SequenceEqual("NOT_FOUND"u8))
            return VenueFailure.Reject(VenueReason.UnknownOrder, status);
        if (error.SequenceEqual("rate_limit_exceeded"u8))
            return new(FailureClass.BackOff, VenueReason.RateLimited, status);
        var failure = VenueFailure.OfStatus(status);
        if (failure != VenueFailure.Reject(VenueReason.Other, status))
            return failure;
        var reason = ReasonOf(error);
        reason = reason == VenueReason.Other ? ReasonOf(answer.Text("error_details"u8)) : reason;
        return VenueFailure.Reject(reason == VenueReason.Other ? ReasonOf(answer.Text("message"u8)) : reason, status);
    }

    /// <summary>What the words of a refused order, amendment or cancel mean; prefixes of previews stand before some.</summary>
    public static VenueReason ReasonOf(ReadOnlySpan<byte> words) =>
        words.IndexOf("INSUFFICIENT_FUND"u8) >= 0 ? VenueReason.InsufficientFunds
        : words.IndexOf("POST_ONLY"u8) >= 0 ? VenueReason.WouldTake
        : words.IndexOf("PRICE_PRECISION"u8) >= 0 || words.IndexOf("SIZE_PRECISION"u8) >= 0 ? VenueReason.WrongStep
        : words.IndexOf("TOO_SMALL"u8) >= 0 ? VenueReason.TooSmall
        : words.IndexOf("TOO_LARGE"u8) >= 0 ? VenueReason.TooLarge
        : words.IndexOf("UNKNOWN_CANCEL_ORDER"u8) >= 0 ? VenueReason.UnknownOrder
        : words.IndexOf("UNTRADABLE_PRODUCT"u8) >= 0 ? VenueReason.MarketClosed
        : words.IndexOf("account is not available"u8) >= 0 ? VenueReason.NotAllowed : VenueReason.Other;
}
