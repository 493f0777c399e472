using Rialto.Gateways.Auth;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>Orders over REST against a running exchange.</summary>
public sealed class RestOrderTests : IAsyncLifetime
{
    private RunningExchange _exchange = null!;
    private RestClient _alice = null!;
    private RestClient _bob = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _exchange = await RunningExchange.StartAsync();
        _alice = _exchange.Rest("alice");
        _bob = _exchange.Rest("bob");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _alice.Dispose();
        _bob.Dispose();
        await _exchange.DisposeAsync();
    }

    [Fact]
    public async Task A_limit_order_rests_and_is_shown_by_the_book()
    {
        var answer = await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","order_type":"limit","price":"150.45","quantity":100,"user_id":"alice"}""");

        Assert.Equal(201, answer.Status);
        Assert.Equal("open", answer["status"]);
        Assert.Equal("150.45", answer["price"]);
        Assert.Equal("100", answer["leaves"]);
        Assert.Null(answer["avg_price"]);
        Assert.Equal($"/api/v1/orders/{answer["order_id"]}", answer.Headers.Location!.ToString());
        var book = await _bob.GetAsync("/api/v1/orderbook/AAPL?depth=5");
        Assert.Equal("""[{"price":"150.45","quantity":"100","orders":1}]""", book.Body.GetProperty("bids").GetRawText());
        Assert.Equal("[]", book.Body.GetProperty("asks").GetRawText());
    }

    [Fact]
    public async Task A_market_order_answers_with_all_fills_and_the_rounded_average_price()
    {
        await _bob.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"150.45","quantity":"50"}""");
        await _bob.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"150.50","quantity":"50"}""");

        var answer = await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","order_type":"market","quantity":100}""");

        Assert.Equal(201, answer.Status);
        Assert.Equal("filled", answer["status"]);
        Assert.Equal("150.48", answer["avg_price"]);
        var fills = answer.Body.GetProperty("fills");
        Assert.Equal(2, fills.GetArrayLength());
        Assert.Equal("150.45", fills[0].GetProperty("price").GetString());
        Assert.Equal("50", fills[0].GetProperty("quantity").GetString());
        Assert.Equal("15.05", fills[0].GetProperty("fee").GetString());
        Assert.Equal("taker", fills[0].GetProperty("liquidity").GetString());
    }

    [Fact]
    public async Task A_resend_with_the_same_client_order_id_gets_the_first_answer_and_does_nothing()
    {
        const string Order = """{"symbol":"AAPL","side":"buy","price":"10.00","quantity":"5","client_order_id":"c-1"}""";
        var first = await _alice.OrderAsync(Order);
        var second = await _alice.OrderAsync(Order);
        await _alice.DeleteAsync($"/api/v1/orders/{first["order_id"]}");
        var third = await _alice.OrderAsync(Order);

        Assert.Equal((201, 200, 200), (first.Status, second.Status, third.Status));
        Assert.Equal(("False", "True", "True"), (first["duplicate"], second["duplicate"], third["duplicate"]));
        Assert.Equal(first["order_id"], second["order_id"]);
        Assert.Equal(first["order_id"], third["order_id"]);
        Assert.Equal("open", second["status"]);
        Assert.Equal("canceled", third["status"]);
        Assert.Equal(0, await _exchange.OnEngineAsync(exchange => exchange.LiveOrders));
    }

    [Fact]
    public async Task A_resend_of_an_order_that_traded_repeats_its_fills()
    {
        await _bob.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"10.00","quantity":"3"}""");
        const string Order = """{"symbol":"AAPL","side":"buy","price":"10.00","quantity":"5","client_order_id":"c-1"}""";
        var first = await _alice.OrderAsync(Order);
        var second = await _alice.OrderAsync(Order);

        Assert.Equal(("partially_filled", "3", "10.00"), (second["status"], second["filled"], second["avg_price"]));
        Assert.Equal(first["fills"], second["fills"]);
    }

    [Fact]
    public async Task The_same_client_order_id_with_other_terms_is_refused()
    {
        await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"10.00","quantity":"5","client_order_id":"c-1"}""");

        var answer = await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"10.01","quantity":"5","client_order_id":"c-1"}""");

        AssertProblem(answer, 409, RejectReason.DuplicateClientOrderId);
        Assert.Equal("c-1", answer["client_order_id"]);
    }

    [Fact]
    public async Task A_post_only_order_that_would_cross_is_refused_with_the_price_it_would_have_met()
    {
        await _bob.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"150.45","quantity":"50"}""");

        var answer = await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"150.50","quantity":"50","post_only":true}""");

        AssertProblem(answer, 422, RejectReason.PostOnlyWouldCross);
        Assert.Equal("150.45", answer["price"]);
        Assert.Equal("Order would match immediately at 150.45", answer["detail"]);
    }

    [Fact]
    public async Task A_sliding_post_only_order_says_that_it_slid_and_where_to()
    {
        await _bob.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"150.45","quantity":"50"}""");

        var answer = await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"150.50","quantity":"50","post_only":"slide"}""");

        Assert.Equal("150.44", answer["price"]);
        Assert.Equal("True", answer["slid"]);
        Assert.Equal("open", answer["status"]);
    }

    [Fact]
    public async Task An_immediate_order_cancels_what_it_cannot_fill_and_says_why()
    {
        await _bob.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"150.45","quantity":"30"}""");

        var answer = await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"150.45","quantity":"50","time_in_force":"IOC"}""");

        Assert.Equal("canceled", answer["status"]);
        Assert.Equal("immediate_remainder", answer["cancel_reason"]);
        Assert.Equal("30", answer["filled"]);
        Assert.Equal("0", answer["leaves"]);
    }

    [Fact]
    public async Task A_budget_order_reports_its_money()
    {
        await _bob.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"100.00","quantity":"30"}""");

        var answer = await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","order_type":"market","quote_quantity":"250.00"}""");

        Assert.Equal(201, answer.Status);
        Assert.Null(answer["quantity"]);
        Assert.Equal("250.00", answer["quote_quantity"]);
        Assert.Equal("2", answer["filled"]);
        Assert.Equal("budget_spent", answer["cancel_reason"]);
    }

    [Fact]
    public async Task A_stop_waits_until_a_trade_reaches_it()
    {
        var stop = await _alice.OrderAsync("""{"symbol":"AAPL","side":"sell","order_type":"stop_limit","stop_price":149.00,"limit_price":"148.50","quantity":"10"}""");
        Assert.Equal("waiting", stop["status"]);
        Assert.Equal("149.00", stop["stop_price"]);

        await _bob.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"149.00","quantity":"1"}""");
        await _bob.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"149.00","quantity":"1"}""");

        var now = await _alice.GetAsync($"/api/v1/orders/{stop["order_id"]}");
        Assert.Equal("open", now["status"]);
        Assert.Equal("True", now["triggered"]);
    }

    [Fact]
    public async Task Self_trade_prevention_is_reported_with_the_orders_it_met()
    {
        var resting = await _alice.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"150.00","quantity":"10"}""");

        var answer = await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"150.00","quantity":"10","stp_mode":"cancel_resting"}""");

        Assert.Equal("open", answer["status"]);
        Assert.Equal(resting["order_id"], answer.Body.GetProperty("self_trades")[0].GetProperty("order_id").GetString());
        Assert.Equal("canceled", (await _alice.GetAsync($"/api/v1/orders/{resting["order_id"]}"))["status"]);
    }

    [Fact]
    public async Task Cancelling_by_either_name_answers_with_the_order_as_it_ended()
    {
        var first = await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"10.00","quantity":"5"}""");
        await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"10.00","quantity":"5","client_order_id":"mine"}""");

        var byId = await _alice.DeleteAsync($"/api/v1/orders/{first["order_id"]}");
        var byName = await _alice.DeleteAsync("/api/v1/orders/by-client-id/mine");

        Assert.Equal((200, "canceled", "requested"), (byId.Status, byId["status"], byId["cancel_reason"]));
        Assert.Equal((200, "canceled", "mine"), (byName.Status, byName["status"], byName["client_order_id"]));
    }

    [Fact]
    public async Task Orders_of_others_can_be_neither_seen_nor_changed()
    {
        var order = await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"10.00","quantity":"5"}""");
        var path = $"/api/v1/orders/{order["order_id"]}";

        AssertProblem(await _bob.GetAsync(path), 404, RejectReason.UnknownOrder);
        AssertProblem(await _bob.DeleteAsync(path), 404, RejectReason.UnknownOrder);
        AssertProblem(await _bob.PutAsync(path, """{"price":"11.00"}"""), 404, RejectReason.UnknownOrder);
        AssertProblem(await _bob.PostAsync(path + "/reduce", """{"quantity":"1"}"""), 404, RejectReason.UnknownOrder);
    }

    [Fact]
    public async Task Replacing_downwards_keeps_priority_and_a_new_price_loses_it()
    {
        var order = await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"10.00","quantity":"5"}""");
        var path = $"/api/v1/orders/{order["order_id"]}";

        var down = await _alice.PutAsync(path, """{"quantity":"3"}""");
        var moved = await _alice.SendAsync(HttpMethod.Patch, path, """{"price":"10.05","client_order_id":"renamed"}""");

        Assert.Equal((200, "True", "3"), (down.Status, down["priority_kept"], down["leaves"]));
        Assert.Equal((200, "False", "10.05"), (moved.Status, moved["priority_kept"], moved["price"]));
        Assert.Equal(order["order_id"], (await _alice.GetAsync("/api/v1/orders/by-client-id/renamed"))["order_id"]);
    }

    [Fact]
    public async Task Reducing_takes_quantity_off_and_all_of_it_cancels()
    {
        var order = await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"10.00","quantity":"5"}""");
        var path = $"/api/v1/orders/{order["order_id"]}/reduce";

        var less = await _alice.PostAsync(path, """{"quantity":"2"}""");
        var none = await _alice.PostAsync(path, """{"quantity":"3"}""");

        Assert.Equal(("open", "3"), (less["status"], less["leaves"]));
        Assert.Equal(("canceled", "reduced"), (none["status"], none["cancel_reason"]));
    }

    [Fact]
    public async Task A_mass_cancel_lists_what_it_cancelled_by_its_filters()
    {
        await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"10.00","quantity":"5"}""");
        var sell = await _alice.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"20.00","quantity":"5"}""");
        await _bob.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"21.00","quantity":"5"}""");

        var sells = await _alice.DeleteAsync("/api/v1/orders?symbol=AAPL&side=sell");
        var all = await _alice.DeleteAsync("/api/v1/orders");

        Assert.Equal(("1", $"""["{sell["order_id"]}"]"""), (sells["canceled"], sells["order_ids"]));
        Assert.Equal("1", all["canceled"]);
        Assert.Equal(1, await _exchange.OnEngineAsync(exchange => exchange.LiveOrders));
    }

    [Theory]
    [InlineData("symbl=AAPL", "symbl")]
    [InlineData("side=buy&side=sell", "side")]
    [InlineData("all_owners=maybe", "all_owners")]
    public async Task A_mass_cancel_with_a_filter_it_does_not_know_cancels_nothing(string query, string field)
    {
        await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"10.00","quantity":"5"}""");

        var refused = await _alice.DeleteAsync("/api/v1/orders?" + query);

        AssertProblem(refused, 400, RejectReason.MalformedRequest);
        Assert.Equal(field, refused["field"]);
        Assert.Equal(1, await _exchange.OnEngineAsync(exchange => exchange.LiveOrders));
    }

    [Fact]
    public async Task Only_an_administrator_cancels_for_everybody()
    {
        await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"10.00","quantity":"5"}""");
        using var admin = _exchange.Rest("root", Permissions.Trade | Permissions.Admin);

        AssertProblem(await _bob.DeleteAsync("/api/v1/orders?all_owners=true"), 403, RejectReason.Forbidden);
        Assert.Equal("1", (await admin.DeleteAsync("/api/v1/orders?all_owners=true"))["canceled"]);
    }

    [Fact]
    public async Task Open_orders_are_listed_page_by_page()
    {
        for (var i = 1; i <= 5; i++)
            await _alice.OrderAsync($$"""{"symbol":"AAPL","side":"buy","price":"10.00","quantity":"{{i}}"}""");

        var first = await _alice.GetAsync("/api/v1/orders?limit=3");
        var second = await _alice.GetAsync($"/api/v1/orders?limit=3&after={first["next"]}");

        Assert.Equal(3, first.Body.GetProperty("orders").GetArrayLength());
        Assert.Equal(2, second.Body.GetProperty("orders").GetArrayLength());
        Assert.Null(second["next"]);
        Assert.Equal(0, (await _bob.GetAsync("/api/v1/orders")).Body.GetProperty("orders").GetArrayLength());
    }

    [Fact]
    public async Task An_order_shows_its_fills_from_both_sides_after_it_has_ended()
    {
        var maker = await _bob.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"150.00","quantity":"30"}""");
        await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"150.00","quantity":"30"}""");

        var ended = await _bob.GetAsync($"/api/v1/orders/{maker["order_id"]}");
        var listed = await _bob.GetAsync("/api/v1/orders?open=false");

        Assert.Equal(("filled", "30", "150.00", "bob"), (ended["status"], ended["filled"], ended["avg_price"], ended["user_id"]));
        Assert.Equal("maker", ended.Body.GetProperty("fills")[0].GetProperty("liquidity").GetString());
        Assert.Equal(maker["order_id"], listed.Body.GetProperty("orders")[0].GetProperty("order_id").GetString());
    }

    [Theory]
    [InlineData("""{"symbol":"AAPL","side":"buy","price":"10.001","quantity":"5"}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"symbol":"AAPL","side":"buy","price":1e1,"quantity":"5"}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"symbol":"AAPL","side":"buy","price":"10.00"}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"symbol":"AAPL","side":"buy","price":"10.00","quantity":"5","colour":"red"}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"symbol":"AAPL","side":"buy","pri""", 400, RejectReason.MalformedRequest)]
    [InlineData("", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"side":"buy","price":"10.00","quantity":"5"}""", 400, RejectReason.MalformedRequest)]
    [InlineData("""{"symbol":"MSFT","side":"buy","price":"10.00","quantity":"5"}""", 404, RejectReason.UnknownInstrument)]
    [InlineData("""{"symbol":"AAPL","side":"buy","price":"10.00","quantity":"5","user_id":"bob"}""", 403, RejectReason.Forbidden)]
    [InlineData("""{"symbol":"AAPL","side":"buy","price":"10.00","quantity":"0"}""", 422, RejectReason.QuantityNotPositive)]
    [InlineData("""{"symbol":"AAPL","side":"buy","price":"10.00","quantity":"2000000"}""", 422, RejectReason.QuantityAboveMaximum)]
    [InlineData("""{"symbol":"AAPL","side":"buy","price":"0.00","quantity":"5"}""", 422, RejectReason.PriceNotPositive)]
    [InlineData("""{"symbol":"AAPL","side":"buy","order_type":"market","quantity":"5","reject_if_short":true}""", 422, RejectReason.InsufficientLiquidity)]
    [InlineData("""{"symbol":"AAPL","side":"buy","price":"10.00","quantity":"5","time_in_force":"GTD"}""", 422, RejectReason.ExpireTimeInvalid)]
    public async Task A_bad_order_is_refused_with_its_reason(string order, int status, RejectReason reason) =>
        AssertProblem(await _alice.OrderAsync(order), status, reason);

    internal static void AssertProblem(RestAnswer answer, int status, RejectReason reason)
    {
        Assert.Equal((status, reason.ToString()), (answer.Status, answer["code"]));
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Equal(((int)reason).ToString(System.Globalization.CultureInfo.InvariantCulture), answer["number"]);
        Assert.Equal($"urn:rialto:reject:{reason}", answer["type"]);
    }
}
