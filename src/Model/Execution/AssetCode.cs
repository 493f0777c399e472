using System.Buffers.Binary;
using System.Text;

namespace Rialto.Model.Execution;

/// <summary>What money is in, as venues spell it: <c>BTC</c>, <c>USDT</c>, <c>KRW</c>; up to 16 characters of printable ASCII held by value, the rest zero.</summary>
public readonly record struct AssetCode(ulong Word0, ulong Word1)
{
    /// <summary>Longest code, in bytes.</summary>
    public const int LengthMax = 16;

    /// <summary>None.</summary>
    public static AssetCode None => default;

    /// <summary>True where there is none.</summary>
    public bool IsNone => Word0 == 0;

    /// <summary>Takes 1 to 16 characters from 0x21 to 0x7E.</summary>
    /// <returns>False, and none, for anything else (an empty span included).</returns>
    public static bool TryCreate(ReadOnlySpan<byte> text, out AssetCode value)
    {
        value = default;
        if (text.Length is 0 or > LengthMax || text.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E))
            return false;
        Span<byte> padded = stackalloc byte[LengthMax];
        padded.Clear();
        text.CopyTo(padded);
        value = new AssetCode(BinaryPrimitives.ReadUInt64LittleEndian(padded), BinaryPrimitives.ReadUInt64LittleEndian(padded[8..]));
        return true;
    }

    /// <summary>For codes known to be good (constants, tests).</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static AssetCode Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<byte> ascii = stackalloc byte[LengthMax];
        return text.Length <= LengthMax && Ascii.FromUtf16(text, ascii, out var length) == System.Buffers.OperationStatus.Done && TryCreate(ascii[..length], out var value)
            ? value
            : throw new ArgumentException($"'{text}' is not 1 to {LengthMax} printable ASCII characters without blanks.", nameof(text));
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[LengthMax];
        BinaryPrimitives.WriteUInt64LittleEndian(text, Word0);
        BinaryPrimitives.WriteUInt64LittleEndian(text[8..], Word1);
        var end = text.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? text : text[..end]);
    }
}
