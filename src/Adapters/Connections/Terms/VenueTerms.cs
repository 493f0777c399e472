using Rialto.Adapters.Augur;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Connections;

/// <summary>
/// Where a venue is and what it allows: hosts, sockets, paces, budgets. Built in from the venue's documentation (<see cref="VenueRegistry"/>), changed by settings (<see cref="With"/>).
/// Immutable. docs/reference/connections.md shows the table.
/// </summary>
public sealed record VenueTerms
{
    private const int MessagesPerSecondMax = 1_000;
    private const int ConnectsPerMinuteMax = 10_000;
    private const int RotateMinutesMax = 7 * 24 * 60;
    private const int WeightMax = 1_000_000;
    private const int WindowSecondsMax = 86_400;

    private static readonly TimeSpan _pingInterval = TimeSpan.FromSeconds(20);

    /// <summary>What it is called on command lines and in settings: <c>binance-usdm</c>. Also what <c>rialto replay</c> calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Root of the sockets; of no use where the venue is polled.</summary>
    public required Uri WebSocket { get; init; }

    /// <summary>Root of the REST interface.</summary>
    public required Uri Rest { get; init; }

    /// <summary>The kinds of sockets that a listing needs, one connection of each; the first has the books.</summary>
    public required IReadOnlyList<SocketTerms> Sockets { get; init; }

    /// <summary>How the venue speaks: of the first kind of socket, REST, and lists.</summary>
    public IVenueProtocol Protocol => Sockets[0].Protocol;

    /// <summary>Which name space of symbols.</summary>
    public FeedVenue Venue => Protocol.Venue;

    /// <summary>The venue that has the same books by another door; none for most. Best prices over both would count everything twice.</summary>
    public FeedVenue SameBooksAs { get; init; }

    /// <summary>Whose books they are: venues that agree in this must not be followed together.</summary>
    public FeedVenue Books => SameBooksAs == FeedVenue.None ? Venue : SameBooksAs;

    /// <summary>The venue has no sockets: its books are asked for by REST, again and again.</summary>
    public bool IsPolled => Protocol.SocketPath.Length == 0;

    /// <summary>Listings on one socket: few, so that one cut socket takes few books with it.</summary>
    public int SymbolsPerSocket { get; init; } = 5;

    /// <summary>Most listings on one socket.</summary>
    public int SymbolsPerSocketMax { get; init; } = 200;

    /// <summary>How fast frames are sent on one socket; all of them hold at once.</summary>
    public IReadOnlyList<RateLimit> MessageRates { get; init; } = [RateLimit.PerSecond(5)];

    /// <summary>How often this address connects.</summary>
    public RateLimit ConnectRate { get; init; }

    /// <summary>Most connections of this address at once; zero for no limit.</summary>
    public int ConnectionsMax { get; init; }

    /// <summary>Compressed frames (permessage-deflate) are offered in the handshake: less to receive, more to compute. Venues that do not know them answer without.</summary>
    public bool Deflates { get; init; }

    /// <summary>How often we send a ping of the WebSocket's own, so that a dead way is noticed; zero where the venue's heartbeat in text does that.</summary>
    public TimeSpan PingInterval => Heartbeat.Text.Length > 0 ? TimeSpan.Zero : _pingInterval;

    /// <summary>A socket is exchanged for a new one after so long, before the venue would cut it; zero for never.</summary>
    public TimeSpan RotateAfter { get; init; }

    /// <summary>What REST allows.</summary>
    public RestTerms RestTerms { get; init; } = new();

    /// <summary>The venue opens no socket without a signature by the customer's key.</summary>
    public bool NeedsSigning { get; init; }

    /// <summary>Signs handshakes and requests; null where the customer has given no key, or none is needed.</summary>
    public IRequestSigner? Signer { get; init; }

    /// <summary>The venue answers nobody without the token of a customer's app key.</summary>
    public bool NeedsAppKey => ProtocolFor is not null;

    /// <summary>That key; null where the customer has given none, or none is needed.</summary>
    public AppCredentials? App { get; init; }

    /// <summary>The venue is read from a node of the customer's, and is off without one: <see cref="Rest"/> is an address that leads nowhere until it is set.</summary>
    public bool NeedsNode { get; init; }

    /// <summary>The customer has set one, or a recording stands for it.</summary>
    public bool HasNode { get; init; }

    /// <summary>What stands at <see cref="Rest"/> gives recorded answers, and is no node.</summary>
    public bool IsPlayed { get; init; }

    /// <summary>Where the contracts are, of a venue on a chain.</summary>
    public AugurContracts Augur { get; init; } = new();

    /// <summary>Which setting is missing before the venue can be connected to, for a person to read; empty where none is.</summary>
    public string KeyProblem => NeedsSigning && Signer is null ? $"{Name} opens no socket without a signature: set {nameof(VenueSettings.KeyId)} and KeyFile to a key of yours"
        : NeedsAppKey && App is null ? $"{Name} answers nobody without an app key: set {nameof(VenueSettings.AppKey)} and {nameof(VenueSettings.AppSecret)} to yours"
        : NeedsNode && !HasNode ? $"{Name} is off: set Feeds:Venues:{Name}:{nameof(VenueSettings.Rest)} to the address of a Polygon JSON-RPC node of yours"
        : "";

    /// <summary>Names of members whose values no official source or capture confirms: ours are careful guesses, to be set by settings where they prove wrong.</summary>
    public IReadOnlyList<string> Unverified { get; init; } = [];

    /// <summary>Makes the protocol of a venue whose frames carry a token; null where none do.</summary>
    internal Func<AccessToken, IVenueProtocol>? ProtocolFor { get; init; }

    /// <summary>What keeps the connection open, if anything is sent.</summary>
    public (string Text, long IntervalNs) Heartbeat => Protocol.Heartbeat;

    /// <summary>Address of a kind of socket.</summary>
    public Uri AddressOf(SocketTerms socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return Join(WebSocket, socket.Path);
    }

    /// <summary>Address of a REST path with its query.</summary>
    public Uri RestAddressOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.Length == 0 ? Rest : Join(Rest, path);
    }

    /// <summary>What recordings call a REST path: its address; of a node of the customer's, whose address may hold a key, one without it.</summary>
    public Uri RecordedAddressOf(string path) => NeedsNode ? Join(new Uri("https://augur.invalid"), path) : RestAddressOf(path);

    /// <summary>These terms with what the customer has set in the place of what is built in.</summary>
    /// <exception cref="VenueSettingException">A value that cannot be used; it names the key.</exception>
    public VenueTerms With(VenueSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (IsPolled && settings.WebSocket is not null)
            throw new VenueSettingException(nameof(settings.WebSocket), $"is of no use: {Name} has no sockets and is polled");
        var messages = Number(nameof(settings.MessagesPerSecond), settings.MessagesPerSecond, 1, MessagesPerSecondMax);
        var connects = Number(nameof(settings.ConnectsPerMinute), settings.ConnectsPerMinute, 1, ConnectsPerMinuteMax);
        var rotate = Number(nameof(settings.RotateMinutes), settings.RotateMinutes, 0, RotateMinutesMax);
        var budget = new RateLimit(
            Number(nameof(settings.RestWeight), settings.RestWeight, 1, WeightMax) ?? RestTerms.Budget.Count,
            Number(nameof(settings.RestWindowSeconds), settings.RestWindowSeconds, 1, WindowSecondsMax) is { } seconds ? TimeSpan.FromSeconds(seconds) : RestTerms.Budget.Period);
        // Such an address holds a key more often than not: no message shows it.
        if (NeedsNode && settings.Rest is { IsAbsoluteUri: true, Scheme: not ("http" or "https") })
            throw new VenueSettingException(nameof(settings.Rest), "must be an address that begins with http:// or https://");
        var app = AppOf(settings);
        return this with
        {
            Sockets = app is null ? Sockets : [new SocketTerms(ProtocolFor!(app.Token))],
            App = app ?? App,
            HasNode = HasNode || (NeedsNode && settings.Rest is not null),
            Augur = ContractsOf(settings) ?? Augur,
            WebSocket = Root(nameof(settings.WebSocket), settings.WebSocket, "ws", "wss") ?? WebSocket,
            Rest = Root(nameof(settings.Rest), settings.Rest, "http", "https") ?? Rest,
            SymbolsPerSocket = Number(nameof(settings.SymbolsPerSocket), settings.SymbolsPerSocket, 1, SymbolsPerSocketMax) ?? SymbolsPerSocket,
            MessageRates = messages is { } perSecond ? [RateLimit.PerSecond(perSecond), .. MessageRates.Where(rate => rate.Period > TimeSpan.FromSeconds(1))] : MessageRates,
            ConnectRate = connects is { } perMinute ? RateLimit.PerMinute(perMinute) : ConnectRate,
            RotateAfter = rotate is { } minutes ? TimeSpan.FromMinutes(minutes) : RotateAfter,
            Deflates = settings.Deflate ?? Deflates,
            RestTerms = RestTerms with
            {
                Budget = budget,
                SnapshotWeight = Weight(nameof(settings.SnapshotWeight), settings.SnapshotWeight, RestTerms.SnapshotWeight, budget),
                ListingsWeight = Weight(nameof(settings.ListingsWeight), settings.ListingsWeight, RestTerms.ListingsWeight, budget),
            },
            Signer = SignerOf(settings) ?? Signer,
        };
    }

    private AppCredentials? AppOf(VenueSettings settings)
    {
        if (settings.AppKey is null && settings.AppSecret is null)
            return null;
        if (!NeedsAppKey)
            throw new VenueSettingException(settings.AppKey is null ? nameof(settings.AppSecret) : nameof(settings.AppKey), $"is of no use: {Name} gives no tokens for public data");
        if (string.IsNullOrWhiteSpace(settings.AppKey))
            throw new VenueSettingException(nameof(settings.AppKey), $"is missing beside {nameof(settings.AppSecret)}");
        if (string.IsNullOrWhiteSpace(settings.AppSecret))
            throw new VenueSettingException(nameof(settings.AppSecret), $"is missing beside {nameof(settings.AppKey)}");
        return new AppCredentials(settings.AppKey, settings.AppSecret);
    }

    private AugurContracts? ContractsOf(VenueSettings settings)
    {
        if (settings.AmmFactory is null && settings.Factories.Count == 0)
            return null;
        if (!NeedsNode)
            throw new VenueSettingException(settings.AmmFactory is null ? nameof(settings.Factories) : nameof(settings.AmmFactory), $"is of no use: {Name} has no contracts");
        if (settings.Factories.Count > AugurContracts.FactoriesMax)
            throw new VenueSettingException(nameof(settings.Factories), FormattableString.Invariant($"must be at most {AugurContracts.FactoriesMax}, not {settings.Factories.Count}"));
        return new AugurContracts
        {
            AmmFactory = settings.AmmFactory is null ? Augur.AmmFactory : Contract(nameof(settings.AmmFactory), settings.AmmFactory),
            Factories = settings.Factories.Count == 0 ? Augur.Factories : [.. settings.Factories.Select(text => Contract(nameof(settings.Factories), text)).Distinct()],
        };
    }

    private static string Contract(string key, string text) => AugurContracts.Address(text) ?? throw new VenueSettingException(key, $"must be an address of a contract, 0x and 40 hexadecimal digits, not '{text}'");

    private KalshiSigner? SignerOf(VenueSettings settings)
    {
        if (settings.KeyId is null && settings.KeyPem is null)
            return null;
        if (!NeedsSigning)
            throw new VenueSettingException(settings.KeyId is null ? nameof(settings.KeyPem) : nameof(settings.KeyId), $"is of no use: {Name} wants no signatures for public data");
        if (string.IsNullOrWhiteSpace(settings.KeyId))
            throw new VenueSettingException(nameof(settings.KeyId), $"is missing beside {nameof(settings.KeyPem)}");
        if (string.IsNullOrWhiteSpace(settings.KeyPem))
            throw new VenueSettingException(nameof(settings.KeyPem), $"is missing beside {nameof(settings.KeyId)}");
        try
        {
            return KalshiSigner.FromPem(settings.KeyId, settings.KeyPem);
        }
        catch (ArgumentException)
        {
            throw new VenueSettingException(nameof(settings.KeyPem), "holds no private RSA key in PEM without a password");
        }
    }

    private static Uri Join(Uri root, string path) => new(root.GetLeftPart(UriPartial.Path).TrimEnd('/') + (path.StartsWith('/') ? path : "/" + path));

    private static int? Number(string key, int? value, int least, int most) =>
        value is not { } number || (number >= least && number <= most) ? value : throw new VenueSettingException(key, FormattableString.Invariant($"must be {least} to {most}, not {number}"));

    // A request heavier than the whole budget could never be made.
    private static int Weight(string key, int? value, int builtIn, RateLimit budget)
    {
        var weight = Number(key, value, 1, WeightMax) ?? builtIn;
        return weight <= budget.Count ? weight : throw new VenueSettingException(key, FormattableString.Invariant($"must be at most {nameof(VenueSettings.RestWeight)}, {budget.Count}, not {weight}"));
    }

    private static Uri? Root(string key, Uri? address, string scheme, string secure)
    {
        if (address is null)
            return null;
        if (!address.IsAbsoluteUri || (address.Scheme != scheme && address.Scheme != secure) || address.Host.Length == 0)
            throw new VenueSettingException(key, $"must be an address that begins with {scheme}:// or {secure}://, not '{address.OriginalString}'");
        if (address.Query.Length > 0 || address.Fragment.Length > 0 || address.UserInfo.Length > 0)
            throw new VenueSettingException(key, $"must be an address without name, query and fragment, not '{address.Scheme}://{address.Host}...'");
        return address;
    }
}
