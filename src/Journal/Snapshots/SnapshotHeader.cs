using System.Buffers.Binary;
using Rialto.Journal.Segments;
using Rialto.Model.Units;
using Rialto.Runtime.Files;

namespace Rialto.Journal.Snapshots;

/// <summary>
/// The first 256 bytes of a snapshot, written last.
/// <code>
///   0 magic "RIALTOS\n" 8   8 version 4   12 byte order 4   16 sequence 8   24 time 8   32 segment 8   40 offset 8   48 batch offset 8
///  56 event hash 8   64 state hash 8   72 length of the file 8   80 bytes of all parts 8   88 zero 8   96 chain hash 32
/// 128 SHA-256 of everything from byte 256 on 32   160 zero 88   248 CRC-32C of bytes 0-247 4   252 "SNP\n" 4
/// </code>
/// </summary>
/// <param name="Position">The place in the journal it is a snapshot of.</param>
/// <param name="EventHash">Hash of all events up to there.</param>
/// <param name="StateHash">State hash of the machine there.</param>
/// <param name="LengthBytes">Length of the file.</param>
/// <param name="ContentBytes">Bytes of all parts together, uncompressed.</param>
public sealed record SnapshotHeader(JournalPosition Position, ulong EventHash, ulong StateHash, long LengthBytes, long ContentBytes)
{
    internal const int SizeBytes = 256;
    internal const int Version = 1;
    internal const int DigestOffset = 128;
    internal const int DigestBytes = 32;
    private const int ChainOffset = 96;

    private static readonly HeaderSeal Seal = new(
        SizeBytes, "RIALTOS\n", "SNP\n", "shorter than a snapshot's header", "not a snapshot (magic)", "its header fails its checksum");

    /// <summary>Sequence of the last command in it.</summary>
    public long Sequence => Position.Sequence;

    internal void Encode(Span<byte> target, ReadOnlySpan<byte> digest)
    {
        target = target[..SizeBytes];
        target.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], Position.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], Position.Time.Nanoseconds);
        BinaryPrimitives.WriteInt64LittleEndian(target[32..], Position.Segment);
        BinaryPrimitives.WriteInt64LittleEndian(target[40..], Position.Offset);
        BinaryPrimitives.WriteInt64LittleEndian(target[48..], Position.BatchOffset);
        BinaryPrimitives.WriteUInt64LittleEndian(target[56..], EventHash);
        BinaryPrimitives.WriteUInt64LittleEndian(target[64..], StateHash);
        BinaryPrimitives.WriteInt64LittleEndian(target[72..], LengthBytes);
        BinaryPrimitives.WriteInt64LittleEndian(target[80..], ContentBytes);
        Position.Chain.CopyTo(target[ChainOffset..]);
        digest.CopyTo(target[DigestOffset..]);
        Seal.Put(target, Version);
    }

    /// <summary>Reads and checks.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    internal static string? TryDecode(ReadOnlySpan<byte> source, out SnapshotHeader? header)
    {
        header = null;
        if (Seal.Check(source, out var version) is { } fault)
            return fault;
        if (version != Version)
            return $"format version {version} is unknown, this program reads {Version}";
        header = new SnapshotHeader(
            new JournalPosition(
                BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
                new Timestamp(BinaryPrimitives.ReadInt64LittleEndian(source[24..])),
                BinaryPrimitives.ReadInt64LittleEndian(source[32..]),
                BinaryPrimitives.ReadInt64LittleEndian(source[40..]),
                BinaryPrimitives.ReadInt64LittleEndian(source[48..]),
                source.Slice(ChainOffset, ChainHash.SizeBytes)),
            BinaryPrimitives.ReadUInt64LittleEndian(source[56..]),
            BinaryPrimitives.ReadUInt64LittleEndian(source[64..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[72..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[80..]));
        return null;
    }
}
