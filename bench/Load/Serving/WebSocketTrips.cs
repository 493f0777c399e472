using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Rialto.Load.Serving;

/// <summary>Orders over one authenticated WebSocket, one after the other, framed by hand on a plain socket so that the client's own cost stays small.</summary>
internal sealed class WebSocketTrips : ITrip
{
    private const int TextFrame = 0x81;
    private const int MaskBit = 0x80;

    private static readonly byte[] Order = Frame(
        """{"op":"order.new","id":7,"symbol":"AAPL","side":"buy","quantity":"1","price":"1.00","time_in_force":"IOC"}""");

    private readonly Socket _socket;
    private readonly byte[] _answer = new byte[64 * 1024];
    private int _received;

    public WebSocketTrips(HostProcess host)
    {
        var (timestamp, signature) = new Signature(host.Secret).Of("GET", "/ws", "");
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(host.Url.Host, host.Url.Port);
        _socket.Send(Encoding.ASCII.GetBytes(
            $"GET /ws HTTP/1.1\r\nHost: {host.Url.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {Convert.ToBase64String(new byte[16])}\r\n"
            + $"X-Rialto-Key: {host.Key}\r\nX-Rialto-Timestamp: {timestamp}\r\nX-Rialto-Signature: {signature}\r\n\r\n"));
        int head;
        while ((head = _answer.AsSpan(0, _received).IndexOf("\r\n\r\n"u8)) < 0)
            Fill();
        if (!_answer.AsSpan(0, _received).StartsWith("HTTP/1.1 101"u8))
            throw new InvalidOperationException(Encoding.UTF8.GetString(_answer.AsSpan(0, _received)));
        Drop(head + 4);
    }

    /// <inheritdoc/>
    public string Name => "WebSocket, order.new";

    /// <inheritdoc/>
    public byte[] Prepare() => Order;

    /// <inheritdoc/>
    public void Send(byte[] request) => _socket.Send(request);

    /// <inheritdoc/>
    public void Receive()
    {
        while (!IsAnswer(NextText()))
        {
            // The greeting, for one.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static bool IsAnswer(string text)
    {
        if (text.Contains("\"error\"", StringComparison.Ordinal))
            throw new InvalidOperationException(text);
        return text.Contains("\"type\":\"response\"", StringComparison.Ordinal) && text.Contains("\"status\":201", StringComparison.Ordinal);
    }

    private string NextText()
    {
        while (true)
        {
            if (_received >= 4)
            {
                // A server does not mask, and our answers are shorter than 64 KiB.
                var (start, length) = _answer[1] < 126 ? (2, _answer[1]) : (4, BinaryPrimitives.ReadUInt16BigEndian(_answer.AsSpan(2)));
                if (_answer[0] != TextFrame || _answer[1] > 126)
                    throw new InvalidOperationException($"A frame of kind {_answer[0]:x2} and length {_answer[1]}.");
                if (_received >= start + length)
                {
                    var text = Encoding.UTF8.GetString(_answer, start, length);
                    Drop(start + length);
                    return text;
                }
            }
            Fill();
        }
    }

    private void Fill()
    {
        var count = _socket.Receive(_answer.AsSpan(_received));
        if (count == 0)
            throw new InvalidOperationException("The exchange closed the connection.");
        _received += count;
    }

    private void Drop(int count)
    {
        _answer.AsSpan(count, _received - count).CopyTo(_answer);
        _received -= count;
    }

    // Masked with zeros, which leaves the text as it is.
    private static byte[] Frame(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length >= 126)
            throw new ArgumentException("longer than a short frame", nameof(text));
        return [TextFrame, (byte)(MaskBit | bytes.Length), 0, 0, 0, 0, .. bytes];
    }
}
