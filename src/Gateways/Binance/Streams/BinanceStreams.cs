using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Binance.SocketApi;
using Rialto.Gateways.Faults;

namespace Rialto.Gateways.Binance.Streams;

/// <summary>
/// The WebSocket doors of the Binance-compatible API: market streams and user data at /ws and /stream, requests at /ws-api/v3. Counts connections, keeps time for them and for streams that have a pace.
/// </summary>
internal sealed class BinanceStreams(BinanceServices binance, BinanceHub hub) : IDisposable
{
    private const int PulseMs = 100;
    private const int PulsesPerSecond = 1_000 / PulseMs;

    private readonly ConnectionTable _connections = new(binance.Options.Sockets, binance.Gateways.Clock);
    private readonly Lock _gate = new();
    private Timer? _timer;
    private int _isPulsing;
    private int _pulses;

    /// <summary>The listenKeys that are valid.</summary>
    public ListenKeys ListenKeys { get; } = new(binance.Options.Sockets.ListenKeyMinutes, binance.Options.MaxListenKeys, binance.Gateways.Clock);

    /// <summary>Open connections.</summary>
    public int Count => _connections.Count;

    /// <summary>A request at /ws, /ws/{streams} or /stream.</summary>
    public Task AcceptAsync(HttpContext http)
    {
        var isCombined = http.Request.Path.StartsWithSegments("/stream", StringComparison.Ordinal);
        var names = (isCombined ? http.Request.Query["streams"].ToString() : http.Request.RouteValues["streams"] as string ?? string.Empty).Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length > binance.Options.Sockets.MaxStreams)
            return new BinanceRestCall(binance, http).AnswerAsync(new BinanceError(-1101, $"Too many streams; a connection may have {binance.Options.Sockets.MaxStreams}.")).AsTask();
        return RunAsync(http, async connection =>
        {
            connection.Socket.IsCombined = isCombined;
            await new MarketSession(connection, binance, hub).RunAsync(names).ConfigureAwait(false);
        });
    }

    /// <summary>A request at /ws-api/v3.</summary>
    public Task AcceptApiAsync(HttpContext http) =>
        RunAsync(http, connection => new ApiSession(connection, binance, hub, http.Connection.RemoteIpAddress, http.Request.Query["returnRateLimits"] != "false").RunAsync());

    /// <summary>The exchange stops: tells every connection, and ends it.</summary>
    public void StopAll()
    {
        var now = binance.Gateways.Now;
        _connections.StopAll(socket =>
        {
            var buffer = new ArrayBufferWriter<byte>();
            var json = JsonText.On(buffer);
            MarketText.WriteShutdown(json, now, socket.IsMicroseconds);
            json.Flush();
            byte[] text = buffer.WrittenSpan.ToArray();
            return socket.IsCombined ? [.. MarketStreamName.Envelope("!serverShutdown"), .. text, (byte)'}'] : text;
        });
    }

    /// <summary>Called ten times a second while there was ever a connection; tests call it themselves.</summary>
    public void Pulse()
    {
        _connections.OnPulse();
        if (++_pulses % PulsesPerSecond == 0)
        {
            foreach (var listen in ListenKeys.TakeExpired(IsValid))
                _ = ExpireAsync(listen);
            _ = EndRevokedAsync();
        }

        // One question at a time: where the exchange is behind, pulses are left out.
        if (hub.Market.IsPaced && Interlocked.Exchange(ref _isPulsing, 1) == 0)
            _ = PulseStreamsAsync();
    }

    /// <summary>A listenKey has ended: the streams opened with it are told, and end.</summary>
    public Task ExpireAsync(ListenKey listen) => TryAskAsync(() =>
    {
        hub.Users.ExpireListenKey(listen.Key.Owner, listen.Text, binance.Gateways.Now);
        hub.Signal(here: false);
    });

    /// <summary>Does something on the fan-out thread, between two commands; nothing where the exchange has stopped.</summary>
    public async Task TryAskAsync(Action work)
    {
        try
        {
            await binance.Gateways.FanOut.AskAsync(
                _ =>
                {
                    work();
                    return true;
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The exchange has stopped, and there is nothing more to tell.
        }
    }

    public void Dispose() => _timer?.Dispose();

    private bool IsValid(ApiKey key) => binance.Gateways.Keys.Find(key.Id) is not null;

    // Keys are looked up here, not on the fan-out thread: the file they are in may have to be read.
    private async Task EndRevokedAsync()
    {
        IReadOnlyList<ApiKey> keys = [];
        await TryAskAsync(() => keys = hub.Users.Keys()).ConfigureAwait(false);
        var revoked = keys.Where(key => !IsValid(key)).ToHashSet();
        if (revoked.Count == 0)
            return;
        await TryAskAsync(() =>
        {
            hub.Users.Revoke(revoked, binance.Gateways.Now);
            hub.Signal(here: false);
        }).ConfigureAwait(false);
    }

    private async Task PulseStreamsAsync()
    {
        try
        {
            await TryAskAsync(() => hub.OnPulse(binance.Gateways.Now)).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The fault of one pulse must not end all streams that have a pace; it is logged and counted.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            binance.Failed("pulse", problem);
        }
        finally
        {
            Volatile.Write(ref _isPulsing, 0);
        }
    }

    private async Task RunAsync(HttpContext http, Func<BinanceConnection, Task> session)
    {
        if (!MayEnter(http, out var refused))
        {
            await new BinanceRestCall(binance, http).AnswerAsync(refused).ConfigureAwait(false);
            return;
        }

        var options = binance.Options.Sockets;
        var address = BinanceAddress.Of(http.Connection.RemoteIpAddress).ToString();
        var status = _connections.TryEnter(address);
        if (status != 0)
        {
            await new BinanceRestCall(binance, http).AnswerAsync(new BinanceError(-1034, "Too many connections; try again later.", status)).ConfigureAwait(false);
            return;
        }

        StartPulse();
        try
        {
            using var accepted = await http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
            {
                KeepAliveInterval = TimeSpan.FromMilliseconds(options.PingMs),
                KeepAliveTimeout = TimeSpan.FromMilliseconds(options.PongTimeoutMs),
            }).ConfigureAwait(false);
            using var socket = binance.Gateways.Faults is { } faults ? FaultySocket.Around(faults, DoorOf(http), http, accepted, KeyIdOf(http)) : accepted;
            var isMicroseconds = http.Request.Query["timeUnit"].ToString().Equals("MICROSECOND", StringComparison.OrdinalIgnoreCase);
            var connection = new BinanceConnection(socket, options, binance.Gateways.Metrics, isMicroseconds, binance.Gateways.Clock.GetUtcNow());
            _connections.Add(connection);
            try
            {
                await session(connection).ConfigureAwait(false);
                await connection.EndAsync().ConfigureAwait(false);
            }
            finally
            {
                _connections.Remove(connection);
            }
        }
        finally
        {
            _connections.Leave(address);
        }
    }

    private bool MayEnter(HttpContext http, [NotNullWhen(false)] out BinanceError? refused)
    {
        refused = null;
        if (!http.WebSockets.IsWebSocketRequest)
            refused = new BinanceError(-1000, "This path is for WebSocket connections.", 426);
        else if (binance.Gateways.Options.Auth.RequireKeyForMarketData)
            binance.Authentication.FindKey(http.Request.Headers["X-MBX-APIKEY"], Permissions.Read, out refused);
        return refused is null;
    }

    // Of a connection opened with a listenKey it is known whose it is.
    private string KeyIdOf(HttpContext http) =>
        $"{http.Request.Path}/{http.Request.Query["streams"]}".Split('/', StringSplitOptions.RemoveEmptyEntries).Select(name => ListenKeys.Find(name)?.Key.Id).FirstOrDefault(id => id is not null) ?? string.Empty;

    private static FaultDoor DoorOf(HttpContext http) => http.Request.Path.StartsWithSegments("/ws-api", StringComparison.Ordinal) ? FaultDoor.BinanceApi : FaultDoor.BinanceStream;

    private void StartPulse()
    {
        lock (_gate)
            _timer ??= new Timer(_ => Pulse(), null, PulseMs, PulseMs);
    }
}
