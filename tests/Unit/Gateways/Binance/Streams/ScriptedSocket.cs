using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;

namespace Rialto.Unit.Gateways.Binance.Streams;

/// <summary>The exchange's end of a WebSocket as a test plays it: what it is sent is kept, what it receives is what the test puts in, and it can fail in a way that no socket should.</summary>
internal sealed class ScriptedSocket : WebSocket
{
    private readonly Channel<string?> _incoming = Channel.CreateUnbounded<string?>();
    private readonly List<string> _sent = [];
    private readonly TaskCompletionSource _reads = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _blocked;

    /// <summary>What it was sent so far.</summary>
    public IReadOnlyList<string> Sent
    {
        get
        {
            lock (_sent)
                return [.. _sent];
        }
    }

    /// <summary>Done once the session reads.</summary>
    public Task IsRead => _reads.Task;

    public override WebSocketCloseStatus? CloseStatus => null;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => WebSocketState.Open;

    public override string? SubProtocol => null;

    /// <summary>The client says something.</summary>
    public void Say(string text) => _incoming.Writer.TryWrite(text);

    /// <summary>The next read fails with what is no way to leave.</summary>
    public void Fail() => _incoming.Writer.TryWrite(null);

    /// <summary>The client reads no more, until <see cref="Resume"/>.</summary>
    public void Block() => _blocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume() => _blocked?.TrySetResult();

    public override void Abort()
    {
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Dispose()
    {
    }

    public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        _reads.TrySetResult();
        var text = await _incoming.Reader.ReadAsync(cancellationToken) ?? throw new NotSupportedException("A read that no session knows.");
        return new ValueWebSocketReceiveResult(Encoding.UTF8.GetBytes(text, buffer.Span), WebSocketMessageType.Text, endOfMessage: true);
    }

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        var text = Encoding.UTF8.GetString(buffer.Span);
        if (_blocked is { } blocked)
            await blocked.Task;
        lock (_sent)
            _sent.Add(text);
    }
}
