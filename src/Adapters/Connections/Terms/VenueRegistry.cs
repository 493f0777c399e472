using Rialto.Adapters.Augur;
using Rialto.Adapters.Binance;
using Rialto.Adapters.Bithumb;
using Rialto.Adapters.Bybit;
using Rialto.Adapters.Coinbase;
using Rialto.Adapters.Deribit;
using Rialto.Adapters.Feeds;
using Rialto.Adapters.Kalshi;
using Rialto.Adapters.Kraken;
using Rialto.Adapters.LsSecurities;
using Rialto.Adapters.Okx;
using Rialto.Adapters.Polymarket;
using Rialto.Adapters.PredictIt;
using Rialto.Adapters.Upbit;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Connections;

/// <summary>All venues that can be connected to, with what is built in about each. Facts are those of the venues' documentation; what stands in <see cref="VenueTerms.Unverified"/> is not.</summary>
public static class VenueRegistry
{
    private const int KrakenDepth = 100;

    // A socket that the venue cuts after 24 hours is exchanged an hour before, so that a try that fails has time for others.
    private static readonly TimeSpan _beforeADay = TimeSpan.FromHours(23);

    /// <summary>All of them, by the order in which they are shown.</summary>
    public static IReadOnlyList<VenueTerms> All { get; } =
    [
        Binance(
            "binance", "wss://stream.binance.com:9443", "https://api.binance.com", [FeedVenue.BinanceSpot], messages: 5, symbolsMax: 512,
            new RestTerms { Budget = RateLimit.PerMinute(6_000), SnapshotWeight = 250, ListingsWeight = 20 }, []),
        Binance(
            "binance-usdm", "wss://fstream.binance.com", "https://fapi.binance.com", [FeedVenue.BinanceUsdM], messages: 10, symbolsMax: 512,
            new RestTerms { Budget = RateLimit.PerMinute(2_400), SnapshotWeight = 20, ListingsWeight = 1 }, ["ListingsWeight"]),
        Binance(
            "binance-coinm", "wss://dstream.binance.com", "https://dapi.binance.com", [FeedVenue.BinanceCoinM], messages: 10, symbolsMax: 512,
            new RestTerms { Budget = RateLimit.PerMinute(2_400), SnapshotWeight = 20, ListingsWeight = 1 }, ["WebSocket", "Rest", "Budget", "ListingsWeight", "SnapshotWeight"]),
        new VenueTerms
        {
            Name = "okx",
            WebSocket = new Uri("wss://ws.okx.com:8443"),
            Rest = new Uri("https://www.okx.com"),
            Sockets = [new SocketTerms(new OkxProtocol())],
            MessageRates = [RateLimit.PerSecond(3), new RateLimit(480, TimeSpan.FromHours(1))],
            ConnectRate = RateLimit.PerSecond(3),
            RestTerms = new RestTerms { Budget = new RateLimit(20, TimeSpan.FromSeconds(2)) },
            Unverified = ["SymbolsPerSocketMax"],
        },
        Kraken("kraken", FeedVenue.Kraken),
        Kraken("kraken-v1", FeedVenue.KrakenV1),
        new VenueTerms
        {
            Name = "kalshi",
            WebSocket = new Uri("wss://external-api-ws.kalshi.com"),
            Rest = new Uri("https://external-api.kalshi.com"),
            Sockets = [new SocketTerms(new KalshiProtocol())],
            ConnectionsMax = 200,
            RestTerms = new RestTerms { Budget = RateLimit.PerSecond(200), ListingsWeight = 10 },
            NeedsSigning = true,
            Unverified = ["SymbolsPerSocketMax", "MessageRates", "ConnectRate"],
        },
        Bybit("bybit", FeedVenue.BybitSpot),
        Bybit("bybit-linear", FeedVenue.BybitLinear),
        Bybit("bybit-inverse", FeedVenue.BybitInverse),
        new VenueTerms
        {
            Name = "coinbase",
            WebSocket = new Uri("wss://advanced-trade-ws.coinbase.com"),
            Rest = new Uri("https://api.coinbase.com"),
            Sockets = [new SocketTerms(new CoinbaseProtocol(FeedVenue.CoinbaseAdvanced))],
            MessageRates = [RateLimit.PerSecond(4)],
            ConnectRate = RateLimit.PerSecond(8),
            RestTerms = new RestTerms { Budget = RateLimit.PerSecond(10) },
            Unverified = ["Budget", "SymbolsPerSocketMax"],
        },
        new VenueTerms
        {
            Name = "coinbase-exchange",
            WebSocket = new Uri("wss://ws-feed.exchange.coinbase.com"),
            Rest = new Uri("https://api.exchange.coinbase.com"),
            Sockets = [new SocketTerms(new CoinbaseProtocol(FeedVenue.CoinbaseExchange))],
            SameBooksAs = FeedVenue.CoinbaseAdvanced,
            MessageRates = [RateLimit.PerSecond(8)],
            ConnectRate = RateLimit.PerSecond(8),
            RestTerms = new RestTerms { Budget = RateLimit.PerSecond(10) },
            Unverified = ["Budget", "SymbolsPerSocketMax"],
        },
        new VenueTerms
        {
            Name = "deribit",
            WebSocket = new Uri("wss://www.deribit.com"),
            Rest = new Uri("https://www.deribit.com"),
            Sockets = [new SocketTerms(new DeribitProtocol())],
            MessageRates = [RateLimit.PerSecond(3)],
            ConnectionsMax = 32,
            RestTerms = new RestTerms { Budget = RateLimit.PerSecond(1) },
            Unverified = ["SymbolsPerSocketMax", "ConnectRate"],
        },
        new VenueTerms
        {
            Name = "upbit",
            WebSocket = new Uri("wss://api.upbit.com"),
            Rest = new Uri("https://api.upbit.com"),
            Sockets = [new SocketTerms(new UpbitProtocol())],
            MessageRates = [RateLimit.PerSecond(5), RateLimit.PerMinute(100)],
            ConnectRate = RateLimit.PerSecond(5),
            RestTerms = new RestTerms { Budget = RateLimit.PerSecond(10), Headers = [new("Remaining-Req", QuotaHeaderKind.LeftInSecond)] },
            Unverified = ["SymbolsPerSocketMax"],
        },
        new VenueTerms
        {
            Name = "bithumb",
            WebSocket = new Uri("wss://ws-api.bithumb.com"),
            Rest = new Uri("https://api.bithumb.com"),
            Sockets = [new SocketTerms(new BithumbProtocol())],
            ConnectRate = RateLimit.PerSecond(10),
            RestTerms = new RestTerms { Budget = RateLimit.PerSecond(150), PauseAfterLimit = TimeSpan.FromMinutes(10) },
            Unverified = ["SymbolsPerSocketMax", "MessageRates"],
        },
        new VenueTerms
        {
            Name = "polymarket",
            WebSocket = new Uri("wss://ws-subscriptions-clob.polymarket.com"),

            // Lists are Gamma's; books come over the socket alone.
            Rest = new Uri("https://gamma-api.polymarket.com"),
            Sockets = [new SocketTerms(new PolymarketProtocol())],
            RestTerms = new RestTerms { Budget = RateLimit.PerSecond(5) },
            Unverified = ["SymbolsPerSocketMax", "MessageRates", "ConnectRate", "Budget"],
        },
        new VenueTerms
        {
            Name = "predictit",
            WebSocket = new Uri("wss://www.predictit.org"),
            Rest = new Uri("https://www.predictit.org"),
            Sockets = [new SocketTerms(new PredictItProtocol())],

            // One answer a minute holds everything; the second is the list of markets, which is the same answer.
            RestTerms = new RestTerms { Budget = RateLimit.PerMinute(2), PauseAfterLimit = TimeSpan.FromMinutes(5) },
            Unverified = ["Budget"],
        },
        new VenueTerms
        {
            Name = "augur",

            // Of the domain that leads nowhere: the node is the customer's.
            WebSocket = new Uri("wss://augur.invalid"),
            Rest = new Uri("https://augur.invalid"),
            Sockets = [new SocketTerms(new AugurProtocol())],
            NeedsNode = true,

            // What public nodes allow differs; a question of a batch weighs one.
            RestTerms = new RestTerms { Budget = RateLimit.PerMinute(1_200), BodyBytesMax = 16 * 1024 * 1024 },
            Unverified = ["Budget"],
        },
        new VenueTerms
        {
            Name = "ls-securities",
            WebSocket = new Uri("wss://openapi.ls-sec.co.kr:9443"),
            Rest = new Uri("https://openapi.ls-sec.co.kr:8080"),

            // Frames carry the token of a customer's app key: with one, the protocol is another.
            Sockets = [new SocketTerms(new LsSecuritiesProtocol(new AccessToken()))],
            ProtocolFor = static token => new LsSecuritiesProtocol(token),
            RestTerms = new RestTerms { Budget = RateLimit.PerSecond(1), PauseAfterLimit = TimeSpan.FromSeconds(1) },
            Unverified = ["SymbolsPerSocketMax", "MessageRates", "ConnectRate", "Budget"],
        },

        // Ourselves, by the door that speaks Binance's language.
        Binance(
            "rialto", "ws://127.0.0.1:7083", "http://127.0.0.1:7083", [FeedVenue.Rialto], messages: 5, symbolsMax: 512,
            new RestTerms { Budget = RateLimit.PerMinute(6_000), SnapshotWeight = 250, ListingsWeight = 20 }, []),
    ];

    /// <summary>All that others run: what "all venues" means. Those that need a node of the customer's are followed only where they are named.</summary>
    public static IEnumerable<VenueTerms> Others => All.Where(terms => terms.Venue != FeedVenue.Rialto && !terms.NeedsNode);

    /// <summary>By name; our own name of the venue (<c>BinanceSpot</c>, <c>binance-spot</c>) will do too. Case does not matter.</summary>
    public static bool TryFind(string name, out VenueTerms terms)
    {
        ArgumentNullException.ThrowIfNull(name);
        var plain = name.Replace("-", "", StringComparison.Ordinal);
        foreach (var known in All)
        {
            if (known.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || known.Venue.ToString().Equals(plain, StringComparison.OrdinalIgnoreCase))
            {
                terms = known;
                return true;
            }
        }

        terms = null!;
        return false;
    }

    /// <summary>The terms of a venue's symbols; none where it cannot be connected to.</summary>
    public static bool TryFind(FeedVenue venue, out VenueTerms terms)
    {
        terms = All.FirstOrDefault(known => known.Venue == venue)!;
        return terms is not null;
    }

    // Messages count the venue's pings too, so one a second is left free.
    private static VenueTerms Binance(string name, string webSocket, string rest, FeedVenue[] markets, int messages, int symbolsMax, RestTerms restTerms, string[] unverified) => new()
    {
        Name = name,
        WebSocket = new Uri(webSocket),
        Rest = new Uri(rest),
        Sockets = markets[0] == FeedVenue.BinanceUsdM
            ? [new SocketTerms(new BinanceProtocol(markets[0], FeedChannels.Books)), new SocketTerms(new BinanceProtocol(markets[0], FeedChannels.Trades))]
            : [new SocketTerms(new BinanceProtocol(markets[0]))],
        SymbolsPerSocketMax = symbolsMax,
        MessageRates = [RateLimit.PerSecond(messages - 1)],
        ConnectRate = new RateLimit(300, TimeSpan.FromMinutes(5)),
        RotateAfter = _beforeADay,
        RestTerms = restTerms with { Headers = [new("X-MBX-USED-WEIGHT-1M", QuotaHeaderKind.Used)], PauseAfterLimit = TimeSpan.FromMinutes(1) },
        Unverified = unverified,
    };

    private static VenueTerms Bybit(string name, FeedVenue venue) => new()
    {
        Name = name,
        WebSocket = new Uri("wss://stream.bybit.com"),
        Rest = new Uri("https://api.bybit.com"),
        Sockets = [new SocketTerms(new BybitProtocol(venue))],
        ConnectRate = new RateLimit(500, TimeSpan.FromMinutes(5)),
        ConnectionsMax = 1_000,
        RestTerms = new RestTerms
        {
            Budget = new RateLimit(600, TimeSpan.FromSeconds(5)),
            Headers = [new("X-Bapi-Limit-Status", QuotaHeaderKind.Left), new("X-Bapi-Limit-Reset-Timestamp", QuotaHeaderKind.EndsAtMs)],
        },
        Unverified = ["MessageRates"],
    };

    private static VenueTerms Kraken(string name, FeedVenue venue) => new()
    {
        Name = name,
        WebSocket = new Uri("wss://ws.kraken.com"),
        Rest = new Uri("https://api.kraken.com"),
        Sockets = [new SocketTerms(new KrakenProtocol(venue, KrakenDepth))],
        SameBooksAs = venue == FeedVenue.Kraken ? FeedVenue.None : FeedVenue.Kraken,
        ConnectRate = new RateLimit(150, TimeSpan.FromMinutes(10)),
        RestTerms = new RestTerms { Budget = RateLimit.PerSecond(1), PauseAfterLimit = TimeSpan.FromMinutes(15), PauseAfterBan = TimeSpan.FromMinutes(15) },
        Unverified = ["SymbolsPerSocketMax", "MessageRates", "ConnectRate", "Budget"],
    };
}
