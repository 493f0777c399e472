using System.Diagnostics;
using System.Net.WebSockets;

namespace Rialto.Gateways.Binance.Streams;

/// <summary>Open WebSocket connections of the Binance-compatible API, counted against the limits. Any thread.</summary>
internal sealed class ConnectionTable(SocketOptions options, TimeProvider clock)
{
    private const int WindowMinutes = 5;

    private readonly Lock _gate = new();
    private readonly HashSet<BinanceConnection> _connections = [];
    private readonly Dictionary<string, Address> _addresses = new(StringComparer.Ordinal);
    private long _window;
    private int _count;

    /// <summary>Open connections.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _count;
        }
    }

    /// <summary>Takes a place; 0, or the HTTP status that says why there is none.</summary>
    public int TryEnter(string address)
    {
        lock (_gate)
        {
            Turn();
            if (_count >= options.MaxConnections)
                return 503;
            var known = _addresses.GetValueOrDefault(address);
            if (known.Open >= options.MaxConnectionsPerAddress || known.Opened >= options.ConnectsPerFiveMinutes)
                return 429;
            _addresses[address] = new Address(known.Open + 1, known.Opened + 1);
            _count++;
            return 0;
        }
    }

    /// <summary>Gives the place back.</summary>
    public void Leave(string address)
    {
        lock (_gate)
        {
            _count--;
            var known = _addresses[address];
            _addresses[address] = known with { Open = known.Open - 1 };
        }
    }

    public void Add(BinanceConnection connection)
    {
        lock (_gate)
            _connections.Add(connection);
    }

    public void Remove(BinanceConnection connection)
    {
        lock (_gate)
            _connections.Remove(connection);
    }

    /// <summary>Ten times a second.</summary>
    public void OnPulse()
    {
        var (now, timestamp) = (clock.GetUtcNow(), Stopwatch.GetTimestamp());
        lock (_gate)
        {
            foreach (var connection in _connections)
                connection.OnPulse(now, timestamp);
        }
    }

    /// <summary>The exchange stops: tells every connection, and ends it.</summary>
    /// <param name="farewell">The last message of a connection, in the form of its times; may be empty.</param>
    public void StopAll(Func<BinanceSocket, byte[]> farewell)
    {
        lock (_gate)
        {
            foreach (var connection in _connections)
            {
                if (farewell(connection.Socket) is { Length: > 0 } text)
                    connection.Socket.Put(text);
                connection.Socket.Close(WebSocketCloseStatus.EndpointUnavailable, "exchange stopping");
            }
        }
    }

    // Windows begin with the clock's five minutes; addresses without a connection are forgotten then.
    private void Turn()
    {
        var window = clock.GetUtcNow().ToUnixTimeSeconds() / (60 * WindowMinutes);
        if (window == _window)
            return;
        _window = window;
        foreach (var (address, known) in _addresses)
        {
            if (known.Open == 0)
                _addresses.Remove(address);
            else
                _addresses[address] = known with { Opened = 0 };
        }
    }

    private readonly record struct Address(int Open, int Opened);
}
