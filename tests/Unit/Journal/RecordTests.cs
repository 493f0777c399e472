using Rialto.Journal.Segments;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Xunit;

namespace Rialto.Unit.Journal;

public class RecordTests
{
    [Fact]
    public void Every_number_of_words_survives_and_no_more_than_needed_is_kept()
    {
        for (var words = 1; words <= RecordCodec.WordsMax; words++)
        {
            var command = default(Command);
            Blittable.Bytes(ref command)[(words - 1) * 8 + words % 8] = 1;
            var record = new byte[RecordCodec.SizeBytesMax];
            var length = RecordCodec.Encode(in command, record);
            Assert.Equal(8 + words * 8, length);
            Assert.Equal(length, RecordCodec.LengthOf(record));
            Assert.True(RecordCodec.TryDecode(record.AsSpan(0, length), out var decoded, out var read));
            Assert.Equal(length, read);
            Assert.Equal(Blittable.Bytes(ref command).ToArray(), Blittable.Bytes(ref decoded).ToArray());
        }
    }

    [Fact]
    public void A_plain_limit_order_takes_64_bytes()
    {
        var command = new Command { Sequence = 1, Time = new Timestamp(2), Kind = CommandKind.NewOrder, Instrument = new InstrumentId(1), Owner = new OwnerId(1), Price = new Price(5), Quantity = new Quantity(6) };
        Assert.Equal(64, RecordCodec.Encode(in command, new byte[RecordCodec.SizeBytesMax]));
    }

    [Fact]
    public void The_word_that_is_always_zero_is_never_kept()
    {
        var command = new Command { Sequence = 1, Reserved = -1 };
        Assert.Equal(16, RecordCodec.Encode(in command, new byte[RecordCodec.SizeBytesMax]));
    }

    [Fact]
    public void Random_commands_survive()
    {
        var random = new Random(3);
        var record = new byte[RecordCodec.SizeBytesMax];
        for (var round = 0; round < 10_000; round++)
        {
            var command = default(Command);
            random.NextBytes(Blittable.Bytes(ref command)[..random.Next(1, Command.UsedBytes + 1)]);
            var length = RecordCodec.Encode(in command, record);
            Assert.True(RecordCodec.TryDecode(record.AsSpan(0, length), out var decoded, out _));
            Assert.True(Blittable.Bytes(ref command).SequenceEqual(Blittable.Bytes(ref decoded)));
        }
    }

    [Fact]
    public void Any_changed_byte_and_any_shorter_source_is_noticed()
    {
        var command = Journals.CommandOf(7);
        var record = new byte[RecordCodec.SizeBytesMax];
        var length = RecordCodec.Encode(in command, record);
        for (var at = 0; at < length; at++)
        {
            Assert.False(RecordCodec.TryDecode(record.AsSpan(0, at), out _, out _));
            for (var bit = 0; bit < 8; bit++)
            {
                record[at] ^= (byte)(1 << bit);
                Assert.False(RecordCodec.TryDecode(record, out _, out _));
                record[at] ^= (byte)(1 << bit);
            }
        }
        Assert.True(RecordCodec.TryDecode(record, out _, out _));
    }

    [Fact]
    public void Random_bytes_are_refused_without_a_throw()
    {
        var random = new Random(4);
        for (var round = 0; round < 100_000; round++)
        {
            var bytes = new byte[random.Next(0, 160)];
            random.NextBytes(bytes);
            if (bytes.Length > 6 && round % 2 == 0)
                (bytes[4], bytes[5], bytes[6]) = ((byte)random.Next(0, 17), 1, 0);
            Assert.False(RecordCodec.TryDecode(bytes, out _, out var length));
            Assert.InRange(length, 0, bytes.Length);
        }
    }
}
