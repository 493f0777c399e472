using Rialto.Adapters.Connections;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Runtime.Rings;
using Rialto.Unit.Gateways;
using Xunit;

namespace Rialto.Unit.Adapters.Orders;

/// <summary>What a session does besides requests: listen keys, faults of its stream, the dead man's switch.</summary>
public sealed class OrderSessionTests
{
    private static readonly OrderSessionOptions Options = new()
    {
        Desk = OrderScript.Desk,
        ReconnectFirst = TimeSpan.FromMilliseconds(1),
        ReconnectMax = TimeSpan.FromMilliseconds(5),
        ClockInterval = TimeSpan.FromDays(10),
    };

    [Fact]
    public async Task Each_connection_asks_for_its_listen_key()
    {
        await using var run = new Run("binance-usdm", Options, TimeProvider.System);
        await run.UntilAsync(OrderReportKind.StreamUp);
        run.Venue.Cut();
        await run.UntilAsync(OrderReportKind.StreamDown);
        await run.UntilAsync(OrderReportKind.StreamUp);
        Assert.Equal(2, run.Asked("POST", "/fapi/v1/listenKey"));
    }

    [Fact]
    public async Task A_listen_key_that_was_not_kept_alive_is_tried_again_after_a_minute()
    {
        var time = new ManualTime();
        await using var run = new Run("binance-usdm", Options, time);
        await run.UntilAsync(OrderReportKind.StreamUp);
        run.Venue.BreaksWith = 503;
        time.Step(TimeSpan.FromMinutes(30));
        await run.UntilAsync(() => run.Session.Counters.Problem.Contains("not kept alive (503)", StringComparison.Ordinal));
        run.Venue.BreaksWith = 0;
        await run.UntilAsync(() =>
        {
            time.Step(TimeSpan.FromMinutes(1));
            return run.Asked("PUT", "/fapi/v1/listenKey") == 2;
        });
        Assert.True(run.Session.IsUp);
        foreach (var (_, path, body, headers) in run.Venue.Asked.Where(asked => asked.Method == "PUT"))
        {
            Assert.Contains("X-MBX-APIKEY: testkey", headers, StringComparison.Ordinal);
            Assert.DoesNotContain("signature", path + body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_fault_that_nobody_expected_does_not_end_the_stream_for_good()
    {
        await using var run = new Run("binance-usdm", Options, TimeProvider.System, faults: 1);
        await run.UntilAsync(OrderReportKind.StreamUp);
        Assert.Equal(1, run.Session.Counters.Unreadable);
    }

    [Theory]
    [InlineData("binance", 30, "has no dead man's switch")]
    [InlineData("okx", 121, "3 to 120 s")]
    [InlineData("binance-usdm", 601, "3 to 600 s")]
    [InlineData("binance-usdm", 1, "3 to 600 s")]
    [InlineData("binance-usdm", -30, "3 to 600 s")]
    public void A_dead_mans_switch_that_the_venue_cannot_set_is_refused(string name, int seconds, string message)
    {
        var script = OrderScripts.Of(name);
        using var credentials = script.Credentials;
        var options = Options with { DeadMan = TimeSpan.FromSeconds(seconds) };
        var refused = Assert.Throws<ArgumentException>(() => new OrderSession(script.Venue, credentials, script.Listings, options, new SpscRing<OrderRequest>(2), new SpscRing<OrderReport>(2), new ProcessBudgets()));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_order_goes_out_before_the_dead_mans_switch_of_its_listing_is_set()
    {
        await using var run = new Run("binance-usdm", Options with { DeadMan = TimeSpan.FromMinutes(10) }, TimeProvider.System);
        await run.UntilAsync(OrderReportKind.StreamUp);
        run.Venue.BreaksWith = 503;
        run.Ask(run.Script.Request(OrderRequestKind.Place));
        var refused = await run.UntilAsync(OrderReportKind.Rejected);
        Assert.Equal((FailureClass.Retry, VenueReason.NotConnected), (refused.Failure, refused.Reason));
        Assert.Equal(0, run.Asked("POST", "/fapi/v1/order"));

        run.Venue.BreaksWith = 0;
        run.Ask(run.Script.Request(OrderRequestKind.Place) with { Order = new DeskOrderId(9) });
        await run.UntilAsync(OrderReportKind.DeadManArmed);
        await run.UntilAsync(OrderReportKind.Accepted);
        Assert.Equal(2, run.Asked("POST", "/fapi/v1/countdownCancelAll"));
        Assert.Equal(1, run.Asked("POST", "/fapi/v1/order"));

        // It is set: the next does not ask for it again.
        run.Ask(run.Script.Request(OrderRequestKind.Place) with { Order = new DeskOrderId(10) });
        await run.UntilAsync(OrderReportKind.Accepted);
        Assert.Equal(2, run.Asked("POST", "/fapi/v1/countdownCancelAll"));
    }

    [Fact]
    public async Task What_an_order_will_be_called_is_told_before_it_goes_out()
    {
        await using var run = new Run("polymarket", Options, TimeProvider.System);
        await run.UntilAsync(OrderReportKind.StreamUp);
        run.Venue.BreaksWith = 503;
        run.Ask(run.Script.Request(OrderRequestKind.Place));
        var sent = await run.UntilAsync(OrderReportKind.Sent);
        Assert.Equal(66, sent.VenueOrder.ToString().Length);
        var unknown = await run.UntilAsync(OrderReportKind.Unknown);
        Assert.Equal((sent.Order, sent.VenueOrder), (unknown.Order, unknown.VenueOrder));
    }

    [Fact]
    public async Task A_stream_that_ends_right_after_each_login_waits_longer_each_time()
    {
        var time = new ManualTime();
        await using var run = new Run("bybit", Options with { ReconnectFirst = TimeSpan.FromSeconds(1), ReconnectMax = TimeSpan.FromMinutes(1) }, time);
        await run.UntilAsync(OrderReportKind.StreamUp);
        for (var pause = TimeSpan.FromSeconds(1); pause < TimeSpan.FromSeconds(16); pause *= 2)
        {
            var ended = time.GetUtcNow();
            run.Venue.Cut();
            await run.UntilAsync(OrderReportKind.StreamDown);
            await run.UntilAsync(() =>
            {
                if (!run.Session.IsUp)
                    time.Step(TimeSpan.FromMilliseconds(100));
                return run.Session.IsUp;
            });
            Assert.True(time.GetUtcNow() - ended >= pause, $"{time.GetUtcNow() - ended} after {pause}");
        }
    }

    [Fact]
    public async Task A_token_is_not_asked_for_more_often_than_the_broker_wants()
    {
        var time = new ManualTime();
        await using var run = new Run("ls-securities", Options, time);
        await run.UntilAsync(OrderReportKind.StreamUp);
        run.Venue.Tell("""{"header":{"tr_cd":"SC0","tr_key":"","rsp_cd":"IGW00121","rsp_msg":"text"},"body":null}""");
        await run.UntilAsync(OrderReportKind.StreamDown);
        await run.UntilAsync(() =>
        {
            time.Step(TimeSpan.FromMilliseconds(5));
            return run.Session.Counters.Problem.Contains("less than 60 s ago", StringComparison.Ordinal);
        });
        Assert.Equal(1, run.Asked("POST", "/oauth2/token"));
        time.Step(TimeSpan.FromMinutes(1));
        await run.UntilAsync(() =>
        {
            if (!run.Session.IsUp)
                time.Step(TimeSpan.FromMilliseconds(5));
            return run.Session.IsUp;
        });
        Assert.Equal(2, run.Asked("POST", "/oauth2/token"));
    }

    [Fact]
    public async Task A_list_that_does_not_end_is_told_as_failed()
    {
        await using var run = new Run("polymarket", Options, TimeProvider.System, script: new EndlessScript());
        var failed = await run.UntilAsync(OrderReportKind.QueryFailed);
        Assert.Equal((FailureClass.Retry, VenueReason.VenueBusy), (failed.Failure, failed.Reason));
        Assert.Equal(200, run.Venue.Asked.Count(asked => asked.Path.StartsWith("/data/orders", StringComparison.Ordinal)));
        Assert.Contains("QueryOrders has more than 200 pages", run.Session.Counters.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_was_revoked_is_got_anew()
    {
        await using var run = new Run("polymarket", Options, TimeProvider.System);
        await run.UntilAsync(OrderReportKind.StreamUp);
        Assert.Equal(1, run.Asked("POST", "/auth/api-key"));
        run.Venue.BreaksWith = 401;
        run.Ask(run.Script.Request(OrderRequestKind.Place));
        var refused = await run.UntilAsync(OrderReportKind.Rejected);
        Assert.Equal((FailureClass.Halt, VenueReason.NotAuthenticated), (refused.Failure, refused.Reason));
        run.Venue.BreaksWith = 0;
        run.Ask(run.Script.Request(OrderRequestKind.Place) with { Order = new DeskOrderId(9) });
        await run.UntilAsync(OrderReportKind.Accepted);
        Assert.Equal(2, run.Asked("POST", "/auth/api-key"));
    }

    /// <summary>Each page of orders has another behind it.</summary>
    private sealed class EndlessScript : PolymarketOrderScript
    {
        public override string? AnswerTo(string method, string path, string body) => path == "/data/orders" ? """{"data":[],"next_cursor":"MTAw"}""" : base.AnswerTo(method, path, body);
    }

    private sealed class Run : IAsyncDisposable, ISocketDialer
    {
        private readonly VenueCredentials _credentials;
        private readonly SpscRing<OrderRequest> _requests = new(64);
        private readonly SpscRing<OrderReport> _reports = new(256);
        private int _faults;

        public Run(string name, OrderSessionOptions options, TimeProvider time, int faults = 0, OrderScript? script = null)
        {
            Script = script ?? OrderScripts.Of(name);
            Venue = new StandInVenue(Script);
            _credentials = Script.Credentials;
            _faults = faults;
            Session = new OrderSession(Script.Venue, _credentials, Script.Listings, options, _requests, _reports, new ProcessBudgets(), time, Venue, this);
            Session.Start();
        }

        public OrderScript Script { get; }

        public StandInVenue Venue { get; }

        public OrderSession Session { get; }

        public int Asked(string method, string path) => Venue.Asked.Count(asked => asked.Method == method && asked.Path == path);

        public void Ask(OrderRequest request) => Assert.True(_requests.TryPublish(request));

        public ValueTask<IVenueSocket> DialAsync(Uri address, CancellationToken stop) =>
            Interlocked.Decrement(ref _faults) >= 0 ? throw new FormatException("of a test") : Venue.DialAsync(address, stop);

        public async Task UntilAsync(Func<bool> condition)
        {
            using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (!condition())
            {
                Assert.False(late.IsCancellationRequested, Session.Counters + "\n" + string.Join('\n', Venue.Asked));
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }
        }

        public async Task<OrderReport> UntilAsync(OrderReportKind kind)
        {
            OrderReport found = default;
            await UntilAsync(() =>
            {
                while (found.Kind != kind && _reports.TryTake(out found))
                {
                }

                return found.Kind == kind;
            });
            return found;
        }

        public async ValueTask DisposeAsync()
        {
            await Session.DisposeAsync();
            Venue.Dispose();
            _credentials.Dispose();
        }
    }
}
