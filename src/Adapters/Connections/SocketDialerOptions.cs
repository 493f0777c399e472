namespace Rialto.Adapters.Connections;

/// <summary>How sockets to one venue are opened. Immutable.</summary>
public sealed record SocketDialerOptions
{
    /// <summary>Longest time from the name to the open socket.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Proxy, names and TLS.</summary>
    public VenueRoute Route { get; init; } = VenueRoute.Standard;

    /// <summary>Offers compressed messages (permessage-deflate).</summary>
    public bool Deflates { get; init; }

    /// <summary>How often a ping is sent; zero for never.</summary>
    public TimeSpan PingInterval { get; init; }

    /// <summary>A ping that is not answered within so long ends the socket.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest message; a larger one ends the socket. 1,024 to 1 GiB.</summary>
    public int MessageBytesMax { get; init; } = 32 * 1024 * 1024;

    /// <summary>Longest time for closing in good order.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Signs handshakes; null where none is wanted.</summary>
    public IRequestSigner? Signer { get; init; }

    /// <summary>What we call ourselves; some venues refuse a handshake without.</summary>
    public string UserAgent { get; init; } = "rialto";

    /// <summary>As a venue wants it.</summary>
    /// <param name="terms">The venue.</param>
    /// <param name="route">The way there; <see cref="VenueRoute.Standard"/> where null.</param>
    public static SocketDialerOptions For(VenueTerms terms, VenueRoute? route = null)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return new SocketDialerOptions { Route = route ?? VenueRoute.Standard, Deflates = terms.Deflates, PingInterval = terms.PingInterval, Signer = terms.Signer };
    }
}
