using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;

namespace Rialto.Adapters.Connections;

/// <summary>An open WebSocket over the network. Fragments are put together in a rented buffer that grows up to the largest message allowed.</summary>
internal sealed class VenueSocket : IVenueSocket
{
    private const int FirstBytes = 64 * 1024;

    private readonly ClientWebSocket _socket;
    private readonly Dial _dial;
    private readonly SocketDialerOptions _options;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private VenueFrame? _end;
    private volatile bool _isReceiving;
    private int _isDisposed;

    public VenueSocket(ClientWebSocket socket, Dial dial, SocketDialerOptions options) => (_socket, _dial, _options) = (socket, dial, options);

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<VenueFrame> ReceiveAsync(CancellationToken stop)
    {
        if (_end is { } end)
            return end;
        _isReceiving = true;
        try
        {
            var length = 0;
            while (true)
            {
                // One byte more than is allowed, to see that there is more.
                var room = Math.Min(_buffer.Length, _options.MessageBytesMax + 1) - length;
                var got = await _socket.ReceiveAsync(_buffer.AsMemory(length, room), stop);
                if (got.MessageType == WebSocketMessageType.Close)
                    return Ended(ClosedBy());
                length += got.Count;
                if (length > _options.MessageBytesMax)
                    return Ended(FormattableString.Invariant($"the venue sent a message of more than {_options.MessageBytesMax} bytes"));
                if (got.EndOfMessage)
                    return new VenueFrame(got.MessageType == WebSocketMessageType.Text ? VenueFrameKind.Text : VenueFrameKind.Binary, _buffer.AsMemory(0, length), "");
                if (length == _buffer.Length)
                    Grow();
            }
        }
        catch (Exception failed) when (failed is not OperationCanceledException and not OutOfMemoryException || !stop.IsCancellationRequested)
        {
            return Ended(WhyFailed(failed));
        }
        finally
        {
            _isReceiving = false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken stop)
    {
        try
        {
            await _socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, stop);
        }
        catch (Exception failed) when (failed is WebSocketException or InvalidOperationException or IOException || (failed is OperationCanceledException && !stop.IsCancellationRequested))
        {
            // The socket is gone: the next receive says so, and why.
            _socket.Abort();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            using var limit = new CancellationTokenSource(_options.CloseTimeout);
            try
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", limit.Token);
            }
            catch (Exception failed) when (failed is WebSocketException or InvalidOperationException or IOException or OperationCanceledException)
            {
                // It went by itself.
            }
        }

        _socket.Abort();
        _socket.Dispose();
        _dial.Dispose();

        // A receive that is still under way may write into it: then it is nobody's any more.
        if (!_isReceiving)
            ArrayPool<byte>.Shared.Return(_buffer);
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(_buffer.Length * 2L, Math.Max(_options.MessageBytesMax + 1L, _buffer.Length + 1L)));
        _buffer.CopyTo(larger.AsSpan());
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private VenueFrame Ended(string reason)
    {
        var end = VenueFrame.Closed(reason);
        _end = end;
        return end;
    }

    private string ClosedBy()
    {
        var text = _socket.CloseStatusDescription is { Length: > 0 } said ? $" ({said})" : "";
        return $"the venue closed the socket with code {(int)(_socket.CloseStatus ?? WebSocketCloseStatus.Empty)}{text}";
    }

    private string WhyFailed(Exception failed)
    {
        if (failed is WebSocketException { WebSocketErrorCode: WebSocketError.ConnectionClosedPrematurely })
            return "the socket broke: the connection was cut without a word";
        var inner = failed;
        while (inner.InnerException is { } next)
            inner = next;

        // .NET has no code for it, only words: "... Pong frame ... within the configured KeepAliveTimeout".
        if (failed.Message.Contains("KeepAliveTimeout", StringComparison.Ordinal) || inner.Message.Contains("KeepAliveTimeout", StringComparison.Ordinal))
            return FormattableString.Invariant($"no ping was answered within {_options.PingTimeout.TotalSeconds:0.###} s");
        return $"the socket broke: {inner.Message.TrimEnd('.')}";
    }
}
