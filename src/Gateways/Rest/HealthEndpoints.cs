using System.Text.Json;
using Rialto.Gateways.Orders;

namespace Rialto.Gateways.Rest;

/// <summary>Health for supervisors: alive, started, ready.</summary>
internal static class HealthEndpoints
{
    public static ValueTask LiveAsync(RestCall call) => AnswerAsync(call, isFine: true, "live", string.Empty);

    public static ValueTask StartupAsync(RestCall call) =>
        AnswerAsync(call, call.Services.Readiness.HasStarted, "started", call.Services.Readiness.Reason);

    public static ValueTask ReadyAsync(RestCall call)
    {
        var services = call.Services;
        var isFull = services.Intake.Depth >= services.Intake.Capacity;
        return AnswerAsync(call, services.Readiness.AcceptsCommands && !isFull, "ready", isFull ? "the intake is full" : services.Readiness.Reason);
    }

    private static ValueTask AnswerAsync(RestCall call, bool isFine, string good, string reason) =>
        call.AnswerAsync(isFine ? 200 : 503, (call.Services, Status: isFine ? good : Word(call.Services.Readiness.Phase), Reason: isFine ? string.Empty : reason), static (json, at) =>
        {
            json.WriteStartObject();
            json.WriteString("status"u8, at.Status);
            if (at.Reason.Length > 0)
                json.WriteString("reason"u8, at.Reason);
            if (at.Services.Faults is not null)
                json.WriteString("faults"u8, "on"u8);
            json.WriteNumber("sequence"u8, at.Services.FanOut.Sequence);
            json.WriteNumber("durable_sequence"u8, at.Services.DurableSequence());
            WriteAlerts(json, at.Services.Readiness.Alerts.Raised);
            json.WriteEndObject();
        });

    private static void WriteAlerts(Utf8JsonWriter json, IReadOnlyList<Alert> alerts)
    {
        if (alerts.Count == 0)
            return;
        json.WriteStartArray("alerts"u8);
        foreach (var alert in alerts)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, alert.Name);
            json.WriteString("severity"u8, alert.Severity switch { AlertSeverity.Critical => "critical", AlertSeverity.Warning => "warning", _ => "info" });
            json.WriteString("since"u8, alert.Since);
            json.WriteString("text"u8, alert.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Word(ExchangePhase phase) => phase switch
    {
        ExchangePhase.Starting => "starting",
        ExchangePhase.NoSpace => "no_space",
        ExchangePhase.Stopping => "stopping",
        ExchangePhase.Failed => "failed",
        _ => "busy",
    };
}
