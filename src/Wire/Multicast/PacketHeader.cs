using System.Buffers.Binary;
using System.Numerics;

namespace Rialto.Wire.Multicast;

/// <summary>What a packet is. Numbers are stable.</summary>
public enum PacketKind : byte
{
    /// <summary>Not a packet.</summary>
    None = 0,

    /// <summary>Messages.</summary>
    Messages = 1,

    /// <summary>No messages: the sender lives, and its next message has this number.</summary>
    Heartbeat = 2,

    /// <summary>No messages: the sender ends in order.</summary>
    End = 3,
}

/// <summary>Which group of listings a packet is about. Numbers are stable.</summary>
public enum MulticastChannel : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Everything but stocks; port 9001 unless set otherwise.</summary>
    Crypto = 1,

    /// <summary>Stocks; port 9002 unless set otherwise.</summary>
    Stock = 2,
}

/// <summary>Why a packet is not taken, checked in this order.</summary>
public enum PacketFault : byte
{
    /// <summary>It is.</summary>
    None = 0,

    /// <summary>Shorter than a header.</summary>
    TooShort = 1,

    /// <summary>Not of this protocol.</summary>
    NotOurs = 2,

    /// <summary>Another version.</summary>
    OtherVersion = 3,

    /// <summary>Its length is not what it says, or not what its messages need.</summary>
    WrongLength = 4,

    /// <summary>The checksum is wrong.</summary>
    Checksum = 5,

    /// <summary>A kind, channel, number or time that cannot be, or a byte that must be zero.</summary>
    BadValue = 6,
}

/// <summary>
/// The first 66 bytes of a binary packet, little endian; docs/reference/multicast.md.
/// <code>
///  0 Magic 4    4 Version 1   5 Kind 1    6 Channel 1   7 zero 1    8 PacketBytes 2  10 MessageCount 2  12 Listings 4
/// 16 Epoch 8   24 Sequence 8 32 Packet 8 40 SendTime 8 48 FirstReceiveTime 8         56 zero 6          62 Checksum 4
/// </code>
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Channel">Which channel.</param>
/// <param name="MessageCount">Messages that follow, 64 bytes each.</param>
/// <param name="Listings">How many listings the sender's table has: a receiver that knows fewer asks for them.</param>
/// <param name="Epoch">The sender's run; above zero, larger for each run.</param>
/// <param name="Sequence">Number of the first message, from 1 in each run and channel; without messages, of the next.</param>
/// <param name="Packet">Number of this packet, from 1 in each run and channel.</param>
/// <param name="SendTime">When it was closed, ns since 1970 by the sender's clock.</param>
/// <param name="FirstReceiveTime">When what its first message tells came in, by the sender's clock; 0 without messages.</param>
public readonly record struct PacketHeader(
    PacketKind Kind, MulticastChannel Channel, int MessageCount, int Listings, long Epoch, long Sequence, long Packet, long SendTime, long FirstReceiveTime)
{
    /// <summary>Bytes of the header.</summary>
    public const int HeaderBytes = 66;

    /// <summary>Bytes of a message.</summary>
    public const int MessageBytes = 64;

    /// <summary>Most messages of a packet: with them it has 1,410 bytes, and an Ethernet frame takes 1,472.</summary>
    public const int MessagesMax = 21;

    /// <summary>Longest packet.</summary>
    public const int PacketBytesMax = HeaderBytes + (MessagesMax * MessageBytes);

    /// <summary>This version.</summary>
    public const byte Version = 1;

    /// <summary>"\xD2RMD" as it stands in the packet: the first byte is no ASCII, so that a text line is never taken for a packet.</summary>
    internal const uint Magic = 0x444D52D2;

    private const int ChecksumOffset = 62;

    /// <summary>Where message n of a packet begins.</summary>
    public static int OffsetOf(int message) => HeaderBytes + (message * MessageBytes);

    /// <summary>Writes the header before messages that stand in the packet already, and the checksum over all.</summary>
    /// <param name="packet">The whole packet, exactly as long as its messages need.</param>
    public void Encode(Span<byte> packet)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(packet, Magic);
        packet[4] = Version;
        packet[5] = (byte)Kind;
        packet[6] = (byte)Channel;
        packet[7] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(packet[8..], (ushort)(HeaderBytes + (MessageCount * MessageBytes)));
        BinaryPrimitives.WriteUInt16LittleEndian(packet[10..], (ushort)MessageCount);
        BinaryPrimitives.WriteInt32LittleEndian(packet[12..], Listings);
        BinaryPrimitives.WriteInt64LittleEndian(packet[16..], Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(packet[24..], Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(packet[32..], Packet);
        BinaryPrimitives.WriteInt64LittleEndian(packet[40..], SendTime);
        BinaryPrimitives.WriteInt64LittleEndian(packet[48..], FirstReceiveTime);
        packet[56..HeaderBytes].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(packet[ChecksumOffset..], ChecksumOf(packet));
    }

    /// <summary>Looks at a datagram that anybody may have sent. The messages are not looked at: <see cref="MulticastMessage"/> does.</summary>
    public static PacketFault TryDecode(ReadOnlySpan<byte> packet, out PacketHeader header)
    {
        header = default;
        if (packet.Length < HeaderBytes)
            return PacketFault.TooShort;
        if (BinaryPrimitives.ReadUInt32LittleEndian(packet) != Magic)
            return PacketFault.NotOurs;
        if (packet[4] != Version)
            return PacketFault.OtherVersion;
        int count = BinaryPrimitives.ReadUInt16LittleEndian(packet[10..]);
        if (BinaryPrimitives.ReadUInt16LittleEndian(packet[8..]) != packet.Length || packet.Length != HeaderBytes + (count * MessageBytes) || count > MessagesMax)
            return PacketFault.WrongLength;
        if (BinaryPrimitives.ReadUInt32LittleEndian(packet[ChecksumOffset..]) != ChecksumOf(packet))
            return PacketFault.Checksum;
        var read = new PacketHeader(
            (PacketKind)packet[5],
            (MulticastChannel)packet[6],
            count,
            BinaryPrimitives.ReadInt32LittleEndian(packet[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(packet[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(packet[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(packet[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(packet[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(packet[48..]));
        if (read.Kind is < PacketKind.Messages or > PacketKind.End || read.Channel is < MulticastChannel.Crypto or > MulticastChannel.Stock
            || (read.Kind == PacketKind.Messages) != (count > 0) || read.Listings < 0 || read.Epoch <= 0 || read.Packet <= 0
            || read.Sequence is <= 0 or > long.MaxValue - MessagesMax || packet[7] != 0 || packet[56..ChecksumOffset].ContainsAnyExcept((byte)0))
            return PacketFault.BadValue;
        header = read;
        return PacketFault.None;
    }

    /// <summary>CRC-32C of the packet without its last header field.</summary>
    private static uint ChecksumOf(ReadOnlySpan<byte> packet) => ~Append(Append(~0u, packet[..ChecksumOffset]), packet[HeaderBytes..]);

    /// <summary>CRC-32C as it runs: begin with all ones, and turn all bits over at the end.</summary>
    internal static uint Append(uint running, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            running = BitOperations.Crc32C(running, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
            running = BitOperations.Crc32C(running, value);
        return running;
    }
}
