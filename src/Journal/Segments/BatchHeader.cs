using System.Buffers.Binary;
using System.Security.Cryptography;
using Rialto.Runtime.Memory;

namespace Rialto.Journal.Segments;

/// <summary>
/// 64 bytes before a batch's records. After the records stand the 8 bytes of <see cref="Trailer"/>, none of them zero, so that a batch written whole
/// never ends in zeros.
/// <code>
///   0 magic B5 52 42 31 4   4 payload length 4   8 first sequence 8   16 count 4   20 CRC-32C of the other 60 bytes 4
///  24 event hash 8 (reserved, zero)   32 chain = SHA-256(chain before, payload) 32   64 payload   64 + length: trailer 8
/// </code>
/// The chain stands last so that the chain before can stand in its place, directly before the payload, while the two are hashed.
/// </summary>
internal readonly record struct BatchHeader(int PayloadBytes, long FirstSequence, int Count)
{
    public const int SizeBytes = 64;
    public const int TrailerBytes = 8;
    public const int ChainOffset = 32;

    /// <summary>Most bytes of records in a batch.</summary>
    public const int PayloadBytesMax = 1 << 20;

    /// <summary>Bytes a batch takes beside its records.</summary>
    public const int OverheadBytes = SizeBytes + TrailerBytes;

    private const int CrcOffset = 20;
    private const int EventHashOffset = 24;

    private static ReadOnlySpan<byte> Magic => [0xB5, (byte)'R', (byte)'B', (byte)'1'];

    public static ReadOnlySpan<byte> Trailer => "ENDBATCH"u8;

    /// <summary>Bytes from its first to its last.</summary>
    public int TotalBytes => PayloadBytes + OverheadBytes;

    /// <summary>Puts header and trailer around records that are in place.</summary>
    /// <param name="batch">The whole batch: <see cref="TotalBytes"/>.</param>
    /// <param name="chain">The chain hash before it, and then its own.</param>
    public void Seal(Span<byte> batch, Span<byte> chain)
    {
        chain.CopyTo(batch[ChainOffset..]);
        SHA256.HashData(batch[ChainOffset..^TrailerBytes], chain);
        chain.CopyTo(batch[ChainOffset..]);
        EncodeAroundChain(batch);
        Trailer.CopyTo(batch[^TrailerBytes..]);
    }

    /// <summary>Writes all but the chain, which must already stand in its place: the checksum covers it.</summary>
    public void EncodeAroundChain(Span<byte> target)
    {
        Magic.CopyTo(target);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], PayloadBytes);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], FirstSequence);
        BinaryPrimitives.WriteInt32LittleEndian(target[16..], Count);
        target[EventHashOffset..ChainOffset].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(target[CrcOffset..], Checksum(target));
    }

    /// <summary>Reads a header whose magic, checksum and sizes are right.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> source, out BatchHeader header)
    {
        header = default;
        if (source.Length < SizeBytes || !source.StartsWith(Magic) || BinaryPrimitives.ReadUInt32LittleEndian(source[CrcOffset..]) != Checksum(source))
            return false;
        header = new BatchHeader(
            BinaryPrimitives.ReadInt32LittleEndian(source[4..]), BinaryPrimitives.ReadInt64LittleEndian(source[8..]), BinaryPrimitives.ReadInt32LittleEndian(source[16..]));
        return header.PayloadBytes is >= RecordCodec.SizeBytesMin and <= PayloadBytesMax && header.PayloadBytes % 8 == 0
            && header.Count >= 0 && (long)header.Count * RecordCodec.SizeBytesMin <= header.PayloadBytes;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes) => Crc32C.Append(Crc32C.Compute(bytes[..CrcOffset]), bytes[EventHashOffset..SizeBytes]);
}
