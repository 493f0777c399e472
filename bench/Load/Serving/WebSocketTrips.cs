using System.Net.WebSockets;
using System.Text;

namespace Rialto.Load.Serving;

/// <summary>Orders over one authenticated WebSocket, one after the other.</summary>
internal sealed class WebSocketTrips : ITrip
{
    private static readonly byte[] Order = Encoding.UTF8.GetBytes(
        """{"op":"order.new","id":7,"symbol":"AAPL","side":"buy","quantity":"1","price":"1.00","time_in_force":"IOC"}""");

    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _answer = new byte[64 * 1024];

    public WebSocketTrips(HostProcess host)
    {
        var (timestamp, signature) = new Signature(host.Secret).Of("GET", "/ws", "");
        _socket.Options.SetRequestHeader("X-Rialto-Key", host.Key);
        _socket.Options.SetRequestHeader("X-Rialto-Timestamp", timestamp);
        _socket.Options.SetRequestHeader("X-Rialto-Signature", signature);
        _socket.ConnectAsync(new UriBuilder(host.Url) { Scheme = "ws", Path = "/ws" }.Uri, CancellationToken.None).GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public string Name => "WebSocket, order.new";

    /// <inheritdoc/>
    public byte[] Prepare() => Order;

    /// <inheritdoc/>
    public void Go(byte[] request)
    {
        _socket.SendAsync(request, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).GetAwaiter().GetResult();
        while (true)
        {
            var received = _socket.ReceiveAsync(_answer, CancellationToken.None).GetAwaiter().GetResult();
            var text = _answer.AsSpan(0, received.Count);
            if (!received.EndOfMessage)
                throw new InvalidOperationException("An answer of more than 64 KiB.");
            if (text.IndexOf("\"type\":\"response\""u8) >= 0 && text.IndexOf("\"status\":201"u8) >= 0)
                return;
            if (text.IndexOf("\"error\""u8) >= 0 || received.MessageType == WebSocketMessageType.Close)
                throw new InvalidOperationException(Encoding.UTF8.GetString(text));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
