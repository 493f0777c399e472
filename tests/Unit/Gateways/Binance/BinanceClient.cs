using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Rialto.Gateways.Auth;

namespace Rialto.Unit.Gateways.Binance;

/// <summary>Sends requests as a client of Binance's REST API does.</summary>
internal sealed class BinanceClient(string url, CreatedKey? key, TimeProvider? clock = null) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(url), Timeout = SocketClient.Patience };

    public CreatedKey Key => key!;

    /// <summary>Now in milliseconds, as a parameter.</summary>
    public string Now => (clock ?? TimeProvider.System).GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    public Task<RestAnswer> GetAsync(string pathAndQuery) => SendAsync(HttpMethod.Get, pathAndQuery);

    /// <summary>Signs with the key's secret; the parameters go into the query, those of POST into the body.</summary>
    public Task<RestAnswer> SignedAsync(HttpMethod method, string path, string parameters = "")
    {
        var signed = (parameters.Length > 0 ? parameters + "&" : parameters) + "timestamp=" + Now;
        signed += "&signature=" + Sign(signed);
        return method == HttpMethod.Post ? SendAsync(method, path, signed) : SendAsync(method, path + "?" + signed);
    }

    public string Sign(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key!.Secret), Encoding.UTF8.GetBytes(text)));

    public async Task<RestAnswer> SendAsync(HttpMethod method, string pathAndQuery, string? form = null, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(method, pathAndQuery);
        if (form is not null)
            request.Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        if (key is not null)
            request.Headers.Add("X-MBX-APIKEY", key.Key.Id);
        change?.Invoke(request);
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Debug.Assert(text.Length > 0, "Every answer of the API has a body.");
        return new RestAnswer((int)response.StatusCode, JsonDocument.Parse(text).RootElement.Clone(), response.Headers, response.Content.Headers.ContentType?.MediaType ?? string.Empty);
    }

    public void Dispose() => _http.Dispose();
}
