using System.Text.Json;
using Rialto.Gateways.Binance;
using Xunit;
using static Rialto.Unit.Gateways.Binance.BinanceFixture;

namespace Rialto.Unit.Gateways.Binance;

/// <summary>Market data over a real listener, in virtual time.</summary>
public sealed class BinanceMarketTests : IAsyncLifetime
{
    private BinanceFixture _fixture = null!;

    private BinanceClient Anybody => _fixture.Anybody;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _fixture = await StartAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task ExchangeInfo_lists_what_the_exchange_enforces_with_its_own_values()
    {
        var info = await GetAsync(Anybody, "exchangeInfo");
        Assert.Equal("UTC", info.GetProperty("timezone").GetString());
        Assert.Equal(["REQUEST_WEIGHT 6000", "ORDERS 100", "ORDERS 200000", "RAW_REQUESTS 300000"],
            info.GetProperty("rateLimits").EnumerateArray().Select(limit => $"{limit.GetProperty("rateLimitType")} {limit.GetProperty("limit")}"));
        var symbol = Assert.Single(info.GetProperty("symbols").EnumerateArray());
        Assert.Equal(("BTCUSDT", "TRADING", "BTC", "USDT"), (Text(symbol, "symbol"), Text(symbol, "status"), Text(symbol, "baseAsset"), Text(symbol, "quoteAsset")));
        Assert.Equal(
            OneLine("""
                [{"filterType":"PRICE_FILTER","minPrice":"0.01","maxPrice":"10000000000000.00","tickSize":"0.01"},
                {"filterType":"LOT_SIZE","minQty":"0.0001","maxQty":"1000.0000","stepSize":"0.0001"},
                {"filterType":"MARKET_LOT_SIZE","minQty":"0.0001","maxQty":"1000.0000","stepSize":"0.0001"},
                {"filterType":"NOTIONAL","minNotional":"10.000000","applyMinToMarket":false,"maxNotional":"9000000000000.000000","applyMaxToMarket":false,"avgPriceMins":0},
                {"filterType":"ICEBERG_PARTS","limit":10},
                {"filterType":"PERCENT_PRICE","multiplierUp":"1.500000","multiplierDown":"0.500000","avgPriceMins":0}]
                """),
            symbol.GetProperty("filters").GetRawText());
        Assert.Equal("""["LIMIT","LIMIT_MAKER","MARKET","STOP_LOSS","STOP_LOSS_LIMIT"]""", symbol.GetProperty("orderTypes").GetRawText());
        Assert.Equal("""["NONE","EXPIRE_TAKER","EXPIRE_MAKER","EXPIRE_BOTH","DECREMENT"]""", symbol.GetProperty("allowedSelfTradePreventionModes").GetRawText());
        Assert.All((string[])["ocoAllowed", "otoAllowed", "allowTrailingStop", "isMarginTradingAllowed"], name => Assert.False(symbol.GetProperty(name).GetBoolean()));
        Assert.All((string[])["icebergAllowed", "amendAllowed", "cancelReplaceAllowed", "quoteOrderQtyMarketAllowed", "isSpotTradingAllowed"], name => Assert.True(symbol.GetProperty(name).GetBoolean()));
    }

    [Theory]
    [InlineData("?symbol=BTCUSDT", 1)]
    [InlineData("?symbols=%5B%22BTCUSDT%22%5D", 1)]
    [InlineData("?permissions=SPOT", 1)]
    [InlineData("?permissions=%5B%22MARGIN%22%2C%22LEVERAGED%22%5D", 0)]
    [InlineData("?symbolStatus=HALT", 0)]
    [InlineData("?symbolStatus=TRADING&showPermissionSets=false", 1)]
    public async Task ExchangeInfo_is_narrowed_by_symbols_permissions_and_status(string query, int count) =>
        Assert.Equal(count, (await GetAsync(Anybody, "exchangeInfo" + query)).GetProperty("symbols").GetArrayLength());

    [Theory]
    [InlineData("?symbol=BTC-USDT", -1121, "Invalid symbol.")]
    [InlineData("?symbol=btcusdt", -1121, "Invalid symbol.")]
    [InlineData("?symbol=", -1105, "Parameter 'symbol' was empty.")]
    [InlineData("?symbols=%5B%22BTCUSDT%22%2C%22BTCUSDT%22%5D", -1151, "Symbol is present multiple times in the list.")]
    [InlineData("?symbol=BTCUSDT&permissions=SPOT", -1128, "Combination of optional parameters invalid.")]
    [InlineData("?symbol=BTCUSDT&symbol=BTCUSDT", -1101, "Duplicate values for a parameter detected.")]
    [InlineData("?simbol=BTCUSDT", -1104, "Not all sent parameters were read; read '0' parameter(s) but was sent '1'.")]
    public async Task What_is_wrong_with_parameters_is_said_as_Binance_says_it(string query, int code, string message) =>
        AssertError(await Anybody.GetAsync("/api/v3/exchangeInfo" + query), 400, code, message);

    [Theory]
    [InlineData("100", 5)]
    [InlineData("5000", 250)]
    [InlineData("99999999999", 250)]
    [InlineData("x", 5)]
    public void A_book_weighs_what_it_shows(string limit, int weight) => Assert.Equal(weight, BinanceMarkets.DepthWeight(BinanceParameters.OfForm("limit=" + limit, string.Empty)));

    [Fact]
    public async Task A_list_with_half_a_surrogate_pair_is_refused_as_no_list_of_symbols() =>
        Assert.Equal((400, "-1100"), (await Anybody.GetAsync("/api/v3/exchangeInfo?symbols=%5B%22%5Cud800%22%5D")) is var refused ? (refused.Status, refused["code"]) : default);

    [Fact]
    public async Task Depth_shows_the_book_up_to_a_limit_with_the_number_of_its_last_change()
    {
        await LimitAsync(_fixture.Alice, "BUY", "100.00", "2");
        await LimitAsync(_fixture.Alice, "BUY", "99.99", "1.5");
        await LimitAsync(_fixture.Alice, "SELL", "101", "0.3");
        await LimitAsync(_fixture.Bob, "SELL", "101", "0.2");
        var book = await GetAsync(Anybody, "depth?symbol=BTCUSDT&limit=1");
        Assert.Equal("""[["100.00","2.0000"]]""", book.GetProperty("bids").GetRawText());
        Assert.Equal("""[["101.00","0.5000"]]""", book.GetProperty("asks").GetRawText());
        var before = book.GetProperty("lastUpdateId").GetInt64();
        await LimitAsync(_fixture.Bob, "SELL", "102", "1");
        var after = await GetAsync(Anybody, "depth?symbol=BTCUSDT");
        Assert.Equal(before + 1, after.GetProperty("lastUpdateId").GetInt64());
        Assert.Equal("""[["101.00","0.5000"],["102.00","1.0000"]]""", after.GetProperty("asks").GetRawText());
        Assert.Equal("""[["100.00","2.0000"],["99.99","1.5000"]]""", after.GetProperty("bids").GetRawText());
    }

    [Fact]
    public async Task Trades_stand_oldest_first_and_those_of_one_order_at_one_price_are_one_aggregate()
    {
        await LimitAsync(_fixture.Alice, "SELL", "100", "1");
        await LimitAsync(_fixture.Alice, "SELL", "100", "1");
        await LimitAsync(_fixture.Alice, "SELL", "101", "1");
        await LimitAsync(_fixture.Bob, "BUY", "101", "2.5");
        _fixture.Time.Step(TimeSpan.FromSeconds(2));
        await LimitAsync(_fixture.Alice, "BUY", "100", "1");
        await LimitAsync(_fixture.Bob, "SELL", "100", "0.25");

        var trades = (await GetAsync(Anybody, "trades?symbol=BTCUSDT")).EnumerateArray().ToArray();
        Assert.Equal(["1 100.00 1.0000 100.000000 False", "2 100.00 1.0000 100.000000 False", "3 101.00 0.5000 50.500000 False", "4 100.00 0.2500 25.000000 True"],
            trades.Select(trade => $"{trade.GetProperty("id")} {Text(trade, "price")} {Text(trade, "qty")} {Text(trade, "quoteQty")} {trade.GetProperty("isBuyerMaker")}"));
        Assert.Equal(2_000, trades[3].GetProperty("time").GetInt64() - trades[0].GetProperty("time").GetInt64());
        Assert.Equal("3 4", Ids(await GetAsync(Anybody, "trades?symbol=BTCUSDT&limit=2"), "id"));
        Assert.Equal("2 3", Ids(await GetAsync(Anybody, "historicalTrades?symbol=BTCUSDT&limit=2&fromId=2"), "id"));
        Assert.Equal("3 4", Ids(await GetAsync(Anybody, "historicalTrades?symbol=BTCUSDT&limit=2"), "id"));
        Assert.Empty(Ids(await GetAsync(Anybody, "historicalTrades?symbol=BTCUSDT&fromId=5"), "id"));

        var aggregates = (await GetAsync(Anybody, "aggTrades?symbol=BTCUSDT")).EnumerateArray().ToArray();
        Assert.Equal(["1 1-2 100.00 2.0000 False", "3 3-3 101.00 0.5000 False", "4 4-4 100.00 0.2500 True"],
            aggregates.Select(one => $"{one.GetProperty("a")} {one.GetProperty("f")}-{one.GetProperty("l")} {Text(one, "p")} {Text(one, "q")} {one.GetProperty("m")}"));
        Assert.Equal("3 4", Ids(await GetAsync(Anybody, "aggTrades?symbol=BTCUSDT&limit=2"), "a"));
        Assert.Equal("1", Ids(await GetAsync(Anybody, "aggTrades?symbol=BTCUSDT&limit=1&fromId=1"), "a"));
        var time = aggregates[2].GetProperty("T").GetInt64();
        Assert.Equal("4", Ids(await GetAsync(Anybody, $"aggTrades?symbol=BTCUSDT&startTime={time}"), "a"));
        Assert.Equal("1 3", Ids(await GetAsync(Anybody, $"aggTrades?symbol=BTCUSDT&endTime={time - 1}"), "a"));
    }

    [Fact]
    public async Task Klines_are_put_together_and_gaps_stand_at_the_close_before_them()
    {
        await TradeAsync("100", "1", isBuy: true);
        _fixture.Time.Step(TimeSpan.FromMinutes(4));
        await TradeAsync("103", "2", isBuy: false);
        await TradeAsync("101", "1", isBuy: true);
        _fixture.Time.Step(TimeSpan.FromMinutes(11)); // 09:15

        var minutes = (await GetAsync(Anybody, "klines?symbol=BTCUSDT&interval=1m")).EnumerateArray().Select(Line).ToArray();
        Assert.Equal(16, minutes.Length);
        Assert.Equal("0 100.00 100.00 100.00 100.00 1.0000 100.000000 1 1.0000 100.000000", minutes[0]);
        Assert.Equal("1 100.00 100.00 100.00 100.00 0.0000 0.000000 0 0.0000 0.000000", minutes[1]);
        Assert.Equal("4 103.00 103.00 101.00 101.00 3.0000 307.000000 2 1.0000 101.000000", minutes[4]);
        Assert.Equal("15 101.00 101.00 101.00 101.00 0.0000 0.000000 0 0.0000 0.000000", minutes[15]);
        Assert.Equal(["0 100.00 103.00 100.00 101.00 4.0000 407.000000 3 2.0000 201.000000", "15 101.00 101.00 101.00 101.00 0.0000 0.000000 0 0.0000 0.000000"],
            (await GetAsync(Anybody, "klines?symbol=BTCUSDT&interval=15m")).EnumerateArray().Select(Line));
        Assert.Equal(["3 103.00 103.00 101.00 101.00 3.0000 307.000000 2 1.0000 101.000000"],
            (await GetAsync(Anybody, $"uiKlines?symbol=BTCUSDT&interval=3m&startTime={Nine + 60_000}&limit=1")).EnumerateArray().Select(Line));
        Assert.Equal(minutes[^2..], (await GetAsync(Anybody, "klines?symbol=BTCUSDT&interval=1m&limit=2")).EnumerateArray().Select(Line));
        Assert.Equal(minutes[2..5], (await GetAsync(Anybody, $"klines?symbol=BTCUSDT&interval=1m&startTime={Nine + 60_001}&endTime={Nine + 4 * 60_000}")).EnumerateArray().Select(Line));
        var candle = (await GetAsync(Anybody, "klines?symbol=BTCUSDT&interval=1h"))[0];
        Assert.Equal((Nine, Nine + 3_600_000 - 1), (candle[0].GetInt64(), candle[6].GetInt64()));
    }

    [Theory]
    [InlineData("1w", "", "2026-11-16T00:00:00Z", "2026-11-22T23:59:59.999Z")]
    [InlineData("1M", "", "2026-11-01T00:00:00Z", "2026-11-30T23:59:59.999Z")]
    [InlineData("3d", "", "2026-11-21T00:00:00Z", "2026-11-23T23:59:59.999Z")]
    [InlineData("1d", "&timeZone=8", "2026-11-20T16:00:00Z", "2026-11-21T15:59:59.999Z")]
    [InlineData("1d", "&timeZone=-1:30", "2026-11-21T01:30:00Z", "2026-11-22T01:29:59.999Z")]
    [InlineData("1M", "&timeZone=5:30", "2026-10-31T18:30:00Z", "2026-11-30T18:29:59.999Z")]
    public async Task Long_klines_begin_where_Binance_s_do(string interval, string zone, string opens, string closes)
    {
        await TradeAsync("100", "1", isBuy: true);
        var candle = Assert.Single((await GetAsync(Anybody, $"klines?symbol=BTCUSDT&interval={interval}{zone}")).EnumerateArray());
        Assert.Equal((opens, closes), (At(candle[0]), At(candle[6])));
        Assert.Equal("1.0000", candle[5].GetString());

        static string At(JsonElement time) =>
            DateTimeOffset.FromUnixTimeMilliseconds(time.GetInt64()).ToString("yyyy-MM-ddTHH:mm:ss.FFFZ", System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_market_without_trades_has_no_klines()
    {
        Assert.Equal("[]", (await GetAsync(Anybody, "klines?symbol=BTCUSDT&interval=1m")).GetRawText());
        AssertError(await Anybody.GetAsync("/api/v3/klines?symbol=BTCUSDT&interval=7m"), 400, -1120, "Invalid interval.");
        AssertError(await Anybody.GetAsync("/api/v3/klines?symbol=BTCUSDT"), 400, -1102, "Mandatory parameter 'interval' was not sent, was empty/null, or malformed.");
        AssertError(await Anybody.GetAsync("/api/v3/klines?symbol=BTCUSDT&interval=1m&timeZone=15"), 400, -1130, "Data sent for parameter 'timeZone' is not valid.");
    }

    [Fact]
    public async Task Tickers_count_their_window_and_know_the_price_before_it()
    {
        await TradeAsync("80", "1", isBuy: true);
        _fixture.Time.Step(TimeSpan.FromHours(24));
        await TradeAsync("100", "1", isBuy: true);
        _fixture.Time.Step(TimeSpan.FromMinutes(30));
        await TradeAsync("110", "3", isBuy: false);
        await LimitAsync(_fixture.Alice, "BUY", "99", "1");
        await LimitAsync(_fixture.Alice, "SELL", "111", "2");

        var day = await GetAsync(Anybody, "ticker/24hr?symbol=BTCUSDT");
        Assert.Equal(("10.00", "10.000", "107.50", "80.00", "110.00", "3.0000"), (Text(day, "priceChange"), Text(day, "priceChangePercent"), Text(day, "weightedAvgPrice"), Text(day, "prevClosePrice"), Text(day, "lastPrice"), Text(day, "lastQty")));
        Assert.Equal(("99.00", "1.0000", "111.00", "2.0000"), (Text(day, "bidPrice"), Text(day, "bidQty"), Text(day, "askPrice"), Text(day, "askQty")));
        Assert.Equal(("100.00", "110.00", "100.00", "4.0000", "430.000000"), (Text(day, "openPrice"), Text(day, "highPrice"), Text(day, "lowPrice"), Text(day, "volume"), Text(day, "quoteVolume")));
        Assert.Equal((2L, 3L, 2L), (day.GetProperty("firstId").GetInt64(), day.GetProperty("lastId").GetInt64(), day.GetProperty("count").GetInt64()));

        var hour = await GetAsync(Anybody, "ticker?symbol=BTCUSDT&windowSize=10m");
        Assert.Equal(("110.00", "110.00", "3.0000", "0.00"), (Text(hour, "openPrice"), Text(hour, "lastPrice"), Text(hour, "volume"), Text(hour, "priceChange")));
        Assert.Equal(Nine + 24 * 3_600_000 + 20 * 60_000, hour.GetProperty("openTime").GetInt64());
        var week = await GetAsync(Anybody, "ticker?symbols=%5B%22BTCUSDT%22%5D&windowSize=7d&type=MINI");
        Assert.Equal(("80.00", "5.0000", 1L), (Text(week[0], "openPrice"), Text(week[0], "volume"), week[0].GetProperty("firstId").GetInt64()));
        Assert.False(week[0].TryGetProperty("priceChange", out _));
        var today = await GetAsync(Anybody, "ticker/tradingDay?symbol=BTCUSDT");
        Assert.Equal(("100.00", "4.0000", "2026-11-22"), (Text(today, "openPrice"), Text(today, "volume"),
            DateTimeOffset.FromUnixTimeMilliseconds(today.GetProperty("openTime").GetInt64()).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));

        Assert.Equal("""{"symbol":"BTCUSDT","price":"110.00"}""", (await GetAsync(Anybody, "ticker/price?symbol=BTCUSDT")).GetRawText());
        Assert.Equal("""[{"symbol":"BTCUSDT","price":"110.00"}]""", (await GetAsync(Anybody, "ticker/price")).GetRawText());
        Assert.Equal("""{"symbol":"BTCUSDT","bidPrice":"99.00","bidQty":"1.0000","askPrice":"111.00","askQty":"2.0000"}""", (await GetAsync(Anybody, "ticker/bookTicker?symbol=BTCUSDT")).GetRawText());
        Assert.Equal("""{"mins":5,"price":"110.00","closeTime":@}""".Replace("@", day.GetProperty("closeTime").ToString()), (await GetAsync(Anybody, "avgPrice?symbol=BTCUSDT")).GetRawText());
    }

    [Fact]
    public async Task A_market_without_trades_has_tickers_of_zeros()
    {
        var day = await GetAsync(Anybody, "ticker/24hr?symbol=BTCUSDT");
        Assert.Equal(("0.00", "0.000", "0.0000", -1L, 0L), (Text(day, "lastPrice"), Text(day, "priceChangePercent"), Text(day, "volume"), day.GetProperty("firstId").GetInt64(), day.GetProperty("count").GetInt64()));
        AssertError(await Anybody.GetAsync("/api/v3/ticker"), 400, -1102, "Param 'symbol' or 'symbols' must be sent, but both were empty/null!");
        AssertError(await Anybody.GetAsync("/api/v3/ticker?symbol=BTCUSDT&windowSize=8d"), 400, -1130, "Data sent for parameter 'windowSize' is not valid.");
        AssertError(await Anybody.GetAsync("/api/v3/ticker/24hr?type=TINY"), 400, -1139, "Invalid ticker type.");
    }

    [Theory]
    [InlineData("depth?symbol=BTCUSDT", 5)]
    [InlineData("depth?symbol=BTCUSDT&limit=500", 25)]
    [InlineData("depth?symbol=BTCUSDT&limit=5000", 250)]
    [InlineData("ticker/24hr", 80)]
    [InlineData("ticker/24hr?symbol=BTCUSDT", 2)]
    [InlineData("ticker/price", 4)]
    [InlineData("exchangeInfo", 20)]
    [InlineData("ticker?symbol=BTCUSDT", 4)]
    public async Task Requests_weigh_what_they_weigh_at_Binance(string query, int weight) =>
        Assert.Equal(weight.ToString(System.Globalization.CultureInfo.InvariantCulture), (await Anybody.GetAsync("/api/v3/" + query)).Header("X-MBX-USED-WEIGHT-1M"));

    [Fact]
    public async Task Times_are_in_microseconds_where_the_header_asks_for_them()
    {
        await TradeAsync("100", "1", isBuy: true);
        var answer = await Anybody.SendAsync(HttpMethod.Get, "/api/v3/klines?symbol=BTCUSDT&interval=1m", null, request => request.Headers.Add("X-MBX-TIME-UNIT", "microsecond"));
        Assert.Equal((Nine * 1_000, (Nine + 60_000) * 1_000 - 1), (answer.Body[0][0].GetInt64(), answer.Body[0][6].GetInt64()));
    }

    private static long Nine => new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private async Task TradeAsync(string price, string quantity, bool isBuy)
    {
        await LimitAsync(_fixture.Alice, isBuy ? "SELL" : "BUY", price, quantity);
        await LimitAsync(_fixture.Bob, isBuy ? "BUY" : "SELL", price, quantity);
    }

    private static string OneLine(string lines) => lines.ReplaceLineEndings(string.Empty);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string Ids(JsonElement list, string name) => string.Join(' ', list.EnumerateArray().Select(one => one.GetProperty(name).GetInt64()));

    // Minutes after nine, prices, volume, turnover, trades, bought volume and turnover.
    private static string Line(JsonElement candle) =>
        $"{(candle[0].GetInt64() - Nine) / 60_000} {candle[1]} {candle[2]} {candle[3]} {candle[4]} {candle[5]} {candle[7]} {candle[8]} {candle[9]} {candle[10]}";
}
