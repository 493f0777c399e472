using System.CommandLine;
using System.Globalization;
using Rialto.Host.Tools.Audit;
using Rialto.Journal;
using Rialto.Journal.Snapshots;
using Rialto.Journal.Storage;

namespace Rialto.Host.Tools.Journal;

/// <summary><c>rialto journal repair</c>: says what a damaged journal still holds, and with <c>--cut</c> gives up what stands behind the damage.</summary>
internal static class RepairCommand
{
    public static System.CommandLine.Command Make()
    {
        var cut = new Option<bool>("--cut") { Description = "Cut the journal off before the damage. Acknowledged orders and trades behind it are given up; what is changed is kept beside it" };
        return new System.CommandLine.Command("repair", "Find the damage that a start refuses and say what a cut would lose; the exchange is stopped") { cut }
            .Does(async (parsed, terminal, stop) =>
            {
                var folder = PastOptions.Folder(parsed);
                var (journal, snapshots) = (Path.Combine(folder, "journal"), Path.Combine(folder, "snapshots"));
                try
                {
                    // Held from the first look to the last write: nobody starts an exchange in between.
                    using var held = JournalFolder.Open(new JournalOptions { Directory = journal });
                    JournalDamage? damage = null;
                    var last = 0L;
                    await terminal.WatchAsync("reading", 0, () => Volatile.Read(ref last), () => damage = JournalRepair.Find(journal, snapshots, sequence => Volatile.Write(ref last, sequence), stop), stop);
                    var keptIn = damage is null || !parsed.GetValue(cut) ? null : Path.Combine(folder, "cut-" + DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));
                    if (keptIn is not null)
                        JournalRepair.Cut(held, snapshots, damage!, keptIn);
                    Print(terminal, damage, keptIn);
                    return damage is null || keptIn is not null ? ExitCode.Ok : ExitCode.Failed;
                }
                catch (JournalCorruptException problem)
                {
                    throw new ToolException(ExitCode.Failed, $"The {problem.Message}. A cut cannot help here: restore this segment and all later ones from a copy.", inner: problem);
                }
                catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
                {
                    throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
                }
            });
    }

    private static void Print(Terminal terminal, JournalDamage? damage, string? keptIn)
    {
        if (terminal.IsJson)
        {
            Terminal.Json(json =>
            {
                json.WriteBoolean("damaged", damage is not null);
                json.WriteBoolean("cut", keptIn is not null);
                if (damage is null)
                    return;
                json.WriteString("segment", damage.Segment);
                json.WriteNumber("offset", damage.Offset);
                json.WriteString("fault", damage.Fault);
                json.WriteNumber("last_sequence", damage.End.Sequence);
                json.WriteString("last_time", damage.End.Time.ToString());
                json.WriteString("chain_hash", damage.End.ChainHex);
                json.WriteNumber("lost_commands_at_least", damage.LostCommands);
                json.WriteNumber("lost_through", damage.LostThrough);
                json.WriteStartArray("later_segments");
                foreach (var number in damage.LaterSegments)
                    json.WriteNumberValue(number);
                json.WriteEndArray();
                json.WriteStartArray("later_snapshots");
                foreach (var sequence in damage.LaterSnapshots)
                    json.WriteNumberValue(sequence);
                json.WriteEndArray();
                if (keptIn is not null)
                    json.WriteString("kept_in", keptIn);
            });
            return;
        }

        if (damage is null)
        {
            terminal.Line("No damage: a start accepts this journal as it is. (An interrupted write at the very end is cut off by the start itself.)");
            return;
        }

        terminal.Line($"Damage      {damage.Segment} at offset {damage.Offset}: {damage.Fault}");
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"Right up to  sequence {damage.End.Sequence:N0}, {damage.End.Time}; chain hash {damage.End.ChainHex}"));
        terminal.Line(damage.LostCommands == 0
            ? "Behind it   nothing that can be read"
            : string.Create(CultureInfo.InvariantCulture, $"Behind it   at least {damage.LostCommands:N0} commands, up to sequence {damage.LostThrough:N0}"));
        foreach (var number in damage.LaterSegments)
            terminal.Line($"            segment {FolderStore.NameOf(number)} whole");
        foreach (var sequence in damage.LaterSnapshots)
            terminal.Line($"            snapshot {SnapshotFolder.NameOf(sequence)}");
        terminal.Line(keptIn is null
            ? "Nothing was changed. If no copy has what stands behind it, 'rialto journal repair --cut' gives it up: acknowledged orders and trades among it are lost."
            : $"Cut off. What was changed or taken away is in {keptIn}; keep it until members have reconciled. Consumers whose cursor is beyond the end must begin again.");
    }
}
