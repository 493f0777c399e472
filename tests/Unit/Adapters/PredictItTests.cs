using System.Globalization;
using System.IO.Compression;
using System.Text;
using Rialto.Adapters.Feeds;
using Rialto.Adapters.PredictIt;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Unit.Wire.Fuzz;
using Xunit;

namespace Rialto.Unit.Adapters;

/// <summary>
/// The recordings are tables made of the venue's answers; the tests put back the shape, and nothing that is not in the table. Where the venue said null, the tables have 0.0.
/// </summary>
public class PredictItTests(ITestOutputHelper output)
{
    private const string OneMarket = """{"markets":[{"id":2721,"name":"Which party, \"really\"?","contracts":[{"id":4390,"dateEnd":"N/A","status":"Open","lastTradePrice":0.56,"bestBuyYesCost":0.56,"bestBuyNoCost":0.46,"bestSellYesCost":0.54,"bestSellNoCost":0.44,"lastClosePrice":0.55,"displayOrder":0},{"id": 4391,"status":"Open","bestBuyYesCost":0.01,"bestBuyNoCost":null,"bestSellYesCost":null,"bestSellNoCost":0.99}],"timeStamp":"2020-08-20T12:16:12.3582699","status":"Open"}]}""";

    private static readonly Timestamp Start = new(1_600_000_000_000_000_000);

    [Theory]
    [InlineData("20200523T1731", 941, 1_481)]
    [InlineData("20200523T1801", 941, 1_482)]
    [InlineData("20200820T1216", 641, 1_148)]
    public void Every_contract_of_an_answer_has_its_best_prices_proven_by_those_of_no(string name, int contracts, int levels)
    {
        var (session, log, _, table) = Open(Answer(name), 2_000);
        session.OnSnapshot(ListingId.None, Answer(name), Start);
        output.WriteLine($"{table.Count} listings, {session.Counters.Snapshots} books, {session.Counters.Levels} levels");
        Assert.Equal((contracts, contracts), (table.Count, log.States.Values.Count(state => state == BookTrust.Trusted)));
        Assert.Equal((contracts, levels, 0L, 0L), ((int)session.Counters.Snapshots, (int)session.Counters.Levels, session.Counters.DriftsTotal, log.CrossedFrames));
    }

    [Fact]
    public void A_day_of_polls_is_one_stream_of_books()
    {
        var (session, log, clock, _) = Open(Answer("20200523T1731"), 2_000);
        session.OnSnapshot(ListingId.None, Answer("20200523T1731"), Start);
        var before = log.Levels;
        clock(60);
        Assert.True(session.TryTakeAction(out _));
        session.OnSnapshot(ListingId.None, Answer("20200523T1801"), Start.Add(61));
        Assert.Equal((1_882, 0L, 0L), ((int)session.Counters.Snapshots, session.Counters.Repairs, session.Counters.DriftsTotal));
        Assert.True(log.Levels > before);
        Assert.Equal(941, log.States.Values.Count(state => state == BookTrust.Trusted));
    }

    [Fact]
    public void Null_is_an_empty_side_and_a_size_is_one_share_at_least()
    {
        var (session, log, _, _) = Open(Bytes(OneMarket));
        session.OnSnapshot(ListingId.None, Bytes(OneMarket), Start);
        Assert.Equal("bids 54:1 asks 56:1", log.BookOf(new ListingId(1)).Picture());
        Assert.Equal("bids  asks 1:1", log.BookOf(new ListingId(2)).Picture());
        Assert.All(log.States.Values, state => Assert.Equal(BookTrust.Trusted, state));
    }

    [Fact]
    public void Prices_of_no_that_are_not_one_less_those_of_yes_make_only_that_book_wrong()
    {
        var (session, log, _, _) = Open(Bytes(OneMarket));
        session.OnSnapshot(ListingId.None, Bytes(OneMarket.Replace("\"bestBuyNoCost\":0.46", "\"bestBuyNoCost\":0.47", StringComparison.Ordinal)), Start);
        Assert.Equal((new ListingId(1), BookTrust.Resyncing, BookReason.TouchDiffers), log.Changes[^2]);
        Assert.Equal(BookTrust.Trusted, session.StateOf(new ListingId(2)));
    }

    [Fact]
    public void A_finer_price_than_cents_is_told_and_not_rounded()
    {
        var (session, log, _, _) = Open(Bytes(OneMarket));
        session.OnSnapshot(ListingId.None, Bytes(OneMarket.Replace("0.54", "0.545", StringComparison.Ordinal)), Start);
        Assert.Equal((BookTrust.Resyncing, BookTrust.Trusted), (session.StateOf(new ListingId(1)), session.StateOf(new ListingId(2))));
        Assert.Equal(DriftKind.DigitsDoNotFit, log.Drifts.Single().Kind);
    }

    [Theory]
    [InlineData("""{"markets":[]}""")]
    [InlineData("<html>You are asking too often</html>")]
    [InlineData("null")]
    [InlineData("""{"ID":1233,"Contracts":[]}""")]
    public void Anything_else_than_markets_makes_books_stale_and_is_not_asked_for_again_for_five_minutes(string text)
    {
        var (session, log, clock, _) = Open(Bytes(OneMarket));
        session.OnSnapshot(ListingId.None, Bytes(OneMarket), Start);
        clock(60);
        Assert.True(session.TryTakeAction(out _));
        session.OnSnapshot(ListingId.None, Bytes(text), Start.Add(61));
        Assert.All(log.States.Values, state => Assert.Equal(BookTrust.Stale, state));
        Assert.Equal("bids 54:1 asks 56:1", log.BookOf(new ListingId(1)).Picture());
        clock(360);
        Assert.False(session.TryTakeAction(out _));
        clock(361);
        Assert.True(session.TryTakeAction(out _));
        session.OnSnapshot(ListingId.None, Bytes(OneMarket.Replace("12:16:12", "12:22:12", StringComparison.Ordinal)), Start.Add(362));
        Assert.All(log.States.Values, state => Assert.Equal(BookTrust.Trusted, state));
        Assert.Equal(BookReason.HeardAgain, log.Changes[^1].Reason);
    }

    [Fact]
    public void The_same_answer_again_is_no_news_and_books_without_news_become_stale()
    {
        var (session, log, clock, _) = Open(Bytes(OneMarket));
        session.OnSnapshot(ListingId.None, Bytes(OneMarket), Start);
        clock(60);
        Assert.True(session.TryTakeAction(out _));
        session.OnSnapshot(ListingId.None, Bytes(OneMarket), Start.Add(61));
        Assert.Equal((2L, 2L), (session.Counters.Snapshots, session.Counters.OldUpdates));
        clock(150);
        Assert.Equal(BookTrust.Trusted, session.StateOf(new ListingId(1)));
        clock(151);
        Assert.Equal((new ListingId(2), BookTrust.Stale, BookReason.Quiet), log.Changes[^1]);
    }

    [Fact]
    public void Answers_that_do_not_come_are_asked_for_ever_more_rarely()
    {
        var (session, log, clock, _) = Open(Bytes(OneMarket));
        var at = 0;
        foreach (var wait in (int[])[60, 120, 240, 300, 300])
        {
            session.OnSnapshotFailed(ListingId.None, Start.Add(at));
            clock(at + wait - 1);
            Assert.False(session.TryTakeAction(out _));
            clock(at += wait);
            Assert.True(session.TryTakeAction(out _));
        }

        // Nobody says anything: that counts as failed, too.
        clock(at + 60);
        clock(at + 360);
        Assert.True(session.TryTakeAction(out _));
        session.OnSnapshot(ListingId.None, Bytes(OneMarket), Start.Add(at + 361));
        Assert.All(log.States.Values, state => Assert.Equal(BookTrust.Trusted, state));
        session.OnDisconnected(Start.Add(at + 400));
        Assert.All(log.States.Values, state => Assert.Equal(BookTrust.Disconnected, state));
        Assert.False(session.TryTakeAction(out _));
    }

    [Fact]
    public void A_clock_set_back_makes_nothing_later()
    {
        var (session, log, clock, _) = Open(Bytes(OneMarket));
        session.OnSnapshot(ListingId.None, Bytes(OneMarket), Start);
        clock(50);
        clock(-3_600);
        Assert.False(session.TryTakeAction(out _));
        clock(-3_589);
        Assert.True(session.TryTakeAction(out _));
        Assert.All(log.States.Values, state => Assert.Equal(BookTrust.Trusted, state));

        // Nothing has come for 150 s by any clock.
        clock(-3_499);
        Assert.All(log.States.Values, state => Assert.Equal(BookTrust.Stale, state));
    }

    [Fact]
    public void A_venue_that_is_polled_is_up_with_its_first_good_answer()
    {
        var (told, log) = (new List<ConnectionState>(), new FeedLog());
        var table = new ListingTable(8);
        new PredictItProtocol().DecodeListings(Bytes(OneMarket), table);
        log.OnFrame = frame => told.AddRange(frame.ToArray().Where(one => one.Kind == FeedEventKind.ConnectionChanged).Select(one => one.ConnectionState));
        var session = FeedSessions.Open(new PredictItProtocol(), table, [new ListingId(1)], new FeedLogSink(log));
        session.OnConnected(Start);
        session.OnSnapshotFailed(ListingId.None, Start);
        session.OnClock(Start.Add(60));
        session.OnSnapshot(ListingId.None, Bytes("<html>"), Start.Add(61));
        session.OnClock(Start.Add(361));
        Assert.Empty(told);
        session.OnSnapshot(ListingId.None, Bytes(OneMarket), Start.Add(362));
        session.OnClock(Start.Add(422));
        session.OnSnapshot(ListingId.None, Bytes(OneMarket), Start.Add(423));
        session.OnDisconnected(Start.Add(430));
        Assert.Equal([ConnectionState.Up, ConnectionState.Down], told);
    }

    [Theory]
    [InlineData("\"id\": 4391", "\"id\":9")]
    [InlineData("4391,\"status\":\"Open\"", "4391,\"status\":\"Closed\"")]
    public void A_contract_that_is_not_named_as_open_any_more_is_over(string before, string after)
    {
        var (session, log, clock, _) = Open(Bytes(OneMarket));
        session.OnSnapshot(ListingId.None, Bytes(OneMarket), Start);
        clock(60);
        Assert.True(session.TryTakeAction(out _));
        session.OnSnapshot(ListingId.None, Bytes(OneMarket.Replace(before, after, StringComparison.Ordinal).Replace("12:16:12", "12:17:12", StringComparison.Ordinal)), Start.Add(61));
        Assert.Equal((new ListingId(2), BookTrust.Resyncing, BookReason.Refused), log.Changes[^1]);
        Assert.Equal((BookTrust.Trusted, 1L), (session.StateOf(new ListingId(1)), session.Counters.Repairs));
    }

    [Fact]
    public void Bent_answers_never_break_the_session_and_its_books_never_cross()
    {
        var (session, log, _, table) = Open(Bytes(OneMarket), 4_096);
        FuzzRun.Over([Bytes(OneMarket)], FuzzRun.TextBytes, 5, (body, index) =>
        {
            new PredictItProtocol().DecodeListings(body, table);
            session.OnConnected(new Timestamp(index));
            session.OnSnapshot(ListingId.None, body, new Timestamp(index));
            if (log.BookOf(new ListingId(1)).IsCrossed || log.BookOf(new ListingId(2)).IsCrossed)
                Assert.Fail("crossed");
            log.Changes.Clear();
            log.Drifts.Clear();
        });
    }

    [Fact]
    public void The_retired_shape_of_2016_is_refused() =>
        Assert.Equal(DriftKind.BrokenFrame, new PredictItProtocol().Decode(File.ReadAllBytes(Recordings.Path("wire/predictit/api-2016-sample.json")), new ListingTable(1), new FrameContent()));

    private static (IFeedSession Session, FeedLog Log, Action<int> Clock, ListingTable Table) Open(byte[] answer, int capacity = 64)
    {
        var (table, log) = (new ListingTable(capacity), new FeedLog());
        var protocol = new PredictItProtocol();
        Assert.Equal(DriftKind.None, protocol.DecodeListings(answer, table));
        var session = FeedSessions.Open(protocol, table, Enumerable.Range(1, table.Count).Select(id => new ListingId(id)), new FeedLogSink(log));
        session.OnConnected(Start);
        Assert.True(session.TryTakeAction(out var action));
        Assert.Equal(new FeedAction(FeedActionKind.FetchSnapshot, ListingId.None, "/api/marketdata/all/"), action);
        return (session, log, seconds => session.OnClock(Start.Add(seconds)), table);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>The answer of which a table was made, as far as the table has kept it.</summary>
    private static byte[] Answer(string name)
    {
        using var file = new GZipStream(File.OpenRead(Recordings.Path($"wire/predictit/marketdata-all-{name}.csv.gz")), CompressionMode.Decompress);
        using var lines = new StreamReader(file);
        var columns = Row(lines.ReadLine()!);
        int Column(string title) => columns.FindIndex(column => column.Equals(title, StringComparison.OrdinalIgnoreCase));
        var markets = new List<(string Market, string Time, List<string> Contracts)>();
        while (lines.ReadLine() is { } line)
        {
            var row = Row(line);
            var market = row[Column("Market_ID")];
            if (markets.Count == 0 || markets[^1].Market != market)
                markets.Add((market, row[Column("Time_Stamp")], []));
            var costs = string.Join(',', new[] { "bestBuyYesCost", "bestSellYesCost", "bestBuyNoCost", "bestSellNoCost" }.Select(cost => $"\"{cost}\":{row[Column(cost)]}"));
            markets[^1].Contracts.Add($$"""{"id":{{row[Column("Contract_ID")]}},"status":"{{row[Column("Status")]}}",{{costs}}}""");
        }

        return Bytes($$"""{"markets":[{{string.Join(',', markets.Select(m => string.Create(CultureInfo.InvariantCulture, $$"""{"id":{{m.Market}},"contracts":[{{string.Join(',', m.Contracts)}}],"timeStamp":"{{m.Time}}"}""")))}}]}""");
    }

    private static List<string> Row(string line)
    {
        var (cells, cell, isQuoted) = (new List<string>(), new StringBuilder(), false);
        foreach (var c in line)
        {
            if (c == '"')
                isQuoted = !isQuoted;
            else if (c == ',' && !isQuoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
                cell.Append(c);
        }

        cells.Add(cell.ToString());
        return cells;
    }
}

file static class Times
{
    public static Timestamp Add(this Timestamp time, int seconds) => new(time.Nanoseconds + seconds * 1_000_000_000L);
}
