using Rialto.Gateways;

namespace Rialto.Host.Alerting;

/// <summary>Opsgenie's Alert API (docs.opsgenie.com, "Create Alert", "Close Alert"): an alert of one alias, closed when it is over.</summary>
internal sealed class OpsgenieFormat(Uri address, string apiKey) : IAlertFormat
{
    /// <summary>Where alerts go unless another address is given (the EU has its own).</summary>
    public static readonly Uri Address = new("https://api.opsgenie.com/v2/alerts");

    private const int MessageMax = 130, DescriptionMax = 15_000;

    /// <inheritdoc/>
    public HttpRequestMessage RequestOf(AlertMessage message)
    {
        var request = message.Turn == AlertTurn.Over
            ? AlertJson.Post(new Uri($"{address.AbsoluteUri.TrimEnd('/')}/{Uri.EscapeDataString(message.Key)}/close?identifierType=alias"), json =>
            {
                json.WriteString("source"u8, message.Source);
                json.WriteString("note"u8, message.Details);
            })
            : AlertJson.Post(address, json =>
            {
                json.WriteString("message"u8, AlertJson.Cut(message.Headline, MessageMax));
                json.WriteString("alias"u8, message.Key);
                json.WriteString("description"u8, AlertJson.Cut($"{message.Headline}\n{message.Details}", DescriptionMax));
                json.WriteString("source"u8, message.Source);
                json.WriteString("entity"u8, message.Alert.Name);
                json.WriteString("priority"u8, message.Alert.Severity switch { AlertSeverity.Critical => "P1", AlertSeverity.Warning => "P3", _ => "P5" });
                json.WriteStartArray("tags"u8);
                json.WriteStringValue("rialto"u8);
                json.WriteStringValue(AlertJson.Word(message.Alert.Severity));
                json.WriteEndArray();
            });
        request.Headers.TryAddWithoutValidation("Authorization", $"GenieKey {apiKey}");
        return request;
    }
}
