using Rialto.Journal;
using Rialto.Journal.Archive;
using Rialto.Journal.Following;
using Rialto.Journal.Snapshots;
using Rialto.Model.Orders;
using Rialto.Runtime.Clocks;
using Xunit;

namespace Rialto.Unit.Journal.Archive;

public sealed class ArchiveTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("rialto-archive-").FullName;

    private string Folder => Path.Combine(_root, "journal");

    private SnapshotFolder Snapshots => new(Path.Combine(_root, "snapshots"));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void An_archived_journal_reads_as_before_from_any_sequence()
    {
        var total = Write(batches: 60, snapshotEvery: 40);
        var before = Read(1);
        var report = Retention.Apply(Folder, Snapshots, new RetentionRules(), Journals.StartNs);
        Assert.Null(report.Reason);
        Assert.True(report.Archived >= 3 && report.Deleted == 0);
        Assert.True(report.BytesAfter < report.BytesBefore);
        Assert.Equal(before, Read(1));
        for (var from = 1L; from <= total; from += 3)
            Assert.Equal(before.Skip((int)from - 1), Read(from));
        var segments = SegmentArchive.List(Folder);
        Assert.False(segments[^1].IsArchived);
        Assert.True(segments[0].IsArchived);
        Assert.Equal(0, Retention.Apply(Folder, Snapshots, new RetentionRules(), Journals.StartNs).Archived);

        using var folder = JournalFolder.Open(Journals.Options(directory: Folder));
        Assert.Equal(total, Journals.Replay(folder).Report.LastSequence);
    }

    [Fact]
    public void Every_changed_byte_of_segments_archives_and_snapshots_is_found()
    {
        Write(batches: 24, snapshotEvery: 30);
        Retention.Apply(Folder, Snapshots, new RetentionRules(), Journals.StartNs);
        Assert.Contains(Directory.GetFiles(Folder), file => file.EndsWith(".archive", StringComparison.Ordinal));
        var clean = JournalVerification.Run(Folder, Snapshots);
        Assert.Equal((0, null, true), (clean.BrokenSnapshots.Count, clean.Torn, clean.Snapshots >= 2));

        var files = Directory.GetFiles(Folder).Concat(Directory.GetFiles(Path.Combine(_root, "snapshots")))
            .Where(file => Path.GetExtension(file) is ".journal" or ".archive" or ".snapshot");
        foreach (var file in files)
        {
            var whole = File.ReadAllBytes(file);
            // Of long runs of zeros a sample: the place of a changed zero makes no difference to how it is found.
            for (var at = 0; at < whole.Length; at += whole.AsSpan(at, Math.Min(400, whole.Length - at)).ContainsAnyExcept((byte)0) ? 1 : 199)
            {
                using (var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Write))
                    RandomAccess.Write(handle, [(byte)(whole[at] ^ (1 << (at % 8)))], at);
                Assert.True(IsFound(), $"{Path.GetFileName(file)} at {at}");
                using (var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Write))
                    RandomAccess.Write(handle, [whole[at]], at);
            }
        }

        Assert.False(IsFound());
    }

    [Fact]
    public void What_the_two_newest_snapshots_need_is_never_taken_away()
    {
        var total = Write(batches: 60, snapshotEvery: 50);
        var needed = Snapshots.List().Reverse().Take(2).Select(sequence => Snapshots.ReadHeader(sequence, out _)!.Position.Segment).Min();
        var report = Retention.Apply(Folder, Snapshots, new RetentionRules(KeepSegments: 1), Journals.StartNs);
        Assert.Equal(needed - 1, report.Deleted);
        Assert.Equal(needed, SegmentArchive.List(Folder)[0].Number);
        Assert.Throws<JournalGapException>(() => new JournalReader(Folder).OpenAt(1));
        Assert.Throws<JournalGapException>(() => Read(1));
        foreach (var sequence in Snapshots.List().Reverse().Take(2))
        {
            using var cursor = new JournalReader(Folder).OpenAfter(Snapshots.ReadHeader(sequence, out _)!.Position);
            while (cursor.TryReadBatch())
            {
            }

            Assert.Equal(total, cursor.NextSequence - 1);
        }

        var verified = JournalVerification.Run(Folder, Snapshots);
        Assert.Equal(SegmentArchive.List(Folder)[0].BaseSequence, verified.FirstSequence);
    }

    [Fact]
    public void Segments_go_by_age_only_once_all_in_them_is_old()
    {
        Write(batches: 60, snapshotEvery: 50);
        const long Day = 86_400_000_000_000;
        Assert.Equal(0, Retention.Apply(Folder, Snapshots, new RetentionRules(KeepDays: 2), Journals.StartNs + Day).Deleted);
        Assert.True(Retention.Apply(Folder, Snapshots, new RetentionRules(KeepDays: 2), Journals.StartNs + 3 * Day).Deleted > 0);
    }

    [Fact]
    public void Of_snapshots_the_newest_stay_and_always_two_that_are_right()
    {
        Write(batches: 80, snapshotEvery: 30);
        var all = Snapshots.List();
        Assert.True(all.Count >= 6);
        foreach (var sequence in all.Reverse().Take(3))
        {
            var path = Path.Combine(_root, "snapshots", SnapshotFolder.NameOf(sequence));
            var bytes = File.ReadAllBytes(path);
            bytes[^3] ^= 1;
            File.WriteAllBytes(path, bytes);
        }

        Assert.Equal(0, Retention.Thin(Snapshots, 0));
        Assert.Equal(all.Count - 5, Retention.Thin(Snapshots, 2));
        Assert.Equal(all.Skip(all.Count - 5), Snapshots.List());
        foreach (var sequence in all.Reverse().Take(3))
            Snapshots.Delete(sequence);
        Assert.Equal(0, Retention.Thin(Snapshots, 1));
    }

    [Fact]
    public void More_days_than_there_can_be_keep_everything()
    {
        Write(batches: 60, snapshotEvery: 50);
        Assert.Equal(0, Retention.Apply(Folder, Snapshots, new RetentionRules(KeepDays: 200_000), Journals.StartNs).Deleted);
    }

    [Fact]
    public void Before_a_segment_that_is_missing_nothing_goes_by_age()
    {
        Write(batches: 60, snapshotEvery: 50);
        File.Delete(Path.Combine(Folder, "00000002.journal"));
        Assert.Equal(0, Retention.Apply(Folder, Snapshots, new RetentionRules(Compress: false, KeepDays: 2), Journals.StartNs * 2).Deleted);
    }

    [Fact]
    public void A_folder_that_cannot_be_locked_says_why_and_not_that_somebody_else_is_at_it()
    {
        Assert.Throws<DirectoryNotFoundException>(() => SegmentArchive.TryOpen(Path.Combine(_root, "nowhere")));
        Write(batches: 4, snapshotEvery: 0);
        using var mine = SegmentArchive.TryOpen(Folder);
        Assert.NotNull(mine);
        Assert.Null(SegmentArchive.TryOpen(Folder));
    }

    [Fact]
    public async Task Segments_are_listed_while_somebody_archives_them()
    {
        Write(batches: 60, snapshotEvery: 50);
        var plain = Directory.GetFiles(Folder, "*.journal").ToDictionary(path => path, File.ReadAllBytes);
        var numbers = SegmentArchive.List(Folder).Select(segment => segment.Number).ToList();
        using var over = new CancellationTokenSource();
        var archiving = Task.Run(() =>
        {
            for (var round = 0; round < 15; round++)
            {
                Retention.Apply(Folder, Snapshots, new RetentionRules(), Journals.StartNs);
                foreach (var (path, bytes) in plain)
                    File.WriteAllBytes(path + ".back", bytes);
                foreach (var path in plain.Keys)
                    File.Move(path + ".back", path, overwrite: true);
            }

            over.Cancel();
        });
        while (!over.IsCancellationRequested && !archiving.IsFaulted)
            Assert.Equal(numbers, SegmentArchive.List(Folder).Select(segment => segment.Number));
        await archiving;
    }

    [Fact]
    public void Without_a_snapshot_nothing_is_touched()
    {
        Write(batches: 40, snapshotEvery: 0);
        Assert.Equal("there is no snapshot", Retention.Apply(Folder, Snapshots, new RetentionRules(KeepSegments: 1), Journals.StartNs).Reason);
    }

    [Fact]
    public void A_segment_that_is_there_twice_counts_once_and_a_half_made_archive_not_at_all()
    {
        Write(batches: 40, snapshotEvery: 30);
        var plain = File.ReadAllBytes(Path.Combine(Folder, "00000001.journal"));
        var before = Read(1);
        File.WriteAllBytes(Path.Combine(Folder, "archiving"), plain[..100]);
        Retention.Apply(Folder, Snapshots, new RetentionRules(), Journals.StartNs);
        File.WriteAllBytes(Path.Combine(Folder, "00000001.journal"), plain);
        Assert.Equal(before, Read(1));
        Retention.Apply(Folder, Snapshots, new RetentionRules(), Journals.StartNs);
        Assert.False(File.Exists(Path.Combine(Folder, "00000001.journal")));
        Assert.Equal(before, Read(1));
    }

    [Fact]
    public void A_long_journal_is_read_ahead_and_recovers_to_the_same()
    {
        var total = Write(batches: 100, snapshotEvery: 0);
        using var folder = JournalFolder.Open(Journals.Options(directory: Folder));
        var (report, commands) = Journals.Replay(folder);
        Assert.Equal((total, total), (report.Commands, report.LastSequence));
        RecoveryTests.AssertFirst(commands, total);
    }

    private bool IsFound()
    {
        try
        {
            var found = JournalVerification.Run(Folder, Snapshots);
            return found.BrokenSnapshots.Count > 0 || found.Torn is not null;
        }
        catch (Exception problem) when (problem is JournalCorruptException or JournalGapException)
        {
            return true;
        }
    }

    private List<Command> Read(long from)
    {
        var keep = new Journals.Keep();
        new JournalReader(Folder).Read(ref keep, from, long.MaxValue);
        return keep.Commands;
    }

    private long Write(int batches, int snapshotEvery)
    {
        using var folder = JournalFolder.Open(Journals.Options(directory: Folder));
        using var writer = new JournalWriter(folder, Journals.Replay(folder).Report, new ManualClock(Journals.StartNs));
        var taker = new SnapshotTaker(Snapshots, new SnapshotSchedule(snapshotEvery, 0), new ManualClock(Journals.StartNs));
        using var follower = new JournalFollower<Replica>(new Replica(), new JournalReader(Folder).Open(), 0, () => writer.DurableSequence, [taker]);
        for (var batch = 0; batch < batches; batch++)
        {
            Journals.Batch(writer, 1 + batch % 7);
            while (follower.DoWork() > 0)
            {
            }
        }

        return writer.DurableSequence;
    }
}
