using System.CommandLine;
using Rialto.BackOffice.Forks;
using Rialto.Host.Tools.Audit;
using Rialto.Journal;

namespace Rialto.Host.Tools.Journal;

/// <summary><c>rialto journal fork</c>: what would have happened if.</summary>
internal static class ForkCommand
{
    public static System.CommandLine.Command Make()
    {
        var at = new Option<string?>("--at") { Description = "First command that may differ, as a sequence or a time; default: the first one the changes name" };
        var until = new Option<long>("--until") { Description = "Last command to play; default: the end", DefaultValueFactory = _ => long.MaxValue };
        var change = new Option<string?>("--change") { Description = "File of changes, JSON lines: drop, replace, put in, set rules or states" };
        var output = new Option<string?>("--out") { Description = "Write the changed past there, as a data folder of its own" };
        return new System.CommandLine.Command("fork", "Play the past twice, as it was and changed, and tell what came out differently: fills, profit, fees, books") { at, until, change, output }
            .Does(async (parsed, terminal, stop) =>
            {
                var past = new Past(PastOptions.Folder(parsed));
                try
                {
                    var changes = ChangeFile.Parse(parsed.GetValue(change) is { } file ? await File.ReadAllLinesAsync(file, stop) : []);
                    var moment = PastOptions.MomentOf(parsed.GetValue(at), "--at");
                    if (moment.IsEnd && changes.Count == 0)
                        throw new ToolException(ExitCode.Usage, "give --at, --change, or both.");
                    Fork? fork = null;
                    ForkPlan? plan = null;
                    await terminal.WatchAsync("playing both", 0, () => past.History.Position, () =>
                    {
                        var from = moment.IsEnd
                            ? changes.SelectMany(group => group).Min(one => one.Sequence + (one.Kind == ChangeKind.Insert ? 1 : 0))
                            : moment.Sequence != 0 ? moment.Sequence : past.Queries.FirstAt(moment.Time, stop);
                        plan = new ForkPlan(from, parsed.GetValue(until), changes, past.TryOwnerOf);
                        fork = Play(past, plan, parsed.GetValue(output), stop);
                    }, stop);
                    var report = new ForkReport(fork!, plan!, past.Scene.NameOf);
                    if (terminal.IsJson)
                        Terminal.Json(report.Write);
                    else
                        await Console.Out.WriteAsync(report.Text());
                    return ExitCode.Ok;
                }
                catch (ChangeException problem)
                {
                    throw new ToolException(ExitCode.Usage, problem.Message, inner: problem);
                }
                catch (Exception problem) when (problem is JournalCorruptException or IOException or UnauthorizedAccessException)
                {
                    throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
                }
            });
    }

    private static Fork Play(Past past, ForkPlan plan, string? output, CancellationToken stop)
    {
        using var folder = output is null ? null : new ForkFolder(past.History, output, plan.From, stop);
        Action<Rialto.Model.Orders.Command>? write = folder is null ? null : folder.Add;
        return Fork.Run(past.History, plan, write, stop);
    }
}
