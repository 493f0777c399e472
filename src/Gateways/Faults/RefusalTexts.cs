using System.Globalization;
using System.Text;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Binance;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Faults;

/// <summary>Refusals in each door's own words, as it would say them if they were true.</summary>
internal static class RefusalTexts
{
    /// <summary>As Binance's REST API and its WebSocket API answer.</summary>
    public static BinanceError Binance(in FaultRefusal refusal, DateTimeOffset now) => refusal.Kind switch
    {
        FaultKind.RateLimited => new BinanceError(-1003, "Too much request weight used; please use WebSocket Streams for live updates to avoid polling the API.", 429) { RetryAfterSeconds = refusal.RetryAfterSeconds },
        FaultKind.Banned => new BinanceError(-1003, string.Create(
            CultureInfo.InvariantCulture,
            $"Way too much request weight used; IP banned until {now.ToUnixTimeMilliseconds() + (refusal.RetryAfterSeconds * 1_000L)}. Please use WebSocket Streams for live updates to avoid bans."), 418)
        { RetryAfterSeconds = refusal.RetryAfterSeconds },
        _ => BinanceError.OutsideRecvWindow,
    };

    /// <summary>As the own REST API and WebSocket answer.</summary>
    public static Problem Own(in FaultRefusal refusal) => refusal.Kind == FaultKind.ClockSkew
        ? new Problem(RejectReason.Unauthorized, "The timestamp is 60000 ms behind the exchange's clock.")
        : new Problem(RejectReason.RateLimited, "The key sends more requests than it may.") { RetryAfterMs = refusal.RetryAfterSeconds * 1_000L };

    /// <summary>An answer of the WebSocket API.</summary>
    /// <param name="id">The request's mark as it stood.</param>
    /// <param name="error">What it is refused with.</param>
    /// <param name="now">The exchange's time.</param>
    public static byte[] BinanceApi(string id, BinanceError error, DateTimeOffset now)
    {
        var ms = now.ToUnixTimeMilliseconds();
        var data = error.RetryAfterSeconds == 0 ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $",\"data\":{{\"serverTime\":{ms},\"retryAfter\":{ms + (error.RetryAfterSeconds * 1_000)}}}");
        return Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{{\"id\":{id},\"status\":{error.Status},\"error\":{{\"code\":{error.Code},\"msg\":\"{error.Message}\"{data}}}}}"));
    }
}
