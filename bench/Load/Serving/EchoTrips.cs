using System.Net;
using System.Net.Sockets;

namespace Rialto.Load.Serving;

/// <summary>
/// What two processes' worth of TCP costs on this machine with nothing behind it: as many bytes as a native order, answered by a thread that only reads and writes. The floor of every edge.
/// </summary>
internal sealed class EchoTrips : ITrip
{
    private const int Bytes = 128;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _request = new byte[Bytes];
    private readonly byte[] _answer = new byte[Bytes];
    private readonly Thread _echo;

    public EchoTrips()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _socket.Connect(listener.LocalEndPoint!);
        var accepted = listener.Accept();
        accepted.NoDelay = true;
        _echo = new Thread(() => Echo(accepted)) { IsBackground = true };
        _echo.Start();
    }

    /// <inheritdoc/>
    public string Name => "TCP echo of 128 bytes, nothing behind it";

    /// <inheritdoc/>
    public byte[] Prepare() => _request;

    /// <inheritdoc/>
    public void Send(byte[] request) => _socket.Send(request);

    /// <inheritdoc/>
    public void Receive()
    {
        for (var received = 0; received < Bytes;)
            received += _socket.Receive(_answer.AsSpan(received)) is var count and > 0 ? count : throw new InvalidOperationException("The echo has gone.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _echo.Join();
    }

    private static void Echo(Socket socket)
    {
        using (socket)
        {
            var bytes = new byte[Bytes];
            while (socket.Receive(bytes) is var count and > 0)
                socket.Send(bytes.AsSpan(0, count));
        }
    }
}
