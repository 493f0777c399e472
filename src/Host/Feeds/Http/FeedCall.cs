using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Rialto.Gateways;
using Rialto.Gateways.Answers;
using Rialto.Model.Orders;

namespace Rialto.Host.Feeds.Http;

/// <summary>Answers of the feeds' server: JSON, or a problem in the form that all of Rialto's servers have (docs/reference/errors.md).</summary>
internal static class FeedCall
{
    /// <summary>Answers with JSON that is not kept by anybody.</summary>
    public static async Task AnswerAsync(HttpContext http, int status, Action<Utf8JsonWriter> write)
    {
        var body = Json(write);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        await SendAsync(http, body).ConfigureAwait(false);
    }

    /// <summary>Answers with metrics.</summary>
    public static Task AnswerAsync(HttpContext http, PrometheusText metrics)
    {
        http.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        return SendAsync(http, Encoding.UTF8.GetBytes(metrics.ToString()));
    }

    /// <summary>Refuses.</summary>
    public static async Task RefuseAsync(HttpContext http, Problem problem)
    {
        var body = Json(problem.Write);
        http.Response.StatusCode = problem.Status;
        http.Response.ContentType = "application/problem+json";
        http.Response.Headers.CacheControl = "no-store";
        if (problem.RetryAfterMs > 0)
            http.Response.Headers.RetryAfter = ((problem.RetryAfterMs + 999) / 1000).ToString(CultureInfo.InvariantCulture);
        await SendAsync(http, body).ConfigureAwait(false);
    }

    /// <summary>Refuses with a status that no reason has of its own.</summary>
    public static Task RefuseAsync(HttpContext http, int status, string detail) => RefuseAsync(http, new Problem(RejectReason.MalformedRequest, detail) { StatusOverride = status });

    /// <summary>A whole number of the query, or its default; false where it is none or out of range, which has been answered.</summary>
    public static async ValueTask<(bool IsFine, int Value)> NumberAsync(HttpContext http, string name, int otherwise, int most)
    {
        var text = http.Request.Query[name].ToString();
        if (text.Length == 0)
            return (true, otherwise);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1 && value <= most)
            return (true, value);
        await RefuseAsync(http, Problem.Malformed(name, $"{name} is a whole number from 1 to {most}.")).ConfigureAwait(false);
        return (false, 0);
    }

    /// <summary>The symbol of the query; null where there is none, which has been answered.</summary>
    public static async ValueTask<string?> SymbolAsync(HttpContext http)
    {
        var symbol = http.Request.Query["symbol"].ToString();
        if (symbol.Length > 0)
            return symbol;
        await RefuseAsync(http, Problem.Malformed("symbol", "symbol is missing; GET /api/v1/feeds names those there are.")).ConfigureAwait(false);
        return null;
    }

    /// <summary>There is no such symbol.</summary>
    public static Task RefuseSymbolAsync(HttpContext http) =>
        RefuseAsync(http, new Problem(RejectReason.UnknownInstrument, "No such symbol is subscribed; GET /api/v1/feeds names those there are. One that has several quote currencies is asked for with one behind a colon."));

    /// <summary>JSON in memory.</summary>
    public static ReadOnlyMemory<byte> Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4_096);
        var json = JsonText.On(buffer);
        write(json);
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static async Task SendAsync(HttpContext http, ReadOnlyMemory<byte> body)
    {
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.Body.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
    }
}
