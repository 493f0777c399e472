using Rialto.Host.Desk;
using Rialto.Host.Desk.Live;
using Rialto.Journal.Snapshots;
using Rialto.Model.Execution;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>A start loads the newest right snapshot and repeats only what came after it; one that is damaged, of another desk, or newer than the journal is passed over.</summary>
public sealed class DeskSnapshotTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_start_from_a_snapshot_comes_to_the_same_as_one_from_the_beginning()
    {
        var at = Trade(snapshots: 3);
        var whole = Start(loads: false);
        var loaded = Start(loads: true);
        Assert.Equal(whole with { Loaded = at[^1] }, loaded);
        Assert.True(loaded.Placed > 0 && loaded.Loaded > 0 && loaded.Sequence > loaded.Loaded);

        // And again from what that life added.
        using (var rig = new LiveDeskRig(_folder.Path, loads: true))
        {
            Assert.Null(rig.Desk.Difference);
            Quote(rig, 30);
            Take(rig, kept: 3);
            Quote(rig, 5);
        }

        Assert.Equal(Start(loads: false).State, Start(loads: true).State);
        Assert.Empty(Start(loads: true).Notes);
    }

    [Fact]
    public void What_is_damaged_is_passed_over_with_a_word_and_the_one_before_is_loaded()
    {
        var at = Trade(snapshots: 2);
        var whole = Start(loads: false);
        var path = PathOf(at[^1]);
        var right = File.ReadAllBytes(path);
        var random = new Random(11);
        for (var i = 0; i < 60; i++)
        {
            var bytes = right.ToArray();
            if (i % 3 == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            else
                bytes[i % 3 == 1 ? random.Next(256) : random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, bytes);
            var started = Start(loads: true);
            Assert.Equal((at[0], whole.State, whole.Output), (started.Loaded, started.State, started.Output));
            Assert.StartsWith($"snapshot {at[^1]:N0} is passed over: ", started.Notes, StringComparison.Ordinal);
        }

        foreach (var sequence in at)
            File.WriteAllText(PathOf(sequence), "nothing");
        Assert.Equal((0L, whole.State), (Start(loads: true).Loaded, Start(loads: true).State));
    }

    [Fact]
    public void One_that_was_not_named_yet_does_not_count_and_hinders_no_other()
    {
        var at = Trade(snapshots: 1);
        var folder = Path.GetDirectoryName(PathOf(at[0]))!;
        File.Copy(PathOf(at[0]), Path.Combine(folder, "next.writing"));
        Assert.Equal(at[0], Start(loads: true).Loaded);
        using (var rig = new LiveDeskRig(_folder.Path, loads: true))
        {
            Quote(rig, 10);
            Take(rig, kept: 1);
            Assert.Equal([rig.Desk.Trader.Sequence], new SnapshotFolder(folder).List());
        }

        Assert.False(File.Exists(Path.Combine(folder, "next.writing")));
        Assert.Equal(Start(loads: false).State, Start(loads: true).State);
    }

    [Fact]
    public void One_that_is_newer_than_the_journal_is_of_a_desk_that_never_was()
    {
        var at = Trade(snapshots: 1);
        var first = PathOf(at[0]);
        var journal = Directory.GetFiles(Path.Combine(_folder.Path, "run")).ToDictionary(path => path, File.ReadAllBytes);
        using (var rig = new LiveDeskRig(_folder.Path))
        {
            Quote(rig, 20);
            Take(rig, kept: 9);
        }

        // The power went: of the journal less is left than of the snapshot.
        foreach (var path in Directory.GetFiles(Path.Combine(_folder.Path, "run")).Where(path => !path.EndsWith("lock", StringComparison.Ordinal)))
        {
            if (journal.TryGetValue(path, out var bytes))
                File.WriteAllBytes(path, bytes);
            else
                File.Delete(path);
        }

        Assert.Equal(2, Directory.GetFiles(Path.GetDirectoryName(first)!, "*.snapshot").Length);
        var started = Start(loads: true);
        Assert.Equal(at[0], started.Loaded);
        Assert.Contains("is passed over", started.Notes, StringComparison.Ordinal);
        Assert.Equal(Start(loads: false).State, started.State);
    }

    [Fact]
    public void One_of_another_configuration_is_none_of_this_desk()
    {
        Trade(snapshots: 1);
        using var rig = new LiveDeskRig(_folder.Path, loads: true, also: text => text.Replace("\"size\": \"1\"", "\"size\": \"2\"", StringComparison.Ordinal));
        Assert.Equal(0, rig.Loaded);
        Assert.Contains("size", Assert.Single(rig.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_replay_compares_every_snapshot_that_it_meets()
    {
        var at = Trade(snapshots: 3);
        DeskReplay replay;
        using (var rig = new LiveDeskRig(_folder.Path))
        {
            replay = new DeskReplay(rig.Settings);
            replay.Run(rig.Run, CancellationToken.None, comparesSnapshots: true);
        }

        Assert.Null(replay.Difference);
        Assert.Equal(at.Count, replay.Snapshots);
    }

    private List<long> Trade(int snapshots)
    {
        var at = new List<long>();
        using var rig = new LiveDeskRig(_folder.Path);
        for (var i = 0; i < snapshots; i++)
        {
            Quote(rig, 25);
            Take(rig, kept: 9);
            at.Add(rig.Desk.Trader.Sequence);
        }

        Quote(rig, 7);
        Assert.NotEmpty(rig.Link.Sent);
        return at;
    }

    private static void Take(LiveDeskRig rig, int kept)
    {
        var notes = new List<string>();
        using (var snapshots = new DeskSnapshots(rig.Run, rig.Settings.Live with { SnapshotsKept = kept }, notes.Add))
        {
            rig.Desk.Check();
            rig.Desk.Commit();
            Assert.True(snapshots.TakeNow(rig.Desk, rig.Journal));
            Assert.False(snapshots.Take(rig.Desk, rig.Journal));
        }

        Assert.Empty(notes);
    }

    private static void Quote(LiveDeskRig rig, int books)
    {
        if (rig.Desk.Links.Count == 0)
        {
            rig.Begin();
            rig.Say(OrderReportKind.StreamUp);
        }

        for (var i = 0; i < books; i++)
        {
            rig.Wait(100);
            rig.Book(10_000 + i % 5);
            rig.Settle();
            rig.Answer();
            rig.Settle();
        }
    }

    private string PathOf(long sequence) => Path.Combine(_folder.Path, "run", DeskSnapshots.FolderName, SnapshotFolder.NameOf(sequence));

    private Started Start(bool loads)
    {
        using var rig = new LiveDeskRig(_folder.Path, loads: loads);
        Assert.Null(rig.Desk.Difference);
        return new Started(rig.Loaded, rig.Desk.Trader.Sequence, rig.Desk.Trader.StateHash(), rig.Desk.Trader.OutputHash, rig.Desk.Counts.Placed, string.Join('\n', rig.Notes));
    }

    private sealed record Started(long Loaded, long Sequence, ulong State, ulong Output, long Placed, string Notes);
}
