using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Rialto.Gateways.Native;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Session;

/// <summary>Listens for FIX clients and keeps time for them.</summary>
internal sealed class FixAcceptor : IAsyncDisposable
{
    private const int PulseMs = 100;

    private readonly GatewayServices _services;
    private readonly FixOptions _options;
    private readonly FixSessions _sessions;
    private readonly FixDoor _door;
    private readonly TlsRelay? _tls;
    private readonly Lock _gate = new();
    private readonly Dictionary<FixConnection, Task> _connections = [];
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private Timer? _pulse;
    private int _handshakes;
    private bool _isStopping;

    /// <param name="services">What every gateway works with.</param>
    /// <param name="dictionary">What messages are taken.</param>
    /// <param name="applications">Makes a session's application.</param>
    /// <param name="tls">Ends TLS in front of the sessions; null without.</param>
    public FixAcceptor(GatewayServices services, FixDictionary dictionary, Func<FixLink, IFixApplication> applications, TlsRelay? tls)
    {
        _services = services;
        _options = services.Options.Fix;
        _sessions = new FixSessions(_options, dictionary, applications, services.Clock);
        _door = new FixDoor(services.Keys, services.Authenticator);
        _tls = tls;
    }

    /// <summary>Where it listens; null where it does not.</summary>
    public IPEndPoint? Endpoint { get; private set; }

    /// <summary>The dictionary that is published, from within this assembly.</summary>
    public static FixDictionary VenueDictionary()
    {
        using var xml = typeof(FixAcceptor).Assembly.GetManifestResourceStream("rialto-fix44.xml")!;
        return FixDictionary.Load(xml);
    }

    /// <summary>Begins to listen, where the options say so.</summary>
    /// <exception cref="IOException">The address cannot be had.</exception>
    public void Start()
    {
        if (!_options.Enabled)
            return;
        var endpoint = new IPEndPoint(IPAddress.Parse(_options.Address), _options.Port);
        _listener = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _listener.Bind(endpoint);
            _listener.Listen();
        }
        catch (SocketException problem)
        {
            throw new IOException($"Failed to bind to FIX address {endpoint}.", problem);
        }

        Endpoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync(_listener);
        _pulse = new Timer(_ => Pulse(), null, PulseMs, PulseMs);
    }

    /// <summary>Says goodbye to everybody; complete once all connections have ended.</summary>
    public async Task StopAsync()
    {
        _listener?.Dispose();
        await _accepting.ConfigureAwait(false);
        Task[] running;
        lock (_gate)
        {
            // A handshake that ends from now on finds the door closed.
            _isStopping = true;
            foreach (var connection in _connections.Keys)
                connection.Stop();
            running = [.. _connections.Values];
        }

        await Task.WhenAll(running).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_pulse is not null)
            await _pulse.DisposeAsync().ConfigureAwait(false);
        _listener?.Dispose();
        _sessions.Dispose();
    }

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
            if (_tls is null)
                Admit(socket, address, isConfidential: remote is not null && IPAddress.IsLoopback(remote.Address));
            else if (Interlocked.Increment(ref _handshakes) <= _options.MaxConnections)
                _ = AdmitSecuredAsync(_tls, socket, address);
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
        Admit(inner, address, isConfidential: true);
    }

    private void Drop(Socket socket)
    {
        Interlocked.Decrement(ref _handshakes);
        socket.Dispose();
    }

    private void Admit(Socket socket, string address, bool isConfidential)
    {
        // For life: what is sent at once is sent without waiting, see SocketSender.
        socket.Blocking = false;
        var connection = new FixConnection(socket, new FixOutbox(_options.MaxQueuedBytes), _services, _sessions, _door, address, isConfidential);
        lock (_gate)
        {
            if (!_isStopping && _connections.Count < _options.MaxConnections)
            {
                _connections.Add(connection, RunAsync(connection));
                return;
            }
        }

        // FIX: a connection that is not wanted is closed without a word.
        socket.Dispose();
    }

    private async Task RunAsync(FixConnection connection)
    {
        // Off the accepting thread at once, and never before the connection is in the table.
        await Task.Yield();
        try
        {
            await connection.RunAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A fault of one connection costs that one, and neither its place nor the stop of the others; it is counted.
        catch (Exception)
#pragma warning restore CA1031
        {
            _services.Metrics.Failed();
        }
        finally
        {
            lock (_gate)
                _connections.Remove(connection);
        }
    }

    private void Pulse()
    {
        FixConnection[] connections;
        lock (_gate)
            connections = [.. _connections.Keys];
        var now = Stopwatch.GetTimestamp();
        foreach (var connection in connections)
            connection.OnPulse(now);
    }
}
