using System.Text.Json;
using Rialto.Host.Desk.Alerting;

namespace Rialto.Host.Desk.Status;

/// <summary>Alerts in a desk's report. On the desk's thread, which reads what another has made.</summary>
internal static class AlertReport
{
    /// <summary>All of them, as <c>alerts</c>; null where nobody makes any.</summary>
    public static void Write(Utf8JsonWriter json, AlertBoard? board)
    {
        if (board is null)
        {
            json.WriteNull("alerts"u8);
            return;
        }

        json.WriteStartArray("alerts"u8);
        foreach (var row in board.Rows)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, row.Alert.Name);
            json.WriteString("severity"u8, row.Alert.Severity.ToString());
            json.WriteBoolean("lasting"u8, row.IsLasting);
            json.WriteString("since"u8, row.Alert.Since);
            json.WriteString("last"u8, row.Last);
            json.WriteString("text"u8, row.Alert.Text);
            json.WriteNumber("count"u8, row.Count);
            json.WriteNumber("suppressed"u8, row.Suppressed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
