using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Rialto.Host.Desk.Status;
using Rialto.Host.Tools.Client;
using Rialto.Model.Units;
using Rialto.Trading.Portfolio;

namespace Rialto.Host.Desk.Results;

/// <summary>
/// What each day of a run brought, a line of JSON each, and what it has open where a venue tells the next run of it, in the run's folder (<c>results.jsonl</c>): for the runs after it, and for people. All of it follows from the run's journal; where it is missing or
/// broken it is made anew from that.
/// </summary>
internal static class ResultsFile
{
    /// <summary>Its name.</summary>
    public const string Name = "results.jsonl";

    private const int Scale = 18;
    private const string DayFormat = "yyyy-MM-dd";

    private const string WholeLine = "{\"whole\":true}";

    /// <summary>Whether it says all that the run's journal says: the run has ended in good order, or was repeated since it was given up. That of a run that was killed lacks up to a minute.</summary>
    public static bool IsWhole(string run)
    {
        try
        {
            return DeskFolder.HasEnded(run) || File.ReadLines(Path.Combine(run, Name), Encoding.UTF8).LastOrDefault() == WholeLine;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Replaces it in one step.</summary>
    /// <param name="run">Folder of the run.</param>
    /// <param name="days">Its days.</param>
    /// <param name="open">Its positions; null where they are not known.</param>
    /// <param name="isWhole">Nothing will come after it.</param>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public static void Write(string run, IReadOnlyList<DayResult> days, IReadOnlyList<OpenPosition>? open = null, bool isWhole = false)
    {
        var draft = Path.Combine(run, Name + ".new");
        using (var file = File.Create(draft))
        {
            foreach (var day in days)
            {
                using (var json = new Utf8JsonWriter(file))
                    Write(json, day);
                file.WriteByte((byte)'\n');
            }

            if (open is not null)
            {
                using (var json = new Utf8JsonWriter(file))
                    Write(json, open);
                file.WriteByte((byte)'\n');
            }

            if (isWhole)
                file.Write(Encoding.UTF8.GetBytes(WholeLine + "\n"));
        }

        File.Move(draft, Path.Combine(run, Name), overwrite: true);
    }

    /// <summary>One day as an object.</summary>
    public static void Write(Utf8JsonWriter json, DayResult day)
    {
        json.WriteStartObject();
        json.WriteString("day"u8, DayOf(day.TimeNs));
        Write(json, day.Total);
        json.WriteStartObject("strategies"u8);
        foreach (var (name, figures) in day.Strategies)
        {
            json.WriteStartObject(name);
            Write(json, figures);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Reads the days of it.</summary>
    /// <returns>Null where there is none, or it is none.</returns>
    public static ImmutableArray<DayResult>? Read(string run) => ReadAll(run)?.Days;

    /// <summary>Reads it.</summary>
    /// <returns>Null where there is none, or it is none.</returns>
    public static RunResults? ReadAll(string run)
    {
        try
        {
            var days = ImmutableArray.CreateBuilder<DayResult>();
            var open = ImmutableArray<OpenPosition>.Empty;
            foreach (var line in File.ReadAllLines(Path.Combine(run, Name), Encoding.UTF8))
            {
                if (line == WholeLine)
                    break;
                using var read = JsonDocument.Parse(line);
                var root = read.RootElement;
                if (root.TryGetProperty("open", out var positions))
                {
                    open = [.. positions.EnumerateArray().Select(OpenPosition.Read)];
                    continue;
                }

                var day = DateTime.ParseExact(root.Member("day") ?? "", DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
                var strategies = root.GetProperty("strategies").EnumerateObject().Select(one => (one.Name, Read(one.Value))).ToImmutableArray();
                days.Add(new DayResult((day - DateTime.UnixEpoch).Ticks * 100, Read(root), strategies));
            }

            return new RunResults(days.ToImmutable(), open);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException or FormatException or OverflowException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    /// <summary>A day's date.</summary>
    public static string DayOf(long timeNs) => new Timestamp(timeNs).ToDateTimeUtc().ToString(DayFormat, CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter json, IReadOnlyList<OpenPosition> open)
    {
        json.WriteStartObject();
        json.WriteStartArray("open"u8);
        foreach (var position in open)
            position.Write(json);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ResultFigures figures)
    {
        json.WriteMoney("result"u8, figures.Result);
        json.WriteMoney("realised"u8, figures.Realised);
        json.WriteMoney("unrealised"u8, figures.Unrealised);
        json.WriteMoney("fees"u8, figures.Fees);
        json.WriteNumber("trades"u8, figures.Trades.Closed);
        json.WriteNumber("trades_won"u8, figures.Trades.Won);
        json.WriteMoney("drawdown"u8, figures.Drawdown);
    }

    // Files of before do not say how far the day fell.
    private static ResultFigures Read(JsonElement from) =>
        new(Amount(from, "result"), Amount(from, "unrealised"), Amount(from, "fees"), new ClosedTrades(from.GetProperty("trades").GetInt64(), from.GetProperty("trades_won").GetInt64()))
        {
            Drawdown = from.TryGetProperty("drawdown", out _) ? Amount(from, "drawdown") : 0,
        };

    /// <summary>An amount in 10^-18 from its decimals.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    internal static Int128 Amount(JsonElement from, string name)
    {
        var text = from.GetProperty(name).GetString()!;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? "" : text[(point + 1)..];
        if (decimals.Length > Scale)
            throw new FormatException(text);
        return Int128.Parse((point < 0 ? text : text[..point]) + decimals.PadRight(Scale, '0'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }
}
