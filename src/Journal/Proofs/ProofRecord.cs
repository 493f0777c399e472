using System.Buffers.Binary;
using Rialto.Runtime.Memory;

namespace Rialto.Journal.Proofs;

/// <summary>
/// What a journal says of the events of a run of commands: 32 bits of the event hash after each, all 64 after the last.
/// <code>
///   0 CRC-32C of the record, this field as zero 4   4 words after the first 1 (4 to 255)   5 kind 1 (2 = proof)   6 zero 2
///   8 first sequence 8   16 event hash after the last 8   24 count 4   28 zero 4   32 fold of each 4 x count, with zeros to a multiple of 8
/// </code>
/// </summary>
internal static class ProofRecord
{
    public const byte Kind = 2;
    public const int FixedBytes = 32;
    public const int SizeBytesMin = FixedBytes + 8;

    /// <summary>Most commands of one record: its length is a byte of words.</summary>
    public const int CountMax = (255 - 3) * 2;

    public static int SizeBytes(int count) => FixedBytes + (count + 1) / 2 * 8;

    /// <summary>Completes a record whose folds are written.</summary>
    public static void Seal(Span<byte> record, long firstSequence, int count, ulong hash)
    {
        if (count % 2 != 0)
            record[^4..].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)(record.Length / 8 - 1) << 32 | (ulong)Kind << 40);
        BinaryPrimitives.WriteInt64LittleEndian(record[8..], firstSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(record[16..], hash);
        BinaryPrimitives.WriteInt64LittleEndian(record[24..], count);
        BinaryPrimitives.WriteUInt32LittleEndian(record, Crc32C.Compute(record));
    }

    /// <summary>Reads a record whose checksum and shape are right.</summary>
    /// <param name="source">From the record's first byte to the end of the batch's records.</param>
    /// <param name="proof">What it covers.</param>
    /// <param name="folds">A fold for each command, four bytes each.</param>
    /// <param name="length">The record's length; where it is not right, the bytes that speak for it, at most the source.</param>
    public static bool TryDecode(ReadOnlySpan<byte> source, out EventProof proof, out ReadOnlySpan<byte> folds, out int length)
    {
        proof = default;
        folds = default;
        length = Math.Min(8, source.Length);
        if (source.Length < SizeBytesMin || source[5] != Kind || source[6] != 0 || source[7] != 0)
            return false;
        length = Math.Min(8 + source[4] * 8, source.Length);
        if (8 + source[4] * 8 > source.Length || length < SizeBytesMin)
            return false;
        var record = source[..length];
        Span<byte> zero = stackalloc byte[4];
        zero.Clear();
        if (Crc32C.Append(Crc32C.Compute(zero), record[4..]) != BinaryPrimitives.ReadUInt32LittleEndian(record))
            return false;
        var count = BinaryPrimitives.ReadInt64LittleEndian(record[24..]);
        proof = new EventProof(BinaryPrimitives.ReadInt64LittleEndian(record[8..]), (int)count, BinaryPrimitives.ReadUInt64LittleEndian(record[16..]), 0);
        if (count is < 1 or > CountMax || SizeBytes((int)count) != length || proof.FirstSequence < 1)
            return false;
        folds = record.Slice(FixedBytes, (int)count * 4);
        return true;
    }
}

/// <summary>What a journal says of the events of a run of commands.</summary>
/// <param name="FirstSequence">The first command.</param>
/// <param name="Count">How many, consecutive.</param>
/// <param name="Hash">Event hash after the last.</param>
/// <param name="At">Where the batch keeps its folds.</param>
public readonly record struct EventProof(long FirstSequence, int Count, ulong Hash, int At)
{
    /// <summary>The last command.</summary>
    public long LastSequence => FirstSequence + Count - 1;
}
