using Rialto.Gateways;

namespace Rialto.Host.Alerting;

/// <summary>Slack's incoming webhooks (docs.slack.dev, "Sending messages using incoming webhooks"): a text and, below it, where and since when. The address is the secret.</summary>
internal sealed class SlackFormat(Uri address) : IAlertFormat
{
    // A section takes 3,000 characters; the text of a notification should be short.
    private const int TextMax = 2_900;

    /// <inheritdoc/>
    public HttpRequestMessage RequestOf(AlertMessage message) => AlertJson.Post(address, json =>
    {
        var text = $"{Sign(message)} {Escape(AlertJson.Cut(message.Headline, TextMax / 2))}";
        json.WriteString("text"u8, text);
        json.WriteStartArray("blocks"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "section"u8);
        WriteText(json, text);
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("type"u8, "context"u8);
        json.WriteStartArray("elements"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "mrkdwn"u8);
        json.WriteString("text"u8, Escape(message.Details));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    });

    private static void WriteText(System.Text.Json.Utf8JsonWriter json, string text)
    {
        json.WriteStartObject("text"u8);
        json.WriteString("type"u8, "mrkdwn"u8);
        json.WriteString("text"u8, text);
        json.WriteEndObject();
    }

    private static string Sign(AlertMessage message) => message switch
    {
        { Turn: AlertTurn.Over } => ":white_check_mark:",
        { Alert.Severity: AlertSeverity.Critical } => ":rotating_light:",
        { Alert.Severity: AlertSeverity.Warning } => ":warning:",
        _ => ":information_source:",
    };

    // Slack's own three characters; whatever else a venue wrote into a text stays text.
    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
