using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Rialto.Host.Tools.Client;

/// <summary>An answer of the exchange: its status, its bytes, and the bytes as JSON.</summary>
internal sealed record Reply(HttpStatusCode Status, string Text, JsonElement Root)
{
    /// <summary>True for 2xx.</summary>
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>Throws what the exchange answered where it was no success.</summary>
    /// <exception cref="ToolException">NotFound for 404, Refused for other 4xx, Failed otherwise.</exception>
    public Reply OrThrow()
    {
        if (IsSuccess)
            return this;
        var code = Status == HttpStatusCode.NotFound ? ExitCode.NotFound : (int)Status is >= 400 and < 500 ? ExitCode.Refused : ExitCode.Failed;
        if (Status == HttpStatusCode.ServiceUnavailable)
            code = ExitCode.Refused;
        if (Root.ValueKind != JsonValueKind.Object)
            throw new ToolException(code, $"The exchange answered {(int)Status} {Status}.");
        var title = Root.Member("title") ?? Status.ToString();
        var detail = Root.Member("detail") is { } text && text != title ? $" {text}" : "";
        var name = Root.Member("code") is { } reason ? $" [{reason}]" : "";
        throw new ToolException(code, $"{title}{detail}{name}", Text);
    }
}

/// <summary>Speaks REST with one exchange; any thread.</summary>
/// <param name="connection">Which, and with whose key.</param>
/// <param name="other">A client of the same exchange whose sockets this one uses too; it must live longer.</param>
internal sealed class RestClient(Connection connection, RestClient? other = null) : IDisposable
{
    private readonly HttpClient _http = other?._http ?? new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(10), ConnectTimeout = TimeSpan.FromSeconds(5), SslOptions = connection.Trust.For(connection.Url.Host) })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        if (other is null)
            _http.Dispose();
    }

    /// <summary>A public GET.</summary>
    public Task<Reply> GetAsync(string pathAndQuery, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, pathAndQuery, null, isSigned: false, cancellationToken);

    /// <summary>A signed request; the key must be there.</summary>
    /// <exception cref="ToolException">No key, or the exchange cannot be reached.</exception>
    public Task<Reply> SignedAsync(HttpMethod method, string pathAndQuery, byte[]? body, CancellationToken cancellationToken) =>
        SendAsync(method, pathAndQuery, body, isSigned: true, cancellationToken);

    private async Task<Reply> SendAsync(HttpMethod method, string pathAndQuery, byte[]? body, bool isSigned, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(connection.Url, pathAndQuery));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        if (isSigned)
        {
            var key = connection.RequireKey();
            var (timestamp, signature) = key.Sign(method.Method, request.RequestUri!.PathAndQuery, body ?? []);
            request.Headers.Add("X-Rialto-Key", key.KeyId);
            request.Headers.Add("X-Rialto-Timestamp", timestamp);
            request.Headers.Add("X-Rialto-Signature", signature);
        }

        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return new Reply(response.StatusCode, text, Parse(text));
        }
        catch (HttpRequestException problem)
        {
            throw Unreachable(problem);
        }
        catch (TaskCanceledException problem) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable(problem);
        }
    }

    private static JsonElement Parse(string text)
    {
        try
        {
            return text.Length == 0 ? default : JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private ToolException Unreachable(Exception problem) =>
        new(ExitCode.Unreachable, $"No exchange answers at {connection.Url} ({problem.GetBaseException().Message}). Start one with 'rialto up'.", inner: problem);
}
