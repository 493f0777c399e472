using Rialto.Journal;
using Rialto.Journal.Following;
using Rialto.Journal.Segments;
using Rialto.Journal.Snapshots;
using Rialto.Runtime.Clocks;
using Xunit;

namespace Rialto.Unit.Journal;

public sealed class JournalRepairTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("rialto-repair-").FullName;

    private string Folder => Path.Combine(_root, "journal");

    private string Kept => Path.Combine(_root, "kept");

    private string SnapshotsPath => Path.Combine(_root, "snapshots");

    private SnapshotFolder Snapshots => new(SnapshotsPath);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_journal_that_a_start_accepts_has_no_damage()
    {
        var total = Write(40);
        Assert.Null(JournalRepair.Find(Folder, SnapshotsPath));

        // Nor has one whose last write was interrupted: the start cuts that off by itself.
        var (last, batches) = LastSegment();
        var bytes = File.ReadAllBytes(last);
        bytes.AsSpan(batches[^1].End - 30, 30).Clear();
        File.WriteAllBytes(last, bytes);
        Assert.Null(JournalRepair.Find(Folder, SnapshotsPath));
        Assert.InRange(Replayed(), 1, total - 1);
    }

    [Theory]
    [InlineData(1, 60)]
    [InlineData(2, 60)]
    [InlineData(1, 8)]
    public void A_hole_before_whole_batches_is_found_told_and_cut_so_that_a_start_goes_on_before_it(int segment, int written)
    {
        Write(written);
        var files = Directory.GetFiles(Folder, "*.journal").Order(StringComparer.Ordinal).ToList();
        var path = files[segment - 1];
        var bytes = File.ReadAllBytes(path);
        var batches = Batches(bytes);
        BatchHeader.TryDecode(bytes.AsSpan(batches[1].Start), out var hole);
        // What a loss of power may leave with the policy os: a batch that is not there, and a later one that is.
        bytes.AsSpan(batches[1].Start, batches[1].End - batches[1].Start).Clear();
        File.WriteAllBytes(path, bytes);
        Assert.Throws<JournalCorruptException>(() => Replayed());
        var damaged = Everything();

        var damage = JournalRepair.Find(Folder, SnapshotsPath)!;
        Assert.Equal(Path.GetFileName(path), damage.Segment);
        Assert.Equal(hole.FirstSequence - 1, damage.End.Sequence);
        Assert.Equal(written * 4, damage.LostThrough);
        Assert.InRange(damage.LostCommands, 1, damage.LostThrough - damage.End.Sequence - hole.Count);
        Assert.Equal(files.Where(file => string.CompareOrdinal(file, path) > 0).Count(), damage.LaterSegments.Count);
        Assert.Equal(damaged.Keys, Everything().Keys);
        Assert.All(Everything(), file => Assert.Equal(damaged[file.Key], file.Value));

        using (var folder = JournalFolder.Open(Journals.Options(directory: Folder)))
            JournalRepair.Cut(folder, SnapshotsPath, damage, Kept);

        Assert.Null(JournalRepair.Find(Folder, SnapshotsPath));
        Assert.Equal(damage.End.Sequence, Replayed());
        Assert.All(Snapshots.List(), sequence => Assert.True(sequence <= damage.End.Sequence));
        foreach (var kept in Directory.GetFiles(Kept))
            Assert.Equal(damaged[Path.GetFileName(kept)], File.ReadAllBytes(kept));
        Assert.Equal(1 + damage.LaterSegments.Count + damage.LaterSnapshots.Count, Directory.GetFiles(Kept).Length);
        AssertGoesOn(damage.End.Sequence);
    }

    [Fact]
    public void A_cut_that_was_interrupted_is_made_again()
    {
        Write(60);
        var path = Path.Combine(Folder, "00000002.journal");
        var bytes = File.ReadAllBytes(path);
        bytes[Batches(bytes)[2].Start + 70] ^= 8;
        File.WriteAllBytes(path, bytes);
        var damage = JournalRepair.Find(Folder, SnapshotsPath)!;
        using (var folder = JournalFolder.Open(Journals.Options(directory: Folder)))
        {
            JournalRepair.Cut(folder, SnapshotsPath, damage with { CutSegment = 0, LaterSegments = [damage.LaterSegments[^1]] }, Kept);
            var again = JournalRepair.Find(Folder, SnapshotsPath)!;
            Assert.Equal((damage.End.Sequence, damage.Offset), (again.End.Sequence, again.Offset));
            Assert.Throws<IOException>(() => JournalRepair.Cut(folder, SnapshotsPath, again, Kept));
            JournalRepair.Cut(folder, SnapshotsPath, again, Kept + "-2");
        }

        Assert.Equal(damage.End.Sequence, Replayed());
    }

    [Fact]
    public void Damage_of_the_first_header_is_nothing_that_a_cut_could_help()
    {
        Write(10);
        var path = Path.Combine(Folder, "00000001.journal");
        var bytes = File.ReadAllBytes(path);
        bytes[3] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Throws<JournalCorruptException>(() => JournalRepair.Find(Folder, SnapshotsPath));
    }

    [Fact]
    public void A_later_segment_that_is_damaged_at_its_header_goes_whole()
    {
        Write(60);
        var path = Path.Combine(Folder, "00000002.journal");
        var bytes = File.ReadAllBytes(path);
        bytes[17] ^= 1;
        File.WriteAllBytes(path, bytes);
        var damage = JournalRepair.Find(Folder, SnapshotsPath)!;
        Assert.Equal((0, 2), (damage.CutSegment, damage.LaterSegments[0]));
        using (var folder = JournalFolder.Open(Journals.Options(directory: Folder)))
            JournalRepair.Cut(folder, SnapshotsPath, damage, Kept);
        Assert.Equal(damage.End.Sequence, Replayed());
        AssertGoesOn(damage.End.Sequence);
    }

    private static List<(int Start, int End)> Batches(byte[] segment)
    {
        var batches = new List<(int, int)>();
        for (var at = SegmentHeader.SizeBytes; at + BatchHeader.SizeBytes <= segment.Length && BatchHeader.TryDecode(segment.AsSpan(at), out var header); at += header.TotalBytes)
            batches.Add((at, at + header.TotalBytes));
        return batches;
    }

    private (string Path, List<(int Start, int End)> Batches) LastSegment()
    {
        var path = Directory.GetFiles(Folder, "*.journal").Order(StringComparer.Ordinal).Last();
        return (path, Batches(File.ReadAllBytes(path)));
    }

    private Dictionary<string, byte[]> Everything() => Directory.GetFiles(Folder, "*.journal").Concat(Directory.GetFiles(SnapshotsPath))
        .Order(StringComparer.Ordinal).ToDictionary(path => Path.GetFileName(path)!, File.ReadAllBytes);

    private long Replayed()
    {
        using var folder = JournalFolder.Open(Journals.Options(directory: Folder));
        return Journals.Replay(folder).Report.LastSequence;
    }

    private void AssertGoesOn(long from)
    {
        using (var folder = JournalFolder.Open(Journals.Options(directory: Folder)))
        {
            using var writer = new JournalWriter(folder, Journals.Replay(folder).Report, Clock.System);
            for (var i = 0; i < 30; i++)
                Journals.Batch(writer, 4);
        }

        Assert.Equal(from + 120, Replayed());
    }

    private long Write(int batches)
    {
        using var folder = JournalFolder.Open(Journals.Options(directory: Folder));
        using var writer = new JournalWriter(folder, Journals.Replay(folder).Report, new ManualClock(Journals.StartNs));
        var taker = new SnapshotTaker(Snapshots, new SnapshotSchedule(40, 0), new ManualClock(Journals.StartNs));
        using var follower = new JournalFollower<Replica>(new Replica(), new JournalReader(Folder).Open(), 0, () => writer.DurableSequence, [taker]);
        for (var batch = 0; batch < batches; batch++)
            Journals.Batch(writer, 4);
        while (follower.DoWork() > 0)
        {
            // To the end.
        }

        taker.TakeNow();
        return writer.DurableSequence;
    }
}
