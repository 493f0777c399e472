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
}
