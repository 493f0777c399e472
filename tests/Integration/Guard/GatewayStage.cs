using Rialto.Adapters.Orders;
using Rialto.Host.Desk.Gateways;
using Rialto.Integration.BinanceApi;
using Rialto.Integration.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Runtime.Agents;

namespace Rialto.Integration.Guard;

/// <summary>A running exchange, a folder for gateways before it, and a look at what lives there that goes by neither.</summary>
internal sealed class GatewayStage : IAsyncDisposable
{
    public const string Policy = """
        {
          "Venues": ["rialto"],
          "Symbols": { "BTCUSDT": { "Quote": "USDT", "Sides": ["buy", "sell"], "Lowest": "500", "Highest": "5000" } },
          "OrderNotional": { "USDT": "50" },
          "DayNotional": { "USDT": "130" },
          "OrdersPerSecond": 100
        }
        """;

    private GatewayStage(BinanceExchange exchange, ListingTable listings, ListingId listing) => (Exchange, Listings, Listing) = (exchange, listings, listing);

    public BinanceExchange Exchange { get; }

    public ListingTable Listings { get; }

    public ListingId Listing { get; }

    public TemporaryFolder Folder { get; } = new();

    public string Socket => Folder.File("rialto.sock");

    public static async Task<GatewayStage> StartAsync()
    {
        var exchange = await BinanceExchange.StartAsync();
        var (listings, listing) = await TestDesk.ListingsAsync(exchange.Url, FeedVenue.Rialto);
        var stage = new GatewayStage(exchange, listings, listing);
        await File.WriteAllTextAsync(stage.Folder.File("policy.json"), Policy);
        return stage;
    }

    /// <summary>A gateway, once it takes desks.</summary>
    public async Task<RialtoProcess> GatewayAsync(params string[] more)
    {
        var process = RialtoProcess.Start(
            ["gateway", "--venue", "rialto", "--policy", Folder.File("policy.json"), "--socket", Socket, "--rest", Exchange.Url, "--away-cancel", "3", "--json", .. more], Folder.Path, Keys);
        while (!(await process.LineAsync()).Contains("\"ready\"", StringComparison.Ordinal))
        {
        }

        return process;
    }

    /// <summary>Alice's key, as the environment has it.</summary>
    public IReadOnlyDictionary<string, string> Keys => new Dictionary<string, string>
    {
        ["RIALTO_VENUE_RIALTO_KEY"] = Exchange.Environment["RIALTO_KEY"],
        ["RIALTO_VENUE_RIALTO_SECRET"] = Exchange.Environment["RIALTO_SECRET"],
    };

    /// <summary>The venue at this exchange.</summary>
    public OrderVenue Venue => VenueAt(Exchange.Url);

    /// <summary>The venue at an exchange.</summary>
    public static OrderVenue VenueAt(string url)
    {
        OrderVenues.TryFind(FeedVenue.Rialto, out var venue);
        return venue! with { Rest = new Uri(url), Stream = new UriBuilder(url) { Scheme = "ws" }.Uri };
    }

    /// <summary>A desk behind the gateway, once its stream is up.</summary>
    public async Task<TestDesk> DeskAsync()
    {
        var desk = new TestDesk(new GatewayLink(Socket, FeedVenue.Rialto, "desk", Listings, new WakeSignal()), Listings[Listing]);
        await desk.UntilAsync(OrderReportKind.StreamUp);
        return desk;
    }

    /// <summary>A desk with the key itself.</summary>
    public TestDesk Session() => new(Venue, Listings, Listing, Exchange.Environment["RIALTO_KEY"], Exchange.Environment["RIALTO_SECRET"]);

    /// <summary>Waits for a line that a gateway says.</summary>
    public static async Task SaidAsync(RialtoProcess gateway, string text)
    {
        while (!(await gateway.LineAsync()).Contains(text, StringComparison.Ordinal))
        {
        }
    }

    /// <summary>Orders that live at the exchange, by a session of its own.</summary>
    public async Task<int> LiveAsync()
    {
        await using var look = Session();
        look.Send(look.Ask(OrderRequestKind.QueryOrders) with { Listing = ListingId.None });
        await look.UntilAsync(OrderReportKind.OrdersEnd);
        return look.All.Where(report => report.Kind == OrderReportKind.Found && report.Status == VenueOrderStatus.Live).Select(report => report.Order).Distinct().Count();
    }

    public async Task NothingLivesAsync() => Xunit.Assert.Equal(0, await LiveAsync());

    public async ValueTask DisposeAsync()
    {
        await Exchange.DisposeAsync();
        Folder.Dispose();
    }
}
