using System.Buffers.Binary;

namespace Rialto.Wire.Multicast;

/// <summary>What a snapshot request asks for. Numbers are stable.</summary>
public enum SnapshotKind : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The books of a channel and the number of the message after them.</summary>
    Books = 1,

    /// <summary>What the numbers of listings mean.</summary>
    Listings = 2,
}

/// <summary>What became of a request. Numbers are stable.</summary>
public enum SnapshotStatus : byte
{
    /// <summary>The body follows.</summary>
    Ok = 0,

    /// <summary>Too many ask at once; ask again a little later.</summary>
    Busy = 1,

    /// <summary>What was asked for is longer than the sender sends; asking again helps only once it is shorter.</summary>
    TooLarge = 2,
}

/// <summary>
/// A request over TCP, 16 bytes; several may follow on one connection, each after the answer to the one before.
/// <code> 0 Magic 4   4 Version 1   5 Kind 1   6 Channel 1   7 zero 5   12 Checksum 4 (CRC-32C of bytes 0 to 11) </code>
/// </summary>
public readonly record struct SnapshotRequest(SnapshotKind Kind, MulticastChannel Channel)
{
    /// <summary>Bytes of a request.</summary>
    public const int FrameBytes = 16;

    private const uint Magic = 0x514D52D2; // "\xD2RMQ"

    /// <summary>Writes it.</summary>
    public void Encode(Span<byte> frame)
    {
        frame = frame[..FrameBytes];
        frame.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Magic);
        frame[4] = PacketHeader.Version;
        frame[5] = (byte)Kind;
        frame[6] = (byte)Channel;
        BinaryPrimitives.WriteUInt32LittleEndian(frame[12..], ~PacketHeader.Append(~0u, frame[..12]));
    }

    /// <summary>Reads it; false for anything else.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> frame, out SnapshotRequest request)
    {
        request = default;
        if (frame.Length != FrameBytes || BinaryPrimitives.ReadUInt32LittleEndian(frame) != Magic || frame[4] != PacketHeader.Version || frame[7..12].ContainsAnyExcept((byte)0)
            || BinaryPrimitives.ReadUInt32LittleEndian(frame[12..]) != ~PacketHeader.Append(~0u, frame[..12]))
            return false;
        var (kind, channel) = ((SnapshotKind)frame[5], (MulticastChannel)frame[6]);
        if (kind is < SnapshotKind.Books or > SnapshotKind.Listings || channel is < MulticastChannel.Crypto or > MulticastChannel.Stock)
            return false;
        request = new SnapshotRequest(kind, channel);
        return true;
    }
}

/// <summary>
/// The first 48 bytes of an answer; the body follows.
/// <code>
///  0 Magic 4   4 Version 1   5 Kind 1   6 Channel 1   7 Status 1   8 Epoch 8   16 Sequence 8   24 BodyBytes 8   32 BodyChecksum 4   36 Listings 4   40 zero 4   44 Checksum 4 (bytes 0 to 43)
/// </code>
/// </summary>
/// <param name="Kind">What was asked for.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Status">What became of it; without Ok there is no body.</param>
/// <param name="Epoch">The sender's run.</param>
/// <param name="Sequence">Books: every message before this number is in them, none from it on.</param>
/// <param name="BodyBytes">Bytes that follow: messages of 64 bytes, or <see cref="ListingRecord"/>s.</param>
/// <param name="BodyChecksum">CRC-32C of them.</param>
/// <param name="Listings">How many listings the sender's table has.</param>
public readonly record struct SnapshotAnswer(
    SnapshotKind Kind, MulticastChannel Channel, SnapshotStatus Status, long Epoch, long Sequence, long BodyBytes, uint BodyChecksum, int Listings)
{
    /// <summary>Bytes before the body.</summary>
    public const int HeaderBytes = 48;

    /// <summary>Longest body that is taken: 1 GiB.</summary>
    public const long BodyBytesMax = 1L << 30;

    private const uint Magic = 0x414D52D2; // "\xD2RMA"

    /// <summary>CRC-32C of a body.</summary>
    public static uint ChecksumOf(ReadOnlySpan<byte> body) => ~PacketHeader.Append(~0u, body);

    /// <summary>Writes it.</summary>
    public void Encode(Span<byte> frame)
    {
        frame = frame[..HeaderBytes];
        frame.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Magic);
        frame[4] = PacketHeader.Version;
        frame[5] = (byte)Kind;
        frame[6] = (byte)Channel;
        frame[7] = (byte)Status;
        BinaryPrimitives.WriteInt64LittleEndian(frame[8..], Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(frame[16..], Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(frame[24..], BodyBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[32..], BodyChecksum);
        BinaryPrimitives.WriteInt32LittleEndian(frame[36..], Listings);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[44..], ~PacketHeader.Append(~0u, frame[..44]));
    }

    /// <summary>Reads it; false for anything else.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> frame, out SnapshotAnswer answer)
    {
        answer = default;
        if (frame.Length != HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(frame) != Magic || frame[4] != PacketHeader.Version || frame[40..44].ContainsAnyExcept((byte)0)
            || BinaryPrimitives.ReadUInt32LittleEndian(frame[44..]) != ~PacketHeader.Append(~0u, frame[..44]))
            return false;
        var read = new SnapshotAnswer(
            (SnapshotKind)frame[5], (MulticastChannel)frame[6], (SnapshotStatus)frame[7], BinaryPrimitives.ReadInt64LittleEndian(frame[8..]), BinaryPrimitives.ReadInt64LittleEndian(frame[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(frame[24..]), BinaryPrimitives.ReadUInt32LittleEndian(frame[32..]), BinaryPrimitives.ReadInt32LittleEndian(frame[36..]));
        if (read.Kind is < SnapshotKind.Books or > SnapshotKind.Listings || read.Channel is < MulticastChannel.Crypto or > MulticastChannel.Stock || read.Status > SnapshotStatus.TooLarge
            || read.Epoch <= 0 || read.Sequence is <= 0 or > long.MaxValue - PacketHeader.MessagesMax || read.BodyBytes is < 0 or > BodyBytesMax || read.Listings < 0
            || (read.Kind == SnapshotKind.Books && read.BodyBytes % PacketHeader.MessageBytes != 0) || (read.Status != SnapshotStatus.Ok && read.BodyBytes != 0))
            return false;
        answer = read;
        return true;
    }
}
