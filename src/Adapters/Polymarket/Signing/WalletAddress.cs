using System.Text;

namespace Rialto.Adapters.Polymarket.Signing;

/// <summary>An address of Ethereum's kind: the last 20 bytes of the hash of a public key, or a contract's.</summary>
internal static class WalletAddress
{
    /// <summary>Bytes of an address.</summary>
    public const int Bytes = 20;

    private const int Digits = 2 * Bytes;

    /// <summary>Reads <c>0x</c> and 40 hexadecimal digits, large or small: capitals are a checksum, which is not asked for.</summary>
    /// <returns>False for anything else.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, Span<byte> address) =>
        text.Length == 2 + Digits && text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        && Convert.FromHexString(text[2..], address, out _, out var written) == System.Buffers.OperationStatus.Done && written == Bytes;

    /// <summary>The address with the capitals of its checksum (EIP-55): a letter is large where the hash of the small ones has a digit of 8 or more at its place.</summary>
    public static string ToText(ReadOnlySpan<byte> address)
    {
        Span<byte> small = stackalloc byte[Digits];
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(address), small);
        Span<byte> hash = stackalloc byte[Keccak.HashBytes];
        Keccak.Hash(small, hash);
        Span<char> text = stackalloc char[2 + Digits];
        (text[0], text[1]) = ('0', 'x');
        for (var i = 0; i < Digits; i++)
        {
            var digit = i % 2 == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 15;
            text[2 + i] = digit >= 8 ? char.ToUpperInvariant((char)small[i]) : (char)small[i];
        }

        return new string(text);
    }
}
