using Microsoft.AspNetCore.Http;

namespace Rialto.Gateways.Rest;

/// <summary>Tells requests of browser pages from elsewhere, which must not talk to a listener with their visitor's network. No state.</summary>
internal static class Origins
{
    /// <summary>True where an origin is named that is not this listener's.</summary>
    public static bool IsForeign(HttpContext http) =>
        http.Request.Headers.Origin is { Count: > 0 } origin
        && !(Uri.TryCreate(origin.ToString(), UriKind.Absolute, out var uri) && string.Equals(uri.Authority, http.Request.Host.Value, StringComparison.OrdinalIgnoreCase));

    /// <summary>True where the browser says that another site made the request: pictures and requests without CORS name no origin.</summary>
    public static bool IsOfAnotherSite(HttpContext http) => http.Request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none");
}
