using Rialto.Gateways;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Binance;
using Rialto.Gateways.Binance.SocketApi;
using Rialto.Gateways.Binance.Streams;
using Rialto.Gateways.Orders;
using Xunit;

namespace Rialto.Unit.Gateways.Binance.Streams;

/// <summary>Sessions that end in no ordinary way leave nothing behind, and a pulse that fails ends no stream.</summary>
public sealed class SessionEndTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FailingTime _clock = new();
    private StreamsExchange _exchange = null!;
    private BinanceHub _hub = null!;
    private BinanceServices _binance = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _exchange = await StreamsExchange.StartAsync();
        _hub = new BinanceHub(_exchange.Exchange.Gateways.Services.Views);
        _binance = new BinanceServices(_exchange.Exchange.Gateways.Services with { Clock = _clock }, _hub);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _exchange.DisposeAsync();

    [Fact]
    public async Task A_session_of_market_streams_that_throws_ends_its_streams()
    {
        var socket = new ScriptedSocket();
        var key = NewKey();
        var listen = _binance.Streams.ListenKeys.Open(key)!;
        var running = new MarketSession(Connection(socket), _binance, _hub).RunAsync(["btcusdt@trade", listen.Text]);
        await socket.IsRead.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal((false, false), await EmptyAsync());
        socket.Fail();
        await Assert.ThrowsAsync<NotSupportedException>(() => running);
        Assert.Equal((true, true), await EmptyAsync());
    }

    [Fact]
    public async Task A_session_of_the_WebSocket_API_that_throws_ends_its_user_streams()
    {
        var socket = new ScriptedSocket();
        var connection = Connection(socket);
        var subscriptions = new ApiSubscriptions(connection.Socket, _binance, _hub);
        await subscriptions.AddAsync(NewKey());
        Assert.False((await EmptyAsync()).Users);
        await subscriptions.EndAllAsync(tells: false);
        Assert.True((await EmptyAsync()).Users);

        var created = _exchange.Exchange.Keys.Create("alice", Permissions.Read);
        var running = new ApiSession(connection, _binance, _hub, null, returnsLimits: false).RunAsync();
        var timestamp = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var signature = Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(
            System.Text.Encoding.ASCII.GetBytes(created.Secret), System.Text.Encoding.ASCII.GetBytes($"apiKey={created.Key.Id}&timestamp={timestamp}")));
        socket.Say($$"""{"id":1,"method":"userDataStream.subscribe.signature","params":{"apiKey":"{{created.Key.Id}}","timestamp":{{timestamp}},"signature":"{{signature}}"} }""");
        await UntilAsync(() => socket.Sent.Count > 0);
        Assert.Contains("\"status\":200", socket.Sent[0], StringComparison.Ordinal);
        Assert.False((await EmptyAsync()).Users);
        socket.Fail();
        await Assert.ThrowsAsync<NotSupportedException>(() => running);
        Assert.True((await EmptyAsync()).Users);
    }

    [Fact]
    public async Task A_listenKey_that_ends_while_its_stream_is_opened_ends_the_stream()
    {
        var fanOut = _exchange.Exchange.Gateways.Services.FanOut;
        var socket = new ScriptedSocket();
        var listen = _binance.Streams.ListenKeys.Open(NewKey())!;
        using var held = new ManualResetEventSlim();
        // The fan-out is busy while the key is looked up, and what ends it comes before the stream begins.
        var holding = await HoldAsync(fanOut, held);
        var running = new MarketSession(Connection(socket), _binance, _hub).RunAsync([listen.Text]);
        Assert.Same(listen, _binance.Streams.ListenKeys.Close(listen.Key, listen.Text));
        held.Set();
        await holding;
        await UntilAsync(() => socket.Sent.Count > 0);
        Assert.Contains("\"e\":\"listenKeyExpired\"", socket.Sent[0], StringComparison.Ordinal);
        Assert.True((await EmptyAsync()).Users);
        socket.Fail();
        await Assert.ThrowsAsync<NotSupportedException>(() => running);
    }

    [Fact]
    public async Task A_pulse_that_fails_is_counted_and_the_next_one_goes_out()
    {
        var fanOut = _exchange.Exchange.Gateways.Services.FanOut;
        var socket = new ScriptedSocket();
        var running = new MarketSession(Connection(socket), _binance, _hub).RunAsync(["btcusdt@depth5@100ms"]);
        await socket.IsRead.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(_hub.Market.IsPaced);

        // The clock fails for the pulse alone, whose question lies between two others.
        using var held = new ManualResetEventSlim();
        var holding = await HoldAsync(fanOut, held);
        var breaking = fanOut.AskAsync(_ => _clock.IsBroken = true, CancellationToken.None);
        _binance.Streams.Pulse();
        var mending = fanOut.AskAsync(_ => _clock.IsBroken = false, CancellationToken.None);
        held.Set();
        await Task.WhenAll(holding, breaking, mending);
        Assert.Empty(socket.Sent);
        await UntilAsync(() =>
        {
            _binance.Streams.Pulse();
            return socket.Sent.Count > 0;
        });
        Assert.True(_clock.Failures > 0);
        socket.Fail();
        await Assert.ThrowsAsync<NotSupportedException>(() => running);
    }

    [Fact]
    public async Task Who_does_not_read_his_answers_gets_no_further_ones_until_he_does()
    {
        const int Requests = 2_000;
        _binance.Options.Sockets.MaxUnreadAnswerBytes = 10_000;
        var socket = new ScriptedSocket();
        socket.Block();
        var connection = Connection(socket);
        var running = new ApiSession(connection, _binance, _hub, null, returnsLimits: false).RunAsync();
        for (var i = 0; i < Requests; i++)
            socket.Say($$"""{"id":{{i}},"method":"time"}""");
        await UntilAsync(() => connection.Socket.WaitingBytes > 10_000);
        Assert.InRange(connection.Socket.WaitingBytes, 10_000, 11_000);
        Assert.Empty(socket.Sent);

        socket.Resume();
        await UntilAsync(() => socket.Sent.Count == Requests);
        Assert.StartsWith($$"""{"id":{{Requests - 1}},""", socket.Sent[^1], StringComparison.Ordinal);
        socket.Fail();
        await Assert.ThrowsAsync<NotSupportedException>(() => running);
    }

    private BinanceConnection Connection(ScriptedSocket socket) => new(socket, _binance.Options.Sockets, new GatewayMetrics(), isMicroseconds: false, _clock.GetUtcNow());

    private ApiKey NewKey() => _exchange.Exchange.Keys.Find(_exchange.Exchange.Keys.Create("alice", Permissions.Read).Key.Id)!;

    private Task<(bool Market, bool Users)> EmptyAsync() => _exchange.Exchange.Gateways.Services.FanOut.AskAsync(_ => (_hub.Market.IsEmpty, _hub.Users.IsEmpty), CancellationToken.None);

    /// <summary>The fan-out does nothing until the event is set; returns once it is so.</summary>
    private static async Task<Task> HoldAsync(FanOut fanOut, ManualResetEventSlim held)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var holding = Task.Run(() => fanOut.AskAsync(
            _ =>
            {
                entered.SetResult();
                return held.Wait(Patience);
            },
            CancellationToken.None));
        await entered.Task.WaitAsync(Patience);
        return holding;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
            await Task.Delay(1, patience.Token);
    }

    /// <summary>A clock that can break.</summary>
    private sealed class FailingTime : TimeProvider
    {
        public bool IsBroken { get; set; }

        public int Failures { get; private set; }

        public override DateTimeOffset GetUtcNow()
        {
            if (!IsBroken)
                return System.GetUtcNow();
            Failures++;
            throw new InvalidOperationException("A clock that fails.");
        }
    }
}
