using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rialto.Gateways;

namespace Rialto.Host.Alerting;

/// <summary>What all formats have in common: a POST with a JSON body, words, and texts cut to what a service takes.</summary>
internal static class AlertJson
{
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A request with this body.</summary>
    public static HttpRequestMessage Post(Uri address, Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, _options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        var content = new ByteArrayContent(body.WrittenSpan.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        return new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
    }

    /// <summary><c>info</c>, <c>warning</c>, <c>critical</c>.</summary>
    public static string Word(AlertSeverity severity) => severity.ToString().ToLowerInvariant();

    /// <summary>ISO 8601, UTC, milliseconds.</summary>
    public static string Time(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A text of so many UTF-16 units at most, never half a character; cut ones end with three dots.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most)
            return text;
        var end = most - 3;
        if (char.IsHighSurrogate(text[end - 1]))
            end--;
        return new StringBuilder(text, 0, end, most).Append("...").ToString();
    }
}
