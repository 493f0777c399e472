using Rialto.Backtest.Fills;
using Rialto.Backtest.Latencies;
using Rialto.Backtest.Venues;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Unit.Backtest;

/// <summary>A venue that pretends, with one listing and a book that a test tells by hand: prices of two decimals, quantities of three, a latency of 10.</summary>
internal sealed class PaperDesk
{
    public static readonly AssetCode Btc = AssetCode.Of("BTC"), Usdt = AssetCode.Of("USDT");

    private readonly List<OrderReport> _reports = [];
    private int _read;
    private long _orders;

    public PaperDesk(ListingKind kind = ListingKind.Spot, Func<IFillModel>? fills = null, VenueCapabilities? can = null, int leverage = 1, long makerRate = 0, long takerRate = 100_000, FeeFormula formula = FeeFormula.Proportional, long usdt = 100_000, long btc = 10, ILatencyModel? latency = null)
    {
        var listings = new ListingTable(4);
        Listing = new Listing(new ListingId(1), FeedVenue.BinanceSpot, "BTCUSDT", "BTC-USDT", kind, 2, 3, new Price(5), new Quantity(2), "USDT", ListingStatus.Open);
        listings.Add(Listing);
        Venue = new SimulatedVenue<Sink>(
            new SimulatedVenueOptions
            {
                Venue = FeedVenue.BinanceSpot,
                Desk = "test",
                Capabilities = can ?? All,
                Terms = [new TradingTerms(Listing.Id, formula, makerRate, takerRate) { MinQuantity = new Quantity(4), MaxQuantity = new Quantity(1_000_000), MinNotional = TradingTerms.One }],
                Balances = [(Usdt, usdt * Unit), (Btc, btc * Unit)],
                Latency = latency ?? new ConstantLatency(10),
                Fills = fills ?? (static () => new QueueFills()),
                ImpactNs = 1_000,
                Leverage = leverage,
            },
            listings, new Sink(_reports));
        Tell(Event(FeedEventKind.BookCleared), Event(FeedEventKind.BookStateChanged, state: BookTrust.Trusted));
    }

    public static Int128 Unit => 1_000_000_000_000_000_000;

    public static VenueCapabilities All => new(FeedVenue.BinanceSpot, ClientOrderIdStyle.Text)
    {
        CanMarket = true,
        CanPostOnly = true,
        CanReduceOnly = true,
        CanFillOrKill = true,
        CanImmediateOrCancel = true,
        CanExpire = true,
        CanAmend = true,
        CanCancelAll = true,
        FindsByClientId = true,
        RefusesDuplicates = true,
        HasDeadMan = true,
        HasPositions = true,
    };

    public Listing Listing { get; }

    public SimulatedVenue<Sink> Venue { get; }

    public long Now { get; set; } = 1_000;

    /// <summary>Reports since the last look, without those that say a request was sent.</summary>
    public OrderReport[] Look()
    {
        var seen = _reports.Skip(_read).Where(report => report.Kind != OrderReportKind.Sent).ToArray();
        _read = _reports.Count;
        return seen;
    }

    /// <summary>What happened since the last look, in short: kind, and what goes with it.</summary>
    public string Said() => string.Join(", ", Look().Select(report => report.Kind switch
    {
        OrderReportKind.Filled => $"Filled {report.FillQuantity.Units}@{report.FillPrice.Units} {report.Liquidity}",
        _ when report.Reason != VenueReason.None => $"{report.Kind} {report.Reason}",
        _ => report.Kind.ToString(),
    }));

    public void Book(params (Side Side, long Price, long Quantity)[] levels) => Tell([.. levels.Select(level => Level(level.Side, level.Price, level.Quantity))]);

    public void Trade(Side aggressor, long price, long quantity) => Tell(Event(FeedEventKind.Trade) with { Side = aggressor, Price = new Price(price), Quantity = new Quantity(quantity) });

    public void Tell(params FeedEvent[] frame)
    {
        Now += 1;
        Venue.Advance(new Timestamp(Now));
        frame[0].Flags |= FeedEventFlags.FirstOfFrame;
        frame[^1].Flags |= FeedEventFlags.LastOfFrame;
        foreach (var told in frame)
        {
            var event1 = told with { ReceiveTime = new Timestamp(Now), EventTime = new Timestamp(Now - 1) };
            Venue.Apply(in event1);
        }
    }

    public FeedEvent Event(FeedEventKind kind, BookTrust state = default) => new() { Kind = kind, Listing = Listing.Id, Venue = FeedVenue.BinanceSpot, State = state };

    public FeedEvent Level(Side side, long price, long quantity) => Event(FeedEventKind.Level) with { Side = side, Price = new Price(price), Quantity = new Quantity(quantity) };

    /// <summary>Places an order and lets it arrive.</summary>
    public DeskOrderId Place(Side side, long price, long quantity, OrderRequestFlags flags = default, TimeInForce force = default, OrderType type = default, long expire = 0)
    {
        var order = new DeskOrderId(++_orders);
        Ask(new OrderRequest
        {
            Kind = OrderRequestKind.Place,
            Order = order,
            Side = side,
            Price = new Price(price),
            Quantity = new Quantity(quantity),
            Flags = flags,
            TimeInForce = force,
            Type = type,
            ExpireTime = new Timestamp(expire),
        });
        return order;
    }

    public void Ask(OrderRequest request)
    {
        var whole = request with { Listing = request.Kind is OrderRequestKind.QueryBalances or OrderRequestKind.QueryPositions ? default : Listing.Id, Venue = FeedVenue.BinanceSpot };
        Venue.Submit(in whole, new Timestamp(Now));
        Now += 10;
        Venue.Advance(new Timestamp(Now));
    }

    internal readonly struct Sink(List<OrderReport> reports) : IOrderReportSink
    {
        public void OnReport(in OrderReport report) => reports.Add(report);
    }
}
