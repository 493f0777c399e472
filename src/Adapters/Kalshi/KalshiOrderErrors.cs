using Rialto.Adapters.Orders;
using Rialto.Model.Execution;

namespace Rialto.Adapters.Kalshi;

/// <summary>What Kalshi's errors mean: by the HTTP status first, since its codes are listed nowhere (docs/reference/order-entry.md). No state.</summary>
internal static class KalshiOrderErrors
{
    public static VenueFailure Of(int status, ReadOnlySpan<byte> body) => status switch
    {
        // A part of the exchange where the account has no money knows no such user.
        404 when body.IndexOf("user_not_found"u8) >= 0 => VenueFailure.Reject(VenueReason.InsufficientFunds, status),
        400 when body.IndexOf("MARKET_INACTIVE"u8) >= 0 => VenueFailure.Reject(VenueReason.MarketClosed, status),
        400 when body.IndexOf("insufficient"u8) >= 0 => VenueFailure.Reject(VenueReason.InsufficientFunds, status),
        400 when body.IndexOf("price"u8) >= 0 => VenueFailure.Reject(VenueReason.WrongStep, status),
        404 when IsUnknownOrder(body) => VenueFailure.Reject(VenueReason.UnknownOrder, status),
        _ => VenueFailure.OfStatus(status),
    };

    /// <summary>The venue's own words for an order that it does not know; a gateway's page has none.</summary>
    private static bool IsUnknownOrder(ReadOnlySpan<byte> body)
    {
        var error = new JsonObject();
        return error.Read(body) && (error.Is("code"u8, "not_found"u8) || error.Is("code"u8, "order_not_found"u8));
    }
}
