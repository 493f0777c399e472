using System.Globalization;
using System.Text.Json;
using Rialto.Host.Desk;
using Rialto.Host.Desk.Status;
using Rialto.Model.Execution;
using Rialto.Runtime.Counters;

namespace Rialto.Host.Tools.Desk;

/// <summary>What a desk has done, when it has ended.</summary>
internal static class DeskSummary
{
    /// <summary>Prints it.</summary>
    /// <param name="terminal">Where.</param>
    /// <param name="desk">The desk, ended.</param>
    /// <param name="run">Folder of its run.</param>
    /// <param name="breaks">Where its recordings broke off.</param>
    /// <param name="left">What its end has left undone.</param>
    /// <returns>The exit code.</returns>
    public static int Print(Terminal terminal, RunningDesk desk, string run, IReadOnlyList<string> breaks, IReadOnlyList<string> left)
    {
        string[] ofBooks = [.. DeskFindings.OfBooks(desk)], ofRun = [.. left, .. DeskFindings.OfRun(desk)];
        var code = ofBooks.Length + ofRun.Length + breaks.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
        if (terminal.IsJson)
        {
            Terminal.Json(json =>
            {
                json.WriteString("run", run);
                DeskReport.Write(json, desk);
                Write(json, "books", ofBooks);
                Write(json, "failures", ofRun);
                Write(json, "never_places", [.. DeskSizes.TooSmall(desk)]);
                Write(json, "refused_sizes", [.. DeskLimits.Refused(desk)]);
                Write(json, "breaks", breaks);
            });
            return code;
        }

        DeskTables.Strategies(terminal, desk);
        DeskTables.Balances(terminal, desk);
        foreach (var experiment in ExperimentReport.All(desk))
            terminal.Line(ExperimentReport.Sentence(experiment));
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{desk.Trader.Sequence:N0} inputs of {desk.Frames:N0} frames; {desk.Counts.Requests.GetValueOrDefault(OrderRequestKind.Place):N0} orders, {desk.Counts.Fills:N0} fills ({desk.Counts.MakerFills:N0} as maker); tick to intent {Microseconds(desk.TickToIntent)}"));
        if (desk.TickToSent.Count > 0)
            terminal.Line($"tick to sent {Microseconds(desk.TickToSent)}; from the feed's arrival {Microseconds(desk.ArrivalToSent)}");
        foreach (var (reason, count) in desk.Counts.Refusals)
            terminal.Line(string.Create(CultureInfo.InvariantCulture, $"refused {count:N0}: {reason}"));
        foreach (var refused in DeskLimits.Refused(desk))
            terminal.Line($"  of these {refused}");
        if (desk.Trader.IsStopped)
            terminal.Line($"EMERGENCY STOP by {EventWords.StopOf(desk.Counts.Tape.Stop)}: strategies were paused and orders cancelled on the way.");
        foreach (var tooSmall in DeskSizes.TooSmall(desk))
            terminal.Line($"WARNING: {tooSmall}");
        foreach (var idle in DeskFindings.OfIdle(desk))
            terminal.Line(idle);
        foreach (var funding in DeskFindings.OfFunding(desk))
            terminal.Line(funding);
        foreach (var ended in DeskFindings.OfEnds(desk))
            terminal.Line(ended);
        foreach (var failure in ofRun)
            terminal.Line($"FAILED: {failure}");
        terminal.Line(DeskFindings.Sentence(desk, ofBooks));
        terminal.Line($"{run}   (rialto trade replay --verify {run})");
        return code;
    }

    /// <summary>Says at the start what can never be, and where the venue is stricter than the configuration.</summary>
    public static void Warn(Terminal terminal, RunningDesk desk)
    {
        foreach (var looser in DeskLimits.Looser(desk))
            terminal.Note($"{looser}.");
        foreach (var tooSmall in DeskSizes.TooSmall(desk))
            terminal.Note($"WARNING: {tooSmall}.");
    }

    private static string Microseconds(LatencyHistogram latency) =>
        string.Create(CultureInfo.InvariantCulture, $"p50 {latency.Percentile(0.5) / 1e3:N1} us, p99 {latency.Percentile(0.99) / 1e3:N1} us, p99.9 {latency.Percentile(0.999) / 1e3:N1} us");

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
