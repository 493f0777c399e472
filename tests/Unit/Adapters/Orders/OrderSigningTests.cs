using System.Security.Cryptography;
using System.Text;
using Rialto.Adapters.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Adapters.Orders;

/// <summary>Signatures against vectors: published by venues where they publish some, otherwise computed from their recipes by another program.</summary>
public sealed class OrderSigningTests
{
    [Fact]
    public void Binance_rest_signature_is_the_documented_one()
    {
        using var credentials = new BinanceOrderScript().Credentials;
        const string Signed = "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559";
        Assert.Equal("c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71", Signatures.HexSha256(credentials.Secret, Encoding.ASCII.GetBytes(Signed)));
        var call = Signed.Split('&').SkipLast(2).Aggregate(new OrderCall { Method = CallMethod.Post, Content = CallContent.Form }, (made, pair) =>
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            made.Body.Pair(Encoding.ASCII.GetBytes(pair, 0, at), pair.AsSpan(at + 1));
            return made;
        });
        Protocol("binance").Sign(call, credentials, At(1_499_827_319_559), "", "api.binance.com");
        Assert.Equal(Signed + "&signature=c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71", call.Body.ToString());
        Assert.Equal(credentials.Key, call.Headers.Single(header => header.Key == "X-MBX-APIKEY").Value);
    }

    [Fact]
    public void Binance_socket_signature_is_the_documented_one()
    {
        using var credentials = new BinanceOrderScript().Credentials;
        Assert.Equal("aa1b5712c094bc4e57c05a1a5c1fd8d88dcd628338ea863fec7b88e59fe2db24", Signatures.HexSha256(
            credentials.Secret,
            "apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&price=52000.00&quantity=0.01000000&recvWindow=100&side=SELL&symbol=BTCUSDT&timeInForce=GTC&timestamp=1645423376532&type=LIMIT"u8));
    }

    [Fact]
    public void Bybit_signature_is_that_of_the_recipe()
    {
        using var credentials = new VenueCredentials("testkey", "testsecret");
        var call = new OrderCall();
        call.Query.Pair("category"u8, "linear").Pair("symbol"u8, "BTCUSDT");
        Protocol("bybit-linear").Sign(call, credentials, At(1_658_384_314_791), "", "");
        Assert.Equal("da6213487e070e4d08e4f5d0cd9dadd8684519516f65ce3109007d2770aff690", call.Headers.Single(header => header.Key == "X-BAPI-SIGN").Value);
        var turn = new BybitOrderScript("bybit-linear").Turn();
        Protocol("bybit-linear").Open(turn, credentials, At(1_662_350_390_000));
        Assert.Equal("""{"op":"auth","args":["testkey",1662350400000,"b38c4f23eca76c513b6542823c0882c502bdea24e31f6d6af028af804c5c850a"]}""", Encoding.UTF8.GetString(turn.ToSend[0]));
    }

    [Fact]
    public void Okx_signature_is_that_of_the_recipe()
    {
        using var credentials = new VenueCredentials("testkey", "testsecret", "testphrase");
        var call = new OrderCall();
        call.Path.Add("/api/v5/account/balance"u8);
        call.Query.Pair("ccy"u8, "BTC");
        Protocol("okx").Sign(call, credentials, At(1_607_418_537_715), "", "");
        Assert.Equal("2020-12-08T09:08:57.715Z", call.Headers.Single(header => header.Key == "OK-ACCESS-TIMESTAMP").Value);
        Assert.Equal("tIo2xfZqxiQFcz9betm1JatDBrl8kfcdIERDUPL6kR0=", call.Headers.Single(header => header.Key == "OK-ACCESS-SIGN").Value);
        var turn = new OkxOrderScript().Turn();
        Protocol("okx").Open(turn, credentials, At(1_704_876_947_000));
        Assert.Contains("Yfm6K+VXZZRVprrQgSTbCQwdP0vaOqR6Sb5WeQpb+xY=", Encoding.UTF8.GetString(turn.ToSend[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void Deribit_signature_is_the_documented_one()
    {
        using var credentials = new VenueCredentials("AMANDA", "AMANDASECRECT");
        var turn = new DeribitOrderScript().Turn();
        Protocol("deribit").Open(turn, credentials, At(1_576_074_319_000, "1iqt2wls"));
        Assert.Contains("56590594f97921b09b18f166befe0d1319b198bbcdad7ca73382de2f88fe9aa1", Encoding.UTF8.GetString(turn.ToSend[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void Kalshi_signature_verifies_over_time_method_and_path()
    {
        using var credentials = new KalshiOrderScript().Credentials;
        var call = new OrderCall();
        call.Path.Add("/trade-api/v2/portfolio/balance"u8);
        call.Query.Pair("limit"u8, 1);
        Protocol("kalshi").Sign(call, credentials, At(1_703_123_456_789), "", "");
        var signature = Convert.FromBase64String(call.Headers.Single(header => header.Key == "KALSHI-ACCESS-SIGNATURE").Value);
        Assert.True(KalshiOrderScript.Key.VerifyData("1703123456789GET/trade-api/v2/portfolio/balance"u8, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
    }

    [Fact]
    public void Kraken_signature_is_the_documented_one()
    {
        using var credentials = new KrakenOrderScript().Credentials;
        var call = new OrderCall { Method = CallMethod.Post, Content = CallContent.Form };
        call.Path.Add("/0/private/AddOrder"u8);
        call.Body.Pair("ordertype"u8, "limit").Pair("pair"u8, "XBTUSD").Pair("price"u8, 37_500).Pair("type"u8, "buy").PairDecimal("volume"u8, 125, 2);
        Protocol("kraken").Sign(call, credentials, At(1_616_492_376_594) with { Number = 1_616_492_376_594 }, "", "api.kraken.com");
        Assert.Equal("nonce=1616492376594&ordertype=limit&pair=XBTUSD&price=37500&type=buy&volume=1.25", call.Body.ToString());
        Assert.Equal("4/dpxb3iT4tp/ZCVEwSnEsLxx0bqyhLpdfOpc6fn7OR8+UClSV5n9E6aSS8MPtnRfp32bAb0nmbRn6H8ndwLUQ==", call.Headers.Single(header => header.Key == "API-Sign").Value);
    }

    [Fact]
    public void Coinbase_token_names_the_request_and_verifies()
    {
        using var credentials = new CoinbaseOrderScript().Credentials;
        var call = new OrderCall();
        call.Path.Add("/api/v3/brokerage/accounts"u8);
        call.Query.Pair("limit"u8, 250);
        Protocol("coinbase").Sign(call, credentials, At(1_712_230_310_689, "6f5570df-d8bc-4daf-85b4-976733feb624"), "", "api.coinbase.com");
        var value = call.Headers.Single(header => header.Key == "Authorization").Value;
        Assert.StartsWith("Bearer ", value, StringComparison.Ordinal);
        Verify(value["Bearer ".Length..], """{"sub":"KEY","iss":"cdp","nbf":1712230310,"exp":1712230430,"uri":"GET api.coinbase.com/api/v3/brokerage/accounts"}""", "6f5570dfd8bc4daf85b4976733feb624");

        var turn = new CoinbaseOrderScript().Turn();
        Protocol("coinbase").Open(turn, credentials, At(1_712_230_310_689, "ab"));
        Assert.Equal(2, turn.ToSend.Count);
        var frame = Encoding.UTF8.GetString(turn.ToSend[0]);
        Assert.StartsWith("""{"type":"subscribe","channel":"user","jwt":"ey""", frame, StringComparison.Ordinal);
        Verify(frame[(frame.IndexOf("ey", StringComparison.Ordinal))..^2], """{"sub":"KEY","iss":"cdp","nbf":1712230310,"exp":1712230430}""", "ab");

        static void Verify(string token, string payload, string nonce)
        {
            var parts = token.Split('.');
            Assert.Equal("""{"alg":"ES256","kid":"KEY","nonce":"NONCE","typ":"JWT"}""".Replace("KEY", CoinbaseOrderScript.KeyName, StringComparison.Ordinal).Replace("NONCE", nonce, StringComparison.Ordinal), Decoded(parts[0]));
            Assert.Equal(payload.Replace("KEY", CoinbaseOrderScript.KeyName, StringComparison.Ordinal), Decoded(parts[1]));
            var signature = System.Buffers.Text.Base64Url.DecodeFromChars(parts[2]);
            Assert.Equal(64, signature.Length);
            Assert.True(CoinbaseOrderScript.Key.VerifyData(Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        }

        static string Decoded(string part) => Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(part));
    }

    [Fact]
    public void Upbit_token_is_that_of_the_recipe()
    {
        using var credentials = new VenueCredentials("testkey", "testsecret");
        var asked = new OrderCall { Method = CallMethod.Post, Content = CallContent.Json };
        asked.Body.Add("{"u8).Field("market"u8, "KRW-BTC").Field("side"u8, "bid").Field("volume"u8, "0.01").Field("price"u8, "100000000").Field("ord_type"u8, "limit").Add("}"u8);
        Protocol("upbit").Sign(asked, credentials, At(1_712_230_310_689, "6f5570df-d8bc-4daf-85b4-976733feb624"), "", "");
        var token = asked.Headers.Single(header => header.Key == "Authorization").Value;
        Assert.StartsWith("Bearer ", token, StringComparison.Ordinal);
        var parts = token["Bearer ".Length..].Split('.');
        Assert.Equal("""{"access_key":"testkey","nonce":"6f5570df-d8bc-4daf-85b4-976733feb624","query_hash":"04f10e7f849051645e088a4217a3e1f938268054df0e99b93ac74627b11f6931e501657d777720f9d19fc2a6649e3afc4a6e4e83ccf3d0569be6bde4633750dc","query_hash_alg":"SHA512"}""",
            Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1])));
        Assert.Equal("1lEB_gcpOBdvPnHZNPsc8S6Ekyoj_vcO4Wth6zyM7vl38cs0E3RNrGuQs0LLkk5JONL0tzbX1TRMsfHa14RfSA", parts[2]);

        // What stands in a query is hashed as it is sent; where nothing is asked there is no hash.
        var query = new OrderCall();
        query.Query.Pair("market"u8, "KRW-BTC").Pair("side"u8, "bid").Pair("volume"u8, "0.01").Pair("price"u8, "100000000").Pair("ord_type"u8, "limit");
        Protocol("upbit").Sign(query, credentials, At(1, "6f5570df-d8bc-4daf-85b4-976733feb624"), "", "");
        Assert.Equal(token, query.Headers.Single(header => header.Key == "Authorization").Value);
        var headers = new List<KeyValuePair<string, string>>();
        Protocol("upbit").SignStream(credentials, At(1, "n"), "", headers);
        Assert.Equal("""{"access_key":"testkey","nonce":"n"}""", Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(headers.Single().Value.Split('.')[1])));
    }

    [Fact]
    public void Bithumb_token_is_that_of_the_recipe()
    {
        using var credentials = new VenueCredentials("testkey", "testsecret");
        var asked = new OrderCall { Method = CallMethod.Post, Content = CallContent.Json };
        asked.Body.Add("{"u8).Field("market"u8, "KRW-BTC").Field("side"u8, "bid").Field("volume"u8, "0.01").Field("price"u8, "100000000").Field("ord_type"u8, "limit").Add("}"u8);
        Protocol("bithumb").Sign(asked, credentials, At(1_712_230_310_689, "6f5570df-d8bc-4daf-85b4-976733feb624"), "", "");
        var parts = asked.Headers.Single(header => header.Key == "Authorization").Value["Bearer ".Length..].Split('.');
        Assert.Equal("""{"alg":"HS256","typ":"JWT"}""", Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[0])));
        Assert.Equal("""{"access_key":"testkey","nonce":"6f5570df-d8bc-4daf-85b4-976733feb624","timestamp":1712230310689,"query_hash":"04f10e7f849051645e088a4217a3e1f938268054df0e99b93ac74627b11f6931e501657d777720f9d19fc2a6649e3afc4a6e4e83ccf3d0569be6bde4633750dc","query_hash_alg":"SHA512"}""",
            Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1])));
        Assert.Equal("WSF-W4XgoGYcVqjq-8KHA12iyV2u3gmH4VY1r-kKnX4", parts[2]);
    }

    internal static OrderProtocol Protocol(string name) => OrderVenues.TryFind(name, out var venue) ? venue.Protocol : throw new ArgumentException(name, nameof(name));

    internal static SigningMoment At(long milliseconds, string nonce = "") => new(new Timestamp(milliseconds * 1_000_000), nonce);
}
