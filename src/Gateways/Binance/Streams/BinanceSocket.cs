using System.Diagnostics;
using System.Net.WebSockets;
using Rialto.Gateways.Orders;

namespace Rialto.Gateways.Binance.Streams;

/// <summary>
/// The sending side of one WebSocket connection: whoever has something for it puts the text in and signals; one at a time becomes the writer and empties the queue. Bounded, and nobody waits for
/// a slow reader: it is disconnected. Any thread.
/// </summary>
internal sealed class BinanceSocket(WebSocket socket, int maxQueuedBytes, GatewayMetrics metrics) : IThreadPoolWorkItem
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly SocketOutbox _outbox = new(maxQueuedBytes);
    private readonly WriterTurn _turn = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (WebSocketCloseStatus Status, string Reason)? _farewell;
    private long _sendStarted;
    private volatile bool _isClosing;
    private volatile bool _isCombined;

    /// <summary>Messages come in an envelope that names their stream.</summary>
    public bool IsCombined
    {
        get => _isCombined;
        set => _isCombined = value;
    }

    /// <summary>Times are in microseconds instead of milliseconds. Set before the first message.</summary>
    public bool IsMicroseconds { get; init; }

    /// <summary>It is closing, or must because it did not read: its reader ends.</summary>
    public bool IsEnding => _isClosing || _outbox.IsOverrun;

    /// <summary>It did not read what it was sent.</summary>
    public bool IsOverrun => _outbox.IsOverrun;

    /// <summary>Timestamp of the send that is on its way, 0 where none is.</summary>
    public long SendStarted => Volatile.Read(ref _sendStarted);

    /// <summary>Bytes that wait, without those that are being sent.</summary>
    public int WaitingBytes => _outbox.Length;

    /// <summary>Done once the last message is sent and goodbye is said, or the peer has gone.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Waits until no more than this waits to be sent: whoever does not read answers gets no further ones. Returns at once where the connection ends, which it does where a message takes too long to be sent. The reader only.</summary>
    public async ValueTask WaitForRoomAsync(int maxWaitingBytes)
    {
        while (WaitingBytes > maxWaitingBytes && !IsEnding && !_ended.Task.IsCompleted)
            await Task.Delay(Pause).ConfigureAwait(false);
    }

    /// <summary>Puts in a message. Does not send.</summary>
    public void Put(ReadOnlySpan<byte> text) => _outbox.Append(default, text, default);

    /// <summary>Puts in a message made of three parts. Does not send.</summary>
    public void Put(ReadOnlySpan<byte> before, ReadOnlySpan<byte> text, ReadOnlySpan<byte> after) => _outbox.Append(before, text, after);

    /// <summary>There may be something to send. Never waits.</summary>
    /// <param name="here">True: it is written on this thread as far as the socket takes it. False: on the pool.</param>
    public void Signal(bool here)
    {
        if (!_turn.TryBegin())
            return;
        if (here)
            _ = RunAsync();
        else
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Ends it once what is there is sent; the first reason counts.</summary>
    public void Close(WebSocketCloseStatus status, string reason)
    {
        _farewell ??= (status, reason);
        _isClosing = true;
        Signal(here: false);
    }

    /// <summary>Ends it without a goodbye.</summary>
    public void Abort() => socket.Abort();

    /// <inheritdoc/>
    public void Execute() => _ = RunAsync();

    // Ends either by giving the turn back, or for ever.
    private async Task RunAsync()
    {
        try
        {
            do
            {
                var isLast = _isClosing;
                if (!_outbox.IsOverrun)
                    await SendAllAsync().ConfigureAwait(false);
                if (!_outbox.IsOverrun && !isLast)
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

    private async ValueTask SendAllAsync()
    {
        var count = _outbox.Take();
        for (var i = 0; i < count; i++)
        {
            var message = _outbox.Taken(i);
            Volatile.Write(ref _sendStarted, Stopwatch.GetTimestamp());
            metrics.BytesSent(message.Length);
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).ConfigureAwait(false);
            Volatile.Write(ref _sendStarted, 0);
        }
    }

    private async ValueTask SayGoodbyeAsync()
    {
        var (status, reason) = _outbox.IsOverrun ? (WebSocketCloseStatus.PolicyViolation, "slow consumer") : _farewell ?? (WebSocketCloseStatus.NormalClosure, string.Empty);
        Volatile.Write(ref _sendStarted, Stopwatch.GetTimestamp());
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            await socket.CloseOutputAsync(status, reason, CancellationToken.None).ConfigureAwait(false);
        Volatile.Write(ref _sendStarted, 0);
    }
}
