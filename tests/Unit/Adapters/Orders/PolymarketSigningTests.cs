using System.Security.Cryptography;
using System.Text;
using Rialto.Adapters.Orders;
using Rialto.Adapters.Polymarket;
using Rialto.Adapters.Polymarket.Signing;
using Rialto.Model.Execution;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Adapters.Orders;

/// <summary>Hashes and signatures against published vectors: Keccak's own, EIP-55's and EIP-712's examples, and those of the venue.</summary>
public sealed class PolymarketSigningTests
{
    [Theory]
    [InlineData("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    [InlineData("The quick brown fox jumps over the lazy dog", "4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15")]
    public void Keccak_hashes_as_published(string text, string hash)
    {
        var got = new byte[Keccak.HashBytes];
        Keccak.Hash(Encoding.ASCII.GetBytes(text), got);
        Assert.Equal(hash, Convert.ToHexStringLower(got));
    }

    [Theory]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359")]
    [InlineData("0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB")]
    [InlineData("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb")]
    public void Addresses_have_the_capitals_of_their_checksum(string address)
    {
        var bytes = new byte[WalletAddress.Bytes];
        Assert.True(WalletAddress.TryParse(address.ToLowerInvariant(), bytes));
        Assert.Equal(address, WalletAddress.ToText(bytes));
        Assert.False(WalletAddress.TryParse(address.AsSpan(0, address.Length - 1), bytes));
        Assert.False(WalletAddress.TryParse(address[..^1] + "g", bytes));
    }

    [Fact]
    public void A_keys_address_is_the_published_one()
    {
        var key = Key();
        Assert.Equal("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", key.AddressText);
        Assert.Equal(key.AddressText, new WalletKey(Encoding.ASCII.GetBytes(PolymarketOrderScript.PublicTestKey.Replace("0x", "", StringComparison.Ordinal))).AddressText);
    }

    // The example of EIP-712: the key is the hash of "cow".
    [Fact]
    public void The_standards_example_is_signed_as_published()
    {
        var secret = new byte[32];
        Keccak.Hash("cow"u8, secret);
        var key = new WalletKey(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(secret)));
        Assert.Equal("0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826", key.AddressText);
        var signature = key.Sign(Convert.FromHexString("be609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2"));
        Assert.Equal("4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b915621c", Convert.ToHexStringLower(signature));
    }

    [Fact]
    public void The_statement_for_an_api_key_is_signed_as_published() =>
        Assert.Equal(
            "f62319a987514da40e57e2f4d7529f7bac38f0355bd88bb5adbb3768d80de6c1682518e0af677d5260366425f4361e7b70c25ae232aff0ab2331e2b164a1aedc1b",
            Convert.ToHexStringLower(ClobAuth.Sign(Key(), 80_002, 10_000_000, 23)));

    [Fact]
    public void The_api_keys_signature_is_the_published_one() =>
        Assert.Equal("ZwAdJKvoYRlEKDkNMwd5BuwNNtg93kNaR_oU2HrfVvc=", PolymarketOrders.Hmac(new string('A', 43) + "=", "1000000test-sign/orders{\"hash\": \"0x123\"}"u8));

    [Fact]
    public void An_orders_hash_and_signature_are_those_of_the_recipe()
    {
        using var credentials = new VenueCredentials(PolymarketOrderScript.PublicTestAddress, PolymarketOrderScript.PublicTestKey);
        var account = PolymarketAccount.Of(credentials);
        var order = new PolymarketOrder { Salt = 479_249_096_354, Token = "1234", MakerAmount = 100_000_000, TakerAmount = 50_000_000, Side = Side.Buy, Timestamp = 1_780_449_126_930 };
        var hash = new byte[Keccak.HashBytes];
        order.Hash(account, hash);
        Assert.Equal("f69f17dcabb49e64a79a669ea5336cd3ce518c083c821664f295c62e39baedec", Convert.ToHexStringLower(hash));
        Assert.Equal(
            "745070770d383e6f4e6431858070edacbea294ed0e2b16f147127edafc51b59a6e788aaeda02cce5989ee10cc983a4045313e1ec7075c5a5b84f6212b097d36a1b",
            Convert.ToHexStringLower(account.Signer.Sign(hash)));

        // Another contract, another hash.
        var exclusive = new byte[Keccak.HashBytes];
        order.IsExclusive = true;
        order.Hash(account, exclusive);
        Assert.NotEqual(hash, exclusive);
    }

    [Fact]
    public void Every_signature_gives_its_key_back_and_has_the_smaller_s()
    {
        var key = Key();
        var hash = new byte[Keccak.HashBytes];
        var seen = new HashSet<byte>();
        for (var i = 0; i < 64; i++)
        {
            // Sign itself looks for the recovery, and finds none where r and s were not the key's.
            Keccak.Hash(BitConverter.GetBytes(i), hash);
            var signature = key.Sign(hash);
            Assert.InRange(signature[^1], 27, 28);
            Assert.True(signature[32] <= 0x7f);
            Assert.Equal(signature, key.Sign(hash));
            seen.Add(signature[^1]);
        }

        Assert.Equal(2, seen.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x00")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")]
    [InlineData("zc0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")]
    public void What_is_no_key_is_refused_without_being_shown(string text)
    {
        var refused = Assert.Throws<CryptographicException>(() => new WalletKey(Encoding.ASCII.GetBytes(text)));
        if (text.Length > 4)
            Assert.DoesNotContain(text, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_that_is_not_the_keys_is_refused_unless_it_is_a_wallet_that_the_key_commands()
    {
        const string Other = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
        using var own = new VenueCredentials(Other, PolymarketOrderScript.PublicTestKey);
        Assert.Throws<CryptographicException>(() => PolymarketAccount.Of(own));
        using var unknown = new VenueCredentials(PolymarketOrderScript.PublicTestAddress, PolymarketOrderScript.PublicTestKey, "deposit");
        Assert.Throws<CryptographicException>(() => PolymarketAccount.Of(unknown));
        using var safe = new VenueCredentials(Other.ToLowerInvariant(), PolymarketOrderScript.PublicTestKey, "safe");
        var account = PolymarketAccount.Of(safe);
        Assert.Equal((WalletKind.Safe, Other, "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"), (account.Kind, account.MakerText, account.Signer.AddressText));
    }

    [Fact]
    public void A_request_has_the_api_keys_signature_and_an_order_the_wallets()
    {
        var script = new PolymarketOrderScript();
        using var credentials = script.Credentials;
        var call = new OrderCall();
        Assert.Equal(VenueReason.None, script.Venue.Protocol.Encode(script.Request(OrderRequestKind.Place), script.Context, call));
        var secret = new string('A', 43) + "=";
        script.Venue.Protocol.Sign(call, credentials, OrderSigningTests.At(1_712_230_310_689), "key\n" + secret + "\nphrase", "");
        Assert.Equal("key", Header("POLY_API_KEY"));
        Assert.Equal("phrase", Header("POLY_PASSPHRASE"));
        Assert.Equal("1712230310", Header("POLY_TIMESTAMP"));
        Assert.Equal(PolymarketOrders.Hmac(secret, Encoding.ASCII.GetBytes("1712230310POST/order" + call.Body)), Header("POLY_SIGNATURE"));
        Assert.Contains("\"timestamp\":\"1712230310689\"", call.Body.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"makerAmount\":\"12340000\",\"takerAmount\":\"6910400\",\"side\":\"SELL\"", call.Body.ToString(), StringComparison.Ordinal);

        // What the venue will call it: the hash that was signed.
        var order = Assert.IsType<PolymarketOrder>(call.ToSign);
        var hash = new byte[Keccak.HashBytes];
        order.Hash(PolymarketAccount.Of(credentials), hash);
        Assert.Equal("0x" + Convert.ToHexStringLower(hash), call.VenueOrder.ToString());
        call.Clear();
        Assert.True(call.VenueOrder.IsEmpty);

        string Header(string name) => call.Headers.Single(header => header.Key == name).Value;
    }

    private static WalletKey Key() => new(Encoding.ASCII.GetBytes(PolymarketOrderScript.PublicTestKey));
}
