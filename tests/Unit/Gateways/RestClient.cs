using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Rialto.Gateways.Auth;

namespace Rialto.Unit.Gateways;

/// <summary>An answer: status, headers, and the body as JSON.</summary>
internal sealed record RestAnswer(int Status, JsonElement Body, HttpResponseHeaders Headers, string ContentType)
{
    /// <summary>A field's text, numbers as written; null where it is missing or null.</summary>
    public string? this[string field] =>
        Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;

    /// <summary>A header's value; null where it is missing.</summary>
    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;
}

/// <summary>Signs and sends REST requests. Timestamps in nanoseconds that never repeat, so that equal requests are not replays.</summary>
internal sealed class RestClient(string url, CreatedKey? key, HttpMessageHandler? handler = null, TimeProvider? clock = null) : IDisposable
{
    private readonly HttpClient _http = new(handler ?? new SocketsHttpHandler(), disposeHandler: handler is null) { BaseAddress = new Uri(url), Timeout = SocketClient.Patience };
    private long _lastTimestamp;

    public CreatedKey Key => key!;

    public Task<RestAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<RestAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public Task<RestAnswer> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body);

    public Task<RestAnswer> PutAsync(string path, string body) => SendAsync(HttpMethod.Put, path, body);

    public Task<RestAnswer> OrderAsync(string body) => PostAsync("/api/v1/orders", body);

    public async Task<RestAnswer> SendAsync(HttpMethod method, string path, string? body, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (key is not null)
        {
            var timestamp = NextTimestamp();
            request.Headers.Add(RequestSignature.KeyHeader, key.Key.Id);
            request.Headers.Add(RequestSignature.TimestampHeader, timestamp);
            request.Headers.Add(
                RequestSignature.SignatureHeader, RequestSignature.ComputeHex(key.Secret, timestamp, method.Method, path, Encoding.UTF8.GetBytes(body ?? string.Empty)));
        }

        change?.Invoke(request);
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var type = response.Content.Headers.ContentType?.MediaType ?? string.Empty;
        var json = text.Length > 0 && type.EndsWith("json", StringComparison.Ordinal) ? JsonDocument.Parse(text).RootElement.Clone() : JsonSerializer.SerializeToElement(text);
        return new RestAnswer((int)response.StatusCode, json, response.Headers, type);
    }

    public string NextTimestamp()
    {
        _lastTimestamp = Math.Max(_lastTimestamp + 1, ((clock ?? TimeProvider.System).GetUtcNow().UtcDateTime - DateTime.UnixEpoch).Ticks * 100);
        return _lastTimestamp.ToString(CultureInfo.InvariantCulture);
    }

    public void Dispose() => _http.Dispose();
}
