using Org.BouncyCastle.Crypto.Digests;

namespace Rialto.Adapters.Polymarket.Signing;

/// <summary>Keccak-256 as Ethereum uses it: the padding of the contest's last round, not that of SHA3-256 (FIPS 202). No state.</summary>
internal static class Keccak
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashBytes = 32;

    /// <summary>Hashes; <paramref name="hash"/> has <see cref="HashBytes"/>, and may lie over the data.</summary>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        var digest = new KeccakDigest(HashBytes * 8);
        digest.BlockUpdate(data);
        digest.DoFinal(hash);
    }
}
