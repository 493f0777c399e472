using Rialto.Adapters.Deribit;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Adapters;

public class DeribitFramesTests(ITestOutputHelper output)
{
    private static readonly string[] OptionsOfApril5 =
    [
        "BTC-25MAR22-400000-C", "ETH-23APR21-2000-C", "ETH-16APR21-1600-C", "ETH-30APR21-2240-P", "ETH-6APR21-2400-P",
        "ETH-24SEP21-320-P", "BTC-30APR21-20000-C", "ETH-9APR21-1950-C", "ETH-16APR21-1400-P", "BTC-31DEC21-300000-P",
    ];

    [Fact]
    public void Every_change_names_the_one_before()
    {
        var table = new ListingTable(2_048);
        var replay = new CaptureReplay(new DeribitProtocol(), table).Run(Recordings.Path("wire/deribit/capture-2021-04-17.jsonl.gz"));
        output.WriteLine(replay.Describe());
        Assert.Equal(922, table.Count);
        Right(replay, 149, 46, 122);
        Assert.True(table.TryFind(FeedVenue.Deribit, "BTC-24SEP21-40000-P"u8, out var option));
        Assert.Equal(("BTC-USD-24SEP21-40000-P", "BTC", ListingKind.Option, 4, 1), (option.Symbol, option.Quote, option.Kind, option.PriceScale, option.QuantityScale));
        Assert.True(table.TryFind(FeedVenue.Deribit, "BTC-PERPETUAL"u8, out var perpetual));
        Assert.Equal(("BTC-USD.PERP", "USD", 1L, 0, "USD"), (perpetual.Symbol, perpetual.Quote, perpetual.ContractSize, perpetual.ContractScale, perpetual.ContractUnit));
        Assert.Equal((5L, 1, 10L, 0), (perpetual.Tick.Units, perpetual.PriceScale, perpetual.Lot.Units, perpetual.QuantityScale));
    }

    [Fact]
    public void Books_without_a_list_of_instruments_are_as_right()
    {
        var table = TestListings.Of(FeedVenue.Deribit, [.. OptionsOfApril5.Select(symbol => (symbol, 4, 1))]);
        var replay = new CaptureReplay(new DeribitProtocol(), table).Run(Recordings.Path("wire/deribit/capture-2021-04-05.jsonl.gz"));
        output.WriteLine(replay.Describe());
        Right(replay, 461, 177, 367);
    }

    [Fact]
    public void Numbers_with_an_exponent_are_exact()
    {
        var table = TestListings.Of(FeedVenue.Deribit, ("XRP_USDC", 8, 1));
        var content = new FrameContent();
        var drift = new DeribitProtocol().Decode(
            """{"jsonrpc":"2.0","method":"subscription","params":{"channel":"book.XRP_USDC.100ms","data":{"type":"snapshot","timestamp":1617644858339,"prev_change_id":null,"instrument_name":"XRP_USDC","change_id":7,"bids":[["new",1.6e-7,1.5E+3]],"asks":[["new",0.1,2e0]]}}}"""u8,
            table, content);
        Assert.Equal(DriftKind.None, drift);
        Assert.Equal([(Side.Buy, 16L, 15_000L), (Side.Sell, 10_000_000L, 20L)], content.LevelsOf(in content.Parts[0]).ToArray().Select(level => (level.Side, level.Price, level.Quantity)));
        Assert.False(content.Parts[0].HasMisfit);
    }

    [Fact]
    public void A_book_that_the_answer_leaves_out_was_refused()
    {
        var (table, frames, log) = (TestListings.Of(FeedVenue.Deribit, ("A-PERPETUAL", 1, 0), ("B-PERPETUAL", 1, 0)), new List<string>(), new FeedLog());
        var protocol = new DeribitProtocol();
        protocol.Subscribe([table[new ListingId(1)], table[new ListingId(2)]], frames);
        Assert.Contains("\"id\":1002,", frames[1], StringComparison.Ordinal);
        var session = new FeedSession<FeedLogSink>(protocol, table, [new ListingId(1), new ListingId(2)], new FeedLogSink(log));
        session.OnConnected(new Rialto.Model.Units.Timestamp(1));
        session.OnFrame("""{"jsonrpc":"2.0","id":1002,"result":["book.A-PERPETUAL.100ms","trades.A-PERPETUAL.100ms","book.B-PERPETUAL.100ms"]}"""u8, new Rialto.Model.Units.Timestamp(2));
        Assert.Equal(0, session.Counters.DriftsTotal);
        session.OnFrame("""{"jsonrpc":"2.0","id":1002,"result":["book.A-PERPETUAL.100ms","trades.A-PERPETUAL.100ms"]}"""u8, new Rialto.Model.Units.Timestamp(3));
        Assert.Equal(1, session.Counters.Drifts[(int)DriftKind.VenueError]);
        Assert.Equal((new ListingId(2), BookTrust.Resyncing, BookReason.Refused), log.Changes[^1]);
    }

    [Fact]
    public void A_test_request_is_answered()
    {
        var content = new FrameContent();
        Assert.Equal(DriftKind.None, new DeribitProtocol().Decode("""{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"test_request"}}"""u8, new ListingTable(1), content));
        Assert.Contains("public/test", content.Answer, StringComparison.Ordinal);
        content.Clear();
        Assert.Equal(DriftKind.None, new DeribitProtocol().Decode("""{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"heartbeat"}}"""u8, new ListingTable(1), content));
        Assert.Null(content.Answer);
    }

    private static void Right(CaptureReplay replay, int frames, int updates, int levels)
    {
        Assert.Equal((frames, 10, 10, updates, updates), ((int)replay.Sum(c => c.Frames), replay.Trusted, (int)replay.Sum(c => c.Snapshots), (int)replay.Sum(c => c.BookUpdates), (int)replay.Sum(c => c.SequencesPassed)));
        Assert.Equal((levels, 0), ((int)replay.Sum(c => c.Levels), (int)replay.Sum(c => c.Trades)));
        Assert.Equal((0, 0, 0), (replay.Sum(c => c.Repairs), replay.Sum(c => c.DriftsTotal), replay.Connections.Sum(connection => connection.Log.CrossedFrames)));
    }
}
