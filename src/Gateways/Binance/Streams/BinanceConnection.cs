using System.Diagnostics;
using System.Net.WebSockets;

namespace Rialto.Gateways.Binance.Streams;

/// <summary>
/// One WebSocket connection: its reader takes one text message after the other, its <see cref="BinanceSocket"/> sends. It ends when the peer leaves or misbehaves, does not read, or has lived its time.
/// </summary>
internal sealed class BinanceConnection
{
    private const int FirstFrameBytes = 1_024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly WebSocket _socket;
    private readonly SocketOptions _options;
    private readonly DateTimeOffset _since;
    private byte[] _frame = new byte[FirstFrameBytes];
    private long _saidGoodbyeAt;

    /// <param name="socket">The socket; the caller disposes of it.</param>
    /// <param name="options">The limits.</param>
    /// <param name="metrics">Counts bytes.</param>
    /// <param name="isMicroseconds">Times in messages are in microseconds.</param>
    /// <param name="now">When its life begins.</param>
    public BinanceConnection(WebSocket socket, SocketOptions options, GatewayMetrics metrics, bool isMicroseconds, DateTimeOffset now)
    {
        (_socket, _options, _since) = (socket, options, now);
        Metrics = metrics;
        Socket = new BinanceSocket(socket, options.MaxQueuedBytes, metrics) { IsMicroseconds = isMicroseconds };
    }

    /// <summary>Where messages for it go.</summary>
    public BinanceSocket Socket { get; }

    /// <summary>What it was told last; valid until the next read.</summary>
    public ReadOnlyMemory<byte> Message { get; private set; }

    private GatewayMetrics Metrics { get; }

    /// <summary>Waits for the next message; false where there will be none, and the connection must be ended. The reader only.</summary>
    public async ValueTask<bool> ReadAsync()
    {
        try
        {
            var length = 0;
            while (_socket.State == WebSocketState.Open && !Socket.IsEnding)
            {
                if (length == _frame.Length)
                    Array.Resize(ref _frame, _frame.Length * 2);
                var received = await _socket.ReceiveAsync(_frame.AsMemory(length), CancellationToken.None).ConfigureAwait(false);
                if (received.MessageType == WebSocketMessageType.Close)
                    return false;
                length += received.Count;
                if (received.MessageType == WebSocketMessageType.Binary)
                    Socket.Close(WebSocketCloseStatus.InvalidMessageType, "text frames only");
                else if (length > _options.MaxFrameBytes)
                    Socket.Close(WebSocketCloseStatus.MessageTooBig, "message too long");
                else if (received.EndOfMessage)
                {
                    Metrics.BytesReceived(length);
                    Message = _frame.AsMemory(0, length);
                    return true;
                }
            }
        }
        catch (Exception problem) when (problem is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The peer vanished without a goodbye, which is an ordinary way to leave.
        }

        return false;
    }

    /// <summary>Sends what is left and says goodbye; done once the peer has answered, or was waited for long enough. The reader only.</summary>
    public async Task EndAsync()
    {
        Socket.Close(WebSocketCloseStatus.NormalClosure, string.Empty);
        await Socket.Ended.ConfigureAwait(false);
        using var patience = new CancellationTokenSource(LastPatience);
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

    /// <summary>Called ten times a second: ends it where its time is over, drops it where it cannot be written to. Any thread.</summary>
    public void OnPulse(DateTimeOffset now, long timestamp)
    {
        if (now - _since >= TimeSpan.FromMinutes(_options.MaxLifeMinutes))
            Socket.Close(WebSocketCloseStatus.NormalClosure, "connection has reached its longest life");
        var started = Socket.SendStarted;
        if (started != 0 && Stopwatch.GetElapsedTime(started, timestamp).TotalMilliseconds > _options.SendTimeoutMs)
            Socket.Abort();
        else if (Socket.IsOverrun && started == 0)
            Socket.Signal(here: false);

        // A peer that neither answers our goodbye nor leaves is not waited for.
        if (!Socket.Ended.IsCompleted)
            return;
        if (_saidGoodbyeAt == 0)
            _saidGoodbyeAt = timestamp;
        else if (Stopwatch.GetElapsedTime(_saidGoodbyeAt, timestamp) > LastPatience + Patience)
            Socket.Abort();
    }

    // One that read too slowly has much to read before it comes to our goodbye.
    private TimeSpan LastPatience => Socket.IsOverrun ? TimeSpan.FromMilliseconds(_options.SendTimeoutMs) : Patience;
}
