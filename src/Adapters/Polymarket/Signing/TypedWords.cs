using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace Rialto.Adapters.Polymarket.Signing;

/// <summary>Values of a structure as EIP-712 hashes them: each a word of 32 bytes, numbers and addresses at its end, texts by their hash.</summary>
internal ref struct TypedWords(Span<byte> room)
{
    /// <summary>Bytes of a word.</summary>
    public const int WordBytes = 32;

    private readonly Span<byte> _room = room;
    private int _length;

    /// <summary>A word, or a shorter value at the end of one.</summary>
    public void Add(scoped ReadOnlySpan<byte> value)
    {
        var word = _room.Slice(_length, WordBytes);
        word.Clear();
        value.CopyTo(word[(WordBytes - value.Length)..]);
        _length += WordBytes;
    }

    /// <summary>A whole number, not negative.</summary>
    public void Add(long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        Add(bytes);
    }

    /// <summary>A whole number in decimal digits, below 2^256.</summary>
    /// <returns>False where it is none.</returns>
    public bool TryAddDecimal(scoped ReadOnlySpan<char> digits)
    {
        if (digits.Length is 0 or > 78 || !BigInteger.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number.GetByteCount(isUnsigned: true) > WordBytes)
            return false;
        Span<byte> bytes = stackalloc byte[WordBytes];
        _ = number.TryWriteBytes(bytes, out var written, isUnsigned: true, isBigEndian: true);
        Add(bytes[..written]);
        return true;
    }

    /// <summary>A text, by its hash.</summary>
    public void AddText(scoped ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[Keccak.HashBytes];
        Keccak.Hash(text, hash);
        Add(hash);
    }

    /// <summary>Hash of all words so far.</summary>
    public readonly void Hash(Span<byte> hash) => Keccak.Hash(_room[.._length], hash);

    /// <summary>What is signed: the hash of 0x19, 0x01, the hash of whom it is for, and the hash of what is said (EIP-712).</summary>
    public static void HashToSign(ReadOnlySpan<byte> domain, ReadOnlySpan<byte> message, Span<byte> hash)
    {
        Span<byte> all = stackalloc byte[2 + (2 * WordBytes)];
        (all[0], all[1]) = (0x19, 0x01);
        domain.CopyTo(all[2..]);
        message.CopyTo(all[(2 + WordBytes)..]);
        Keccak.Hash(all, hash);
    }
}
