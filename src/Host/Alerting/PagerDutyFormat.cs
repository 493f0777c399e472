using Rialto.Gateways;

namespace Rialto.Host.Alerting;

/// <summary>
/// PagerDuty's Events API v2 (developer.pagerduty.com, "Send an Alert Event"): an event for each alert, put together by its key and resolved when it is over. What does not last is
/// triggered and left to people: whether an event of severity <c>info</c> or <c>warning</c> wakes anybody is the service's own rule there.
/// </summary>
internal sealed class PagerDutyFormat(Uri address, string routingKey) : IAlertFormat
{
    /// <summary>Where events go unless another address is given (the EU has its own).</summary>
    public static readonly Uri Address = new("https://events.pagerduty.com/v2/enqueue");

    private const int SummaryMax = 1_024;

    /// <inheritdoc/>
    public HttpRequestMessage RequestOf(AlertMessage message) => AlertJson.Post(address, json =>
    {
        json.WriteString("routing_key"u8, routingKey);
        json.WriteString("event_action"u8, message.Turn == AlertTurn.Over ? "resolve" : "trigger");
        json.WriteString("dedup_key"u8, message.Key);
        if (message.Turn == AlertTurn.Over)
            return;
        json.WriteString("client"u8, "Rialto");
        json.WriteStartObject("payload"u8);
        json.WriteString("summary"u8, AlertJson.Cut(message.Headline, SummaryMax));
        json.WriteString("source"u8, message.Source);
        json.WriteString("severity"u8, message.Alert.Severity switch { AlertSeverity.Critical => "critical", AlertSeverity.Warning => "warning", _ => "info" });
        json.WriteString("timestamp"u8, AlertJson.Time(message.Alert.Since));
        json.WriteString("class"u8, message.Alert.Name);
        json.WriteStartObject("custom_details"u8);
        json.WriteNumber("others"u8, message.Others);
        json.WriteBoolean("lasts"u8, message.Turn == AlertTurn.Begun);
        json.WriteEndObject();
        json.WriteEndObject();
    });
}
