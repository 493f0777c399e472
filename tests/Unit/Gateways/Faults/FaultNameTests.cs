using System.Net.WebSockets;
using System.Text;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Faults;
using Rialto.Unit.Gateways.Binance;
using Rialto.Unit.Gateways.Binance.Streams;
using Xunit;

namespace Rialto.Unit.Gateways.Faults;

/// <summary>What is told of requests and faults: names of orders whole, secrets never.</summary>
public sealed class FaultNameTests
{
    private readonly FaultLog _log = new();

    [Fact]
    public async Task Over_REST_the_order_s_name_is_told_whole()
    {
        var mode = Mode(new Fault(FaultKind.AckDropped) { On = FaultClasses.Orders, Times = 1 });
        await using var exchange = await RunningExchange.StartAsync(faults: mode);
        using var alice = exchange.Rest("alice");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"150.00","quantity":"24","client_order_id":"245"}"""));
        await alice.GetAsync("/api/v1/orders/by-client-id/245");
        Assert.Equal("245", Assert.Single(_log.Injected).ClientOrderId);
        Assert.Equal([(SeenKind.Order, "245"), (SeenKind.AskOrder, "245")], _log.Seen.Select(seen => (seen.Kind, seen.ClientOrderId)));
    }

    [Fact]
    public async Task Over_WebSocket_the_order_s_name_and_number_are_told()
    {
        await using var exchange = await RunningExchange.StartAsync(faults: Mode(new Fault(FaultKind.AckDropped) { On = FaultClasses.Orders, Times = 1 }));
        await using var socket = await SocketClient.ConnectAsync(exchange, "alice");
        await socket.SendAsync("""{"op":"order.new","id":1,"symbol":"AAPL","side":"buy","price":"150.00","quantity":"10","client_order_id":"c1"}""");
        await socket.SendAsync("""{"op":"order.cancel","id":2,"client_order_id":"c1"}""");
        await socket.FindAsync("response");
        var lost = Assert.Single(_log.Injected);
        Assert.Equal("c1", lost.ClientOrderId);
        Assert.NotEqual(0, lost.OrderId);
        Assert.Equal(2, _log.Seen.Count(seen => seen.ClientOrderId == "c1"));
    }

    /// <summary>Whoever knows a listenKey reads the owner's events: of the answers that have one no part goes into a log.</summary>
    [Fact]
    public async Task A_listenKey_is_in_nothing_that_is_told()
    {
        var mode = Mode();
        await using var exchange = await StreamsExchange.StartAsync(faults: mode);
        using var bot = new BinanceClient(exchange.Exchange.Gateways.BinanceUrl!, exchange.Exchange.Keys.Create("alice", Permissions.Read | Permissions.Trade));
        var listenKey = (await bot.SendAsync(HttpMethod.Post, "/api/v3/userDataStream"))["listenKey"];
        await using var socket = await exchange.ConnectAsync("/stream?streams=btcusdt@trade/" + listenKey);
        mode.Play(new FaultProfile("test", [new Fault(FaultKind.ConnectionKilled)]));
        await socket.SendAsync("""{"method":"LIST_SUBSCRIPTIONS","id":1}""");
        await Assert.ThrowsAnyAsync<WebSocketException>(async () => await socket.FindAsync(_ => false));
        var told = _log.Injected.Select(injected => injected.Text).Concat(_log.Seen.Select(seen => seen.Text)).ToArray();
        Assert.NotEmpty(_log.Injected);
        Assert.DoesNotContain(told, text => text.Contains(listenKey![..8], StringComparison.Ordinal));
        Assert.Contains(told, text => text.Contains("btcusdt@trade", StringComparison.Ordinal));
    }

    [Fact]
    public void A_listenKey_that_is_cut_off_is_masked_all_the_same()
    {
        var key = string.Concat(Enumerable.Repeat("aB3x", 16));
        for (var before = 0; before <= 160; before++)
        {
            var shown = SocketWords.Shown(Encoding.UTF8.GetBytes($$$"""{"id":"{{{new string('-', before)}}}","status":200,"result":{"listenKey":"{{{key}}}"}}"""));
            Assert.DoesNotContain("aB3x", shown, StringComparison.Ordinal);
            Assert.True(shown.Length <= 150);
        }
    }

    /// <summary>Nor of a request that has it where it does not belong.</summary>
    [Fact]
    public void A_listenKey_among_unnamed_parameters_is_masked()
    {
        var key = string.Concat(Enumerable.Repeat("aB3x", 16));
        var wish = SocketWords.Read(FaultDoor.BinanceApi, Encoding.UTF8.GetBytes($$"""{"id":1,"method":"SUBSCRIBE","params":["{{key}}"]}"""));
        Assert.Equal("""SUBSCRIBE ["(listenKey)"]""", wish.Text);
    }

    [Theory]
    [InlineData("""{"e":"trade","t":5}""", FaultDoor.BinanceStream, FaultClasses.Trades)]
    [InlineData("""{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade"}}""", FaultDoor.BinanceStream, FaultClasses.Trades)]
    [InlineData("""{"e":"depthUpdate","U":5}""", FaultDoor.BinanceStream, FaultClasses.Market)]
    [InlineData("""{"type":"trade","symbol":"AAPL"}""", FaultDoor.Ws, FaultClasses.Trades)]
    [InlineData("""{"type":"update","channel":"book"}""", FaultDoor.Ws, FaultClasses.Market)]
    public void Trades_are_no_book(string message, FaultDoor door, object of) =>
        Assert.Equal((FaultClasses)of, SocketWords.Of(door, Encoding.UTF8.GetBytes(message)));

    [Theory]
    [InlineData("268=1|279=0|269=2|270=100", FaultClasses.Trades)]
    [InlineData("268=2|279=0|269=2|270=100|279=1|269=1|270=101", FaultClasses.Market)]
    [InlineData("268=1|279=2|269=0|270=100", FaultClasses.Market)]
    public void Over_FIX_a_message_with_levels_is_a_book_s(string entries, object of) =>
        Assert.Equal((FaultClasses)of, new FixFrames().ClassOf(Encoding.ASCII.GetBytes($"8=FIX.4.4|9=1|35=X|{entries}|10=000|".Replace('|', '\u0001'))));

    [Theory]
    [InlineData("35=D|11=24|44=245", "24")]
    [InlineData("35=F|11=c24|41=24", "24")]
    [InlineData("35=H|11=24", "24")]
    [InlineData("35=AF|584=24", null)]
    public void Over_FIX_a_request_names_its_order(string fields, string? name) =>
        Assert.Equal(name, new FixFrames().Read(Encoding.ASCII.GetBytes($"8=FIX.4.4|9=1|{fields}|10=000|".Replace('|', '\u0001'))).ClientOrderId);

    [Theory]
    [InlineData("symbol=BTCUSDT&newClientOrderId=a%3A1&newClientOrderIdX=2", "a:1")]
    [InlineData("newClientOrderId=cancel&origClientOrderId=24", "24")]
    [InlineData("symbol=BTCUSDT&price=24", null)]
    public void A_form_names_its_order(string form, string? name) => Assert.Equal(name, RequestWords.OrderNamedIn(form));

    private FaultMode Mode(params Fault[] faults) => new(new FaultProfile("test", faults), witness: _log);
}
