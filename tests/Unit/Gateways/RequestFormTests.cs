using System.Net;
using Rialto.Gateways.Auth;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>The form of requests: paths with escapes, content types, HEAD, and fields that a WebSocket request does not have.</summary>
public sealed class RequestFormTests : IAsyncLifetime
{
    private RunningExchange _exchange = null!;
    private RestClient _alice = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _exchange = await RunningExchange.StartAsync();
        _alice = _exchange.Rest("alice", Permissions.Read | Permissions.Trade | Permissions.Admin);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _alice.Dispose();
        await _exchange.DisposeAsync();
    }

    [Theory]
    [InlineData("BTC/USD", "BTC%2FUSD")]
    [InlineData("BTC/USD", "BTC%2fUSD")]
    [InlineData("A%2FB", "A%252FB")]
    [InlineData("50%", "50%25")]
    [InlineData("A?B#C", "A%3FB%23C")]
    public async Task A_symbol_of_any_characters_can_be_named_in_a_path(string symbol, string escaped)
    {
        var defined = await _alice.PostAsync("/api/v1/instruments", $$"""{"symbol":"{{symbol}}","tick":"0.01","lot":"1","min_quantity":"1","max_quantity":"10","state":"open"}""");
        Assert.Equal(201, defined.Status);
        var order = await _alice.OrderAsync($$"""{"symbol":"{{symbol}}","side":"buy","price":"1.00","quantity":"1","client_order_id":"{{symbol}}"}""");
        Assert.Equal(201, order.Status);

        Assert.Equal(symbol, (await _alice.GetAsync($"/api/v1/orderbook/{escaped}?depth=1"))["symbol"]);
        Assert.Equal(symbol, (await _alice.GetAsync($"/api/v1/instruments/{escaped}"))["symbol"]);
        Assert.Equal(order["order_id"], (await _alice.GetAsync($"/api/v1/orders/by-client-id/{escaped}"))["order_id"]);
        Assert.Equal("2.00", (await _alice.PutAsync($"/api/v1/orders/by-client-id/{escaped}", """{"price":"2.00"}"""))["price"]);
        Assert.Equal("canceled", (await _alice.DeleteAsync($"/api/v1/orders/by-client-id/{escaped}"))["status"]);
    }

    [Theory]
    [InlineData("application/json", 201)]
    [InlineData("Application/JSON; charset=\"UTF-8\"", 201)]
    [InlineData(null, 201)]
    [InlineData("text/plain; charset=utf-8", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("application/json; charset=utf-16", 415)]
    [InlineData("nonsense", 415)]
    public async Task A_body_is_json_or_does_not_say_what_it_is(string? contentType, int status)
    {
        var answer = await _alice.SendAsync(HttpMethod.Post, "/api/v1/orders", """{"symbol":"AAPL","side":"buy","price":"1.00","quantity":"1"}""", request =>
        {
            request.Content!.Headers.ContentType = null;
            if (contentType is not null)
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        });

        Assert.Equal(status, answer.Status);
        if (status == 201)
            return;
        RestOrderTests.AssertProblem(answer, 415, RejectReason.MalformedRequest);
        Assert.Equal("Content-Type", answer["field"]);
    }

    [Theory]
    [InlineData("/api/v1/orderbook/AAPL", HttpStatusCode.OK)]
    [InlineData("/health/ready", HttpStatusCode.OK)]
    [InlineData("/metrics", HttpStatusCode.OK)]
    [InlineData("/api/v1/orderbook/NONE", HttpStatusCode.NotFound)]
    public async Task What_answers_GET_answers_HEAD_without_a_body(string path, HttpStatusCode status)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Head, _exchange.Gateways.HttpUrl + path);
        using var response = await http.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_signed_HEAD_is_signed_as_HEAD()
    {
        Assert.Equal(200, (await _alice.SendAsync(HttpMethod.Head, "/api/v1/orders", null)).Status);
    }

    [Theory]
    [InlineData("""{"op":"ping","id":1,"symbol":"AAPL"}""", "symbol")]
    [InlineData("""{"op":"ping","id":1,"colour":"red"}""", "colour")]
    [InlineData("""{"op":"subscribe","id":1,"channel":"book","symbol":"AAPL","depth":5}""", "depth")]
    [InlineData("""{"op":"subscribe","id":1,"channel":"depth","symbol":"AAPL","interval_ms":500}""", "interval_ms")]
    [InlineData("""{"op":"subscribe","id":1,"channel":"heartbeat","symbol":"AAPL"}""", "symbol")]
    [InlineData("""{"op":"subscribe","id":1,"channel":"book","symbl":"AAPL"}""", "symbl")]
    [InlineData("""{"op":"unsubscribe","id":1,"channel":"book","symbol":"AAPL","key":"k"}""", "key")]
    public async Task A_field_that_a_request_does_not_have_is_refused_by_name(string request, string field)
    {
        await using var socket = await SocketClient.ConnectAsync(_exchange);
        await socket.SendAsync(request);

        var error = (await socket.ExpectAsync("error")).GetProperty("error");
        Assert.Equal(("MalformedRequest", field), (error.GetProperty("code").GetString(), error.GetProperty("field").GetString()));
        await socket.SendAsync("""{"op":"ping","id":2}""");
        await socket.ExpectAsync("pong");
    }

    [Theory]
    [InlineData(36, true)]
    [InlineData(37, false)]
    public async Task The_id_of_a_request_has_at_most_36_bytes(int length, bool isTaken)
    {
        await using var socket = await SocketClient.ConnectAsync(_exchange);
        var id = new string('x', length);
        await socket.SendAsync($$"""{"op":"ping","id":"{{id}}"}""");

        if (isTaken)
            Assert.Equal(id, (await socket.ExpectAsync("pong")).GetProperty("id").GetString());
        else
            await socket.ExpectAsync("error");
    }
}
