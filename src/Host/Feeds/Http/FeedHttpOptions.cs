using System.Net;

namespace Rialto.Host.Feeds.Http;

/// <summary>Where and for how many the feeds are shown.</summary>
internal sealed class FeedHttpOptions
{
    /// <summary>Address to listen on. Loopback unless asked otherwise: there are no keys here, whoever reaches it sees the feeds.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>TCP port; zero lets the system choose.</summary>
    public int Port { get; init; }

    /// <summary>Most connections at a time; further ones are closed.</summary>
    public int MaxConnections { get; init; } = 256;

    /// <summary>Most streams (pages that are open) at a time; further ones are refused.</summary>
    public int MaxStreams { get; init; } = 64;

    /// <summary>Between two ladders of a stream, in milliseconds; the rest of it comes every fourth time.</summary>
    public int StreamEveryMs { get; init; } = 250;

    /// <summary>How long a reader of a stream may take for one update, in milliseconds; then it is cut off.</summary>
    public int SlowReaderMs { get; init; } = 10_000;

    /// <summary>How old the newest view may be before the feeds count as standing still, in milliseconds.</summary>
    public int StandstillMs { get; init; } = 10_000;
}
