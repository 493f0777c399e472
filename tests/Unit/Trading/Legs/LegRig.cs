using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading;
using Rialto.Trading.Legs;
using Rialto.Trading.Strategy;
using Rialto.Unit.Trading.Strategy;

namespace Rialto.Unit.Trading.Legs;

/// <summary>What is really so of an order.</summary>
internal sealed class TrueOrder(OrderRequest request)
{
    public OrderRequest Request { get; } = request;

    public long Filled { get; set; }

    public bool IsLive { get; set; }

    public bool IsRejected { get; set; }

    public List<OrderReport> Fills { get; } = [];

    /// <summary>Leg k trades at listing k + 1.</summary>
    public int Leg => Request.Listing.Value - 1;

    /// <summary>The first leg buys, the others sell.</summary>
    public bool IsBack => Request.Side != (Leg == 0 ? Side.Buy : Side.Sell);
}

/// <summary>
/// A desk with one strategy of legs at three venues that reject, fill in part, lose requests and answers, and are late, by one seed and in virtual time. What the venues really did is kept beside
/// what they told.
/// </summary>
internal sealed class LegRig
{
    public const int StepMs = 50;

    private static readonly FeedVenue[] _venues = [FeedVenue.BinanceSpot, FeedVenue.BybitSpot, FeedVenue.Kraken];

    private readonly List<(long Time, OrderReport Report)> _reports = [];
    private readonly Random _random;
    private long _trades;
    private long _now = 1_790_000_000_000;

    public LegRig(int seed, double faults, ListingKind kind = ListingKind.Spot)
    {
        (_random, Faults) = (new Random(seed), faults);
        var listings = new ListingTable(4);
        for (var i = 0; i < _venues.Length; i++)
            listings.Add(new Listing(new ListingId(i + 1), _venues[i], "BTCUSDT", "BTC-USDT", kind, 2, 5, new Price(1), new Quantity(10), "USDT", ListingStatus.Open));
        Strategy = new LegStrategy();
        var settings = new StrategySettings(new StrategyId(1), "legs", [new ListingId(1), new ListingId(2), new ListingId(3)]) { Mode = StrategyMode.Paper };
        Trader = new Trader<Sink>(new TraderSettings(StrategyMode.Paper), DeskRig.Terms(listings), [(settings, Strategy)], new Sink(this));
        foreach (var venue in _venues)
            Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = venue });
        Pass(1_000);
    }

    public Trader<Sink> Trader { get; }

    public LegStrategy Strategy { get; }

    public double Faults { get; set; }

    public SortedDictionary<long, TrueOrder> Orders { get; } = [];

    public List<DeskAudit> Audits { get; } = [];

    /// <summary>Called after every step.</summary>
    public Action? Check { get; set; }

    /// <summary>Venues fill all of every order, at once.</summary>
    public bool FillsAll { get; set; }

    /// <summary>How much of an order of a leg fills; null for the usual chance.</summary>
    public Func<TrueOrder, long?>? Fill { get; set; }

    /// <summary>Nobody trades with what rests.</summary>
    public bool IsQuiet { get; set; }

    /// <summary>Books are told as not to be believed.</summary>
    public bool IsDistrusted { get; set; }

    public LegSet Set => Strategy.Legs.Sets[0];

    /// <summary>What a leg really has: all fills, back and forth.</summary>
    public long NetOf(int leg) => Orders.Values.Where(order => order.Leg == leg).Sum(order => order.IsBack ? -order.Filled : order.Filled);

    public void Pass(long ms)
    {
        for (var passed = 0L; passed < ms; passed += StepMs)
        {
            _now += StepMs;
            while (_reports.FindIndex(report => report.Time <= _now) is var due and >= 0)
            {
                var report = _reports[due].Report;
                _reports.RemoveAt(due);
                Report(report);
                Check?.Invoke();
            }

            foreach (var order in Orders.Values.Where(order => order.IsLive && !IsQuiet && _random.Next(10) == 0).ToArray())
                Trade(order, Math.Max(10, (order.Request.Quantity.Units - order.Filled) / 20 * 10));
            for (var i = 0; i < _venues.Length; i++)
                Book(i);
            Trader.Apply(new DeskCommand { Kind = DeskCommandKind.Time, Time = Now });
            Check?.Invoke();
        }
    }

    public void Command(DeskCommandKind kind) => Trader.Apply(new DeskCommand { Kind = kind, Strategy = new StrategyId(1), Time = Now });

    /// <summary>The feed tells what a leg's listing pays.</summary>
    public void Settle(int leg) => Trader.Apply(new FeedEvent
    {
        Kind = FeedEventKind.Settled,
        Listing = new ListingId(leg + 1),
        Venue = _venues[leg],
        Price = new Price(100),
        EventTime = Now,
        ReceiveTime = Now,
        Flags = FeedEventFlags.LastOfFrame,
    });

    /// <summary>The venue takes back all that an order has filled.</summary>
    public void TakeBack(TrueOrder order)
    {
        foreach (var fill in order.Fills)
            Report(fill with { Kind = OrderReportKind.FillReversed });
        order.Fills.Clear();
        order.Filled = 0;
    }

    private Timestamp Now => new(_now * 1_000_000);

    private void Book(int venue)
    {
        foreach (var (kind, side, price) in ((FeedEventKind, Side, long)[])[(FeedEventKind.BookCleared, Side.Buy, 0), (FeedEventKind.Level, Side.Buy, 5_999_900), (FeedEventKind.Level, Side.Sell, 6_000_100), (FeedEventKind.BookStateChanged, Side.Buy, 0)])
        {
            Trader.Apply(new FeedEvent
            {
                Kind = kind,
                Listing = new ListingId(venue + 1),
                Venue = _venues[venue],
                Side = side,
                Price = new Price(price),
                Quantity = new Quantity(kind == FeedEventKind.Level ? 1_000_000 : 0),
                State = kind == FeedEventKind.BookStateChanged ? IsDistrusted ? BookTrust.Resyncing : BookTrust.Trusted : default,
                EventTime = Now,
                ReceiveTime = Now,
                Flags = kind == FeedEventKind.BookStateChanged ? FeedEventFlags.LastOfFrame : FeedEventFlags.None,
            });
        }
    }

    private void Report(OrderReport report)
    {
        report.ReceiveTime = Now;
        report.Flags |= OrderReportFlags.Paper;
        Trader.Apply(in report);
    }

    private void Take(in OrderRequest request)
    {
        var answer = new OrderReport { Order = request.Order, Listing = request.Listing, Venue = request.Venue, Side = request.Side, FilledQuantity = new Quantity(OrderReport.NotTold) };
        switch (request.Kind)
        {
            case OrderRequestKind.Place:
                Place(request, answer);
                break;
            case OrderRequestKind.Cancel when Orders.TryGetValue(request.Order.Value, out var order):
                if (order.IsLive)
                    Tell(answer with { Kind = OrderReportKind.Cancelled, Reason = VenueReason.Requested, FilledQuantity = new Quantity(order.Filled) });
                else
                    Tell(answer with { Kind = OrderReportKind.CancelRejected, Reason = VenueReason.UnknownOrder, Failure = FailureClass.Reject });
                order.IsLive = false;
                break;
            case OrderRequestKind.Query:
                Tell(!Orders.TryGetValue(request.Order.Value, out var known) ? answer with { Kind = OrderReportKind.NotFound } : answer with
                {
                    Kind = OrderReportKind.Found,
                    Flags = OrderReportFlags.FromQuery,
                    Price = known.Request.Price,
                    Quantity = known.Request.Quantity,
                    FilledQuantity = new Quantity(known.Filled),
                    FillPrice = known.Request.Price,
                    Status = known.IsRejected ? VenueOrderStatus.Rejected : known.IsLive ? VenueOrderStatus.Live : known.Filled == known.Request.Quantity.Units ? VenueOrderStatus.Filled : VenueOrderStatus.Cancelled,
                });
                break;
            case OrderRequestKind.QueryFills:
                foreach (var fill in Orders.Values.SelectMany(order => order.Fills).Where(fill => fill.Venue == answer.Venue))
                    Put(fill with { Flags = OrderReportFlags.FromQuery });
                Put(answer with { Kind = OrderReportKind.FillsEnd });
                break;
            case OrderRequestKind.QueryBalances:
                foreach (var asset in (string[])["BTC", "USDT"])
                    Put(answer with { Kind = OrderReportKind.Balance, Asset = AssetCode.Of(asset), Amount = 1_000_000_000, Available = 1_000_000_000, AmountScale = 2, AvailableScale = 2 });
                Put(answer with { Kind = OrderReportKind.BalancesEnd });
                break;
            case OrderRequestKind.QueryOrders:
                Put(answer with { Kind = OrderReportKind.OrdersEnd });
                break;
            case OrderRequestKind.QueryPositions:
                Put(answer with { Kind = OrderReportKind.PositionsEnd });
                break;
        }
    }

    private void Place(OrderRequest request, OrderReport answer)
    {
        if (Chance(0.1))
            return;
        var order = new TrueOrder(request);
        Orders.Add(request.Order.Value, order);
        if (Chance(0.2))
        {
            order.IsRejected = true;
            Tell(answer with { Kind = OrderReportKind.Rejected, Reason = VenueReason.Other, Failure = FailureClass.Reject });
            return;
        }

        Tell(answer with { Kind = OrderReportKind.Accepted, Price = request.Price, Quantity = request.Quantity });
        if (request.TimeInForce != TimeInForce.Ioc)
        {
            order.IsLive = true;
            return;
        }

        var lots = request.Quantity.Units / 10;
        var wanted = Fill?.Invoke(order) ?? (FillsAll || !Chance(0.6) ? request.Quantity.Units : _random.NextInt64(lots + 1) * 10);
        if (wanted > 0)
            Trade(order, wanted);
        if (order.Filled < request.Quantity.Units)
            Tell(answer with { Kind = OrderReportKind.Cancelled, Reason = VenueReason.NoLiquidity, FilledQuantity = new Quantity(order.Filled) });
    }

    public void Trade(TrueOrder order, long quantity)
    {
        quantity = Math.Min(quantity, order.Request.Quantity.Units - order.Filled);
        order.Filled += quantity;
        order.IsLive &= order.Filled < order.Request.Quantity.Units;
        var fill = new OrderReport
        {
            Kind = OrderReportKind.Filled,
            Order = order.Request.Order,
            Listing = order.Request.Listing,
            Venue = order.Request.Venue,
            Side = order.Request.Side,
            FillPrice = order.Request.Price,
            FillQuantity = new Quantity(quantity),
            FilledQuantity = new Quantity(OrderReport.NotTold),
            Liquidity = Liquidity.Taker,
            TradeId = Text36.Of($"t{++_trades}"),
            Asset = AssetCode.Of("USDT"),
            AmountScale = 8,
        };
        order.Fills.Add(fill);
        Tell(fill);
    }

    private bool Chance(double part) => _random.NextDouble() < Faults * part;

    /// <summary>Comes late, or never.</summary>
    private void Tell(in OrderReport report)
    {
        if (!Chance(0.15))
            _reports.Add((_now + (Chance(0.3) ? _random.Next(3_000) : 1), report));
    }

    private void Put(in OrderReport report) => _reports.Add((_now + 1, report));

    internal readonly struct Sink(LegRig rig) : ITraderSink
    {
        public void OnRequest(in OrderRequest request) => rig.Take(in request);

        public void OnAudit(in DeskAudit audit) => rig.Audits.Add(audit);
    }
}

/// <summary>A strategy that only looks after legs.</summary>
internal sealed class LegStrategy : IStrategy
{
    public LegBook Legs { get; } = new(2, 0);

    /// <summary>What is begun with the next frame.</summary>
    public Action<StrategyContext>? Next { get; set; }

    public StrategyDeclaration Declaration { get; } = new("legs", "1", "Looks after legs.") { ListingsMax = 3, Timers = 1, IntentsPerInput = 64 };

    public void OnBook(StrategyContext desk, ListingId listing)
    {
        var next = Next;
        Next = null;
        next?.Invoke(desk);
    }

    public void OnOrder(StrategyContext desk, in StrategyOrder order) => Legs.OnOrder(desk, in order);

    public void OnFill(StrategyContext desk, in StrategyFill fill) => Legs.OnFill(desk, in fill);

    public void OnTimer(StrategyContext desk, int timer) => Legs.OnTimer(desk);

    public int SaveState(Span<byte> state) => Legs.Save(state);

    public bool LoadState(ReadOnlySpan<byte> state, string version) => Legs.TryLoad(state);
}
