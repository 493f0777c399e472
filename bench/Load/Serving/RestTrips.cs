using System.Net.Sockets;
using System.Text;

namespace Rialto.Load.Serving;

/// <summary>Orders over one kept-alive HTTP connection, signed, one after the other, on a plain socket so that the client's own cost stays small.</summary>
internal sealed class RestTrips : ITrip
{
    private const string Path = "/api/v1/orders";
    private const string Body = """{"symbol":"AAPL","side":"buy","quantity":"1","price":"1.00","time_in_force":"IOC"}""";

    private readonly Socket _socket;
    private readonly HostProcess _host;
    private readonly Signature _signature;
    private readonly byte[] _answer = new byte[64 * 1024];

    public RestTrips(HostProcess host)
    {
        _host = host;
        _signature = new Signature(host.Secret);
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(host.Url.Host, host.Url.Port);
    }

    /// <inheritdoc/>
    public string Name => "REST, POST /orders";

    /// <inheritdoc/>
    public byte[] Prepare()
    {
        var (timestamp, signature) = _signature.Of("POST", Path, Body);
        return Encoding.ASCII.GetBytes(
            $"POST {Path} HTTP/1.1\r\nHost: {_host.Url.Authority}\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n"
            + $"X-Rialto-Key: {_host.Key}\r\nX-Rialto-Timestamp: {timestamp}\r\nX-Rialto-Signature: {signature}\r\n\r\n{Body}");
    }

    /// <inheritdoc/>
    public void Send(byte[] request) => _socket.Send(request);

    /// <inheritdoc/>
    public void Receive()
    {
        var length = 0;
        while (!IsWhole(_answer.AsSpan(0, length)))
        {
            var read = _socket.Receive(_answer.AsSpan(length));
            if (read == 0)
                throw new InvalidOperationException("The exchange closed the connection.");
            length += read;
        }
        if (!_answer.AsSpan(0, length).StartsWith("HTTP/1.1 201"u8))
            throw new InvalidOperationException(Encoding.UTF8.GetString(_answer.AsSpan(0, length)));
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return false;
        var field = answer[..head].IndexOf("Content-Length: "u8);
        if (field < 0)
            return answer.EndsWith("0\r\n\r\n"u8); // chunked
        var number = answer[(field + 16)..head];
        var end = number.IndexOf((byte)'\r');
        return int.TryParse(end < 0 ? number : number[..end], out var length) && answer.Length >= head + 4 + length;
    }
}
