using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Rialto.Gateways.Faults;
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
    private readonly TcpDoor _listener;
    private readonly Lock _gate = new();
    private readonly Dictionary<FixConnection, Task> _connections = [];
    private Timer? _pulse;
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
        _listener = new TcpDoor("FIX", tls, _options.MaxConnections, services.Faults is { } faults ? new FaultRelay(faults, FaultDoor.Fix, new FixFrames(), Admit).Admit : Admit);
    }

    /// <summary>Where it listens; null where it does not.</summary>
    public IPEndPoint? Endpoint => _listener.Endpoint;

    /// <summary>The dictionary that is published, from within this assembly.</summary>
    public static FixDictionary VenueDictionary()
    {
        using var xml = typeof(FixAcceptor).Assembly.GetManifestResourceStream("rialto-fix44.xml")!;
        return FixDictionary.Load(xml);
    }

    /// <summary>Opens the sessions that were here before this process, so that they are told what the journal has for them. Before the first event.</summary>
    /// <param name="keys">Ids of their keys; one that was revoked comes no more.</param>
    public void Recall(IEnumerable<string> keys)
    {
        for (var failed = _sessions.Recall(keys, _services.Keys.Find); failed > 0; failed--)
            _services.Metrics.Failed();
    }

    /// <summary>Begins to listen, where the options say so.</summary>
    /// <exception cref="IOException">The address cannot be had.</exception>
    public void Start()
    {
        if (!_options.Enabled)
            return;
        _listener.Open(_options.Address, _options.Port);
        _pulse = new Timer(_ => Pulse(), null, PulseMs, PulseMs);
    }

    /// <summary>Says goodbye to everybody; complete once all connections have ended.</summary>
    public async Task StopAsync()
    {
        await _listener.CloseAsync().ConfigureAwait(false);
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
        _listener.Dispose();
        _sessions.Dispose();
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
