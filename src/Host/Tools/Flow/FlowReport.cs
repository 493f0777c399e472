using System.Globalization;
using System.Text.Json;
using Rialto.Model.Orders;
using Rialto.Wire.Files;
using Spectre.Console;

namespace Rialto.Host.Tools.Flow;

/// <summary>What a flow did, for people and machines.</summary>
internal sealed record FlowReport(string File, string Symbol, string Protocol, FlowRun Run, FlowCommands Commands, FlowOutcome Outcome, FlowOutcome? Expected, BookComparison? Book, RowCauses Rows)
{
    private readonly long[] _sorted = Sorted(Run.LatencyNs);

    /// <summary>False where the outcome is known beforehand and is not this.</summary>
    public bool IsAsExpected => Book is not ({ Different: > 0 } or { Rows.Unexplained: > 0 }) && IsOutcomeExpected;

    private bool IsOutcomeExpected => Expected is not { } expected
        || (Outcome.Trades == expected.Trades && Outcome.Volume == expected.Volume && Outcome.Notional == expected.Notional && Outcome.TradeHash == expected.TradeHash);

    private double PerSecond => Run.Count / Math.Max(Run.Elapsed.TotalSeconds, 1e-9);

    /// <summary>Prints it.</summary>
    public void Print(Terminal terminal)
    {
        if (terminal.IsJson)
            PrintJson();
        else
            PrintTable(terminal);
    }

    /// <summary>Nanoseconds that so many of the commands did not exceed.</summary>
    internal static long Percentile(long[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];

    /// <summary>Refusals by reason, the most frequent first.</summary>
    internal static IReadOnlyList<(RejectReason Reason, int Count)> ByReason(ReadOnlySpan<RejectReason> reasons)
    {
        var counts = new Dictionary<RejectReason, int>();
        foreach (var reason in reasons)
        {
            if (reason != RejectReason.None)
                counts[reason] = counts.GetValueOrDefault(reason) + 1;
        }

        return [.. counts.OrderByDescending(pair => pair.Value).Select(pair => (pair.Key, pair.Value))];
    }

    private static long[] Sorted(ReadOnlySpan<long> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted;
    }

    private static string Micros(long nanoseconds) => (nanoseconds / 1000.0).ToString("N0", CultureInfo.InvariantCulture) + " µs";

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private void PrintJson() => Terminal.Json(json =>
    {
        json.WriteString("file", File);
        json.WriteString("symbol", Symbol);
        json.WriteString("protocol", Protocol);
        json.WriteNumber("commands", Run.Count);
        json.WriteNumber("seconds", Math.Round(Run.Elapsed.TotalSeconds, 6));
        json.WriteNumber("commands_per_second", Math.Round(PerSecond));
        json.WriteNumber("stalls", Run.Stalls);
        json.WriteStartObject("latency_ns");
        json.WriteNumber("p50", Percentile(_sorted, 0.5));
        json.WriteNumber("p99", Percentile(_sorted, 0.99));
        json.WriteNumber("p99_9", Percentile(_sorted, 0.999));
        json.WriteNumber("max", Percentile(_sorted, 1));
        json.WriteEndObject();
        json.WriteStartObject("refusals");
        foreach (var (reason, count) in ByReason(Run.Reasons))
            json.WriteNumber(reason.ToString(), count);
        json.WriteEndObject();
        var (full, partial, none) = Takes();
        json.WriteStartObject("takes");
        json.WriteNumber("full", full);
        json.WriteNumber("partial", partial);
        json.WriteNumber("none", none);
        json.WriteEndObject();
        json.WriteNumber("trades", Outcome.Trades);
        json.WriteNumber("volume", Outcome.Volume);
        json.WriteNumber("notional", Outcome.Notional);
        json.WriteString("trade_hash", Outcome.TradeHash.ToString("x16", CultureInfo.InvariantCulture));
        if (Expected is { } expected)
        {
            json.WriteString("expected_trade_hash", expected.TradeHash.ToString("x16", CultureInfo.InvariantCulture));
            json.WriteBoolean("as_expected", IsAsExpected);
        }

        if (Book is { } book)
        {
            json.WriteStartObject("book");
            json.WriteNumber("moments", book.Moments);
            json.WriteNumber("different", book.Different);
            json.WriteNumber("file_rows", book.Rows.Count);
            json.WriteNumber("equal_to_file", book.Rows.Equal);
            WriteCauses(json, book.Rows);
            json.WriteNumber("unexplained", book.Rows.Unexplained);
            json.WriteEndObject();
        }

        if (Rows.Count == 0)
            return;
        json.WriteStartObject("file_rows");
        json.WriteNumber("rows", Rows.Count);
        json.WriteNumber("equal", Rows.Equal);
        WriteCauses(json, Rows);
        json.WriteEndObject();
    });

    private static void WriteCauses(Utf8JsonWriter json, RowCauses rows)
    {
        json.WriteNumber("older_orders", rows.OlderOrders);
        json.WriteNumber("taken_elsewhere", rows.TakenElsewhere);
    }

    private static string Causes(RowCauses rows) =>
        $"{Number(rows.Equal)} equal, {Number(rows.OlderOrders)} not because orders older than the file hold the touch there, {Number(rows.TakenElsewhere)} not because an execution met another order there"
        + (rows.Unexplained == 0 ? "" : $", {Number(rows.Unexplained)} NOT EXPLAINED");

    private void PrintTable(Terminal terminal)
    {
        var table = Terminal.Table("", "");
        table.HideHeaders();
        void Row(string name, string value) => table.AddRow(Markup.Escape(name), Markup.Escape(value));
        var (full, partial, none) = Takes();
        Row("sent", $"{Number(Run.Count)} commands of {File} as {Symbol}, {Protocol}");
        Row("took", $"{Run.Elapsed.TotalSeconds.ToString("N2", CultureInfo.InvariantCulture)} s, {Number((long)PerSecond)} commands a second{(Run.Stalls > 0 ? $", waited {Number(Run.Stalls)} times for answers" : "")}");
        Row("latency", $"p50 {Micros(Percentile(_sorted, 0.5))}, p99 {Micros(Percentile(_sorted, 0.99))}, p99.9 {Micros(Percentile(_sorted, 0.999))}, max {Micros(Percentile(_sorted, 1))}");
        var refusals = ByReason(Run.Reasons);
        Row("refused", refusals.Count == 0 ? "none" : string.Join(", ", refusals.Select(pair => $"{Number(pair.Count)} {pair.Reason}")));
        Row("takes", $"{Number(full)} whole, {Number(partial)} in part, {Number(none)} not at all");
        Row("traded", $"{Number(Outcome.Trades)} trades, volume {Number(Outcome.Volume)}, notional {Number(Outcome.Notional)} units");
        Row("trade hash", Outcome.TradeHash.ToString("x16", CultureInfo.InvariantCulture) + (Expected is null ? "" : IsOutcomeExpected ? ", as a correct exchange must" : $", NOT the {Expected.Value.TradeHash:x16} of a correct exchange"));
        if (Book is { } book)
        {
            Row("book", $"compared after {Number(book.Moments)} commands: {(book.Different == 0 ? "always what a correct exchange shows" : $"{Number(book.Different)} times NOT what a correct exchange shows")}");
            if (book.Rows.Count > 0)
                Row("", $"of these {Number(book.Rows.Count)} have a snapshot in the file: {Causes(book.Rows)}");
        }

        if (Rows.Count > 0)
            Row("file", $"all {Number(Rows.Count)} snapshots against a correct exchange's book: {Causes(Rows)}");
        terminal.Out.Write(table);
    }

    private (int Full, int Partial, int None) Takes()
    {
        var (full, partial, none) = (0, 0, 0);
        for (var i = 0; i < Run.Count; i++)
        {
            ref readonly var command = ref Commands.Commands[i];
            if (command.Kind != CommandKind.NewOrder || !command.Terms.IsImmediate || Run.Reasons[i] != RejectReason.None)
                continue;
            if (Run.Filled[i] == command.Quantity.Units)
                full++;
            else if (Run.Filled[i] > 0)
                partial++;
            else
                none++;
        }

        return (full, partial, none);
    }
}
