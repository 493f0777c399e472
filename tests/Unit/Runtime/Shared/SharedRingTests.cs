using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Runtime.Shared;
using Xunit;

namespace Rialto.Unit.Runtime.Shared;

public sealed class SharedRingTests : IDisposable
{
    private const string Words = "WORDS";
    private readonly string _folder = Directory.CreateTempSubdirectory("rialto-shared-").FullName;

    private string Ring => SharedRingFolder.PathOf("test", _folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Messages_come_in_order_and_whole()
    {
        using var writer = new SharedRingWriter<Message>(Ring, 64, Words, epoch: 5);
        using var reader = Open(Ring);
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(SharedRead.None, reader.TryRead(out _));
            if (i % 2 == 0)
            {
                writer.Publish(Message.Of(i));
            }
            else
            {
                writer.Claim() = Message.Of(i);
                Assert.Equal(SharedRead.None, reader.TryRead(out _)); // claimed is not published
                writer.Publish();
            }

            Assert.Equal(SharedRead.Message, reader.TryRead(out var message));
            Assert.Equal(Message.Of(i), message);
        }

        Assert.Equal((200, 200, 0), (writer.PublishedCount, reader.Position, reader.Missed));
    }

    [Fact]
    public void Messages_written_in_one_call_come_like_others_also_where_they_lap_a_reader()
    {
        using var writer = new SharedRingWriter<Message>(Ring, 16, Words, epoch: 5);
        using var reader = Open(Ring);
        var all = Enumerable.Range(0, 40).Select(n => Message.Of(n)).ToArray();
        writer.Publish(all.AsSpan(0, 0));
        writer.Publish(all.AsSpan(0, 10));
        Assert.Equal(Enumerable.Range(0, 10), Drain(reader));
        writer.Publish(all.AsSpan(10));
        Assert.Equal(SharedRead.Lapped, reader.TryRead(out _));
        Assert.Equal((22, 32), (reader.LastMissed, reader.Position));
        Assert.Equal(Enumerable.Range(32, 8), Drain(reader));
        Assert.Equal(40, writer.PublishedCount);
    }

    [Fact]
    public void Elements_of_any_size_come_whole()
    {
        using var writer = new SharedRingWriter<Odd>(Ring, 4, Words, epoch: 5);
        Assert.Equal(SharedRingFault.None, SharedRing.TryOpen<Odd>(Ring, Words, out var reader));
        using (reader)
        {
            for (var n = 0; n < 10; n++)
            {
                var told = new Odd(n, ~n, (short)(n * 7), (byte)n);
                writer.Publish(in told);
                Assert.Equal((SharedRead.Message, told), (reader!.TryRead(out var read), read));
            }
        }
    }

    [Fact]
    public void Every_reader_sees_every_message_and_begins_where_it_was_opened()
    {
        using var writer = new SharedRingWriter<Message>(Ring, 64, Words, epoch: 5);
        using var early = Open(Ring);
        for (var i = 0; i < 40; i++)
            writer.Publish(Message.Of(i));
        using var late = Open(Ring);
        Assert.Equal(SharedRingFault.None, SharedRing.TryOpen<Message>(Ring, Words, out var oldest, fromOldest: true));
        using (oldest)
        {
            writer.Publish(Message.Of(40));
            Assert.Equal((0, 40, 8), (early.Position, late.Position, oldest!.Position)); // half a ring back
            Assert.Equal(Enumerable.Range(0, 41), Drain(early));
            Assert.Equal([40], Drain(late));
            Assert.Equal(Enumerable.Range(8, 33), Drain(oldest));
        }
    }

    [Fact]
    public void A_slow_reader_is_told_how_many_messages_it_lost_and_goes_on_half_a_ring_behind()
    {
        using var writer = new SharedRingWriter<Message>(Ring, 16, Words, epoch: 5);
        using var reader = Open(Ring);
        for (var i = 0; i < 16; i++)
            writer.Publish(Message.Of(i));
        Assert.Equal(SharedRead.Message, reader.TryRead(out _)); // just not lapped
        for (var i = 16; i < 100; i++)
            writer.Publish(Message.Of(i));
        Assert.Equal(SharedRead.Lapped, reader.TryRead(out _));
        Assert.Equal((91, 91, 92), (reader.LastMissed, reader.Missed, reader.Position)); // 1 was read, 91 lost, 8 left
        Assert.Equal(Enumerable.Range(92, 8), Drain(reader));
        for (var i = 100; i < 120; i++)
            writer.Publish(Message.Of(i));
        Assert.Equal(SharedRead.Lapped, reader.TryRead(out _));
        Assert.Equal((12, 103), (reader.LastMissed, reader.Missed));
        Assert.Equal(120, 1 + 8 + reader.Missed + Drain(reader).Count);
    }

    [Fact]
    public void A_message_that_is_being_overwritten_counts_as_lost()
    {
        using var writer = new SharedRingWriter<Message>(Ring, 4, Words, epoch: 5);
        using var reader = Open(Ring);
        for (var i = 0; i < 4; i++)
            writer.Publish(Message.Of(i));
        writer.Claim() = Message.Of(77); // the slot of message 0, not published yet
        Assert.Equal(SharedRead.Lapped, reader.TryRead(out _));
        Assert.Equal((2, 2), (reader.LastMissed, reader.Position));
        Assert.Equal([2, 3], Drain(reader));
    }

    [Fact]
    public void What_a_racing_writer_tears_is_never_taken_for_whole()
    {
        const int Count = 400_000;
        using var writer = new SharedRingWriter<Message>(Ring, 8, Words, epoch: 5); // small: lapped nearly all the time
        using var reader = Open(Ring);
        var thread = new Thread(() =>
        {
            for (var i = 0; i < Count; i++)
                writer.Publish(Message.Of(i));
        });
        thread.Start();
        long read = 0, last = -1;
        while (read + reader.Missed < Count)
        {
            switch (reader.TryRead(out var message))
            {
                case SharedRead.Message:
                    Assert.Equal(Message.Of((int)message.A), message);
                    Assert.True(message.A > last);
                    Assert.Equal(reader.Position - 1, message.A);
                    last = message.A;
                    read++;
                    break;
                case SharedRead.Broken:
                    Assert.Fail("no writer writes that");
                    break;
                default:
                    Thread.Yield();
                    break;
            }
        }

        thread.Join();
        Assert.Equal(Count, read + reader.Missed);
        Assert.Equal(SharedRead.None, reader.TryRead(out _));
    }

    [Fact]
    public void A_path_has_one_writer()
    {
        using var writer = new SharedRingWriter<Message>(Ring, 4, Words, epoch: 5);
        var problem = Assert.Throws<SharedRingException>(() => new SharedRingWriter<Message>(Ring, 4, Words, epoch: 6));
        Assert.Contains("another process writes this ring", problem.Message, StringComparison.Ordinal);
        writer.Publish(Message.Of(1)); // and the one there is goes on
    }

    [Fact]
    public void A_ring_that_cannot_be_made_says_why_and_lets_go_of_the_path()
    {
        Directory.CreateDirectory(Ring + ".new"); // stands in the way of the file
        Assert.Throws<SharedRingException>(() => new SharedRingWriter<Message>(Ring, 4, Words, epoch: 5));
        Directory.Delete(Ring + ".new");
        new SharedRingWriter<Message>(Ring, 4, Words, epoch: 5).Dispose();
        Assert.Throws<ArgumentOutOfRangeException>(() => new SharedRingWriter<Message>(Ring, 3, Words, epoch: 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SharedRingWriter<Wide>(Ring, 1 << 24, Words, epoch: 5));
        Assert.Throws<ArgumentException>(() => new SharedRingWriter<Message>(Ring, 4, "nine char", epoch: 5));
        Assert.Throws<ArgumentException>(() => SharedRingFolder.PathOf("../other"));
    }

    [Fact]
    public void A_writer_that_ends_restarts_or_falls_silent_is_noticed()
    {
        var first = new SharedRingWriter<Message>(Ring, 8, Words, epoch: 5);
        using var reader = Open(Ring);
        Assert.Equal(SharedWriterHealth.Alive, reader.Look(0, 100));
        Assert.Equal(SharedWriterHealth.Alive, reader.Look(100, 100));
        Assert.Equal(SharedWriterHealth.Silent, reader.Look(101, 100));
        first.Beat();
        Assert.Equal(SharedWriterHealth.Alive, reader.Look(102, 100));
        first.Publish(Message.Of(0));
        first.Dispose();
        Assert.Equal(SharedWriterHealth.Ended, reader.Look(103, 100));
        using var second = new SharedRingWriter<Message>(Ring, 8, Words, epoch: 3); // a clock that was set back
        Assert.Equal(6, second.Epoch);
        Assert.Equal(SharedWriterHealth.Replaced, reader.Look(104, 100));
        Assert.Equal([0], Drain(reader)); // what the first left can still be read
        using var next = Open(Ring);
        Assert.Equal((6, Environment.ProcessId), (next.Terms.Epoch, next.Terms.ProcessId));
    }

    [Fact]
    public void A_subscription_waits_for_the_first_writer_and_goes_over_to_the_next()
    {
        using var subscription = new SharedRingSubscription<Message>(Ring, Words, silentAfterNs: 100);
        Assert.False(subscription.Look(0));
        Assert.Equal((SharedRingFault.Missing, SharedRead.None), (subscription.Fault, subscription.TryRead(out _)));
        var first = new SharedRingWriter<Message>(Ring, 8, Words, epoch: 5);
        Assert.True(subscription.Look(10));
        first.Publish(Message.Of(0));
        first.Publish(Message.Of(1));
        first.Dispose();
        using var second = new SharedRingWriter<Message>(Ring, 8, Words, epoch: 6);
        second.Publish(Message.Of(100));
        Assert.Equal(SharedRead.Message, subscription.TryRead(out _));
        Assert.False(subscription.Look(20)); // the first run is not read to its end
        Assert.Equal(SharedRead.Message, subscription.TryRead(out var last));
        Assert.Equal(1, last.A);
        Assert.Equal(SharedRead.None, subscription.TryRead(out _));
        Assert.True(subscription.Look(30));
        Assert.Equal(SharedRead.Message, subscription.TryRead(out var next)); // from the run's beginning
        Assert.Equal((100, 6, 2, 0), (next.A, subscription.Terms.Epoch, subscription.Runs, subscription.Missed));
        Assert.False(subscription.Look(131));
        Assert.Equal(SharedWriterHealth.Silent, subscription.Health); // nobody has followed
    }

    [Fact]
    public void A_message_takes_no_memory_on_either_side()
    {
        using var writer = new SharedRingWriter<Message>(Ring, 64, Words, epoch: 5);
        using var reader = Open(Ring);
        Assert.Equal(0, Allocations.Of(() => Round(1_000)));

        void Round(int count)
        {
            for (var i = 0; i < count; i++)
            {
                writer.Publish(Message.Of(i));
                writer.Claim() = Message.Of(i);
                writer.Publish();
                writer.Publish([Message.Of(i), Message.Of(i)]);
                writer.Beat();
                reader.TryRead(out _);
                if (i % 100 == 0)
                    reader.Look(i, 1_000_000);
            }
        }
    }

    [Fact]
    public void The_bytes_of_a_ring_are_those_of_the_golden_file()
    {
        const int Process = 48, Checksum = 56;
        using (var writer = new SharedRingWriter<FeedEvent>(Ring, 4, "FEEDEVT1", epoch: 1_763_769_600_000_000_000))
        {
            for (var i = 0; i < 5; i++)
            {
                writer.Publish(new FeedEvent
                {
                    EventTime = new Timestamp(1_763_769_600_000_000_001 + i),
                    ReceiveTime = new Timestamp(1_763_769_600_000_100_000 + i),
                    Sequence = 40 + i,
                    Price = new Price(6_500_012 + i),
                    Quantity = new Quantity(150_000_000),
                    Listing = new ListingId(7),
                    Connection = 3,
                    Kind = FeedEventKind.Level,
                    Flags = FeedEventFlags.FirstOfFrame | FeedEventFlags.LastOfFrame,
                    Venue = FeedVenue.BinanceSpot,
                    Side = Side.Sell,
                });
            }

            writer.Beat();
            writer.Claim().Sequence = 45; // one that was being written
        }

        var bytes = File.ReadAllBytes(Ring);
        Assert.Equal(4096 + (4 * 72), bytes.Length);
        Assert.Equal(Environment.ProcessId, BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(Process)));
        Assert.Equal(Crc32C.Compute(bytes.AsSpan(0, Checksum)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(Checksum)));
        bytes.AsSpan(Process, 12).Clear(); // another process has another number, and with it another checksum
        var text = new StringBuilder();
        for (var offset = 0; offset < bytes.Length; offset += 16)
        {
            var line = bytes.AsSpan(offset, Math.Min(16, bytes.Length - offset));
            if (line.ContainsAnyExcept((byte)0))
                text.Append($"{offset,5} ").AppendJoin(' ', Convert.ToHexStringLower(line).Chunk(2).Select(pair => new string(pair))).Append('\n');
        }

        GoldenFiles.Same("shared/feed-events.txt", text.ToString());
    }

    internal static SharedRingReader<Message> Open(string path)
    {
        Assert.Equal(SharedRingFault.None, SharedRing.TryOpen<Message>(path, Words, out var reader));
        return reader!;
    }

    private static List<int> Drain(SharedRingReader<Message> reader)
    {
        var read = new List<int>();
        while (reader.TryRead(out var message) == SharedRead.Message)
        {
            Assert.Equal(Message.Of((int)message.A), message);
            read.Add((int)message.A);
        }

        return read;
    }

    /// <summary>64 bytes, of which each word says what the others are.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly record struct Message(long A, long B, long C, long D, long E, long F, long G, long H)
    {
        public static Message Of(long n) => new(n, ~n, n * 3, n ^ 0x5555, n << 7, -n, n + 99, n * n);
    }

    /// <summary>19 bytes.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private readonly record struct Odd(long A, long B, short C, byte D);

    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct Wide
    {
        public long First;
    }
}
