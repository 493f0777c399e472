namespace Rialto.Adapters.Connections;

/// <summary>How <see cref="VenueRest"/> reaches a venue.</summary>
public sealed record VenueRestOptions
{
    /// <summary>Proxy, names and TLS.</summary>
    public VenueRoute Route { get; init; } = VenueRoute.Standard;

    /// <summary>A connection is opened within so long, names and TLS included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>An answer is there, to its last byte, within so long.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>So long a request waits for its turn; where it would take longer, it is answered at once with the reason.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>A connection is used for so long at most, so that a change of the venue's address is noticed.</summary>
    public TimeSpan DnsRefresh { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Requests under way at once.</summary>
    public int ConcurrentMax { get; init; } = 4;

    /// <summary>What the venue is told who asks. Some refuse who does not say, or says it in an unusual way.</summary>
    public string UserAgent { get; init; } = "Mozilla/5.0 (compatible; rialto)";
}
