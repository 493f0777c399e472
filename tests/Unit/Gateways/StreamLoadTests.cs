using System.Globalization;
using System.Text.Json;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>Streams under a random flow, and readers that do not keep up.</summary>
public sealed class StreamLoadTests
{
    private static readonly InstrumentId Aapl = new(1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_book_built_from_the_stream_equals_the_audit(int seed)
    {
        await using var exchange = await RunningExchange.StartAsync();
        await using var early = await SocketClient.ConnectAsync(exchange);
        await early.SendAsync("""{"op":"subscribe","channel":"book","symbol":"AAPL"}""");
        var flow = new RandomFlow(seed);
        for (var i = 0; i < 500; i++)
            exchange.Inject(flow.Next());
        await using var late = await SocketClient.ConnectAsync(exchange);
        await late.SendAsync("""{"op":"subscribe","channel":"book","symbol":"AAPL"}""");
        for (var i = 0; i < 1_500; i++)
            exchange.Inject(flow.Next());
        exchange.Inject(RandomFlow.Farewell());
        var last = await SettleAsync(exchange, 2_001);

        foreach (var socket in (SocketClient[])[early, late])
        {
            var book = new StreamedBook();
            while (book.Sequence < last.Sequence)
                book.Apply((await socket.ReceiveAsync())!.Value);
            Assert.Equal(Levels(last.State, Side.Buy), book.Side("bids"));
            Assert.Equal(Levels(last.State, Side.Sell), book.Side("asks"));
        }

        using var rest = exchange.Anonymous();
        var whole = await rest.GetAsync("/api/v1/orderbook/AAPL?depth=0");
        Assert.Equal(Levels(last.State, Side.Buy), Levels(whole, "bids"));
        Assert.Equal(Levels(last.State, Side.Sell), Levels(whole, "asks"));
        var byOrder = await rest.GetAsync("/api/v1/orderbook/AAPL/orders?depth=10000");
        Assert.Equal(
            last.State.Bids.Concat(last.State.Asks).Select(order => (order.OrderId.ToString(), order.DisplayQuantity.ToString())),
            byOrder.Body.GetProperty("bids").EnumerateArray().Concat(byOrder.Body.GetProperty("asks").EnumerateArray())
                .Select(order => (order.GetProperty("order_id").GetString()!, order.GetProperty("quantity").GetString()!)));
        Assert.Null(exchange.Fault);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_book_by_order_built_from_the_stream_equals_the_audit_in_every_order_and_its_priority(int seed)
    {
        await using var exchange = await RunningExchange.StartAsync();
        await using var early = await SocketClient.ConnectAsync(exchange);
        await early.SendAsync("""{"op":"subscribe","channel":"book_orders","symbol":"AAPL"}""");
        var flow = new RandomFlow(seed);
        for (var i = 0; i < 500; i++)
            exchange.Inject(flow.Next());
        await using var late = await SocketClient.ConnectAsync(exchange);
        await late.SendAsync("""{"op":"subscribe","channel":"book_orders","symbol":"AAPL"}""");
        for (var i = 0; i < 1_500; i++)
            exchange.Inject(flow.Next());
        exchange.Inject(RandomFlow.Farewell());
        var last = await SettleAsync(exchange, 2_001);

        foreach (var socket in (SocketClient[])[early, late])
        {
            var book = new StreamedOrders();
            while (book.Sequence < last.Sequence)
                book.Apply((await socket.ReceiveAsync())!.Value);
            foreach (var (name, orders) in new[] { ("buy", last.State.Bids), ("sell", last.State.Asks) })
                Assert.Equal(orders.Select(order => (order.OrderId.ToString(), DecimalText.Format(order.Price.Units, 2), order.DisplayQuantity.ToString())), book.InPriority(name));
        }
    }

    [Fact]
    public async Task A_reader_of_the_book_by_order_that_does_not_keep_up_is_disconnected()
    {
        await using var exchange = await RunningExchange.StartAsync(options => options.Streams.MaxQueued = 64);
        await using var slow = await SocketClient.ConnectAsync(exchange);
        await slow.SendAsync("""{"op":"subscribe","channel":"book_orders","symbol":"AAPL"}""");
        await slow.ExpectAsync("subscribed");

        await TradeAsync(exchange, 60_000);

        Assert.Equal((4008, "slow consumer: book_orders"), await slow.ReadToEndAsync());
    }

    [Fact]
    public async Task An_answer_that_leaves_events_out_says_so_and_its_sums_are_right()
    {
        const int Makers = 17_000;
        await using var exchange = await RunningExchange.StartAsync();
        using var alice = exchange.Rest("alice");
        for (var i = 0; i < Makers; i++)
        {
            exchange.Inject(new Command
            {
                Kind = CommandKind.NewOrder,
                Owner = new OwnerId(9),
                Instrument = Aapl,
                Side = Side.Sell,
                Price = new Price(i < Makers / 2 ? 100 : 200),
                Quantity = new Quantity(1),
                Terms = OrderTerms.Of(OrderType.Limit),
            });
        }

        await SettleAsync(exchange, Makers);
        var taken = await alice.OrderAsync($$"""{"symbol":"AAPL","side":"buy","price":"5.00","quantity":"{{Makers}}"}""");
        var few = await alice.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"5.00","quantity":"1"}""");

        Assert.Equal(("filled", $"{Makers}", "1.50", "True"), (taken["status"], taken["filled"], taken["avg_price"], taken["truncated"]));
        Assert.InRange(taken.Body.GetProperty("fills").GetArrayLength(), 1, Makers - 1);
        Assert.Null(few["truncated"]);
        Assert.Null(exchange.Fault);
    }

    [Fact]
    public async Task Views_rebuilt_from_a_journal_equal_those_that_lived_through_it()
    {
        await using var first = await RunningExchange.StartAsync();
        var flow = new RandomFlow(9);
        for (var i = 0; i < 2_000; i++)
            first.Inject(flow.Next());
        first.Inject(RandomFlow.Farewell());
        await SettleAsync(first, 2_001);
        var journal = await first.OnEngineAsync(_ => first.Journal.ToList());
        await using var second = await RunningExchange.StartAsync(journal: journal);

        using var before = first.Anonymous();
        using var after = second.Anonymous();
        foreach (var path in (string[])["orderbook/AAPL?depth=0", "orderbook/AAPL/orders?depth=10000", "trades/AAPL?limit=1000", "tickers", "instruments"])
            Assert.Equal((await before.GetAsync("/api/v1/" + path)).Body.GetRawText(), (await after.GetAsync("/api/v1/" + path)).Body.GetRawText());
    }

    [Fact]
    public async Task A_reader_of_trades_that_does_not_keep_up_is_disconnected_and_nobody_else_waits()
    {
        await using var exchange = await RunningExchange.StartAsync(options => options.Streams.MaxQueued = 64);
        await using var slow = await SocketClient.ConnectAsync(exchange);
        await slow.SendAsync("""{"op":"subscribe","channel":"trades","symbol":"AAPL"}""");
        await slow.ExpectAsync("subscribed");
        using var rest = exchange.Rest("alice");

        // More than the sockets' own buffers hold, while nobody reads.
        await TradeAsync(exchange, 60_000);

        Assert.Equal(201, (await rest.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"1.00","quantity":"1"}""")).Status);
        Assert.Equal((4008, "slow consumer: trades"), await slow.ReadToEndAsync());
    }

    [Fact]
    public async Task A_reader_of_the_book_that_does_not_keep_up_gets_changes_merged_and_ends_with_the_right_book()
    {
        await using var exchange = await RunningExchange.StartAsync();
        await using var slow = await SocketClient.ConnectAsync(exchange);
        await slow.SendAsync("""{"op":"subscribe","channel":"book","symbol":"AAPL"}""");
        await slow.ExpectAsync("subscribed");

        await TradeAsync(exchange, 60_000);
        using var rest = exchange.Rest("alice");
        var order = await rest.OrderAsync("""{"symbol":"AAPL","side":"buy","price":"1.23","quantity":"77"}""");
        var sequence = order.Body.GetProperty("sequence").GetInt64();

        var book = new StreamedBook();
        while (book.Sequence < sequence)
            book.Apply((await slow.ReceiveAsync())!.Value);
        Assert.Equal([("1.23", "77")], book.Side("bids"));
        Assert.Empty(book.Side("asks"));
        Assert.True(book.Messages < 120_000, $"{book.Messages} messages for 120,000 changes");
    }

    private static async Task TradeAsync(RunningExchange exchange, int count)
    {
        for (var i = 0; i < count; i++)
        {
            exchange.Inject(Limit(Side.Sell, 100));
            exchange.Inject(Limit(Side.Buy, 100));
        }

        var end = 3 + 2L * count;
        while (exchange.Gateways.Sequence < end)
            await Task.Delay(1);

        static Command Limit(Side side, long price) => new()
        {
            Kind = CommandKind.NewOrder,
            Owner = new OwnerId(9),
            Instrument = Aapl,
            Side = side,
            Price = new Price(price),
            Quantity = new Quantity(1),
            Terms = OrderTerms.Of(OrderType.Limit),
        };
    }

    private static async Task<(BookState State, long Sequence)> SettleAsync(RunningExchange exchange, int commands)
    {
        while (exchange.Gateways.Sequence < 3 + commands)
            await Task.Delay(1);
        return await exchange.OnEngineAsync(engine => (engine.Audit(Aapl), engine.LastSequence));
    }

    private static List<(string Price, string Quantity)> Levels(BookState state, Side side) =>
        [.. state.Levels(side).Select(level => (DecimalText.Format(level.Price.Units, 2), level.Quantity.ToString()))];

    private static List<(string Price, string Quantity)> Levels(RestAnswer answer, string side) =>
        [.. answer.Body.GetProperty(side).EnumerateArray().Select(level => (level.GetProperty("price").GetString()!, level.GetProperty("quantity").GetString()!))];

    /// <summary>Orders of three owners around one price: limits, icebergs, stops, cancels, replacements, with self-trade prevention.</summary>
    private sealed class RandomFlow(int seed)
    {
        private readonly Random _random = new(seed);
        private int _orders;

        public Command Next()
        {
            var owner = new OwnerId(_random.Next(1, 4));
            var dice = _random.Next(100);
            if (dice < 20 && _orders > 0)
                return new Command { Kind = CommandKind.CancelOrder, Owner = owner, OrderId = new OrderId(_random.Next(1, _orders + 1)) };
            if (dice < 30 && _orders > 0)
                return new Command { Kind = CommandKind.ReduceOrder, Owner = owner, OrderId = new OrderId(_random.Next(1, _orders + 1)), Quantity = new Quantity(_random.Next(1, 20)) };
            if (dice < 45 && _orders > 0)
                return new Command { Kind = CommandKind.ReplaceOrder, Owner = owner, OrderId = new OrderId(_random.Next(1, _orders + 1)), Price = new Price(_random.Next(0, 2) * _random.Next(9_950, 10_050)), Quantity = new Quantity(_random.Next(1, 200)) };
            _orders++;
            var type = dice < 50 ? OrderType.StopLimit : OrderType.Limit;
            var quantity = _random.Next(1, 200);
            return new Command
            {
                Kind = CommandKind.NewOrder,
                Owner = owner,
                Instrument = Aapl,
                Side = (Side)_random.Next(2),
                Price = new Price(_random.Next(9_950, 10_050)),
                Quantity = new Quantity(quantity),
                DisplayQuantity = new Quantity(dice > 85 && quantity > 10 ? 10 : 0),
                TriggerPrice = new Price(type == OrderType.StopLimit ? _random.Next(9_950, 10_050) : 0),
                Terms = OrderTerms.Of(type, selfTradePrevention: (SelfTradePrevention)_random.Next(6)),
            };
        }

        /// <summary>An order that certainly changes the book, so that every reader knows when it has everything.</summary>
        public static Command Farewell() => new()
        {
            Kind = CommandKind.NewOrder,
            Owner = new OwnerId(1),
            Instrument = Aapl,
            Side = Side.Buy,
            Price = new Price(1),
            Quantity = new Quantity(1),
            Terms = OrderTerms.Of(OrderType.Limit),
        };
    }

    /// <summary>A book by order as a client builds it: whatever is added goes to the end of its level.</summary>
    private sealed class StreamedOrders
    {
        private readonly List<(string Side, string Id, string Price, string Quantity)> _orders = [];

        public long Sequence { get; private set; } = -1;

        public void Apply(JsonElement message)
        {
            switch (message.GetProperty("type").GetString())
            {
                case "snapshot":
                    _orders.Clear();
                    foreach (var (name, side) in new[] { ("bids", "buy"), ("asks", "sell") })
                        _orders.AddRange(message.GetProperty(name).EnumerateArray().Select(order => (side, order[0].GetString()!, order[1].GetString()!, order[2].GetString()!)));
                    break;
                case "change":
                    Change(message);
                    break;
                default:
                    return;
            }

            Sequence = message.GetProperty("sequence").GetInt64();
        }

        public IEnumerable<(string, string, string)> InPriority(string side)
        {
            var own = _orders.Where(order => order.Side == side);
            var sorted = side == "buy" ? own.OrderByDescending(order => decimal.Parse(order.Price, CultureInfo.InvariantCulture)) : own.OrderBy(order => decimal.Parse(order.Price, CultureInfo.InvariantCulture));
            return sorted.Select(order => (order.Id, order.Price, order.Quantity));
        }

        private void Change(JsonElement message)
        {
            var (id, side) = (message.GetProperty("order_id").GetString()!, message.GetProperty("side").GetString()!);
            var entry = (side, id, message.GetProperty("price").GetString()!, message.GetProperty("quantity").GetString()!);
            var at = _orders.FindIndex(order => order.Id == id);
            switch (message.GetProperty("action").GetString())
            {
                case "add":
                    Assert.Equal(-1, at);
                    _orders.Add(entry);
                    break;
                case "change":
                    Assert.Equal(entry.Item3, _orders[at].Price);
                    _orders[at] = entry;
                    break;
                default:
                    Assert.NotEqual(-1, at);
                    _orders.RemoveAt(at);
                    break;
            }
        }
    }

    /// <summary>A book as a client builds it.</summary>
    private sealed class StreamedBook
    {
        private readonly Dictionary<string, Dictionary<string, string>> _sides = new() { ["bids"] = [], ["asks"] = [] };

        public long Sequence { get; private set; } = -1;

        public int Messages { get; private set; }

        public void Apply(JsonElement message)
        {
            var type = message.GetProperty("type").GetString();
            if (type == "subscribed")
                return;
            Messages++;
            if (type == "update")
                Assert.Equal(Sequence, message.GetProperty("previous").GetInt64());
            foreach (var (name, side) in _sides)
            {
                if (type == "snapshot")
                    side.Clear();
                foreach (var level in message.GetProperty(name).EnumerateArray())
                {
                    if (level[1].GetString() == "0")
                        side.Remove(level[0].GetString()!);
                    else
                        side[level[0].GetString()!] = level[1].GetString()!;
                }
            }

            Sequence = message.GetProperty("sequence").GetInt64();
        }

        public List<(string Price, string Quantity)> Side(string name)
        {
            var levels = _sides[name].Select(level => (Price: level.Key, Quantity: level.Value)).OrderBy(level => decimal.Parse(level.Price, CultureInfo.InvariantCulture)).ToList();
            if (name == "bids")
                levels.Reverse();
            return levels;
        }
    }
}
