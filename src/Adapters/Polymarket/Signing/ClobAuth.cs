using System.Globalization;
using System.Text;

namespace Rialto.Adapters.Polymarket.Signing;

/// <summary>The statement by which a wallet gets its API key: <c>ClobAuth(address address,string timestamp,uint256 nonce,string message)</c> (EIP-712). No state.</summary>
internal static class ClobAuth
{
    /// <summary>Signs it.</summary>
    /// <param name="key">Of the wallet.</param>
    /// <param name="chainId">The chain's number: 137 is Polygon.</param>
    /// <param name="seconds">The time, as it stands in the headers.</param>
    /// <param name="nonce">Which of the wallet's API keys; 0 is the first.</param>
    public static byte[] Sign(WalletKey key, long chainId, long seconds, long nonce)
    {
        Span<byte> room = stackalloc byte[5 * TypedWords.WordBytes];
        Span<byte> domain = stackalloc byte[Keccak.HashBytes];
        Span<byte> hash = stackalloc byte[Keccak.HashBytes];
        var words = new TypedWords(room);
        words.AddText("EIP712Domain(string name,string version,uint256 chainId)"u8);
        words.AddText("ClobAuthDomain"u8);
        words.AddText("1"u8);
        words.Add(chainId);
        words.Hash(domain);
        words = new TypedWords(room);
        words.AddText("ClobAuth(address address,string timestamp,uint256 nonce,string message)"u8);
        words.Add(key.Address);
        words.AddText(Encoding.ASCII.GetBytes(seconds.ToString(CultureInfo.InvariantCulture)));
        words.Add(nonce);
        words.AddText("This message attests that I control the given wallet"u8);
        words.Hash(hash);
        TypedWords.HashToSign(domain, hash, hash);
        return key.Sign(hash);
    }
}
