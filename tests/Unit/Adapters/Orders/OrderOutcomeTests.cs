using System.Text.RegularExpressions;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Xunit;

namespace Rialto.Unit.Adapters.Orders;

/// <summary>What nobody knows is never told as refused: a desk that believes a refusal lets go of the risk of an order that may live.</summary>
public sealed class OrderOutcomeTests
{
    [Theory]
    [MemberData(nameof(OrderComplianceTests.Venues), MemberType = typeof(OrderComplianceTests))]
    public void A_status_that_hides_the_outcome_wins_over_every_code(string name)
    {
        var script = OrderScripts.Of(name);
        string[] bodies = ["", "<html>gateway</html>", "{}", .. script.Errors.Select(error => error.Body)];
        foreach (var body in bodies.Where(body => !body.Contains("-1008", StringComparison.Ordinal) && !body.Contains("IGW", StringComparison.Ordinal)))
        {
            foreach (var status in (int[])[408, 500, 502, 503, 504])
            {
                foreach (var kind in (OrderRequestKind[])[OrderRequestKind.Place, OrderRequestKind.Amend, OrderRequestKind.Cancel])
                {
                    var told = Told(script, kind, status, body);
                    Assert.True(told is { Kind: OrderReportKind.Unknown, Failure: FailureClass.Unknown }, $"{kind} {status} {body}: {told.Kind} {told.Failure} {told.Reason}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(OrderComplianceTests.Venues), MemberType = typeof(OrderComplianceTests))]
    public void A_gateways_404_says_nothing_of_an_order(string name)
    {
        var script = OrderScripts.Of(name);
        foreach (var body in (string[])["", "<html>404 Not Found</html>", "{}", """{"message":"no Route matched with those values"}"""])
        {
            Assert.Equal(OrderReportKind.QueryFailed, Told(script, OrderRequestKind.Query, 404, body).Kind);
            foreach (var kind in (OrderRequestKind[])[OrderRequestKind.Place, OrderRequestKind.Amend, OrderRequestKind.Cancel])
                Assert.Equal(OrderReportKind.Unknown, Told(script, kind, 404, body).Kind);
        }
    }

    [Fact]
    public void What_was_surely_not_executed_is_told_as_refused()
    {
        foreach (var name in (string[])["binance", "binance-usdm", "binance-coinm"])
        {
            var told = Told(OrderScripts.Of(name), OrderRequestKind.Place, 503, """{"code":-1008,"msg":"Server is currently overloaded"}""");
            Assert.Equal((OrderReportKind.Rejected, FailureClass.BackOff), (told.Kind, told.Failure));
        }

        // The broker's gateway turns away by codes of its own, with status 500.
        var turnedAway = Told(OrderScripts.Of("ls-securities"), OrderRequestKind.Place, 500, """{"rsp_cd":"IGW00201","rsp_msg":"text"}""");
        Assert.Equal((OrderReportKind.Rejected, FailureClass.BackOff), (turnedAway.Kind, turnedAway.Failure));
    }

    [Fact]
    public void Kalshis_own_404_ends_a_look_up() =>
        Assert.Equal(OrderReportKind.NotFound, Told(OrderScripts.Of("kalshi"), OrderRequestKind.Query, 404, """{"code":"not_found","message":"text"}""").Kind);

    [Fact]
    public void Kalshi_is_told_to_find_the_part_of_the_exchange()
    {
        var script = OrderScripts.Of("kalshi");
        var call = new OrderCall();
        Assert.Equal(VenueReason.None, script.Venue.Protocol.Encode(script.Request(OrderRequestKind.Cancel), script.Context, call));
        Assert.Equal("exchange_index=-1", call.Query.ToString());
        foreach (var kind in (OrderRequestKind[])[OrderRequestKind.Place, OrderRequestKind.Amend])
        {
            call.Clear();
            Assert.Equal(VenueReason.None, script.Venue.Protocol.Encode(script.Request(kind), script.Context, call));
            Assert.EndsWith(",\"exchange_index\":-1}", call.Body.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("binance", "S", "L", "l")]
    [InlineData("binance-usdm", "S", "L", "l")]
    [InlineData("binance-coinm", "S", "L", "l")]
    [InlineData("rialto", "S", "L", "l")]
    [InlineData("bybit", "side", "execPrice", "execQty")]
    [InlineData("okx", "side", "fillPx", "fillSz")]
    [InlineData("deribit", "direction", "price", "amount")]
    [InlineData("kalshi", "book_side", "yes_price_dollars", "count_fp")]
    [InlineData("polymarket", "price", "matched_amount")]
    [InlineData("ls-securities", "bnstp", "execprc", "execqty")]
    [InlineData("kraken", "side", "last_price", "last_qty")]
    [InlineData("upbit", "ask_bid", "price", "volume")]
    [InlineData("bithumb", "side", "trade_price", "trade_quantity")]
    public void A_fill_without_its_side_price_or_quantity_is_not_read(string name, params string[] fields)
    {
        var script = OrderScripts.Of(name);
        NoneMayMiss(script, script.FillFrame!, fields);
    }

    [Theory]
    [InlineData("bybit", "side", "price", "qty")]
    [InlineData("okx", "side", "px", "sz")]
    [InlineData("kalshi", "book_side", "yes_price_dollars", "initial_count_fp")]
    [InlineData("coinbase", "order_side", "cumulative_quantity")]
    public void An_order_without_its_side_price_or_quantity_is_not_read(string name, params string[] fields)
    {
        var script = OrderScripts.Of(name);
        NoneMayMiss(script, script.EndFrame!, fields);
    }

    [Theory]
    [InlineData("binance", "side", "price", "origQty")]
    [InlineData("binance-usdm", "side", "price", "origQty")]
    [InlineData("binance-coinm", "side", "price", "origQty")]
    [InlineData("kraken", "type", "price", "vol")]
    [InlineData("coinbase", "side", "limit_price", "base_size")]
    [InlineData("upbit", "side", "price", "volume")]
    [InlineData("bithumb", "side", "price", "volume")]
    public void A_found_order_without_its_side_price_or_quantity_is_not_read(string name, params string[] fields)
    {
        var script = OrderScripts.Of(name);
        var answer = script.AnswerTo("GET", name switch { "binance" => "/api/v3/order", "binance-coinm" => "/dapi/v1/order", "kraken" => "/0/private/QueryOrders", "upbit" or "bithumb" => "/v1/order", "coinbase" => "/api/v3/brokerage/orders/historical/12345", _ => "/fapi/v1/order" }, "")!;
        var reports = new OrderReports(script.Venue.Venue);
        Assert.True(script.Venue.Protocol.Decode(script.Request(OrderRequestKind.Query), script.Context, 200, OrderScript.Bytes(answer), reports), answer);
        foreach (var field in fields)
            Assert.False(script.Venue.Protocol.Decode(script.Request(OrderRequestKind.Query), script.Context, 200, OrderScript.Bytes(Without(answer, field)), reports), field);
    }

    private static void NoneMayMiss(OrderScript script, string frame, string[] fields)
    {
        using var credentials = script.Credentials;
        Assert.True(script.Venue.Protocol.Read(OrderScript.Bytes(frame), script.Turn(), credentials, default), frame);
        foreach (var field in fields)
            Assert.False(script.Venue.Protocol.Read(OrderScript.Bytes(Without(frame, field)), script.Turn(), credentials, default), field);
    }

    private static string Without(string text, string field)
    {
        var without = Regex.Replace(text, $"\"{field}\":(\"[^\"]*\"|[^,}}]+)", "\"other\":0");
        Assert.NotEqual(text, without);
        return without;
    }

    private static OrderReport Told(OrderScript script, OrderRequestKind kind, int status, string body)
    {
        var reports = new OrderReports(script.Venue.Venue);
        var request = script.Request(kind);
        if (!script.Venue.Protocol.Decode(request, script.Context, status, OrderScript.Bytes(body), reports))
        {
            reports.Clear();
            reports.Fail(request, VenueFailure.Unreadable(status));
        }

        Assert.Equal(1, reports.Count);
        return reports[0];
    }
}
