namespace Rialto.Host.Alerting;

/// <summary>Our own words, for whatever takes JSON: docs/reference/alerts.md. With a key it goes along as <c>Authorization: Bearer</c>.</summary>
internal sealed class WebhookFormat(Uri address, string? key) : IAlertFormat
{
    /// <inheritdoc/>
    public HttpRequestMessage RequestOf(AlertMessage message)
    {
        var request = AlertJson.Post(address, json =>
        {
            json.WriteString("key"u8, message.Key);
            json.WriteString("source"u8, message.Source);
            json.WriteString("name"u8, message.Alert.Name);
            json.WriteString("severity"u8, AlertJson.Word(message.Alert.Severity));
            json.WriteString("state"u8, message.Turn switch { AlertTurn.Begun => "begun", AlertTurn.Over => "over", _ => "was" });
            json.WriteString("text"u8, message.Alert.Text);
            json.WriteString("since"u8, AlertJson.Time(message.Alert.Since));
            json.WriteString("time"u8, AlertJson.Time(message.Time));
            json.WriteNumber("others"u8, message.Others);
        });
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        return request;
    }
}
