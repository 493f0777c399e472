using Rialto.Adapters.Bybit;
using Rialto.Model.Feeds;
using Xunit;

namespace Rialto.Unit.Adapters;

public class BybitRecordingTests(ITestOutputHelper output)
{
    /// <summary>Linear and spot were recorded together, each on its own connection; both name <c>BTCUSDT</c>.</summary>
    [Theory]
    [InlineData(FeedVenue.BybitLinear, "wss://stream.bybit.com/v5/public/linear", 800, 2_546, 4, 1_594, 17_734, 327)]
    [InlineData(FeedVenue.BybitSpot, "wss://stream.bybit.com/v5/public/spot", 557, 681, 2, 548, 3_075, 20)]
    public void Every_update_is_the_next_of_its_topic(FeedVenue venue, string address, int listings, int frames, int books, int updates, int levels, int trades)
    {
        var table = new ListingTable(1_024);
        var replay = new CaptureReplay(new BybitProtocol(venue), table) { OnlyAddress = address }.Run(Recordings.Path("wire/bybit/capture-v5-2026-08-09.jsonl.gz"));
        output.WriteLine(replay.Describe());
        Assert.Equal((listings, frames, books), (table.Count, (int)replay.Sum(c => c.Frames), (int)replay.Sum(c => c.Snapshots)));
        Assert.Equal((updates, updates, levels, trades), ((int)replay.Sum(c => c.BookUpdates), (int)replay.Sum(c => c.SequencesPassed), (int)replay.Sum(c => c.Levels), (int)replay.Sum(c => c.Trades)));
        Assert.Equal((0, 0, 0), (replay.Sum(c => c.Repairs), replay.Sum(c => c.DriftsTotal), replay.Connections.Sum(connection => connection.Log.CrossedFrames)));
        Assert.Equal(books, replay.Trusted);

        // The venue keeps its depth itself: no level that fell out of it stays.
        Assert.All(replay.Connections.Single().Log.Books.Values, book => Assert.Equal((200, 200), (book.Bids.Count, book.Asks.Count)));
    }

    [Fact]
    public void An_inverse_contract_is_one_dollar()
    {
        var (table, protocol) = (new ListingTable(4), new BybitProtocol(FeedVenue.BybitInverse));
        var list = """{"retCode":0,"result":{"category":"inverse","list":[{"symbol":"BTCUSD","contractType":"InversePerpetual","status":"Trading","baseCoin":"BTC","quoteCoin":"USD","priceFilter":{"tickSize":"0.10"},"lotSizeFilter":{"qtyStep":"1"},"settleCoin":"BTC"}]}}"""u8;
        Assert.Equal(DriftKind.None, protocol.DecodeListings(list, table));
        Assert.Equal(DriftKind.UnknownWord, new BybitProtocol(FeedVenue.BybitLinear).DecodeListings(list, table));
        var listing = table[new ListingId(1)];
        Assert.Equal(("BTC-USD.PERP", "USD", 1L, 0, "USD"), (listing.Symbol, listing.Quote, listing.ContractSize, listing.ContractScale, listing.ContractUnit));
        Assert.Equal(("/v5/public/inverse", "/v5/market/instruments-info?category=inverse&limit=1000"), (protocol.SocketPath, protocol.ListingsPaths[0]));
    }
}
