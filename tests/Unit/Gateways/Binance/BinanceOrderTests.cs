using System.Text.Json;
using Rialto.Gateways.Auth;
using Xunit;
using static Rialto.Unit.Gateways.Binance.BinanceFixture;

namespace Rialto.Unit.Gateways.Binance;

/// <summary>Orders over a real listener: what is taken, what it becomes, and what is said where it is not.</summary>
public sealed class BinanceOrderTests : IAsyncLifetime
{
    private BinanceFixture _fixture = null!;

    private BinanceClient Alice => _fixture.Alice;

    private BinanceClient Bob => _fixture.Bob;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _fixture = await StartAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_limit_order_answers_in_full_with_its_fills()
    {
        await LimitAsync(Alice, "SELL", "100", "1");
        await LimitAsync(Alice, "SELL", "101", "1");
        var order = await LimitAsync(Bob, "BUY", "101.00", "2.5000", "&newClientOrderId=my-1");
        Assert.Equal(
            OneLine("""
                {"symbol":"BTCUSDT","orderId":3,"orderListId":-1,"clientOrderId":"my-1","transactTime":1795251600000,"price":"101.00","origQty":"2.5000","executedQty":"2.0000",
                "cummulativeQuoteQty":"201.000000","status":"PARTIALLY_FILLED","timeInForce":"GTC","type":"LIMIT","side":"BUY","workingTime":1795251600000,"origQuoteOrderQty":"0.000000",
                "selfTradePreventionMode":"NONE","fills":[{"price":"100.00","qty":"1.0000","commission":"0.200000","commissionAsset":"USDT","tradeId":1},
                {"price":"101.00","qty":"1.0000","commission":"0.202000","commissionAsset":"USDT","tradeId":2}]}
                """),
            order.GetRawText());
    }

    [Fact]
    public async Task Ack_and_result_say_less()
    {
        var ack = await LimitAsync(Alice, "SELL", "100", "1", "&newOrderRespType=ACK&newClientOrderId=a");
        Assert.Equal("""{"symbol":"BTCUSDT","orderId":1,"orderListId":-1,"clientOrderId":"a","transactTime":1795251600000}""", ack.GetRawText());
        var result = await LimitAsync(Alice, "SELL", "100", "1", "&newOrderRespType=RESULT");
        Assert.Equal("NEW", result.GetProperty("status").GetString());
        Assert.False(result.TryGetProperty("fills", out _));
        Assert.Matches("^[A-Za-z0-9]{22}$", result.GetProperty("clientOrderId").GetString()!);
        Assert.False((await PlaceAsync(Alice, "side=SELL&type=LIMIT_MAKER&quantity=1&price=102")).Body.TryGetProperty("status", out _));
    }

    [Fact]
    public async Task A_market_order_takes_what_there_is_and_expires_with_the_rest()
    {
        await LimitAsync(Alice, "SELL", "100", "1");
        var order = (await PlaceAsync(Bob, "side=BUY&type=MARKET&quantity=3")).Body;
        Assert.Equal(("0.00", "3.0000", "1.0000", "EXPIRED", "GTC", "MARKET", 1),
            (Text(order, "price"), Text(order, "origQty"), Text(order, "executedQty"), Text(order, "status"), Text(order, "timeInForce"), Text(order, "type"), order.GetProperty("fills").GetArrayLength()));
    }

    [Fact]
    public async Task A_budget_buys_what_it_pays_for()
    {
        await LimitAsync(Alice, "SELL", "100", "1");
        var order = (await PlaceAsync(Bob, "side=BUY&type=MARKET&quoteOrderQty=50.005")).Body;
        Assert.Equal(("0.5000", "0.5000", "50.000000", "FILLED", "50.005000"),
            (Text(order, "origQty"), Text(order, "executedQty"), Text(order, "cummulativeQuoteQty"), Text(order, "status"), Text(order, "origQuoteOrderQty")));
    }

    [Fact]
    public async Task A_stop_waits_and_is_set_off()
    {
        await LimitAsync(Alice, "BUY", "90", "1");
        var stop = (await PlaceAsync(Bob, "side=SELL&type=STOP_LOSS_LIMIT&timeInForce=GTC&quantity=1&price=94&stopPrice=95&newOrderRespType=RESULT")).Body;
        Assert.Equal(("NEW", "95.00", -1L, "STOP_LOSS_LIMIT"), (Text(stop, "status"), Text(stop, "stopPrice"), stop.GetProperty("workingTime").GetInt64(), Text(stop, "type")));
        var asked = await AskAsync(Bob, "order", $"symbol=BTCUSDT&orderId={stop.GetProperty("orderId")}");
        Assert.False(asked.GetProperty("isWorking").GetBoolean());
        await LimitAsync(Bob, "SELL", "90", "0.5");
        asked = await AskAsync(Bob, "order", $"symbol=BTCUSDT&orderId={stop.GetProperty("orderId")}");
        Assert.Equal((true, "NEW", "95.00"), (asked.GetProperty("isWorking").GetBoolean(), Text(asked, "status"), Text(asked, "stopPrice")));
        Assert.Equal(200, (await PlaceAsync(Bob, "side=SELL&type=STOP_LOSS&quantity=1&stopPrice=80")).Status);
    }

    [Fact]
    public async Task Immediate_orders_end_as_expired_and_icebergs_show_a_part()
    {
        await LimitAsync(Alice, "SELL", "100", "1");
        Assert.Equal("EXPIRED", Text((await PlaceAsync(Bob, "side=BUY&type=LIMIT&timeInForce=FOK&quantity=2&price=100")).Body, "status"));
        Assert.Equal("EXPIRED", Text((await PlaceAsync(Bob, "side=BUY&type=LIMIT&timeInForce=IOC&quantity=2&price=100")).Body, "status"));
        var iceberg = await LimitAsync(Alice, "BUY", "90", "10", "&icebergQty=1");
        Assert.Equal("1.0000", Text(iceberg, "icebergQty"));
        Assert.Equal("""[["90.00","1.0000"]]""", (await GetAsync(_fixture.Anybody, "depth?symbol=BTCUSDT")).GetProperty("bids").GetRawText());
    }

    [Fact]
    public async Task Own_orders_that_meet_end_as_the_mode_says()
    {
        await LimitAsync(Alice, "SELL", "100", "1", "&newClientOrderId=resting");
        var taker = await LimitAsync(Alice, "BUY", "100", "1", "&selfTradePreventionMode=EXPIRE_BOTH");
        Assert.Equal(("EXPIRED_IN_MATCH", "EXPIRE_BOTH"), (Text(taker, "status"), Text(taker, "selfTradePreventionMode")));
        Assert.Equal("EXPIRED_IN_MATCH", Text(await AskAsync(Alice, "order", "symbol=BTCUSDT&origClientOrderId=resting"), "status"));
    }

    [Theory]
    [InlineData("type=LIMIT&timeInForce=GTC&quantity=1&price=100.001", -1111, "Parameter 'price' has too much precision.")]
    [InlineData("type=LIMIT&timeInForce=GTC&quantity=1.00001&price=100", -1111, "Parameter 'quantity' has too much precision.")]
    [InlineData("type=LIMIT&timeInForce=GTC&quantity=2000&price=100", -1013, "Filter failure: LOT_SIZE")]
    [InlineData("type=LIMIT&timeInForce=GTC&quantity=0.01&price=100", -1013, "Filter failure: NOTIONAL")]
    [InlineData("type=LIMIT&timeInForce=GTC&quantity=1&price=99999999999999", -1013, "Filter failure: PRICE_FILTER")]
    [InlineData("type=LIMIT&timeInForce=GTC&quantity=20&price=100&icebergQty=1", -1013, "Filter failure: ICEBERG_PARTS")]
    [InlineData("type=LIMIT&timeInForce=GTC&quantity=2&price=100&icebergQty=3", -2010, "IcebergQty exceeds QTY.")]
    [InlineData("type=LIMIT&timeInForce=IOC&quantity=2&price=100&icebergQty=1", -1106, "Parameter 'icebergQty' sent when not required.")]
    [InlineData("type=LIMIT&timeInForce=GTC&quantity=0&price=100", -1013, "Invalid quantity.")]
    [InlineData("type=LIMIT&timeInForce=GTC&quantity=-1&price=100", -1013, "Invalid quantity.")]
    [InlineData("type=LIMIT&timeInForce=GTC&quantity=1&price=0", -1013, "Invalid price.")]
    [InlineData("type=LIMIT&timeInForce=GTC&quantity=1e3&price=1", -1100, "Illegal characters found in parameter 'quantity'; legal range is '^([0-9]{1,20})(\\\\.[0-9]{1,20})?$'.")]
    [InlineData("type=LIMIT&quantity=1&price=100", -1102, "Mandatory parameter 'timeInForce' was not sent, was empty/null, or malformed.")]
    [InlineData("type=LIMIT&timeInForce=GTC&quantity=1", -1102, "Mandatory parameter 'price' was not sent, was empty/null, or malformed.")]
    [InlineData("type=LIMIT&timeInForce=DAY&quantity=1&price=100", -1115, "Invalid timeInForce.")]
    [InlineData("type=LIMIT_MAKER&timeInForce=GTC&quantity=1&price=100", -1106, "Parameter 'timeInForce' sent when not required.")]
    [InlineData("type=MARKET&quantity=1&price=100", -1106, "Parameter 'price' sent when not required.")]
    [InlineData("type=MARKET", -1102, "Mandatory parameter 'quantity' was not sent, was empty/null, or malformed.")]
    [InlineData("type=MARKET&quantity=1&quoteOrderQty=5", -1106, "Parameter 'quantity' sent when not required.")]
    [InlineData("type=STOP_LOSS&quantity=1", -1102, "Mandatory parameter 'stopPrice' was not sent, was empty/null, or malformed.")]
    [InlineData("type=STOP_LOSS&quantity=1&stopPrice=90&trailingDelta=10", -1013, "Trailing stop orders are not supported for this symbol.")]
    [InlineData("type=TAKE_PROFIT&quantity=1&stopPrice=90", -1013, "Take profit orders are not supported for this symbol.")]
    [InlineData("type=OCO&quantity=1", -1116, "Invalid orderType.")]
    [InlineData("type=LIMIT&timeInForce=GTC&quantity=1&price=100&newClientOrderId=a%20b", -1100, "Illegal characters found in parameter 'newClientOrderId'; legal range is '^[\\\\.A-Z\\\\:/a-z0-9_-]{1,36}$'.")]
    [InlineData("type=LIMIT&timeInForce=GTC&quantity=1&price=100&selfTradePreventionMode=TRANSFER", -1130, "Data sent for parameter 'selfTradePreventionMode' is not valid.")]
    [InlineData("type=LIMIT&timeInForce=GTC&quantity=1&price=100&newOrderRespType=ALL", -1130, "Data sent for parameter 'newOrderRespType' is not valid.")]
    [InlineData("type=LIMIT&timeInForce=GTC&quantity=1&price=100&strategyType=5", -1134, "strategyType was less than 1000000.")]
    [InlineData("type=LIMIT&timeInForce=GTC&quantity=1&price=100&stopPirce=90", -1104, "Not all sent parameters were read; read '8' parameter(s) but was sent '9'.")]
    [InlineData("type=LIMIT&timeInForce=GTC&quantity=1&price=100&stopPrice=90", -1106, "Parameter 'stopPrice' sent when not required.")]
    [InlineData("type=LIMIT&timeInForce=GTC&quantity=999&price=1000", -2010, "Account has insufficient balance for requested action.")]
    public async Task What_is_refused_is_refused_in_Binance_s_words_by_test_and_by_order_alike(string parameters, int code, string message)
    {
        AssertError(await PlaceAsync(Alice, "side=BUY&" + parameters), 400, code, message);
        // Whether there is money is not known until an order is entered.
        if (message.StartsWith("Account", StringComparison.Ordinal))
            Assert.Equal("{}", (await Alice.SignedAsync(HttpMethod.Post, "/api/v3/order/test", "symbol=BTCUSDT&side=BUY&" + parameters)).Body.GetRawText());
        else
            AssertError(await Alice.SignedAsync(HttpMethod.Post, "/api/v3/order/test", "symbol=BTCUSDT&side=BUY&" + parameters), 400, code, message);
    }

    [Fact]
    public async Task The_market_refuses_in_Binance_s_words_too()
    {
        await LimitAsync(Alice, "SELL", "100", "1", "&newClientOrderId=one");
        AssertError(await PlaceAsync(Bob, "side=BUY&type=LIMIT_MAKER&quantity=1&price=100"), 400, -2010, "Order would immediately match and take.");
        AssertError(await PlaceAsync(Alice, "side=SELL&type=LIMIT&timeInForce=GTC&quantity=1&price=100&newClientOrderId=one"), 400, -2010, "Duplicate order sent.");
        AssertError(await PlaceAsync(Alice, "side=SELL&type=LIMIT&timeInForce=GTC&quantity=2&price=100&newClientOrderId=one"), 400, -2010, "Duplicate order sent.");
        await LimitAsync(Bob, "BUY", "100", "1");
        AssertError(await PlaceAsync(Alice, "side=SELL&type=LIMIT&timeInForce=GTC&quantity=1&price=160"), 400, -1013, "Filter failure: PERCENT_PRICE");
        using var carol = _fixture.Client("carol");
        AssertError(await PlaceAsync(carol, "side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=100"), 400, -2010, "This account may not place or cancel orders.");
        await _fixture.DoneAsync("instruments/BTC-USDT/state", """{"state":"halted"}""", HttpMethod.Put);
        AssertError(await PlaceAsync(Alice, "side=SELL&type=LIMIT&timeInForce=GTC&quantity=1&price=100"), 400, -1013, "Market is closed.");
        AssertError(await PlaceAsync(Alice, "side=UP&type=LIMIT&timeInForce=GTC&quantity=1&price=100"), 400, -1117, "Invalid side.");
        Assert.Equal("HALT", (await GetAsync(Alice, "exchangeInfo")).GetProperty("symbols")[0].GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_resend_of_an_order_that_has_ended_is_still_known()
    {
        const string order = "side=SELL&type=LIMIT&timeInForce=GTC&quantity=1&price=100&newClientOrderId=once";
        Assert.Equal(200, (await PlaceAsync(Alice, order)).Status);
        await LimitAsync(Bob, "BUY", "100", "1");
        AssertError(await PlaceAsync(Alice, order), 400, -2010, "Duplicate order sent.");
        Assert.Equal(200, (await PlaceAsync(Alice, order.Replace("quantity=1", "quantity=2", StringComparison.Ordinal))).Status);
    }

    [Fact]
    public async Task An_order_is_asked_for_and_cancelled_by_number_or_name_and_only_by_its_owner()
    {
        await LimitAsync(Alice, "SELL", "100", "2", "&newClientOrderId=mine");
        await LimitAsync(Bob, "BUY", "100", "0.5");
        var order = await AskAsync(Alice, "order", "symbol=BTCUSDT&origClientOrderId=mine");
        Assert.Equal(
            OneLine("""
                {"symbol":"BTCUSDT","orderId":1,"orderListId":-1,"clientOrderId":"mine","price":"100.00","origQty":"2.0000","executedQty":"0.5000","cummulativeQuoteQty":"50.000000",
                "status":"PARTIALLY_FILLED","timeInForce":"GTC","type":"LIMIT","side":"SELL","stopPrice":"0.00","icebergQty":"0.0000","time":1795251600000,"updateTime":1795251600000,
                "isWorking":true,"workingTime":1795251600000,"origQuoteOrderQty":"0.000000","selfTradePreventionMode":"NONE"}
                """),
            order.GetRawText());
        Assert.Equal(order.GetRawText(), (await AskAsync(Alice, "order", "symbol=BTCUSDT&orderId=1")).GetRawText());
        AssertError(await Bob.SignedAsync(HttpMethod.Get, "/api/v3/order", "symbol=BTCUSDT&orderId=1"), 400, -2013, "Order does not exist.");
        AssertError(await Alice.SignedAsync(HttpMethod.Get, "/api/v3/order", "symbol=BTCUSDT&orderId=2"), 400, -2013, "Order does not exist.");
        AssertError(await Alice.SignedAsync(HttpMethod.Get, "/api/v3/order", "symbol=BTCUSDT"), 400, -1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!");
        AssertError(await Bob.SignedAsync(HttpMethod.Delete, "/api/v3/order", "symbol=BTCUSDT&orderId=1"), 400, -2011, "Unknown order sent.");
        AssertError(await Alice.SignedAsync(HttpMethod.Delete, "/api/v3/order", "symbol=BTCUSDT&orderId=1&origClientOrderId=other"), 400, -2011, "Unknown order sent.");
        AssertError(await Alice.SignedAsync(HttpMethod.Delete, "/api/v3/order", "symbol=BTCUSDT&orderId=1&cancelRestrictions=ONLY_NEW"), 400, -2011, "Order was not canceled due to cancel restrictions.");
        var canceled = (await Alice.SignedAsync(HttpMethod.Delete, "/api/v3/order", "symbol=BTCUSDT&orderId=1&newClientOrderId=c-1")).Body;
        Assert.Equal(
            OneLine("""
                {"symbol":"BTCUSDT","origClientOrderId":"mine","orderId":1,"orderListId":-1,"clientOrderId":"c-1","transactTime":1795251600000,"price":"100.00","origQty":"2.0000",
                "executedQty":"0.5000","cummulativeQuoteQty":"50.000000","status":"CANCELED","timeInForce":"GTC","type":"LIMIT","side":"SELL","workingTime":1795251600000,
                "origQuoteOrderQty":"0.000000","selfTradePreventionMode":"NONE"}
                """),
            canceled.GetRawText());
        AssertError(await Alice.SignedAsync(HttpMethod.Delete, "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=mine"), 400, -2011, "Unknown order sent.");
    }

    [Fact]
    public async Task An_order_without_a_name_of_its_own_is_found_by_its_number_as_a_name()
    {
        using var native = _fixture.Exchange.Rest("alice");
        Assert.Equal(201, (await native.OrderAsync("""{"symbol":"BTC-USDT","side":"sell","price":"100","quantity":"1"}""")).Status);
        Assert.Equal("1", Text(await AskAsync(Alice, "order", "symbol=BTCUSDT&orderId=1"), "clientOrderId"));
        Assert.Equal(200, (await Alice.SignedAsync(HttpMethod.Delete, "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=1")).Status);
    }

    [Fact]
    public async Task All_open_orders_of_a_symbol_are_listed_and_cancelled()
    {
        AssertError(await Alice.SignedAsync(HttpMethod.Delete, "/api/v3/openOrders", "symbol=BTCUSDT"), 400, -2011, "Unknown order sent.");
        await LimitAsync(Alice, "SELL", "100", "1");
        await LimitAsync(Alice, "SELL", "101", "1");
        await LimitAsync(Bob, "BUY", "90", "1");
        Assert.Equal("1 2", Ids(await AskAsync(Alice, "openOrders", "symbol=BTCUSDT")));
        Assert.Equal("1 2", Ids(await AskAsync(Alice, "openOrders")));
        var canceled = (await Alice.SignedAsync(HttpMethod.Delete, "/api/v3/openOrders", "symbol=BTCUSDT")).Body;
        Assert.Equal(["CANCELED", "CANCELED"], canceled.EnumerateArray().Select(order => Text(order, "status")));
        Assert.Equal("1 2", Ids(canceled));
        Assert.Empty(Ids(await AskAsync(Alice, "openOrders")));
        Assert.Equal("3", Ids(await AskAsync(Bob, "openOrders")));
    }

    [Fact]
    public async Task All_orders_and_fills_are_paged_by_number_and_by_time()
    {
        for (var i = 1; i <= 3; i++)
        {
            await LimitAsync(Alice, "SELL", "100", "1"); // 1, 3, 5
            await LimitAsync(Bob, "BUY", "100", "1"); // 2, 4, 6
            _fixture.Time.Step(TimeSpan.FromMinutes(1));
        }

        await LimitAsync(Alice, "SELL", "110", "1"); // 7
        Assert.Equal("1 3 5 7", Ids(await AskAsync(Alice, "allOrders", "symbol=BTCUSDT")));
        Assert.Equal("5 7", Ids(await AskAsync(Alice, "allOrders", "symbol=BTCUSDT&limit=2")));
        Assert.Equal("3 5", Ids(await AskAsync(Alice, "allOrders", "symbol=BTCUSDT&limit=2&orderId=2")));
        Assert.Equal("3", Ids(await AskAsync(Alice, "allOrders", $"symbol=BTCUSDT&startTime={Nine + 60_000}&endTime={Nine + 119_999}")));
        AssertError(await Alice.SignedAsync(HttpMethod.Get, "/api/v3/allOrders", $"symbol=BTCUSDT&startTime={Nine}&endTime={Nine + 86_400_001}"), 400, -1127, "More than 24 hours between startTime and endTime.");

        var trades = await AskAsync(Alice, "myTrades", "symbol=BTCUSDT");
        Assert.Equal(
            OneLine("""
                {"symbol":"BTCUSDT","id":1,"orderId":1,"orderListId":-1,"price":"100.00","qty":"1.0000","quoteQty":"100.000000","commission":"0.100000","commissionAsset":"USDT","time":1795251600000,
                "isBuyer":false,"isMaker":true,"isBestMatch":true}
                """),
            trades[0].GetRawText());
        Assert.Equal("1 2 3", Ids(trades, "id"));
        Assert.Equal("2 3", Ids(await AskAsync(Bob, "myTrades", "symbol=BTCUSDT&fromId=2"), "id"));
        Assert.Equal("3", Ids(await AskAsync(Bob, "myTrades", "symbol=BTCUSDT&limit=1"), "id"));
        Assert.Equal("2", Ids(await AskAsync(Bob, "myTrades", "symbol=BTCUSDT&orderId=4"), "id"));
        Assert.Empty(Ids(await AskAsync(Bob, "myTrades", "symbol=BTCUSDT&orderId=3"), "id"));
        Assert.Equal("2", Ids(await AskAsync(Bob, "myTrades", $"symbol=BTCUSDT&startTime={Nine + 60_000}&endTime={Nine + 60_000}"), "id"));
    }

    [Fact]
    public async Task An_amended_order_keeps_its_place()
    {
        await LimitAsync(Alice, "SELL", "100", "2", "&newClientOrderId=first");
        await LimitAsync(Bob, "SELL", "100", "1");
        var amended = (await Alice.SignedAsync(HttpMethod.Put, "/api/v3/order/amend/keepPriority", "symbol=BTCUSDT&origClientOrderId=first&newQty=1.5&newClientOrderId=second")).Body;
        var order = amended.GetProperty("amendedOrder");
        Assert.Equal((1L, "first", "second", "1.5000", "0.0000", "NEW"),
            (order.GetProperty("orderId").GetInt64(), Text(order, "origClientOrderId"), Text(order, "clientOrderId"), Text(order, "qty"), Text(order, "executedQty"), Text(order, "status")));
        await LimitAsync(Bob, "BUY", "100", "0.5");
        Assert.Equal("0.5000", Text(await AskAsync(Alice, "order", "symbol=BTCUSDT&origClientOrderId=second"), "executedQty"));
        AssertError(await AmendAsync("2"), 400, -2038, "Order amend (quantity increase) is not supported.");
        AssertError(await AmendAsync("1.5"), 400, -2038, "The requested action would change no state; rejecting.");
        AssertError(await AmendAsync("0.5"), 400, -2038, "Order amend (quantity at or below what is executed) is not supported.");
        AssertError(await AmendAsync("0"), 400, -1013, "Invalid quantity.");
        AssertError(await Alice.SignedAsync(HttpMethod.Put, "/api/v3/order/amend/keepPriority", "symbol=BTCUSDT&orderId=77&newQty=1"), 400, -2038, "Unknown order sent.");
    }

    [Fact]
    public async Task An_amendment_never_cancels_an_order_that_was_reduced()
    {
        await LimitAsync(Alice, "SELL", "100", "2");
        using var rest = _fixture.Exchange.Rest("alice");
        Assert.Equal(200, (await rest.PostAsync("/api/v1/orders/1/reduce", "{\"quantity\":\"0.5\"}")).Status);
        AssertError(await AmendAsync("0.5"), 400, -2038, "Order amend (quantity at or below what is executed) is not supported.");
        Assert.Equal("1", Ids(await AskAsync(Alice, "openOrders")));
    }

    [Fact]
    public async Task An_amendment_that_a_fill_overtook_says_that_the_order_is_gone()
    {
        await LimitAsync(Alice, "SELL", "100", "2");
        await LimitAsync(Bob, "BUY", "90", "1");
        var before = await AppliedAsync(0);
        _fixture.Exchange.HoldDurable();
        var fill = LimitAsync(Bob, "BUY", "100", "0.5");
        await AppliedAsync(before + 1);
        var amendment = AmendAsync("0.5");
        await AppliedAsync(before + 2);
        _fixture.Exchange.ReleaseDurable();
        await fill;
        AssertError(await amendment, 400, -2038, "Order amend came when as much was executed; the order was canceled.");
        Assert.Equal("CANCELED", Text(await AskAsync(Alice, "order", "symbol=BTCUSDT&orderId=1"), "status"));
    }

    [Fact]
    public async Task Cancel_replace_does_both_or_says_what_it_did()
    {
        await LimitAsync(Alice, "SELL", "100", "1");
        var done = await ReplaceAsync("STOP_ON_FAILURE", "cancelOrderId=1&side=SELL&type=LIMIT&timeInForce=GTC&quantity=2&price=101");
        Assert.Equal((200, "SUCCESS", "SUCCESS"), (done.Status, done["cancelResult"], done["newOrderResult"]));
        Assert.Equal(("CANCELED", "NEW"), (Text(done.Body.GetProperty("cancelResponse"), "status"), Text(done.Body.GetProperty("newOrderResponse"), "status")));

        var stopped = await ReplaceAsync("STOP_ON_FAILURE", "cancelOrderId=1&side=SELL&type=LIMIT&timeInForce=GTC&quantity=2&price=101");
        Assert.Equal((400, "-2022", "Order cancel-replace failed."), (stopped.Status, stopped["code"], stopped["msg"]));
        Assert.Equal(
            """{"cancelResult":"FAILURE","newOrderResult":"NOT_ATTEMPTED","cancelResponse":{"code":-2011,"msg":"Unknown order sent."},"newOrderResponse":null}""",
            stopped.Body.GetProperty("data").GetRawText());

        var entered = await ReplaceAsync("ALLOW_FAILURE", "cancelOrderId=1&side=SELL&type=LIMIT&timeInForce=GTC&quantity=2&price=102");
        Assert.Equal((409, "-2021", "FAILURE", "SUCCESS"), (entered.Status, entered["code"], Text(entered.Body.GetProperty("data"), "cancelResult"), Text(entered.Body.GetProperty("data"), "newOrderResult")));
        var half = await ReplaceAsync("STOP_ON_FAILURE", "cancelOrderId=2&side=SELL&type=LIMIT&timeInForce=GTC&quantity=20&price=102");
        Assert.Equal((409, "-2021", "SUCCESS", "FAILURE"), (half.Status, half["code"], Text(half.Body.GetProperty("data"), "cancelResult"), Text(half.Body.GetProperty("data"), "newOrderResult")));
        var neither = await ReplaceAsync("ALLOW_FAILURE", "cancelOrderId=2&side=SELL&type=LIMIT&timeInForce=GTC&quantity=20&price=102");
        Assert.Equal((400, "-2022", -2010), (neither.Status, neither["code"], neither.Body.GetProperty("data").GetProperty("newOrderResponse").GetProperty("code").GetInt32()));
        Assert.Equal("3", Ids(await AskAsync(Alice, "openOrders")));

        Task<RestAnswer> ReplaceAsync(string mode, string parameters) => Alice.SignedAsync(HttpMethod.Post, "/api/v3/order/cancelReplace", $"symbol=BTCUSDT&cancelReplaceMode={mode}&{parameters}");
    }

    [Fact]
    public async Task Linked_orders_are_refused_and_there_are_none()
    {
        AssertError(
            await Alice.SignedAsync(HttpMethod.Post, "/api/v3/orderList/oco", "symbol=BTCUSDT&side=SELL&quantity=1&aboveType=LIMIT_MAKER&abovePrice=110&belowType=STOP_LOSS&belowStopPrice=90"),
            400, -1013, "OCO orders are not supported for this symbol");
        Assert.Equal("[]", (await AskAsync(Alice, "openOrderList")).GetRawText());
        Assert.Equal("[]", (await AskAsync(Alice, "allOrderList")).GetRawText());
        Assert.Equal(400, (await Alice.SignedAsync(HttpMethod.Get, "/api/v3/orderList", "orderListId=1")).Status);
        Assert.Empty(Ids(await AskAsync(Alice, "openOrders")));
    }

    [Fact]
    public async Task Orders_are_counted_in_headers_and_limited()
    {
        await using var fixture = await StartAsync(options => options.Binance.OrdersPerTenSeconds = 2);
        var first = await fixture.Alice.SignedAsync(HttpMethod.Post, "/api/v3/order", "symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=1&price=100");
        Assert.Equal(("1", "1"), (first.Header("X-MBX-ORDER-COUNT-10S"), first.Header("X-MBX-ORDER-COUNT-1D")));
        await LimitAsync(fixture.Alice, "SELL", "100", "1");
        var third = await fixture.Alice.SignedAsync(HttpMethod.Post, "/api/v3/order", "symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=1&price=100");
        AssertError(third, 429, -1015, "Too many new orders; current limit is 2 orders per 10 SECOND.");
        Assert.Equal("10", third.Header("Retry-After"));
        Assert.Equal(
            """[{"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":2,"count":2},{"rateLimitType":"ORDERS","interval":"DAY","intervalNum":1,"limit":200000,"count":2}]""",
            (await AskAsync(fixture.Alice, "rateLimit/order")).GetRawText());
        var cancel = await fixture.Alice.SignedAsync(HttpMethod.Post, "/api/v3/order/cancelReplace",
            "symbol=BTCUSDT&cancelReplaceMode=STOP_ON_FAILURE&cancelOrderId=1&side=SELL&type=LIMIT&timeInForce=GTC&quantity=1&price=100&orderRateLimitExceededMode=CANCEL_ONLY");
        Assert.Equal((409, -1015), (cancel.Status, cancel.Body.GetProperty("data").GetProperty("newOrderResponse").GetProperty("code").GetInt32()));
        Assert.Equal("2", Ids(await AskAsync(fixture.Alice, "openOrders")));
    }

    [Fact]
    public async Task An_outcome_that_is_not_known_is_said_to_be_unknown()
    {
        _fixture.Exchange.HoldDurable();
        var pending = PlaceAsync(Alice, "side=SELL&type=LIMIT&timeInForce=GTC&quantity=1&price=100");
        while (await _fixture.Exchange.OnEngineAsync(exchange => exchange.LastSequence) is var last && _fixture.Exchange.Journal.Count > 0 && _fixture.Exchange.Journal[^1].Kind != Rialto.Model.Orders.CommandKind.NewOrder)
            Assert.True(last >= 0);
        _fixture.Exchange.Readiness.Move(Rialto.Gateways.Orders.ExchangePhase.Failed, "the disk");
        AssertError(await pending, 503, -1007, "Timeout waiting for response from backend server. Send status unknown; execution status unknown.");
        AssertError(await PlaceAsync(Alice, "side=SELL&type=LIMIT&timeInForce=GTC&quantity=1&price=100"), 503, -1016, "This service is no longer available.");
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "SUCCESS UNKNOWN -1007")]
    public async Task A_replacement_whose_outcome_is_not_known_says_of_which_part(int durable, string parts)
    {
        await LimitAsync(Alice, "SELL", "100", "1");
        var before = await AppliedAsync(0);
        _fixture.Exchange.HoldDurable(durable);
        var pending = Alice.SignedAsync(HttpMethod.Post, "/api/v3/order/cancelReplace",
            "symbol=BTCUSDT&cancelReplaceMode=ALLOW_FAILURE&cancelOrderId=1&side=SELL&type=LIMIT&timeInForce=GTC&quantity=1&price=101");
        await AppliedAsync(before + 1 + durable);
        _fixture.Exchange.Readiness.Move(Rialto.Gateways.Orders.ExchangePhase.Failed, "the disk");
        var answer = await pending;
        Assert.Equal((503, "-1007"), (answer.Status, answer["code"]));
        Assert.Equal(parts, answer.Body.TryGetProperty("data", out var data)
            ? $"{Text(data, "cancelResult")} {Text(data, "newOrderResult")} {data.GetProperty("newOrderResponse").GetProperty("code")}" : string.Empty);
    }

    [Fact]
    public async Task A_key_needs_the_permission_to_trade()
    {
        using var reader = _fixture.Client("alice", Permissions.Read);
        AssertError(await PlaceAsync(reader, "side=SELL&type=LIMIT&timeInForce=GTC&quantity=1&price=100"), 401, -2015, "Invalid API-key, IP, or permissions for action.");
        Assert.Equal(200, (await reader.SignedAsync(HttpMethod.Get, "/api/v3/openOrders")).Status);
    }

    private Task<RestAnswer> AmendAsync(string quantity) => Alice.SignedAsync(HttpMethod.Put, "/api/v3/order/amend/keepPriority", $"symbol=BTCUSDT&orderId=1&newQty={quantity}");

    /// <summary>Waits until the engine has applied so many commands; how many it has.</summary>
    private async Task<int> AppliedAsync(int least)
    {
        int count;
        while ((count = await _fixture.Exchange.OnEngineAsync(_ => _fixture.Exchange.Journal.Count)) < least)
            await Task.Yield();
        return count;
    }

    private static long Nine => new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private static Task<RestAnswer> PlaceAsync(BinanceClient client, string parameters) => client.SignedAsync(HttpMethod.Post, "/api/v3/order", "symbol=BTCUSDT&" + parameters);

    private static string OneLine(string lines) => lines.ReplaceLineEndings(string.Empty);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string Ids(JsonElement list, string name = "orderId") => string.Join(' ', list.EnumerateArray().Select(one => one.GetProperty(name).GetInt64()));
}
