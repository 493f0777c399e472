using System.Text;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Binance;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Gateways.Binance;

/// <summary>Texts and signatures of Binance's own documentation, and an Ed25519 key that OpenSSL made.</summary>
public sealed class BinanceSignatureTests
{
    private const string Secret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";
    private const string Order = "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559";
    private const string OrderSignature = "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71";

    [Fact]
    public void The_documented_request_verifies_from_query_and_from_body()
    {
        Assert.Null(Check(BinanceAuthentication.SignedText(Order + "&signature=" + OrderSignature, ""), OrderSignature));
        Assert.Null(Check(BinanceAuthentication.SignedText("", Order + "&signature=" + OrderSignature), OrderSignature));
        Assert.Null(Check(BinanceAuthentication.SignedText("", Order), OrderSignature.ToUpperInvariant()));
    }

    [Fact]
    public void Query_and_body_are_joined_with_nothing_between()
    {
        // rest-api/request-security.md, example 3: part in the query, part in the body.
        const string signature = "0fd168b8ddb4876a0358a8d14d0c9f3da0e9b20c5d52b2a00fcf7d1c602f9a77";
        var text = BinanceAuthentication.SignedText(
            "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC", "quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559&signature=" + signature);
        Assert.Equal("symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTCquantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559", Encoding.UTF8.GetString(text));
        Assert.Null(Check(text, signature));
    }

    [Fact]
    public void The_documented_request_of_the_WebSocket_API_verifies()
    {
        var parameters = BinanceParameters.OfForm(
            "symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=0.01000000&price=52000.00&recvWindow=100&timestamp=1645423376532"
            + "&apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&signature=no", "");
        Assert.Null(Check(BinanceAuthentication.SignedText(parameters), "aa1b5712c094bc4e57c05a1a5c1fd8d88dcd628338ea863fec7b88e59fe2db24"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b7")]
    [InlineData("c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b72")]
    [InlineData("zzdb56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71")]
    public void Another_signature_does_not(string signature) =>
        Assert.Equal(signature.Length == 0 ? -1102 : -1022, Check(BinanceAuthentication.SignedText(Order, ""), signature)!.Code);

    [Fact]
    public void An_Ed25519_key_signs_in_base64_and_with_nothing_else()
    {
        Assert.SkipUnless(Rialto.Runtime.Cryptography.Ed25519.IsAvailable, "OpenSSL 3 is not installed.");
        // openssl genpkey -algorithm ed25519; openssl pkeyutl -sign -rawin
        const string pem = """
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEAFyeRZLKnWt1uzDVrV/IhdDfuss7b8Ctib31oCq4NRss=
            -----END PUBLIC KEY-----
            """;
        const string signature = "nhRXWsHb5/63VaJTGVfB4lohmbjozFYVZ9m6zswcU+anU9bCgBSdUYnGpsvepByA0Sm+ZG+i5uFxasZubtSnBA==";
        Assert.True(Ed25519Pem.TryRead(pem, out var publicKey));
        var key = KeyOf(publicKey);
        Assert.Null(BinanceAuthentication.CheckSignature(key, Encoding.UTF8.GetBytes(Order), signature));
        Assert.Null(BinanceAuthentication.CheckSignature(key, Encoding.UTF8.GetBytes(Order), signature.Replace('+', ' ')));
        Assert.Equal(-1022, BinanceAuthentication.CheckSignature(key, Encoding.UTF8.GetBytes(Order + " "), signature)!.Code);
        Assert.Equal(-1022, BinanceAuthentication.CheckSignature(key, Encoding.UTF8.GetBytes(Order), OrderSignature)!.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nnot base64 at all!\n-----END PUBLIC KEY-----")]
    public void What_is_no_public_Ed25519_key_is_refused(string pem) => Assert.False(Ed25519Pem.TryRead(pem, out _));

    private static BinanceError? Check(byte[] text, string signature) => BinanceAuthentication.CheckSignature(KeyOf(null), text, signature);

    private static ApiKey KeyOf(byte[]? publicKey) => new("id", "alice", new OwnerId(1), default, Permissions.Trade, DateTimeOffset.UnixEpoch, Secret, publicKey);
}
