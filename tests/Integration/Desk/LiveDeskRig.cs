using Rialto.Host.Desk;
using Rialto.Host.Desk.Live;
using Rialto.Host.Desk.Sources;
using Rialto.Host.Tools.Desk;
using Rialto.Journal;
using Rialto.Journal.Desk;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Clocks;
using Rialto.Runtime.Rings;
using Rialto.Trading;

namespace Rialto.Integration.Desk;

/// <summary>A desk with real orders whose market, venue and clock are the test's: turn by turn, nothing waits.</summary>
internal sealed class LiveDeskRig : IDisposable
{
    private readonly string _run;

    public LiveDeskRig(string folder, int ring = 64, Func<VenueCapabilities, VenueCapabilities>? capable = null, Func<string, string>? also = null, DeskSettings? settings = null, string? run = null, bool loads = false)
    {
        var config = Path.Combine(folder, "desk.json");
        const string text = """
            {
              "Name": "test", "Mode": "live", "ReportingCurrency": "USD", "Reconcile": { "EveryMs": 1000, "BalanceTolerancePpm": 0 },
              "Venues": [{ "Venue": "rialto" }], "Markets": [{ "Venue": "rialto", "Symbol": "AAPL", "Maker": "0", "Taker": "0" }],
              "Limits": { "OrderNotional": "20000", "TotalGross": "100000", "DailyLoss": "1000", "Drawdown": "1000", "Notional": "100000" },
              "Strategies": [{ "Name": "maker", "Kind": "spread-maker", "Markets": ["rialto:AAPL"], "Parameters": { "size": "1", "inventory-max": "10", "volatility-half-life": "1000", "requote-every": "0" } }]
            }
            """;
        if (settings is null)
            File.WriteAllText(config, also is null ? text : also(text));
        Settings = settings ?? TradeCommand.Load(config, _ => { }).Settings;
        Source.Listings.Add(new Listing(Source.Listings.NextId, FeedVenue.Rialto, "AAPL", "AAPL-USD", ListingKind.Spot, 2, 0, new Price(1), new Quantity(1), "USD", ListingStatus.Open));
        _run = run ?? Path.Combine(folder, "run");
        LiveDesk Make() => new(Settings, DeskParts.Listings(Settings, Source.Listings, []), Clock, () => Clock.UtcNanoseconds + SetBackNs);
        var from = default(JournalPosition);
        if (loads)
            (Desk, from) = DeskSnapshots.Load(_run, Make, Notes.Add);
        else
            Desk = Make();
        Loaded = from?.Sequence ?? 0;
        var former = Desk.Repeat();
        Journal = DeskJournal.Open(new JournalOptions { Directory = _run, Durability = Durability.Os }, Desk.Listings, ref former, from);
        Desk.EndRepeat();
        Clock.Advance(Math.Max(0, Desk.Trader.Now.Nanoseconds - Clock.UtcNanoseconds));
        var can = DeskParts.Terms(Settings, Desk.Listings).Venues[0];
        Link = new TestLink(capable is null ? can : capable(can), ring);
    }

    public DeskSettings Settings { get; }

    public LiveDesk Desk { get; }

    public DeskJournal Journal { get; }

    public TestLink Link { get; }

    public TestMarket Source { get; } = new();

    public ManualClock Clock { get; } = new(1_700_000_000_000_000_000);

    public string Run => _run;

    /// <summary>Input of the snapshot that it began with; zero for none.</summary>
    public long Loaded { get; }

    /// <summary>What was said of snapshots.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>By how much the clock was set back; time itself has gone on.</summary>
    public long SetBackNs { get; private set; }

    public void Begin(DeskCommand? stop = null, IReadOnlyList<DeskCommand>? carried = null) => Desk.Begin(Journal, Source, [Link], stop, carried);

    /// <summary>Turns until nothing is there, a bounded number of times.</summary>
    public void Settle()
    {
        for (var i = 0; i < 100 && Desk.Turn(); i++)
        {
        }
    }

    /// <summary>The venue says something.</summary>
    public void Say(OrderReportKind kind, Func<OrderReport, OrderReport>? more = null)
    {
        var report = new OrderReport { Kind = kind, Venue = FeedVenue.Rialto, FilledQuantity = new Quantity(OrderReport.NotTold), ReceiveTime = new Timestamp(Clock.UtcNanoseconds) };
        Xunit.Assert.True(Link.Reports.TryPublish(more is null ? report : more(report)));
    }

    /// <summary>Answers all that was asked about the account, and accepts every order.</summary>
    public void Answer()
    {
        foreach (var request in Link.Take())
        {
            switch (request.Kind)
            {
                case OrderRequestKind.QueryOrders:
                    Say(OrderReportKind.OrdersEnd, report => report with { Cause = request.Cause, Flags = OrderReportFlags.FromQuery });
                    break;
                case OrderRequestKind.QueryBalances:
                    foreach (var asset in (string[])["USD", "AAPL"])
                        Say(OrderReportKind.Balance, report => report with { Cause = request.Cause, Asset = AssetCode.Of(asset), Amount = Balance(asset).Amount, AmountScale = Balance(asset).Scale, Available = Balance(asset).Amount, AvailableScale = Balance(asset).Scale, Flags = OrderReportFlags.FromQuery });
                    Say(OrderReportKind.BalancesEnd, report => report with { Cause = request.Cause, Flags = OrderReportFlags.FromQuery });
                    break;
                case OrderRequestKind.QueryFills:
                    Say(OrderReportKind.FillsEnd, report => report with { Cause = request.Cause, Listing = request.Listing, Flags = OrderReportFlags.FromQuery });
                    break;
                case OrderRequestKind.Place:
                    Say(OrderReportKind.Accepted, report => report with { Cause = request.Cause, Order = request.Order, Listing = request.Listing, Side = request.Side, Price = request.Price, Quantity = request.Quantity });
                    break;
                case OrderRequestKind.Cancel:
                    Say(OrderReportKind.Cancelled, report => report with { Cause = request.Cause, Order = request.Order, Listing = request.Listing, Side = request.Side, Reason = VenueReason.Requested });
                    break;
            }
        }
    }

    /// <summary>True where the venue has of each asset what the desk thinks it has, once it was told: fills count there too.</summary>
    public bool KeepsBalances { get; init; }

    /// <summary>What the venue says that there is of dollars, where it does not follow the desk.</summary>
    public long Dollars { get; set; } = 1_000_000;

    private (long Amount, byte Scale) Balance(string asset) =>
        KeepsBalances && Desk.Trader.Portfolio.BalanceOf(FeedVenue.Rialto, AssetCode.Of(asset)) is { IsTold: true } account ? ((long)(account.Total / 10_000_000_000), (byte)8) : (asset == "USD" ? Dollars : 1_000_000, (byte)0);

    /// <summary>A whole book around a price, believed.</summary>
    public void Book(long price)
    {
        var now = new Timestamp(Clock.UtcNanoseconds);
        FeedEvent Of(FeedEventKind kind) => new() { Kind = kind, Listing = new ListingId(1), Venue = FeedVenue.Rialto, ReceiveTime = now };
        Source.Add(
            Of(FeedEventKind.BookCleared), Of(FeedEventKind.Level) with { Side = Side.Buy, Price = new Price(price - 10), Quantity = new Quantity(100) },
            Of(FeedEventKind.Level) with { Side = Side.Sell, Price = new Price(price + 10), Quantity = new Quantity(100) }, Of(FeedEventKind.BookStateChanged) with { State = BookTrust.Trusted });
    }

    /// <summary>One change of the book, which arrives now.</summary>
    public void Level(long price) => Source.Add(new FeedEvent { Kind = FeedEventKind.Level, Listing = new ListingId(1), Venue = FeedVenue.Rialto, ReceiveTime = new Timestamp(Clock.UtcNanoseconds), Side = Side.Buy, Price = new Price(price), Quantity = new Quantity(100) });

    /// <summary>Time goes by.</summary>
    public void Wait(int milliseconds) => Clock.Advance(milliseconds * 1_000_000L);

    /// <summary>Somebody corrects the clock.</summary>
    public void SetBack(long nanoseconds)
    {
        SetBackNs += nanoseconds;
        Clock.Advance(-nanoseconds);
    }

    public void Dispose() => Journal.Dispose();

    internal sealed class TestLink(VenueCapabilities capabilities, int ring) : VenueLink(capabilities, new SpscRing<OrderRequest>(ring), new SpscRing<OrderReport>(1_024))
    {
        /// <summary>All that ever left the desk.</summary>
        public List<OrderRequest> Sent { get; } = [];

        public override string Route => "the test";

        public List<OrderRequest> Take()
        {
            var taken = new List<OrderRequest>();
            while (Requests.TryTake(out var request))
                taken.Add(request);
            Sent.AddRange(taken);
            return taken;
        }

        public override void Start()
        {
        }

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    internal sealed class TestMarket : IMarketSource
    {
        private readonly Queue<FeedEvent[]> _frames = [];

        public ListingTable Listings { get; } = new(4);

        public long Missed => 0;

        public string Problem => "";

        public bool HasUntold { get; set; }

        public void Add(params FeedEvent[] frame)
        {
            frame[0].Flags |= FeedEventFlags.FirstOfFrame;
            frame[^1].Flags |= FeedEventFlags.LastOfFrame;
            _frames.Enqueue(frame);
        }

        public void Follow(ListingTable own, Func<Listing, Listing, Listing> changed)
        {
        }

        public bool TryRead(out ReadOnlySpan<FeedEvent> frame)
        {
            var isThere = _frames.TryDequeue(out var next);
            frame = next;
            return isThere;
        }

        public void Look(long monotonicNs, Timestamp now)
        {
        }

        public void Dispose()
        {
        }
    }
}
