using System.Globalization;
using Rialto.Adapters.Orders;
using Rialto.Adapters.Polymarket.Signing;
using Rialto.Model.Orders;

namespace Rialto.Adapters.Polymarket;

/// <summary>
/// An order as the exchange's contract wants it signed (CLOB V2; EIP-712). Its hash is what the venue calls it, and is known before it is sent. Used again for the next one; one thread at a time.
/// <code>
/// Order(uint256 salt,address maker,address signer,uint256 tokenId,uint256 makerAmount,uint256 takerAmount,uint8 side,uint8 signatureType,uint256 timestamp,bytes32 metadata,bytes32 builder)
/// </code>
/// </summary>
internal sealed class PolymarketOrder
{
    /// <summary>Polygon.</summary>
    public const long ChainId = 137;

    private const int Words = 12;

    private static readonly byte[] Exchange = Convert.FromHexString("E111180000d2663C0091e4f400237545B87B996B");
    private static readonly byte[] ExclusiveExchange = Convert.FromHexString("e2222d279d744050d28e00520010520000310F59");

    /// <summary>Makes orders of the same terms different; below 2^53.</summary>
    public long Salt { get; set; }

    /// <summary>Number of the outcome's token, up to 78 digits.</summary>
    public string Token { get; set; } = "";

    /// <summary>What is given, in 10^-6.</summary>
    public long MakerAmount { get; set; }

    /// <summary>What is wanted for it, in 10^-6.</summary>
    public long TakerAmount { get; set; }

    public Side Side { get; set; }

    /// <summary>Settled by the contract for questions of which only one comes true.</summary>
    public bool IsExclusive { get; set; }

    /// <summary>The venue's word for how long it lives.</summary>
    public string Lifetime { get; set; } = "GTC";

    /// <summary>Seconds since 1970; zero without an end. Not signed.</summary>
    public long Expiration { get; set; }

    public bool IsPostOnly { get; set; }

    /// <summary>Milliseconds since 1970.</summary>
    public long Timestamp { get; set; }

    /// <summary>The hash that is signed; <paramref name="hash"/> has 32 bytes.</summary>
    /// <exception cref="ArgumentException">The token is no number.</exception>
    public void Hash(PolymarketAccount account, Span<byte> hash)
    {
        Span<byte> room = stackalloc byte[Words * TypedWords.WordBytes];
        Span<byte> domain = stackalloc byte[Keccak.HashBytes];
        var words = new TypedWords(room);
        words.AddText("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"u8);
        words.AddText("Polymarket CTF Exchange"u8);
        words.AddText("2"u8);
        words.Add(ChainId);
        words.Add(IsExclusive ? ExclusiveExchange : Exchange);
        words.Hash(domain);
        words = new TypedWords(room);
        words.AddText("Order(uint256 salt,address maker,address signer,uint256 tokenId,uint256 makerAmount,uint256 takerAmount,uint8 side,uint8 signatureType,uint256 timestamp,bytes32 metadata,bytes32 builder)"u8);
        words.Add(Salt);
        words.Add(account.Maker);
        words.Add(account.Signer.Address);
        if (!words.TryAddDecimal(Token))
            throw new ArgumentException("A token is a whole number below 2^256.", nameof(account));
        words.Add(MakerAmount);
        words.Add(TakerAmount);
        words.Add(Side == Side.Buy ? 0 : 1);
        words.Add((long)account.Kind);
        words.Add(Timestamp);
        words.Add(0);
        words.Add(0);
        words.Hash(hash);
        TypedWords.HashToSign(domain, hash, hash);
    }

    /// <summary>Writes the request's body.</summary>
    public void Write(CallText body, PolymarketAccount account, ReadOnlySpan<byte> signature, string apiKey)
    {
        const string Nothing = "0x0000000000000000000000000000000000000000000000000000000000000000";
        body.Add("{\"order\":{"u8).FieldNumber("salt"u8, Salt).Field("maker"u8, account.MakerText).Field("signer"u8, account.Signer.AddressText).Field("tokenId"u8, Token)
            .Field("makerAmount"u8, Digits(MakerAmount)).Field("takerAmount"u8, Digits(TakerAmount)).Field("side"u8, Side == Side.Buy ? "BUY"u8 : "SELL"u8).FieldNumber("signatureType"u8, (long)account.Kind)
            .Field("timestamp"u8, Digits(Timestamp)).Field("expiration"u8, Digits(Expiration)).Field("metadata"u8, Nothing).Field("builder"u8, Nothing)
            .Field("signature"u8, "0x" + Convert.ToHexStringLower(signature)).Add("}"u8).Field("owner"u8, apiKey).Field("orderType"u8, Lifetime).Field("postOnly"u8).Add(IsPostOnly ? "true"u8 : "false"u8)
            .Field("deferExec"u8).Add("false}"u8);
    }

    private static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);
}
