using Rialto.Journal;
using Rialto.Journal.Proofs;
using Rialto.Runtime.Clocks;
using Xunit;

namespace Rialto.Unit.Journal;

public sealed class FolderTests : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "rialto-journal-" + Path.GetRandomFileName(), "journal");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_directory)!, recursive: true);

    [Theory]
    [InlineData(Durability.Fsync)]
    [InlineData(Durability.Os)]
    [InlineData(Durability.Memory)]
    public void A_journal_on_a_disk_comes_back_after_restarts(Durability durability)
    {
        var options = Journals.Options(8192, durability, directory: _directory);
        var written = 0L;
        for (var run = 0; run < 4; run++)
        {
            using var folder = JournalFolder.Open(options);
            var (report, commands) = Journals.Replay(folder);
            RecoveryTests.AssertFirst(commands, written);
            using var writer = new JournalWriter(folder, report, Clock.System);
            for (var batch = 0; batch < 20; batch++)
                Journals.Batch(writer, 8);
            written += 160;
        }
        Assert.All(Directory.GetFiles(_directory, "*.journal"), file => Assert.Equal(8192, new FileInfo(file).Length));
        Assert.True(File.Exists(Path.Combine(_directory, "00000002.journal")));
    }

    [Fact]
    public void A_second_writer_is_refused_and_readers_are_not()
    {
        var options = Journals.Options(directory: _directory);
        using (var folder = JournalFolder.Open(options))
        {
            using var writer = new JournalWriter(folder, Journals.Replay(folder).Report, Clock.System);
            Journals.Batch(writer, 4);
            Assert.Throws<JournalLockedException>(() => JournalFolder.Open(options));
            var keep = new Journals.Keep();
            Assert.Equal(4, new JournalReader(_directory).Read(ref keep).Commands);
        }
        JournalFolder.Open(options).Dispose();
    }

    [Fact]
    public void A_missing_folder_is_an_empty_journal_to_a_reader()
    {
        var keep = new Journals.Keep();
        var report = new JournalReader(_directory).Read(ref keep);
        Assert.Equal((0, 0, 0), (report.Commands, report.LastSequence, report.Position.Sequence));
        Directory.CreateDirectory(_directory);
    }

    [Fact]
    public void A_left_over_prepared_segment_is_ignored()
    {
        var options = Journals.Options(directory: _directory);
        Directory.CreateDirectory(_directory);
        File.WriteAllBytes(Path.Combine(_directory, "next.prepared"), [1, 2, 3]);
        using var folder = JournalFolder.Open(options);
        using var writer = new JournalWriter(folder, Journals.Replay(folder).Report, Clock.System);
        Journals.Batch(writer, 4);
        Assert.Equal(4, writer.DurableSequence);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4095)]
    [InlineData(4097)]
    public void Sizes_out_of_range_are_refused_by_name(int segmentBytes)
    {
        Directory.CreateDirectory(_directory);
        var refusal = Assert.Throws<ArgumentException>(() => JournalFolder.Open(Journals.Options(segmentBytes, directory: _directory)));
        Assert.Contains("SegmentBytes", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("QueueBytes", Assert.Throws<ArgumentException>(() => Journals.Options(queueBytes: 1000).Validate()).Message, StringComparison.Ordinal);
    }

    /// <summary>The format we have promised: this journal, written by these commands, byte for byte.</summary>
    [Fact]
    public void The_golden_journal_is_written_byte_for_byte()
    {
        Directory.CreateDirectory(_directory);
        var store = new MemoryStore();
        var folder = JournalFolder.On(store, Journals.Options());
        var proofs = new ProofQueue();
        var hash = 1UL;
        using (var writer = new JournalWriter(folder, Journals.Replay(folder).Report, new ManualClock(Journals.StartNs), proofs))
        {
            foreach (var count in new[] { 1, 3, 20, 2, 19, 4 })
            {
                var first = writer.DurableSequence + 1;
                Journals.Batch(writer, count);
                for (var sequence = first; sequence <= writer.DurableSequence; sequence++)
                    proofs.Add(sequence, hash, hash *= 0x9E3779B97F4A7C15);
            }
        }
        Assert.Equal(2, store.List().Count);
        foreach (var number in store.List())
        {
            var path = GoldenFiles.Path($"journal-v2/{number:D8}.journal");
            if (Environment.GetEnvironmentVariable("RIALTO_WRITE_GOLDEN") == "1")
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, store[number]);
            }
            Assert.Equal(File.ReadAllBytes(path), store[number]);
        }
    }

    [Theory]
    [InlineData("journal-v1")]
    [InlineData("journal-v2")]
    public void Golden_journals_of_every_version_are_read(string name)
    {
        Directory.CreateDirectory(_directory);
        var keep = new Journals.Keep();
        var report = new JournalReader(GoldenFiles.Path(name)).Read(ref keep);
        Assert.Equal(49, report.LastSequence);
        RecoveryTests.AssertFirst(keep.Commands, 49);
    }
}
