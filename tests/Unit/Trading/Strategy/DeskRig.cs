using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading;
using Rialto.Trading.Orders;
using Rialto.Trading.Portfolio;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;

namespace Rialto.Unit.Trading.Strategy;

/// <summary>A desk with one symbol at two venues, and a venue behind it that takes every order and fills what a book reaches. Every input is one millisecond after the one before.</summary>
internal sealed class DeskRig
{
    public static readonly ListingId One = new(1);
    public static readonly ListingId Two = new(2);

    private readonly Queue<OrderReport> _answers = new();
    private readonly Dictionary<DeskOrderId, OrderRequest> _resting = [];
    private readonly HashSet<ListingId> _trusted = [];
    private readonly RigShadow _shadow;
    private long _trades;

    public DeskRig(TraderSettings settings, params (StrategySettings Settings, IStrategy Strategy)[] strategies)
        : this(settings, Listings(), strategies)
    {
    }

    public DeskRig(TraderSettings settings, ListingTable listings, params (StrategySettings Settings, IStrategy Strategy)[] strategies)
        : this(settings, Terms(listings), strategies)
    {
    }

    public DeskRig(TraderSettings settings, DeskTerms terms, params (StrategySettings Settings, IStrategy Strategy)[] strategies)
    {
        Sink = new SinkLog(this);
        Paper = settings.Execution == StrategyMode.Paper;
        Trader = new Trader<RigSink>(settings, terms, strategies, new RigSink(Sink));
        _shadow = new RigShadow(settings, terms, strategies);
    }

    /// <summary>How often the desk was saved and loaded beside itself so far.</summary>
    public int Snapshots => _shadow.Taken;

    /// <summary>A test has changed a strategy behind the desk's back.</summary>
    public void Changed() => _shadow.Forget();

    public Trader<RigSink> Trader { get; }

    public SinkLog Sink { get; }

    public static readonly Timestamp Start = new(1_790_000_000_000_000_000);

    public Timestamp Now { get; private set; } = Start;

    public bool Paper { get; }

    /// <summary>Reports are kept until <see cref="Answer"/>.</summary>
    public bool IsSilent { get; set; }

    /// <summary>The venue takes its fee of a purchase in what was bought, and there is none of that at the start.</summary>
    public bool HasFeesInBase { get; init; }

    /// <summary>So many cancels are refused by the venue.</summary>
    public int CancelsRefused { get; set; }

    /// <summary>What a place is answered with; null for the usual.</summary>
    public Func<OrderRequest, OrderReport?>? OnPlace { get; set; }

    /// <summary>Every input so far, to be run again.</summary>
    public List<object> Inputs { get; } = [];

    public List<DeskAudit> Audits => Sink.Audits;

    public List<OrderRequest> Requests => Sink.Requests;

    public IEnumerable<OrderRequest> Places => Requests.Where(request => request.Kind == OrderRequestKind.Place);

    public static ListingTable Listings()
    {
        var table = new ListingTable(4);
        table.Add(new Listing(One, FeedVenue.BinanceSpot, "BTCUSDT", "BTC-USDT", ListingKind.Spot, 2, 5, new Price(1), new Quantity(10), "USDT", ListingStatus.Open));
        table.Add(new Listing(Two, FeedVenue.BybitSpot, "BTCUSDT", "BTC-USDT", ListingKind.Spot, 2, 5, new Price(1), new Quantity(10), "USDT", ListingStatus.Open));
        return table;
    }

    public static StrategySettings Settings(int id, params ListingId[] listings) =>
        new(new StrategyId(id), $"strategy-{id}", [.. listings.Length == 0 ? [One] : listings]) { Mode = StrategyMode.Paper };

    public static DeskTerms Terms(ListingTable listings) => new(
        AssetCode.Of("USDT"), listings,
        [.. Enumerable.Range(1, listings.Count).Select(id => new TradedListing(new ListingId(id), new TradingTerms(new ListingId(id), FeeFormula.Proportional, 10_000, 100_000), 0) { Base = AssetCode.Of("BTC"), Settle = AssetCode.Of("USDT") })],
        [.. Enumerable.Range(1, listings.Count).Select(id => listings[new ListingId(id)].Venue).Distinct().Select(venue => new VenueCapabilities(venue, ClientOrderIdStyle.Text)
        {
            CanMarket = true, CanPostOnly = true, CanReduceOnly = true, CanImmediateOrCancel = true, CanFillOrKill = true, CanCancelAll = true, FindsByClientId = true, RefusesDuplicates = true, OrdersPerSecond = 1_000_000,
        })])
    {
        Rates = [new AssetRate(AssetCode.Of("BTC"), [], 60_000)],
        Options = new DeskOrdersOptions { ReconcileEveryMs = 0 },
        Limits = new RiskLimits
        {
            OrderNotional = RiskLimits.Unlimited,
            Collar = 500_000,
            Notional = RiskLimits.Unlimited,
            StopLoss = RiskLimits.Unlimited,
            SymbolNet = RiskLimits.Unlimited,
            SymbolGross = RiskLimits.Unlimited,
            VenueNet = RiskLimits.Unlimited,
            VenueGross = RiskLimits.Unlimited,
            VenueRate = 1_000_000,
            VenueBurst = 1_000_000,
            StrategyNet = RiskLimits.Unlimited,
            StrategyGross = RiskLimits.Unlimited,
            StrategyRate = 1_000_000,
            StrategyBurst = 1_000_000,
            StrategyDailyLoss = RiskLimits.Unlimited,
            StrategyDrawdown = RiskLimits.Unlimited,
            TotalNet = RiskLimits.Unlimited,
            TotalGross = RiskLimits.Unlimited,
            DailyLoss = RiskLimits.Unlimited,
            Drawdown = RiskLimits.Unlimited,
            PortfolioRisk = RiskLimits.Unlimited,
            Leverage = RiskLimits.Unlimited,
            MarginRatio = 0,
            OpenOrders = 1_000,
        },
    };

    /// <summary>The venues are up and have told that there is money and nothing else.</summary>
    public DeskRig Up()
    {
        foreach (var venue in (FeedVenue[])[FeedVenue.BinanceSpot, FeedVenue.BybitSpot])
            Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = venue });
        Answer();
        return this;
    }

    /// <summary>A frame: the whole book is one level a side.</summary>
    public void Book(ListingId listing, long bid, long ask, long bidQuantity = 1_000_000, long askQuantity = 1_000_000, bool answers = true)
    {
        Feed(new FeedEvent { Kind = FeedEventKind.BookCleared, Listing = listing });
        Feed(new FeedEvent { Kind = FeedEventKind.Level, Listing = listing, Side = Side.Buy, Price = new Price(bid), Quantity = new Quantity(bidQuantity) });
        var isNew = _trusted.Add(listing);
        Feed(new FeedEvent
        {
            Kind = FeedEventKind.Level,
            Listing = listing,
            Side = Side.Sell,
            Price = new Price(ask),
            Quantity = new Quantity(askQuantity),
            Flags = isNew ? FeedEventFlags.None : FeedEventFlags.LastOfFrame,
        });
        if (isNew)
            Feed(new FeedEvent { Kind = FeedEventKind.BookStateChanged, Listing = listing, State = BookTrust.Trusted, Flags = FeedEventFlags.LastOfFrame });
        FillWhatIsReached(listing, bid, ask);
        if (answers && !IsSilent)
            Answer();
    }

    public void Trust(ListingId listing, BookTrust state)
    {
        Feed(new FeedEvent { Kind = FeedEventKind.BookStateChanged, Listing = listing, State = state, Flags = FeedEventFlags.LastOfFrame });
        if (state != BookTrust.Trusted)
            _trusted.Remove(listing);
        if (!IsSilent)
            Answer();
    }

    public void Trade(ListingId listing, Side side, long price, long quantity) => Feed(new FeedEvent
    {
        Kind = FeedEventKind.Trade,
        Listing = listing,
        Side = side,
        Price = new Price(price),
        Quantity = new Quantity(quantity),
        Flags = FeedEventFlags.LastOfFrame,
    });

    public void Command(DeskCommandKind kind, int strategy = 0, int number = 0, ParameterValue value = default, string who = "", string reason = "", ListingId listing = default)
    {
        Step();
        var command = new DeskCommand { Time = Now, Kind = kind, Strategy = new StrategyId(strategy), Number = number, Value = value, Listing = listing };
        command.Who = who.Length == 0 ? default : Text36.Of(who);
        command.Reason = reason.Length == 0 ? default : Text36.Of(reason);
        Inputs.Add(command);
        Trader.Apply(in command);
        _shadow.Follow(Trader, command);
        if (!IsSilent)
            Answer();
    }

    public void Pass(long ms)
    {
        Now = new Timestamp(Now.Nanoseconds + ms * 1_000_000);
        Command(DeskCommandKind.Time);
    }

    /// <summary>Lets the venue answer until it has nothing more to say.</summary>
    public void Answer()
    {
        while (_answers.TryDequeue(out var report))
            Report(report);
    }

    public void Report(OrderReport report)
    {
        Step();
        report.ReceiveTime = Now;
        if (Paper)
            report.Flags |= OrderReportFlags.Paper;
        Inputs.Add(report);
        Trader.Apply(in report);
        _shadow.Follow(Trader, report);
    }

    /// <summary>It is this time; never before what it was.</summary>
    public void At(Timestamp now) => Now = now > Now ? now : Now;

    /// <summary>What the venue has and was about to say is gone, and its books are to be told again.</summary>
    public void Forget()
    {
        _answers.Clear();
        _resting.Clear();
        Distrust();
    }

    /// <summary>The next book of each listing is told as the first was.</summary>
    public void Distrust() => _trusted.Clear();

    /// <summary>An input of another desk.</summary>
    public void Apply(object input)
    {
        Inputs.Add(input);
        switch (input)
        {
            case FeedEvent told:
                At(told.ReceiveTime);
                Trader.Apply(in told);
                break;
            case OrderReport report:
                At(report.ReceiveTime);
                Trader.Apply(in report);
                break;
            case DeskCommand command:
                At(command.Time);
                Trader.Apply(in command);
                break;
        }

        _shadow.Follow(Trader, input);
        Forget();
    }

    /// <summary>The same inputs into another desk.</summary>
    public static Trader<RigSink> Replay(DeskRig first, TraderSettings settings, params (StrategySettings Settings, IStrategy Strategy)[] strategies)
    {
        var trader = new Trader<RigSink>(settings, Terms(Listings()), strategies, new RigSink(new SinkLog(null)));
        foreach (var input in first.Inputs)
        {
            switch (input)
            {
                case FeedEvent told:
                    trader.Apply(in told);
                    break;
                case OrderReport report:
                    trader.Apply(in report);
                    break;
                case DeskCommand command:
                    trader.Apply(in command);
                    break;
            }
        }

        return trader;
    }

    public void Fill(OrderRequest order, long quantity, long price, Liquidity liquidity)
    {
        _answers.Enqueue(new OrderReport
        {
            Kind = OrderReportKind.Filled,
            Order = order.Order,
            Listing = order.Listing,
            Venue = order.Venue,
            Side = order.Side,
            FillPrice = new Price(price),
            FillQuantity = new Quantity(quantity),
            FilledQuantity = new Quantity(OrderReport.NotTold),
            Liquidity = liquidity,
            TradeId = Text36.Of($"t{++_trades}"),
            Asset = AssetCode.Of(HasFeesInBase && order.Side == Side.Buy ? "BTC" : "USDT"),
            AmountScale = 8,
            Amount = HasFeesInBase && order.Side == Side.Buy ? quantity : price * quantity / 1_000,
        });
    }

    /// <summary>Somebody trades with an order that rests, whatever the book says.</summary>
    public void Reach(Side side)
    {
        var (id, order) = _resting.Single(pair => pair.Value.Side == side);
        _resting.Remove(id);
        Fill(order, order.Quantity.Units, order.Price.Units, Liquidity.Maker);
        Answer();
    }

    public void Feed(FeedEvent told)
    {
        Step();
        told.ReceiveTime = told.EventTime = Now;
        Inputs.Add(told);
        Trader.Apply(in told);
        _shadow.Follow(Trader, told);
    }

    private void Step() => Now = new Timestamp(Now.Nanoseconds + 1_000_000);

    private void FillWhatIsReached(ListingId listing, long bid, long ask)
    {
        foreach (var (id, order) in _resting.Where(pair => pair.Value.Listing == listing && (pair.Value.Side == Side.Buy ? ask <= pair.Value.Price.Units : bid >= pair.Value.Price.Units)).ToArray())
        {
            _resting.Remove(id);
            Fill(order, order.Quantity.Units, order.Price.Units, Liquidity.Maker);
        }
    }

    private static OrderReport Live(in OrderRequest order) => new()
    {
        Kind = OrderReportKind.Found,
        Order = order.Order,
        Listing = order.Listing,
        Venue = order.Venue,
        Side = order.Side,
        Price = order.Price,
        Quantity = order.Quantity,
        Status = VenueOrderStatus.Live,
        Flags = OrderReportFlags.FromQuery,
    };

    private void Take(in OrderRequest request)
    {
        var asked = request;
        var answer = new OrderReport { Order = request.Order, Listing = request.Listing, Venue = request.Venue, Side = request.Side, FilledQuantity = new Quantity(OrderReport.NotTold) };
        switch (request.Kind)
        {
            case OrderRequestKind.Place when OnPlace?.Invoke(request) is { } other:
                _answers.Enqueue(other);
                break;
            case OrderRequestKind.Place:
                _answers.Enqueue(answer with { Kind = OrderReportKind.Accepted, Price = request.Price, Quantity = request.Quantity });
                if (request.TimeInForce == TimeInForce.Ioc)
                    Fill(request, request.Quantity.Units, request.Price.IsNone ? 6_000_000 : request.Price.Units, Liquidity.Taker);
                else
                    _resting[request.Order] = request;
                break;
            case OrderRequestKind.Cancel when CancelsRefused > 0:
                CancelsRefused--;
                _answers.Enqueue(answer with { Kind = OrderReportKind.CancelRejected, Failure = FailureClass.Reject, Reason = VenueReason.Other });
                break;
            case OrderRequestKind.Cancel when _resting.Remove(request.Order):
                _answers.Enqueue(answer with { Kind = OrderReportKind.Cancelled, Reason = VenueReason.Requested });
                break;
            case OrderRequestKind.CancelAll:
                foreach (var (id, order) in _resting.ToArray())
                {
                    if (order.Venue != request.Venue)
                        continue;
                    if (CancelsRefused > 0)
                    {
                        CancelsRefused--;
                        _answers.Enqueue(answer with { Kind = OrderReportKind.CancelRejected, Order = id, Listing = order.Listing, Side = order.Side, Failure = FailureClass.Reject, Reason = VenueReason.Other });
                        continue;
                    }

                    _resting.Remove(id);
                    _answers.Enqueue(answer with { Kind = OrderReportKind.Cancelled, Order = id, Listing = order.Listing, Side = order.Side, Reason = VenueReason.Requested });
                }

                break;
            case OrderRequestKind.QueryBalances:
                foreach (var asset in (string[])["BTC", "USDT"])
                    _answers.Enqueue(answer with { Kind = OrderReportKind.Balance, Asset = AssetCode.Of(asset), Amount = HasFeesInBase && asset == "BTC" ? 0 : 1_000_000_000, Available = HasFeesInBase && asset == "BTC" ? 0 : 1_000_000_000, AmountScale = 2, AvailableScale = 2, Flags = OrderReportFlags.FromQuery });
                _answers.Enqueue(answer with { Kind = OrderReportKind.BalancesEnd });
                break;
            case OrderRequestKind.QueryOrders:
                foreach (var order in _resting.Values.Where(order => order.Venue == asked.Venue))
                    _answers.Enqueue(Live(order));
                _answers.Enqueue(answer with { Kind = OrderReportKind.OrdersEnd });
                break;
            case OrderRequestKind.Query:
                _answers.Enqueue(_resting.TryGetValue(request.Order, out var found) ? Live(found) : answer with { Kind = OrderReportKind.NotFound, Flags = OrderReportFlags.FromQuery });
                break;
            case OrderRequestKind.QueryPositions:
                _answers.Enqueue(answer with { Kind = OrderReportKind.PositionsEnd });
                break;
            case OrderRequestKind.QueryFills:
                _answers.Enqueue(answer with { Kind = OrderReportKind.FillsEnd, Cause = request.Cause });
                break;
        }
    }

    internal sealed class SinkLog(DeskRig? rig)
    {
        public List<OrderRequest> Requests { get; } = [];

        public List<DeskAudit> Audits { get; } = [];

        /// <summary>Does nothing: for tests of allocation.</summary>
        public bool IsDeaf { get; set; }

        public void Add(in OrderRequest request)
        {
            if (IsDeaf)
                return;
            Requests.Add(request);
            rig?.Take(in request);
        }
    }

    internal readonly struct RigSink(SinkLog log) : ITraderSink
    {
        public void OnRequest(in OrderRequest request) => log.Add(in request);

        public void OnAudit(in DeskAudit audit)
        {
            if (!log.IsDeaf)
                log.Audits.Add(audit);
        }
    }
}

/// <summary>A strategy made of what a test gives it.</summary>
internal sealed class Scripted(StrategyDeclaration? declaration = null) : IStrategy
{
    public Action<StrategyContext>? Start { get; init; }

    public Action<StrategyContext>? Parameters { get; init; }

    public Action<StrategyContext, ListingId>? Book { get; init; }

    public Action<StrategyContext, int>? Best { get; init; }

    public Action<StrategyContext, FeedEvent>? Trade { get; init; }

    public Action<StrategyContext, StrategyOrder>? Order { get; init; }

    public Action<StrategyContext, StrategyFill>? Fill { get; init; }

    public Action<StrategyContext, ListingId>? Position { get; init; }

    public Action<StrategyContext, int>? Timer { get; init; }

    public Action<StrategyContext>? Stop { get; init; }

    public Action<StrategyContext>? Restart { get; init; }

    /// <summary>What stands in the place of <see cref="State"/>'s writing.</summary>
    public Func<int>? Save { get; init; }

    public byte[] State { get; set; } = [];

    public StrategyDeclaration Declaration { get; } = declaration ?? new StrategyDeclaration("scripted", "1", "What a test wants.")
    {
        Inputs = StrategyInputs.Books | StrategyInputs.Best | StrategyInputs.Trades,
        ListingsMax = 2,
        Timers = 2,
    };

    public void OnStart(StrategyContext desk) => Start?.Invoke(desk);

    public void OnParameters(StrategyContext desk) => Parameters?.Invoke(desk);

    public void OnBook(StrategyContext desk, ListingId listing) => Book?.Invoke(desk, listing);

    public void OnBest(StrategyContext desk, int symbol) => Best?.Invoke(desk, symbol);

    public void OnTrade(StrategyContext desk, in FeedEvent trade) => Trade?.Invoke(desk, trade);

    public void OnOrder(StrategyContext desk, in StrategyOrder order) => Order?.Invoke(desk, order);

    public void OnPosition(StrategyContext desk, ListingId listing) => Position?.Invoke(desk, listing);

    public void OnFill(StrategyContext desk, in StrategyFill fill) => Fill?.Invoke(desk, fill);

    public void OnTimer(StrategyContext desk, int timer) => Timer?.Invoke(desk, timer);

    public void OnStop(StrategyContext desk) => Stop?.Invoke(desk);

    public void OnRestart(StrategyContext desk) => Restart?.Invoke(desk);

    public int SaveState(Span<byte> state)
    {
        if (Save is not null)
            return Save();
        if (state.Length < State.Length)
            return -1;
        State.CopyTo(state);
        return State.Length;
    }

    public bool LoadState(ReadOnlySpan<byte> state, string version)
    {
        if (version == "bad")
            return false;
        State = state.ToArray();
        return true;
    }
}
