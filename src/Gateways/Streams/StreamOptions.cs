using System.ComponentModel.DataAnnotations;

namespace Rialto.Gateways.Streams;

/// <summary>Limits of WebSocket connections.</summary>
public sealed class StreamOptions
{
    /// <summary>Open connections in all.</summary>
    [Range(1, 100_000)]
    public int MaxConnections { get; set; } = 1_000;

    /// <summary>Open connections of one remote address.</summary>
    [Range(1, 100_000)]
    public int MaxConnectionsPerAddress { get; set; } = 100;

    /// <summary>Subscriptions of one connection, each symbol of a channel counting as one.</summary>
    [Range(1, 100_000)]
    public int MaxSubscriptions { get; set; } = 200;

    /// <summary>Messages a second a connection may send before it has signed in.</summary>
    [Range(1, 10_000_000)]
    public int MessagesPerSecond { get; set; } = 1_000;

    /// <summary>How many of them may come at once.</summary>
    [Range(1, 10_000_000)]
    public int MessageBurst { get; set; } = 2_000;

    /// <summary>Messages a second a connection may send once it has signed in: a trader's orders.</summary>
    [Range(1, 10_000_000)]
    public int SignedMessagesPerSecond { get; set; } = 50_000;

    /// <summary>How many of them may come at once.</summary>
    [Range(1, 10_000_000)]
    public int SignedMessageBurst { get; set; } = 50_000;

    /// <summary>Messages refused in a row before the connection is closed.</summary>
    [Range(1, 1_000_000)]
    public int MaxRefusedInARow { get; set; } = 100;

    /// <summary>Commands of one connection without an answer yet.</summary>
    [Range(1, 65_536)]
    public int MaxInFlight { get; set; } = 1_024;

    /// <summary>Trades, and likewise order events, that may wait for a slow reader before it is disconnected.</summary>
    [Range(16, 1_000_000)]
    public int MaxQueued { get; set; } = 8_192;

    /// <summary>Longest message taken from a client, in bytes.</summary>
    [Range(256, 1_048_576)]
    public int MaxFrameBytes { get; set; } = 65_536;

    /// <summary>Longest time one message may take to be sent, in milliseconds, before the connection is dropped.</summary>
    [Range(100, 600_000)]
    public int SendTimeoutMs { get; set; } = 10_000;
}
