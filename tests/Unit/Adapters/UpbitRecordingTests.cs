using System.IO.Compression;
using Rialto.Adapters.Feeds;
using Rialto.Adapters.Upbit;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Adapters;

public class UpbitRecordingTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_message_is_a_whole_book_of_fifteen_levels()
    {
        var table = new ListingTable(512);
        Assert.Equal(DriftKind.None, new UpbitProtocol().DecodeListings(Bytes("wire/upbit/rest-market-all-2021-04-17.json.gz"), table));
        var replay = new CaptureReplay(new UpbitProtocol(), table).Run(Recordings.Path("wire/upbit/capture-simple-2021-04-05.jsonl.gz"));
        output.WriteLine($"{table.Count} {replay.Describe()}");
        Assert.Equal((1_733, 1_061, 31_830, 672), ((int)replay.Sum(c => c.Frames), (int)replay.Sum(c => c.Snapshots), (int)replay.Sum(c => c.Levels), (int)replay.Sum(c => c.Trades)));
        Assert.Equal((0, 0, 0, 0), (replay.Sum(c => c.Repairs), replay.Sum(c => c.DriftsTotal), replay.Sum(c => c.OldUpdates), replay.Connections.Sum(connection => connection.Log.CrossedFrames)));
        var books = replay.Connections.Single().Log.Books;
        Assert.Equal(replay.Trusted, books.Count);
        Assert.All(books.Values, book => Assert.Equal((15, 15), (book.Bids.Count, book.Asks.Count)));
    }

    [Fact]
    public void Tickers_with_long_keys_are_read_over()
    {
        var (table, content, frames) = (new ListingTable(1), new FrameContent(), 0);
        using var file = new GZipStream(File.OpenRead(Recordings.Path("wire/upbit/ws-ticker-default-2025-07-14.jsonl.gz")), CompressionMode.Decompress);
        using var lines = new StreamReader(file);
        while (lines.ReadLine() is { } line)
        {
            content.Clear();
            Assert.Equal(DriftKind.None, new UpbitProtocol().Decode(System.Text.Encoding.UTF8.GetBytes(line), table, content));
            Assert.Equal(0, content.Parts.Length);
            frames++;
        }

        Assert.Equal(456, frames);
    }

    [Fact]
    public void Short_and_long_keys_say_the_same()
    {
        var table = TestListings.Of(FeedVenue.Upbit, ("KRW-DOT", 8, 8));
        var (brief, full) = (new FrameContent(), new FrameContent());
        Assert.Equal(DriftKind.None, new UpbitProtocol().Decode(
            """{"ty":"orderbook","cd":"KRW-DOT","tms":1614729599677,"tas":1.5,"tbs":8.5,"obu":[{"ap":41840,"bp":41730,"as":103.6,"bs":4.762562404E1},{"ap":0,"bp":41720,"as":0,"bs":250}],"st":"REALTIME"}"""u8, table, brief));
        Assert.Equal(DriftKind.None, new UpbitProtocol().Decode(
            """{"type":"orderbook","code":"KRW-DOT","timestamp":1614729599677,"orderbook_units":[{"ask_price":41840,"bid_price":41730,"ask_size":103.6,"bid_size":47.62562404},{"ask_price":0,"bid_price":41720,"ask_size":0,"bid_size":250}],"stream_type":"SNAPSHOT"}"""u8, table, full));
        Assert.Equal(brief.Parts[0], full.Parts[0]);
        Assert.Equal(
            [(Side.Sell, 4_184_000_000_000L, 10_360_000_000L), (Side.Buy, 4_173_000_000_000L, 4_762_562_404L), (Side.Buy, 4_172_000_000_000L, 25_000_000_000L)],
            brief.LevelsOf(in brief.Parts[0]).ToArray().Select(level => (level.Side, level.Price, level.Quantity)));
        Assert.Equal(brief.LevelsOf(in brief.Parts[0]).ToArray(), full.LevelsOf(in full.Parts[0]).ToArray());
    }

    [Fact]
    public void The_last_trade_from_before_is_read_over()
    {
        var table = TestListings.Of(FeedVenue.Upbit, ("KRW-DOGE", 8, 8));
        var content = new FrameContent();
        var trade = """{"type":"trade","code":"KRW-DOGE","timestamp":1614729599905,"trade_timestamp":1614729599000,"trade_price":58.4,"trade_volume":836.12040133,"ask_bid":"ASK","sequential_id":1614729599000000,"stream_type":"REALTIME"}""";
        Assert.Equal(DriftKind.None, new UpbitProtocol().Decode(System.Text.Encoding.UTF8.GetBytes(trade), table, content));
        Assert.Equal((Side.Sell, 1_614_729_599_000_000L), (content.TradesOf(in content.Parts[0])[0].Aggressor, content.TradesOf(in content.Parts[0])[0].TradeId));
        content.Clear();
        Assert.Equal(DriftKind.None, new UpbitProtocol().Decode(System.Text.Encoding.UTF8.GetBytes(trade.Replace("REALTIME", "SNAPSHOT", StringComparison.Ordinal)), table, content));
        Assert.Equal(0, content.Parts.Length);
    }

    private static byte[] Bytes(string name)
    {
        using var file = new GZipStream(File.OpenRead(Recordings.Path(name)), CompressionMode.Decompress);
        using var body = new MemoryStream();
        file.CopyTo(body);
        return body.ToArray();
    }
}
