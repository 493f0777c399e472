using System.Globalization;
using Rialto.Adapters.Connections;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Xunit;
using ManualTime = Rialto.Unit.Gateways.ManualTime;

namespace Rialto.Unit.Adapters.Connections.Listings;

public sealed class ListingCatalogTests : IDisposable
{
    private const string Exchange = "/api/v3/exchangeInfo";

    private readonly ManualTime _time = new();
    private readonly ScriptedRest _rest = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _rest.Dispose();

    [Fact]
    public async Task A_venues_list_fills_the_table_at_start()
    {
        _rest.Bodies[Exchange] = Spot("BTCUSDT", "ETHUSDT");
        await using var catalog = await StartAsync("binance");
        var report = Assert.Single(catalog.Report());
        Assert.Equal(("binance", 2, 2, true, 0, ""), (report.Name, report.Listings, report.Open, report.IsRead, report.Failures, report.Problem));
        Assert.Equal((_time.GetUtcNow(), _time.GetUtcNow() + TimeSpan.FromMinutes(5)), (report.ReadAt, report.NextTry));
        var asked = Assert.Single(_rest.Asked);
        Assert.Equal((20, RestPriority.Listings), (asked.Weight, asked.Priority));
    }

    [Fact]
    public async Task Lists_are_read_again_and_what_has_changed_is_told()
    {
        _rest.Bodies[Exchange] = Spot("BTCUSDT");
        await using var catalog = await StartAsync("binance");
        var version = catalog.Listings.Version;
        _rest.Bodies[Exchange] = Spot("BTCUSDT", "ETHUSDT").Replace("\"TRADING\"", "\"HALT\"", StringComparison.Ordinal);
        await RefreshAsync(catalog, TimeSpan.FromMinutes(5));
        Assert.True(catalog.TryFind(FeedVenue.BinanceSpot, "BTCUSDT", out var listing, out _));
        Assert.Equal(ListingStatus.Halted, listing.Status);
        Assert.NotEqual(version, catalog.Listings.Version);
        Assert.Equal((2, 0), (catalog.Report()[0].Listings, catalog.Report()[0].Open));
    }

    [Fact]
    public async Task A_source_that_breaks_is_reported_and_asked_again()
    {
        _rest.Broken = new InvalidDataException("a bug");
        await using var catalog = await StartAsync("binance");
        Assert.Equal((1, "an error of Rialto's own, please report it: InvalidDataException: a bug"), (catalog.Report()[0].Failures, catalog.Report()[0].Problem));
        await RefreshAsync(catalog, TimeSpan.FromSeconds(5));
        Assert.Equal(2, catalog.Report()[0].Failures);
        _rest.Broken = null;
        _rest.Bodies[Exchange] = Spot("BTCUSDT");
        await RefreshAsync(catalog, TimeSpan.FromSeconds(10));
        Assert.Equal((0, 1, ""), (catalog.Report()[0].Failures, catalog.Report()[0].Listings, catalog.Report()[0].Problem));
    }

    [Fact]
    public async Task How_a_followed_market_ended_is_asked_for_once_it_is_in_the_list_no_more_and_told()
    {
        const string Open = "/trade-api/v2/markets?status=open&limit=1000", Ended = "/trade-api/v2/markets?limit=100&tickers=T";
        _rest.Bodies[Open] = """{"markets":[{"ticker":"T","status":"active"},{"ticker":"OTHER","status":"active"},{"ticker":"GONE","status":"active"}],"cursor":""}""";
        await using var catalog = await StartAsync("kalshi");
        Assert.True(catalog.TryFind(FeedVenue.Kalshi, "T", out var listing, out _));
        catalog.Follow(FeedVenue.Kalshi, [listing.Id]);
        List<FeedEvent> told = [];
        var log = new FeedLog { OnFrame = frame => told.AddRange(frame.ToArray()) };
        var session = new FeedSession<FeedLogSink>(new Rialto.Adapters.Kalshi.KalshiProtocol(), catalog.Listings, [listing.Id], new FeedLogSink(log));
        session.OnConnected(new Timestamp(1));

        // While it is listed nothing is asked; what cannot be had is asked for again; what nobody follows is not asked for.
        await RefreshAsync(catalog, TimeSpan.FromMinutes(5));
        Assert.DoesNotContain(_rest.Asked, asked => asked.Path.Contains("tickers", StringComparison.Ordinal));
        _rest.Bodies[Open] = """{"markets":[{"ticker":"OTHER","status":"active"}],"cursor":""}""";
        await RefreshAsync(catalog, TimeSpan.FromMinutes(5));
        Assert.Contains("could not be had", catalog.Report()[0].Problem, StringComparison.Ordinal);
        _rest.Bodies[Ended] = """{"markets":[{"ticker":"T","status":"determined","result":"no"}],"cursor":""}""";
        await RefreshAsync(catalog, TimeSpan.FromMinutes(5));
        session.OnClock(new Timestamp(2));
        Assert.Equal((ListingStatus.Closed, null), (catalog.Listings[listing.Id].Status, catalog.Listings[listing.Id].PaidPrice));
        Assert.DoesNotContain(told, one => one.Kind == FeedEventKind.Settled);
        _rest.Bodies[Ended] = """{"markets":[{"ticker":"T","status":"finalized","result":"no"}],"cursor":""}""";
        await RefreshAsync(catalog, TimeSpan.FromMinutes(5));
        session.OnClock(new Timestamp(3));
        var ended = Assert.Single(told, one => one.Kind == FeedEventKind.Settled);
        Assert.Equal((listing.Id, 0L, FeedEventFlags.None), (ended.Listing, ended.Price.Units, ended.Flags & FeedEventFlags.Announced));

        // What was told is not asked for any more.
        var count = _rest.Asked.Count(asked => asked.Path == Ended);
        await RefreshAsync(catalog, TimeSpan.FromMinutes(5));
        Assert.Equal(count, _rest.Asked.Count(asked => asked.Path == Ended));
    }

    [Fact]
    public async Task A_listing_missing_in_two_lists_in_a_row_is_closed_and_its_session_tells_it()
    {
        _rest.Bodies[Exchange] = Spot("BTCUSDT", "ETHUSDT", "XRPUSDT");
        await using var catalog = await StartAsync("binance");
        Assert.True(catalog.TryFind(FeedVenue.BinanceSpot, "ETHUSDT", out var listing, out _));
        List<FeedEvent> told = [];
        var log = new FeedLog { OnFrame = frame => told.AddRange(frame.ToArray()) };
        var session = new FeedSession<FeedLogSink>(new Rialto.Adapters.Binance.BinanceProtocol(FeedVenue.BinanceSpot), catalog.Listings, [listing.Id], new FeedLogSink(log));
        session.OnConnected(new Timestamp(1));

        _rest.Bodies[Exchange] = Spot("BTCUSDT");
        await RefreshAsync(catalog, TimeSpan.FromMinutes(5));
        Assert.Equal(ListingStatus.Open, catalog.Listings[listing.Id].Status);

        // XRPUSDT was missing once and is back; ETHUSDT is missing for the second time.
        _rest.Bodies[Exchange] = Spot("BTCUSDT", "XRPUSDT");
        await RefreshAsync(catalog, TimeSpan.FromMinutes(5));
        Assert.Equal(ListingStatus.Closed, catalog.Listings[listing.Id].Status);
        Assert.True(catalog.TryFind(FeedVenue.BinanceSpot, "XRPUSDT", out var back, out _));
        Assert.Equal(ListingStatus.Open, back.Status);
        session.OnClock(new Timestamp(2));
        Assert.Equal(listing.Id, Assert.Single(told, one => one.Kind == FeedEventKind.ListingChanged).Listing);

        _rest.Bodies[Exchange] = Spot("BTCUSDT", "ETHUSDT", "XRPUSDT");
        await RefreshAsync(catalog, TimeSpan.FromMinutes(5));
        Assert.Equal(ListingStatus.Open, catalog.Listings[listing.Id].Status);
    }

    [Fact]
    public async Task A_list_that_is_empty_broken_or_cut_closes_nothing()
    {
        _rest.Bodies[Exchange] = Spot("BTCUSDT", "ETHUSDT");
        await using var catalog = await StartAsync("binance");
        foreach (var body in new[] { Spot(), "{}", "{\"symbols\":[{", Spot("BTCUSDT").Replace("0.01000000", "cheap", StringComparison.Ordinal), "" })
        {
            _rest.Bodies[Exchange] = body;
            await RefreshAsync(catalog, TimeSpan.FromMinutes(5));
            await RefreshAsync(catalog, TimeSpan.FromMinutes(5));
        }

        Assert.Equal((2, 2), (catalog.Report()[0].Listings, catalog.Report()[0].Open));
        Assert.Equal("its list cannot be read: the answer is no list, or the venue has changed it", catalog.Report()[0].Problem);
    }

    [Fact]
    public async Task A_venue_that_does_not_answer_is_told_and_asked_again_less_and_less()
    {
        _rest.Failure = new RestAnswer(0, default, TimeSpan.Zero, "api.binance.com:443 cannot be reached");
        await using var catalog = await StartAsync("binance");
        List<double> waits = [];
        for (var n = 0; n < 9; n++)
        {
            var report = catalog.Report()[0];
            Assert.Equal((n + 1, "api.binance.com:443 cannot be reached", false), (report.Failures, report.Problem, report.IsRead));
            waits.Add((report.NextTry - _time.GetUtcNow()).TotalSeconds);
            await RefreshAsync(catalog, report.NextTry - _time.GetUtcNow());
        }

        Assert.Equal([5, 10, 20, 40, 80, 160, 300, 300, 300], waits);
        Assert.False(catalog.TryFind(FeedVenue.BinanceSpot, "BTC-USDT", out _, out var problem));
        Assert.Equal("binance: 'BTC-USDT' is not listed; its list could not be read yet (api.binance.com:443 cannot be reached)", problem);

        _rest.Failure = null;
        _rest.Bodies[Exchange] = Spot("BTCUSDT");
        await RefreshAsync(catalog, TimeSpan.FromMinutes(5));
        Assert.True(catalog.TryFind(FeedVenue.BinanceSpot, "BTC-USDT", out _, out _));
        Assert.Equal(("", 0), (catalog.Report()[0].Problem, catalog.Report()[0].Failures));
    }

    [Fact]
    public async Task A_ban_is_waited_for()
    {
        _rest.Failure = new RestAnswer(418, default, TimeSpan.FromMinutes(20), "shut out");
        await using var catalog = await StartAsync("binance");
        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromMinutes(20), catalog.Report()[0].NextTry);
    }

    [Fact]
    public async Task One_venue_that_fails_holds_up_no_other()
    {
        _rest.Bodies[Exchange] = Spot("BTCUSDT");
        await using var catalog = await StartAsync("binance", "kraken");
        Assert.Equal([true, false], catalog.Report().Select(report => report.IsRead));
        Assert.Equal("no such path (404)", catalog.Report()[1].Problem);
    }

    [Fact]
    public async Task Pages_are_followed_by_cursor()
    {
        const string First = "/trade-api/v2/markets?status=open&limit=1000";
        _rest.Bodies[First] = """{"markets":[{"ticker":"A","status":"active"},{"ticker":"B","status":"active"}],"cursor":"x+y/="}""";
        _rest.Bodies[First + "&cursor=x%2By%2F%3D"] = """{"cursor":"second","markets":[{"ticker":"C","status":"active"}]}""";
        _rest.Bodies[First + "&cursor=second"] = """{"markets":[{"ticker":"D","status":"initialized"}],"cursor":""}""";
        await using var catalog = await StartAsync("kalshi");
        Assert.Equal(["A", "B", "C", "D"], Names(catalog));
        Assert.Equal(3, _rest.Asked.Length);
        Assert.Equal("", catalog.Report()[0].Problem);
    }

    [Fact]
    public async Task What_was_read_before_a_page_failed_is_taken_and_the_list_asked_for_again()
    {
        const string First = "/trade-api/v2/markets?status=open&limit=1000";
        _rest.Bodies[First] = """{"markets":[{"ticker":"A","status":"active"}],"cursor":"more"}""";
        await using var catalog = await StartAsync("kalshi");
        var report = catalog.Report()[0];
        Assert.Equal((1L, 1, true, "no such path (404); what was read of its list before that is taken"), (report.Refreshes, report.Failures, report.IsRead, report.Problem));
        Assert.Equal((DateTimeOffset.MinValue, _time.GetUtcNow() + TimeSpan.FromSeconds(5)), (report.ReadAt, report.NextTry));
        Assert.True(catalog.TryFind(FeedVenue.Kalshi, "A", out _, out _));
        _rest.Bodies[First + "&cursor=more"] = """{"markets":[{"ticker":"B","status":"active"}],"cursor":""}""";
        await RefreshAsync(catalog, TimeSpan.FromSeconds(5));
        Assert.Equal(["A", "B"], Names(catalog));
        Assert.Equal(("", 0), (catalog.Report()[0].Problem, catalog.Report()[0].Failures));
    }

    [Fact]
    public async Task Pages_are_followed_by_the_cursor_of_a_result()
    {
        const string First = "/v5/market/instruments-info?category=linear&limit=1000";
        _rest.Bodies[First] = Bybit("BTC", "page=2&b");
        _rest.Bodies[First + "&cursor=page%3D2%26b"] = Bybit("ETH", "");
        await using var catalog = await StartAsync("bybit-linear");
        Assert.Equal(["BTCUSDT", "ETHUSDT"], Names(catalog));
    }

    [Fact]
    public async Task Pages_are_followed_by_offset_until_one_is_empty()
    {
        const string First = "/markets?active=true&closed=false&limit=500";
        _rest.Bodies[First] = Gamma(1, 2);
        _rest.Bodies[First + "&offset=2"] = Gamma(3);
        _rest.Bodies[First + "&offset=3"] = "[]";
        await using var catalog = await StartAsync("polymarket");
        Assert.Equal(6, catalog.Report()[0].Listings);
        Assert.Equal(3, _rest.Asked.Length);
    }

    [Fact]
    public async Task A_page_that_leads_to_itself_is_the_last()
    {
        const string First = "/trade-api/v2/markets?status=open&limit=1000";
        _rest.Bodies[First] = """{"markets":[{"ticker":"A","status":"active"}],"cursor":"again"}""";
        _rest.Bodies[First + "&cursor=again"] = """{"markets":[{"ticker":"B","status":"active"}],"cursor":"again"}""";
        await using var catalog = await StartAsync("kalshi");
        Assert.Equal(["A", "B"], Names(catalog));
        Assert.Equal(2, _rest.Asked.Length);
    }

    [Fact]
    public async Task No_more_pages_are_asked_for_than_are_wanted()
    {
        const string First = "/markets?active=true&closed=false&limit=500";
        for (var page = 0; page < 50; page++)
            _rest.Bodies[page == 0 ? First : First + "&offset=" + page.ToString(CultureInfo.InvariantCulture)] = Gamma(page + 1);
        await using var catalog = await StartAsync(new ListingCatalogOptions { VenueListingsMax = 10 }, 100, "polymarket");
        Assert.Equal(10, catalog.Report()[0].Listings);
        Assert.Equal("it lists more than 10: the rest is left out", catalog.Report()[0].Problem);
        Assert.Equal(5, _rest.Asked.Length);
    }

    [Fact]
    public async Task A_table_that_is_full_is_told()
    {
        _rest.Bodies[Exchange] = Spot("BTCUSDT", "ETHUSDT", "XRPUSDT");
        await using var catalog = await StartAsync(new ListingCatalogOptions(), 2, "binance");
        Assert.Equal("the table is full with 2 listings: the rest is left out", catalog.Report()[0].Problem);
        Assert.Equal(2, catalog.Report()[0].Listings);
    }

    [Theory]
    [InlineData("BTCUSDT", "BTCUSDT")]
    [InlineData("btcusdt", "BTCUSDT")]
    [InlineData("BTC-USDT", "BTCUSDT")]
    [InlineData("eth-usdt", "ETHUSDT")]
    public async Task A_listing_is_found_by_either_name(string text, string venueSymbol)
    {
        _rest.Bodies[Exchange] = Spot("BTCUSDT", "ETHUSDT");
        await using var catalog = await StartAsync("binance");
        Assert.True(catalog.TryFind(FeedVenue.BinanceSpot, text, out var listing, out var problem));
        Assert.Equal((venueSymbol, ""), (listing.VenueSymbol, problem));
        Assert.False(catalog.TryFind(FeedVenue.Okx, text, out _, out problem));
        Assert.Equal($"Okx: '{text}' is not listed; its list is not asked for", problem);
    }

    [Fact]
    public async Task A_name_that_is_not_listed_is_told_with_those_near_it()
    {
        _rest.Bodies[Exchange] = Spot("BTCUSDT", "BTCFDUSD", "ETHUSDT", "XRPUSDT");
        await using var catalog = await StartAsync("binance");
        Assert.False(catalog.TryFind(FeedVenue.BinanceSpot, "BTC-USTD", out _, out var problem));
        Assert.StartsWith("binance: 'BTC-USTD' is not listed; near it: BTC-USDT, ", problem, StringComparison.Ordinal);
        Assert.False(catalog.TryFind(FeedVenue.BinanceSpot, "QQQQQQQQQQQQ", out _, out problem));
        Assert.Equal("binance: 'QQQQQQQQQQQQ' is not listed", problem);
        Assert.False(catalog.TryFind(FeedVenue.BinanceSpot, "", out _, out _));
        Assert.False(catalog.TryFind(FeedVenue.BinanceSpot, new string('A', 10_000), out _, out _));
    }

    [Fact]
    public async Task Of_many_names_that_are_not_listed_some_are_told_and_the_others_counted()
    {
        _rest.Bodies[Exchange] = Spot("BTCUSDT", "ETHUSDT");
        await using var catalog = await StartAsync("binance");
        var chosen = catalog.Choose(FeedVenue.BinanceSpot, new ListingChoice { Patterns = [.. Enumerable.Range(0, 1_000).Select(number => $"NO{number}-USDT"), "eth-usdt"] });
        Assert.Equal("ETHUSDT", Assert.Single(chosen.Listings).VenueSymbol);
        Assert.Equal((21, "binance: 980 more are not listed"), (chosen.Problems.Count, chosen.Problems[^1]));
    }

    [Fact]
    public async Task Many_are_chosen_by_pattern_quote_and_kind()
    {
        _rest.Bodies[Exchange] = Spot("BTCUSDT", "ETHUSDT", "ETHBTC", "XRPUSDT");
        await using var catalog = await StartAsync("binance");
        string[] Choose(ListingChoice choice) => [.. catalog.Choose(FeedVenue.BinanceSpot, choice).Listings.Select(listing => listing.VenueSymbol)];
        Assert.Equal(["BTCUSDT", "ETHUSDT", "ETHBTC", "XRPUSDT"], Choose(new ListingChoice()));
        Assert.Equal(["BTCUSDT", "ETHUSDT", "XRPUSDT"], Choose(new ListingChoice { Patterns = ["*-usdt"] }));
        Assert.Equal(["ETHUSDT", "ETHBTC"], Choose(new ListingChoice { Patterns = ["ETH*", "ETH-USDT"] }));
        Assert.Equal(["ETHBTC"], Choose(new ListingChoice { Quote = "btc" }));
        Assert.Empty(Choose(new ListingChoice { Kind = ListingKind.Perpetual }));

        var some = catalog.Choose(FeedVenue.BinanceSpot, new ListingChoice { Max = 2 });
        Assert.Equal(2, some.Listings.Count);
        Assert.Equal(["binance: 4 listings fit; the first 2 are taken"], some.Problems);
        Assert.Equal(
            ["binance: 'QQQQQQQQQQQQ' is not listed", "binance: nothing that trades fits 'Z*'", "binance: 'BTC-USDT' is Spot in USDT, which was not asked for"],
            catalog.Choose(FeedVenue.BinanceSpot, new ListingChoice { Patterns = ["QQQQQQQQQQQQ", "Z*", "BTC-USDT"], Quote = "EUR" }).Problems);
    }

    [Fact]
    public async Task What_is_read_of_many_venues_is_written_by_one_at_a_time()
    {
        foreach (var path in new[] { Exchange, "/fapi/v1/exchangeInfo", "/dapi/v1/exchangeInfo" })
            _rest.Bodies[path] = Spot([.. Enumerable.Range(0, 500).Select(n => "C" + n.ToString("000", CultureInfo.InvariantCulture) + "USDT")]);
        await using var catalog = await StartAsync("binance", "binance-usdm", "binance-coinm");
        Assert.Equal([500, 500, 500], catalog.Report().Select(report => report.Listings));
        Assert.Equal(1_500, catalog.Listings.Count);
    }

    [Theory]
    [InlineData("kalshi", "/trade-api/v2/markets?status=open&limit=1000", "wire/kalshi/rest-markets-2026-02.json.gz")]
    [InlineData("polymarket", "/markets?active=true&closed=false&limit=500", "wire/polymarket/rest-gamma-markets-active.json.gz")]
    [InlineData("kraken", "/0/public/AssetPairs", "wire/kraken/rest-AssetPairs-2021-04-17.json.gz")]
    [InlineData("upbit", "/v1/market/all?is_details=true", "wire/upbit/rest-market-all-2021-04-17.json.gz")]
    public async Task Recorded_lists_are_read(string venue, string path, string file)
    {
        using var packed = new System.IO.Compression.GZipStream(File.OpenRead(Recordings.Path(file)), System.IO.Compression.CompressionMode.Decompress);
        using var text = new StreamReader(packed);
        _rest.Bodies[path] = await text.ReadToEndAsync(Stop);
        await using var catalog = await StartAsync(venue);
        var report = catalog.Report()[0];
        TestContext.Current.TestOutputHelper?.WriteLine($"{report} asked {string.Join(' ', _rest.Asked.Select(request => request.Path))}");
        Assert.True(report.Listings > 0);
        Assert.Equal(report.Listings, catalog.Choose(catalog.Listings[new ListingId(1)].Venue, new ListingChoice { IncludesClosed = true }).Listings.Count);
    }

    private Task<ListingCatalog> StartAsync(params string[] venues) => StartAsync(new ListingCatalogOptions(), 10_000, venues);

    private async Task<ListingCatalog> StartAsync(ListingCatalogOptions options, int capacity, params string[] venues)
    {
        var catalog = new ListingCatalog(
            new ListingTable(capacity), [.. venues.Select(name => new CatalogVenue(VenueRegistry.TryFind(name, out var terms) ? terms : throw new ArgumentException(name), _rest))], options, _time);
        await catalog.StartAsync(Stop).WaitAsync(TimeSpan.FromSeconds(30), Stop);
        return catalog;
    }

    /// <summary>Lets so much time pass and waits for the reading that is due then.</summary>
    private async Task RefreshAsync(ListingCatalog catalog, TimeSpan after)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        var before = catalog.Report()[0];
        while (_time.Waiting == 0)
            await Task.Delay(1, patience.Token);
        _time.Step(after);
        while (catalog.Report()[0] is var now && now.Refreshes == before.Refreshes && now.Failures == before.Failures)
            await Task.Delay(1, patience.Token);
    }

    private static string[] Names(ListingCatalog catalog) => [.. Enumerable.Range(1, catalog.Listings.Count).Select(number => catalog.Listings[new ListingId(number)].VenueSymbol)];

    private static string Spot(params string[] symbols) => $$"""{"timezone":"UTC","symbols":[{{string.Join(',', symbols.Select(Instrument))}}]}""";

    private static string Instrument(string symbol)
    {
        var quote = symbol.EndsWith("FDUSD", StringComparison.Ordinal) ? "FDUSD" : symbol.EndsWith("USDT", StringComparison.Ordinal) ? "USDT" : "BTC";
        return $$"""
            {"symbol":"{{symbol}}","status":"TRADING","baseAsset":"{{symbol[..^quote.Length]}}","baseAssetPrecision":8,"quoteAsset":"{{quote}}",
            "filters":[{"filterType":"PRICE_FILTER","tickSize":"0.01000000"},{"filterType":"LOT_SIZE","stepSize":"0.00001000"}]}
            """;
    }

    private static string Bybit(string coin, string cursor) => $$"""
        {"retCode":0,"result":{"category":"linear","list":[{"symbol":"{{coin}}USDT","contractType":"LinearPerpetual","status":"Trading","baseCoin":"{{coin}}","quoteCoin":"USDT",
        "priceFilter":{"tickSize":"0.10"},"lotSizeFilter":{"qtyStep":"0.001"} }],"nextPageCursor":"{{cursor}}"} }
        """;

    private static string Gamma(params int[] markets) => $"[{string.Join(',', markets.Select(market => $$"""
        {"clobTokenIds":"[\"{{market}}1\",\"{{market}}2\"]","orderPriceMinTickSize":0.01,"active":true,"closed":false,"acceptingOrders":true,"enableOrderBook":true}
        """))}]";
}
