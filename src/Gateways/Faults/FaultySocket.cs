using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Rialto.Gateways.Streams;

namespace Rialto.Gateways.Faults;

/// <summary>
/// The edge of a WebSocket door: a session holds it instead of its socket. Messages out may be left out, told twice, come late or cut off; requests in may be refused before anybody has seen them; and both may end
/// in silence. Nobody waits for what comes late: it is copied, and what must stay behind it waits with it.
/// </summary>
internal sealed class FaultySocket : WebSocket
{
    // What waits behind a message that is held: more than this, and the connection is killed.
    private const long MostHeldBytes = 64L << 20;

    // Requests of one connection that are without an answer; the door lets no more be under way.
    private const int MostNamed = 65_536;

    private static readonly FaultKinds Outwards = FaultKinds.Of(
        FaultKind.AckDropped, FaultKind.AckLate, FaultKind.FillDuplicated, FaultKind.FillDelayed, FaultKind.Silent, FaultKind.StreamGap, FaultKind.Truncated, FaultKind.SlowSnapshot, FaultKind.ConnectionKilled);

    private readonly WebSocket _inner;
    private readonly FaultLine _line;
    private readonly FaultyTransport? _transport;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Lock _queues = new();
    private readonly Queue<FaultClasses> _asked = new();
    private readonly Dictionary<string, FaultClasses> _named = [];
    private Queue<byte[]>? _behind;
    private long _heldBytes;
    private volatile bool _isSilent;
    private long _silentSince;
    private int _silentSeconds;
    private FaultRun? _silentRun;
    private bool _isInMessage;

    private FaultySocket(WebSocket inner, FaultLine line, FaultyTransport? transport) => (_inner, _line, _transport) = (inner, line, transport);

    /// <inheritdoc/>
    public override WebSocketCloseStatus? CloseStatus => _inner.CloseStatus;

    /// <inheritdoc/>
    public override string? CloseStatusDescription => _inner.CloseStatusDescription;

    /// <inheritdoc/>
    public override WebSocketState State => _inner.State;

    /// <inheritdoc/>
    public override string? SubProtocol => _inner.SubProtocol;

    private TimeProvider Clock => _line.Mode.Clock;

    /// <summary>Puts the edge around a socket that was just accepted.</summary>
    /// <param name="mode">Decides.</param>
    /// <param name="door">ws, binance-stream or binance-api.</param>
    /// <param name="http">The request that became the connection.</param>
    /// <param name="socket">What it became.</param>
    /// <param name="key">The API key that is known already; empty: none.</param>
    public static WebSocket Around(FaultMode mode, FaultDoor door, HttpContext http, WebSocket socket, string key)
    {
        var line = mode.Open(door, http.Connection.RemoteIpAddress?.ToString() ?? string.Empty);
        line.Key = key;
        var path = RequestWords.Masked($"{http.Request.Path}{(http.Request.Query["streams"] is { Count: > 0 } streams ? "?streams=" + streams : string.Empty)}");
        mode.OnSeen(line, SeenKind.Connected, path);
        return new FaultySocket(socket, line, http.Features.Get<FaultyTransport>());
    }

    /// <inheritdoc/>
    public override void Abort() => _inner.Abort();

    /// <inheritdoc/>
    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => _inner.CloseAsync(closeStatus, statusDescription, cancellationToken);

    /// <inheritdoc/>
    public override async Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _inner.CloseOutputAsync(closeStatus, statusDescription, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _line.Mode.OnSeen(_line, SeenKind.Disconnected, "the connection ended");
        _inner.Dispose();
    }

    /// <inheritdoc/>
    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        var received = await ReceiveAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
        return new WebSocketReceiveResult(received.Count, received.MessageType, received.EndOfMessage, CloseStatus, CloseStatusDescription);
    }

    /// <inheritdoc/>
    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            var received = await _inner.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
            // A message in pieces is longer than any request that is looked at here.
            var isWhole = received.EndOfMessage && !_isInMessage;
            _isInMessage = !received.EndOfMessage;
            if (received.MessageType == WebSocketMessageType.Close)
                return received;
            if (IsSilentNow())
                continue;
            if (!isWhole && received.EndOfMessage && _line.Door == FaultDoor.BinanceApi)
            {
                // Unlooked at, and answered all the same.
                lock (_queues)
                    _asked.Enqueue(FaultClasses.Other);
            }

            if (!isWhole || received.MessageType != WebSocketMessageType.Text || !await IsRefusedAsync(buffer[..received.Count]).ConfigureAwait(false))
                return received;
        }
    }

    /// <inheritdoc/>
    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        SendAsync(buffer.AsMemory(), messageType, endOfMessage, cancellationToken).AsTask();

    /// <inheritdoc/>
    public override async ValueTask SendAsync(ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        if (_line.IsSpared || !endOfMessage || messageType != WebSocketMessageType.Text)
        {
            await PutAsync(buffer, messageType, endOfMessage, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (IsSilentNow())
            return;
        var of = ClassOf(buffer.Span);
        var order = of == FaultClasses.Orders ? SocketWords.OrderOf(_line.Door, buffer.Span) : default;
        if (_line.Next(of, Outwards, SocketWords.Shown(buffer.Span), order) is { } fault)
            await SpoilAsync(fault, buffer, cancellationToken).ConfigureAwait(false);
        else if (!IsBehind(buffer))
            await PutAsync(buffer, messageType, endOfMessage, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask SpoilAsync(Fault fault, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        switch (fault.Kind)
        {
            case FaultKind.AckDropped or FaultKind.StreamGap:
                return;
            case FaultKind.AckLate or FaultKind.FillDelayed:
                _ = LaterAsync(message.ToArray(), fault.DelayMs);
                return;
            case FaultKind.SlowSnapshot:
                if (!IsBehind(message))
                    _ = HoldAsync(message.ToArray(), fault.DelayMs);
                return;
            case FaultKind.FillDuplicated:
                await PutAsync(message, WebSocketMessageType.Text, true, cancellationToken).ConfigureAwait(false);
                await PutAsync(message, WebSocketMessageType.Text, true, cancellationToken).ConfigureAwait(false);
                return;
            case FaultKind.Truncated when fault.Cut == FaultCut.Text:
                await PutAsync(message[..(message.Length / 2)], WebSocketMessageType.Text, true, cancellationToken).ConfigureAwait(false);
                return;
            case FaultKind.Truncated:
                _transport?.CutNext();
                await PutAsync(message, WebSocketMessageType.Text, true, cancellationToken).ConfigureAwait(false);
                return;
            case FaultKind.Silent:
                FallSilent(fault.Seconds);
                return;
            default:
                Kill();
                return;
        }
    }

    private FaultClasses ClassOf(ReadOnlySpan<byte> message)
    {
        if (_line.Door == FaultDoor.BinanceApi && message.StartsWith("{\"id\":"u8))
        {
            // Answers come in the order of the requests.
            lock (_queues)
                return _asked.TryDequeue(out var asked) ? asked : FaultClasses.Other;
        }

        var of = SocketWords.Of(_line.Door, message);
        if (of != FaultClasses.Orders || SocketWords.IdOf(message) is not { } id)
            return of;
        lock (_queues)
            return _named.Remove(id, out var wished) ? wished : of;
    }

    /// <summary>Looks at a request; true where it was answered here and goes no further.</summary>
    private async ValueTask<bool> IsRefusedAsync(ReadOnlyMemory<byte> message)
    {
        var wish = SocketWords.Read(_line.Door, message.Span);
        if (wish.Key is { } key)
            _line.Key = key;
        if (_line.IsSpared)
            return false;
        var refusal = wish.Id is not null || _line.Door == FaultDoor.Ws ? _line.Refuse(wish.Class, wish.Kind, wish.Text) : null;
        _line.Mode.OnSeen(_line, wish.Kind, wish.Text, refusal?.Kind, wish.ClientOrderId);
        if (refusal is not { } refused)
        {
            if (_line.Door == FaultDoor.BinanceApi)
            {
                lock (_queues)
                    _asked.Enqueue(wish.Class);
            }

            if (_line.Door == FaultDoor.Ws && wish.Id is { } id && (wish.Class & (FaultClasses.Orders | FaultClasses.Changes)) != 0)
            {
                lock (_queues)
                {
                    if (_named.Count < MostNamed)
                        _named[id] = wish.Class;
                }
            }

            return false;
        }

        var now = Clock.GetUtcNow();
        var answer = _line.Door == FaultDoor.Ws
            ? SocketAnswers.Refusal((wish.Class & (FaultClasses.Orders | FaultClasses.Changes)) != 0, System.Text.Encoding.UTF8.GetBytes(wish.Id ?? string.Empty), RefusalTexts.Own(in refused))
            : RefusalTexts.BinanceApi(wish.Id!, RefusalTexts.Binance(in refused, now), now);
        await PutAsync(answer, WebSocketMessageType.Text, true, CancellationToken.None).ConfigureAwait(false);
        return true;
    }

    private void FallSilent(int seconds)
    {
        _silentSince = Clock.GetTimestamp();
        _silentSeconds = seconds;
        _silentRun = _line.Mode.Run;
        _isSilent = true;
        if (_transport is not null)
            _transport.IsSilent = true;
    }

    // Over only between two messages: half of one would be heard as nonsense.
    private bool IsSilentNow()
    {
        if (!_isSilent)
            return false;
        if (_line.Mode.Run != _silentRun)
            Kill();
        if (_silentSeconds == 0 || Clock.GetElapsedTime(_silentSince).TotalSeconds < _silentSeconds)
            return true;
        if (_transport is not null)
            _transport.IsSilent = false;
        return _isSilent = false;
    }

    private void Kill()
    {
        if (_transport is null)
            _inner.Abort();
        else
            _transport.Kill();
    }

    private async ValueTask PutAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type, bool isEnd, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _inner.SendAsync(message, type, isEnd, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task LaterAsync(byte[] message, int delayMs)
    {
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(delayMs), Clock).ConfigureAwait(false);
            if (State == WebSocketState.Open)
                await PutAsync(message, WebSocketMessageType.Text, true, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // The connection has ended meanwhile.
        }
    }

    private bool IsBehind(ReadOnlyMemory<byte> message)
    {
        lock (_queues)
        {
            if (_behind is null)
                return false;
            _heldBytes += message.Length;
            if (_heldBytes > MostHeldBytes)
                Kill();
            else
                _behind.Enqueue(message.ToArray());
            return true;
        }
    }

    private async Task HoldAsync(byte[] message, int delayMs)
    {
        lock (_queues)
        {
            _behind = new Queue<byte[]>();
            _heldBytes = message.Length;
        }

        await LaterAsync(message, delayMs).ConfigureAwait(false);
        while (true)
        {
            byte[]? next;
            lock (_queues)
            {
                if (!_behind.TryDequeue(out next))
                {
                    _behind = null;
                    return;
                }
            }

            await LaterAsync(next, 0).ConfigureAwait(false);
        }
    }
}
