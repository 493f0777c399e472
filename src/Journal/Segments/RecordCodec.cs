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
        var source = Blittable.ReadOnlyWords(in command);
        var words = UsedWords(source);
        target = target[..SizeBytesMax];
        // Sequence and time were stored a moment ago, eight bytes each; wider loads over them would wait until those stores have reached the cache (25 ns a record instead of 12).
        BinaryPrimitives.WriteUInt64LittleEndian(target[8..], source[0]);
        BinaryPrimitives.WriteUInt64LittleEndian(target[16..], source[1]);
        var bytes = Blittable.ReadOnlyBytes(in command)[..Command.UsedBytes];
        bytes[16..].CopyTo(target[24..]);
        var head = (ulong)words << 32 | (ulong)CommandRecord << 40;
        BinaryPrimitives.WriteUInt64LittleEndian(target, head | Crc32C.Append(Crc32C.Append(0, head), bytes[..(words * 8)]));
        return HeaderBytes + words * 8;
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
        var payload = source[HeaderBytes..length];
        if (Crc32C.Append(Crc32C.Append(0, head & ~(ulong)uint.MaxValue), payload) != (uint)head)
            return false;
        payload.CopyTo(Blittable.Bytes(ref command));
        return true;
    }

    /// <summary>Words up to the last that is not zero, at least one.</summary>
    private static int UsedWords(ReadOnlySpan<ulong> words)
    {
        var zero = Vector256<ulong>.Zero;
        var zeros = Vector256.Equals(Vector256.Create(words[4..]), zero).ExtractMostSignificantBits() << 4
            | Vector256.Equals(Vector256.Create(words[8..]), zero).ExtractMostSignificantBits() << 8
            | Vector256.Equals(Vector256.Create(words[12..]), zero).ExtractMostSignificantBits() << 12;
        var used = ~zeros & ((1u << WordsMax) - (1u << 4));
        if (used == 0)
            used = words[3] != 0 ? 8u : words[2] != 0 ? 4u : words[1] != 0 ? 2u : 1u;
        return BitOperations.Log2(used) + 1;
    }
}
