using System.Globalization;
using Rialto.Host.Tools.Audit;
using Rialto.Journal;
using Rialto.Journal.Snapshots;
using Spectre.Console;

namespace Rialto.Host.Tools.Journal;

/// <summary><c>rialto journal verify</c>: every byte of the journal, its archives and snapshots. Exit code 1 where one has changed.</summary>
internal static class VerifyCommand
{
    public static System.CommandLine.Command Make() =>
        new System.CommandLine.Command("verify", "Check every byte of the journal, archived segments included, and of its snapshots; the exchange may run")
            .Does(async (parsed, terminal, stop) =>
            {
                var folder = PastOptions.Folder(parsed);
                JournalVerification? found = null;
                var last = 0L;
                try
                {
                    await terminal.WatchAsync(
                        "verifying", 0, () => Volatile.Read(ref last),
                        () => found = JournalVerification.Run(
                            Path.Combine(folder, "journal"), new SnapshotFolder(Path.Combine(folder, "snapshots")), sequence => Volatile.Write(ref last, sequence), stop),
                        stop);
                }
                catch (Exception problem) when (problem is JournalCorruptException or JournalGapException or IOException or UnauthorizedAccessException)
                {
                    throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
                }

                Print(terminal, found!);
                return found!.BrokenSnapshots.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
            });

    private static void Print(Terminal terminal, JournalVerification found)
    {
        if (terminal.IsJson)
        {
            Terminal.Json(json =>
            {
                json.WriteBoolean("ok", found.BrokenSnapshots.Count == 0);
                json.WriteNumber("first_sequence", found.FirstSequence);
                json.WriteNumber("last_sequence", found.End.Sequence);
                json.WriteString("chain_hash", found.End.ChainHex);
                json.WriteNumber("batches", found.Batches);
                json.WriteNumber("bytes", found.Bytes);
                json.WriteNumber("proven_commands", found.Proofs);
                json.WriteNumber("snapshots", found.Snapshots);
                json.WriteStartArray("broken_snapshots");
                foreach (var (sequence, fault) in found.BrokenSnapshots)
                {
                    json.WriteStartObject();
                    json.WriteString("name", SnapshotFolder.NameOf(sequence));
                    json.WriteString("fault", fault);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                if (found.Torn is { } torn)
                    json.WriteString("torn", torn);
            });
            return;
        }

        foreach (var (sequence, fault) in found.BrokenSnapshots)
            terminal.Out.MarkupLineInterpolated($"[red]Broken[/]     {SnapshotFolder.NameOf(sequence)}: {fault}");
        if (found.Torn is { } unfinished)
            terminal.Out.MarkupLineInterpolated($"[yellow]Unfinished[/] a write at the end, interrupted or under way: {unfinished}");
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"Sequences {found.FirstSequence:N0} to {found.End.Sequence:N0}, {found.Bytes / 1e6:N1} MB in {found.Batches:N0} batches, {found.Proofs:N0} commands with proofs of their events, {found.Snapshots} snapshots: as they were written."));
        terminal.Line($"Chain hash {found.End.ChainHex}");
    }
}
