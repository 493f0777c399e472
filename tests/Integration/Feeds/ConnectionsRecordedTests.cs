using Rialto.Adapters.Binance;
using Rialto.Adapters.Bybit;
using Rialto.Adapters.Coinbase;
using Rialto.Adapters.Deribit;
using Rialto.Adapters.Feeds;
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

/// <summary>Every recording through the connections as they are: the real dialer, streams, outlets and REST against the replay. The counts are those of docs/reference/venues.md.</summary>
public class ConnectionsRecordedTests(ITestOutputHelper output)
{
    private static readonly CancellationToken Stop = CancellationToken.None;

    [Theory]
    [InlineData(FeedVenue.BinanceSpot, "BTCUSDT", 2, 8, "binance-spot/btcusdt_20240808.gz binance-spot/btcusdt_20240809.gz", 6_493, 300_094)]
    [InlineData(FeedVenue.BinanceSpot, "ETHUSDT", 2, 8, "binance-spot/ethusdt_20240808.gz binance-spot/ethusdt_20240809.gz", 6_468, 274_752)]
    [InlineData(FeedVenue.BinanceSpot, "NEXOUSDT", 3, 2, "binance-spot/nexousdt_20240723.gz binance-spot/nexousdt_20240724.gz", 68_182, 137_438)]
    [InlineData(FeedVenue.BinanceUsdM, "BTCUSDT", 2, 3, "binance-usdm/btcusdt_20240808.gz", 6_547, 445_262)]
    [InlineData(FeedVenue.BinanceUsdM, "ETHUSDT", 2, 3, "binance-usdm/ethusdt_20240808.gz", 6_581, 430_411)]
    [InlineData(FeedVenue.BinanceCoinM, "BTCUSD_PERP", 1, 0, "binance-coinm/btcusd_perp_20240808.gz binance-coinm/btcusd_perp_20240809.gz", 44_772, 661_405)]
    [InlineData(FeedVenue.BinanceCoinM, "ETHUSD_PERP", 2, 0, "binance-coinm/ethusd_perp_20240808.gz binance-coinm/ethusd_perp_20240809.gz", 39_133, 439_840)]
    public async Task A_day_of_Binance(FeedVenue venue, string symbol, int priceScale, int quantityScale, string files, int updates, int levels)
    {
        await using var server = await ServeAsync(files.Split(' '));
        var replay = await RunAsync(server, new BinanceProtocol(venue), TestListings.Of(venue, (symbol, priceScale, quantityScale)), lists: false);
        Right(replay, 1, updates, levels, sequences: updates);
    }

    [Theory]
    [InlineData(FeedVenue.BinanceSpot, "binance-spot/capture-2021-04-05.jsonl.gz", false, 10, 4_642, 28_999)]
    [InlineData(FeedVenue.BinanceUsdM, "binance-usdm/capture-2021-04-17.jsonl.gz", true, 4, 997, 21_875)]
    [InlineData(FeedVenue.BinanceCoinM, "binance-coinm/capture-2021-07-22.jsonl.gz", true, 10, 1_788, 25_029)]
    public async Task Several_books_of_Binance(FeedVenue venue, string file, bool lists, int books, int updates, int levels)
    {
        await using var server = await ServeAsync(file);
        var table = lists ? new ListingTable(4_096) : TestListings.FromUrls(Recordings.Path("wire/" + file), venue, 8, 8);
        Right(await RunAsync(server, new BinanceProtocol(venue), table, lists), books, updates, levels, sequences: updates);
    }

    [Theory]
    [InlineData("okx/capture-v5-2022-05-13.jsonl.gz", 1, 3, 287, 8_264, 290)]
    [InlineData("okx/capture-v5-tbt-2021-07-22.jsonl.gz", 3, 30, 4_342, 16_614, 4_372)]
    public async Task Okx(string file, int sockets, int snapshots, int updates, int levels, int checksums)
    {
        await using var server = await ServeAsync(file);
        var replay = await RunAsync(server, new OkxProtocol(), new ListingTable(8_192), lists: true, sockets, "/api/v5/public/instruments?instType=OPTION&uly=BTC-USD");
        Right(replay, snapshots, updates, levels, checksums: checksums);
    }

    [Fact]
    public async Task Kraken()
    {
        await using var server = await ServeAsync(["kraken/capture-v1-2021-04-05.jsonl.gz"], ("kraken-v1/0/public/AssetPairs", "kraken/rest-AssetPairs-2021-04-17.json.gz"));
        var replay = await RunAsync(server, new KrakenProtocol(FeedVenue.KrakenV1, 1_000), new ListingTable(1_024), lists: true);
        Right(replay, 10, 14_496, 26_314, checksums: 14_496);
    }

    [Theory]
    [InlineData(FeedVenue.BybitLinear, 4, 1_594, 17_734)]
    [InlineData(FeedVenue.BybitSpot, 2, 548, 3_075)]
    public async Task Bybit(FeedVenue venue, int books, int updates, int levels)
    {
        await using var server = await ServeAsync("bybit/capture-v5-2026-08-09.jsonl.gz");
        Right(await RunAsync(server, new BybitProtocol(venue), new ListingTable(1_024), lists: true), books, updates, levels, sequences: updates);
    }

    [Theory]
    [InlineData(FeedVenue.CoinbaseAdvanced, "coinbase/capture-advanced-trade-2026-08-09.jsonl.gz", 2, 773, 74_193, 1_030)]
    [InlineData(FeedVenue.CoinbaseExchange, "coinbase/capture-exchange-2021-04-17.jsonl.gz", 10, 9_719, 18_081, 0)]
    public async Task Coinbase(FeedVenue venue, string file, int books, int updates, int levels, int numbered)
    {
        await using var server = await ServeAsync(file);
        Right(await RunAsync(server, new CoinbaseProtocol(venue), new ListingTable(2_048), lists: true), books, updates, levels, sequences: numbered);
    }

    [Theory]
    [InlineData("deribit/capture-2021-04-05.jsonl.gz", false, 177, 367)]
    [InlineData("deribit/capture-2021-04-17.jsonl.gz", true, 46, 122)]
    public async Task Deribit(string file, bool lists, int updates, int levels)
    {
        await using var server = await ServeAsync(file);
        var table = lists ? new ListingTable(2_048) : TestListings.Of(FeedVenue.Deribit, [.. Symbols(server).Select(symbol => (symbol, 4, 1))]);
        Right(await RunAsync(server, new DeribitProtocol(), table, lists), 10, updates, levels, sequences: updates);
    }

    [Fact]
    public async Task Upbit()
    {
        await using var server = await ServeAsync(["upbit/capture-simple-2021-04-05.jsonl.gz"], ("upbit/v1/market/all", "upbit/rest-market-all-2021-04-17.json.gz"));
        Right(await RunAsync(server, new UpbitProtocol(), new ListingTable(512), lists: true), 1_061, 0, 31_830);
    }

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
    public async Task Kalshi(string run, int snapshots, int updates, int levels, int checks)
    {
        await using var server = await ServeAsync($"kalshi/kxbtc15m_{run}.jsonl.gz");
        var table = TestListings.Of(FeedVenue.Kalshi, [.. Symbols(server).Order(StringComparer.Ordinal).Select(ticker => (ticker, 4, 2))]);
        var replay = await RunAsync(server, new KalshiProtocol(usesYesPrice: false), table, lists: false, server.Recording.Connections.Count);
        Assert.Equal((snapshots, updates, levels, checks), ((int)replay.Sum(c => c.Snapshots), (int)replay.Sum(c => c.BookUpdates), (int)replay.Sum(c => c.Levels), (int)replay.Sum(c => c.SequencesPassed)));
        Assert.Equal((0, 0), (replay.Sum(c => c.Repairs), replay.Sum(c => c.DriftsTotal)));
    }

    [Theory]
    [InlineData("updown-15m-sol-up-books_2025-12-11T1100.jsonl.gz updown-15m-sol-down-books_2025-12-11T1100.jsonl.gz", 496, 45_360)]
    [InlineData("updown-1h-btc-up-books_2025-12-11T1100.jsonl.gz updown-1h-btc-down-books_2025-12-11T1100.jsonl.gz", 600, 58_888)]
    [InlineData("ws_book_2026-02-12.jsonl ws_trade_2026-02-12.jsonl", 10, 523)]
    public async Task Polymarket(string files, int snapshots, int levels)
    {
        using var folder = new TemporaryFolder();
        var recording = new Recording();
        recording.Load([PolymarketCapture.Write(folder.Path, files.Split(' '))], FeedVenue.None);
        await using var server = await ServeAsync(recording);
        var table = TestListings.Of(FeedVenue.Polymarket, [.. recording.Connections[0].Topics.All.Keys.Select(topic => (topic.Symbol, 4, 6))]);
        Right(await RunAsync(server, new PolymarketProtocol(), table, lists: false), snapshots, 0, levels);
    }

    private async Task<ConnectionsReplay> RunAsync(ReplayServer server, IVenueProtocol protocol, ListingTable listings, bool lists, int sockets = 1, params string[] furtherLists)
    {
        var replay = await new ConnectionsReplay(server, VenueDialects.NameOf(protocol.Venue), protocol, listings) { FurtherLists = furtherLists }.RunAsync(sockets, lists, Stop);
        output.WriteLine(replay.Describe());
        return replay;
    }

    private static void Right(ConnectionsReplay replay, int snapshots, int updates, int levels, int sequences = 0, int checksums = 0)
    {
        Assert.Equal((snapshots, updates, levels), ((int)replay.Sum(c => c.Snapshots), (int)replay.Sum(c => c.BookUpdates), (int)replay.Sum(c => c.Levels)));
        if (sequences > 0)
            Assert.Equal(sequences, replay.Sum(c => c.SequencesPassed));
        Assert.Equal(checksums, replay.Sum(c => c.ChecksumsPassed));
        Assert.Equal((0, 0, 0, 0), (replay.Sum(c => c.Repairs), replay.Sum(c => c.DriftsTotal), replay.Log.CrossedFrames, replay.Report.Sum(link => link.Outlet.BooksLost)));
    }

    private static IEnumerable<string> Symbols(ReplayServer server) => server.Recording.Connections.SelectMany(connection => connection.Topics.All.Keys).Select(topic => topic.Symbol).Distinct();

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
