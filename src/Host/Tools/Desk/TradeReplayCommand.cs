using System.CommandLine;
using System.Globalization;
using Rialto.Host.Desk;
using Rialto.Host.Desk.Plugins;
using Rialto.Journal;
using Rialto.Journal.Desk;

namespace Rialto.Host.Tools.Desk;

/// <summary><c>rialto trade replay --verify FOLDER</c>: a run's inputs once more, and whether the desk comes to the same.</summary>
internal static class TradeReplayCommand
{
    public static Command Make()
    {
        var verify = new Option<string>("--verify") { Description = "Folder of a run (rialto trade prints it)", Required = true };
        var snapshots = new Option<bool>("--snapshots") { Description = "Also compare every snapshot of the run, byte by byte, with what the inputs up to it come to" };
        return new Command("replay", "Apply a run's journal to a desk made anew and compare state and output at every check") { verify, snapshots }
            .Does(async (parsed, terminal, stop) =>
            {
                var folder = parsed.GetValue(verify)!;
                if (!DeskJournalReader.IsJournal(folder))
                    throw new ToolException(ExitCode.NotFound, $"{folder} holds no journal of a desk.");
                var settings = TradeCommand.Load(DeskFolder.ConfigurationOf(folder), into =>
                {
                    // Runs of versions that knew no other mode do not name it.
                    if (into.Find("Mode") is null)
                        into.Set("Mode", "paper", "default");
                }).Settings;
                var replay = new DeskReplay(settings);
                try
                {
                    await terminal.WatchAsync("replaying", 0, () => replay.Inputs, () => replay.Run(folder, stop, parsed.GetValue(snapshots)), stop);
                }
                catch (Exception problem) when (problem is JournalCorruptException or IOException or DeskFaultException or PluginFaultException)
                {
                    throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
                }

                Print(terminal, folder, replay);
                return replay.Difference is null && replay.Checks > 0 ? ExitCode.Ok : ExitCode.Failed;
            });
    }

    private static void Print(Terminal terminal, string folder, DeskReplay replay)
    {
        if (terminal.IsJson)
        {
            Terminal.Json(json =>
            {
                json.WriteString("run", folder);
                json.WriteNumber("inputs", replay.Inputs);
                json.WriteNumber("checks", replay.Checks);
                json.WriteNumber("unchecked", replay.Unchecked);
                json.WriteNumber("snapshots", replay.Snapshots);
                json.WriteBoolean("same", replay.Difference is null && replay.Checks > 0);
                json.WriteString("state_hash", replay.StateHash.ToString("x16", CultureInfo.InvariantCulture));
                json.WriteString("output_hash", replay.OutputHash.ToString("x16", CultureInfo.InvariantCulture));
                if (replay.Difference is { } difference)
                    json.WriteString("difference", difference);
                if (replay.Torn is { } torn)
                    json.WriteString("torn", torn);
            });
            return;
        }

        if (replay.Torn is { } end)
            terminal.Note($"note: the journal ends in a write that was interrupted: {end}");
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{replay.Inputs:N0} inputs, {replay.Checks:N0} checks: ")
            + (replay.Difference ?? (replay.Checks > 0 ? "the same, bit for bit" : "nothing to compare with: the run wrote no check")));
        if (replay.Snapshots > 0)
            terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{replay.Snapshots:N0} snapshots are what their inputs come to"));
        if (replay.Unchecked > 0 && replay.Checks > 0)
            terminal.Line(string.Create(CultureInfo.InvariantCulture, $"the last {replay.Unchecked:N0} inputs follow no check: they were applied, and compared with nothing"));
    }
}
