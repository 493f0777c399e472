using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.Intrinsics;
using Rialto.Model.Orders;
using Rialto.Runtime.Memory;

namespace Rialto.Journal.Segments;

/// <summary>
/// A command on the disk: its 120 bytes without the zero words at their end, 64 bytes for a plain limit order.
/// <code>  0 CRC-32C of the record, this field as zero 4   4 words 1 (1 to 15)   5 kind 1 (1 = command)   6 zero 2   8 the command's first words x 8 bytes </code>
/// </summary>
internal static class RecordCodec
{
    public const int HeaderBytes = 8;
    public const int WordsMax = Command.UsedBytes / 8;
    public const int SizeBytesMax = HeaderBytes + Command.UsedBytes;
    public const int SizeBytesMin = HeaderBytes + 8;
    public const byte CommandRecord = 1;

    /// <summary>Where the command's sequence and time stand in a record.</summary>
    public const int SequenceOffset = HeaderBytes;
    public const int TimeOffset = HeaderBytes + 8;

    /// <summary>Writes a record. All <see cref="SizeBytesMax"/> bytes of the target are overwritten; those after the record mean nothing.</summary>
    /// <returns>The record's length.</returns>
    public static int Encode(in Command command, Span<byte> target)
    {
        var words = UsedWords(in command);
        var length = HeaderBytes + words * 8;
        target = target[..SizeBytesMax];
        BinaryPrimitives.WriteUInt64LittleEndian(target, (ulong)words << 32 | (ulong)CommandRecord << 40);
        Blittable.ReadOnlyBytes(in command)[..Command.UsedBytes].CopyTo(target[HeaderBytes..]);
        BinaryPrimitives.WriteUInt32LittleEndian(target, Crc32C.Compute(target[..length]));
        return length;
    }

    /// <summary>Length of the record that starts here by its own word; not checked.</summary>
    public static int LengthOf(ReadOnlySpan<byte> source) => HeaderBytes + source[4] * 8;

    /// <summary>Reads a record whose checksum and shape are right.</summary>
    /// <param name="source">From the record's first byte to the end of the batch's records.</param>
    /// <param name="command">The command.</param>
    /// <param name="length">The record's length; where it is not right, the bytes that speak for it, at most the source.</param>
    public static bool TryDecode(ReadOnlySpan<byte> source, out Command command, out int length)
    {
        command = default;
        length = Math.Min(HeaderBytes, source.Length);
        if (source.Length < SizeBytesMin)
            return false;
        var head = BinaryPrimitives.ReadUInt64LittleEndian(source);
        var words = (int)(byte)(head >> 32);
        if (words is 0 or > WordsMax)
            return false;
        length = Math.Min(HeaderBytes + words * 8, source.Length);
        if (HeaderBytes + words * 8 > source.Length || head >> 40 != CommandRecord)
            return false;
        Span<byte> blank = stackalloc byte[HeaderBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(blank, head & ~(ulong)uint.MaxValue);
        var payload = source[HeaderBytes..length];
        if (Crc32C.Append(Crc32C.Compute(blank), payload) != (uint)head)
            return false;
        payload.CopyTo(Blittable.Bytes(ref command));
        return true;
    }

    /// <summary>Words up to the last that is not zero, at least one.</summary>
    private static int UsedWords(in Command command)
    {
        var words = Blittable.ReadOnlyWords(in command);
        var zero = Vector256<ulong>.Zero;
        var zeros = Vector256.Equals(Vector256.Create(words), zero).ExtractMostSignificantBits()
            | Vector256.Equals(Vector256.Create(words[4..]), zero).ExtractMostSignificantBits() << 4
            | Vector256.Equals(Vector256.Create(words[8..]), zero).ExtractMostSignificantBits() << 8
            | Vector256.Equals(Vector256.Create(words[12..]), zero).ExtractMostSignificantBits() << 12;
        return BitOperations.Log2(~zeros & ((1u << WordsMax) - 1) | 1) + 1;
    }
}
