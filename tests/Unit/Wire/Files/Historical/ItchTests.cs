using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Rialto.Model.Orders;
using Rialto.Wire.Files.Historical;
using Xunit;

namespace Rialto.Unit.Wire.Files.Historical;

/// <summary>Messages built by hand from the tables of the specification (Nasdaq TotalView-ITCH 5.0); no recording of ITCH is at hand.</summary>
public class ItchTests
{
    private const long Time = 34_200_000_000_123;

    /// <summary>Every kind with the length that the specification gives it.</summary>
    public static readonly (char Kind, int Length)[] Kinds =
    [
        ('S', 12), ('R', 39), ('H', 25), ('Y', 20), ('L', 26), ('V', 35), ('W', 12), ('K', 28), ('J', 35), ('h', 21), ('A', 36), ('F', 40), ('E', 31), ('C', 36), ('X', 23), ('D', 19),
        ('U', 35), ('P', 44), ('Q', 40), ('B', 19), ('I', 50), ('N', 20), ('O', 48),
    ];

    [Fact]
    public void Every_kind_has_its_length_and_no_other()
    {
        foreach (var (kind, length) in Kinds)
        {
            Assert.True(ItchMessage.TryDecode(Make(kind), out var message, out var reason), $"{kind} {reason}");
            Assert.Equal(((ItchKind)kind, (ushort)7, Time), (message.Kind, message.StockLocate, message.Time));
            Assert.False(ItchMessage.TryDecode(Make(kind).AsSpan(0, length - 1), out _, out reason));
            Assert.Equal("not the length that its kind has", reason);
        }

        Assert.False(ItchMessage.TryDecode("Z0123456789"u8, out _, out var why));
        Assert.Equal("a kind of message that is not known", why);
    }

    [Fact]
    public void Orders_and_trades_are_read_field_by_field()
    {
        var add = Make('A', (11, 8, 1001), (20, 4, 300), (32, 4, 1_234_500));
        add[19] = (byte)'S';
        Assert.True(ItchMessage.TryDecode(add, out var message, out _));
        Assert.Equal((1001UL, Side.Sell, 300L, 1_234_500L), (message.OrderId, message.Side, message.Shares, message.Price));
        Assert.Equal("TEST", Encoding.ASCII.GetString(ItchMessage.StockIn(add)));
        Assert.True(ItchMessage.TryDecode(Make('E', (11, 8, 1001), (19, 4, 100), (23, 8, 55)), out message, out _));
        Assert.Equal((1001UL, 100L, 55UL), (message.OrderId, message.Shares, message.MatchNumber));
        var priced = Make('C', (11, 8, 1001), (19, 4, 100), (23, 8, 56), (32, 4, 99));
        Assert.True(ItchMessage.TryDecode(priced, out message, out _));
        Assert.Equal((100L, 56UL, 99L, true), (message.Shares, message.MatchNumber, message.Price, message.IsPrintable));
        Assert.True(ItchMessage.TryDecode(Make('X', (11, 8, 1001), (19, 4, 40)), out message, out _));
        Assert.Equal((1001UL, 40L), (message.OrderId, message.Shares));
        Assert.True(ItchMessage.TryDecode(Make('U', (11, 8, 1001), (19, 8, 1002), (27, 4, 60), (31, 4, 7)), out message, out _));
        Assert.Equal((1001UL, 1002UL, 60L, 7L), (message.OrderId, message.NewOrderId, message.Shares, message.Price));
        Assert.True(ItchMessage.TryDecode(Make('P', (11, 8, 0), (20, 4, 5), (32, 4, 8), (36, 8, 57)), out message, out _));
        Assert.Equal((Side.Buy, 5L, 8L, 57UL), (message.Side, message.Shares, message.Price, message.MatchNumber));
        Assert.True(ItchMessage.TryDecode(Make('Q', (11, 8, 1_000_000), (27, 4, 9), (31, 8, 58)), out message, out _));
        Assert.Equal((1_000_000L, 9L, 58UL), (message.Shares, message.Price, message.MatchNumber));
        Assert.True(ItchMessage.TryDecode(Make('B', (11, 8, 58)), out message, out _));
        Assert.Equal(58UL, message.MatchNumber);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_is_read_over_what_is_wrong_in_it(bool isPacked)
    {
        var wrong = Make('A');
        wrong[19] = (byte)'X';
        var late = Make('D');
        late[5] = 0xFF;
        byte[] bytes = [.. File(Make('S'), wrong, Make('D'), late, [], Make('S')[..5], "Zz"u8.ToArray(), Make('P')), 0, 36, (byte)'A'];
        if (isPacked)
        {
            var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                gzip.Write(bytes);
            bytes = packed.ToArray();
        }

        using var file = new ItchFile(new MemoryStream(bytes), "test");
        var kinds = new List<ItchKind>();
        while (file.TryRead(out var message))
            kinds.Add(message.Kind);
        Assert.Equal([ItchKind.SystemEvent, ItchKind.Delete, ItchKind.Trade], kinds);
        Assert.Equal(
            [
                "test, row 2: side is neither B nor S", "test, row 4: a time beyond the day", "test, row 5: an empty message", "test, row 6: not the length that its kind has",
                "test, row 7: a kind of message that is not known", "test, row 9: the file ends inside a message",
            ],
            file.Faults.First.Select(fault => fault.ToString()));
    }

    [Fact]
    public void A_message_allocates_nothing()
    {
        var one = File([.. Kinds.Select(kind => Make(kind.Kind))]);
        using var file = new ItchFile(new MemoryStream([.. Enumerable.Repeat(one, 4_000).SelectMany(bytes => bytes)]), "test");
        for (var i = 0; i < 2_000 * Kinds.Length; i++)
            Assert.True(file.TryRead(out _));
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 2_000 / Allocations.Rounds * Kinds.Length; i++)
                Assert.True(file.TryRead(out _));
        }));
        Assert.Equal((false, 0), (file.TryRead(out _), file.Faults.Count));
    }

    internal static byte[] File(params byte[][] messages)
    {
        var file = new MemoryStream();
        Span<byte> length = stackalloc byte[2];
        foreach (var message in messages)
        {
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)message.Length);
            file.Write(length);
            file.Write(message);
        }

        return file.ToArray();
    }

    internal static byte[] Make(char kind, params (int At, int Bytes, long Value)[] fields)
    {
        var message = new byte[Kinds.First(known => known.Kind == kind).Length];
        message[0] = (byte)kind;
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(1), 7);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(5), (ushort)(Time >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(7), unchecked((uint)Time));
        if (kind is 'A' or 'F' or 'P')
        {
            message[19] = (byte)'B';
            "TEST    "u8.CopyTo(message.AsSpan(24));
        }

        if (kind == 'C')
            message[31] = (byte)'Y';
        foreach (var (at, bytes, value) in fields)
        {
            if (bytes == 8)
                BinaryPrimitives.WriteInt64BigEndian(message.AsSpan(at), value);
            else
                BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(at), (uint)value);
        }

        return message;
    }
}
