using Rialto.Adapters.Orders;
using Rialto.Adapters.Upbit;
using Rialto.Model.Execution;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Adapters.Orders;

/// <summary>What is Upbit's own: fills through their orders, what has no quantity, Korean times, why orders end.</summary>
public sealed class UpbitOrderTests
{
    private readonly UpbitOrderScript _script = new();

    [Fact]
    public void Fills_since_a_time_are_those_of_each_order_that_ended_since()
    {
        var request = _script.Request(OrderRequestKind.QueryFills) with { Time = new Timestamp(1_700_000_000_000_000_000) };
        var call = Call(request);
        Assert.Equal(("/v1/orders/closed", "market=KRW-BTC&start_time=1700000000000&limit=1000&order_by=desc"), (call.Path.ToString(), call.Query.ToString()));
        var list = "[" + _script.Order("done", "0.015") + "," + _script.Order("cancel", "0").Replace("12345\"", "nothing\"", StringComparison.Ordinal) + "," + _script.Order("cancel", "0.005").Replace("\"12345\"", "\"67890\"", StringComparison.Ordinal) + "]";
        var reports = Decode(request, list);
        Assert.Equal((0, "12345,67890,"), (reports.Count, reports.NextCursor));

        call = Call(request, reports.NextCursor);
        Assert.Equal(("/v1/order", "uuid=12345"), (call.Path.ToString(), call.Query.ToString()));
        reports = Decode(request, _script.Order("done", "0.015", UpbitOrderScript.Trade), "12345,67890,");
        Assert.Equal((1, OrderReportKind.Filled, "67890,"), (reports.Count, reports[0].Kind, reports.NextCursor));
        reports = Decode(request, _script.Order("cancel", "0.005", UpbitOrderScript.Trade), "67890,");
        Assert.Equal([OrderReportKind.Filled, OrderReportKind.FillsEnd], reports.Items.ToArray().Select(report => report.Kind));
    }

    [Fact]
    public void Fills_of_an_order_are_asked_for_by_it()
    {
        var request = _script.Request(OrderRequestKind.QueryFills) with { Order = new DeskOrderId(7) };
        Assert.Equal("identifier=" + OrderScript.OwnId(_script), Call(request).Query.ToString());
        Assert.Equal("uuid=12345", Call(request with { VenueOrder = VenueOrderId.Of("12345") }).Query.ToString());
    }

    [Fact]
    public void A_fill_has_its_own_price_and_quantity_and_fee()
    {
        var turn = _script.Turn();
        using var credentials = _script.Credentials;
        Assert.True(_script.Venue.Protocol.Read(OrderScript.Bytes(_script.Told("trade")), turn, credentials, default));
        var fill = turn.Reports[0];
        Assert.Equal((1_234_567_000_000L, 500_000L, 500_000L, 7L), (fill.FillPrice.Units, fill.FillQuantity.Units, fill.FilledQuantity.Units, fill.Order.Value));
        Assert.Equal(("t1", Liquidity.Maker, 3L, (byte)2), (fill.TradeId.ToString(), fill.Liquidity, fill.Amount, fill.AmountScale));
    }

    [Fact]
    public void The_average_is_what_was_paid_for_what_was_filled() =>
        Assert.Equal(1_234_567_000_000L, Decode(_script.Request(OrderRequestKind.Query), _script.Order("cancel", "0.005"))[0].FillPrice.Units);

    [Theory]
    [InlineData("2024-06-13T10:28:36+09:00", 1_718_242_116_000_000_000)]
    [InlineData("2024-06-13T10:28:36.5+09:00", 1_718_242_116_500_000_000)]
    [InlineData("2024-06-13T01:28:36Z", 1_718_242_116_000_000_000)]
    [InlineData("2024-06-13T10:28:36+08:00", 0)]
    [InlineData("1970-01-01T03:00:00+09:00", 0)]
    [InlineData("", 0)]
    public void Korean_times_are_read(string text, long nanoseconds) => Assert.Equal(nanoseconds, KoreanOrders.KoreanTime(OrderScript.Bytes(text)).Nanoseconds);

    [Fact]
    public void Purchases_at_the_market_are_for_money_and_not_offered()
    {
        var place = _script.Request(OrderRequestKind.Place) with { Type = OrderType.Market, Price = default };
        Assert.Equal(VenueReason.NotOffered, _script.Venue.Protocol.Encode(place with { Side = Side.Buy }, _script.Context, new OrderCall()));
        Assert.Equal("""{"market":"KRW-BTC","side":"ask","volume":"0.015","ord_type":"market","smp_type":"cancel_taker","identifier":"@OWN"}""".Replace("@OWN", OrderScript.OwnId(_script), StringComparison.Ordinal), Call(place).Body.ToString());
    }

    [Fact]
    public void Post_only_goes_without_prevention_of_own_trades()
    {
        var body = Call(_script.Request(OrderRequestKind.Place) with { Flags = OrderRequestFlags.PostOnly }).Body.ToString();
        Assert.Contains("\"time_in_force\":\"post_only\"", body, StringComparison.Ordinal);
        Assert.DoesNotContain("smp_type", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ioc", "0", 0.005, 7_000, VenueReason.NoLiquidity)]
    [InlineData("post_only", "0", 0, 10, VenueReason.WouldTake)]
    [InlineData("post_only", "0", 0, 7_000, VenueReason.Requested)]
    [InlineData("", "0.01", 0, 7_000, VenueReason.SelfTrade)]
    [InlineData("", "0", 0, 7_000, VenueReason.Requested)]
    public void An_end_has_its_reason(string force, string prevented, double executed, long afterMs, VenueReason reason)
    {
        var frame = FormattableString.Invariant($$"""{"type":"myOrder","code":"KRW-BTC","uuid":"1","ask_bid":"BID","order_type":"limit","state":"cancel","executed_volume":{{executed}},"prevented_volume":{{prevented}},"time_in_force":"{{force}}","order_timestamp":1710751590000,"timestamp":{{1_710_751_590_000 + afterMs}}}""");
        var turn = _script.Turn();
        using var credentials = _script.Credentials;
        Assert.True(_script.Venue.Protocol.Read(OrderScript.Bytes(frame), turn, credentials, default), frame);
        Assert.Equal((OrderReportKind.Cancelled, reason), (turn.Reports[0].Kind, turn.Reports[0].Reason));
    }

    [Theory]
    [InlineData("0", "0.015", true)]
    [InlineData("0.005", "0.01", false)]
    [InlineData("0", "0", false)]
    public void An_order_that_met_one_of_ours_has_ended_where_nothing_is_left_of_it(string left, string prevented, bool hasEnded)
    {
        var frame = $$"""{"type":"myOrder","code":"KRW-BTC","uuid":"1","ask_bid":"BID","order_type":"limit","state":"prevented","executed_volume":0,"remaining_volume":{{left}},"prevented_volume":{{prevented}},"timestamp":1710751590000}""";
        var turn = _script.Turn();
        using var credentials = _script.Credentials;
        Assert.True(_script.Venue.Protocol.Read(OrderScript.Bytes(frame), turn, credentials, default), frame);
        Assert.Equal(hasEnded ? [(OrderReportKind.Cancelled, VenueReason.SelfTrade)] : [], turn.Reports.Items.ToArray().Select(report => (report.Kind, report.Reason)));
    }

    [Fact]
    public void More_orders_than_a_look_may_ask_for_are_no_end_and_the_next_look_goes_on()
    {
        var request = _script.Request(OrderRequestKind.QueryFills) with { Time = new Timestamp(1_700_000_000_000_000_000) };
        var list = "[" + string.Join(',', Enumerable.Range(1, 160).Select(i => _script.Order("done", "0.015").Replace("\"12345\"", $"\"u{i}\"", StringComparison.Ordinal))) + "]";
        var (asked, end) = Look();
        Assert.Equal((150, "u1", "u150", OrderReportKind.QueryFailed, FailureClass.Retry), (asked.Count, asked[0], asked[^1], end.Kind, end.Failure));
        (asked, end) = Look();
        Assert.Equal((10, "u151", "u160", OrderReportKind.FillsEnd), (asked.Count, asked[0], asked[^1], end.Kind));

        // Who asks from another time has heard nothing; and an end is an end.
        Assert.Equal(150, Look().Asked.Count);
        request.Time = new Timestamp(1_700_000_000_000_000_001);
        Assert.Equal(150, Look().Asked.Count);

        // A list that is full may be a part of one.
        list = "[" + string.Join(',', Enumerable.Repeat(_script.Order("cancel", "0"), 1_000)) + "]";
        Assert.Equal(OrderReportKind.QueryFailed, Look().End.Kind);

        (List<string> Asked, OrderReport End) Look()
        {
            var reports = Decode(request, list);
            var asked = new List<string>();
            while (reports.NextCursor.Length > 0)
            {
                var cursor = reports.NextCursor;
                var id = Call(request, cursor).Query.ToString()["uuid=".Length..];
                asked.Add(id);
                reports = Decode(request, _script.Order("done", "0.015", UpbitOrderScript.Trade).Replace("\"12345\"", $"\"{id}\"", StringComparison.Ordinal), cursor);
            }

            return (asked, reports.Items[^1]);
        }
    }

    [Theory]
    [InlineData("INVALID_AUTH", true)]
    [InlineData("jwt_verification", true)]
    [InlineData("WRONG_FORMAT", false)]
    public void A_refused_key_waits_long_before_it_tries_again(string name, bool isRefused)
    {
        var turn = _script.Turn();
        using var credentials = _script.Credentials;
        Assert.True(_script.Venue.Protocol.Read(OrderScript.Bytes("""{"error":{"name":"NAME","message":"text"}}""".Replace("NAME", name, StringComparison.Ordinal)), turn, credentials, default));
        Assert.Equal(isRefused ? StreamSignal.Refused : StreamSignal.Renew, turn.Signal);
    }

    private OrderReports Decode(OrderRequest request, string body, string cursor = "")
    {
        var reports = new OrderReports(_script.Venue.Venue) { Cursor = cursor };
        Assert.True(_script.Venue.Protocol.Decode(request, _script.Context, 200, OrderScript.Bytes(body), reports), body);
        return reports;
    }

    private OrderCall Call(OrderRequest request, string cursor = "")
    {
        var call = new OrderCall { Cursor = cursor };
        Assert.Equal(VenueReason.None, _script.Venue.Protocol.Encode(request, _script.Context, call));
        return call;
    }
}
