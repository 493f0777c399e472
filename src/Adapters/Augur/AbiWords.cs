using System.Numerics;

namespace Rialto.Adapters.Augur;

/// <summary>
/// What a contract returns: 32-byte words, big endian; a list stands elsewhere, and its place holds the offset from the start of what it belongs to.
/// <code>
/// uint256[]: | 0x20 | count | item | item | ..      offset in bytes, then count, then the items
/// </code>
/// Every read is checked against what is there; nothing is made by a length that was told. Source: Solidity, contract ABI specification.
/// </summary>
internal readonly ref struct AbiWords(ReadOnlySpan<byte> bytes)
{
    /// <summary>Bytes of a word.</summary>
    public const int Word = 32;

    // An address fills the last 20 bytes of its word.
    private const int AddressPadding = 12;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>A number without a sign.</summary>
    public bool TryUnsigned(int at, out BigInteger value)
    {
        var isThere = TryWord(at, out var word);
        value = new BigInteger(word, isUnsigned: true, isBigEndian: true);
        return isThere;
    }

    /// <summary>A number with a sign, as two's complement.</summary>
    public bool TrySigned(int at, out BigInteger value)
    {
        var isThere = TryWord(at, out var word);
        value = new BigInteger(word, isUnsigned: false, isBigEndian: true);
        return isThere;
    }

    /// <summary>A number that is at most <paramref name="most"/>.</summary>
    public bool TrySmall(int at, long most, out long value)
    {
        value = 0;
        if (!TryUnsigned(at, out var number) || number > most)
            return false;
        value = (long)number;
        return true;
    }

    /// <summary>An address: whether it is another than zero.</summary>
    public bool TryAddress(int at, out bool isSet)
    {
        isSet = false;
        if (!TryWord(at, out var word) || word[..AddressPadding].ContainsAnyExcept((byte)0))
            return false;
        isSet = word[AddressPadding..].ContainsAnyExcept((byte)0);
        return true;
    }

    /// <summary>Where a list's items begin and how many there are.</summary>
    /// <param name="at">Where its offset stands.</param>
    /// <param name="origin">From where the offset counts.</param>
    /// <param name="most">More items than these are refused.</param>
    /// <param name="first">The first item.</param>
    /// <param name="count">How many; all of them are there.</param>
    public bool TryList(int at, int origin, int most, out int first, out int count)
    {
        (first, count) = (0, 0);
        if (!TrySmall(at, _bytes.Length, out var offset) || !TrySmall(origin + (int)offset, most, out var items))
            return false;
        (first, count) = (origin + (int)offset + Word, (int)items);
        return first + count * Word <= _bytes.Length;
    }

    /// <summary>A whole answer that is one list of numbers.</summary>
    public bool TryNumbers(int most, out BigInteger[] numbers)
    {
        numbers = [];
        if (!TryList(0, 0, most, out var first, out var count))
            return false;
        numbers = new BigInteger[count];
        for (var i = 0; i < count; i++)
            TryUnsigned(first + i * Word, out numbers[i]);
        return true;
    }

    private bool TryWord(int at, out ReadOnlySpan<byte> word)
    {
        word = default;
        if (at < 0 || at > _bytes.Length - Word)
            return false;
        word = _bytes.Slice(at, Word);
        return true;
    }
}
