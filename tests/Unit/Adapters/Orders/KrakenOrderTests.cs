using Rialto.Adapters.Connections;
using Rialto.Adapters.Kraken;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Units;
using Rialto.Runtime.Rings;
using Rialto.Unit.Gateways;
using Xunit;

namespace Rialto.Unit.Adapters.Orders;

/// <summary>What is Kraken's own: names, numbers that rise, gaps of its stream, look-ups in two lists.</summary>
public sealed class KrakenOrderTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "rialto-nonces-" + Guid.NewGuid().ToString("N"));
    private readonly KrakenOrderScript _script = new();

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("XXBTZUSD", "BTC/USD")]
    [InlineData("XBTUSD", "BTC/USD")]
    [InlineData("XBT/USD", "BTC/USD")]
    [InlineData("BTC/USD", "BTC/USD")]
    [InlineData("XBTUSDT", "BTC/USDT")]
    [InlineData("XXDGXXBT", "DOGE/BTC")]
    [InlineData("XDGXBT", "DOGE/BTC")]
    [InlineData("XETHZEUR", "ETH/EUR")]
    [InlineData("SOLUSD", null)]
    [InlineData("X", null)]
    public void Pairs_of_rest_are_the_listings_of_the_socket(string pair, string? symbol)
    {
        Assert.Equal(symbol is not null, KrakenNames.TryFind(_script.Context, OrderScript.Bytes(pair), out var listing));
        Assert.Equal(symbol, listing?.VenueSymbol);
    }

    [Theory]
    [InlineData("XXBT", "BTC")]
    [InlineData("ZEUR", "EUR")]
    [InlineData("XXDG", "DOGE")]
    [InlineData("XBT.F", "BTC.F")]
    [InlineData("USDT", "USDT")]
    [InlineData("ETHW", "ETHW")]
    [InlineData("ZETA", "ZETA")]
    public void Assets_have_the_names_that_all_share(string name, string asset) => Assert.Equal(asset, KrakenNames.AssetOf(OrderScript.Bytes(name)).ToString());

    [Fact]
    public void What_an_order_holds_is_not_free()
    {
        var reports = Told(OrderRequestKind.QueryBalances, KrakenOrderScript.Result("""{"XXBT":{"balance":"2","credit":"1","credit_used":"0.25","hold_trade":"0.5"}}"""));
        Assert.Equal((20_000L, 22_500L), (new DecimalAmount(reports[0].Amount, reports[0].AmountScale).TryRescale(4, out var all) ? all : 0, new DecimalAmount(reports[0].Available, reports[0].AvailableScale).TryRescale(4, out var free) ? free : 0));
    }

    [Fact]
    public void A_look_up_by_client_id_asks_for_live_orders_and_then_for_ended_ones()
    {
        var request = _script.Request(OrderRequestKind.Query) with { VenueOrder = default };
        var call = new OrderCall();
        Assert.Equal(VenueReason.None, _script.Venue.Protocol.Encode(request, _script.Context, call));
        Assert.Equal("/0/private/OpenOrders", call.Path.ToString());
        Assert.Equal("cl_ord_id=" + OrderScript.OwnId(_script), call.Body.ToString());
        var reports = new OrderReports(_script.Venue.Venue);
        Assert.True(_script.Venue.Protocol.Decode(request, _script.Context, 200, OrderScript.Bytes(KrakenOrderScript.Result("""{"open":{}}""")), reports));
        Assert.Equal((0, "closed"), (reports.Count, reports.NextCursor));

        call.Clear();
        call.Cursor = reports.NextCursor;
        Assert.Equal(VenueReason.None, _script.Venue.Protocol.Encode(request, _script.Context, call));
        Assert.Equal("/0/private/ClosedOrders", call.Path.ToString());
        reports.Clear();
        reports.Cursor = "closed";

        // A venue that ignored the filter would tell others too.
        var others = """{"closed":{"OTHER":OTHER,ORDER},"count":2}""".Replace("\"OTHER\":OTHER", _script.Order("closed", "OTHER").Trim().Replace(OrderScript.OwnId(_script), "abc", StringComparison.Ordinal), StringComparison.Ordinal)
            .Replace("ORDER", _script.Order("canceled").Trim(), StringComparison.Ordinal);
        Assert.True(_script.Venue.Protocol.Decode(request, _script.Context, 200, OrderScript.Bytes(KrakenOrderScript.Result(others)), reports), others);
        Assert.Equal(1, reports.Count);
        Assert.Equal((OrderReportKind.Found, VenueOrderStatus.Cancelled, 7L, 500_000L), (reports[0].Kind, reports[0].Status, reports[0].Order.Value, reports[0].FilledQuantity.Units));
        reports.Clear();
        reports.Cursor = "closed";
        Assert.True(_script.Venue.Protocol.Decode(request, _script.Context, 200, OrderScript.Bytes(KrakenOrderScript.Result("""{"closed":{},"count":0}""")), reports));
        Assert.Equal(OrderReportKind.NotFound, reports[0].Kind);
    }

    [Fact]
    public void Balances_are_read_however_many_there_are()
    {
        var many = string.Join(',', Enumerable.Range(0, 1_000).Select(i => $$"""
            "A{{i}}":{"balance":"1","hold_trade":"0"}
            """.Trim()));
        Assert.Equal(1_001, Told(OrderRequestKind.QueryBalances, KrakenOrderScript.Result("{" + many + "}")).Count);
    }

    [Fact]
    public void An_order_that_was_asked_for_is_found_however_its_pair_is_written()
    {
        var reports = Told(OrderRequestKind.Query, KrakenOrderScript.Result("{" + _script.Order("open").Replace("XBTUSD", "XBTC.USD", StringComparison.Ordinal) + "}"));
        Assert.Equal((OrderReportKind.Found, _script.Listing.Id), (reports[0].Kind, reports[0].Listing));
        Assert.Equal(OrderReportKind.OrdersEnd, Told(OrderRequestKind.QueryOrders, KrakenOrderScript.Result("""{"open":{ORDER}}""".Replace("ORDER", _script.Order("open").Replace("XBTUSD", "XBTC.USD", StringComparison.Ordinal), StringComparison.Ordinal)))[0].Kind);
    }

    [Theory]
    [InlineData("0.015", VenueOrderStatus.Filled)]
    [InlineData("0.005", VenueOrderStatus.Cancelled)]
    public void A_closed_order_is_filled_where_all_of_it_is(string filled, VenueOrderStatus status) =>
        Assert.Equal(status, Told(OrderRequestKind.Query, KrakenOrderScript.Result("{" + _script.Order("closed").Replace("\"vol_exec\":\"0.005\"", $"\"vol_exec\":\"{filled}\"", StringComparison.Ordinal) + "}"))[0].Status);

    [Fact]
    public void A_missing_update_ends_the_connection_and_what_came_is_told()
    {
        var turn = _script.Turn();
        using var credentials = _script.Credentials;
        foreach (var (sequence, signal) in ((long, StreamSignal)[])[(5, StreamSignal.None), (6, StreamSignal.None), (8, StreamSignal.Renew)])
        {
            turn.Clear();
            Assert.True(_script.Venue.Protocol.Read(OrderScript.Bytes(KrakenOrderScript.Executions(sequence, """{"exec_type":"expired","order_id":"1"}""")), turn, credentials, default));
            Assert.Equal((signal, 1), (turn.Signal, turn.Reports.Count));
        }
    }

    [Fact]
    public void Fills_are_asked_for_one_by_one_as_the_stream_tells_them()
    {
        var call = new OrderCall { Cursor = "50" };
        var request = _script.Request(OrderRequestKind.QueryFills) with { Time = new Timestamp(1_700_000_000_000_000_000) };
        Assert.Equal(VenueReason.None, _script.Venue.Protocol.Encode(request, _script.Context, call));
        Assert.Equal(("/0/private/TradesHistory", "consolidate_taker=false&start=1700000000&ofs=50"), (call.Path.ToString(), call.Body.ToString()));
    }

    [Fact]
    public void A_lockout_is_waited_out()
    {
        var reports = new OrderReports(_script.Venue.Venue);
        Assert.True(_script.Venue.Protocol.Decode(_script.Request(OrderRequestKind.QueryBalances), _script.Context, 200, """{"error":["EGeneral:Temporary lockout"]}"""u8, reports));
        Assert.Equal(TimeSpan.FromMinutes(15), reports.LeaveAlone);
    }

    [Fact]
    public void Numbers_rise_over_restarts_and_clocks_that_are_put_back()
    {
        var time = new ManualTime();
        var path = Path.Combine(_folder, "nonce");
        var before = new NonceSequence(time, path);
        var last = 0L;
        for (var i = 0; i < 10; i++)
            Rises(before.Next());
        time.Step(TimeSpan.FromMinutes(5));
        Rises(before.Next());
        var behind = new ManualTime();
        var after = new NonceSequence(behind, path);
        Rises(after.Next());
        Rises(after.Next());

        // Another process has gone on from the file: the one that is below takes a piece of its own once it was told.
        var other = new NonceSequence(behind, path);
        Rises(other.Next());
        Assert.True(after.Next() < last);
        after.Raise();
        Rises(after.Next());

        void Rises(long number)
        {
            Assert.True(number > last, $"{number} after {last}");
            last = number;
        }
    }

    [Fact]
    public void Without_a_file_a_refused_number_is_raised_until_the_venue_is_content()
    {
        var time = new ManualTime();
        var numbers = new NonceSequence(time, "");
        var known = numbers.Next() + 3_600_000_000;
        var refused = 0;
        while (numbers.Next() <= known)
        {
            numbers.Raise();
            refused++;
        }

        Assert.InRange(refused, 1, 7);
    }

    [Fact]
    public void A_file_that_is_no_number_is_written_anew()
    {
        Directory.CreateDirectory(_folder);
        var path = Path.Combine(_folder, "nonce");
        File.WriteAllText(path, "not a number at all, and long");
        var time = new ManualTime();
        var numbers = new NonceSequence(time, path);
        var number = numbers.Next();
        Assert.True(new NonceSequence(time, path).Next() > number);
    }

    [Fact]
    public async Task Requests_over_rest_have_rising_nonces_one_at_a_time()
    {
        var seen = new List<long>();
        var open = 0;
        using var venue = new StandInVenue(_script)
        {
            OnAsked = (path, body) =>
            {
                Assert.Equal(1, Interlocked.Increment(ref open));
                Assert.StartsWith("nonce=", body, StringComparison.Ordinal);
                seen.Add(long.Parse(body.Split('&')[0]["nonce=".Length..], System.Globalization.CultureInfo.InvariantCulture));
                Interlocked.Decrement(ref open);
            },
        };
        using var credentials = _script.Credentials;
        var requests = new SpscRing<OrderRequest>(64);
        var reports = new SpscRing<OrderReport>(256);
        var options = new OrderSessionOptions { Desk = OrderScript.Desk, NonceFolder = _folder };
        await using (var session = new OrderSession(_script.Venue, credentials, _script.Listings, options, requests, reports, new ProcessBudgets(), TimeProvider.System, venue, venue))
        {
            session.Start();
            for (var i = 0; i < 5; i++)
                Assert.True(requests.TryPublish(_script.Request(i % 2 == 0 ? OrderRequestKind.QueryOrders : OrderRequestKind.QueryBalances)));
            using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            for (var ends = 0; ends < 7;)
            {
                Assert.False(late.IsCancellationRequested, session.Counters.ToString());
                if (!reports.TryTake(out var report))
                    await Task.Delay(1, TestContext.Current.CancellationToken);
                else if (report.Kind is OrderReportKind.OrdersEnd or OrderReportKind.BalancesEnd)
                    ends++;
            }
        }

        // The ticket, two lists of the snapshot, and ours.
        Assert.Equal(8, seen.Count);
        Assert.Equal(seen.Order(), seen);
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Single(Directory.GetFiles(_folder));
    }

    private OrderReports Told(OrderRequestKind kind, string body)
    {
        var reports = new OrderReports(_script.Venue.Venue);
        Assert.True(_script.Venue.Protocol.Decode(_script.Request(kind), _script.Context, 200, OrderScript.Bytes(body), reports));
        return reports;
    }
}
