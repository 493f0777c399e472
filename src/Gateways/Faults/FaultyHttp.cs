using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Rialto.Gateways.Auth;

namespace Rialto.Gateways.Faults;

/// <summary>
/// The edge of a REST door: stands before everything else there. A request that is refused never gets in; an answer that comes late, cut off or not at all was made as ever.
/// </summary>
/// <param name="mode">Decides.</param>
/// <param name="door">rest or binance-rest.</param>
/// <param name="refuse">Answers in the door's own words.</param>
internal sealed class FaultyHttp(FaultMode mode, FaultDoor door, Func<HttpContext, FaultRefusal, Task> refuse)
{
    private const int MostShownBytes = 16_384;
    private const int MostShownLetters = 300;

    private static readonly FaultKinds Outwards =
        FaultKinds.Of(FaultKind.AckDropped, FaultKind.AckLate, FaultKind.SlowSnapshot, FaultKind.Truncated, FaultKind.ConnectionKilled);

    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        http.Response.Headers[FaultMode.Header] = "on";
        var request = http.Request;
        var path = request.Path.Value ?? string.Empty;
        if (!path.StartsWith("/api/", StringComparison.Ordinal) || request.Headers.Upgrade.Count > 0)
        {
            await next(http).ConfigureAwait(false);
            return;
        }

        var (of, kind) = door == FaultDoor.Rest ? RequestWords.OfOwn(request.Method, path) : RequestWords.OfBinance(request.Method, path);
        var line = mode.LineOf(door, http, request.Headers[door == FaultDoor.Rest ? RequestSignature.KeyHeader : "X-MBX-APIKEY"].ToString());
        if (line.IsSpared)
        {
            await next(http).ConfigureAwait(false);
            return;
        }

        var (text, name) = await ReadAsync(request, isForm: (of & (FaultClasses.Orders | FaultClasses.Changes)) != 0 || door == FaultDoor.BinanceRest).ConfigureAwait(false);
        var refusal = line.Refuse(of, kind, text);
        mode.OnSeen(line, kind, text, refusal?.Kind, name);
        if (refusal is { } refused)
        {
            await refuse(http, refused).ConfigureAwait(false);
            return;
        }

        if (line.Next(of, Outwards, text, new NamedOrder(name, 0)) is { } fault)
            await SpoilAsync(http, next, fault).ConfigureAwait(false);
        else
            await next(http).ConfigureAwait(false);
    }

    private async Task SpoilAsync(HttpContext http, RequestDelegate next, Fault fault)
    {
        if (fault.Kind == FaultKind.ConnectionKilled)
        {
            http.Abort();
            return;
        }

        // The answer is made into memory, and leaves it when and as far as the fault says.
        var outward = http.Features.Get<IHttpResponseBodyFeature>()!;
        using var memory = new MemoryStream();
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(memory));
        try
        {
            await next(http).ConfigureAwait(false);
            await http.Response.BodyWriter.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            http.Features.Set(outward);
        }

        var answer = memory.ToArray();
        switch (fault.Kind)
        {
            case FaultKind.AckDropped:
                await LoseAsync(http, fault).ConfigureAwait(false);
                return;
            case FaultKind.Truncated:
                http.Response.ContentLength = answer.Length;
                await http.Response.Body.WriteAsync(answer.AsMemory(0, answer.Length / 2), CancellationToken.None).ConfigureAwait(false);
                await http.Response.Body.FlushAsync(CancellationToken.None).ConfigureAwait(false);
                http.Abort();
                return;
            default:
                await Task.Delay(TimeSpan.FromMilliseconds(fault.DelayMs), mode.Clock, http.RequestAborted).ConfigureAwait(false);
                await http.Response.Body.WriteAsync(answer, CancellationToken.None).ConfigureAwait(false);
                return;
        }
    }

    private static async Task LoseAsync(HttpContext http, Fault fault)
    {
        if (fault.Loss == FaultLoss.Silence)
            await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        http.Abort();
    }

    // The request in one line, and the client's name of the order that it names. What is looked at here stays where it is for whoever reads it next. Of bodies only those of orders are shown: others may hold what is nobody's business.
    private static async ValueTask<(string Text, string? ClientOrderId)> ReadAsync(HttpRequest request, bool isForm)
    {
        var shown = new StringBuilder(request.Method).Append(' ').Append(request.Path.Value);
        var name = NameInPath(request.Path.Value ?? string.Empty);
        if (request.QueryString.HasValue)
        {
            name ??= RequestWords.OrderNamedIn(request.QueryString.Value![1..]);
            shown.Append('?').Append(RequestWords.Shown(request.QueryString.Value![1..]));
        }

        if (isForm && request.ContentLength is > 0 and <= MostShownBytes)
        {
            var reader = request.BodyReader;
            while (true)
            {
                var read = await reader.ReadAsync(request.HttpContext.RequestAborted).ConfigureAwait(false);
                if (!read.IsCompleted)
                {
                    reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                    continue;
                }

                var body = Encoding.UTF8.GetString(read.Buffer);
                reader.AdvanceTo(read.Buffer.Start);
                name ??= body.StartsWith('{') ? NameInJson(body) : RequestWords.OrderNamedIn(body);
                shown.Append(' ').Append(body.StartsWith('{') ? body : RequestWords.Shown(body));
                break;
            }
        }

        var text = RequestWords.Masked(shown.ToString());
        return (text.Length <= MostShownLetters ? text : text[..MostShownLetters], name);
    }

    private static string? NameInPath(string path)
    {
        const string Before = "/orders/by-client-id/";
        var at = path.IndexOf(Before, StringComparison.Ordinal);
        return at < 0 ? null : path[(at + Before.Length)..].Split('/')[0];
    }

    private static string? NameInJson(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return RequestWords.OrderNamedIn(document.RootElement);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // The door's to refuse; InvalidOperationException: a text that is no UTF-16.
            return null;
        }
    }
}
