using System.Net;
using System.Net.Sockets;

namespace Rialto.Gateways.Native;

/// <summary>Listens on TCP and hands on whoever comes, behind TLS where there is some: what native and FIX have alike.</summary>
/// <param name="protocol">Its name in messages.</param>
/// <param name="tls">Ends TLS in front of the sessions; null without.</param>
/// <param name="maxHandshakes">TLS handshakes at once; one more is closed.</param>
/// <param name="admit">Takes a socket, the peer's address, and whether nobody reads along: TLS, or within this machine. On the accepting thread, or, with TLS, on the pool; must not wait.</param>
internal sealed class TcpDoor(string protocol, TlsRelay? tls, int maxHandshakes, Action<Socket, string, bool> admit) : IDisposable
{
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private int _handshakes;

    /// <summary>Where it listens; null where it does not.</summary>
    public IPEndPoint? Endpoint { get; private set; }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="IOException">The address cannot be had.</exception>
    public void Open(string address, int port)
    {
        var endpoint = new IPEndPoint(IPAddress.Parse(address), port);
        _listener = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _listener.Bind(endpoint);
            _listener.Listen();
        }
        catch (SocketException problem)
        {
            throw new IOException($"Failed to bind to {protocol} address {endpoint}.", problem);
        }

        Endpoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>Listens no more. Handshakes that are under way may still be handed on.</summary>
    public Task CloseAsync()
    {
        _listener?.Dispose();
        return _accepting;
    }

    /// <inheritdoc/>
    public void Dispose() => _listener?.Dispose();

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptAsync().ConfigureAwait(false);
            }
            catch (Exception problem) when (problem is SocketException { SocketErrorCode: SocketError.OperationAborted } or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The peer left while it was being accepted.
                continue;
            }

            socket.NoDelay = true;
            var remote = socket.RemoteEndPoint as IPEndPoint;
            var address = remote?.ToString() ?? string.Empty;
            if (tls is null)
                admit(socket, address, remote is not null && IPAddress.IsLoopback(remote.Address));
            else if (Interlocked.Increment(ref _handshakes) <= maxHandshakes)
                _ = AdmitSecuredAsync(tls, socket, address);
            else
                Drop(socket);
        }
    }

    private async Task AdmitSecuredAsync(TlsRelay relay, Socket socket, string address)
    {
        // Off the accepting thread at once: the first bytes may already be here.
        await Task.Yield();
        var inner = await relay.OpenAsync(socket).ConfigureAwait(false);
        Interlocked.Decrement(ref _handshakes);
        if (inner is null)
            return;
        inner.NoDelay = true;
        admit(inner, address, true);
    }

    private void Drop(Socket socket)
    {
        Interlocked.Decrement(ref _handshakes);
        socket.Dispose();
    }
}
