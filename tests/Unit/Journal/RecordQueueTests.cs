using System.Buffers.Binary;
using Rialto.Journal.Segments;
using Rialto.Runtime.Agents;
using Xunit;

namespace Rialto.Unit.Journal;

public class RecordQueueTests
{
    [Fact]
    public void Nothing_is_taken_before_it_is_published()
    {
        var queue = new RecordQueue(1024);
        Assert.True(queue.TryAppend(Journals.CommandOf(1)));
        Assert.Equal(0, queue.Take(new byte[1000], out var count));
        queue.Publish();
        Assert.True(queue.DepthBytes > 0);
        Assert.True(queue.Take(new byte[1000], out count) > 0);
        Assert.Equal(1, count);
        Assert.Equal(0, queue.DepthBytes);
    }

    [Fact]
    public void Only_whole_records_are_taken()
    {
        var queue = new RecordQueue(1024);
        queue.TryAppend(Journals.CommandOf(3));
        queue.TryAppend(Journals.CommandOf(6));
        queue.Publish();
        Assert.Equal(0, queue.Take(new byte[63], out _));
        Assert.Equal(64, queue.Take(new byte[127], out var count));
        Assert.Equal(1, count);
        Assert.Equal(64, queue.Take(new byte[64], out _));
    }

    [Fact]
    public void A_full_queue_refuses_and_goes_on_where_it_was()
    {
        var queue = new RecordQueue(1024);
        var target = new byte[1 << 16];
        var (next, expected) = (1L, 1L);
        for (var lap = 0; lap < 200; lap++)
        {
            while (queue.TryAppend(Journals.CommandOf(next)))
                next++;
            queue.Publish();
            Assert.InRange(queue.DepthBytes, 1, 1024);
            var taken = queue.Take(target.AsSpan(0, 64 + lap % 300), out _);
            Check(target.AsSpan(0, taken), ref expected);
        }
        Check(target.AsSpan(0, queue.Take(target, out _)), ref expected);
        Assert.Equal(next, expected);
    }

    [Fact]
    public void Two_threads_pass_every_record_once_and_in_order()
    {
        const long count = 100_000;
        var queue = new RecordQueue(4096);
        var producer = new Thread(() =>
        {
            for (var sequence = 1L; sequence <= count; sequence++)
            {
                var command = Journals.CommandOf(sequence);
                while (!queue.TryAppend(in command))
                {
                    queue.Publish();
                    Thread.Yield();
                }
                if (sequence % 7 == 0)
                    queue.Publish();
            }
            queue.Publish();
        });
        producer.Start();
        var expected = 1L;
        var target = new byte[2000];
        var idle = new IdleStrategy(new WakeSignal(), 10, 1, TimeSpan.FromMilliseconds(1));
        while (expected <= count)
        {
            var taken = queue.Take(target, out _);
            Check(target.AsSpan(0, taken), ref expected);
            idle.Idle(taken);
        }
        producer.Join();
    }

    private static void Check(ReadOnlySpan<byte> records, ref long expected)
    {
        while (!records.IsEmpty)
        {
            Assert.True(RecordCodec.TryDecode(records, out var command, out var length));
            Assert.Equal(expected, BinaryPrimitives.ReadInt64LittleEndian(records[RecordCodec.SequenceOffset..]));
            Assert.Equal(Journals.CommandOf(expected).Price, command.Price);
            expected++;
            records = records[length..];
        }
    }
}
