using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Rialto.Gateways.Auth;

namespace Rialto.Unit.Gateways;

/// <summary>A WebSocket client that speaks JSON; no wait is for ever.</summary>
internal sealed class SocketClient : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    // A small buffer, so that whoever does not read is noticed soon, whatever this machine's buffers may grow to.
    private const int ReceiveBufferBytes = 1 << 16;

    private readonly ClientWebSocket _socket = new();
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        ConnectCallback = async (target, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = ReceiveBufferBytes };
            await socket.ConnectAsync(target.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    private byte[] _buffer = new byte[4_096];

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public string? CloseReason => _socket.CloseStatusDescription;

    public static async Task<SocketClient> ConnectAsync(RunningExchange exchange, Action<ClientWebSocketOptions>? configure = null, string query = "")
    {
        var client = new SocketClient();
        configure?.Invoke(client._socket.Options);
        await client._socket.ConnectAsync(new Uri(exchange.Gateways.HttpUrl.Replace("http", "ws", StringComparison.Ordinal) + "/ws" + query), client._http, CancellationToken.None);
        return client;
    }

    /// <summary>Connects and authenticates with a new key.</summary>
    public static async Task<SocketClient> ConnectAsync(
        RunningExchange exchange, string user, bool cancelOnDisconnect = false, Permissions permissions = Permissions.Read | Permissions.Trade)
    {
        var client = await ConnectAsync(exchange);
        using var rest = exchange.Rest(user, permissions);
        var timestamp = rest.NextTimestamp();
        var signature = RequestSignature.ComputeHex(rest.Key.Secret, timestamp, "GET", "/ws", default);
        var session = cancelOnDisconnect ? "true" : "false";
        await client.SendAsync($$"""{"op":"auth","id":"hello","key":"{{rest.Key.Key.Id}}","timestamp":"{{timestamp}}","signature":"{{signature}}","cancel_on_disconnect":{{session}}}""");
        await client.ExpectAsync("authenticated");
        return client;
    }

    public Task SendAsync(string message) => SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text);

    public async Task SendAsync(byte[] message, WebSocketMessageType type)
    {
        using var patience = new CancellationTokenSource(Patience);
        await _socket.SendAsync(message, type, endOfMessage: true, patience.Token);
    }

    /// <summary>The next message; null once the exchange closed the connection.</summary>
    public async Task<JsonElement?> ReceiveAsync() =>
        await ReceiveBytesAsync() is var (bytes, _) ? JsonDocument.Parse(bytes).RootElement.Clone() : null;

    /// <summary>The next message and whether it is a binary one; null once the exchange closed the connection.</summary>
    public async Task<(byte[] Bytes, bool IsBinary)?> ReceiveBytesAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var length = 0;
        while (true)
        {
            if (length == _buffer.Length)
                Array.Resize(ref _buffer, length * 2);
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(length), patience.Token);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await AnswerCloseAsync(patience.Token);
                return null;
            }

            length += received.Count;
            if (received.EndOfMessage)
                return (_buffer.AsSpan(0, length).ToArray(), received.MessageType == WebSocketMessageType.Binary);
        }
    }

    // The exchange has said why, and waits only so long for those who read slowly.
    private async Task AnswerCloseAsync(CancellationToken patience)
    {
        try
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience);
        }
        catch (WebSocketException)
        {
            // It has hung up.
        }
    }

    /// <summary>The next message, which must be of this type.</summary>
    public async Task<JsonElement> ExpectAsync(string type)
    {
        var message = await ReceiveAsync() ?? throw new InvalidOperationException($"Closed with {CloseStatus} {CloseReason} instead of {type}.");
        if (message.GetProperty("type").GetString() != type)
            throw new InvalidOperationException($"Expected {type}, got {message}.");
        return message;
    }

    /// <summary>The next message of this type; others are passed over.</summary>
    public async Task<JsonElement> FindAsync(string type)
    {
        while (true)
        {
            var message = await ReceiveAsync() ?? throw new InvalidOperationException($"Closed with {CloseStatus} {CloseReason} before {type}.");
            if (message.GetProperty("type").GetString() == type)
                return message;
        }
    }

    /// <summary>Reads until the exchange closes the connection.</summary>
    public async Task<(int? Status, string? Reason)> ReadToEndAsync()
    {
        while (await ReceiveAsync() is not null)
        {
        }

        return ((int?)CloseStatus, CloseReason);
    }

    public async ValueTask DisposeAsync()
    {
        if (_socket.State == WebSocketState.Open)
        {
            using var patience = new CancellationTokenSource(Patience);
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
        }

        _socket.Dispose();
        _http.Dispose();
    }

    /// <summary>Leaves without a goodbye.</summary>
    public void Abort() => _socket.Abort();
}
