using System.Security.Cryptography;
using Rialto.Adapters.Orders;
using Rialto.Adapters.Polymarket.Signing;

namespace Rialto.Adapters.Polymarket;

/// <summary>How an order's signature is checked; the venue's numbers.</summary>
internal enum WalletKind : byte
{
    /// <summary>The key's own account holds the money.</summary>
    Own = 0,

    /// <summary>A proxy wallet of the venue, which the key commands.</summary>
    Proxy = 1,

    /// <summary>A Gnosis Safe, which the key commands.</summary>
    Safe = 2,
}

/// <summary>
/// A customer's account: the address that holds the money (the credentials' key), the private key that signs for it (their secret, in hexadecimal), and how both belong together (their third part: nothing or
/// <c>own</c>, <c>proxy</c>, <c>safe</c>). Immutable.
/// </summary>
internal sealed class PolymarketAccount
{
    private PolymarketAccount(VenueCredentials credentials)
    {
        Kind = credentials.Passphrase switch
        {
            [] => WalletKind.Own,
            var word when word.SequenceEqual("own"u8) => WalletKind.Own,
            var word when word.SequenceEqual("proxy"u8) => WalletKind.Proxy,
            var word when word.SequenceEqual("safe"u8) => WalletKind.Safe,
            _ => throw new CryptographicException("The third part of Polymarket's key is own, proxy or safe; other wallets are not covered."),
        };
        Signer = new WalletKey(credentials.Secret);
        Maker = new byte[WalletAddress.Bytes];
        if (!WalletAddress.TryParse(credentials.Key, Maker))
            throw new CryptographicException("Polymarket's key is the address that holds the money: 0x and 40 hexadecimal digits.");
        if (Kind == WalletKind.Own && !Signer.Address.AsSpan().SequenceEqual(Maker))
            throw new CryptographicException("The address is not that of the private key: a wallet that the key commands is named by the third part, proxy or safe.");
        MakerText = WalletAddress.ToText(Maker);
    }

    public WalletKind Kind { get; }

    /// <summary>Holds the money.</summary>
    public byte[] Maker { get; }

    public string MakerText { get; }

    public WalletKey Signer { get; }

    /// <summary>The account of a key.</summary>
    /// <exception cref="CryptographicException">It is none; the message names no part of a secret.</exception>
    public static PolymarketAccount Of(VenueCredentials credentials) => credentials.Made(static some => new PolymarketAccount(some));
}
