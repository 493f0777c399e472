using System.Text.Json;
using Microsoft.Extensions.Logging;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Rest;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>Market data, administration, health, metrics and documents over REST.</summary>
public sealed class RestMarketTests : IAsyncLifetime
{
    private RunningExchange _exchange = null!;
    private RestClient _alice = null!;
    private RestClient _root = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _exchange = await RunningExchange.StartAsync();
        _alice = _exchange.Rest("alice");
        _root = _exchange.Rest("root", Permissions.Read | Permissions.Trade | Permissions.Admin);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _alice.Dispose();
        _root.Dispose();
        await _exchange.DisposeAsync();
    }

    [Fact]
    public async Task The_book_shows_only_the_displayed_part_of_an_iceberg()
    {
        await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"150.50","quantity":10000,"display_quantity":100}""");
        await _alice.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"150.55","quantity":7}""");

        var byPrice = await _alice.GetAsync("/api/v1/orderbook/AAPL");
        var byOrder = await _alice.GetAsync("/api/v1/orderbook/AAPL/orders");

        Assert.Equal("""[{"price":"150.50","quantity":"100","orders":1}]""", byPrice.Body.GetProperty("bids").GetRawText());
        Assert.Equal(("0.05", "150.525", "open"), (byPrice["spread"], byPrice["mid"], byPrice["state"]));
        Assert.Equal("""[{"order_id":"1","price":"150.50","quantity":"100"}]""", byOrder.Body.GetProperty("bids").GetRawText());
    }

    [Fact]
    public async Task Depth_limits_the_levels_and_zero_means_all()
    {
        for (var i = 0; i < 30; i++)
            await _alice.OrderAsync($$"""{"symbol":"AAPL","side":"buy","price":"{{100 + i}}.00","quantity":1}""");

        Assert.Equal(20, (await _alice.GetAsync("/api/v1/orderbook/AAPL")).Body.GetProperty("bids").GetArrayLength());
        Assert.Equal(3, (await _alice.GetAsync("/api/v1/orderbook/AAPL?depth=3")).Body.GetProperty("bids").GetArrayLength());
        Assert.Equal(30, (await _alice.GetAsync("/api/v1/orderbook/AAPL?depth=0")).Body.GetProperty("bids").GetArrayLength());
        RestOrderTests.AssertProblem(await _alice.GetAsync("/api/v1/orderbook/AAPL?depth=1001"), 400, RejectReason.MalformedRequest);
        RestOrderTests.AssertProblem(await _alice.GetAsync("/api/v1/orderbook/MSFT"), 404, RejectReason.UnknownInstrument);
    }

    [Fact]
    public async Task Trades_come_newest_first_and_page_backwards()
    {
        for (var i = 1; i <= 5; i++)
        {
            await _alice.OrderAsync($$"""{"symbol":"AAPL","side":"sell","price":"150.00","quantity":{{i}}}""");
            await _alice.OrderAsync($$"""{"symbol":"AAPL","side":"buy","price":"150.00","quantity":{{i}}}""");
        }

        var newest = await _alice.GetAsync("/api/v1/trades/AAPL?limit=2");
        var before = await _alice.GetAsync("/api/v1/trades/AAPL?before=4");

        Assert.Equal(["5", "4"], Ids(newest));
        Assert.Equal(["3", "2", "1"], Ids(before));
        Assert.Equal("buy", newest.Body.GetProperty("trades")[0].GetProperty("side").GetString());

        static string[] Ids(RestAnswer answer) => [.. answer.Body.GetProperty("trades").EnumerateArray().Select(trade => trade.GetProperty("trade_id").GetString()!)];
    }

    [Fact]
    public async Task The_ticker_sums_up_the_day()
    {
        await Trade("150.00", 10);
        await Trade("152.00", 5);
        await Trade("149.00", 1);

        var ticker = await _alice.GetAsync("/api/v1/tickers/AAPL");

        Assert.Equal(("149.00", "150.00", "152.00", "149.00"), (ticker["last_price"], ticker["open_24h"], ticker["high_24h"], ticker["low_24h"]));
        Assert.Equal(("16", "2409.00", "3", "-1.00"), (ticker["volume_24h"], ticker["quote_volume_24h"], ticker["trades_24h"], ticker["change_24h"]));
        Assert.Null(ticker["bid"]);
        Assert.Equal(1, (await _alice.GetAsync("/api/v1/tickers")).Body.GetProperty("tickers").GetArrayLength());

        async Task Trade(string price, int quantity)
        {
            await _alice.OrderAsync($$"""{"symbol":"AAPL","side":"sell","price":"{{price}}","quantity":{{quantity}}}""");
            await _alice.OrderAsync($$"""{"symbol":"AAPL","side":"buy","price":"{{price}}","quantity":{{quantity}}}""");
        }
    }

    [Fact]
    public async Task An_instrument_is_defined_ruled_opened_and_halted_by_an_administrator()
    {
        var defined = await _root.PostAsync(
            "/api/v1/instruments",
            """{"symbol":"BTC-USDT","price_scale":2,"quantity_scale":8,"money_scale":6,"tick":"0.01","lot":0.00001,"min_quantity":"0.00001","max_quantity":"100","rules":{"maker_fee_ppm":-100,"min_notional":"5.00"},"state":"open"}""");
        Assert.Equal((201, "2", "open"), (defined.Status, defined["instrument_id"], defined["state"]));
        Assert.Equal("0.00001000", defined["lot"]);
        Assert.Equal("5.000000", defined.Body.GetProperty("rules").GetProperty("min_notional").GetString());

        RestOrderTests.AssertProblem(await _alice.OrderAsync("""{"symbol":"BTC-USDT","side":"buy","price":"100.00","quantity":"0.00001"}"""), 422, RejectReason.NotionalBelowMinimum);
        var ruled = await _root.PutAsync("/api/v1/instruments/BTC-USDT/rules", """{"min_notional":"0","band_ppm":50000,"reference_price":"100"}""");
        Assert.Equal(("-100", "50000", "100.00"), Rules(ruled));
        var banded = await _alice.OrderAsync("""{"symbol":"BTC-USDT","side":"buy","price":"120.00","quantity":"1"}""");
        RestOrderTests.AssertProblem(banded, 422, RejectReason.PriceOutsideBand);
        Assert.Equal("100.00", banded["price"]);

        Assert.Equal("halted", (await _root.PutAsync("/api/v1/instruments/BTC-USDT/state", """{"state":"halted"}"""))["state"]);
        RestOrderTests.AssertProblem(await _alice.OrderAsync("""{"symbol":"BTC-USDT","side":"buy","price":"100.00","quantity":"1"}"""), 409, RejectReason.InstrumentHalted);
        RestOrderTests.AssertProblem(await _root.PutAsync("/api/v1/instruments/BTC-USDT/state", """{"state":"announced"}"""), 409, RejectReason.StateChangeNotAllowed);
        var day = await _root.PutAsync("/api/v1/instruments/BTC-USDT/trading-day", """{"end":"2100-01-01T16:00:00Z"}""");
        Assert.Equal("2100-01-01T16:00:00.000000000Z", day["trading_day_end"]);
        Assert.Equal(2, (await _alice.GetAsync("/api/v1/instruments")).Body.GetProperty("instruments").GetArrayLength());

        static (string?, string?, string?) Rules(RestAnswer answer)
        {
            var rules = answer.Body.GetProperty("rules");
            return (rules.GetProperty("maker_fee_ppm").ToString(), rules.GetProperty("band_ppm").ToString(), rules.GetProperty("reference_price").ToString());
        }
    }

    [Theory]
    [InlineData("""{"symbol":"X","tick":"0.001","lot":"1","min_quantity":"1","max_quantity":"10"}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"symbol":"X","tick":"0.01","lot":"1","min_quantity":"1"}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"symbol":"X","tick":"0.01","lot":"1","min_quantity":"1","max_quantity":"10","price_scale":13}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"symbol":"X","tick":"0.01","lot":"1","min_quantity":"1","max_quantity":"10","rules":{"fee":1}}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"symbol":"X","tick":"0.01","lot":"1","min_quantity":"1","max_quantity":"10","state":"7"}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""[1]""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"symbol":"X","tick":"0.01","lot":"3","min_quantity":"1","max_quantity":"10"}""", 422, RejectReason.DefinitionInvalid)]
    [InlineData("""{"symbol":"AAPL","instrument_id":9,"tick":"0.01","lot":"1","min_quantity":"1","max_quantity":"10"}""", 409, RejectReason.SymbolTaken)]
    [InlineData("""{"symbol":"AAPL","tick":"0.01","lot":"1","min_quantity":"1","max_quantity":"10"}""", 409, RejectReason.InstrumentAlreadyTrading)]
    public async Task A_bad_definition_is_refused(string body, int status, RejectReason reason) =>
        RestOrderTests.AssertProblem(await _root.PostAsync("/api/v1/instruments", body), status, reason);

    [Fact]
    public async Task An_auction_shows_what_it_would_give()
    {
        await _root.PutAsync("/api/v1/instruments/AAPL/state", """{"state":"auction"}""");
        await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"151.00","quantity":10}""");
        await _alice.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"150.00","quantity":4}""");
        _exchange.Inject(Command.AdvanceTime());
        await _alice.GetAsync("/api/v1/orders");
        await _alice.DeleteAsync("/api/v1/orders/999");

        var book = await _alice.GetAsync("/api/v1/orderbook/AAPL");
        Assert.Equal("4", book.Body.GetProperty("indicative").GetProperty("quantity").GetString());
        Assert.Equal("buy", book.Body.GetProperty("indicative").GetProperty("surplus_side").GetString());

        await _root.PutAsync("/api/v1/instruments/AAPL/state", """{"state":"open"}""");
        var trades = await _alice.GetAsync("/api/v1/trades/AAPL");
        Assert.True(trades.Body.GetProperty("trades")[0].GetProperty("auction").GetBoolean());
    }

    [Fact]
    public async Task Health_and_time_tell_where_the_exchange_stands()
    {
        var ready = await _alice.GetAsync("/health/ready");
        Assert.Equal((200, "ready", "3", "3"), (ready.Status, ready["status"], ready["sequence"], ready["durable_sequence"]));
        Assert.Equal(200, (await _alice.GetAsync("/health/live")).Status);
        Assert.Equal(200, (await _alice.GetAsync("/health/startup")).Status);
        Assert.Equal("3", (await _alice.GetAsync("/api/v1/time"))["sequence"]);
    }

    [Fact]
    public async Task Metrics_have_the_names_operators_were_promised()
    {
        await _alice.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"150.00","quantity":10}""");
        await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"150.00","quantity":4}""");

        var answer = await _alice.GetAsync("/metrics");
        var text = answer.Body.GetString()!;

        Assert.Equal("text/plain", answer.ContentType);
        foreach (var name in (string[])["order_submission_latency", "order_cancellation_latency", "api_request_latency", "orders_per_second", "trades_per_second",
                     "api_requests_per_second", "total_trading_volume", "fee_revenue", "active_users", "order_book_depth", "cpu_usage_percent", "memory_usage_bytes",
                     "network_bytes_sent", "network_bytes_received"])
            Assert.Contains($"# TYPE {name} ", text, StringComparison.Ordinal);
        Assert.Contains("\nfee_revenue{symbol=\"AAPL\"} 1.8\n", text, StringComparison.Ordinal);
        Assert.Contains("\ntrades_total 1\n", text, StringComparison.Ordinal);
        Assert.Contains("\norder_book_depth{symbol=\"AAPL\",side=\"ask\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("\norder_submission_latency_count 2\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_OpenAPI_document_has_every_route_and_no_other()
    {
        using var document = JsonDocument.Parse((await _alice.GetAsync("/openapi/v1.json")).Body.GetRawText());
        var documented = document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"));

        Assert.Equal(Routes.All.Select(route => $"{route.Method} {route.Pattern}").Order(), documented.Order());
        foreach (var route in Routes.All)
        {
            var operation = document.RootElement.GetProperty("paths").GetProperty(route.Pattern).GetProperty(route.Method.ToLowerInvariant());
            Assert.Equal(route.Access == Access.Signed, operation.TryGetProperty("security", out _));
        }

        var known = document.RootElement.GetProperty("components").GetProperty("schemas").EnumerateObject().Select(schema => schema.Name).ToHashSet();
        var codes = document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty("Problem").GetProperty("properties").GetProperty("code").GetProperty("enum");
        Assert.Equal(Refusals.All().Select(refusal => refusal.Reason.ToString()).Order(), codes.EnumerateArray().Select(code => code.GetString()!).Order());
        foreach (var reference in document.RootElement.GetRawText().Split("#/components/schemas/").Skip(1))
            Assert.Contains(reference[..reference.IndexOf('"', StringComparison.Ordinal)], known);
    }

    [Fact]
    public async Task The_Swagger_page_is_served()
    {
        var page = await _alice.GetAsync("/swagger/index.html");

        Assert.Equal(200, page.Status);
        Assert.Contains("Rialto API", page.Body.GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Market_data_can_be_closed_to_strangers()
    {
        await using var closed = await RunningExchange.StartAsync(options => options.Auth.RequireKeyForMarketData = true);
        using var stranger = closed.Anonymous();
        using var reader = closed.Rest("reader", Permissions.Read);

        RestOrderTests.AssertProblem(await stranger.GetAsync("/api/v1/orderbook/AAPL"), 401, RejectReason.Unauthorized);
        Assert.Equal(200, (await reader.GetAsync("/api/v1/orderbook/AAPL")).Status);
        await using var socket = await SocketClient.ConnectAsync(closed);
        await socket.SendAsync("""{"op":"subscribe","channel":"book","symbol":"AAPL"}""");
        Assert.Equal("Unauthorized", (await socket.ExpectAsync("error")).GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_taken_port_is_told_to_the_caller_and_not_printed()
    {
        var port = new Uri(_exchange.Gateways.HttpUrl).Port;
        using var logs = new CountingLoggers();

        await Assert.ThrowsAsync<IOException>(() => RunningExchange.StartAsync(options => options.Http.Port = port, logs: logs));

        Assert.Equal(0, logs.Count);
    }

    [Fact]
    public async Task Options_out_of_range_are_named_before_anything_listens()
    {
        var wrong = await Assert.ThrowsAsync<System.ComponentModel.DataAnnotations.ValidationException>(
            () => RunningExchange.StartAsync(options => options.Streams.MaxSubscriptions = 0));

        Assert.Contains("Gateways:Streams", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("MaxSubscriptions", wrong.Message, StringComparison.Ordinal);
    }

    private sealed class CountingLoggers : ILoggerFactory, ILogger
    {
        public int Count { get; private set; }

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                Count++;
        }
    }
}
