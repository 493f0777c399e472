using Rialto.Adapters.Binance;
using Rialto.Adapters.Bithumb;
using Rialto.Adapters.Bybit;
using Rialto.Adapters.Coinbase;
using Rialto.Adapters.Connections;
using Rialto.Adapters.Deribit;
using Rialto.Adapters.Kalshi;
using Rialto.Adapters.Kraken;
using Rialto.Adapters.LsSecurities;
using Rialto.Adapters.Okx;
using Rialto.Adapters.Polymarket;
using Rialto.Adapters.Upbit;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Orders;

/// <summary>All venues with a private side, and those that are known to have none. docs/reference/order-entry.md shows the table.</summary>
public static class OrderVenues
{
    /// <summary>All of them; PredictIt and Augur, which cannot be traded at by programs, so that whoever asks is told so.</summary>
    public static IReadOnlyList<OrderVenue> All { get; } =
    [
        Of("binance", new BinanceOrders(FeedVenue.BinanceSpot)) with
        {
            Rest = new Uri("https://api.binance.com"),
            Stream = new Uri("wss://ws-api.binance.com:443"),
            Budget = RateLimit.PerMinute(6_000),
            OrderBudget = new RateLimit(100, TimeSpan.FromSeconds(10)),
        },
        Of("binance-usdm", new BinanceOrders(FeedVenue.BinanceUsdM)) with
        {
            Rest = new Uri("https://fapi.binance.com"),
            Stream = new Uri("wss://fstream.binance.com"),
            Budget = RateLimit.PerMinute(2_400),
            OrderBudget = new RateLimit(300, TimeSpan.FromSeconds(10)),
        },
        Of("binance-coinm", new BinanceOrders(FeedVenue.BinanceCoinM)) with
        {
            Rest = new Uri("https://dapi.binance.com"),
            Stream = new Uri("wss://dstream.binance.com"),
            Budget = RateLimit.PerMinute(2_400),
            OrderBudget = RateLimit.PerMinute(1_200),
        },

        // Ourselves, by the door that speaks Binance's language.
        Of("rialto", new BinanceOrders(FeedVenue.Rialto)) with
        {
            Rest = new Uri("http://127.0.0.1:7083"),
            Stream = new Uri("ws://127.0.0.1:7083"),
            Budget = RateLimit.PerMinute(6_000),
            OrderBudget = new RateLimit(100, TimeSpan.FromSeconds(10)),
        },
        Bybit("bybit", FeedVenue.BybitSpot, 20),
        Bybit("bybit-linear", FeedVenue.BybitLinear, 10),
        Bybit("bybit-inverse", FeedVenue.BybitInverse, 10),
        Of("okx", new OkxOrders()) with
        {
            Rest = new Uri("https://www.okx.com"),
            Stream = new Uri("wss://ws.okx.com:8443"),
            Budget = new RateLimit(10, TimeSpan.FromSeconds(2)),
            OrderBudget = new RateLimit(60, TimeSpan.FromSeconds(2)),
            NeedsPassphrase = true,
        },
        Of("deribit", new DeribitOrders()) with
        {
            Rest = new Uri("https://www.deribit.com"),
            Stream = new Uri("wss://www.deribit.com"),
            Budget = new RateLimit(20, TimeSpan.FromSeconds(1)),
            OrderBudget = RateLimit.PerSecond(5),
        },
        Of("kalshi", new KalshiOrders()) with
        {
            Rest = new Uri("https://external-api.kalshi.com"),
            Stream = new Uri("wss://external-api-ws.kalshi.com"),
            Budget = RateLimit.PerSecond(100),
            OrderBudget = RateLimit.PerSecond(10),
        },
        Of("ls-securities", new LsSecuritiesOrders()) with
        {
            Rest = new Uri("https://openapi.ls-sec.co.kr:8080"),
            Stream = new Uri("wss://openapi.ls-sec.co.kr:9443"),
            Budget = RateLimit.PerSecond(60),
            OrderBudget = RateLimit.PerSecond(10),
        },
        Of("polymarket", new PolymarketOrders()) with
        {
            Rest = new Uri("https://clob.polymarket.com"),
            Stream = new Uri("wss://ws-subscriptions-clob.polymarket.com"),
            Budget = new RateLimit(4_000, TimeSpan.FromSeconds(10)),
            OrderBudget = RateLimit.PerSecond(40),
        },

        Of("coinbase", new CoinbaseOrders()) with
        {
            Rest = new Uri("https://api.coinbase.com"),
            Stream = new Uri("wss://advanced-trade-ws-user.coinbase.com"),
            Budget = RateLimit.PerSecond(30),
            OrderBudget = RateLimit.PerSecond(30),
        },

        // The counters of the tier Intermediate (20, one back every 2 s; 125 for orders of a pair, 2.34 back a second): change both for a key of another.
        Of("kraken", new KrakenOrders()) with
        {
            Rest = new Uri("https://api.kraken.com"),
            Stream = new Uri("wss://ws-auth.kraken.com"),
            Budget = new RateLimit(20, TimeSpan.FromSeconds(40)),
            OrderBudget = new RateLimit(125, TimeSpan.FromSeconds(54)),
        },

        Of("upbit", new UpbitOrders()) with
        {
            Rest = new Uri("https://api.upbit.com"),
            Stream = new Uri("wss://api.upbit.com"),
            Budget = RateLimit.PerSecond(30),
            OrderBudget = RateLimit.PerSecond(12),
        },

        Of("bithumb", new BithumbOrders()) with
        {
            Rest = new Uri("https://api.bithumb.com"),
            Stream = new Uri("wss://ws-api.bithumb.com"),
            Budget = RateLimit.PerSecond(140),
            OrderBudget = RateLimit.PerSecond(20),
        },

        // No interface for orders is documented, and automated trading is restricted; of Augur nothing is left to trade at.
        None("predictit", FeedVenue.PredictIt),
        None("augur", FeedVenue.Augur),
    ];

    /// <summary>The venue of a name.</summary>
    public static bool TryFind(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out OrderVenue? venue)
    {
        venue = All.FirstOrDefault(some => string.Equals(some.Name, name, StringComparison.OrdinalIgnoreCase));
        return venue is not null;
    }

    /// <summary>The private side of a venue.</summary>
    public static bool TryFind(FeedVenue which, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out OrderVenue? venue)
    {
        venue = All.FirstOrDefault(some => some.Venue == which);
        return venue is not null;
    }

    private static OrderVenue Bybit(string name, FeedVenue venue, int ordersPerSecond) => Of(name, new BybitOrders(venue)) with
    {
        Rest = new Uri("https://api.bybit.com"),
        Stream = new Uri("wss://stream.bybit.com"),
        Budget = new RateLimit(600, TimeSpan.FromSeconds(5)),
        OrderBudget = RateLimit.PerSecond(ordersPerSecond),
    };

    private static OrderVenue None(string name, FeedVenue venue) => new(name, new VenueCapabilities(venue, ClientOrderIdStyle.None) { CanTrade = false, TellsEachFill = false, OrdersPerSecond = 0, NotFoundDelayMs = 0 }, null);

    private static OrderVenue Of(string name, OrderProtocol protocol) => new(name, protocol.Capabilities, protocol);
}
