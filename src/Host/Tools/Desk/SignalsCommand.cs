using System.CommandLine;
using System.Globalization;
using Rialto.Host.Desk;
using Rialto.Host.Desk.Models;
using Rialto.Host.Feeds.Export;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Rialto.Runtime.Files;
using Rialto.Strategies.Signals;

namespace Rialto.Host.Tools.Desk;

/// <summary>
/// <c>rialto signals table</c>: what a strategy of <c>desk.json</c> would have seen of a recording, and what came of it, as a table to train a model on. The strategy itself writes it, on the desk that would
/// trade: so features and targets are those that its models get, to the last bit, and no row is there before its target was known.
/// </summary>
internal static class SignalsCommand
{
    public static Command Make() => new("signals", "What models of strategies learn from") { Table() };

    private static Command Table()
    {
        var config = new Option<string>("--config") { Description = "The desk whose strategy it is (docs/guide/strategies/signal-taker.md)", Required = true };
        var strategy = new Option<string?>("--strategy") { Description = "Name of the strategy, where several have signals" };
        var captures = new Option<string[]>("--capture") { Description = "Recordings of frames (Source:Captures)", AllowMultipleArgumentsPerToken = true };
        var events = new Option<string?>("--events") { Description = "A folder of recorded events (Source:Events)" };
        var target = new Option<string>("--out") { Description = "File to write: CSV, a row for each step whose target is known", Required = true };
        var force = new Option<bool>("--force") { Description = "Overwrite the file" };
        return new Command("table", "Write features and targets of a recording as CSV, to train a model on") { config, strategy, captures, events, target, force }
            .Does(async (parsed, terminal, stop) =>
            {
                var path = parsed.GetValue(target)!;
                if (File.Exists(path) && !parsed.GetValue(force))
                    throw new ToolException(ExitCode.Failed, $"{path} exists. Choose another name, or overwrite it with --force.");
                var settings = TradeCommand.Load(parsed.GetValue(config)!, into =>
                {
                    TradeCommand.NameSource(into, parsed.GetValue(captures) ?? [], parsed.GetValue(events), null);
                    into.Set("Mode", "paper", "rialto signals");
                }).Settings;
                if ((settings.Captures.Length > 0 ? 1 : 0) + (settings.Events is not null ? 1 : 0) + (settings.Tables is not null ? 1 : 0) != 1 || settings.Feed is not null)
                    throw new ToolException(ExitCode.Usage, "Give one recording: --capture, --events, or a Source of the configuration that is not a running feed.");
                var wanted = Choose(settings, parsed.GetValue(strategy));
                try
                {
                    var source = await TradeCommand.OpenAsync(settings, terminal, stop);
                    using var rows = new LessonRows(wanted.Forecast!.Features);
                    await terminal.WatchAsync("writing a table", source.FramesTotal, () => source.Frames, () => Write(Alone(settings, wanted, rows), source, rows, path, stop), stop);
                    foreach (var broken in source.Breaks)
                        terminal.Note($"note: what follows in a broken file is missing: {broken}");
                    Print(terminal, wanted, rows, path);
                    return ExitCode.Ok;
                }
                catch (DeskFaultException problem)
                {
                    throw new ToolException(ExitCode.Usage, "configuration: " + problem.Message, inner: problem);
                }
                catch (Exception problem) when (problem is RecordingException or IOException or UnauthorizedAccessException)
                {
                    throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
                }
            });
    }

    private static DeskStrategy Choose(DeskSettings settings, string? name)
    {
        var all = settings.Strategies.Where(one => one.Forecast is not null).ToArray();
        var found = all.Where(one => name is null || one.Name == name).ToArray();
        return found.Length == 1 ? found[0] : throw new ToolException(ExitCode.Usage, all.Length == 0
            ? $"No strategy of the configuration is a {SignalTaker.KindName}."
            : $"Name one strategy with --strategy. There are: {string.Join(", ", all.Select(one => one.Name))}.");
    }

    /// <summary>The same desk with this strategy alone, whose models say nothing: it sees, and does not trade.</summary>
    private static DeskSettings Alone(DeskSettings settings, DeskStrategy strategy, LessonRows rows) => settings with
    {
        Strategies = [strategy with { Experiment = "", Forecast = strategy.Forecast! with { Models = [], Lessons = rows.Take } }],
        Scoped = [],
        IsJournaled = false,
        Door = null,
    };

    /// <summary>Beside the target, and moved there at the end: what bears the name is whole.</summary>
    private static void Write(DeskSettings settings, IEventSource source, LessonRows rows, string path, CancellationToken stop)
    {
        var numbers = new Dictionary<int, ListingId>();
        var listings = DeskParts.Listings(settings, source.Listings, numbers);
        var desk = new DeskRun(settings, listings, numbers, null);
        var partial = path + ".partial";
        try
        {
            using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                rows.Begin(file);
                source.Read(desk.Take, stop);
                desk.End();
                rows.End();
                file.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
            DurableFile.FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static void Print(Terminal terminal, DeskStrategy strategy, LessonRows rows, string path)
    {
        var plan = strategy.Forecast!;
        if (terminal.IsJson)
        {
            Terminal.Json(json =>
            {
                json.WriteString("file", path);
                json.WriteString("strategy", strategy.Name);
                json.WriteNumber("rows", rows.Count);
                json.WriteStartArray("features");
                foreach (var feature in plan.Features)
                    json.WriteStringValue(feature);
                json.WriteEndArray();
                json.WriteString("target", plan.IsOfMid ? "mid" : "wap");
                json.WriteNumber("horizon_ms", plan.HorizonMs);
                json.WriteNumber("step_ms", plan.StepMs);
                json.WriteString("first", rows.First.ToString());
                json.WriteString("last", rows.Last.ToString());
                json.WriteNumber("target_mean_bps", rows.Mean);
                json.WriteNumber("target_size_bps", rows.MeanSize);
            });
            return;
        }

        terminal.Line(rows.Count == 0
            ? $"{path}: no row. The recording is shorter than the features' warm-up and the horizon together, or the book was never believed."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: {rows.Count:N0} rows of {plan.Features.Length} features, {rows.First} to {rows.Last}; in {plan.HorizonMs / 1000.0} s the {(plan.IsOfMid ? "mid" : "wap")} moved by {rows.MeanSize:F2} bps on average, up by {rows.Mean:F3}"));
    }
}
