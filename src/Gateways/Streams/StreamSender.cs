using System.Buffers;
using System.Diagnostics;
using System.Net.WebSockets;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Orders;
using Rialto.Gateways.Views;

namespace Rialto.Gateways.Streams;

/// <summary>
/// Writes what a connection has waiting to its socket, one message at a time: on the thread that has put something in as long as the socket takes it at once, later where it does not.
/// The only writer of the socket.
/// </summary>
internal sealed class StreamSender(WebSocket socket, StreamConnection connection, GatewayServices services, Action<SocketCommand> onAnswered) : IThreadPoolWorkItem
{
    private const int KeptBufferBytes = 1 << 20;

    private readonly WriterTurn _turn = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ArrayBufferWriter<byte> _buffer = new(4_096);
    private StreamConnection.Gathered _gathered;
    private long _sendStarted;
    private volatile bool _heartbeatIsDue;

    /// <summary>Close status to send at the end; the session may set another.</summary>
    public (int Status, string Reason) Farewell { get; set; } = (1000, string.Empty);

    /// <summary>Timestamp of the send that is on its way, 0 where none is; any thread.</summary>
    public long SendStarted => Volatile.Read(ref _sendStarted);

    /// <summary>Done once the connection was closed or condemned, what was there by then is sent, and goodbye is said.</summary>
    public Task Ended => _ended.Task;

    public void OnHeartbeatDue()
    {
        _heartbeatIsDue = true;
        Send(here: false);
    }

    /// <summary>There may be something to send. Any thread; never waits.</summary>
    public void Send(bool here)
    {
        if (!_turn.TryBegin())
            return;
        if (here)
            _ = RunAsync();
        else
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <inheritdoc/>
    public void Execute() => _ = RunAsync();

    // Ends either by giving the turn back, or for ever.
    private async Task RunAsync()
    {
        try
        {
            do
            {
                var isLast = connection.IsClosed;
                if (connection.Condemned is null)
                    await SendAllAsync().ConfigureAwait(false);
                if (connection.Condemned is { } reason)
                    Farewell = (4008, reason);
                else if (!isLast)
                    continue;
                await SayGoodbyeAsync().ConfigureAwait(false);
                _ended.TrySetResult();
                return;
            }
            while (!_turn.TryEnd());
        }
        catch (Exception problem) when (problem is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The peer is gone, or was dropped for not reading; the receiver notices too and cleans up.
            socket.Abort();
            Volatile.Write(ref _sendStarted, 0);
            _ended.TrySetResult();
        }
    }

    private async ValueTask SayGoodbyeAsync()
    {
        Volatile.Write(ref _sendStarted, Stopwatch.GetTimestamp());
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            await socket.CloseOutputAsync((WebSocketCloseStatus)Farewell.Status, Farewell.Reason, CancellationToken.None).ConfigureAwait(false);
        Volatile.Write(ref _sendStarted, 0);
    }

    private async ValueTask SendAllAsync()
    {
        var queued = connection.TakeQueue();
        for (var i = 0; i < queued; i++)
        {
            var isBinary = Write(ref connection.Taken(i));
            await SendAsync(isBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text).ConfigureAwait(false);
            if (isBinary)
                connection.OnBinarySent();
        }

        while (connection.TryTakeDirty(out var subscription, ref _gathered))
        {
            if (Write(subscription))
                await SendAsync().ConfigureAwait(false);
            // A snapshot and the changes after it may have been taken together.
            if (subscription is BookSubscription book && _gathered.Snapshot is not null && WriteUpdate(book))
                await SendAsync().ConfigureAwait(false);
        }

        if (!_heartbeatIsDue)
            return;
        _heartbeatIsDue = false;
        var json = JsonText.On(_buffer);
        StreamText.WriteHeartbeat(json, services.FanOut.Sequence, services.Now);
        json.Flush();
        await SendAsync().ConfigureAwait(false);
    }

    private async ValueTask SendAsync(WebSocketMessageType type = WebSocketMessageType.Text)
    {
        Volatile.Write(ref _sendStarted, Stopwatch.GetTimestamp());
        services.Metrics.BytesSent(_buffer.WrittenCount);
        await socket.SendAsync(_buffer.WrittenMemory, type, endOfMessage: true, CancellationToken.None).ConfigureAwait(false);
        Volatile.Write(ref _sendStarted, 0);
        if (_buffer.Capacity > KeptBufferBytes)
            _buffer = new ArrayBufferWriter<byte>(4_096);
        else
            _buffer.ResetWrittenCount();
    }

    /// <summary>True where the message is a binary one.</summary>
    private bool Write(ref OutboxItem item)
    {
        if (item.Kind is OutboxKind.Text or OutboxKind.Binary)
        {
            _buffer.Write((byte[])item.Payload!);
            item.Payload = null;
            return item.Kind == OutboxKind.Binary;
        }

        var json = JsonText.On(_buffer);
        switch (item.Kind)
        {
            case OutboxKind.Trade:
                StreamText.WriteTrade(json, in item.Event, item.Instrument!);
                break;
            case OutboxKind.Algo:
                AlgoAnswer.WriteEvent(json, in item.Event, item.Instrument!);
                break;
            case OutboxKind.Basket:
                BasketAnswer.WriteEvent(json, in item.Event, item.Instrument);
                break;
            case OutboxKind.Halt:
                GuardAnswer.WriteNotice(json, in item.Event, item.Instrument);
                break;
            case OutboxKind.BookOrder:
                StreamText.WriteBookOrder(json, in item);
                break;
            case OutboxKind.BookOrders:
                StreamText.WriteBookOrders(json, (BookOrdersPicture)item.Payload!);
                break;
            case OutboxKind.Balance:
                BalanceText.Write(json, in item.Event, connection.Key!.Owner, services);
                break;
            case OutboxKind.Balances:
                BalanceText.WriteSnapshot(json, (BalancesPicture)item.Payload!, services);
                break;
            case OutboxKind.Position:
                MarginText.Write(json, in item, connection.Key!.Owner, services);
                break;
            case OutboxKind.Positions:
                MarginText.WriteSnapshot(json, (PositionsPicture)item.Payload!, services);
                break;
            case OutboxKind.Mark:
                MarginText.WriteMark(json, (ContractPicture)item.Payload!);
                break;
            case OutboxKind.Response:
                var command = (SocketCommand)item.Payload!;
                SocketAnswers.WriteResponse(json, command, services.Directory);
                services.Metrics.Answered(command);
                onAnswered(command);
                break;
            default:
                StreamText.WriteOrder(json, in item);
                break;
        }

        json.Flush();
        item.Payload = null;
        return false;
    }

    private bool Write(Subscription subscription)
    {
        if (subscription is BookSubscription book)
        {
            if (_gathered.Snapshot is not { } snapshot)
                return WriteUpdate(book);
            book.SentSequence = snapshot.Sequence;
            Flush(json => StreamText.WriteSnapshot(json, snapshot));
            return true;
        }

        switch (subscription)
        {
            case DepthSubscription:
                Flush(json => StreamText.WriteDepth(json, _gathered.Depth!));
                break;
            case ImbalanceSubscription:
                Flush(json => StreamText.WriteImbalance(json, _gathered.Imbalance!));
                break;
            case CandlesSubscription:
                Flush(json => StreamText.WriteCandles(json, _gathered.Candles!));
                break;
            default:
                Flush(json => StreamText.WriteTicker(json, _gathered.Ticker!));
                break;
        }

        return true;
    }

    private bool WriteUpdate(BookSubscription book)
    {
        if (_gathered.Changes.Count == 0)
            return false;
        var json = JsonText.On(_buffer);
        StreamText.WriteUpdate(json, book.Instrument!, book.SentSequence, in _gathered);
        json.Flush();
        book.SentSequence = _gathered.Sequence;
        return true;
    }

    private void Flush(Action<System.Text.Json.Utf8JsonWriter> write)
    {
        var json = JsonText.On(_buffer);
        write(json);
        json.Flush();
    }
}
