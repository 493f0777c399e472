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

    internal static OrderProtocol Protocol(string name) => OrderVenues.TryFind(name, out var venue) ? venue.Protocol : throw new ArgumentException(name, nameof(name));

    internal static SigningMoment At(long milliseconds, string nonce = "") => new(new Timestamp(milliseconds * 1_000_000), nonce);
}
