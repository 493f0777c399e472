using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Rialto.Adapters.Feeds;
using Rialto.Adapters.Polymarket;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Adapters;

/// <summary>Recordings of Polymarket. The longer ones kept neither the kind of message nor the token: the tests put both back.</summary>
public class PolymarketRecordingTests(ITestOutputHelper output)
{
    private const int PriceScale = 4;
    private const int SizeScale = 6;

    [Theory]
    [InlineData("updown-15m-sol", 248, 22_680, 2)]
    [InlineData("updown-1h-btc", 300, 29_444, 0)]
    public void The_two_tokens_of_a_market_are_one_book_from_two_sides(string market, int books, int levels, int empty)
    {
        var (session, log) = Session("1", "2");
        var (up, down) = (Lines($"{market}-up-books_2025-12-11T1100.jsonl.gz"), Lines($"{market}-down-books_2025-12-11T1100.jsonl.gz"));
        Assert.Equal((books, books), (up.Length, down.Length));
        var emptySides = 0;
        for (var i = 0; i < books; i++)
        {
            Take(session, $$"""{"event_type":"book","asset_id":"1",{{up[i][1..]}}""");
            Take(session, $$"""{"event_type":"book","asset_id":"2",{{down[i][1..]}}""");
            var (one, other) = (log.BookOf(new ListingId(1)), log.BookOf(new ListingId(2)));
            emptySides += AssertMirrored(one.BestBid, other.BestAsk) + AssertMirrored(one.BestAsk, other.BestBid);
        }

        Assert.Equal(empty, emptySides);
        Right(session.Counters, log, books * 2, levels * 2, 0);
    }

    [Fact]
    public void Recorded_trades_are_told()
    {
        var (session, log) = Session("1");
        var folder = Path.GetDirectoryName(Recordings.Path("wire/polymarket/ws_trade_2026-02-12.jsonl"))!;
        foreach (var line in Directory.GetFiles(folder, "updown-*-trades_*.gz").Order(StringComparer.Ordinal).SelectMany(path => Lines(Path.GetFileName(path))))
        {
            // The recorder wrote sides in small letters.
            var members = line[1..].Replace("\"buy\"", "\"BUY\"", StringComparison.Ordinal).Replace("\"sell\"", "\"SELL\"", StringComparison.Ordinal);
            Take(session, $$"""{"event_type":"last_trade_price","asset_id":"1",{{members}}""");
        }

        Right(session.Counters, log, 0, 0, 3_988);
    }

    [Fact]
    public void Frames_as_they_were_sent_are_read()
    {
        var frames = Lines("ws_book_2026-02-12.jsonl").Concat(Lines("ws_trade_2026-02-12.jsonl")).ToArray();
        var (session, log) = Session([.. frames.Select(Token).Distinct()]);
        foreach (var frame in frames)
            Take(session, frame);
        Right(session.Counters, log, 10, 523, 10);
    }

    [Theory]
    [InlineData("rest-gamma-markets-active.json.gz", 10)]
    [InlineData("rest-gamma-markets-2026-02-13.json.gz", 400)]
    public void Each_market_is_two_listings_that_complement_each_other(string name, int count)
    {
        var table = new ListingTable(1_024);
        Assert.Equal(DriftKind.None, new PolymarketProtocol().DecodeListings(Encoding.UTF8.GetBytes(string.Join('\n', Lines(name))), table));
        Assert.Equal(count, table.Count);
        for (var i = 1; i <= count; i++)
        {
            var listing = table[new ListingId(i)];
            Assert.Equal((listing.Id, PriceScale, SizeScale), (table[listing.Complement].Complement, listing.PriceScale, listing.QuantityScale));
            Assert.NotEqual(listing.Id, listing.Complement);
            Assert.True(listing.Tick.Units is 10 or 100);
        }
    }

    [Fact]
    public void Mixed_changes_of_two_tokens_are_two_parts_with_their_best_prices()
    {
        var table = TestListings.Of(FeedVenue.Polymarket, ("1", PriceScale, SizeScale), ("2", PriceScale, SizeScale));
        var content = new FrameContent();
        Assert.Equal(DriftKind.None, new PolymarketProtocol().Decode(
            """
            {"event_type":"price_change","market":"0x1","timestamp":"1778480999942","price_changes":[
            {"asset_id":"1","price":"0.05","size":"2849.22","side":"BUY","best_bid":"0.98","best_ask":"1"},
            {"asset_id":"2","price":"0.95","size":"2849.22","side":"SELL","best_bid":"0","best_ask":"0.02"},
            {"asset_id":"3","price":"0.95","size":"1","side":"SELL","best_bid":"0","best_ask":"0.02"},
            {"asset_id":"1","price":"0.99","size":"0","side":"BUY","best_bid":"0.99","best_ask":"1"},
            {"asset_id":"2","price":"0.01","size":"0","side":"SELL","best_bid":"0","best_ask":"0.01"}]}
            """u8, table, content));
        Assert.Equal([(1, 2, true, 9_900L, 0L), (2, 2, true, 0L, 100L)], content.Parts.ToArray().Select(part => (part.Listing.Value, part.Count, part.HasTouch, part.TouchBid, part.TouchAsk)));
        Assert.Equal([(Side.Buy, 500L, 2_849_220_000L), (Side.Buy, 9_900L, 0L)], content.LevelsOf(in content.Parts[0]).ToArray().Select(level => (level.Side, level.Price, level.Quantity)));
    }

    [Fact]
    public void A_resolved_market_pays_one_to_its_winner_and_nothing_to_the_other()
    {
        var frame = File.ReadAllBytes(Recordings.Path("wire/polymarket/fixtures-nautilus/ws_market_resolved_msg.json"));
        const string Yes = "76043073756653678226373981964075571318267289248134717369284518995922789326425";
        const string No = "31690934263385727664202099278545688007799199447969475608906331829650099442770";
        var (session, log) = Session(Yes, No);
        var told = new List<FeedEvent>();
        log.OnFrame = events => told.AddRange(events.Span);
        session.OnFrame(frame, new Timestamp(1_766_790_415_600_000_000));
        Assert.Equal(
            [(FeedEventKind.Settled, 1, 10_000L, 1_766_790_415_550_000_000), (FeedEventKind.Settled, 2, 0L, 1_766_790_415_550_000_000)],
            told.Where(one => one.Kind == FeedEventKind.Settled).Select(one => (one.Kind, one.Listing.Value, one.Price.Units, one.EventTime.Nanoseconds)));
        Assert.Equal((0, 0), (session.Counters.DriftsTotal, session.Counters.Repairs));

        // A winner that is none of the market's tokens pays nobody.
        var content = new FrameContent();
        Assert.Equal(DriftKind.BrokenFrame, new PolymarketProtocol().Decode("""{"event_type":"market_resolved","assets_ids":["1","2"],"winning_asset_id":"3"}"""u8, TestListings.Of(FeedVenue.Polymarket, ("1", PriceScale, SizeScale)), content));
        Assert.Equal(DriftKind.BrokenFrame, new PolymarketProtocol().Decode("""{"event_type":"market_resolved","assets_ids":["1","2"]}"""u8, TestListings.Of(FeedVenue.Polymarket, ("1", PriceScale, SizeScale)), new FrameContent()));
    }

    /// <summary>A price of one token and its mirror at the other: together one, or neither is there. Shortly before the end a side may be empty.</summary>
    /// <returns>1 for a side that is empty at both, otherwise 0.</returns>
    private static int AssertMirrored(long? price, long? mirror)
    {
        Assert.Equal(price is null, mirror is null);
        if (price is null)
            return 1;
        Assert.Equal(DecimalText.PowerOfTen(PriceScale), price + mirror);
        return 0;
    }

    private void Right(FeedCounters counters, FeedLog log, int books, int levels, int trades)
    {
        output.WriteLine($"frames {counters.Frames} snapshots {counters.Snapshots} levels {counters.Levels} trades {counters.Trades} drifts {counters.DriftsTotal}");
        Assert.Equal((books, levels, trades), ((int)counters.Snapshots, (int)counters.Levels, (int)counters.Trades));
        Assert.Equal((0, 0, 0), (counters.Repairs, counters.DriftsTotal, log.CrossedFrames));
    }

    private static (FeedSession<FeedLogSink> Session, FeedLog Log) Session(params string[] tokens)
    {
        var log = new FeedLog();
        var table = TestListings.Of(FeedVenue.Polymarket, [.. tokens.Select(token => (token, PriceScale, SizeScale))]);
        var session = new FeedSession<FeedLogSink>(new PolymarketProtocol(), table, Enumerable.Range(1, tokens.Length).Select(id => new ListingId(id)), new FeedLogSink(log));
        session.OnConnected(new Timestamp(1_765_450_800_000_000_000));
        return (session, log);
    }

    private static void Take(FeedSession<FeedLogSink> session, string frame) => session.OnFrame(Encoding.UTF8.GetBytes(frame), new Timestamp(1_765_450_800_000_000_000));

    private static string Token(string frame)
    {
        using var json = JsonDocument.Parse(frame);
        return json.RootElement.GetProperty("asset_id").GetString()!;
    }

    private static string[] Lines(string name)
    {
        using var file = File.OpenRead(Recordings.Path("wire/polymarket/" + name));
        using var text = new StreamReader(name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
        return text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
