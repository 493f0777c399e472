using System.ComponentModel.DataAnnotations;

namespace Rialto.Gateways.Binance.Streams;

/// <summary>Limits of the WebSocket connections of the Binance-compatible API. Numbers in web-socket-streams.md are the defaults where there are such.</summary>
public sealed class SocketOptions
{
    /// <summary>Open connections in all.</summary>
    [Range(1, 100_000)]
    public int MaxConnections { get; set; } = 1_000;

    /// <summary>Open connections of one remote address.</summary>
    [Range(1, 100_000)]
    public int MaxConnectionsPerAddress { get; set; } = 100;

    /// <summary>Connections one remote address may open within five minutes.</summary>
    [Range(1, 1_000_000)]
    public int ConnectsPerFiveMinutes { get; set; } = 300;

    /// <summary>Streams of one connection.</summary>
    [Range(1, 100_000)]
    public int MaxStreams { get; set; } = 1_024;

    /// <summary>Messages a second a connection of market streams may send; one more ends it.</summary>
    [Range(1, 1_000_000)]
    public int MessagesPerSecond { get; set; } = 5;

    /// <summary>Requests a second a connection of the WebSocket API may send; more are refused. Weights and orders are counted beside it, as over REST.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 5_000;

    /// <summary>Longest message taken, in bytes.</summary>
    [Range(256, 1_048_576)]
    public int MaxFrameBytes { get; set; } = 65_536;

    /// <summary>Bytes of events that may wait for a slow reader before it is disconnected; as many again may be on their way.</summary>
    [Range(4_096, 1 << 30)]
    public int MaxQueuedBytes { get; set; } = 2 << 20;

    /// <summary>Bytes of answers that may wait on a connection of the WebSocket API before its next request is read.</summary>
    [Range(1_024, 1 << 30)]
    public int MaxUnreadAnswerBytes { get; set; } = 256 << 10;

    /// <summary>Longest time one message may take to be sent, in milliseconds, before the connection is dropped.</summary>
    [Range(100, 600_000)]
    public int SendTimeoutMs { get; set; } = 10_000;

    /// <summary>Time between two pings, in milliseconds.</summary>
    [Range(100, 3_600_000)]
    public int PingMs { get; set; } = 20_000;

    /// <summary>Time a client has to answer a ping, in milliseconds.</summary>
    [Range(100, 3_600_000)]
    public int PongTimeoutMs { get; set; } = 60_000;

    /// <summary>Longest life of a connection, in minutes.</summary>
    [Range(1, 525_600)]
    public int MaxLifeMinutes { get; set; } = 24 * 60;

    /// <summary>Time after which a listenKey that was not kept alive ends, in minutes.</summary>
    [Range(1, 525_600)]
    public int ListenKeyMinutes { get; set; } = 60;
}
