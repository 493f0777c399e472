using Rialto.Backtest.Latencies;
using Rialto.Backtest.Venues;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading;
using Rialto.Trading.Orders;
using Rialto.Trading.Portfolio;
using Rialto.Trading.Strategy;
using Rialto.Unit.Trading.Strategy;

namespace Rialto.Unit.Strategies;

/// <summary>Strategies on a recording, with a venue that pretends behind the desk: its way takes 10 ms, fills come by queue position.</summary>
internal sealed class PaperRun
{
    public static readonly AssetCode Btc = AssetCode.Of("BTC"), Usdt = AssetCode.Of("USDT");
    public static readonly Int128 One = 1_000_000_000_000_000_000;

    private readonly Queue<OrderReport> _reports = new();
    private readonly SimulatedVenue<ReportSink> _venue;
    private Timestamp _now;

    public PaperRun(ListingTable listings, ListingId traded, long makerRate, params (StrategySettings Settings, IStrategy Strategy)[] strategies)
        : this(listings, traded, makerRate, 100_000, strategies)
    {
    }

    public PaperRun(ListingTable listings, ListingId traded, long makerRate, long takerRate, params (StrategySettings Settings, IStrategy Strategy)[] strategies)
    {
        var terms = new TradingTerms(traded, FeeFormula.Proportional, makerRate, takerRate) { FeeScale = 8 };
        var can = new VenueCapabilities(listings[traded].Venue, ClientOrderIdStyle.Text)
        {
            CanMarket = true,
            CanPostOnly = true,
            CanReduceOnly = true,
            CanImmediateOrCancel = true,
            CanAmend = true,
            CanCancelAll = true,
            FindsByClientId = true,
            RefusesDuplicates = true,
            OrdersPerSecond = 1_000,
        };
        var desk = DeskRig.Terms(listings) with
        {
            Traded = [new TradedListing(traded, terms, 0) { Base = Btc, Settle = Usdt }],
            Venues = [can],
            Rates = [new AssetRate(Btc, [], 60_000)],
            Options = new DeskOrdersOptions { ReconcileEveryMs = 5_000 },
        };
        Trader = new Trader<RequestSink>(new TraderSettings(StrategyMode.Paper), desk, strategies, new RequestSink(this));
        _venue = new SimulatedVenue<ReportSink>(
            new SimulatedVenueOptions { Venue = can.Venue, Desk = "test", Capabilities = can, Terms = [terms], Balances = [(Btc, 10 * One), (Usdt, 1_000_000 * One)], Latency = new ConstantLatency(10_000_000) },
            listings, new ReportSink(_reports));
    }

    public Trader<RequestSink> Trader { get; }

    public List<OrderRequest> Requests { get; } = [];

    public List<DeskAudit> Audits { get; } = [];

    public Int128 BtcChange => _venue.BalanceOf(Btc) - 10 * One;

    public Int128 UsdtChange => _venue.BalanceOf(Usdt) - 1_000_000 * One;

    /// <summary>Received less paid, fees not counted, in 10^-10 of the quote currency.</summary>
    public Int128 CashOfFills => Audits.Where(audit => audit.Kind == DeskAuditKind.Filled)
        .Aggregate(Int128.Zero, (sum, fill) => sum + (Int128)fill.Price.Units * (fill.Side == Side.Sell ? fill.Quantity.Units : -fill.Quantity.Units));

    public PaperRun Run(IEnumerable<FeedEvent> events)
    {
        var isFrameStart = true;
        foreach (var told in events)
        {
            if (_now.IsNone)
            {
                _now = told.ReceiveTime;
                _venue.Open(_now);
                Deliver();
            }

            _now = new Timestamp(Math.Max(_now.Nanoseconds, told.ReceiveTime.Nanoseconds));
            if (isFrameStart)
                _venue.Advance(_now);
            if (isFrameStart)
                Deliver();
            _venue.Apply(in told);
            Trader.Apply(in told);
            isFrameStart = (told.Flags & FeedEventFlags.LastOfFrame) != 0;
            if (isFrameStart)
                Deliver();
        }

        return this;
    }

    /// <summary>Ends all strategies and lets the venue answer.</summary>
    public PaperRun Stop()
    {
        foreach (var strategy in Trader.Strategies)
            Trader.Apply(new DeskCommand { Kind = DeskCommandKind.Stop, Strategy = strategy, Time = _now });
        for (var i = 0; i < 100; i++)
        {
            _now = new Timestamp(_now.Nanoseconds + 10_000_000);
            _venue.Advance(_now);
            Deliver();
            Trader.Apply(new DeskCommand { Kind = DeskCommandKind.Time, Time = _now });
        }

        return this;
    }

    private void Deliver()
    {
        while (_reports.TryDequeue(out var report))
            Trader.Apply(in report);
    }

    internal readonly struct ReportSink(Queue<OrderReport> reports) : IOrderReportSink
    {
        public void OnReport(in OrderReport report) => reports.Enqueue(report);
    }

    internal readonly struct RequestSink(PaperRun run) : ITraderSink
    {
        public void OnRequest(in OrderRequest request)
        {
            run.Requests.Add(request);
            run._venue.Submit(in request, run._now);
        }

        public void OnAudit(in DeskAudit audit) => run.Audits.Add(audit);
    }
}
