using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Rialto.Unit.Gateways.Binance.Streams;

/// <summary>A WebSocket client of the Binance-compatible API; no wait is for ever.</summary>
internal sealed class MarketSocket : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private byte[] _buffer = new byte[4_096];

    public (int? Status, string? Reason) Closed => ((int?)_socket.CloseStatus, _socket.CloseStatusDescription);

    public static async Task<MarketSocket> ConnectAsync(RunningExchange exchange, string pathAndQuery, Action<ClientWebSocketOptions>? configure = null)
    {
        var client = new MarketSocket();
        configure?.Invoke(client._socket.Options);
        await client._socket.ConnectAsync(new Uri(exchange.Gateways.BinanceUrl!.Replace("http", "ws", StringComparison.Ordinal) + pathAndQuery), CancellationToken.None);
        return client;
    }

    public Task SendAsync(string message) => SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text);

    public async Task SendAsync(byte[] message, WebSocketMessageType type)
    {
        using var patience = new CancellationTokenSource(SocketClient.Patience);
        await _socket.SendAsync(message, type, endOfMessage: true, patience.Token);
    }

    /// <summary>The next message as it came; null once the exchange closed the connection.</summary>
    public async Task<string?> TextAsync()
    {
        using var patience = new CancellationTokenSource(SocketClient.Patience);
        var length = 0;
        while (true)
        {
            if (length == _buffer.Length)
                Array.Resize(ref _buffer, length * 2);
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(length), patience.Token);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                if (_socket.State == WebSocketState.CloseReceived)
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
                return null;
            }

            length += received.Count;
            if (received.EndOfMessage)
                return Encoding.UTF8.GetString(_buffer, 0, length);
        }
    }

    public async Task<JsonElement> NextAsync() =>
        JsonDocument.Parse(await TextAsync() ?? throw new InvalidOperationException($"Closed: {Closed}")).RootElement.Clone();

    /// <summary>The next message for which the condition holds; others are passed over.</summary>
    public async Task<JsonElement> FindAsync(Func<JsonElement, bool> condition)
    {
        while (true)
        {
            var message = await NextAsync();
            if (condition(message))
                return message;
        }
    }

    /// <summary>The next event of a kind.</summary>
    public Task<JsonElement> EventAsync(string kind) => FindAsync(message => message.ValueKind == JsonValueKind.Object && message.TryGetProperty("e", out var e) && e.GetString() == kind);

    /// <summary>Asks, and gives the answer that has no event in it.</summary>
    public async Task<JsonElement> AskAsync(string request)
    {
        await SendAsync(request);
        return await FindAsync(message => message.ValueKind == JsonValueKind.Object && message.TryGetProperty("id", out _));
    }

    public async Task<(int? Status, string? Reason)> ReadToEndAsync()
    {
        while (await TextAsync() is not null)
        {
        }

        return Closed;
    }

    public async ValueTask DisposeAsync()
    {
        if (_socket.State == WebSocketState.Open)
        {
            using var patience = new CancellationTokenSource(SocketClient.Patience);
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
        }

        _socket.Dispose();
    }
}
