using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Rialto.Model.Execution;

/// <summary>
/// What a venue calls an order: up to 72 characters of printable ASCII held by value, the rest zero. Long enough for Polymarket's hash (66), UUIDs (36) and numbers. Equal texts are
/// equal bytes.
/// </summary>
[InlineArray(Words)]
public struct VenueOrderId : IEquatable<VenueOrderId>
{
    /// <summary>Longest text, in bytes.</summary>
    public const int LengthMax = Words * sizeof(ulong);

    private const int Words = 9;

    private ulong _word;

    /// <summary>True where there is no text.</summary>
    public readonly bool IsEmpty => this[0] == 0;

    /// <summary>Takes 1 to 72 characters from 0x21 to 0x7E.</summary>
    /// <returns>False, and an empty text, for anything else (an empty span included).</returns>
    public static bool TryCreate(ReadOnlySpan<byte> text, out VenueOrderId value)
    {
        value = default;
        if (text.Length is 0 or > LengthMax || text.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E))
            return false;
        Span<byte> padded = stackalloc byte[LengthMax];
        padded.Clear();
        text.CopyTo(padded);
        for (var i = 0; i < Words; i++)
            value[i] = BinaryPrimitives.ReadUInt64LittleEndian(padded[(i * sizeof(ulong))..]);
        return true;
    }

    /// <summary>As <see cref="TryCreate(ReadOnlySpan{byte}, out VenueOrderId)"/>, from characters.</summary>
    public static bool TryCreate(ReadOnlySpan<char> text, out VenueOrderId value)
    {
        value = default;
        Span<byte> ascii = stackalloc byte[LengthMax];
        return text.Length <= LengthMax
            && Ascii.FromUtf16(text, ascii, out var length) == System.Buffers.OperationStatus.Done
            && TryCreate(ascii[..length], out value);
    }

    /// <summary>For texts known to be good (constants, tests).</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static VenueOrderId Of(string text) =>
        TryCreate(text.AsSpan(), out var value) ? value : throw new ArgumentException($"'{text}' is not 1 to {LengthMax} printable ASCII characters without blanks.", nameof(text));

    /// <summary>Writes the bytes; <paramref name="destination"/> must hold <see cref="LengthMax"/>.</summary>
    /// <returns>The length of the text.</returns>
    public readonly int CopyTo(Span<byte> destination)
    {
        for (var i = 0; i < Words; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(destination[(i * sizeof(ulong))..], this[i]);
        var end = destination[..LengthMax].IndexOf((byte)0);
        return end < 0 ? LengthMax : end;
    }

    /// <inheritdoc/>
    public readonly bool Equals(VenueOrderId other)
    {
        for (var i = 0; i < Words; i++)
        {
            if (this[i] != other[i])
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is VenueOrderId other && Equals(other);

    /// <summary>The same on every machine and in every run.</summary>
    public override readonly int GetHashCode()
    {
        var hash = 14695981039346656037UL;
        for (var i = 0; i < Words; i++)
            hash = (hash ^ this[i]) * 1099511628211UL;
        return (int)(hash ^ (hash >> 32));
    }

    /// <summary>Equal texts.</summary>
    public static bool operator ==(VenueOrderId left, VenueOrderId right) => left.Equals(right);

    /// <summary>Other texts.</summary>
    public static bool operator !=(VenueOrderId left, VenueOrderId right) => !left.Equals(right);

    /// <inheritdoc/>
    public override readonly string ToString()
    {
        Span<byte> text = stackalloc byte[LengthMax];
        return Encoding.ASCII.GetString(text[..CopyTo(text)]);
    }
}
