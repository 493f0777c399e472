using System.CommandLine;
using System.Globalization;
using Rialto.BackOffice.Export;
using Rialto.Host.Tools.Audit;
using Rialto.Journal;

namespace Rialto.Host.Tools.Journal;

/// <summary><c>rialto journal export</c>: the audit log as JSON lines, once or as it grows.</summary>
internal static class ExportCommand
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(10);

    public static System.CommandLine.Command Make()
    {
        var from = new Option<string?>("--from") { Description = "Sequence or time to begin at; default: the beginning" };
        var to = new Option<string?>("--to") { Description = "Sequence or time to end at; default: the end" };
        var format = new Option<string>("--format") { Description = "jsonl", DefaultValueFactory = _ => "jsonl" };
        var follow = new Option<bool>("--follow") { Description = "Go on as the journal grows, until interrupted" };
        var output = new Option<string?>("--out") { Description = "File to write; default: standard output" };
        var cursor = new Option<string?>("--cursor") { Description = "Keep the place there and go on from it; with --out every line is written exactly once" };
        return new System.CommandLine.Command("export", "The audit log as JSON lines: every order, change, fill, fee, refusal, session, with nanosecond UTC times") { from, to, format, follow, output, cursor }
            .Does(async (parsed, terminal, stop) =>
            {
                if (parsed.GetValue(format) != "jsonl")
                    throw new ToolException(ExitCode.Usage, "--format knows jsonl.");
                var range = new AuditLogRange(
                    PastOptions.MomentOf(parsed.GetValue(from), "--from"), PastOptions.MomentOf(parsed.GetValue(to), "--to"), parsed.GetValue(output), parsed.GetValue(cursor));
                var past = new Past(PastOptions.Folder(parsed));
                try
                {
                    await RunAsync(terminal, past, range, parsed.GetValue(follow), stop);
                }
                catch (Exception problem) when (problem is JournalCorruptException or IOException or UnauthorizedAccessException)
                {
                    throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
                }

                return ExitCode.Ok;
            });
    }

    private static async Task RunAsync(Terminal terminal, Past past, AuditLogRange range, bool follow, CancellationToken stop)
    {
        await using var standard = range.Output is null ? Console.OpenStandardOutput() : null;
        using var log = new AuditLog(past.History, range, past.Scene.NameOf, standard);
        var (said, lines) = (DateTime.UtcNow, 0L);
        await Task.Factory.StartNew(Write, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (range.Output is not null || follow)
            terminal.Note(Told());

        void Write()
        {
            do
            {
                try
                {
                    log.Advance(stop);
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    return;
                }

                if (!follow || log.IsOver)
                    return;
                if (DateTime.UtcNow - said >= SayEvery && log.Lines != lines)
                {
                    (said, lines) = (DateTime.UtcNow, log.Lines);
                    terminal.Note(Told());
                }
            }
            while (!stop.WaitHandle.WaitOne(LookEvery));
        }

        string Told() => string.Create(
            CultureInfo.InvariantCulture, $"{log.Lines:N0} lines, next {log.Reader.Cursor}, lag {log.Reader.LagCommands:N0} commands ({log.Reader.Lag.TotalSeconds:N1} s)");
    }
}
