using System.Text;
using Rialto.Adapters.Binance;
using Rialto.Adapters.Coinbase;
using Rialto.Adapters.Feeds;
using Rialto.Adapters.Kalshi;
using Rialto.Adapters.Kraken;
using Rialto.Adapters.Okx;
using Rialto.Adapters.Upbit;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Adapters;

/// <summary>What the session does for several books at once; what it does for one is the compliance suite's.</summary>
public class FeedSessionTests
{
    private static readonly Timestamp Start = new(1_800_000_000_000_000_000);

    [Theory]
    [InlineData("""{"channel":"weather","timestamp":"2026-08-09T21:05:48Z","sequence_num":1,"events":[]}""", DriftKind.UnknownMessage)]
    [InlineData("""{"channel":"l2_data","timestamp":"2026-08-09T21:05:48Z","sequence_num":1,"events":[{"type":"update","product_id":"ZZZ-USD","updates":[]}]}""", DriftKind.UnknownSymbol)]
    public void What_is_not_known_has_its_place_in_the_count(string unknown, DriftKind drift)
    {
        var session = Session(new CoinbaseProtocol(FeedVenue.CoinbaseAdvanced), "BTC-USD");
        Take(session, Update("snapshot", 0, "BTC-USD"));
        Take(session, unknown);
        Take(session, Update("update", 2, "BTC-USD"));
        Assert.Equal((BookTrust.Trusted, 0L, 1L, 3L), (session.StateOf(new ListingId(1)), session.Counters.Repairs, session.Counters.Drifts[(int)drift], session.Counters.SequencesPassed));
        Take(session, Update("update", 4, "BTC-USD"));
        Assert.Equal((BookTrust.Resyncing, 1L), (session.StateOf(new ListingId(1)), session.Counters.Repairs));
    }

    [Theory]
    [InlineData("""{"e":"serverShutdown","E":1770123456789}""")]
    [InlineData("""{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1770123456789}}""")]
    public void A_server_that_shuts_down_is_left_for_another(string shutdown)
    {
        var session = Session(new BinanceProtocol(FeedVenue.BinanceSpot), "BTCUSDT");
        Take(session, shutdown);
        Take(session, shutdown);
        Assert.True(session.TryTakeAction(out var action));
        Assert.Equal(new FeedAction(FeedActionKind.Reconnect, ListingId.None, ""), action);
        Assert.False(session.TryTakeAction(out _));
        Assert.Equal(0, session.Counters.DriftsTotal);
    }

    [Fact]
    public void A_product_that_is_not_known_takes_nothing_from_one_that_is()
    {
        var session = Session(new CoinbaseProtocol(FeedVenue.CoinbaseAdvanced), "BTC-USD");
        Take(session, """{"channel":"l2_data","timestamp":"2026-08-09T21:05:48Z","sequence_num":0,"events":[{"type":"update","product_id":"ZZZ-USD","updates":[]},{"type":"snapshot","product_id":"BTC-USD","updates":[]}]}""");
        Assert.Equal((BookTrust.Trusted, 0L), (session.StateOf(new ListingId(1)), session.Counters.DriftsTotal));
    }

    [Fact]
    public void One_request_for_everything_does_for_all_books_doubted_at_once()
    {
        var session = Session(new UpbitProtocol(), "KRW-BTC", "KRW-ETH", "KRW-XRP");
        foreach (var code in new[] { "KRW-BTC", "KRW-ETH", "KRW-XRP" })
            Take(session, $$"""{"ty":"orderbook","cd":"{{code}}","tms":1617646620673,"obu":[{"ap":2,"bp":1,"as":1,"bs":1}],"st":"SNAPSHOT"}""");
        Take(session, "{");
        Assert.Equal(3, session.Counters.Repairs);
        Assert.True(session.TryTakeAction(out var action));
        Assert.Equal(FeedActionKind.Send, action.Kind);
        Assert.Contains("\"KRW-BTC\",\"KRW-ETH\",\"KRW-XRP\"", action.Text, StringComparison.Ordinal);
        Assert.False(session.TryTakeAction(out _));
    }

    [Fact]
    public void One_request_for_snapshots_does_for_all_books_doubted_at_once()
    {
        var session = Session(new KalshiProtocol(), "A", "B");
        foreach (var (ticker, number) in new[] { ("A", 1), ("B", 2) })
            Take(session, $$"""{"type":"orderbook_snapshot","sid":2,"seq":{{number}},"msg":{"market_ticker":"{{ticker}}"} }""");
        Take(session, "{");
        Assert.Equal(2, session.Counters.Repairs);
        Assert.True(session.TryTakeAction(out var action));
        Assert.Equal((FeedActionKind.Send, """{"id":3,"cmd":"update_subscription","params":{"sids":[2],"market_tickers":["A","B"],"action":"get_snapshot"} }"""), (action.Kind, action.Text));
        Assert.False(session.TryTakeAction(out _));
    }

    [Fact]
    public void A_market_without_its_snapshot_is_asked_for_and_the_others_keep_their_connection()
    {
        var session = Session(new KalshiProtocol(), "A", "B");
        session.OnFrame("""{"type":"orderbook_snapshot","sid":2,"seq":1,"msg":{"market_ticker":"A"} }"""u8, Start);
        var asked = 0;
        for (var second = 1; second <= 300; second++)
        {
            var now = After(second);
            session.OnFrame(Encoding.UTF8.GetBytes($$"""{"type":"orderbook_delta","sid":2,"seq":{{second + 1}},"msg":{"market_ticker":"A","price_dollars":"0.5","delta_fp":"1","side":"yes"} }"""), now);
            session.OnClock(now);
            while (session.TryTakeAction(out var action))
            {
                Assert.Equal(FeedActionKind.Send, action.Kind);
                Assert.Contains("\"market_tickers\":[\"B\"],\"action\":\"get_snapshot\"", action.Text, StringComparison.Ordinal);
                asked++;
            }
        }

        // After 5, then 5, 10, 20, 40, 60 s.
        Assert.InRange(asked, 6, 9);
        Assert.Equal(BookTrust.Trusted, session.StateOf(new ListingId(1)));
    }

    [Fact]
    public void Without_a_subscription_only_a_new_connection_helps()
    {
        var session = Session(new KalshiProtocol(), "A", "B");
        foreach (var (ticker, number) in new[] { ("A", 1), ("B", 2) })
            Take(session, $$"""{"type":"orderbook_snapshot","sid":2,"seq":{{number}},"msg":{"market_ticker":"{{ticker}}"} }""");
        Take(session, """{"id":1,"type":"error","msg":{"code":10,"msg":"Channel error"}}""");
        Assert.Equal(2, session.Counters.Repairs);
        Assert.True(session.TryTakeAction(out var action));
        Assert.Equal(FeedActionKind.Reconnect, action.Kind);
        Assert.False(session.TryTakeAction(out _));
    }

    [Fact]
    public void A_whole_book_with_a_time_far_ahead_is_overruled_by_the_third_that_says_otherwise()
    {
        var session = Session(new UpbitProtocol(), "KRW-BTC");
        string Book(long time) => $$"""{"ty":"orderbook","cd":"KRW-BTC","tms":{{time}},"obu":[{"ap":2,"bp":1,"as":1,"bs":1}],"st":"REALTIME"}""";
        Take(session, Book(1_617_646_620_000));
        Take(session, Book(8_000_000_000_000));
        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal(2, session.Counters.Snapshots);
            Take(session, Book(1_617_646_620_000 + i));
        }

        Take(session, Book(1_617_646_620_004));
        Assert.Equal((4, 2, BookTrust.Trusted), (session.Counters.Snapshots, session.Counters.OldUpdates, session.StateOf(new ListingId(1))));
    }

    [Fact]
    public void A_book_of_something_that_costs_nothing_can_be_read()
    {
        var table = TestListings.Of(FeedVenue.Upbit, ("KRW-BTT", 8, 8));
        var log = new FeedLog();
        var session = new FeedSession<FeedLogSink>(new UpbitProtocol(), table, [new ListingId(1)], new FeedLogSink(log));
        session.OnConnected(Start);
        Take(session, """{"ty":"orderbook","cd":"KRW-BTT","tms":1617646620673,"obu":[{"ap":0.0006,"bp":0.0005,"as":250000000000.5,"bs":90000000000}],"st":"REALTIME"}""");
        Assert.Equal((BookTrust.Trusted, 1L), (session.StateOf(new ListingId(1)), session.Counters.Drifts[(int)DriftKind.DigitsDoNotFit]));
        Assert.Equal((60_000L, long.MaxValue), (log.BookOf(new ListingId(1)).Asks.Keys.Single(), log.BookOf(new ListingId(1)).Asks.Values.Single()));
        Assert.Equal((50_000L, 9_000_000_000_000_000_000L), (log.BookOf(new ListingId(1)).Bids.Keys.Single(), log.BookOf(new ListingId(1)).Bids.Values.Single()));
    }

    [Fact]
    public void Snapshots_that_fail_are_asked_for_ever_more_rarely_and_not_all_at_once()
    {
        var session = Session(new BinanceProtocol(FeedVenue.BinanceSpot), [.. Enumerable.Range(0, 40).Select(i => $"S{i}")]);
        var asked = new List<(int Second, ListingId Listing)>();
        for (var tick = 1; tick <= 300 * 4; tick++)
        {
            var now = new Timestamp(Start.Nanoseconds + tick * 250_000_000L);
            session.OnFrame("{\"result\":null,\"id\":1}"u8, now);
            session.OnClock(now);
            while (session.TryTakeAction(out var action))
            {
                if (action.Kind != FeedActionKind.FetchSnapshot)
                    continue;
                asked.Add((tick / 4, action.Listing));
                session.OnSnapshotFailed(action.Listing, now);
            }
        }

        Assert.All(asked.GroupBy(ask => ask.Listing), asks => Assert.InRange(asks.Count(), 6, 10));
        Assert.True(asked.Where(ask => ask.Second > 60).GroupBy(ask => ask.Second).Max(asks => asks.Count()) < 20);
    }

    [Fact]
    public void A_snapshot_that_is_on_its_way_is_not_asked_for_twice()
    {
        var session = Session(new BinanceProtocol(FeedVenue.BinanceSpot), "BTCUSDT");
        var asked = 0;
        for (var second = 1; second <= 60; second++)
        {
            session.OnFrame(Encoding.UTF8.GetBytes(Depth(second, second)), After(second));
            session.OnClock(After(second));
            while (session.TryTakeAction(out var action))
                asked += action.Kind == FeedActionKind.FetchSnapshot ? 1 : 0;
        }

        Assert.Equal(1, asked);
    }

    [Fact]
    public void Where_prices_leave_what_the_snapshot_had_the_book_is_asked_for_anew_and_stays_trusted_meanwhile()
    {
        var table = TestListings.Of(FeedVenue.BinanceUsdM, ("BTCUSDT", 2, 3));
        var log = new FeedLog();
        var session = new FeedSession<FeedLogSink>(new BinanceProtocol(FeedVenue.BinanceUsdM), table, [new ListingId(1)], new FeedLogSink(log));
        session.OnConnected(Start);
        session.OnClock(After(2));
        session.OnSnapshot(new ListingId(1), Snapshot(10, 20_000), After(2));
        session.OnFrame(Encoding.UTF8.GetBytes(Update(9, 11, 9, "", "")), After(3));
        Assert.Equal((BookTrust.Trusted, 20_000L), (session.StateOf(new ListingId(1)), log.BookOf(new ListingId(1)).BestBid!.Value));
        while (session.TryTakeAction(out _))
        {
        }

        // The touch falls through three quarters of the thousand levels.
        var gone = string.Join(',', Enumerable.Range(0, 700).Select(i => $"[\"{Cents(20_000 - i)}\",\"0\"]"));
        session.OnFrame(Encoding.UTF8.GetBytes(Update(12, 12, 11, gone, "")), After(70));
        Assert.False(session.TryTakeAction(out _));
        gone = string.Join(',', Enumerable.Range(700, 51).Select(i => $"[\"{Cents(20_000 - i)}\",\"0\"]"));
        session.OnFrame(Encoding.UTF8.GetBytes(Update(13, 13, 12, gone, "")), After(71));
        Assert.True(session.TryTakeAction(out var action));
        Assert.Equal((FeedActionKind.FetchSnapshot, BookTrust.Trusted), (action.Kind, session.StateOf(new ListingId(1))));
        session.OnFrame(Encoding.UTF8.GetBytes(Update(14, 14, 13, "[\"192.00\",\"7\"]", "")), After(72));
        session.OnFrame(Encoding.UTF8.GetBytes(Update(15, 15, 14, "[\"191.00\",\"8\"]", "")), After(73));
        session.OnSnapshot(new ListingId(1), Snapshot(14, 19_249, "192.00", "7"), After(74));
        Assert.Equal((BookTrust.Trusted, 0L, 2L), (session.StateOf(new ListingId(1)), session.Counters.Repairs, session.Counters.Snapshots));
        var bids = log.BookOf(new ListingId(1)).Bids;
        Assert.Equal((19_249L, 7_000L, 8_000L, 18_250L), (bids.Keys.First(), bids[19_200], bids[19_100], bids.Keys.Last()));
        session.OnFrame(Encoding.UTF8.GetBytes(Update(16, 16, 15, "", "")), After(75));
        Assert.Equal((BookTrust.Trusted, 0L), (session.StateOf(new ListingId(1)), session.Counters.Repairs));
        Assert.False(session.TryTakeAction(out _));
    }

    [Fact]
    public void A_list_read_again_tells_what_has_changed()
    {
        string List(string status, string tick) =>
            $$"""{"symbols":[{"symbol":"BTCUSDT","status":"{{status}}","baseAsset":"BTC","baseAssetPrecision":8,"quoteAsset":"USDT","filters":[{"filterType":"PRICE_FILTER","tickSize":"{{tick}}"},{"filterType":"LOT_SIZE","stepSize":"0.00001000"}]},{"symbol":"ETHUSDT","status":"TRADING","baseAsset":"ETH","baseAssetPrecision":8,"quoteAsset":"USDT","filters":[]}]}""";
        var protocol = new BinanceProtocol(FeedVenue.BinanceSpot);
        var table = new ListingTable(8);
        Assert.Equal(DriftKind.None, protocol.DecodeListings(Encoding.UTF8.GetBytes(List("TRADING", "0.01000000")), table));
        var log = new FeedLog();
        var session = new FeedSession<FeedLogSink>(protocol, table, [new ListingId(1), new ListingId(2)], new FeedLogSink(log));
        session.OnConnected(Start);
        var told = new List<ListingId>();
        log.OnFrame = frame => told.AddRange(frame.ToArray().Where(one => one.Kind == FeedEventKind.ListingChanged).Select(one => one.Listing));
        Again("TRADING", "0.01000000", DriftKind.None);
        Assert.Empty(told);
        Again("BREAK", "0.01000000", DriftKind.None);
        Again("BREAK", "0.10000000", DriftKind.None);
        Assert.Equal([new ListingId(1), new ListingId(1)], told);
        Assert.Equal((ListingStatus.Halted, 10L), (table[new ListingId(1)].Status, table[new ListingId(1)].Tick.Units));

        // A tick that the scale cannot say is no reason to keep quiet about the status.
        Again("TRADING", "0.00100000", DriftKind.DigitsDoNotFit);
        Assert.Equal((ListingStatus.Open, 0L, 3), (table[new ListingId(1)].Status, table[new ListingId(1)].Tick.Units, told.Count));

        void Again(string status, string tick, DriftKind drift)
        {
            Assert.Equal(drift, protocol.DecodeListings(Encoding.UTF8.GetBytes(List(status, tick)), table));
            session.OnClock(Start);
        }
    }

    /// <summary>An hour back: what was to happen happens when it would have, and nothing sooner.</summary>
    [Fact]
    public void A_clock_set_back_makes_nothing_later()
    {
        const int Back = -3_600;
        var session = Session(new OkxProtocol(), "BTC-USDT");
        Take(session, Okx("snapshot", -1, 10));
        Assert.Equal(BookTrust.Trusted, session.StateOf(new ListingId(1)));
        session.OnClock(After(Back + 61));
        Assert.True(session.TryTakeAction(out var beat));
        Assert.Equal("ping", beat.Text);
        session.OnClock(After(Back + 61 + 14));
        Assert.False(session.TryTakeAction(out _));
        session.OnClock(After(Back + 61 + 16));
        Assert.True(session.TryTakeAction(out beat));
        Assert.Equal(("ping", BookTrust.Trusted), (beat.Text, session.StateOf(new ListingId(1))));
        session.OnClock(After(Back + 61 + 32));
        Assert.Equal(BookTrust.Stale, session.StateOf(new ListingId(1)));
    }

    [Fact]
    public void A_book_that_waits_to_be_asked_for_waits_no_longer_where_the_clock_was_set_back()
    {
        var session = Session(new BinanceProtocol(FeedVenue.BinanceSpot), "BTCUSDT");
        session.OnClock(After(2));
        Assert.True(session.TryTakeAction(out var action));
        Assert.Equal(FeedActionKind.FetchSnapshot, action.Kind);
        session.OnSnapshotFailed(new ListingId(1), After(3));
        session.OnClock(After(-86_400));
        Assert.False(session.TryTakeAction(out _));
        session.OnClock(After(-86_400 + 10));
        Assert.True(session.TryTakeAction(out action));
        Assert.Equal(FeedActionKind.FetchSnapshot, action.Kind);
    }

    [Fact]
    public void An_update_that_proves_nothing_leaves_a_quiet_book_stale_until_the_snapshot_that_was_asked_for()
    {
        var session = Session(new CoinbaseProtocol(FeedVenue.CoinbaseExchange), "BTC-USD");
        const string snapshot = """{"type":"snapshot","product_id":"BTC-USD","asks":[["3.00","1"]],"bids":[["1.00","1"]]}""";
        Take(session, snapshot);
        session.OnFrame("""{"type":"heartbeat"}"""u8, After(361));
        session.OnClock(After(362));
        Assert.Equal(BookTrust.Stale, session.StateOf(new ListingId(1)));
        Assert.True(session.TryTakeAction(out var action));
        Assert.Contains("unsubscribe", action.Text, StringComparison.Ordinal);
        session.OnFrame("""{"type":"l2update","product_id":"BTC-USD","changes":[["buy","1.50","2"]],"time":"2026-08-09T21:05:48Z"}"""u8, After(363));
        Assert.Equal(BookTrust.Stale, session.StateOf(new ListingId(1)));
        session.OnFrame(Encoding.UTF8.GetBytes(snapshot), After(364));
        Assert.Equal((BookTrust.Trusted, 0L), (session.StateOf(new ListingId(1)), session.Counters.Repairs));
    }

    [Fact]
    public void An_update_in_the_connections_count_makes_a_quiet_book_trusted_again()
    {
        var session = Session(new CoinbaseProtocol(FeedVenue.CoinbaseAdvanced), "BTC-USD");
        Take(session, Update("snapshot", 0, "BTC-USD"));
        session.OnFrame("""{"channel":"heartbeats","timestamp":"2026-08-09T21:05:48Z","sequence_num":1,"events":[]}"""u8, After(361));
        session.OnClock(After(362));
        Assert.Equal(BookTrust.Stale, session.StateOf(new ListingId(1)));
        session.OnFrame(Encoding.UTF8.GetBytes(Update("update", 2, "BTC-USD")), After(363));
        Assert.Equal(BookTrust.Trusted, session.StateOf(new ListingId(1)));
    }

    [Fact]
    public void The_last_update_again_does_not_show_that_a_broken_frame_was_none_of_its_book()
    {
        var session = Session(new OkxProtocol(), "BTC-USDT");
        Take(session, Okx("snapshot", -1, 100));
        Take(session, Okx("update", 100, 101));
        Take(session, "{");
        Assert.Equal(BookTrust.Stale, session.StateOf(new ListingId(1)));
        Take(session, Okx("update", 100, 101));
        Assert.Equal(BookTrust.Stale, session.StateOf(new ListingId(1)));
        Take(session, Okx("update", 101, 102));
        Assert.Equal((BookTrust.Trusted, 0L), (session.StateOf(new ListingId(1)), session.Counters.Repairs));
    }

    [Fact]
    public void Numbers_of_OKX_may_go_back_where_the_link_holds()
    {
        var session = Session(new OkxProtocol(), "BTC-USDT");
        Take(session, Okx("snapshot", -1, 10));
        Take(session, Okx("update", 10, 3));
        Take(session, Okx("update", 3, 3));
        Take(session, Okx("update", 3, 5));
        Take(session, Okx("update", 3, 5));
        Assert.Equal((BookTrust.Trusted, 0L, 1L), (session.StateOf(new ListingId(1)), session.Counters.Repairs, session.Counters.OldUpdates));
        Take(session, Okx("update", 2, 4));
        Assert.Equal((BookTrust.Resyncing, 1L), (session.StateOf(new ListingId(1)), session.Counters.RepairsByReason[(int)BookReason.OutOfOrder]));
    }

    [Fact]
    public void A_price_that_no_book_has_a_place_for_is_not_believed()
    {
        var session = Session(new OkxProtocol(), "BTC-USDT");
        Take(session, Okx("snapshot", -1, 10));
        Take(session, Okx("update", 10, 11, "[\"50000000000000000\",\"1\",\"0\",\"1\"]"));
        Assert.Equal((BookTrust.Resyncing, 1L), (session.StateOf(new ListingId(1)), session.Counters.RepairsByReason[(int)BookReason.DigitsDoNotFit]));
    }

    [Fact]
    public void A_symbol_that_is_not_known_beside_one_that_is_takes_nothing_from_it()
    {
        var session = Session(new KrakenProtocol(FeedVenue.Kraken, 10), "XBT/USD");
        Take(session, """{"channel":"trade","type":"update","data":[{"symbol":"ZZZ/USD","side":"buy","price":1,"qty":1,"trade_id":1},{"symbol":"XBT/USD","side":"buy","price":2,"qty":1,"trade_id":2},{"symbol":"XBT/USD","side":"gift","price":2,"qty":1,"trade_id":3}]}""");
        Assert.Equal((1L, 1L), (session.Counters.Trades, session.Counters.DriftsTotal));
        Take(session, """{"channel":"book","type":"snapshot","data":[{"symbol":"ZZZ/USD","bids":[],"asks":[],"checksum":1},{"symbol":"XBT/USD","bids":[],"asks":[],"checksum":0}]}""");
        Assert.Equal((1L, 2L, BookTrust.Trusted), (session.Counters.Snapshots, session.Counters.DriftsTotal, session.StateOf(new ListingId(1))));
    }

    private static string Okx(string action, long previous, long number, string asks = "") =>
        $$"""{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"{{action}}","data":[{"asks":[{{asks}}],"bids":[],"ts":"1630048897897","checksum":0,"seqId":{{number}},"prevSeqId":{{previous}} }]}""";

    private static Timestamp After(int seconds) => new(Start.Nanoseconds + seconds * 1_000_000_000L);

    private static string Cents(long price) => Rialto.Model.Units.DecimalText.Format(price, 2);

    private static string Depth(long first, long last) =>
        $$"""{"stream":"btcusdt@depth","data":{"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT","U":{{first}},"u":{{last}},"b":[],"a":[]} }""";

    private static string Update(long first, long last, long previous, string bids, string asks) =>
        $$"""{"stream":"btcusdt@depth","data":{"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT","U":{{first}},"u":{{last}},"pu":{{previous}},"b":[{{bids}}],"a":[{{asks}}]} }""";

    /// <summary>A thousand bids from one price down, a cent apart, and one ask; one of the bids may be another.</summary>
    private static byte[] Snapshot(long number, long best, string price = "", string quantity = "") =>
        Encoding.UTF8.GetBytes($$"""{"lastUpdateId":{{number}},"bids":[{{string.Join(',', Enumerable.Range(0, 1_000).Select(i => Cents(best - i) == price ? $"[\"{price}\",\"{quantity}\"]" : $"[\"{Cents(best - i)}\",\"1\"]"))}}],"asks":[["300.00","1"]]}""");

    private static string Update(string type, long number, string product) =>
        $$"""{"channel":"l2_data","timestamp":"2026-08-09T21:05:48Z","sequence_num":{{number}},"events":[{"type":"{{type}}","product_id":"{{product}}","updates":[{"side":"bid","event_time":"2026-08-09T21:05:48Z","price_level":"1.5","new_quantity":"2"}]}]}""";

    private static FeedSession<FeedLogSink> Session(IVenueProtocol protocol, params string[] symbols)
    {
        var table = TestListings.Of(protocol.Venue, [.. symbols.Select(symbol => (symbol, 2, 3))]);
        var session = new FeedSession<FeedLogSink>(protocol, table, Enumerable.Range(1, symbols.Length).Select(id => new ListingId(id)), new FeedLogSink(new FeedLog()));
        session.OnConnected(Start);
        while (session.TryTakeAction(out _))
        {
        }

        return session;
    }

    // A minute later, so that repairs need not wait.
    private static void Take(FeedSession<FeedLogSink> session, string frame) => session.OnFrame(Encoding.UTF8.GetBytes(frame), new Timestamp(Start.Nanoseconds + 61_000_000_000));
}
