using Microsoft.AspNetCore.Http;

namespace Rialto.Gateways.Site;

/// <summary>
/// Serves the dashboard at <c>/</c>. The page may load and run what comes from this exchange and nothing else, and no other page may show it in a frame: whoever holds a key in it shall not lose it to a script from elsewhere.
/// </summary>
internal static class SiteEndpoint
{
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Answers where the path is a file of the site; false where it is none.</summary>
    public static async ValueTask<bool> TryServeAsync(HttpContext http, SiteFiles files)
    {
        var isHead = HttpMethods.IsHead(http.Request.Method);
        if ((!isHead && !HttpMethods.IsGet(http.Request.Method)) || files.Find(http.Request.Path.Value ?? string.Empty) is not { } file)
            return false;
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers.ETag = file.Tag;
        // What has its content's hash in its name is never asked for again; the page itself is, each time, and is mostly not sent.
        headers.CacheControl = file.IsForEver ? "public, max-age=31536000, immutable" : "no-cache";
        if (http.Request.Headers.IfNoneMatch.ToString() is { Length: > 0 } known && known.Contains(file.Tag, StringComparison.Ordinal))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return true;
        }

        http.Response.ContentType = file.ContentType;
        http.Response.ContentLength = file.Content.Length;
        if (!isHead)
            await http.Response.Body.WriteAsync(file.Content, http.RequestAborted).ConfigureAwait(false);
        return true;
    }
}
