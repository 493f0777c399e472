using System.Net;
using System.Net.Sockets;

namespace Rialto.Integration.Orders;

/// <summary>A wire between a client and a server of this machine that can be cut: all of it, or only the way back.</summary>
internal sealed class CuttingWire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<TcpClient> _open = [];
    private readonly Lock _gate = new();
    private readonly IPEndPoint _server;
    private readonly Task _accepting;
    private volatile bool _cutsAnswers;
    private volatile bool _refuses;

    public CuttingWire(Uri server)
    {
        _server = new IPEndPoint(IPAddress.Loopback, server.Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What the client sends goes through; the connection is cut when the server answers.</summary>
    public bool CutsAnswers { set => _cutsAnswers = value; }

    /// <summary>New connections end at once.</summary>
    public bool Refuses { set => _refuses = value; }

    /// <summary>Cuts every connection there is.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            foreach (var client in _open)
                client.Close();
            _open.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            if (_refuses)
                client.Close();
            else
                _ = JoinAsync(client);
        }
    }

    private async Task JoinAsync(TcpClient client)
    {
        using var server = new TcpClient();
        try
        {
            client.NoDelay = server.NoDelay = true;
            await server.ConnectAsync(_server, _stop.Token);
            lock (_gate)
            {
                _open.Add(client);
                _open.Add(server);
            }

            await Task.WhenAny(CopyAsync(client.GetStream(), server.GetStream(), isAnswer: false), CopyAsync(server.GetStream(), client.GetStream(), isAnswer: true));
        }
        catch (Exception problem) when (problem is SocketException or IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // One end is gone, and so is the other now.
        }

        client.Close();
        server.Close();
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, bool isAnswer)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            while (await from.ReadAsync(buffer, _stop.Token) is > 0 and var read && !(isAnswer && _cutsAnswers))
                await to.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The wire was cut.
        }
    }
}
