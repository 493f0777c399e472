using System.Text.Json;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Gateways.Dashboard;

/// <summary>The channels dashboard and dashboard_own over real sockets: what a screen knows from frames alone is what the exchange says of itself.</summary>
public sealed class DashboardStreamTests : IAsyncLifetime
{
    private RunningExchange _exchange = null!;
    private RestClient _alice = null!;
    private RestClient _bob = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _exchange = await RunningExchange.StartAsync();
        _alice = _exchange.Rest("alice");
        _bob = _exchange.Rest("bob");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _alice.Dispose();
        _bob.Dispose();
        await _exchange.DisposeAsync();
    }

    [Fact]
    public async Task A_screen_is_shown_every_instrument_and_each_change_of_its_state()
    {
        await using var socket = await SocketClient.ConnectAsync(_exchange);
        await socket.SendAsync("""{"op":"subscribe","channel":"dashboard"}""");
        var seen = new SeenExchange();
        await UntilAsync(socket, seen, () => seen.Market.ContainsKey(1));
        Assert.Equal((InstrumentState.Open, 0), seen.Market[1]);
        Assert.Equal([1], seen.Defined);

        // A refusal that names an instrument there is not is nobody's news.
        _exchange.Inject(Command.SetInstrumentState(new InstrumentId(77), InstrumentState.Halted));
        _exchange.Inject(Command.SetInstrumentState(new InstrumentId(1), InstrumentState.Halted));
        await UntilAsync(socket, seen, () => seen.Market[1].State == InstrumentState.Halted);
        _exchange.Inject(Command.DefineInstrument(
            new Instrument(new InstrumentId(2), Text36.Of("NEW"), 2, 0, 2, new Price(1), new Quantity(1), new Quantity(1), new Quantity(1_000))));
        await UntilAsync(socket, seen, () => seen.Defined.Contains(2) && seen.Market.ContainsKey(2));
    }

    [Fact]
    public async Task A_book_built_from_frames_is_the_exchanges_book_and_every_trade_comes_once()
    {
        await using var socket = await SocketClient.ConnectAsync(_exchange);
        await _bob.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"150.50","quantity":"80"}""");
        await socket.SendAsync("""{"op":"subscribe","channel":"dashboard","symbol":"AAPL"}""");
        var seen = new SeenExchange();
        await UntilAsync(socket, seen, () => seen.Snapshots == 1);
        Assert.Equal((80, 1), seen.Asks[15_050]);

        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var side = random.Next(2) == 0 ? "buy" : "sell";
            await (i % 2 == 0 ? _alice : _bob).OrderAsync($$"""{"symbol":"AAPL","side":"{{side}}","price":"150.{{random.Next(40, 60)}}","quantity":"{{random.Next(1, 9)}}"}""");
        }

        var book = (await _alice.GetAsync("/api/v1/orderbook/AAPL?depth=0")).Body;
        await UntilAsync(socket, seen, () => seen.BookSequence >= book.GetProperty("sequence").GetInt64());
        Assert.Equal(Levels(book.GetProperty("bids")), seen.Bids.Reverse().Select(level => (level.Key, level.Value.Quantity, level.Value.Orders)));
        Assert.Equal(Levels(book.GetProperty("asks")), seen.Asks.Select(level => (level.Key, level.Value.Quantity, level.Value.Orders)));
        Assert.Equal(1, seen.Snapshots);

        var trades = (await _alice.GetAsync("/api/v1/trades/AAPL?limit=1000")).Body.GetProperty("trades").EnumerateArray().Select(trade => long.Parse(trade.GetProperty("trade_id").GetString()!)).Reverse();
        await UntilAsync(socket, seen, () => seen.Trades.Count > 0 && seen.Trades[^1] == trades.Last());
        Assert.Equal(trades, seen.Trades);
        Assert.Equal(0, seen.TradeGaps);
    }

    [Fact]
    public async Task Own_orders_and_fills_are_shown_to_their_owner_from_before_and_after_and_nobody_elses()
    {
        var before = await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"150.00","quantity":"10","client_order_id":"early"}""");
        await _bob.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"150.00","quantity":"4","client_order_id":"bobs"}""");
        await using var socket = await SocketClient.ConnectAsync(_exchange, "alice");
        await socket.SendAsync("""{"op":"subscribe","channel":"dashboard_own"}""");
        var seen = new SeenExchange();
        await UntilAsync(socket, seen, () => seen.Orders.Count > 0 && seen.Fills.Count > 0);
        Assert.Equal((OrderStatus.PartiallyFilled, 6, "early"), Assert.Single(seen.Orders).Value);
        Assert.Equal([(1, 1, true)], seen.Fills);
        Assert.Equal(1, seen.LiveOrders);

        await _alice.OrderAsync("""{"symbol":"AAPL","side":"sell","order_type":"stop_limit","stop_price":"149.00","price":"148.00","quantity":"3","client_order_id":"stop"}""");
        await _bob.OrderAsync("""{"symbol":"AAPL","side":"sell","price":"150.00","quantity":"6"}""");
        await UntilAsync(socket, seen, () => seen.Orders.Values.Any(order => order is { Status: OrderStatus.Filled, Name: "early" }) && seen.Orders.Values.Any(order => order.Name == "stop") && seen.Fills.Count == 2);
        Assert.Equal(2, seen.Orders.Count);
        await _alice.DeleteAsync("/api/v1/orders/by-client-id/stop");
        await UntilAsync(socket, seen, () => seen.Orders.Values.Any(order => order is { Status: OrderStatus.Canceled, Name: "stop" }));
        Assert.Equal(0, seen.LiveOrders);
        Assert.Equal("early", before.Body.GetProperty("client_order_id").GetString());
    }

    [Fact]
    public async Task A_screen_that_does_not_read_is_told_how_things_stand_once_it_reads_and_is_never_disconnected()
    {
        await using var socket = await SocketClient.ConnectAsync(_exchange, "alice");
        foreach (var subscription in (string[])["\"dashboard\",\"symbol\":\"AAPL\"", "\"dashboard_own\""])
            await socket.SendAsync($$"""{"op":"subscribe","channel":{{subscription}}}""");
        var seen = new SeenExchange();
        await UntilAsync(socket, seen, () => seen.Snapshots == 1);

        // A fast reader beside it sees everything meanwhile.
        await using var fast = await SocketClient.ConnectAsync(_exchange, "bob");
        await fast.SendAsync("""{"op":"subscribe","channel":"dashboard_own"}""");
        for (var i = 0; i < 1_500; i++)
            _exchange.Inject(Order(i % 2 == 0 ? Side.Buy : Side.Sell, i % 2 == 0 ? 14_000 + i : 16_000 + i));
        var last = await _bob.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"100.00","quantity":"1","client_order_id":"last"}""");
        var fastSeen = new SeenExchange();
        await UntilAsync(fast, fastSeen, () => fastSeen.Orders.Values.Any(order => order.Name == "last"));

        await UntilAsync(socket, seen, () => seen.BookSequence >= last.Body.GetProperty("sequence").GetInt64());
        Assert.Equal((1, 1), seen.Bids[10_000]);
        Assert.Equal(751, seen.Bids.Count);
        await UntilAsync(socket, seen, () => seen.LiveOrders == 1_500);
        Assert.True(seen.Orders.Count <= 1_500);
        Assert.Null(socket.CloseStatus);
    }

    [Fact]
    public async Task What_is_the_owners_needs_a_key_that_may_read()
    {
        await using var socket = await SocketClient.ConnectAsync(_exchange);
        await socket.SendAsync("""{"op":"subscribe","id":1,"channel":"dashboard_own"}""");
        Assert.Equal("Unauthorized", (await socket.ExpectAsync("error")).GetProperty("error").GetProperty("code").GetString());
        await using var trader = await SocketClient.ConnectAsync(_exchange, "carol", permissions: Permissions.Trade);
        await trader.SendAsync("""{"op":"subscribe","id":1,"channel":"dashboard_own"}""");
        Assert.Equal("Forbidden", (await trader.ExpectAsync("error")).GetProperty("error").GetProperty("code").GetString());
        await trader.SendAsync("""{"op":"subscribe","id":1,"channel":"dashboard_own","symbol":"AAPL"}""");
        await trader.ExpectAsync("error");
    }

    [Fact]
    public async Task A_subscription_begun_again_begins_with_a_snapshot_and_one_that_ended_is_silent()
    {
        await using var socket = await SocketClient.ConnectAsync(_exchange);
        var seen = new SeenExchange();
        await socket.SendAsync("""{"op":"subscribe","channel":"dashboard","symbol":"AAPL"}""");
        await UntilAsync(socket, seen, () => seen.Snapshots == 1);
        await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"150.00","quantity":"10"}""");
        await UntilAsync(socket, seen, () => seen.Bids.Count == 1);
        await socket.SendAsync("""{"op":"subscribe","channel":"dashboard","symbol":"AAPL"}""");
        await UntilAsync(socket, seen, () => seen.Snapshots == 2);
        Assert.Single(seen.Bids);

        await socket.SendAsync("""{"op":"unsubscribe","id":9,"channel":"dashboard","symbol":"AAPL"}""");
        await UntilAsync(socket, seen, static () => false, "unsubscribed");
        await _alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"149.00","quantity":"10"}""");
        await socket.SendAsync("""{"op":"subscribe","channel":"dashboard"}""");
        await UntilAsync(socket, seen, () => seen.Market.Count == 1);
        Assert.Single(seen.Bids);
    }

    private Command Order(Side side, long price)
    {
        var owner = _alice.Key.Key.Owner;
        return new Command
        {
            Kind = CommandKind.NewOrder,
            Instrument = new InstrumentId(1),
            Owner = owner,
            Side = side,
            Price = new Price(price),
            Quantity = new Quantity(1),
            Terms = OrderTerms.Of(OrderType.Limit),
        };
    }

    private static IEnumerable<(long, long, long)> Levels(JsonElement side) => side.EnumerateArray().Select(level => (
        (long)(decimal.Parse(level.GetProperty("price").GetString()!, System.Globalization.CultureInfo.InvariantCulture) * 100),
        long.Parse(level.GetProperty("quantity").GetString()!, System.Globalization.CultureInfo.InvariantCulture), level.GetProperty("orders").GetInt64()));

    /// <summary>Reads until something is seen, or a JSON message of a type came.</summary>
    private static async Task UntilAsync(SocketClient socket, SeenExchange seen, Func<bool> done, string? type = null)
    {
        while (!done())
        {
            var (bytes, isBinary) = await socket.ReceiveBytesAsync() ?? throw new InvalidOperationException($"Closed: {socket.CloseStatus} {socket.CloseReason}");
            if (isBinary)
                seen.Take(bytes);
            else if (type is not null && JsonDocument.Parse(bytes).RootElement.GetProperty("type").GetString() == type)
                return;
        }
    }
}
