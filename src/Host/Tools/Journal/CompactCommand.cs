using System.CommandLine;
using System.Globalization;
using Rialto.Host.Tools.Audit;
using Rialto.Journal;
using Rialto.Journal.Archive;
using Rialto.Journal.Snapshots;
using Rialto.Runtime.Clocks;

namespace Rialto.Host.Tools.Journal;

/// <summary><c>rialto journal compact</c>: archives segments that no start needs, and takes old ones away where that is asked for.</summary>
internal static class CompactCommand
{
    public static System.CommandLine.Command Make()
    {
        var keepSegments = new Option<int>("--keep-segments") { Description = "Take away segments before the newest N; default: none" };
        var keepDays = new Option<int>("--keep-days") { Description = "Take away segments whose commands are all older than N days; default: none" };
        return new System.CommandLine.Command("compact", "Compress segments wholly older than the newest snapshot; they stay readable. The exchange may run") { keepSegments, keepDays }
            .Does(async (parsed, terminal, stop) =>
            {
                var folder = PastOptions.Folder(parsed);
                var rules = new RetentionRules(Compress: true, parsed.GetValue(keepSegments), parsed.GetValue(keepDays));
                if (rules.KeepSegments < 0 || rules.KeepDays < 0)
                    throw new ToolException(ExitCode.Usage, "--keep-segments and --keep-days are 0 and up.");
                RetentionReport? report = null;
                var at = 0L;
                try
                {
                    await terminal.WatchAsync(
                        "compacting, segment", 0, () => Volatile.Read(ref at),
                        () => report = Retention.Apply(
                            Path.Combine(folder, "journal"), new SnapshotFolder(Path.Combine(folder, "snapshots")), rules, Clock.System.UtcNanoseconds,
                            number => Volatile.Write(ref at, number)),
                        stop);
                }
                catch (Exception problem) when (problem is JournalCorruptException or IOException or UnauthorizedAccessException)
                {
                    throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
                }

                if (report!.Reason is { } reason)
                    throw new ToolException(ExitCode.Refused, $"Nothing was done: {reason}.");
                Print(terminal, report);
                return ExitCode.Ok;
            });
    }

    private static void Print(Terminal terminal, RetentionReport report)
    {
        if (!terminal.IsJson)
        {
            terminal.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"Archived {report.Archived} segments, {report.BytesBefore / 1e6:N1} MB now {report.BytesAfter / 1e6:N1} MB; took away {report.Deleted}."));
            return;
        }

        Terminal.Json(json =>
        {
            json.WriteNumber("archived", report.Archived);
            json.WriteNumber("bytes_before", report.BytesBefore);
            json.WriteNumber("bytes_after", report.BytesAfter);
            json.WriteNumber("deleted", report.Deleted);
        });
    }
}
