using Rialto.Adapters.Coinbase;
using Rialto.Model.Feeds;
using Xunit;

namespace Rialto.Unit.Adapters;

public class CoinbaseRecordingTests(ITestOutputHelper output)
{
    /// <summary>Every message of the connection has the next number, also those that nobody wants. At the end BTC-USD has 46,007 levels.</summary>
    [Fact]
    public void Every_message_of_Advanced_Trade_is_the_next_of_its_connection()
    {
        var table = new ListingTable(2_048);
        var replay = new CaptureReplay(new CoinbaseProtocol(FeedVenue.CoinbaseAdvanced), table).Run(Recordings.Path("wire/coinbase/capture-advanced-trade-2026-08-09.jsonl.gz"));
        output.WriteLine(replay.Describe());
        Assert.Equal((520, 1_030, 1_030), (table.Count, (int)replay.Sum(c => c.Frames), (int)replay.Sum(c => c.SequencesPassed)));
        Right(replay, 2, 773, 74_193, 79);
        var books = replay.Connections.Single().Log.Books;
        Assert.Equal([(6_925, 16_403), (18_769, 27_238)], books.Values.Select(book => (book.Bids.Count, book.Asks.Count)).Order());
    }

    [Fact]
    public void Books_of_Exchange_stay_uncrossed_without_numbers()
    {
        var table = new ListingTable(256);
        var replay = new CaptureReplay(new CoinbaseProtocol(FeedVenue.CoinbaseExchange), table).Run(Recordings.Path("wire/coinbase/capture-exchange-2021-04-17.jsonl.gz"));
        output.WriteLine(replay.Describe());
        Assert.Equal((162, 9_946, 0), (table.Count, (int)replay.Sum(c => c.Frames), (int)replay.Sum(c => c.SequencesPassed)));
        Right(replay, 10, 9_719, 18_081, 97);
    }

    private static void Right(CaptureReplay replay, int books, int updates, int levels, int trades)
    {
        Assert.Equal((books, books, updates), (replay.Trusted, (int)replay.Sum(c => c.Snapshots), (int)replay.Sum(c => c.BookUpdates)));
        Assert.Equal((levels, trades), ((int)replay.Sum(c => c.Levels), (int)replay.Sum(c => c.Trades)));
        Assert.Equal((0, 0, 0), (replay.Sum(c => c.Repairs), replay.Sum(c => c.DriftsTotal), replay.Connections.Sum(connection => connection.Log.CrossedFrames)));
    }
}
