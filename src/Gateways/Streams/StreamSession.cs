using System.Diagnostics;
using System.Net.WebSockets;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Auth;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Streams;

/// <summary>
/// One WebSocket connection: reads requests one after the other, so that commands are sequenced in the order sent; a <see cref="StreamSender"/>
/// writes. Ends by itself when the peer leaves, misbehaves or does not read.
/// </summary>
internal sealed class StreamSession
{
    private const int MaxTakenTogether = 64;
    private static readonly TimeSpan GoodbyePatience = TimeSpan.FromSeconds(1);

    private readonly WebSocket _socket;
    private readonly GatewayServices _services;
    private readonly StreamConnection _connection;
    private readonly StreamSender _sender;
    private readonly SocketOrders _orders;
    private readonly SocketSubscriptions _subscriptions;
    private readonly SocketRequest _request = new();
    private readonly TokenBucket _rate;
    private readonly TokenBucket _signedRate;
    private byte[] _frame = new byte[1_024];
    private int _refusedInARow;
    private int _takenTogether;
    private long _saidGoodbyeAt;

    public StreamSession(WebSocket socket, GatewayServices services, ApiKey? key, string address)
    {
        var options = services.Options.Streams;
        _socket = socket;
        _services = services;
        _connection = new StreamConnection(options) { Key = key };
        _orders = new SocketOrders(_connection, services, address);
        _sender = new StreamSender(socket, _connection, services, _orders.OnAnswered);
        _connection.Sender = _sender;
        _subscriptions = new SocketSubscriptions(_connection, services);
        _rate = new TokenBucket(options.MessagesPerSecond, options.MessageBurst, Stopwatch.Frequency);
        _signedRate = new TokenBucket(options.SignedMessagesPerSecond, options.SignedMessageBurst, Stopwatch.Frequency);
    }

    /// <summary>Runs the connection to its end.</summary>
    public async Task RunAsync(bool cancelOnDisconnect)
    {
        _services.Registry.Add(this);
        try
        {
            if (_connection.Key is not null)
                await GreetAsync([], cancelOnDisconnect).ConfigureAwait(false);
            await ReceiveAsync().ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The peer vanished without a goodbye, which is an ordinary way to leave.
        }
        finally
        {
            _services.Registry.Remove(this);
            await _subscriptions.EndAllAsync().ConfigureAwait(false);
            await _orders.EndSessionAsync().ConfigureAwait(false);
            _connection.Close();
            await _sender.Ended.ConfigureAwait(false);
            await SayGoodbyeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The exchange stops; any thread.</summary>
    public void Stop()
    {
        _sender.Farewell = (1001, "exchange stopping");
        _connection.Close();
    }

    /// <summary>Called some twenty times a second: heartbeats, and connections that cannot be written to. Any thread.</summary>
    public void OnPulse(long now)
    {
        if (_subscriptions.IsHeartbeatDue(now))
            _sender.OnHeartbeatDue();
        var started = _sender.SendStarted;
        if (started != 0 && Stopwatch.GetElapsedTime(started, now).TotalMilliseconds > _services.Options.Streams.SendTimeoutMs)
            _socket.Abort();
        if (_connection.Condemned is not null && started == 0)
            _connection.Signal(here: false);

        // A peer that neither answers our goodbye nor leaves is not waited for.
        if (!_sender.Ended.IsCompleted)
            return;
        if (_saidGoodbyeAt == 0)
            _saidGoodbyeAt = now;
        else if (Stopwatch.GetElapsedTime(_saidGoodbyeAt, now) > GoodbyePatience + Patience)
            _socket.Abort();
    }

    private async Task ReceiveAsync()
    {
        while (_socket.State == WebSocketState.Open && _connection.Condemned is null)
        {
            var length = 0;
            ValueWebSocketReceiveResult received;
            do
            {
                if (length == _frame.Length)
                    Array.Resize(ref _frame, _frame.Length * 2);
                var receiving = _socket.ReceiveAsync(_frame.AsMemory(length), CancellationToken.None);
                if (!receiving.IsCompleted)
                    Settle();
                else if (++_takenTogether >= MaxTakenTogether)
                    await GiveWayAsync().ConfigureAwait(false);
                received = await receiving.ConfigureAwait(false);
                length += received.Count;
                if (received.MessageType == WebSocketMessageType.Close)
                    return;
                if (received.MessageType == WebSocketMessageType.Binary)
                {
                    _sender.Farewell = (1003, "text frames only");
                    return;
                }

                if (length > _services.Options.Streams.MaxFrameBytes)
                {
                    _sender.Farewell = (1009, "message too long");
                    return;
                }
            }
            while (!received.EndOfMessage);

            _services.Metrics.BytesReceived(length);
            if (!await TakeAsync(length).ConfigureAwait(false))
                return;
        }
    }

    /// <summary>What came together is taken up together, and its answers go out. Before every wait.</summary>
    private void Settle()
    {
        _takenTogether = 0;
        _services.Intake.Attend();
        _connection.Signal(here: true);
    }

    // One that never stops sending shares the pool with the others, instead of holding the thread that reads all sockets.
    private async ValueTask GiveWayAsync()
    {
        Settle();
        await Task.Yield();
    }

    /// <summary>One message; false where the connection shall end.</summary>
    private async ValueTask<bool> TakeAsync(int length)
    {
        if (!_request.TryRead(_frame.AsSpan(0, length), out var problem))
        {
            Refuse(isOrder: false, Problem.Malformed(string.Empty, problem));
            _sender.Farewell = (1007, "not a JSON request");
            return false;
        }

        var isOrder = _request.Op.StartsWith("order.", StringComparison.Ordinal);
        var rate = _connection.Key is null ? _rate : _signedRate;
        if (!rate.TryTake(Stopwatch.GetTimestamp(), out var retryAfter))
        {
            var retryMs = retryAfter * 1_000 / Stopwatch.Frequency + 1;
            Refuse(isOrder, new Problem(RejectReason.RateLimited, "The connection sends more messages than it may.") { RetryAfterMs = retryMs });
            if (++_refusedInARow < _services.Options.Streams.MaxRefusedInARow)
                return true;
            _sender.Farewell = (4008, "rate limit");
            return false;
        }

        _refusedInARow = 0;
        if (!isOrder)
            Settle();
        if (!isOrder && _request.StrangeField is { } strange)
        {
            Refuse(isOrder: false, Problem.Malformed(strange, $"A request '{_request.Op}' has no field '{strange}'."));
            return true;
        }

        switch (_request.Op)
        {
            case "ping":
                _connection.Queue(OutboxKind.Text, SocketAnswers.Pong(_request.Id, _services.Now));
                break;
            case "auth":
                return await AuthenticateAsync().ConfigureAwait(false);
            case "subscribe" or "unsubscribe" or "resync":
                await _subscriptions.HandleAsync(_request).ConfigureAwait(false);
                break;
            default:
                if (isOrder)
                    await _orders.HandleAsync(_request, _frame.AsMemory(0, length)).ConfigureAwait(false);
                else
                    Refuse(isOrder: false, Problem.Malformed("op", $"There is no request '{_request.Op}'."));
                break;
        }

        return true;
    }

    private async ValueTask<bool> AuthenticateAsync()
    {
        if (_connection.Key is not null)
        {
            Refuse(isOrder: false, Problem.Malformed("op", "The connection is authenticated already."));
            return true;
        }

        var result = _services.Authenticator.Check(_request.Key, _request.Timestamp, _request.Signature, "GET", "/ws", default);
        if (result.Key is null)
        {
            Refuse(isOrder: false, new Problem(result.Reason, result.Detail) { RetryAfterMs = result.RetryAfterMs });
            _sender.Farewell = (4001, "authentication failed");
            return false;
        }

        if (result.WaitMs > 0)
            await _services.Authenticator.HoldAsync(in result, CancellationToken.None).ConfigureAwait(false);
        _connection.Key = result.Key;
        await GreetAsync(_request.Id, _request.CancelOnDisconnect).ConfigureAwait(false);
        return true;
    }

    private async ValueTask GreetAsync(byte[] id, bool cancelOnDisconnect)
    {
        var key = _connection.Key!;
        if (cancelOnDisconnect)
        {
            var refused = await _orders.BeginSessionAsync(key).ConfigureAwait(false);
            if (refused != RejectReason.None)
            {
                Refuse(isOrder: false, new Problem(refused, "The session for cancel on disconnect could not be opened; the connection has none."));
                return;
            }
        }

        _connection.Queue(OutboxKind.Text, SocketAnswers.Authenticated(id, key, _orders.Session.Value));
    }

    // One that read too slowly has much to read before it comes to our goodbye, and hanging up would take the rest of it away.
    private TimeSpan Patience => _connection.Condemned is null ? TimeSpan.FromSeconds(1) : TimeSpan.FromMilliseconds(_services.Options.Streams.SendTimeoutMs);

    private void Refuse(bool isOrder, in Problem problem) => _connection.Queue(OutboxKind.Text, SocketAnswers.Refusal(isOrder, _request.Id, in problem));

    // The peer answers our close, or has gone; either way the socket is done within a moment.
    private async Task SayGoodbyeAsync()
    {
        if (_connection.Condemned is not null)
            Interlocked.Increment(ref _services.Registry.SlowConsumers);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (_socket.State == WebSocketState.CloseSent)
            {
                var received = await _socket.ReceiveAsync(_frame.AsMemory(), patience.Token).ConfigureAwait(false);
                if (received.MessageType == WebSocketMessageType.Close)
                    return;
            }
        }
        catch (Exception problem) when (problem is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            _socket.Abort();
        }
    }
}
