using Rialto.Journal;
using Rialto.Journal.Segments;
using Rialto.Model.Orders;
using Rialto.Runtime.Memory;
using Xunit;

namespace Rialto.Unit.Journal;

public class RecoveryTests
{
    [Fact]
    public void An_empty_journal_is_fine()
    {
        var (_, report, commands, writer) = Journals.Open(new MemoryStore());
        Assert.Empty(commands);
        Assert.Equal((0L, 0L, 0L, 0L), (report.Commands, report.Segments, report.LastSequence, report.TornBytes));
        Assert.Equal(new string('0', 64), report.ChainHex);
        writer.Dispose();
    }

    [Fact]
    public void What_was_written_comes_back_equal_over_many_segments_and_restarts()
    {
        var store = new MemoryStore();
        var written = 0L;
        for (var run = 0; run < 10; run++)
        {
            var (_, report, commands, writer) = Journals.Open(store);
            using (writer)
            {
                Assert.Equal(written, report.LastSequence);
                AssertFirst(commands, written);
                for (var batch = 0; batch < 12; batch++)
                    Journals.Batch(writer, 1 + (batch * run) % 9);
                written = writer.DurableSequence;
                Assert.Equal(writer.AppendedSequence, written);
            }
        }
        Assert.True(store.List().Count > 5);
        var (last, all) = Journals.Replay(JournalFolder.On(store, Journals.Options()));
        AssertFirst(all, written);
        Assert.Equal((written, 0L, null), (last.Commands, last.TornBytes, last.Torn));
        Assert.Equal(all[^1].Time, last.LastTime);
        Assert.InRange(last.Batches, 120, 120 + last.Segments);
    }

    [Fact]
    public void What_recovery_reports_survives_a_power_cut_though_its_flush_had_failed()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var store = Journals.Sample(9);
            using (var writer = Journals.Open(store).Writer)
            {
                store.FlushesUntilFailure = 0;
                for (var i = 0; i < 12; i++)
                    Assert.True(writer.TryAppend(Journals.CommandOf(writer.AppendedSequence + 1)));
                writer.Publish();
                writer.DoWork();
                Assert.Equal(JournalState.Failed, writer.State);
            }
            store.FlushesUntilFailure = int.MaxValue;

            // The process starts again, the machine has gone on: the batch is read back from memory, and shown.
            var shown = Journals.Replay(JournalFolder.On(store, Journals.Options())).Report.LastSequence;
            var after = Journals.Replay(JournalFolder.On(store.AfterPowerCut(new Random(seed)), Journals.Options())).Report;
            Assert.Equal((shown, 0L), (after.LastSequence, after.TornBytes));
        }
    }

    [Fact]
    public void A_tail_torn_at_any_byte_is_cut_reported_and_written_over()
    {
        var whole = Journals.Sample(9);
        var (lastSegment, start, end) = LastBatch(whole);
        var before = Count(whole) - BatchAt(whole[lastSegment], start).Count;
        for (var cut = start; cut < end; cut++)
        {
            var torn = whole.Copy();
            torn[lastSegment].AsSpan(cut).Clear();
            var kept = torn[lastSegment].AsSpan(start).LastIndexOfAnyExcept((byte)0) + 1;

            var (folder, report, commands, writer) = Journals.Open(torn);
            AssertFirst(commands, before);
            Assert.Equal(kept, report.TornBytes);
            Assert.Equal(kept == 0, report.Torn is null);
            Assert.False(torn[lastSegment].AsSpan(start).ContainsAnyExcept((byte)0));
            using (writer)
                Journals.Batch(writer, 3);
            var (again, after) = Journals.Replay(folder);
            AssertFirst(after, before + 3);
            Assert.Equal(0, again.TornBytes);
        }
    }

    [Fact]
    public void A_file_that_lost_its_end_is_torn_there_and_made_whole()
    {
        var whole = Journals.Sample(9);
        var (segment, start, end) = LastBatch(whole);
        var before = Count(whole) - BatchAt(whole[segment], start).Count;
        for (var length = start; length <= end; length++)
        {
            var torn = whole.Copy();
            torn[segment] = torn[segment][..length];
            var (folder, report, commands, writer) = Journals.Open(torn);
            AssertFirst(commands, length == end ? Count(whole) : before);
            Assert.Equal(4096, torn[segment].Length);
            using (writer)
                Journals.Batch(writer, 1);
            Assert.Equal(commands.Count + 1, Journals.Replay(folder).Commands.Count);
        }
    }

    [Fact]
    public void A_tail_of_which_any_blocks_are_missing_is_cut()
    {
        var store = new MemoryStore();
        using (var writer = Journals.Open(store, Journals.Options(1 << 16)).Writer)
        {
            Journals.Batch(writer, 5);
            Journals.Batch(writer, 60);
        }
        var (segment, start, end) = LastBatch(store);
        var random = new Random(11);
        for (var round = 0; round < 500; round++)
        {
            var torn = store.Copy();
            var lost = 0;
            for (var block = start / 512 * 512; block < end; block += 512)
            {
                if (random.Next(3) != 0)
                    continue;
                var from = Math.Max(start, block);
                lost += torn[segment].AsSpan(from..Math.Min(block + 512, end)).ContainsAnyExcept((byte)0) ? 1 : 0;
                torn[segment].AsSpan(from..(block + 512)).Clear();
            }
            var (_, report, commands, writer) = Journals.Open(torn, Journals.Options(1 << 16));
            writer.Dispose();
            AssertFirst(commands, lost == 0 ? 65 : 5);
            Assert.False(lost > 0 && torn[segment].AsSpan(start).ContainsAnyExcept((byte)0));
        }
    }

    [Fact]
    public void Every_changed_byte_is_noticed_and_named()
    {
        var whole = Journals.Sample(36);
        var segments = whole.List();
        Assert.True(segments.Count >= 2);
        foreach (var segment in segments)
        {
            var end = whole[segment].AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
            var isLast = segment == segments[^1];
            for (var at = 0; at < end; at++)
            {
                foreach (var change in new byte[] { 0x01, 0x80, 0xFF })
                {
                    var damaged = whole.Copy();
                    damaged[segment][at] ^= change;
                    if (isLast && at == end - 1 && damaged[segment][at] == 0)
                        continue; // exactly what a write short of one byte looks like
                    var (name, offset) = Refused(damaged);
                    Assert.Equal($"{segment:D8}.journal", name);
                    Assert.InRange(at, offset, offset + 127);
                }
            }
        }
    }

    [Fact]
    public void Bytes_after_the_end_of_a_segment_that_is_followed_by_another_are_damage()
    {
        var damaged = Journals.Sample(36);
        var end = damaged[1].AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        damaged[1][^1] = 1;
        Assert.Equal("00000001.journal", Refused(damaged).Segment);
        Assert.InRange(end, 3000, 4095);
    }

    [Fact]
    public void A_batch_that_vanished_before_the_tail_is_damage()
    {
        var whole = Journals.Sample(9);
        var first = BatchAt(whole[1], SegmentHeader.SizeBytes);
        var damaged = whole.Copy();
        damaged[1].AsSpan(SegmentHeader.SizeBytes, first.TotalBytes).Clear();
        Assert.Equal(("00000001.journal", 128L), Refused(damaged));
    }

    [Fact]
    public void A_segment_that_vanished_or_belongs_elsewhere_is_damage()
    {
        var whole = Journals.Sample(60);
        Assert.True(whole.List().Count >= 3);
        var other = Journals.Sample(61);

        var swapped = whole.Copy();
        (swapped[1], swapped[2]) = (swapped[2], swapped[1]);
        Assert.Equal(("00000001.journal", 0L), Refused(swapped));

        var gap = new MemoryStore();
        gap[1] = whole[1];
        gap[3] = whole[3];
        Assert.Equal(("00000002.journal", 0L), Refused(gap));

        var foreign = whole.Copy();
        var last = foreign.List()[^1];
        foreign[last] = [.. other[1]];
        Assert.Equal(($"{last:D8}.journal", 0L), Refused(foreign));

        var empty = whole.Copy();
        empty[last] = [];
        Assert.Equal(($"{last:D8}.journal", 0L), Refused(empty));

        var longer = whole.Copy();
        longer[last] = [.. longer[last], 0];
        Assert.Equal(($"{last:D8}.journal", 4096L), Refused(longer));
    }

    [Fact]
    public void A_journal_rewritten_with_right_checksums_breaks_the_chain()
    {
        var damaged = Journals.Sample(9);
        var segment = damaged[1];
        var header = BatchAt(segment, SegmentHeader.SizeBytes);
        var record = segment.AsSpan(SegmentHeader.SizeBytes + BatchHeader.SizeBytes, header.PayloadBytes);
        Assert.True(RecordCodec.TryDecode(record, out var command, out _));
        command.Owner = new OwnerId(666);
        Span<byte> forged = stackalloc byte[RecordCodec.SizeBytesMax];
        var length = RecordCodec.Encode(in command, forged);
        forged[..length].CopyTo(record);
        Assert.Equal(("00000001.journal", 128L), Refused(damaged));
    }

    [Fact]
    public void A_newer_format_is_refused_by_its_number()
    {
        var store = Journals.Sample(2);
        store[1][8] = 3;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(store[1].AsSpan(120), Crc32C.Compute(store[1].AsSpan(0, 120)));
        var refusal = Assert.Throws<JournalCorruptException>(() => Journals.Open(store));
        Assert.Contains("format version 3 is unknown", refusal.Message, StringComparison.Ordinal);
    }

    internal static void AssertFirst(List<Command> commands, long count)
    {
        Assert.Equal(count, commands.Count);
        for (var i = 0; i < commands.Count; i++)
        {
            var (expected, actual) = (Journals.CommandOf(i + 1), commands[i]);
            Assert.True(Blittable.Bytes(ref expected).SequenceEqual(Blittable.Bytes(ref actual)), $"command {i + 1}");
        }
    }

    private static (string Segment, long Offset) Refused(MemoryStore store)
    {
        var copies = store.List().ToDictionary(number => number, number => (byte[])store[number].Clone());
        var refusal = Assert.Throws<JournalCorruptException>(() => Journals.Open(store));
        foreach (var (number, bytes) in copies)
            Assert.Equal(bytes, store[number]); // refusing changes nothing
        return (refusal.Segment, refusal.Offset);
    }

    private static BatchHeader BatchAt(byte[] segment, int offset)
    {
        Assert.True(BatchHeader.TryDecode(segment.AsSpan(offset), out var header));
        return header;
    }

    private static (long Segment, int Start, int End) LastBatch(MemoryStore store)
    {
        var number = store.List()[^1];
        var (start, at) = (0, SegmentHeader.SizeBytes);
        while (BatchHeader.TryDecode(store[number].AsSpan(at), out var header))
            (start, at) = (at, at + header.TotalBytes);
        return (number, start, at);
    }

    private static long Count(MemoryStore store) => Journals.Replay(JournalFolder.On(store.Copy(), Journals.Options())).Report.Commands;
}
