using System.Text;
using Rialto.Adapters.Binance;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Xunit;

namespace Rialto.Unit.Adapters;

public class BinanceFramesTests
{
    /// <summary>Members are read as those of the kind and the symbol said before them: two of either in one message and some were read as what they are not.</summary>
    [Theory]
    [InlineData("""{"e":"trade","E":1,"s":"BTCTUSD","t":3,"p":"200.0","q":"0.5","T":1,"m":false,"e":"depthUpdate"}""")]
    [InlineData("""{"stream":"btctusd@trade","data":{"e":"trade","E":1,"s":"BTCTUSD","t":3,"p":"200.0","q":"0.5","T":1,"m":false,"e":"depthUpdate","E":1}}""")]
    [InlineData("""{"e":"depthUpdate","E":1,"s":"BTCTUSD","U":1,"u":2,"b":[["1.0","1.0"]],"a":[],"e":"trade"}""")]
    [InlineData("""{"e":"depthUpdate","E":1,"s":"BTCTUSD","U":1,"u":2,"b":[["1.0","1.0"]],"s":"ETHTUSD","a":[]}""")]
    [InlineData("""{"data":{"e":"depthUpdate","E":1,"s":"BTCTUSD","b":[["1.0","1.0"]]},"data":{"e":"trade","E":1,"s":"BTCTUSD","t":3,"p":"200.0","q":"0.5","T":1,"m":false}}""")]
    public void A_message_of_two_kinds_or_two_symbols_is_broken(string frame)
    {
        var table = TestListings.Of(FeedVenue.BinanceSpot, ("BTCTUSD", 2, 5), ("ETHTUSD", 2, 5));
        Assert.Equal(DriftKind.BrokenFrame, new BinanceProtocol(FeedVenue.BinanceSpot).Decode(Encoding.UTF8.GetBytes(frame), table, new FrameContent()));
    }
}
