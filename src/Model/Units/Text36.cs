using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Rialto.Model.Units;

/// <summary>
/// Up to 36 bytes of printable ASCII held by value, the rest zero: client order ids (Binance allows 36 characters, a UUID
/// has 36), symbols, addresses. Equal texts are equal bytes, so a comparison is five integer comparisons.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = LengthMax)]
public readonly record struct Text36(ulong Word0, ulong Word1, ulong Word2, ulong Word3, uint Word4)
{
    /// <summary>Longest text, in bytes.</summary>
    public const int LengthMax = 36;

    /// <summary>No text.</summary>
    public static Text36 Empty => default;

    /// <summary>True where there is no text. The first character is never zero, so the first word decides.</summary>
    public bool IsEmpty => Word0 == 0;

    /// <summary>Length in bytes, 0 to 36.</summary>
    public int Length
    {
        get
        {
            if (Word4 != 0)
                return 32 + ByteCount(Word4);
            if (Word3 != 0)
                return 24 + ByteCount(Word3);
            if (Word2 != 0)
                return 16 + ByteCount(Word2);
            return Word1 != 0 ? 8 + ByteCount(Word1) : ByteCount(Word0);
        }
    }

    /// <summary>Takes 1 to 36 characters from 0x21 to 0x7E; no blanks, no controls, nothing beyond ASCII.</summary>
    /// <returns>False, and an empty text, for anything else (an empty span included).</returns>
    public static bool TryCreate(ReadOnlySpan<byte> text, out Text36 value)
    {
        value = default;
        if (text.Length is 0 or > LengthMax || text.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E))
            return false;
        Span<byte> padded = stackalloc byte[40];
        padded.Clear();
        text.CopyTo(padded);
        value = new Text36(
            BitConverter.ToUInt64(padded), BitConverter.ToUInt64(padded[8..]), BitConverter.ToUInt64(padded[16..]),
            BitConverter.ToUInt64(padded[24..]), BitConverter.ToUInt32(padded[32..]));
        return true;
    }

    /// <summary>As <see cref="TryCreate(ReadOnlySpan{byte}, out Text36)"/>, from characters.</summary>
    public static bool TryCreate(ReadOnlySpan<char> text, out Text36 value)
    {
        value = default;
        Span<byte> ascii = stackalloc byte[LengthMax];
        return text.Length <= LengthMax
            && System.Text.Ascii.FromUtf16(text, ascii, out var length) == System.Buffers.OperationStatus.Done
            && TryCreate(ascii[..length], out value);
    }

    /// <summary>For texts known to be good (constants, tests). Throws <see cref="ArgumentException"/> otherwise.</summary>
    public static Text36 Of(string text) =>
        TryCreate(text.AsSpan(), out var value)
            ? value
            : throw new ArgumentException($"'{text}' is not 1 to {LengthMax} printable ASCII characters without blanks.", nameof(text));

    /// <summary>Writes the bytes; <paramref name="destination"/> must hold <see cref="Length"/>.</summary>
    /// <returns>The length written.</returns>
    public int CopyTo(Span<byte> destination)
    {
        Span<byte> padded = stackalloc byte[40];
        WriteWords(padded);
        var length = Length;
        padded[..length].CopyTo(destination);
        return length;
    }

    /// <summary>
    /// True where the bytes could have come from <see cref="TryCreate(ReadOnlySpan{byte}, out Text36)"/>: printable, and zero
    /// from the end of the text on. Bytes off a wire or a disk must pass this.
    /// </summary>
    public bool IsWellFormed =>
        (Word1 | Word2 | Word3 | Word4) == 0 ? IsEnd(Word0)
        : IsFull(Word0)
        && ((Word2 | Word3 | Word4) == 0 ? IsEnd(Word1)
            : IsFull(Word1)
            && ((Word3 | Word4) == 0 ? IsEnd(Word2)
                : IsFull(Word2) && (Word4 == 0 ? IsEnd(Word3) : IsFull(Word3) && IsEnd(Word4))));

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[LengthMax];
        return System.Text.Encoding.ASCII.GetString(text[..CopyTo(text)]);
    }

    // Eight bytes at once: below 0x80 nothing carries into the neighbour when 0x5F (0x80 - 0x21) or 1 (0x80 - 0x7F) is added.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsFull(ulong word) =>
        ((word | (word + 0x0101_0101_0101_0101)) & 0x8080_8080_8080_8080) == 0 && ((word + 0x5F5F_5F5F_5F5F_5F5F) & 0x8080_8080_8080_8080) == 0x8080_8080_8080_8080;

    /// <summary>Printable up to some byte, zero from there on: zeros above the highest byte in use are filled up with 0x21 first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsEnd(ulong word)
    {
        var unused = System.Numerics.BitOperations.LeadingZeroCount(word) / 8;
        return unused == 8 || IsFull(word | (unused == 0 ? 0 : 0x2121_2121_2121_2121UL << (64 - unused * 8)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ByteCount(ulong word) => 8 - System.Numerics.BitOperations.LeadingZeroCount(word) / 8;

    private void WriteWords(Span<byte> padded)
    {
        BitConverter.TryWriteBytes(padded, Word0);
        BitConverter.TryWriteBytes(padded[8..], Word1);
        BitConverter.TryWriteBytes(padded[16..], Word2);
        BitConverter.TryWriteBytes(padded[24..], Word3);
        BitConverter.TryWriteBytes(padded[32..], (ulong)Word4);
    }
}
