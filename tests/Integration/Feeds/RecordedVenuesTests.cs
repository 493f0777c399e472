using Rialto.Adapters.Binance;
using Rialto.Adapters.Bybit;
using Rialto.Adapters.Coinbase;
using Rialto.Adapters.Deribit;
using Rialto.Adapters.Kalshi;
using Rialto.Adapters.Kraken;
using Rialto.Adapters.Okx;
using Rialto.Adapters.Polymarket;
using Rialto.Adapters.Upbit;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Rialto.Unit;
using Rialto.Unit.Adapters;
using Xunit;

namespace Rialto.Integration.Feeds;

/// <summary>Every recording through its real adapter over a loopback WebSocket, REST included: the column "over a socket" of docs/reference/venues.md.</summary>
public class RecordedVenuesTests(ITestOutputHelper output)
{
    private static readonly CancellationToken Stop = CancellationToken.None;

    [Theory]
    [InlineData(FeedVenue.BinanceSpot, "BTCUSDT", 2, 8, "binance-spot/btcusdt_20240808.gz binance-spot/btcusdt_20240809.gz", "depth@100ms bookTicker trade", 99_573, 6_493, 300_094, 19_904, 1_072)]
    [InlineData(FeedVenue.BinanceSpot, "ETHUSDT", 2, 8, "binance-spot/ethusdt_20240808.gz binance-spot/ethusdt_20240809.gz", "bookTicker", 79_743, 6_468, 274_752, 14_515, 1_056)]
    [InlineData(FeedVenue.BinanceSpot, "NEXOUSDT", 3, 2, "binance-spot/nexousdt_20240723.gz binance-spot/nexousdt_20240724.gz", "bookTicker", 114_077, 68_182, 137_438, 12_458, 12_118)]
    [InlineData(FeedVenue.BinanceUsdM, "BTCUSDT", 2, 3, "binance-usdm/btcusdt_20240808.gz", "trade bookTicker", 93_953, 6_547, 445_262, 21_313, 503)]
    [InlineData(FeedVenue.BinanceUsdM, "ETHUSDT", 2, 3, "binance-usdm/ethusdt_20240808.gz", "trade bookTicker", 74_654, 6_581, 430_411, 14_076, 471)]
    [InlineData(FeedVenue.BinanceCoinM, "BTCUSD_PERP", 1, 0, "binance-coinm/btcusd_perp_20240808.gz binance-coinm/btcusd_perp_20240809.gz", "bookTicker", 98_385, 44_772, 661_405, 5_235, 1_885)]
    [InlineData(FeedVenue.BinanceCoinM, "ETHUSD_PERP", 2, 0, "binance-coinm/ethusd_perp_20240808.gz binance-coinm/ethusd_perp_20240809.gz", "bookTicker", 78_313, 39_133, 439_840, 3_595, 2_278)]
    public async Task A_day_of_Binance_arrives_as_it_was_recorded(FeedVenue venue, string symbol, int priceScale, int quantityScale, string files, string streams, int frames, int updates, int levels, int trades, int touches)
    {
        await using var server = await ServeAsync(files.Split(' '));
        var wanted = string.Join(',', streams.Split(' ').Select(stream => $"\"{symbol.ToLowerInvariant()}@{stream}\""));
        var replay = new SocketReplay(server, VenueDialects.NameOf(venue), new BinanceProtocol(venue), TestListings.Of(venue, (symbol, priceScale, quantityScale)))
        {
            Further = [$$"""{"method":"SUBSCRIBE","params":[{{wanted}}],"id":7}"""],
        };
        var compared = new BinanceTouches(replay.LogOf, priceScale, quantityScale);
        replay.After = compared.Take;
        await replay.RunAsync(1, Stop);
        output.WriteLine($"{replay.Describe()} {compared}");
        Right(replay, 1, 1, updates, levels, trades);

        // Those that come while the snapshot is on its way meet no trusted book.
        Assert.Equal(0, compared.Different);
        Assert.InRange(compared.Compared, 1, touches);
        Assert.Equal(updates, replay.Sum(c => c.SequencesPassed));

        // Two answers to two requests beside the recorded frames.
        Assert.Equal(frames, server.Counters.Frames);
        Assert.Equal(frames + 2, replay.Sum(c => c.Frames));
    }

    [Theory]
    [InlineData(FeedVenue.BinanceSpot, "binance-spot/capture-2021-04-05.jsonl.gz", false, 10, 4_642, 28_999, 1_240)]
    [InlineData(FeedVenue.BinanceUsdM, "binance-usdm/capture-2021-04-17.jsonl.gz", true, 4, 997, 21_875, 185)]
    [InlineData(FeedVenue.BinanceCoinM, "binance-coinm/capture-2021-07-22.jsonl.gz", true, 10, 1_788, 25_029, 51)]
    public async Task Several_books_of_Binance_each_ask_for_their_own_snapshot(FeedVenue venue, string file, bool hasLists, int books, int updates, int levels, int trades)
    {
        await using var server = await ServeAsync(file);
        var table = hasLists ? new ListingTable(4_096) : TestListings.FromUrls(Recordings.Path("wire/" + file), venue, 8, 8);
        var symbols = server.Recording.Connections[0].Topics.All.Keys.Select(topic => topic.Symbol).Distinct();
        var replay = new SocketReplay(server, VenueDialects.NameOf(venue), new BinanceProtocol(venue), table)
        {
            // USD-M sends trades by another socket today; then it was one.
            Further = venue == FeedVenue.BinanceUsdM ? [$$"""{"method":"SUBSCRIBE","params":[{{string.Join(',', symbols.Select(symbol => $"\"{symbol}@aggTrade\""))}}],"id":7}"""] : [],
        };
        if (hasLists)
            await replay.ListAsync(Stop);
        await replay.RunAsync(1, Stop);
        output.WriteLine(replay.Describe());
        Right(replay, books, books, updates, levels, trades);
        Assert.Equal(updates, replay.Sum(c => c.SequencesPassed));
    }

    [Fact]
    public async Task A_finer_scale_than_the_list_of_the_day_holds_all_ten_books()
    {
        await using var server = await ServeAsync("binance-spot/capture-2021-04-17.jsonl.gz");
        var table = TestListings.Of(FeedVenue.BinanceSpot, 4_096, ("BUSDTRY", 3, 8));
        var replay = await new SocketReplay(server, "binance", new BinanceProtocol(FeedVenue.BinanceSpot), table).ListAsync(Stop);
        await replay.RunAsync(1, Stop);
        output.WriteLine(replay.Describe());
        Assert.Equal((10, 0, 0), (replay.Trusted, replay.Sum(c => c.Repairs), replay.Sum(c => c.DriftsTotal)));
    }

    [Theory]
    [InlineData("okx/capture-v5-2022-05-13.jsonl.gz", 1, 3, 287, 8_264, 290, 74)]
    [InlineData("okx/capture-v5-tbt-2021-07-22.jsonl.gz", 3, 30, 4_342, 16_614, 4_372, 108)]
    public async Task Every_checksum_of_OKX_is_ours(string file, int sockets, int books, int updates, int levels, int checksums, int trades)
    {
        await using var server = await ServeAsync(file);
        var replay = new SocketReplay(server, "okx", new OkxProtocol(), new ListingTable(8_192))
        {
            // Two of the ten instruments are options, whose lists the adapter does not ask for by itself.
            FurtherLists = ["/api/v5/public/instruments?instType=OPTION&uly=BTC-USD"],
        };
        await replay.ListAsync(Stop);
        await replay.RunAsync(sockets, Stop);
        output.WriteLine(replay.Describe());
        Right(replay, books, books, updates, levels, trades);
        Assert.Equal(checksums, replay.Sum(c => c.ChecksumsPassed));
    }

    [Fact]
    public async Task Every_checksum_of_Kraken_is_ours()
    {
        await using var server = await ServeAsync(
            ["kraken/capture-v1-2021-04-05.jsonl.gz"], ("kraken-v1/0/public/AssetPairs", "kraken/rest-AssetPairs-2021-04-17.json.gz"));
        var replay = await new SocketReplay(server, "kraken-v1", new KrakenProtocol(FeedVenue.KrakenV1, 1_000), new ListingTable(1_024)).ListAsync(Stop);
        await replay.RunAsync(1, Stop);
        output.WriteLine(replay.Describe());
        Right(replay, 10, 10, 14_496, 26_314, 28);
        Assert.Equal(14_496, replay.Sum(c => c.ChecksumsPassed));
    }

    [Theory]
    [InlineData(FeedVenue.BybitLinear, 4, 1_594, 17_734, 327)]
    [InlineData(FeedVenue.BybitSpot, 2, 548, 3_075, 20)]
    public async Task Every_update_of_Bybit_is_the_next_of_its_topic(FeedVenue venue, int books, int updates, int levels, int trades)
    {
        await using var server = await ServeAsync("bybit/capture-v5-2026-08-09.jsonl.gz");
        var replay = await new SocketReplay(server, VenueDialects.NameOf(venue), new BybitProtocol(venue), new ListingTable(1_024)).ListAsync(Stop);
        await replay.RunAsync(1, Stop);
        output.WriteLine(replay.Describe());
        Right(replay, books, books, updates, levels, trades);
        Assert.Equal(updates, replay.Sum(c => c.SequencesPassed));
    }

    [Theory]
    [InlineData(FeedVenue.CoinbaseAdvanced, "coinbase/capture-advanced-trade-2026-08-09.jsonl.gz", 2, 773, 74_193, 79, 1_030)]
    [InlineData(FeedVenue.CoinbaseExchange, "coinbase/capture-exchange-2021-04-17.jsonl.gz", 10, 9_719, 18_081, 97, 0)]
    public async Task Both_doors_of_Coinbase_give_their_books(FeedVenue venue, string file, int books, int updates, int levels, int trades, int numbered)
    {
        await using var server = await ServeAsync(file);
        var replay = await new SocketReplay(server, VenueDialects.NameOf(venue), new CoinbaseProtocol(venue), new ListingTable(2_048)).ListAsync(Stop);
        await replay.RunAsync(1, Stop);
        output.WriteLine(replay.Describe());
        Right(replay, books, books, updates, levels, trades);
        Assert.Equal(numbered, replay.Sum(c => c.SequencesPassed));
    }

    [Theory]
    [InlineData("deribit/capture-2021-04-05.jsonl.gz", false, 177, 367)]
    [InlineData("deribit/capture-2021-04-17.jsonl.gz", true, 46, 122)]
    public async Task Every_change_of_Deribit_names_the_one_before(string file, bool hasLists, int updates, int levels)
    {
        await using var server = await ServeAsync(file);
        var symbols = server.Recording.Connections.SelectMany(connection => connection.Topics.All.Keys).Select(topic => topic.Symbol).Distinct();
        var table = hasLists ? new ListingTable(2_048) : TestListings.Of(FeedVenue.Deribit, [.. symbols.Select(symbol => (symbol, 4, 1))]);
        var replay = new SocketReplay(server, "deribit", new DeribitProtocol(), table);
        if (hasLists)
            await replay.ListAsync(Stop);
        await replay.RunAsync(1, Stop);
        output.WriteLine(replay.Describe());
        Right(replay, 10, 10, updates, levels, 0);
        Assert.Equal(updates, replay.Sum(c => c.SequencesPassed));
    }

    [Fact]
    public async Task Books_of_Upbit_arrive_whole_and_binary()
    {
        await using var server = await ServeAsync(
            ["upbit/capture-simple-2021-04-05.jsonl.gz"], ("upbit/v1/market/all", "upbit/rest-market-all-2021-04-17.json.gz"));
        var replay = await new SocketReplay(server, "upbit", new UpbitProtocol(), new ListingTable(512)).ListAsync(Stop);
        await replay.RunAsync(1, Stop);
        output.WriteLine(replay.Describe());
        Assert.Equal((1_733, 1_733, 1_061), (replay.Sum(c => c.Frames), replay.BinaryFrames, (int)replay.Sum(c => c.Snapshots)));
        Assert.Equal((31_830, 672, 0), ((int)replay.Sum(c => c.Levels), (int)replay.Sum(c => c.Trades), replay.Sum(c => c.Repairs) + replay.Sum(c => c.DriftsTotal) + replay.Crossed));
    }

    /// <summary>The nine runs together: 650,266 updates, 33 snapshots, 654,456 levels, 650,299 checks.</summary>
    [Theory]
    [InlineData("20260511T121730Z", 3, 55_798, 56_192, 55_801)]
    [InlineData("20260513T1259Z", 5, 43_620, 44_157, 43_625)]
    [InlineData("20260513T202034Z", 3, 76_647, 76_928, 76_650)]
    [InlineData("20260513T211949Z", 3, 76_861, 77_281, 76_864)]
    [InlineData("20260513T215130Z", 3, 100_972, 101_381, 100_975)]
    [InlineData("20260514T002426Z", 3, 73_304, 73_713, 73_307)]
    [InlineData("20260514T010859Z", 3, 88_589, 89_000, 88_592)]
    [InlineData("20260515T063046Z", 3, 76_907, 77_209, 76_910)]
    [InlineData("20260515T213152Z", 7, 57_568, 58_595, 57_575)]
    public async Task Every_run_of_Kalshi_arrives_without_a_gap(string run, int snapshots, int updates, int levels, int checks)
    {
        await using var server = await ServeAsync($"kalshi/kxbtc15m_{run}.jsonl.gz");
        var tickers = server.Recording.Connections.SelectMany(connection => connection.Topics.All.Keys).Select(topic => topic.Symbol).Distinct().Order(StringComparer.Ordinal);
        var table = TestListings.Of(FeedVenue.Kalshi, [.. tickers.Select(ticker => (ticker, 4, 2))]);
        var replay = new SocketReplay(server, "kalshi", new KalshiProtocol(usesYesPrice: false), table);
        await replay.RunAsync(server.Recording.Connections.Count, Stop);
        output.WriteLine(replay.Describe());
        Assert.Equal((snapshots, updates, levels, checks), ((int)replay.Sum(c => c.Snapshots), (int)replay.Sum(c => c.BookUpdates), (int)replay.Sum(c => c.Levels), (int)replay.Sum(c => c.SequencesPassed)));
        Assert.Equal((0, 0, 0, 0), (replay.Sum(c => c.Repairs), replay.Sum(c => c.DriftsTotal), replay.Sum(c => c.OldUpdates), replay.Sum(c => c.UnwantedUpdates)));
    }

    [Theory]
    [InlineData("updown-15m-sol-up-books_2025-12-11T1100.jsonl.gz updown-15m-sol-down-books_2025-12-11T1100.jsonl.gz", 496, 45_360, 0)]
    [InlineData("updown-1h-btc-up-books_2025-12-11T1100.jsonl.gz updown-1h-btc-down-books_2025-12-11T1100.jsonl.gz", 600, 58_888, 0)]
    [InlineData("ws_book_2026-02-12.jsonl ws_trade_2026-02-12.jsonl", 10, 523, 10)]
    public async Task Whole_books_of_Polymarket_arrive(string files, int snapshots, int levels, int trades)
    {
        using var folder = new TemporaryFolder();
        var capture = PolymarketCapture.Write(folder.Path, files.Split(' '));
        var recording = new Recording();
        recording.Load([capture], FeedVenue.None);
        await using var server = await ServeAsync(recording);
        var tokens = recording.Connections[0].Topics.All.Keys.Select(topic => (topic.Symbol, 4, 6));
        var replay = new SocketReplay(server, "polymarket", new PolymarketProtocol(), TestListings.Of(FeedVenue.Polymarket, [.. tokens]));
        await replay.RunAsync(1, Stop);
        output.WriteLine(replay.Describe());
        Assert.Equal((snapshots, levels, trades), ((int)replay.Sum(c => c.Snapshots), (int)replay.Sum(c => c.Levels), (int)replay.Sum(c => c.Trades)));
        Assert.Equal((0, 0, 0), (replay.Sum(c => c.Repairs), replay.Sum(c => c.DriftsTotal), replay.Crossed));
    }

    private static void Right(SocketReplay replay, int trusted, int snapshots, int updates, int levels, int trades)
    {
        Assert.Equal((trusted, snapshots, updates), (replay.Trusted, (int)replay.Sum(c => c.Snapshots), (int)replay.Sum(c => c.BookUpdates)));
        Assert.Equal((levels, trades), ((int)replay.Sum(c => c.Levels), (int)replay.Sum(c => c.Trades)));
        Assert.Equal((0, 0, 0), (replay.Sum(c => c.Repairs), replay.Sum(c => c.DriftsTotal), replay.Crossed));
    }

    private static Task<ReplayServer> ServeAsync(params string[] files) => ServeAsync(files, []);

    private static async Task<ReplayServer> ServeAsync(string[] files, params (string Address, string File)[] bodies)
    {
        var recording = new Recording();
        foreach (var (address, file) in bodies)
            recording.AddBody(address, Recordings.Path("wire/" + file));
        recording.Load(files.Select(file => Recordings.Path("wire/" + file)), FeedVenue.None);
        return await ServeAsync(recording);
    }

    private static async Task<ReplayServer> ServeAsync(Recording recording)
    {
        var server = new ReplayServer(recording, new ReplayOptions(Port: 0, Speed: 0, ClosesAtEnd: true) { SnapshotWait = TimeSpan.FromMinutes(1), Gather = TimeSpan.FromMilliseconds(250), Patience = TimeSpan.Zero });
        await server.StartAsync(Stop);
        return server;
    }
}
