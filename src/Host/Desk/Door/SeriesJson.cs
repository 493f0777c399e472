using System.Collections.Immutable;
using System.Text.Json;
using Rialto.Host.Desk.Status;
using Rialto.Model.Units;

namespace Rialto.Host.Desk.Door;

/// <summary>Results over time as JSON: for each line its times in milliseconds since the epoch, and its values as numbers with at most 8 decimals.</summary>
internal static class SeriesJson
{
    private const long MillisecondNs = 1_000_000;
    private const int Scale = 8;

    /// <summary>All lines, or those of one strategy.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="history">What was sampled.</param>
    /// <param name="strategies">Whose lines there are.</param>
    /// <param name="only">The name of one strategy; empty for the desk and all of them.</param>
    public static void Write(Utf8JsonWriter json, PnlHistory history, ImmutableArray<StrategyName> strategies, string only)
    {
        json.WriteStartObject();
        if (only.Length == 0)
        {
            Write(json, "intraday"u8, history.Copy(PnlSpan.Intraday));
            Write(json, "daily"u8, history.Copy(PnlSpan.Daily));
            Write(json, "cumulative"u8, history.Copy(PnlSpan.Cumulative));
            Write(json, "unrealised"u8, history.CopyUnrealised());
        }

        json.WriteStartObject("strategies"u8);
        foreach (var strategy in strategies)
        {
            if (only.Length == 0 || only == strategy.Name)
                Write(json, System.Text.Encoding.UTF8.GetBytes(strategy.Name), history.Copy(strategy.Id));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<(long TimeNs, long Value)> points)
    {
        json.WriteStartObject(name);
        json.WriteStartArray("time"u8);
        foreach (var (timeNs, _) in points)
            json.WriteNumberValue(timeNs / MillisecondNs);
        json.WriteEndArray();
        json.WriteStartArray("value"u8);
        Span<byte> text = stackalloc byte[DecimalText.MaxLength];
        foreach (var (_, value) in points)
        {
            DecimalText.TryFormat(value, Scale, text, out var length);
            json.WriteRawValue(text[..length], skipInputValidation: true);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
