using System.Buffers;
using Rialto.Journal;
using Rialto.Journal.Following;
using Rialto.Journal.Snapshots;
using Rialto.Model.Units;
using Rialto.Runtime.Clocks;
using Rialto.Twins.Lockstep;
using Xunit;

namespace Rialto.Unit.Journal.Snapshots;

public class SnapshotTests
{
    [Fact]
    public void What_is_saved_comes_back_part_by_part()
    {
        var store = new MemorySnapshots();
        var folder = new SnapshotFolder(store);
        var parts = new[] { Part("exchange", 2_500_000), Part("views", 17), Part("nothing", 0) };
        var saved = folder.Save(Cut(4711), 99, parts);
        Assert.Equal([4711], folder.List());

        var snapshot = folder.Read(4711, out var fault);
        Assert.Null(fault);
        Assert.Equal((4711, 4711UL * 3, 99UL), (snapshot!.Header.Sequence, snapshot.Header.EventHash, snapshot.Header.StateHash));
        Assert.Equal((saved.LengthBytes, 2_500_017), (snapshot.Header.LengthBytes, snapshot.Header.ContentBytes));
        Assert.Equal(Cut(4711).Position.ChainHex, snapshot.Header.Position.ChainHex);
        Assert.Equal((7L, 8L, 9L, 10L), (snapshot.Header.Position.Time.Nanoseconds, snapshot.Header.Position.Segment, snapshot.Header.Position.Offset, snapshot.Header.Position.BatchOffset));
        foreach (var part in parts)
            Assert.True(snapshot.Part(part.PartName).ToArray().AsSpan().SequenceEqual(part.Bytes));
        Assert.True(snapshot.Part("another").IsEmpty);
        Assert.Null(folder.Verify(4711));
    }

    [Fact]
    public void Every_changed_byte_and_every_lost_end_is_found()
    {
        var store = new MemorySnapshots();
        var folder = new SnapshotFolder(store);
        folder.Save(Cut(1), 99, [Part("exchange", 900), Part("views", 3)]);
        var whole = store[1];
        for (var at = 0; at < whole.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var broken = (byte[])whole.Clone();
                broken[at] ^= (byte)(1 << bit);
                store[1] = broken;
                Assert.NotNull(folder.Verify(1));
            }

            store[1] = whole[..at];
            Assert.NotNull(folder.Verify(1));
        }

        store[1] = [.. whole, 0];
        Assert.NotNull(folder.Verify(1));
        store[2] = whole;
        Assert.Equal("its header says sequence 1", folder.Verify(2));
        Assert.NotNull(folder.Verify(3));
    }

    [Fact]
    public void Bytes_of_any_kind_never_throw()
    {
        var store = new MemorySnapshots();
        var folder = new SnapshotFolder(store);
        folder.Save(Cut(1), 99, [Part("exchange", 5_000)]);
        var whole = store[1];
        var dice = new Dice(5);
        for (var i = 0; i < 2_000; i++)
        {
            var broken = (byte[])whole.Clone();
            for (var n = dice.Between(1, 30); n > 0; n--)
                broken[dice.Between(248, broken.Length - 1)] = (byte)dice.Between(0, 255);
            // The header's checksum put right, so that what follows is looked at.
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(broken.AsSpan(248), Rialto.Runtime.Memory.Crc32C.Compute(broken.AsSpan(0, 248)));
            "SNP\n"u8.CopyTo(broken.AsSpan(252));
            store[1] = broken;
            Assert.Equal(folder.Read(1, out var fault) is null, fault is not null);
        }
    }

    [Fact]
    public void Two_processes_do_not_write_into_one_snapshot()
    {
        var directory = Directory.CreateTempSubdirectory("rialto-test-").FullName;
        var folder = new SnapshotFolder(directory);
        var problem = (IOException?)null;
        folder.Save(Cut(1), 99, [new CallingPart(() => problem = Assert.Throws<IOException>(() => new SnapshotFolder(directory).Save(Cut(2), 98, [Part("exchange", 900)])))]);

        Assert.NotNull(problem);
        Assert.Equal([1], folder.List());
        Assert.Null(folder.Verify(1));
        folder.Save(Cut(2), 98, [Part("exchange", 900)]);
        Assert.Null(folder.Verify(2));
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void A_full_disk_leaves_what_was_there()
    {
        var store = new MemorySnapshots();
        var folder = new SnapshotFolder(store);
        folder.Save(Cut(1), 99, [Part("exchange", 900)]);
        for (var writes = 0; writes < 4; writes++)
        {
            store.WritesUntilFull = writes;
            Assert.Throws<IOException>(() => folder.Save(Cut(2), 99, [Part("exchange", 900)]));
            Assert.Equal([1], folder.List());
        }

        Assert.Null(folder.Verify(1));
    }

    [Fact]
    public void Snapshots_are_taken_every_so_many_commands_or_minutes_and_a_failure_only_tells()
    {
        var journal = new MemoryStore();
        var writer = Journals.Open(journal).Writer;
        var (store, clock) = (new MemorySnapshots(), new ManualClock(Journals.StartNs));
        var taker = new SnapshotTaker(new SnapshotFolder(store), new SnapshotSchedule(50, 2), clock, Part("views", 5));
        using var follower = new JournalFollower<Replica>(new Replica(), new JournalReader(journal).Open(), 0, () => writer.DurableSequence, [taker]);
        void Work(int batches)
        {
            for (var i = 0; i < batches; i++)
                Journals.Batch(writer, 4);
            while (follower.DoWork() > 0)
            {
            }
        }

        Work(12);
        Assert.Empty(store.List());
        Work(1);
        Assert.Equal([52], store.List());
        store.WritesUntilFull = 0;
        Work(13);
        Assert.Equal((1, 1), (taker.Taken.Value, taker.Failed.Value));
        Assert.Equal("no space left on device", taker.Failure);
        store.WritesUntilFull = int.MaxValue;
        clock.Advance(2 * 60_000_000_000);
        Work(1);
        Assert.Equal([52, 108], store.List());
        Assert.Null(taker.Failure);
        clock.Advance(2 * 60_000_000_000);
        Work(0);
        taker.TakeNow();
        Assert.Equal([52, 108], store.List());
        Work(1);
        Assert.Equal([52, 108, 112], store.List());
        writer.Dispose();
    }

    [Fact]
    public void Of_a_machine_that_is_not_to_be_believed_no_snapshot_is_taken()
    {
        var journal = new MemoryStore();
        var writer = Journals.Open(journal).Writer;
        for (var i = 0; i < 20; i++)
            Journals.Batch(writer, 4);
        var (store, isBelieved) = (new MemorySnapshots(), true);
        var taker = new SnapshotTaker(new SnapshotFolder(store), new SnapshotSchedule(10), new ManualClock(1)) { MayTake = () => isBelieved };
        using var follower = new JournalFollower<Replica>(new Replica(), new JournalReader(journal).Open(), 0, () => writer.DurableSequence, [taker]);
        for (var i = 0; i < 10; i++)
            follower.DoWork();
        var before = store.List().Count;
        isBelieved = false;
        while (follower.DoWork() > 0)
        {
        }

        taker.TakeNow();
        Assert.Equal((before, true), (store.List().Count, before > 1));
        writer.Dispose();
    }

    [Fact]
    public void A_follower_that_starts_from_a_snapshot_goes_on_to_the_same_hashes()
    {
        var journal = new MemoryStore();
        var writer = Journals.Open(journal).Writer;
        for (var i = 0; i < 60; i++)
            Journals.Batch(writer, 1 + i % 4);
        var store = new MemorySnapshots();
        var folder = new SnapshotFolder(store);
        var taker = new SnapshotTaker(folder, new SnapshotSchedule(10), new ManualClock(1));
        using var straight = new JournalFollower<Replica>(new Replica(), new JournalReader(journal).Open(), 0, () => writer.DurableSequence, [taker]);
        while (straight.DoWork() > 0)
        {
        }

        taker.TakeNow();
        var last = taker.Last!;
        foreach (var sequence in store.List())
        {
            var snapshot = folder.Read(sequence, out _)!;
            var again = new MemorySnapshots();
            var takerAgain = new SnapshotTaker(new SnapshotFolder(again), new SnapshotSchedule(0, 0), new ManualClock(1));
            using var follower = new JournalFollower<Replica>(
                Replica.Of(snapshot), new JournalReader(journal).OpenAfter(snapshot.Header.Position), snapshot.Header.EventHash, () => writer.DurableSequence, [takerAgain]);
            while (follower.DoWork() > 0)
            {
            }

            takerAgain.TakeNow();
            var end = takerAgain.Last ?? snapshot.Header;
            Assert.Equal((last.Sequence, last.EventHash, last.StateHash, last.Position.ChainHex), (end.Sequence, end.EventHash, end.StateHash, end.Position.ChainHex));
        }

        writer.Dispose();
    }

    private static FollowerCut Cut(long sequence)
    {
        var chain = new byte[32];
        chain[3] = 5;
        return new FollowerCut(new JournalPosition(sequence, new Timestamp(7), 8, 9, 10, chain), (ulong)sequence * 3);
    }

    private static BytesPart Part(string name, int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
            bytes[i] = (byte)(i % 11 == 0 ? i * 7 : 0);
        return new BytesPart(name, bytes);
    }

    private sealed record CallingPart(Action Call) : ISnapshotPart
    {
        public string PartName => "calling";

        public void Save(IBufferWriter<byte> target)
        {
            target.Write(new byte[100]);
            Call();
        }
    }

    private sealed record BytesPart(string PartName, byte[] Bytes) : ISnapshotPart
    {
        public void Save(IBufferWriter<byte> target) => target.Write(Bytes);
    }
}
