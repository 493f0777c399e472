using Rialto.Adapters.Orders;
using Rialto.Adapters.Polymarket;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Adapters.Orders;

/// <summary>What is Polymarket's alone: amounts by tick, orders known by their hash, trades that settle later or never, heartbeats that follow one another.</summary>
public sealed class PolymarketOrderTests
{
    private static readonly Timestamp Now = new(1_712_230_310_000_000_000);

    // Price decimals 4, size decimals 6: prices and sizes in text, so that a reader can reckon along.
    [Theory]
    [InlineData("0.1", Side.Buy, TimeInForce.Gtc, "0.3", "3.33", 999_000, 3_330_000)]
    [InlineData("0.01", Side.Buy, TimeInForce.Gtc, "0.56", "12.34", 6_910_400, 12_340_000)]
    [InlineData("0.01", Side.Sell, TimeInForce.Gtd, "0.56", "12.34", 12_340_000, 6_910_400)]
    [InlineData("0.005", Side.Buy, TimeInForce.Gtc, "0.015", "0.01", 150, 10_000)]
    [InlineData("0.0025", Side.Sell, TimeInForce.Gtc, "0.9975", "0.01", 10_000, 9_975)]
    [InlineData("0.001", Side.Buy, TimeInForce.Gtc, "0.999", "1.01", 1_008_990, 1_010_000)]
    [InlineData("0.0001", Side.Buy, TimeInForce.Gtc, "0.0001", "0.01", 1, 10_000)]

    // At once: money in whole cents, and as many shares as that buys at the limit, with four decimals.
    [InlineData("0.01", Side.Buy, TimeInForce.Ioc, "0.50", "10.00", 5_000_000, 10_000_000)]
    [InlineData("0.01", Side.Buy, TimeInForce.Fok, "0.07", "14.29", 1_000_000, 14_285_700)]
    [InlineData("0.001", Side.Buy, TimeInForce.Ioc, "0.985", "10.14", 9_980_000, 10_131_900)]
    [InlineData("0.01", Side.Sell, TimeInForce.Ioc, "0.56", "12.34", 12_340_000, 6_910_400)]
    [InlineData("0.001", Side.Sell, TimeInForce.Fok, "0.001", "1.05", 1_050_000, 1_000)]
    public void Amounts_follow_from_price_and_size_by_tick(string tick, Side side, TimeInForce lives, string price, string size, long gives, long wants)
    {
        Assert.Equal(VenueReason.None, Amounts(tick, side, lives, price, size, out var made, out var taken));
        Assert.Equal((gives, wants), (made, taken));
    }

    [Theory]
    [InlineData("0.01", TimeInForce.Gtc, "0.565", "1", VenueReason.WrongStep)]
    [InlineData("0.01", TimeInForce.Gtc, "0.56", "1.005", VenueReason.WrongStep)]
    [InlineData("0.01", TimeInForce.Gtc, "1", "1", VenueReason.PriceOutOfBand)]
    [InlineData("0.1", TimeInForce.Gtc, "1.2", "1", VenueReason.PriceOutOfBand)]
    [InlineData("0.02", TimeInForce.Gtc, "0.56", "1", VenueReason.NotOffered)]
    [InlineData("0", TimeInForce.Gtc, "0.56", "1", VenueReason.NotOffered)]
    [InlineData("0.01", TimeInForce.Ioc, "0.01", "0.99", VenueReason.TooSmall)]
    public void What_the_venue_cannot_write_is_refused(string tick, TimeInForce lives, string price, string size, VenueReason reason) =>
        Assert.Equal(reason, Amounts(tick, Side.Buy, lives, price, size, out _, out _));

    [Fact]
    public void An_order_with_an_end_says_the_minute_by_which_the_venue_is_early()
    {
        var script = new PolymarketOrderScript();
        var request = script.Request(OrderRequestKind.Place) with { TimeInForce = TimeInForce.Gtd, Time = Now, ExpireTime = Later(119) };
        var call = new OrderCall();
        Assert.Equal(VenueReason.NotOffered, script.Venue.Protocol.Encode(request, script.Context, call));
        Assert.Equal(VenueReason.None, script.Venue.Protocol.Encode(request with { ExpireTime = Later(120) }, script.Context, call));
        var order = Assert.IsType<PolymarketOrder>(call.ToSign);
        Assert.Equal(("GTD", 1_712_230_310 + 180), (order.Lifetime, order.Expiration));

        // The next order in the same place has none of it.
        call.Clear();
        Assert.Equal(VenueReason.None, script.Venue.Protocol.Encode(script.Request(OrderRequestKind.Place), script.Context, call));
        Assert.Equal(("GTC", 0), (order.Lifetime, order.Expiration));
    }

    [Fact]
    public void Orders_of_one_desk_have_different_salts_and_one_order_always_the_same()
    {
        var script = new PolymarketOrderScript();
        var salts = Enumerable.Range(1, 1_000).Select(number => Salt(number)).ToArray();
        Assert.Equal(salts.Length, salts.Distinct().Count());
        Assert.All(salts, salt => Assert.InRange(salt, 1, (1L << 53) - 1));
        Assert.Equal(salts[6], Salt(7));

        long Salt(long number)
        {
            var call = new OrderCall();
            Assert.Equal(VenueReason.None, script.Venue.Protocol.Encode(script.Request(OrderRequestKind.Place) with { Order = new DeskOrderId(number) }, script.Context, call));
            return Assert.IsType<PolymarketOrder>(call.ToSign).Salt;
        }
    }

    [Fact]
    public void A_trade_that_fails_takes_its_fill_back()
    {
        var script = new PolymarketOrderScript();
        var filled = Told(script, "MATCHED");
        Assert.Equal((OrderReportKind.Filled, Side.Sell, Liquidity.Maker), (filled.Kind, filled.Side, filled.Liquidity));
        Assert.Equal((new Price(5_600), new Quantity(4_500_000)), (filled.FillPrice, filled.FillQuantity));
        Assert.Equal(OrderReport.NotTold, filled.FilledQuantity.Units);
        var reversed = Told(script, "FAILED");
        Assert.Equal(OrderReportKind.FillReversed, reversed.Kind);
        Assert.Equal((filled.VenueOrder, filled.TradeId, filled.FillPrice, filled.FillQuantity, filled.Side), (reversed.VenueOrder, reversed.TradeId, reversed.FillPrice, reversed.FillQuantity, reversed.Side));
    }

    [Fact]
    public void Balances_wait_for_trades_on_their_way_to_the_chain()
    {
        var script = new PolymarketOrderScript();
        Assert.Equal(OrderReportKind.Balance, Balances(script)[0].Kind);
        Told(script, "MATCHED");
        Assert.Equal((OrderReportKind.QueryFailed, FailureClass.Retry), (Balances(script)[0].Kind, Balances(script)[0].Failure));
        Told(script, "RETRYING");
        Assert.Equal(OrderReportKind.QueryFailed, Balances(script)[0].Kind);
        Told(script, "MINED");
        Assert.Equal(OrderReportKind.Balance, Balances(script)[0].Kind);

        // The word of it was lost: after five minutes it counts as settled.
        Told(script, "MATCHED");
        Frame(script, "PONG", new Timestamp(Now.Nanoseconds + 301_000_000_000));
        Assert.Equal(OrderReportKind.Balance, Balances(script)[0].Kind);
    }

    [Fact]
    public void Another_connection_forgets_no_trade_on_its_way()
    {
        var script = new PolymarketOrderScript();
        Told(script, "MATCHED");
        var turn = script.Turn();
        turn.Ticket = "";
        using var credentials = script.Credentials;
        script.Venue.Protocol.Open(turn, credentials, new SigningMoment(Now, ""));
        Assert.Equal(OrderReportKind.QueryFailed, Balances(script)[0].Kind);
        Told(script, "CONFIRMED");
        Assert.Equal(OrderReportKind.Balance, Balances(script)[0].Kind);
    }

    [Fact]
    public void An_order_that_is_not_open_is_known_by_its_trades()
    {
        var script = new PolymarketOrderScript();
        var order = VenueOrderId.Of("0xb816482a1234567890abcdef1234567890abcdef1234567890abcdef12345678");
        var now = Now;
        var trade = PolymarketOrderScript.TradeFrame("CONFIRMED");
        var failed = trade.Replace("CONFIRMED", "FAILED", StringComparison.Ordinal).Replace("28c4d2eb", "38c4d2eb", StringComparison.Ordinal);

        // Matched, cancelled, or not open; the trades of its token, then of the other.
        Assert.Equal((VenueOrderStatus.Filled, 4_500_000), Found("MATCHED", Page(trade, failed), Page()));
        Assert.Equal((VenueOrderStatus.Cancelled, 9_000_000), Found("CANCELED", Page(trade), Page(trade)));

        // Trades are listed late: a part of what it says is matched is no end, and a trade that failed was matched too.
        var part = trade.Replace("\"4.5\"", "\"3\"", StringComparison.Ordinal);
        foreach (var status in (string[])["MATCHED", "CANCELED"])
        {
            Assert.Equal([OrderReportKind.Filled, OrderReportKind.QueryFailed], LookUp(status, Page(part), Page()).Select(report => report.Kind));
            Assert.Equal(OrderReportKind.QueryFailed, LookUp(status, Page(), Page())[^1].Kind);
            Assert.Equal(0, Found(status, Page(failed), Page()).Item2);
        }

        // Where nobody says how much, it must be all of it, or stay the same for ten seconds.
        Assert.Equal(OrderReportKind.QueryFailed, LookUp("null", Page(part), Page())[^1].Kind);
        Assert.Equal(FailureClass.Retry, LookUp("null", Page(part), Page())[^1].Failure);
        now = Later(9);
        Assert.Equal(OrderReportKind.QueryFailed, LookUp("null", Page(trade), Page())[^1].Kind);
        now = Later(18);
        Assert.Equal(OrderReportKind.QueryFailed, LookUp("null", Page(trade), Page())[^1].Kind);
        now = Later(19);
        Assert.Equal((VenueOrderStatus.Cancelled, 4_500_000), Found("null", Page(trade), Page()));
        Assert.Equal((VenueOrderStatus.Cancelled, 12_340_000), Found("null", Page(trade.Replace("\"4.5\"", "\"12.34\"", StringComparison.Ordinal)), Page()));
        Assert.Equal(OrderReportKind.NotFound, LookUp("null", Page(failed), Page())[^1].Kind);
        Assert.Equal(OrderReportKind.QueryFailed, LookUp("MATCHED", Page(), Page())[^1].Kind);
        Assert.Equal(OrderReportKind.NotFound, LookUp("""404 {"error":"order not found"}""", Page(), Page())[^1].Kind);

        (VenueOrderStatus, long) Found(string first, params string[] pages)
        {
            var told = LookUp(first, pages);
            Assert.Equal(new DeskOrderId(7), told[^1].Order);
            Assert.Equal(OrderReportKind.Found, told[^1].Kind);
            return (told[^1].Status, told[^1].FilledQuantity.Units);
        }

        List<OrderReport> LookUp(string first, params string[] pages)
        {
            var request = script.Request(OrderRequestKind.Query) with { VenueOrder = order, Time = now, Quantity = new Quantity(12_340_000) };
            var told = new List<OrderReport>();
            var cursor = "";
            string[] bodies = [first is "MATCHED" or "CANCELED" ? PolymarketOrderScript.Order(first) : first, .. pages];
            foreach (var body in bodies)
            {
                var call = new OrderCall { Cursor = cursor };
                Assert.Equal(VenueReason.None, script.Venue.Protocol.Encode(request, script.Context, call));
                var reports = new OrderReports(FeedVenue.Polymarket) { Cursor = cursor };
                var isMissing = body.StartsWith("404 ", StringComparison.Ordinal);
                Assert.True(script.Venue.Protocol.Decode(request, script.Context, isMissing ? 404 : 200, OrderScript.Bytes(isMissing ? body[4..] : body), reports), body);
                told.AddRange(reports.Items);
                cursor = reports.NextCursor;
            }

            Assert.Equal("", cursor);
            return told;
        }

        static string Page(params string[] trades) => """{"data":[TRADES],"next_cursor":"LTE="}""".Replace("TRADES", string.Join(',', trades), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_heartbeat_says_the_word_of_the_last_and_a_refused_one_tells_the_right_word()
    {
        var script = new PolymarketOrderScript();
        Assert.Equal("""{"heartbeat_id":""}""", Body());
        Beat(200, """{"heartbeat_id":"one"}""", OrderReportKind.DeadManArmed);
        Assert.Equal("""{"heartbeat_id":"one"}""", Body());
        Beat(400, """{"heartbeat_id":"two","error":"Invalid Heartbeat ID"}""", OrderReportKind.QueryFailed);
        Assert.Equal("""{"heartbeat_id":"two"}""", Body());

        string Body()
        {
            var call = new OrderCall();
            Assert.Equal(VenueReason.None, script.Venue.Protocol.Encode(script.Request(OrderRequestKind.ArmDeadMan), script.Context, call));
            return call.Body.ToString();
        }

        void Beat(int status, string body, OrderReportKind tells)
        {
            var reports = new OrderReports(FeedVenue.Polymarket);
            Assert.True(script.Venue.Protocol.Decode(script.Request(OrderRequestKind.ArmDeadMan), script.Context, status, OrderScript.Bytes(body), reports));
            Assert.Equal(tells, Assert.Single(reports.Items.ToArray()).Kind);
        }
    }

    [Fact]
    public void Positions_are_asked_for_token_by_token()
    {
        var script = new PolymarketOrderScript();
        var request = script.Request(OrderRequestKind.QueryPositions) with { Listing = default };
        var told = new List<(ListingId, long)>();
        var cursor = "";
        do
        {
            var call = new OrderCall { Cursor = cursor };
            Assert.Equal(VenueReason.None, script.Venue.Protocol.Encode(request, script.Context, call));
            var reports = new OrderReports(FeedVenue.Polymarket) { Cursor = cursor };
            Assert.True(script.Venue.Protocol.Decode(request, script.Context, 200, """{"balance":"2500000"}"""u8, reports));
            Assert.EndsWith("token_id=" + script.Listings[reports[0].Listing].VenueSymbol, call.Query.ToString(), StringComparison.Ordinal);
            told.Add((reports[0].Listing, reports[0].Quantity.Units));
            cursor = reports.NextCursor;
            Assert.Equal(cursor.Length == 0, reports.Items[^1].Kind == OrderReportKind.PositionsEnd);
        }
        while (cursor.Length > 0);
        Assert.Equal([(new ListingId(1), 2_500_000), (new ListingId(2), 2_500_000)], told);
    }

    [Fact]
    public void A_market_of_a_group_is_signed_for_the_groups_contract()
    {
        var script = new PolymarketOrderScript();
        Assert.Equal(DriftKind.None, new PolymarketProtocol().DecodeListings("""[{"clobTokenIds":"[\"11\",\"12\"]","orderPriceMinTickSize":0.01,"active":true,"acceptingOrders":true,"enableOrderBook":true,"negRisk":true}]"""u8, script.Listings));
        Assert.True(script.Listings.TryFind(FeedVenue.Polymarket, "12"u8, out var listing));
        Assert.True(listing.IsExclusive);
        var call = new OrderCall();
        Assert.Equal(VenueReason.None, script.Venue.Protocol.Encode(script.Request(OrderRequestKind.Place) with { Listing = listing.Id }, script.Context, call));
        Assert.True(Assert.IsType<PolymarketOrder>(call.ToSign).IsExclusive);
        call.Clear();
        Assert.Equal(VenueReason.None, script.Venue.Protocol.Encode(script.Request(OrderRequestKind.Place), script.Context, call));
        Assert.False(Assert.IsType<PolymarketOrder>(call.ToSign).IsExclusive);
    }

    private static VenueReason Amounts(string tick, Side side, TimeInForce lives, string price, string size, out long gives, out long wants)
    {
        var script = new PolymarketOrderScript();
        var listing = script.Listing with { Tick = new Price(Units(tick, 4)) };
        var request = script.Request(OrderRequestKind.Place) with { Side = side, TimeInForce = lives, Price = new Price(Units(price, 4)), Quantity = new Quantity(Units(size, 6)) };
        return PolymarketAmounts.Of(request, listing, out gives, out wants);
    }

    private static long Units(string text, int scale)
    {
        Assert.Equal(DecimalTextError.None, DecimalText.TryParse(OrderScript.Bytes(text), scale, out var units));
        return units;
    }

    private static Timestamp Later(int seconds) => new(Now.Nanoseconds + seconds * 1_000_000_000L);

    private static OrderReport Told(PolymarketOrderScript script, string status) => Assert.Single(Frame(script, PolymarketOrderScript.TradeFrame(status), Now));

    private static OrderReport[] Frame(PolymarketOrderScript script, string frame, Timestamp time)
    {
        var turn = script.Turn();
        using var credentials = script.Credentials;
        Assert.True(script.Venue.Protocol.Read(OrderScript.Bytes(frame), turn, credentials, new SigningMoment(time, "")), frame);
        return turn.Reports.Items.ToArray();
    }

    private static OrderReport[] Balances(PolymarketOrderScript script)
    {
        var reports = new OrderReports(FeedVenue.Polymarket);
        Assert.True(script.Venue.Protocol.Decode(script.Request(OrderRequestKind.QueryBalances), script.Context, 200, """{"balance":"1000000"}"""u8, reports));
        return reports.Items.ToArray();
    }
}
