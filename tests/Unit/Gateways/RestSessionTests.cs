using System.Net;
using System.Net.Sockets;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>Where orders come from, when they come over REST or over a WebSocket that asked for nothing special.</summary>
public sealed class RestSessionTests
{
    private const string Bid = """{"symbol":"AAPL","side":"buy","order_type":"limit","price":"100.00","quantity":1}""";

    [Fact]
    public async Task An_order_over_REST_belongs_to_a_session_of_its_owner_at_its_address()
    {
        await using var exchange = await RunningExchange.StartAsync();
        using var alice = exchange.Rest();
        using var bob = exchange.Rest("bob");

        await alice.OrderAsync(Bid);
        await alice.OrderAsync(Bid);
        await bob.OrderAsync(Bid);

        var opened = await JournalAsync(exchange, CommandKind.OpenSession);
        Assert.Equal([alice.Key.Key.Owner, bob.Key.Key.Owner], opened.Select(one => one.Owner));
        Assert.All(opened, one => Assert.Equal("127.0.0.1", one.Text.ToString()));
        Assert.All(opened, one => Assert.False(one.CancelOnDisconnect));
        var orders = await JournalAsync(exchange, CommandKind.NewOrder);
        Assert.Equal([opened[0].Session, opened[0].Session, opened[1].Session], orders.Select(one => one.Session));
    }

    [Fact]
    public async Task Two_addresses_of_an_owner_are_two_sessions()
    {
        await using var exchange = await RunningExchange.StartAsync();
        using var here = exchange.Rest();
        using var elsewhere = new RestClient(exchange.Gateways.HttpUrl, here.Key, ComingFrom("127.0.0.2"));

        await here.OrderAsync(Bid);
        await elsewhere.OrderAsync(Bid);

        var opened = await JournalAsync(exchange, CommandKind.OpenSession);
        Assert.Equal(["127.0.0.1", "127.0.0.2"], opened.Select(one => one.Text.ToString()));
    }

    [Fact]
    public async Task Cancels_and_changes_say_where_they_came_from_too()
    {
        await using var exchange = await RunningExchange.StartAsync();
        using var alice = exchange.Rest();

        var order = (await alice.OrderAsync(Bid))["order_id"];
        await alice.PutAsync($"/api/v1/orders/{order}", """{"price":"101.00"}""");
        await alice.DeleteAsync($"/api/v1/orders/{order}");
        await alice.DeleteAsync("/api/v1/orders?symbol=AAPL");

        var session = (await JournalAsync(exchange, CommandKind.OpenSession)).Single().Session;
        foreach (var kind in (CommandKind[])[CommandKind.ReplaceOrder, CommandKind.CancelOrder, CommandKind.MassCancel])
            Assert.Equal(session, (await JournalAsync(exchange, kind)).Single().Session);
    }

    [Fact]
    public async Task A_mass_cancel_of_another_session_names_that_one()
    {
        await using var exchange = await RunningExchange.StartAsync();
        using var alice = exchange.Rest();
        await using var socket = await SocketClient.ConnectAsync(exchange, "alice", cancelOnDisconnect: true);
        var session = (await JournalAsync(exchange, CommandKind.OpenSession)).Single().Session;

        var answer = await alice.DeleteAsync($"/api/v1/orders?session={session}");

        Assert.Equal(200, answer.Status);
        Assert.Equal(session, (await JournalAsync(exchange, CommandKind.MassCancel)).Single().Session);
    }

    [Fact]
    public async Task What_was_not_used_for_a_while_is_closed_and_its_orders_stay()
    {
        var time = new ManualTime();
        await using var exchange = await RunningExchange.StartAsync(options => options.Http.SessionIdleSeconds = 60, clock: time);
        using var alice = exchange.Rest();
        using var bob = exchange.Rest("bob");
        var order = (await alice.OrderAsync(Bid))["order_id"];
        time.Step(TimeSpan.FromSeconds(61));

        await bob.OrderAsync(Bid);
        await alice.OrderAsync(Bid);

        var opened = await JournalAsync(exchange, CommandKind.OpenSession);
        Assert.Equal([alice.Key.Key.Owner, bob.Key.Key.Owner, alice.Key.Key.Owner], opened.Select(one => one.Owner));
        Assert.Equal(opened[0].Session, (await JournalAsync(exchange, CommandKind.CloseSession)).Single().Session);
        Assert.Equal("open", (await alice.GetAsync($"/api/v1/orders/{order}"))["status"]);
    }

    [Fact]
    public async Task Where_as_many_are_open_as_may_be_the_longest_unused_one_makes_way()
    {
        await using var exchange = await RunningExchange.StartAsync(options => options.Http.MaxSessions = 2);
        using var alice = exchange.Rest();
        using var bob = exchange.Rest("bob");
        using var carol = exchange.Rest("carol");
        await alice.OrderAsync(Bid);
        await bob.OrderAsync(Bid);
        await alice.OrderAsync(Bid);

        await carol.OrderAsync(Bid);

        Assert.Equal(bob.Key.Key.Owner, (await JournalAsync(exchange, CommandKind.CloseSession)).Single().Owner);
        Assert.All(await JournalAsync(exchange, CommandKind.NewOrder), one => Assert.NotEqual(default, one.Session));
    }

    [Fact]
    public async Task Where_all_are_in_use_an_order_goes_without_and_the_metrics_say_so()
    {
        await using var exchange = await RunningExchange.StartAsync(options => options.Http.MaxSessions = 1);
        using var alice = exchange.Rest();
        using var bob = exchange.Rest("bob");
        await alice.OrderAsync(Bid);
        exchange.HoldDurable();
        var waiting = alice.OrderAsync(Bid);
        while ((await JournalAsync(exchange, CommandKind.NewOrder)).Count < 2)
            await Task.Yield();
        var other = bob.OrderAsync(Bid);
        while ((await JournalAsync(exchange, CommandKind.NewOrder)).Count < 3)
            await Task.Yield();
        exchange.ReleaseDurable();

        Assert.Equal(201, (await waiting).Status);
        Assert.Equal(201, (await other).Status);
        Assert.Equal(default, (await JournalAsync(exchange, CommandKind.NewOrder))[^1].Session);
        using var http = new HttpClient();
        Assert.Contains("\nrest_requests_without_session_total 1\n", await http.GetStringAsync(new Uri(exchange.Gateways.HttpUrl + "/metrics"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_first_requests_at_once_open_one_session()
    {
        await using var exchange = await RunningExchange.StartAsync();
        using var alice = exchange.Rest();

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => alice.OrderAsync(Bid)));

        var session = (await JournalAsync(exchange, CommandKind.OpenSession)).Single().Session;
        Assert.All(await JournalAsync(exchange, CommandKind.NewOrder), one => Assert.Equal(session, one.Session));
    }

    [Fact]
    public async Task An_exchange_that_stops_closes_them()
    {
        await using var exchange = await RunningExchange.StartAsync();
        using var alice = exchange.Rest();
        await alice.OrderAsync(Bid);

        await exchange.Gateways.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(alice.Key.Key.Owner, (await JournalAsync(exchange, CommandKind.CloseSession)).Single().Owner);
        Assert.Equal(1, await exchange.OnEngineAsync(engine => engine.LiveOrders));
    }

    [Fact]
    public async Task A_WebSocket_has_a_session_from_its_first_order_and_keeps_its_orders_where_it_did_not_ask()
    {
        await using var exchange = await RunningExchange.StartAsync();
        await using (var socket = await SocketClient.ConnectAsync(exchange, "alice"))
        {
            Assert.Empty(await JournalAsync(exchange, CommandKind.OpenSession));
            await socket.SendAsync("""{"op":"order.new","id":1,"symbol":"AAPL","side":"buy","order_type":"limit","price":"100.00","quantity":1}""");
            Assert.Equal(201, (await socket.ExpectAsync("response")).GetProperty("status").GetInt32());
            await socket.SendAsync("""{"op":"order.new","id":2,"symbol":"AAPL","side":"buy","order_type":"limit","price":"100.00","quantity":1}""");
            await socket.ExpectAsync("response");
        }

        while ((await JournalAsync(exchange, CommandKind.CloseSession)).Count == 0)
            await Task.Yield();
        var opened = (await JournalAsync(exchange, CommandKind.OpenSession)).Single();
        Assert.StartsWith("127.0.0.1:", opened.Text.ToString(), StringComparison.Ordinal);
        Assert.All(await JournalAsync(exchange, CommandKind.NewOrder), one => Assert.Equal(opened.Session, one.Session));
        Assert.Equal(2, await exchange.OnEngineAsync(engine => engine.LiveOrders));
    }

    private static Task<List<Command>> JournalAsync(RunningExchange exchange, CommandKind kind) =>
        exchange.OnEngineAsync(_ => exchange.Journal.FindAll(one => one.Kind == kind));

    private static SocketsHttpHandler ComingFrom(string address) => new()
    {
        ConnectCallback = async (context, cancellation) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };
}
