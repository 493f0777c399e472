using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Adapters.Orders;

/// <summary>What is Bithumb's own: two versions of its interface, ends that are called done, conditions of one kind of market, fills through their orders.</summary>
public sealed class BithumbOrderTests
{
    private readonly BithumbOrderScript _script = new();

    [Fact]
    public void Orders_go_by_version_two_and_look_ups_by_version_one()
    {
        var own = OrderScript.OwnId(_script);
        var place = Call(_script.Request(OrderRequestKind.Place) with { TimeInForce = TimeInForce.Ioc });
        Assert.Equal("/v2/orders", place.Path.ToString());
        Assert.Equal("""{"market":"KRW-BTC","side":"ask","order_type":"limit","price":"12345.67","volume":"0.015","time_in_force":"ioc","client_order_id":"@OWN"}""".Replace("@OWN", own, StringComparison.Ordinal), place.Body.ToString());
        var cancel = Call(_script.Request(OrderRequestKind.Cancel) with { VenueOrder = default });
        Assert.Equal((CallMethod.Delete, "/v2/order", "client_order_id=" + own), (cancel.Method, cancel.Path.ToString(), cancel.Query.ToString()));
        var query = Call(_script.Request(OrderRequestKind.Query));
        Assert.Equal(("/v1/order", "uuid=12345"), (query.Path.ToString(), query.Query.ToString()));
    }

    [Fact]
    public void What_is_done_may_be_filled_in_part()
    {
        var request = _script.Request(OrderRequestKind.Query);
        Assert.Equal(VenueOrderStatus.Filled, Decode(request, BithumbOrderScript.Order("done", "0.015"))[0].Status);
        Assert.Equal(VenueOrderStatus.Cancelled, Decode(request, BithumbOrderScript.Order("done", "0.005"))[0].Status);
    }

    [Theory]
    [InlineData("cancel", "\"cancel_type\":\"stp_cancel\",", VenueReason.SelfTrade)]
    [InlineData("cancel", "\"cancel_type\":\"tif_cancel\",\"time_in_force\":\"post_only\",", VenueReason.WouldTake)]
    [InlineData("cancel", "\"cancel_type\":\"tif_cancel\",\"time_in_force\":\"fok\",", VenueReason.NoLiquidity)]
    [InlineData("done", "\"time_in_force\":\"ioc\",", VenueReason.NoLiquidity)]
    [InlineData("cancel", "", VenueReason.Requested)]
    public void An_end_has_its_reason(string state, string fields, VenueReason reason)
    {
        var told = Read(_script.Told(state, fields))[0];
        Assert.Equal((OrderReportKind.Cancelled, reason, 500_000L), (told.Kind, told.Reason, told.FilledQuantity.Units));
    }

    [Fact]
    public void A_fill_has_its_own_price_and_quantity_and_no_fee_of_its_own()
    {
        var fill = Read(_script.Told("trade"))[0];
        Assert.Equal((1_234_567_000_000L, 500_000L, 7L, "t1"), (fill.FillPrice.Units, fill.FillQuantity.Units, fill.Order.Value, fill.TradeId.ToString()));
        Assert.True(fill.Asset.IsNone);
    }

    [Fact]
    public void Conditions_exist_in_markets_of_the_won_alone()
    {
        var other = new Listing(_script.Listings.NextId, FeedVenue.Bithumb, "BTC-ETH", "ETH-BTC", ListingKind.Spot, 8, 8, new Price(0), new Quantity(0), "BTC", ListingStatus.Open);
        _script.Listings.Add(other);
        var place = _script.Request(OrderRequestKind.Place) with { Listing = other.Id };
        Assert.Equal(VenueReason.None, Encoded(place));
        Assert.Equal(VenueReason.NotOffered, Encoded(place with { TimeInForce = TimeInForce.Ioc }));
        Assert.Equal(VenueReason.NotOffered, Encoded(place with { TimeInForce = TimeInForce.Fok }));
        Assert.Equal(VenueReason.NotOffered, Encoded(place with { Flags = OrderRequestFlags.PostOnly }));
        var market = _script.Request(OrderRequestKind.Place) with { Type = OrderType.Market, Price = default };
        Assert.Equal(VenueReason.None, Encoded(market));
        Assert.Equal(VenueReason.NotOffered, Encoded(market with { Side = Side.Buy }));
    }

    [Fact]
    public void Fills_since_a_time_are_those_of_each_order_that_was_made_and_ended_since()
    {
        // 2024-06-13T10:28:36 in Korea.
        var request = _script.Request(OrderRequestKind.QueryFills) with { Time = new Timestamp(1_718_242_116_000_000_000) };
        Assert.Equal(("/v1/orders", "market=KRW-BTC&state=done&page=1&limit=100&order_by=desc"), (Call(request).Path.ToString(), Call(request).Query.ToString()));
        var old = BithumbOrderScript.Order("done", "0.015").Replace("12345\"", "old\"", StringComparison.Ordinal).Replace("10:28:36", "10:28:35", StringComparison.Ordinal);
        var reports = Decode(request, "[" + BithumbOrderScript.Order("done", "0.015") + "," + old + "]");
        Assert.Equal((0, "cancel:1:12345,"), (reports.Count, reports.NextCursor));
        Assert.Contains("state=cancel", Call(request, "cancel:1:12345,").Query.ToString(), StringComparison.Ordinal);
        reports = Decode(request, "[" + BithumbOrderScript.Order("cancel", "0.005").Replace("\"12345\"", "\"67890\"", StringComparison.Ordinal) + "," + BithumbOrderScript.Order("cancel", "0").Replace("12345\"", "none\"", StringComparison.Ordinal) + "]", "cancel:1:12345,");
        Assert.Equal((0, "12345,67890,"), (reports.Count, reports.NextCursor));
        Assert.Equal("uuid=12345", Call(request, "12345,67890,").Query.ToString());
        reports = Decode(request, BithumbOrderScript.Order("done", "0.015", BithumbOrderScript.Trade), "12345,67890,");
        Assert.Equal((1, "67890,"), (reports.Count, reports.NextCursor));
        reports = Decode(request, BithumbOrderScript.Order("cancel", "0.005", BithumbOrderScript.Trade), "67890,");
        Assert.Equal([OrderReportKind.Filled, OrderReportKind.FillsEnd], reports.Items.ToArray().Select(report => report.Kind));
        Assert.Equal(OrderReportKind.FillsEnd, Decode(request, "[]", "cancel:1:")[0].Kind);
    }

    [Fact]
    public void Ended_orders_are_listed_by_pages_until_one_is_older_and_a_cut_is_no_end()
    {
        var request = _script.Request(OrderRequestKind.QueryFills) with { Time = new Timestamp(1_718_242_116_000_000_000) };
        var next = 0;
        string Row(string state, string filled) => BithumbOrderScript.Order(state, filled).Replace("\"12345\"", $"\"u{++next}\"", StringComparison.Ordinal);
        string Page(string filled, int rows, string last = "") => "[" + string.Join(',', Enumerable.Range(0, rows).Select(_ => Row("done", filled))) + last + "]";
        var old = "," + Row("done", "0.015").Replace("10:28:36", "10:28:35", StringComparison.Ordinal);

        // Full, and nothing older: there is another page.
        Assert.Equal("done:2:", Decode(request, Page("0", 100)).NextCursor);
        Assert.Contains("state=done&page=2&", Call(request, "done:2:").Query.ToString(), StringComparison.Ordinal);
        Assert.Equal("cancel:1:", Decode(request, Page("0", 99, old), "done:2:").NextCursor);
        Assert.Equal("cancel:2:", Decode(request, Page("0", 100), "cancel:1:").NextCursor);

        // More orders than one look may ask for: what was left out is no end, whatever the other list says.
        next = 0;
        var first = Decode(request, Page("0.015", 100)).NextCursor;
        var second = Decode(request, Page("0.015", 100), first).NextCursor;
        Assert.StartsWith("cancel:1:u1,u2,", second, StringComparison.Ordinal);
        Assert.EndsWith(",u150,!", second, StringComparison.Ordinal);
        var orders = Decode(request, "[]", second).NextCursor;
        Assert.EndsWith(",u150,!", orders, StringComparison.Ordinal);
        var last = Decode(request, BithumbOrderScript.Order("done", "0.015", BithumbOrderScript.Trade), "12345,!");
        Assert.Equal([OrderReportKind.Filled, OrderReportKind.QueryFailed], last.Items.ToArray().Select(report => report.Kind));

        // The look of the same time goes on behind what it has told.
        Assert.Equal("cancel:1:", Decode(request, "[" + BithumbOrderScript.Order("done", "0.015") + "]").NextCursor);
        Assert.Equal("cancel:1:!", Decode(request, Page("0", 100), "done:20:").NextCursor);
        Assert.Equal(OrderReportKind.QueryFailed, Decode(request, "[]", "cancel:1:!")[0].Kind);
    }

    private OrderReports Read(string frame)
    {
        var turn = _script.Turn();
        using var credentials = _script.Credentials;
        Assert.True(_script.Venue.Protocol.Read(OrderScript.Bytes(frame), turn, credentials, default), frame);
        return turn.Reports;
    }

    private OrderReports Decode(OrderRequest request, string body, string cursor = "")
    {
        var reports = new OrderReports(_script.Venue.Venue) { Cursor = cursor };
        Assert.True(_script.Venue.Protocol.Decode(request, _script.Context, 200, OrderScript.Bytes(body), reports), body);
        return reports;
    }

    private VenueReason Encoded(OrderRequest request) => _script.Venue.Protocol.Encode(request, _script.Context, new OrderCall());

    private OrderCall Call(OrderRequest request, string cursor = "")
    {
        var call = new OrderCall { Cursor = cursor };
        Assert.Equal(VenueReason.None, _script.Venue.Protocol.Encode(request, _script.Context, call));
        return call;
    }
}
