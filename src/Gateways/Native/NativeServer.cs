using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Rialto.Wire.Native;

namespace Rialto.Gateways.Native;

/// <summary>Listens for native sessions and keeps time for them.</summary>
internal sealed class NativeServer(GatewayServices services, NativeHub hub, TlsRelay? tls) : IAsyncDisposable
{
    private const int PulseMs = 100;

    private readonly Lock _gate = new();
    private readonly Dictionary<NativeSession, Task> _sessions = [];
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private Timer? _pulse;
    private int _handshakes;
    private bool _isStopping;

    /// <summary>Where it listens; null where it does not.</summary>
    public IPEndPoint? Endpoint { get; private set; }

    public void Start()
    {
        var options = services.Options.Native;
        if (!options.Enabled)
            return;
        var endpoint = new IPEndPoint(IPAddress.Parse(options.Address), options.Port);
        _listener = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _listener.Bind(endpoint);
            _listener.Listen();
        }
        catch (SocketException problem)
        {
            throw new IOException($"Failed to bind to native address {endpoint}.", problem);
        }

        Endpoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync(_listener);
        _pulse = new Timer(_ => Pulse(), null, PulseMs, PulseMs);
    }

    public async Task StopAsync()
    {
        _listener?.Dispose();
        await _accepting.ConfigureAwait(false);
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
        _listener?.Dispose();
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
            var address = socket.RemoteEndPoint?.ToString() ?? string.Empty;
            if (tls is null)
                Admit(socket, address);
            else if (Interlocked.Increment(ref _handshakes) <= services.Options.Native.MaxConnections)
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
        Admit(inner, address);
    }

    private void Drop(Socket socket)
    {
        Interlocked.Decrement(ref _handshakes);
        socket.Dispose();
    }

    private void Admit(Socket socket, string address)
    {
        // For life: what is sent at once is sent without waiting, see SocketSender.
        socket.Blocking = false;
        var session = new NativeSession(socket, new NativeOutbox(services.Options.Native.MaxQueuedBytes), services, hub, address);
        lock (_gate)
        {
            if (!_isStopping && _sessions.Count < services.Options.Native.MaxConnections)
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
