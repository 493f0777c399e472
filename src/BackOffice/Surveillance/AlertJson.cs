using System.Text.Json;
using Rialto.BackOffice.Audit;

namespace Rialto.BackOffice.Surveillance;

/// <summary>Alerts as JSON; docs/reference/surveillance.md lists the fields.</summary>
public static class AlertJson
{
    /// <summary>The stable name of a pattern.</summary>
    public static string NameOf(SuspicionKind kind) => kind switch
    {
        SuspicionKind.Spoofing => "spoofing",
        SuspicionKind.Layering => "layering",
        SuspicionKind.WashTrades => "wash_trades",
        SuspicionKind.FixedCounterparty => "fixed_counterparty",
        SuspicionKind.NewAccounts => "new_accounts",
        SuspicionKind.MessageFlood => "message_flood",
        SuspicionKind.PassThrough => "pass_through",
        SuspicionKind.BelowThreshold => "below_threshold",
        SuspicionKind.LargeTransactions => "large_transactions",
        _ => "volume_beyond_balance",
    };

    /// <summary>The members of an alert; the caller opens and closes the object.</summary>
    public static void Write(Utf8JsonWriter json, SurveillanceAlert alert, Scene scene)
    {
        json.WriteString("alert_id", alert.Id);
        json.WriteString("kind", NameOf(alert.Kind));
        json.WriteString("timestamp", alert.Time.ToString());
        json.WriteNumber("sequence", alert.Sequence);
        json.WriteStartArray("users");
        foreach (var owner in alert.Owners)
        {
            json.WriteStartObject();
            json.WriteString("user_id", scene.NameOf(owner) ?? owner.ToString());
            json.WriteNumber("owner", owner.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (scene.Instruments(alert.Instrument) is { } instrument)
            json.WriteString("symbol", instrument.Symbol.ToString());
        json.WriteString("text", alert.Text);
        json.WriteStartArray("evidence");
        foreach (var sequence in alert.Evidence)
            json.WriteNumberValue(sequence);
        json.WriteEndArray();
    }
}
