using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Adapters.Orders;

/// <summary>What is Coinbase's own: sums whose fills are asked for, look-ups through lists, kinds of orders, numbered messages.</summary>
public sealed class CoinbaseOrderTests
{
    private readonly CoinbaseOrderScript _script = new();

    [Fact]
    public void A_sum_asks_for_its_fills_and_an_order_without_one_does_not()
    {
        var turn = Read(_script.User("OPEN", "0"));
        Assert.Empty(turn.FillsOf);
        turn = Read(_script.User("FILLED", "0.015"));
        Assert.Equal([_script.Listing.Id], turn.FillsOf);
        Assert.Equal(VenueOrderStatus.Filled, turn.Reports[0].Status);
        Assert.Equal((1_500_000L, 1_234_567_000_000L), (turn.Reports[0].FilledQuantity.Units, turn.Reports[0].FillPrice.Units));
        turn.Clear();
        Assert.Empty(turn.FillsOf);
    }

    [Fact]
    public void An_edited_order_is_told_with_its_new_terms()
    {
        var report = Read(_script.User("OPEN", "0.005")).Reports[0];
        Assert.Equal((1_234_567_000_000L, 1_500_000L), (report.Price.Units, report.Quantity.Units));
    }

    [Fact]
    public void A_missing_message_ends_the_connection_and_what_came_is_told()
    {
        var turn = _script.Turn();
        using var credentials = _script.Credentials;
        foreach (var (sequence, signal) in ((long, StreamSignal)[])[(0, StreamSignal.None), (1, StreamSignal.None), (3, StreamSignal.Renew)])
        {
            turn.Clear();
            Assert.True(_script.Venue.Protocol.Read(OrderScript.Bytes(_script.User("OPEN", "0", sequence)), turn, credentials, default));
            Assert.Equal((signal, 1), (turn.Signal, turn.Reports.Count));
        }
    }

    [Theory]
    [InlineData("authentication failure", true)]
    [InlineData("too many subscriptions", false)]
    public void An_error_of_the_stream_is_no_silence(string message, bool isRefused) =>
        Assert.Equal(isRefused ? StreamSignal.Refused : StreamSignal.Renew, Read("""{"type":"error","message":"TEXT"}""".Replace("TEXT", message, StringComparison.Ordinal)).Signal);

    [Fact]
    public void A_look_up_by_client_id_reads_lists_to_their_end()
    {
        var request = _script.Request(OrderRequestKind.Query) with { VenueOrder = default };
        var others = _script.Order("OPEN").Replace(OrderScript.OwnId(_script), OrderScript.OwnId(_script, 8), StringComparison.Ordinal);
        var reports = Decode(request, $$"""{"orders":[{{others}}],"has_next":true,"cursor":"789100"}""");
        Assert.Equal((0, "789100"), (reports.Count, reports.NextCursor));
        Assert.Equal("product_ids=BTC-USD&cursor=789100&limit=250", Call(request, "789100").Query.ToString());
        reports = Decode(request, $$"""{"orders":[{{others}},{{_script.Order("CANCELLED")}}],"has_next":true,"cursor":"9"}""");
        Assert.Equal((1, OrderReportKind.Found, VenueOrderStatus.Cancelled, 7L, ""), (reports.Count, reports[0].Kind, reports[0].Status, reports[0].Order.Value, reports.NextCursor));
        Assert.Equal(OrderReportKind.NotFound, Decode(request, """{"orders":[],"has_next":false,"cursor":""}""")[0].Kind);
    }

    [Fact]
    public void Orders_are_configured_by_their_kind()
    {
        var place = _script.Request(OrderRequestKind.Place);
        Assert.EndsWith("""
            "order_configuration":{"limit_limit_gtc":{"base_size":"0.015","limit_price":"12345.67","post_only":true}}}
            """.Trim(), Body(place with { Flags = OrderRequestFlags.PostOnly }), StringComparison.Ordinal);
        Assert.Contains("""{"sor_limit_ioc":{"base_size":"0.015","limit_price":"12345.67"}}""", Body(place with { TimeInForce = TimeInForce.Ioc }), StringComparison.Ordinal);
        Assert.Contains("""{"limit_limit_fok":{"base_size":"0.015","limit_price":"12345.67"}}""", Body(place with { TimeInForce = TimeInForce.Fok }), StringComparison.Ordinal);
        Assert.Contains("""{"market_market_ioc":{"base_size":"0.015"}}""", Body(place with { Type = OrderType.Market, Price = default }), StringComparison.Ordinal);
        var day = new Timestamp(1_700_000_000_000_000_000);
        Assert.Contains("""{"limit_limit_gtd":{"base_size":"0.015","limit_price":"12345.67","end_time":"2023-11-14T22:13:20.000000Z","post_only":false}}""", Body(place with { TimeInForce = TimeInForce.Gtd, ExpireTime = day }), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_orders_that_live_until_cancelled_are_edited_and_all_by_the_venues_id()
    {
        var amend = _script.Request(OrderRequestKind.Amend);
        Assert.Equal(VenueReason.None, _script.Venue.Protocol.Encode(amend, _script.Context, new OrderCall()));
        Assert.Equal(VenueReason.NotOffered, _script.Venue.Protocol.Encode(amend with { TimeInForce = TimeInForce.Gtd }, _script.Context, new OrderCall()));
        Assert.Equal(VenueReason.NotOffered, _script.Venue.Protocol.Encode(amend with { VenueOrder = default }, _script.Context, new OrderCall()));
        Assert.NotEqual(VenueReason.None, OrderCapability.Refusal(_script.Request(OrderRequestKind.Cancel) with { VenueOrder = default }, _script.Venue.Capabilities, _script.Context));
    }

    private UserStreamTurn Read(string frame)
    {
        var turn = _script.Turn();
        using var credentials = _script.Credentials;
        Assert.True(_script.Venue.Protocol.Read(OrderScript.Bytes(frame), turn, credentials, default), frame);
        return turn;
    }

    private OrderReports Decode(OrderRequest request, string body)
    {
        var reports = new OrderReports(_script.Venue.Venue);
        Assert.True(_script.Venue.Protocol.Decode(request, _script.Context, 200, OrderScript.Bytes(body), reports), body);
        return reports;
    }

    private OrderCall Call(OrderRequest request, string cursor = "")
    {
        var call = new OrderCall { Cursor = cursor };
        Assert.Equal(VenueReason.None, _script.Venue.Protocol.Encode(request, _script.Context, call));
        return call;
    }

    private string Body(OrderRequest request) => Call(request).Body.ToString();
}
