using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Rialto.Gateways.Faults;
using Rialto.Wire.Native;

namespace Rialto.Gateways.Native;

/// <summary>Listens for native sessions and keeps time for them.</summary>
internal sealed class NativeServer : IAsyncDisposable
{
    private const int PulseMs = 100;

    private readonly GatewayServices _services;
    private readonly NativeHub _hub;
    private readonly TcpDoor _listener;
    private readonly Lock _gate = new();
    private readonly Dictionary<NativeSession, Task> _sessions = [];
    private Timer? _pulse;
    private bool _isStopping;

    public NativeServer(GatewayServices services, NativeHub hub, TlsRelay? tls)
    {
        (_services, _hub) = (services, hub);
        Action<Socket, string, bool> admit = (socket, address, _) => Admit(socket, address);
        if (services.Faults is { } faults)
            admit = new FaultRelay(faults, FaultDoor.Native, new NativeFrames(), admit).Admit;
        _listener = new TcpDoor("native", tls, services.Options.Native.MaxConnections, admit);
    }

    /// <summary>Where it listens; null where it does not.</summary>
    public IPEndPoint? Endpoint => _listener.Endpoint;

    public void Start()
    {
        var options = _services.Options.Native;
        if (!options.Enabled)
            return;
        _listener.Open(options.Address, options.Port);
        _pulse = new Timer(_ => Pulse(), null, PulseMs, PulseMs);
    }

    public async Task StopAsync()
    {
        await _listener.CloseAsync().ConfigureAwait(false);
        Task[] running;
        lock (_gate)
        {
            // A handshake that ends from now on finds the door closed.
            _isStopping = true;
            foreach (var session in _sessions.Keys)
                TryEnd(session);
            running = [.. _sessions.Values];
        }

        await Task.WhenAll(running).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_pulse is not null)
            await _pulse.DisposeAsync().ConfigureAwait(false);
        _listener.Dispose();
    }

    private void Admit(Socket socket, string address)
    {
        // For life: what is sent at once is sent without waiting, see SocketSender.
        socket.Blocking = false;
        var session = new NativeSession(socket, new NativeOutbox(_services.Options.Native.MaxQueuedBytes), _services, _hub, address);
        lock (_gate)
        {
            if (!_isStopping && _sessions.Count < _services.Options.Native.MaxConnections)
            {
                _sessions.Add(session, RunAsync(session));
                return;
            }
        }

        RefuseConnection(socket);
    }

    private async Task RunAsync(NativeSession session)
    {
        // Off the accepting thread at once, and never before the session is in the table.
        await Task.Yield();
        await session.RunAsync().ConfigureAwait(false);
        lock (_gate)
            _sessions.Remove(session);
    }

    private void Pulse()
    {
        var now = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            foreach (var session in _sessions.Keys)
                session.OnPulse(now);
        }
    }

    private static void TryEnd(NativeSession session)
    {
        try
        {
            session.End(SessionEndReason.ExchangeStopping);
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }

    private static void RefuseConnection(Socket socket)
    {
        Span<byte> frame = stackalloc byte[NativeSessionEnded.FrameBytes];
        new NativeSessionEnded(SessionEndReason.TooManyConnections).Encode(0, frame);
        try
        {
            // A fresh connection's buffer is empty, so this never waits.
            socket.Send(frame);
        }
        catch (SocketException)
        {
            // Gone already.
        }

        socket.Dispose();
    }
}
