namespace Rialto.Adapters.Connections;

/// <summary>What a customer has set for one venue, in the place of what is built in; null leaves it. The keys of <c>Feeds:Venues:NAME</c> are the names of the members.</summary>
public sealed record VenueSettings
{
    /// <summary>Root of the sockets: <c>wss://stream.binance.com:9443</c>; a path in it comes before the venue's own.</summary>
    public Uri? WebSocket { get; init; }

    /// <summary>Root of the REST interface, with a path likewise.</summary>
    public Uri? Rest { get; init; }

    /// <summary>Listings on one socket, 1 to the venue's own limit.</summary>
    public int? SymbolsPerSocket { get; init; }

    /// <summary>Messages sent a second on one socket, 1 to 1,000.</summary>
    public int? MessagesPerSecond { get; init; }

    /// <summary>Connects of this address a minute, 1 to 10,000.</summary>
    public int? ConnectsPerMinute { get; init; }

    /// <summary>Whether compressed frames are offered.</summary>
    public bool? Deflate { get; init; }

    /// <summary>A socket is exchanged for a new one after so many minutes, 1 to 10,080; zero for never.</summary>
    public int? RotateMinutes { get; init; }

    /// <summary>Weight of REST requests within <see cref="RestWindowSeconds"/>, 1 to 1,000,000.</summary>
    public int? RestWeight { get; init; }

    /// <summary>Window of the weight in seconds, 1 to 86,400.</summary>
    public int? RestWindowSeconds { get; init; }

    /// <summary>Weight of a book's snapshot, 1 to 1,000,000.</summary>
    public int? SnapshotWeight { get; init; }

    /// <summary>Weight of a list of instruments, or a page of one, 1 to 1,000,000.</summary>
    public int? ListingsWeight { get; init; }

    /// <summary>Name of the customer's key, where the venue wants its requests signed.</summary>
    public string? KeyId { get; init; }

    /// <summary>The private key itself, as PEM; read from the file that the settings name, so that it stands in no configuration.</summary>
    public string? KeyPem { get; init; }

    /// <summary>The customer's app key, where the venue gives tokens for one.</summary>
    public string? AppKey { get; init; }

    /// <summary>Its secret.</summary>
    public string? AppSecret { get; init; }

    /// <summary>Addresses of factories of markets, of a venue on a chain; empty leaves those built in.</summary>
    public IReadOnlyList<string> Factories { get; init; } = [];

    /// <summary>Address of the factory of pools.</summary>
    public string? AmmFactory { get; init; }
}
