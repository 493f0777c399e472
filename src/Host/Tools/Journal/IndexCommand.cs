using System.CommandLine;
using System.Globalization;
using Rialto.BackOffice.Index;
using Rialto.Gateways;
using Rialto.Gateways.Views;
using Rialto.Host.Roles.Following;
using Rialto.Host.Tools.Audit;
using Rialto.Journal;
using Rialto.Journal.Following;
using Rialto.Journal.Snapshots;
using Rialto.Runtime.Clocks;

namespace Rialto.Host.Tools.Journal;

/// <summary><c>rialto journal index</c>: builds what makes the past quick to ask, postings and snapshots, where a running exchange has not.</summary>
internal static class IndexCommand
{
    public static System.CommandLine.Command Make()
    {
        var all = new Option<bool>("--all") { Description = "From the beginning, also what is there already" };
        return new System.CommandLine.Command("index", "Build the audit index and snapshots that are missing, so that questions about the past take less than a second") { all }
            .Does(async (parsed, terminal, stop) =>
            {
                var past = new Past(PastOptions.Folder(parsed));
                try
                {
                    var (commands, written, taken) = (0L, 0L, 0L);
                    var clock = System.Diagnostics.Stopwatch.StartNew();
                    await terminal.WatchAsync("indexing", past.History.End, () => past.History.Position, () => (commands, written, taken) = Build(past, parsed.GetValue(all), stop), stop);
                    if (terminal.IsJson)
                    {
                        Terminal.Json(json =>
                        {
                            json.WriteNumber("commands", commands);
                            json.WriteNumber("intervals", written);
                            json.WriteNumber("snapshots", taken);
                            json.WriteNumber("seconds", Math.Round(clock.Elapsed.TotalSeconds, 3));
                        });
                    }
                    else
                    {
                        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"Read {commands:N0} commands in {clock.Elapsed.TotalSeconds:N1} s; wrote {written:N0} intervals and {taken:N0} snapshots."));
                    }

                    return ExitCode.Ok;
                }
                catch (Exception problem) when (problem is JournalCorruptException or IOException or UnauthorizedAccessException)
                {
                    throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
                }
            });
    }

    private static (long Commands, long Intervals, long Snapshots) Build(Past past, bool all, CancellationToken stop)
    {
        var history = past.History;
        var index = new IndexListener(history);
        var snapshots = new SnapshotFolder(history.SnapshotFolder);
        var (machine, views, cursor, hash) = Begin(history, snapshots, all ? 1 : index.FirstMissing(history.End));
        var taker = new SnapshotTaker(snapshots, new SnapshotSchedule(IndexFolder.IntervalCommands, 0), Clock.System, views);
        var begun = cursor.NextSequence;
        using var follower = new JournalFollower<ReplayedExchange>(machine, cursor, hash, static () => long.MaxValue, [views, index, taker]);
        while (follower.DoWork() > 0)
        {
            stop.ThrowIfCancellationRequested();
            history.Position = follower.Sequence;
        }

        if (index.Failure is { } failure || (failure = taker.Failure) is not null)
            throw new IOException(failure);
        return (Math.Max(0, follower.Sequence - begun + 1), index.Written.Value, taker.Taken.Value);
    }

    /// <summary>At the newest usable snapshot before a command; the views of a start must be in it, since snapshots taken from here hold them too.</summary>
    private static (ReplayedExchange Machine, ViewsReplica Views, JournalCursor Cursor, ulong EventHash) Begin(BackOffice.Replay.History history, SnapshotFolder snapshots, long before)
    {
        foreach (var sequence in snapshots.List().Where(one => one < before).Reverse())
        {
            var views = new ViewsReplica(new ViewOptions());
            if (snapshots.Read(sequence, out _) is { } snapshot && ReplayedExchange.Of(snapshot, out _) is { } machine && views.Load(snapshot.Part(ViewsReplica.Name)) is null)
                return (machine, views, history.Journal.OpenAfter(snapshot.Header.Position), snapshot.Header.EventHash);
        }

        return (ReplayedExchange.New(history.Limits), new ViewsReplica(new ViewOptions()), history.Journal.Open(), 0);
    }
}
