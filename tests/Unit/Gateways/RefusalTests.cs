using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Orders;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>Requests that must not get through: unsigned, replayed, too many, too long, at the wrong time.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private const string Order = """{"symbol":"AAPL","side":"buy","price":"10.00","quantity":"5"}""";

    private RunningExchange _exchange = null!;
    private RestClient _alice = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _exchange = await RunningExchange.StartAsync(
            options =>
            {
                options.Auth.RequestsPerSecond = 1;
                options.Auth.RequestBurst = 100;
                options.MaxPendingCommands = 64;
            },
            intakeCapacity: 16);
        _alice = _exchange.Rest("alice");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _alice.Dispose();
        await _exchange.DisposeAsync();
    }

    [Fact]
    public async Task An_order_without_a_signature_is_refused()
    {
        using var anonymous = _exchange.Anonymous();

        RestOrderTests.AssertProblem(await anonymous.OrderAsync(Order), 401, RejectReason.Unauthorized);
        RestOrderTests.AssertProblem(await anonymous.GetAsync("/api/v1/orders"), 401, RejectReason.Unauthorized);
    }

    [Fact]
    public async Task A_signed_request_works_once_and_its_replay_never()
    {
        HttpRequestMessage Copy(string timestamp)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, _exchange.Gateways.HttpUrl + "/api/v1/orders") { Content = new StringContent(Order, Encoding.UTF8, "application/json") };
            request.Headers.Add(RequestSignature.KeyHeader, _alice.Key.Key.Id);
            request.Headers.Add(RequestSignature.TimestampHeader, timestamp);
            request.Headers.Add(
                RequestSignature.SignatureHeader, RequestSignature.ComputeHex(_alice.Key.Secret, timestamp, "POST", "/api/v1/orders", Encoding.UTF8.GetBytes(Order)));
            return request;
        }

        using var http = new HttpClient();
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        using var first = Copy(now);
        using var second = Copy(now);
        Assert.Equal(HttpStatusCode.Created, (await http.SendAsync(first)).StatusCode);
        // Another code than that of a wrong signature: whoever sends the same again by itself, as browsers do, has not been refused.
        using var repeated = await http.SendAsync(second);
        Assert.Equal(HttpStatusCode.Unauthorized, repeated.StatusCode);
        Assert.Contains("\"code\":\"SignatureUsed\"", await repeated.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(1, await _exchange.OnEngineAsync(exchange => exchange.LiveOrders));
    }

    [Theory]
    [InlineData("body")]
    [InlineData("path")]
    [InlineData("signature")]
    [InlineData("key")]
    [InlineData("old")]
    [InlineData("future")]
    [InlineData("digits")]
    public async Task A_request_that_was_tampered_with_is_refused(string what)
    {
        var path = what == "path" ? "/api/v1/orders?x=1" : "/api/v1/orders";
        var offset = what switch { "old" => -700_000, "future" => 6_000, _ => 0 };
        var timestamp = DateTimeOffset.UtcNow.AddMilliseconds(offset).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        if (what == "digits")
            timestamp = timestamp[..10];
        var signature = RequestSignature.ComputeHex(_alice.Key.Secret, timestamp, "POST", "/api/v1/orders", Encoding.UTF8.GetBytes(Order));
        if (what == "signature")
            signature = signature[..^1] + (signature[^1] == '0' ? '1' : '0');

        var answer = await _alice.SendAsync(HttpMethod.Post, path, what == "body" ? Order.Replace("10.00", "10.01", StringComparison.Ordinal) : Order, request =>
        {
            request.Headers.Remove(RequestSignature.KeyHeader);
            request.Headers.Remove(RequestSignature.TimestampHeader);
            request.Headers.Remove(RequestSignature.SignatureHeader);
            request.Headers.Add(RequestSignature.KeyHeader, what == "key" ? "rk-unknown" : _alice.Key.Key.Id);
            request.Headers.Add(RequestSignature.TimestampHeader, timestamp);
            request.Headers.Add(RequestSignature.SignatureHeader, signature);
        });

        RestOrderTests.AssertProblem(answer, 401, RejectReason.Unauthorized);
        Assert.Equal(0, await _exchange.OnEngineAsync(exchange => exchange.LiveOrders));
    }

    [Fact]
    public async Task A_key_does_only_what_it_is_permitted_to()
    {
        using var reader = _exchange.Rest("reader", Permissions.Read);
        using var trader = _exchange.Rest("trader", Permissions.Trade);

        RestOrderTests.AssertProblem(await reader.OrderAsync(Order), 403, RejectReason.Forbidden);
        RestOrderTests.AssertProblem(await trader.GetAsync("/api/v1/orders"), 403, RejectReason.Forbidden);
        RestOrderTests.AssertProblem(await trader.PutAsync("/api/v1/instruments/AAPL/state", """{"state":"halted"}"""), 403, RejectReason.Forbidden);
    }

    [Fact]
    public async Task A_key_that_asks_too_often_is_told_when_to_come_again()
    {
        var answer = await _alice.GetAsync("/api/v1/orders");
        Assert.Equal(("100", "99"), (answer.Header("X-RateLimit-Limit"), answer.Header("X-RateLimit-Remaining")));
        for (var i = 0; i < 500 && answer.Status == 200; i++)
            answer = await _alice.GetAsync("/api/v1/orders");

        RestOrderTests.AssertProblem(answer, 429, RejectReason.RateLimited);
        Assert.True(int.Parse(answer["retry_after_ms"]!, CultureInfo.InvariantCulture) > 0);
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter!.Delta);
        Assert.Equal("0", answer.Header("X-RateLimit-Remaining"));
        using var stranger = _exchange.Anonymous();
        Assert.Null((await stranger.GetAsync("/api/v1/orders")).Header("X-RateLimit-Remaining"));
    }

    [Fact]
    public async Task A_full_intake_refuses_at_once_and_takes_nothing()
    {
        await _alice.OrderAsync(Order); // opens her session
        await _exchange.PauseEngineAsync();
        var orders = Enumerable.Range(0, 40).Select(_ => _alice.OrderAsync(Order)).ToArray();
        var refusals = 0;
        await foreach (var refused in Task.WhenEach(orders).Select(order => order.Result).Take(24)) // all that find no place; the engine resumes only then
        {
            RestOrderTests.AssertProblem(refused, 503, RejectReason.Overloaded);
            refusals++;
        }

        Assert.Equal(24, refusals);
        Assert.Equal(503, (await _alice.GetAsync("/health/ready")).Status);

        _exchange.ResumeEngine();
        var answers = await Task.WhenAll(orders);

        Assert.Equal(16, answers.Count(answer => answer.Status == 201));
        Assert.Equal(24, answers.Count(answer => answer.Status == 503));
        Assert.Equal(17, await _exchange.OnEngineAsync(exchange => exchange.LiveOrders));
    }

    [Fact]
    public async Task Nothing_is_answered_or_shown_before_it_is_durable()
    {
        _exchange.HoldDurable();
        var order = _alice.OrderAsync(Order);
        while (await _exchange.OnEngineAsync(exchange => exchange.LiveOrders) == 0)
            await Task.Delay(1);

        Assert.False(order.IsCompleted);
        Assert.Equal("[]", (await _alice.GetAsync("/api/v1/orderbook/AAPL")).Body.GetProperty("bids").GetRawText());

        _exchange.ReleaseDurable();
        Assert.Equal(201, (await order).Status);
    }

    [Fact]
    public async Task After_a_failure_those_who_wait_hear_that_the_outcome_is_unknown_and_others_that_nothing_is_taken()
    {
        _exchange.HoldDurable();
        var order = _alice.OrderAsync(Order);
        while (await _exchange.OnEngineAsync(exchange => exchange.LiveOrders) == 0)
            await Task.Delay(1);

        _exchange.Readiness.Move(ExchangePhase.Failed, "the journal's disk is full");

        var waiting = await order;
        RestOrderTests.AssertProblem(waiting, 503, RejectReason.NotReady);
        Assert.Equal("5", waiting["sequence"]); // behind three of the opening and that of her session
        var late = await _alice.OrderAsync(Order);
        RestOrderTests.AssertProblem(late, 503, RejectReason.NotReady);
        Assert.Equal(("the journal's disk is full", null), (late["detail"], late["sequence"]));
        var health = await _alice.GetAsync("/health/ready");
        Assert.Equal((503, "failed", "the journal's disk is full"), (health.Status, health["status"], health["reason"]));
        Assert.Equal(200, (await _alice.GetAsync("/health/live")).Status);
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_refused_whole()
    {
        var answer = await _alice.OrderAsync($$"""{"symbol":"{{new string('A', 70_000)}}"}""");

        RestOrderTests.AssertProblem(answer, 413, RejectReason.MalformedRequest);
    }

    [Fact]
    public async Task Unknown_paths_and_methods_are_problems_too()
    {
        RestOrderTests.AssertProblem(await _alice.GetAsync("/api/v1/horoscope"), 404, RejectReason.MalformedRequest);
        RestOrderTests.AssertProblem(await _alice.SendAsync(HttpMethod.Put, "/api/v1/tickers", "{}"), 405, RejectReason.MalformedRequest);
        RestOrderTests.AssertProblem(await _alice.GetAsync("/ws"), 426, RejectReason.MalformedRequest);
        RestOrderTests.AssertProblem(await _alice.GetAsync("/api/v1/orders/abc"), 400, RejectReason.MalformedRequest);
        RestOrderTests.AssertProblem(await _alice.GetAsync("/api/v1/orders?limit=0"), 400, RejectReason.MalformedRequest);
    }

    [Fact]
    public async Task A_web_page_from_elsewhere_cannot_open_a_socket()
    {
        var refused = await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(
            () => SocketClient.ConnectAsync(_exchange, options => options.SetRequestHeader("Origin", "https://elsewhere.example")));

        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_HTTP_end_the_connection_and_nothing_else()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new Uri(_exchange.Gateways.HttpUrl).Host, new Uri(_exchange.Gateways.HttpUrl).Port);
        await socket.SendAsync("\u0001\u0002\u0003 nonsense\r\n\r\n"u8.ToArray());
        var buffer = new byte[1_024];
        while (await socket.ReceiveAsync(buffer) > 0)
        {
        }

        Assert.Equal(200, (await _alice.GetAsync("/api/v1/time")).Status);
    }
}
