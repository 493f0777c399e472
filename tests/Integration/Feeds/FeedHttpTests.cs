using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Rialto.Gateways;
using Rialto.Host.Feeds.Http;
using Rialto.Host.Feeds.Live.Views;
using Rialto.Host.Tools.Client;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Integration.Feeds;

/// <summary>What the feeds' server answers: its JSON, its refusals, its stream, its health.</summary>
public sealed class FeedHttpTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ShownFeeds _views = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Patience };
    private FeedHttp _server = null!;

    public async ValueTask InitializeAsync() => _server = await StartAsync(_views, new FeedHttpOptions());

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task The_view_is_told_with_exact_decimals_and_null_for_what_there_is_not()
    {
        var view = await AskAsync("/api/v1/feeds");

        Assert.Equal("2026-11-22T09:30:00.000000000Z", view.Member("time"));
        Assert.Equal(["binance", "okx", "kraken"], view.Items("venues").Select(venue => venue.Member("venue")));
        var venue = view.Items("venues").First();
        Assert.Equal("120.3", venue.Member("frames_per_second"));
        Assert.Equal("5", venue.GetProperty("books").Member("trusted"));
        Assert.Equal("90000", venue.GetProperty("latency").Member("max_ns"));
        Assert.Equal(
            [("1000", "2000", "1"), ("2000", "5000", "1"), ("50000", "100000", "1")],
            venue.GetProperty("latency").Items("buckets").Select(bucket => (bucket.Member("above_ns"), bucket.Member("at_most_ns"), bucket.Member("count"))));
        Assert.Equal(("envelope", "250000"), (venue.GetProperty("venue_latency").Member("clock_source"), venue.GetProperty("venue_latency").Member("clock_error_ns")));
        Assert.Null(view.Items("venues").Last().GetProperty("venue_latency").Member("clock_offset_ns"));

        var symbol = view.Items("symbols").First();
        Assert.Equal(("BTC-USDT", "crossed", "61737.60", "0.5000"), (symbol.Member("name"), symbol.Member("touch"), symbol.Member("bid"), symbol.Member("bid_quantity")));
        Assert.Equal("binance", Assert.Single(symbol.Items("bid_venues")).GetString());
        var listing = symbol.Items("listings").Last();
        Assert.Equal(("disconnected", "connection_lost", null, null, null), (listing.Member("state"), listing.Member("reason"), listing.Member("bid"), listing.Member("bid_quantity"), listing.Member("age_ns")));
        Assert.Equal("stale", Assert.Single(listing.Items("marks")).GetString());
        Assert.Equal(["BTC-USDT", "ETH-BTC.PERP:BTC", "ETH-BTC.PERP:USDT"], view.Items("symbols").Select(one => one.Member("name")));
        Assert.Equal("none", view.Items("symbols").Last().Member("touch"));
        Assert.Equal(("1000", JsonValueKind.Null), (view.GetProperty("distribution").GetProperty("multicast").Member("packets"), view.GetProperty("distribution").GetProperty("shared").ValueKind));
        Assert.Equal("true", view.Items("links").Last().Member("breaker_open"));
    }

    [Fact]
    public async Task A_ladder_says_who_has_what_and_stands_beside_its_venues_books()
    {
        var ladder = await AskAsync("/api/v1/feeds/ladder?symbol=BTC-USDT&depth=2");

        Assert.Equal(("2", "4", "crossed"), (ladder.Member("price_scale"), ladder.Member("quantity_scale"), ladder.Member("touch")));
        var level = ladder.Items("bids").Last();
        Assert.Equal(("61737.50", "2.2500"), (level.Member("price"), level.Member("quantity")));
        Assert.Equal([("binance", "0.2500"), ("okx", "2.0000")], level.Items("venues").Select(one => (one.Member("venue"), one.Member("quantity"))));
        Assert.Equal(3, ladder.Items("listings").Count());
        Assert.Single((await AskAsync("/api/v1/feeds/ladder?symbol=BTC-USDT&depth=1")).Items("asks"));
    }

    [Fact]
    public async Task History_and_quality_are_told()
    {
        var history = await AskAsync("/api/v1/feeds/history?symbol=BTC-USDT&limit=2");
        Assert.Equal("12345", history.Member("total"));
        var (changed, trade) = (history.Items("events").First(), history.Items("events").Last());
        Assert.Equal(("book_state_changed", "trusted", "synchronized", null), (changed.Member("kind"), changed.Member("state"), changed.Member("reason"), changed.Member("event_time")));
        Assert.Equal(("trade", "sell", "9007199254740993", "true"), (trade.Member("kind"), trade.Member("side"), trade.Member("trade_id"), trade.Member("rejected")));
        Assert.Equal(["jump", "outlier"], trade.Items("marks").Select(mark => mark.GetString()));

        var quality = await AskAsync("/api/v1/feeds/quality");
        Assert.Equal(("touch_jump", "3", "1"), (quality.Items("rules").Single().Member("rule"), quality.Items("rules").Single().Member("count"), quality.Items("rules").Single().Member("rejected")));
        Assert.Null(quality.Items("clocks").Last().Member("offset_ns"));
        Assert.Equal("3", quality.Items("listings").Single().GetProperty("breaches").Member("touch_jump"));
    }

    [Theory]
    [InlineData("/api/v1/feeds/ladder", 400, "MalformedRequest", "symbol")]
    [InlineData("/api/v1/feeds/ladder?symbol=BTC-USDT&depth=0", 400, "MalformedRequest", "depth")]
    [InlineData("/api/v1/feeds/history?symbol=BTC-USDT&limit=10001", 400, "MalformedRequest", "limit")]
    [InlineData("/api/v1/feeds/ladder?symbol=NOBODY", 404, "UnknownInstrument", null)]
    [InlineData("/api/v1/feeds/stream?symbol=NOBODY", 404, "UnknownInstrument", null)]
    [InlineData("/api/v1/orders", 404, "MalformedRequest", null)]
    public async Task What_cannot_be_answered_is_refused_as_everywhere(string path, int status, string code, string? field)
    {
        using var answer = await _http.GetAsync(Address(path), Stop);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Stop));
        Assert.Equal((code, field), (problem.Member("code"), problem.Member("field")));
    }

    [Fact]
    public async Task Nothing_is_changed_and_pages_from_elsewhere_get_nothing()
    {
        using var posted = await _http.PostAsync(Address("/api/v1/feeds"), content: null, Stop);
        Assert.Equal(405, (int)posted.StatusCode);

        foreach (var (name, value) in ((string, string)[])[("Host", "evil.example"), ("Origin", "http://evil.example"), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site")])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Address("/api/v1/feeds"));
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
            using var refused = await _http.SendAsync(request, Stop);
            Assert.Equal((name, 403), (name, (int)refused.StatusCode));
        }

        using var named = new HttpRequestMessage(HttpMethod.Get, Address("/api/v1/feeds"));
        named.Headers.Host = "localhost:" + new Uri(_server.Url).Port;
        using var answered = await _http.SendAsync(named, Stop);
        Assert.Equal(200, (int)answered.StatusCode);
    }

    [Fact]
    public async Task The_page_is_at_feeds_and_loads_nothing_from_elsewhere()
    {
        using var first = await _http.GetAsync(Address("/"), Stop);
        Assert.Equal((302, "/feeds"), ((int)first.StatusCode, first.Headers.Location?.ToString()));
        using var page = await _http.GetAsync(Address("/feeds"), Stop);
        Assert.SkipWhen(page.StatusCode == HttpStatusCode.NotFound, "This build has no dashboard: npm was not there when it was made, or its packages could not be fetched.");
        Assert.Contains("<title>Rialto feeds</title>", await page.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_have_the_figures_of_the_view_and_the_alerts()
    {
        var alerts = new Alerts();
        alerts.Raise("feed_unreachable_kraken", AlertSeverity.Critical, "kraken has no connection.");
        await using var server = new FeedHttp(_views, new FeedHttpOptions(), metrics: [alerts]);
        await server.StartAsync(Stop);
        using var answer = await _http.GetAsync(server.Url + "/metrics", Stop);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        var page = await answer.Content.ReadAsStringAsync(Stop);
        foreach (var line in (string[])
        [
            "rialto_feed_links_up{venue=\"binance\"} 2", "rialto_feed_books{venue=\"okx\",state=\"stale\"} 1", "rialto_feed_books{venue=\"kraken\",state=\"disconnected\"} 1",
            "rialto_feed_symbols 3", "rialto_feed_problems 1", "rialto_feed_multicast_packets_total 1000", "rialto_feed_receive_to_best_seconds_count{venue=\"binance\"} 3",
            "rialto_alert{name=\"feed_unreachable_kraken\"} 1", "rialto_feed_view_timestamp_seconds 1795339800",
            "market_data_events_per_sec{venue=\"binance\"} 900", "market_data_ingestion_latency_us_count{venue=\"binance\"} 3", "websocket_connected{venue=\"binance\",connection=\"1\"} 1",
            "websocket_connected{venue=\"kraken\",connection=\"2\"} 0", "circuit_breaker_open{venue=\"kraken\"} 1", "circuit_breaker_open{venue=\"okx\"} 0",
        ])
            Assert.Contains($"\n{line}\n", page, StringComparison.Ordinal);
        Assert.DoesNotContain("rialto_feed_recorded_total", page, StringComparison.Ordinal);

        var (exitCode, complaints) = await PromtoolTests.CheckAsync(page);

        // Many of the mission's names abbreviate their units; nothing else is found.
        string[] ofMission = ["market_data_", "memory_usage_mb", "network_", "disk_"];
        Assert.True(exitCode is 0 or 3, complaints);
        Assert.All(complaints.Split('\n', StringSplitOptions.RemoveEmptyEntries), complaint => Assert.Contains(ofMission, name => complaint.StartsWith(name, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Alive_while_views_are_made_and_ready_while_a_book_may_be_believed()
    {
        var time = new SetClock(ShownFeeds.Time);
        await using var server = await StartAsync(_views, new FeedHttpOptions { StandstillMs = 5_000 }, time);
        Assert.Equal((200, "live"), await HealthAsync(server, "live"));
        Assert.Equal((200, "ready"), await HealthAsync(server, "ready"));

        var view = _views.Current;
        _views.Current = view with { Venues = [view.Venues[2]] };
        Assert.Equal((503, "disconnected"), await HealthAsync(server, "ready"));
        _views.Current = view with { Venues = [] };
        Assert.Equal((503, "no_books"), await HealthAsync(server, "ready"));
        _views.Current = FeedView.Empty;
        Assert.Equal((503, "starting"), await HealthAsync(server, "ready"));
        Assert.Equal((200, "live"), await HealthAsync(server, "live"));

        _views.Current = view;
        time.Now += TimeSpan.FromSeconds(6);
        Assert.Equal((503, "standing_still"), await HealthAsync(server, "live"));
        Assert.Equal((503, "standing_still"), await HealthAsync(server, "ready"));
    }

    [Fact]
    public async Task A_stream_tells_the_feeds_and_the_ladder_again_and_again_and_ends_with_the_server()
    {
        await using var server = await StartAsync(_views, new FeedHttpOptions { StreamEveryMs = 20 });
        using var reader = await OpenAsync(server, "/api/v1/feeds/stream?symbol=BTC-USDT&depth=2");

        var told = new List<string>();
        while (told.Count(kind => kind == "feeds") < 2)
        {
            var (kind, data) = await NextAsync(reader);
            told.Add(kind);
            if (kind == "feeds")
                Assert.All(data.Items("symbols"), symbol => Assert.False(symbol.TryGetProperty("listings", out _)));
            else
                Assert.Equal("BTC-USDT", data.Member("name"));
        }

        Assert.Equal("feeds", told[0]);
        Assert.Equal(4, told.Count(kind => kind == "ladder"));
        await server.StopAsync(Stop).WaitAsync(Patience, Stop);
        await UntilEndAsync(reader);
        Assert.Equal(0, server.OpenStreams);
    }

    [Fact]
    public async Task As_many_streams_as_may_be_are_open_and_a_place_that_is_left_is_taken_again()
    {
        await using var server = await StartAsync(_views, new FeedHttpOptions { StreamEveryMs = 20, MaxStreams = 1 });
        using (var reader = await OpenAsync(server, "/api/v1/feeds/stream"))
        {
            Assert.Equal("feeds", (await NextAsync(reader)).Kind);
            using var refused = await _http.GetAsync(new Uri(server.Url + "/api/v1/feeds/stream"), Stop);
            Assert.Equal(503, (int)refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        await RunningExchange.UntilAsync(() => Task.FromResult(server.OpenStreams == 0));
        using var next = await OpenAsync(server, "/api/v1/feeds/stream");
        Assert.Equal("feeds", (await NextAsync(next)).Kind);
    }

    [Fact]
    public async Task A_reader_that_takes_nothing_is_cut_off()
    {
        await using var server = await StartAsync(_views, new FeedHttpOptions { StreamEveryMs = 1, SlowReaderMs = 200 });
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 1_024 };
        var at = new Uri(server.Url);
        await socket.ConnectAsync(IPAddress.Loopback, at.Port, Stop);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /api/v1/feeds/stream?symbol=BTC-USDT HTTP/1.1\r\nHost: {at.Authority}\r\n\r\n"), Stop);
        await RunningExchange.UntilAsync(() => Task.FromResult(server.OpenStreams == 1));

        await RunningExchange.UntilAsync(() => Task.FromResult(server.OpenStreams == 0));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task<FeedHttp> StartAsync(IFeedViews views, FeedHttpOptions options, TimeProvider? time = null)
    {
        var server = new FeedHttp(views, options, time: time);
        await server.StartAsync(Stop);
        return server;
    }

    private Uri Address(string path) => new(_server.Url + path);

    private async Task<JsonElement> AskAsync(string path) => JsonElement.Parse(await _http.GetStringAsync(Address(path), Stop));

    private async Task<(int Status, string? Word)> HealthAsync(FeedHttp server, string which)
    {
        using var answer = await _http.GetAsync(new Uri($"{server.Url}/health/{which}"), Stop);
        return ((int)answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync(Stop)).Member("status"));
    }

    private async Task<StreamReader> OpenAsync(FeedHttp server, string path)
    {
        var response = await _http.GetAsync(new Uri(server.Url + path), HttpCompletionOption.ResponseHeadersRead, Stop);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new StreamReader(await response.Content.ReadAsStreamAsync(Stop));
    }

    private static async Task<(string Kind, JsonElement Data)> NextAsync(StreamReader reader)
    {
        using var patience = new CancellationTokenSource(Patience);
        var kind = await reader.ReadLineAsync(patience.Token);
        var data = await reader.ReadLineAsync(patience.Token);
        Assert.Equal("", await reader.ReadLineAsync(patience.Token));
        return (kind!["event: ".Length..], JsonElement.Parse(data!["data: ".Length..]));
    }

    private static async Task UntilEndAsync(StreamReader reader)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (await reader.ReadLineAsync(patience.Token) is not null)
            {
            }
        }
        catch (IOException)
        {
            // Cut in the middle of an answer that has no length.
        }
    }

    private sealed class SetClock(Timestamp now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(now.ToDateTimeUtc());

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
