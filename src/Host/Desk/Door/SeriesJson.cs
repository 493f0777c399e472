using System.Collections.Immutable;
using System.Text.Json;
using Rialto.Host.Desk.Results;
using Rialto.Host.Desk.Status;
using Rialto.Model.Units;

namespace Rialto.Host.Desk.Door;

/// <summary>Results over time as JSON: for each line its times in milliseconds since the epoch, and its values as numbers with at most 8 decimals.</summary>
internal static class SeriesJson
{
    private const long MillisecondNs = 1_000_000;
    private const int Scale = 8;
    private const long LastSecondNs = Timestamp.NanosecondsPerDay - 1_000_000_000;

    /// <summary>All lines, or those of one strategy.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="desk">Whose; of it only what any thread may read.</param>
    /// <param name="strategies">Whose lines there are.</param>
    /// <param name="only">The name of one strategy; empty for the desk and all of them.</param>
    public static void Write(Utf8JsonWriter json, RunningDesk desk, ImmutableArray<StrategyName> strategies, string only)
    {
        json.WriteStartObject();
        if (only.Length == 0)
        {
            WriteAll(json, desk);
        }

        json.WriteStartObject("strategies"u8);
        foreach (var strategy in strategies)
        {
            if (only.Length == 0 || only == strategy.Name)
                Write(json, System.Text.Encoding.UTF8.GetBytes(strategy.Name), desk.History.Copy(strategy.Id));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Lines of the desk: on top of what the runs before it brought.</summary>
    private static void WriteAll(Utf8JsonWriter json, RunningDesk desk)
    {
        var past = desk.Past.Days;
        var own = desk.History.Days();
        var cumulative = desk.History.Copy(PnlSpan.Cumulative);
        var today = own.IsEmpty ? 0 : past.Where(day => day.TimeNs == own[^1].TimeNs).Sum(day => Units(day.Total.Result));
        Write(json, "intraday"u8, [.. desk.History.Copy(PnlSpan.Intraday).Select(point => (point.TimeNs, point.Value + today))]);
        Write(json, "daily"u8, [.. AllDays.Together(past, own).Select(day => (day.TimeNs, Units(day.Total.Result)))]);
        var points = new List<(long TimeNs, long Value)>();
        Int128 sum = 0;
        foreach (var day in past)
        {
            // At the end of the day, and never behind what this run has begun with.
            sum += day.Total.Result;
            points.Add((cumulative.Length == 0 ? day.TimeNs + LastSecondNs : Math.Min(day.TimeNs + LastSecondNs, cumulative[0].TimeNs - 1), Units(sum)));
        }

        points.AddRange(cumulative.Select(point => (point.TimeNs, point.Value + Units(sum))));
        Write(json, "cumulative"u8, [.. points]);
        Write(json, "unrealised"u8, desk.History.Copy(PnlSpan.Unrealised));
    }

    private static long Units(Int128 worth) => (long)Int128.Clamp(worth / 10_000_000_000, long.MinValue, long.MaxValue);

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
