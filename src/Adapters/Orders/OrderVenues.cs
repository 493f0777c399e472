using Rialto.Adapters.Binance;
using Rialto.Adapters.Connections;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Orders;

/// <summary>All venues with a private side, and those that are known to have none. docs/reference/order-entry.md shows the table.</summary>
public static class OrderVenues
{
    /// <summary>All of them.</summary>
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

    private static OrderVenue Of(string name, OrderProtocol protocol) => new(name, protocol.Capabilities, protocol);
}
