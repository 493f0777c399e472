using Rialto.Adapters.Binance;
using Rialto.Adapters.Connections;
using Rialto.Adapters.Orders;
using Rialto.Host.Desk;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Rings;
using Xunit;

namespace Rialto.Integration.Orders;

/// <summary>One end of an order session: asks, and keeps every report. Waits are for reports, never for time.</summary>
internal sealed class TestDesk : IAsyncDisposable
{
    private readonly SpscRing<OrderRequest> _requests;
    private readonly SpscRing<OrderReport> _reports;
    private readonly VenueCredentials? _credentials;
    private readonly OrderSession? _session;
    private readonly VenueLink? _link;
    private int _seen;

    public TestDesk(OrderVenue venue, ListingTable listings, ListingId listing, string key, string secret, string name = "desk", TimeSpan? timeout = null)
    {
        Listing = listings[listing];
        (_requests, _reports) = (new(256), new(4_096));
        _credentials = new VenueCredentials(key, secret);
        var options = new OrderSessionOptions { Desk = name, ReconnectFirst = TimeSpan.FromMilliseconds(20), ReconnectMax = TimeSpan.FromMilliseconds(200), AnswerTimeout = timeout ?? TimeSpan.FromSeconds(30) };
        _session = new OrderSession(venue, _credentials, listings, options, _requests, _reports, new ProcessBudgets());
        _session.Start();
    }

    /// <summary>At the end of a link that somebody else has made.</summary>
    public TestDesk(VenueLink link, Listing listing)
    {
        (Listing, _link, _requests, _reports) = (listing, link, link.Requests, link.Reports);
        link.Start();
    }

    public Listing Listing { get; }

    public VenueLink Link => _link!;

    public List<OrderReport> All { get; } = [];

    public OrderSessionCounters Counters => _session!.Counters;

    /// <summary>The instruments of a Binance-compatible exchange, and one among them.</summary>
    public static async Task<(ListingTable Listings, ListingId Listing)> ListingsAsync(string url, FeedVenue venue = FeedVenue.BinanceSpot, string symbol = "BTCUSDT")
    {
        using var http = new HttpClient();
        var listings = new ListingTable(64);
        new BinanceProtocol(FeedVenue.BinanceSpot).DecodeListings(await http.GetByteArrayAsync(new Uri(url + "/api/v3/exchangeInfo"), TestContext.Current.CancellationToken), listings);
        Assert.True(listings.TryFind(FeedVenue.BinanceSpot, System.Text.Encoding.UTF8.GetBytes(symbol), out var listing));
        if (venue == FeedVenue.BinanceSpot)
            return (listings, listing.Id);

        // The same door under our own name.
        var ours = new ListingTable(1);
        ours.Add(listing with { Id = ours.NextId, Venue = venue });
        return (ours, new ListingId(1));
    }

    public OrderRequest Place(long order, Side side, long price, long quantityThousandths, OrderRequestFlags flags = OrderRequestFlags.None, TimeInForce timeInForce = TimeInForce.Gtc) => Ask(OrderRequestKind.Place, order) with
    {
        Side = side,
        Type = OrderType.Limit,
        Price = new Price(price * DecimalText.PowerOfTen(Listing.PriceScale)),
        Quantity = new Quantity(quantityThousandths * DecimalText.PowerOfTen(Listing.QuantityScale - 3)),
        Flags = flags,
        TimeInForce = timeInForce,
    };

    public OrderRequest Ask(OrderRequestKind kind, long order = 0) => new() { Kind = kind, Order = new DeskOrderId(order), Listing = Listing.Id, Venue = Listing.Venue };

    public void Send(in OrderRequest request) => Assert.True(_requests.TryPublish(request));

    /// <summary>The first report from here on that is so; those before it are passed over, and what follows is for the next wait.</summary>
    public async Task<OrderReport> UntilAsync(Func<OrderReport, bool> condition)
    {
        using var patience = new CancellationTokenSource(RialtoProcess.Patience);
        while (true)
        {
            Drain();
            for (; _seen < All.Count; _seen++)
            {
                if (condition(All[_seen]))
                    return All[_seen++];
            }

            try
            {
                await Task.Delay(1, patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{_session?.Counters}{_link?.Problem}\n{string.Join('\n', All.Select(Picture))}");
            }
        }
    }

    public Task<OrderReport> UntilAsync(OrderReportKind kind, long order = 0) => UntilAsync(report => report.Kind == kind && (order == 0 || report.Order.Value == order));

    /// <summary>As <see cref="UntilAsync(OrderReportKind, long)"/>, among all reports ever.</summary>
    public Task<OrderReport> AnyAsync(OrderReportKind kind, long order = 0) => AnyAsync(report => report.Kind == kind && (order == 0 || report.Order.Value == order));

    /// <summary>As <see cref="UntilAsync(Func{OrderReport, bool})"/>, among all reports ever.</summary>
    public Task<OrderReport> AnyAsync(Func<OrderReport, bool> condition)
    {
        _seen = 0;
        return UntilAsync(condition);
    }

    public void Drain()
    {
        while (_reports.TryTake(out var report))
            All.Add(report);
    }

    public static string Picture(OrderReport report) =>
        $"{report.Kind} order {report.Order} venue order {report.VenueOrder} {report.Status} {report.Failure} {report.Reason} {report.Code} filled {report.FilledQuantity} fill {report.FillQuantity} at {report.FillPrice} trade {report.TradeId}";

    public async ValueTask DisposeAsync()
    {
        if (_session is not null)
            await _session.DisposeAsync();
        if (_link is not null)
            await _link.DisposeAsync();
        _credentials?.Dispose();
    }
}
