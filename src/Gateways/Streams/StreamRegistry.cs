using System.Diagnostics;

namespace Rialto.Gateways.Streams;

/// <summary>All open WebSocket sessions: counts them against the limits, gives them their heartbeats, drops those that cannot be written to. Any thread.</summary>
/// <param name="options">The limits.</param>
/// <param name="onPulse">Called some twenty times a second while there are sessions; must not throw or wait.</param>
internal sealed class StreamRegistry(StreamOptions options, Action? onPulse = null) : IDisposable
{
    private const int PulseMs = 50;

    private readonly Lock _gate = new();
    private readonly HashSet<StreamSession> _sessions = [];
    private readonly Dictionary<string, int> _perAddress = new(StringComparer.Ordinal);
    private Timer? _pulse;

    /// <summary>Open sessions.</summary>
    public int Count { get; private set; }

    /// <summary>Sessions ended because they read too slowly, ever.</summary>
    public long SlowConsumers;

    /// <summary>Takes a place; 0, or the HTTP status that says why there is none.</summary>
    public int TryEnter(string address)
    {
        lock (_gate)
        {
            if (Count >= options.MaxConnections)
                return 503;
            var held = _perAddress.GetValueOrDefault(address);
            if (held >= options.MaxConnectionsPerAddress)
                return 429;
            _perAddress[address] = held + 1;
            Count++;
            _pulse ??= new Timer(_ => Pulse(), null, PulseMs, PulseMs);
            return 0;
        }
    }

    /// <summary>Gives the place back.</summary>
    public void Leave(string address)
    {
        lock (_gate)
        {
            Count--;
            if (--_perAddress[address] == 0)
                _perAddress.Remove(address);
        }
    }

    public void Add(StreamSession session)
    {
        lock (_gate)
            _sessions.Add(session);
    }

    public void Remove(StreamSession session)
    {
        lock (_gate)
            _sessions.Remove(session);
    }

    /// <summary>Tells every session that the exchange stops.</summary>
    public void StopAll()
    {
        lock (_gate)
        {
            foreach (var session in _sessions)
                session.Stop();
        }
    }

    public void Dispose() => _pulse?.Dispose();

    private void Pulse()
    {
        var now = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            foreach (var session in _sessions)
                session.OnPulse(now);
        }

        onPulse?.Invoke();
    }
}
