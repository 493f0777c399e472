using System.Buffers;
using System.Text;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Multicast;
using Xunit;

namespace Rialto.Unit.Wire.Multicast;

public sealed class MulticastCodecTests
{
    private static readonly PacketHeader Header = new(PacketKind.Messages, MulticastChannel.Crypto, 3, 12, 1_763_769_600_000_000_000, 1_000, 77, 1_763_769_600_000_200_000, 1_763_769_600_000_100_000);

    [Fact]
    public void The_bytes_of_the_protocol_are_those_of_the_golden_file()
    {
        var packet = Packet();
        var heartbeat = new byte[PacketHeader.HeaderBytes];
        (Header with { Kind = PacketKind.Heartbeat, MessageCount = 0, FirstReceiveTime = 0 }).Encode(heartbeat);
        var request = new byte[SnapshotRequest.FrameBytes];
        new SnapshotRequest(SnapshotKind.Books, MulticastChannel.Stock).Encode(request);
        var answer = new byte[SnapshotAnswer.HeaderBytes];
        new SnapshotAnswer(SnapshotKind.Books, MulticastChannel.Crypto, SnapshotStatus.Ok, 5, 1_003, 64, SnapshotAnswer.ChecksumOf(packet.AsSpan(66, 64)), 12).Encode(answer);
        var records = new ArrayBufferWriter<byte>();
        ListingRecord.Encode(ListingOf(), 4, records);
        Span<byte> line = stackalloc byte[StatusLine.BytesMax];
        var exchange = Encoding.ASCII.GetString(line[..StatusLine.EncodeExchange("BinanceSpot"u8, "book"u8, 4711, 1_763_769_600_000_000_000, line)]);
        var connections = Encoding.ASCII.GetString(line[..StatusLine.EncodeConnections("Kraken"u8, 3, 1, line)]);
        GoldenFiles.Same(
            "multicast/bytes.txt",
            $"packet\n{Hex(packet)}heartbeat\n{Hex(heartbeat)}request\n{Hex(request)}answer\n{Hex(answer)}listing\n{Hex(records.WrittenSpan)}lines\n{exchange}\n{connections}\n");
    }

    [Fact]
    public void Messages_come_back_as_they_were()
    {
        var packet = Packet();
        Assert.Equal(PacketFault.None, PacketHeader.TryDecode(packet, out var header));
        Assert.Equal(Header, header);
        Assert.True(MulticastMessage.TryDecode(packet.AsSpan(PacketHeader.OffsetOf(0), 64), out FeedEvent told));
        Assert.Equal(Told(), told);
        Assert.True(MulticastMessage.TryDecode(packet.AsSpan(PacketHeader.OffsetOf(1), 64), out MulticastBbo best));
        Assert.Equal(Bbo(), best);
        Assert.True(MulticastMessage.TryDecode(packet.AsSpan(PacketHeader.OffsetOf(2), 64), out MulticastNbbo national));
        Assert.Equal(Nbbo(), national);
        Assert.False(MulticastMessage.TryDecode(packet.AsSpan(PacketHeader.OffsetOf(1), 64), out FeedEvent _));
        var records = new ArrayBufferWriter<byte>();
        ListingRecord.Encode(ListingOf(), 4, records);
        ListingRecord.Encode(ListingOf() with { Id = new ListingId(13), Symbol = "" }, -1, records);
        var rest = records.WrittenSpan;
        Assert.True(ListingRecord.TryDecode(ref rest, out var listing, out var symbol));
        Assert.Equal((ListingOf(), 4), (listing, symbol));
        Assert.True(ListingRecord.TryDecode(ref rest, out listing, out symbol));
        Assert.Equal((13, -1), (listing.Id.Value, symbol));
        Assert.True(rest.IsEmpty);
        Assert.Equal((66, 64, 1_410), (PacketHeader.HeaderBytes, FeedEvent.SizeBytes, PacketHeader.PacketBytesMax));
    }

    [Fact]
    public void Every_spoiled_byte_and_every_cut_of_a_packet_is_noticed()
    {
        var good = Packet();
        for (var i = 0; i < good.Length; i++)
        {
            var spoiled = good.ToArray();
            spoiled[i] ^= 0x10;
            Assert.NotEqual(PacketFault.None, PacketHeader.TryDecode(spoiled, out _));
            Assert.NotEqual(PacketFault.None, PacketHeader.TryDecode(good.AsSpan(0, i), out _));
        }
    }

    [Fact]
    public void Headers_with_values_that_cannot_be_are_refused_although_their_checksum_is_right()
    {
        PacketHeader[] bad =
        [
            Header with { Kind = PacketKind.None }, Header with { Kind = (PacketKind)4 }, Header with { Kind = PacketKind.Heartbeat }, Header with { Channel = MulticastChannel.None },
            Header with { Channel = (MulticastChannel)3 }, Header with { Epoch = 0 }, Header with { Sequence = 0 }, Header with { Sequence = long.MaxValue }, Header with { Packet = 0 },
            Header with { Listings = -1 },
        ];
        foreach (var header in bad)
        {
            var packet = Packet();
            header.Encode(packet);
            Assert.Equal(PacketFault.BadValue, PacketHeader.TryDecode(packet, out _));
        }
    }

    [Fact]
    public void Nothing_that_comes_in_makes_a_decoder_throw()
    {
        var random = new Random(7_411);
        var records = new ArrayBufferWriter<byte>();
        ListingRecord.Encode(ListingOf(), 4, records);
        byte[][] seeds = [Packet(), records.WrittenSpan.ToArray(), "EXCHANGE|BinanceSpot|book|4711|1763769600000000000"u8.ToArray(), "CONN|Kraken|3|1|4"u8.ToArray(), new byte[16], new byte[48]];
        for (var round = 0; round < 60_000; round++)
        {
            var bytes = seeds[round % seeds.Length].ToArray();
            for (var spoils = random.Next(1, 5); spoils > 0; spoils--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var some = bytes.AsSpan(0, random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length);
            PacketHeader.TryDecode(some, out _);
            SnapshotRequest.TryDecode(some, out _);
            SnapshotAnswer.TryDecode(some, out _);
            StatusLine.TryDecodeExchange(some, out _, out _, out _, out _);
            StatusLine.TryDecodeConnections(some, out _, out _, out _);
            ReadOnlySpan<byte> rest = some;
            while (ListingRecord.TryDecode(ref rest, out _, out _))
            {
            }

            for (var n = 0; n < 3; n++)
            {
                var message = bytes.AsSpan(Math.Min(bytes.Length, PacketHeader.OffsetOf(n)));
                message = message[..Math.Min(64, message.Length)];
                MulticastMessage.TryDecode(message, out FeedEvent _);
                MulticastMessage.TryDecode(message, out MulticastBbo _);
                MulticastMessage.TryDecode(message, out MulticastNbbo _);
            }
        }
    }

    [Theory]
    [InlineData("EXCHANGE|BinanceSpot|book|4711|1", true)]
    [InlineData("EXCHANGE|BinanceSpot|book|4711|", false)]
    [InlineData("EXCHANGE|BinanceSpot|book|4711|1|", false)]
    [InlineData("EXCHANGE|BinanceSpot|book|4711", false)]
    [InlineData("EXCHANGE||book|4711|1", false)]
    [InlineData("EXCHANGE|A b|book|4711|1", false)]
    [InlineData("EXCHANGE|A|book|-1|1", false)]
    [InlineData("EXCHANGE|A|book|99999999999999999999|1", false)]
    [InlineData("CONN|Kraken|3|1|4", true)]
    [InlineData("CONN|Kraken|3|1|5", false)]
    [InlineData("CONN|Kraken|3|1|4\n", false)]
    [InlineData("conn|Kraken|3|1|4", false)]
    [InlineData("", false)]
    public void A_line_is_whole_or_nothing(string line, bool isOne)
    {
        var bytes = Encoding.ASCII.GetBytes(line);
        Assert.Equal(isOne, StatusLine.TryDecodeExchange(bytes, out _, out _, out _, out _) || StatusLine.TryDecodeConnections(bytes, out _, out _, out _));
    }

    private static byte[] Packet()
    {
        var packet = new byte[PacketHeader.OffsetOf(3)];
        MulticastMessage.Encode(Told(), packet.AsSpan(PacketHeader.OffsetOf(0)));
        MulticastMessage.Encode(Bbo(), packet.AsSpan(PacketHeader.OffsetOf(1)));
        MulticastMessage.Encode(Nbbo(), packet.AsSpan(PacketHeader.OffsetOf(2)));
        Header.Encode(packet);
        return packet;
    }

    private static FeedEvent Told() => new()
    {
        EventTime = new Timestamp(1_763_769_600_000_000_000),
        ReceiveTime = new Timestamp(1_763_769_600_000_100_000),
        Sequence = 40,
        Price = new Price(6_500_012),
        Quantity = new Quantity(150_000_000),
        Listing = new ListingId(7),
        Connection = 3,
        Kind = FeedEventKind.Level,
        Flags = FeedEventFlags.FirstOfFrame | FeedEventFlags.LastOfFrame,
        Venue = FeedVenue.BinanceSpot,
        Side = Side.Sell,
    };

    private static MulticastBbo Bbo() =>
        new(new ListingId(7), FeedVenue.BinanceSpot, new Price(6_500_011), new Quantity(1), new Price(6_500_012), new Quantity(150_000_000), new Timestamp(1_763_769_600_000_100_000));

    private static MulticastNbbo Nbbo() => new(
        4, 2, 8, new Price(6_500_011), new Quantity(1), 1 << 1, new Price(6_500_012), new Quantity(150_000_000), (1 << 1) | (1 << 6), new Timestamp(1_763_769_600_000_100_000));

    private static Listing ListingOf() =>
        new(new ListingId(7), FeedVenue.BinanceUsdM, "BTCUSDT", "BTC-USDT.PERP", ListingKind.Perpetual, 2, 8, new Price(10), new Quantity(1_000), "USDT", ListingStatus.Open)
        {
            ContractSize = 1,
            ContractScale = 3,
            ContractUnit = "BTC",
            Complement = new ListingId(9),
        };

    private static string Hex(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        for (var offset = 0; offset < bytes.Length; offset += 16)
            text.Append($"{offset,5} ").AppendJoin(' ', Convert.ToHexStringLower(bytes[offset..Math.Min(bytes.Length, offset + 16)]).Chunk(2).Select(pair => new string(pair))).Append('\n');
        return text.ToString();
    }
}
