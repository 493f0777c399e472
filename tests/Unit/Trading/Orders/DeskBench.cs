using System.Buffers;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Orders;
using Rialto.Trading.Portfolio;
using Rialto.Trading.Risk;
using Xunit;

namespace Rialto.Unit.Trading.Orders;

/// <summary>All that a desk's orders told, in lists.</summary>
internal sealed class DeskEvents
{
    public List<OrderRequest> Requests { get; } = [];

    public List<DeskRefusal> Refusals { get; } = [];

    public List<OrderTransition> Steps { get; } = [];

    public List<DeskFill> Fills { get; } = [];

    public List<PositionChange> Positions { get; } = [];

    public List<DeskProblem> Problems { get; } = [];

    public List<LimitChange> Limits { get; } = [];

    public List<SettledShare> Settled { get; } = [];

    public List<FundedShare> Funded { get; } = [];
}

/// <summary>Keeps what it is told; or only counts it.</summary>
internal struct ListSink(DeskEvents? events) : IDeskOrdersSink
{
    public int Count { get; private set; }

    public void OnRequest(in OrderRequest request)
    {
        Count++;
        events?.Requests.Add(request);
    }

    public void OnRefused(in OrderIntent intent, DeskRefusal refusal)
    {
        Count++;
        events?.Refusals.Add(refusal);
    }

    public void OnOrder(in OrderTransition change, in DeskOrder order)
    {
        Count++;
        events?.Steps.Add(change);
    }

    public void OnFill(in DeskFill fill, in DeskOrder order)
    {
        Count++;
        events?.Fills.Add(fill);
    }

    public void OnPosition(in PositionChange change)
    {
        Count++;
        events?.Positions.Add(change);
    }

    public void OnProblem(in DeskProblem problem)
    {
        Count++;
        events?.Problems.Add(problem);
    }

    public void OnSettled(in SettledShare share)
    {
        Count++;
        events?.Settled.Add(share);
    }

    public void OnFunded(in FundedShare share)
    {
        Count++;
        events?.Funded.Add(share);
    }

    public void OnLimit(in LimitChange change)
    {
        Count++;
        events?.Limits.Add(change);
    }
}

/// <summary>A desk with three listings (spot at Kraken, spot at Binance, a perpetual at Bybit), one command or report a line. Prices in cents, quantities in thousandths.</summary>
internal sealed class DeskBench
{
    public static readonly ListingId Spot = new(1);
    public static readonly ListingId Other = new(2);
    public static readonly ListingId Perpetual = new(3);
    public static readonly StrategyId First = new(1);
    public static readonly AssetCode Usd = AssetCode.Of("USD");
    public static readonly AssetCode Btc = AssetCode.Of("BTC");

    private long _sequence;
    private long _trades;

    public DeskBench(Func<DeskTerms, DeskTerms>? change = null, bool isUp = true, DeskEvents? events = null)
    {
        Told = events ?? new DeskEvents();
        var terms = TermsOf();
        Desk = new DeskOrders<ListSink>(change?.Invoke(terms) ?? terms, new ListSink(Told));
        if (isUp)
            BringUp();
    }

    public DeskEvents Told { get; }

    public DeskOrders<ListSink> Desk { get; set; }

    public long NowMs { get; private set; } = 1_000;

    public Timestamp Now => new(NowMs * 1_000_000);

    public static DeskTerms TermsOf()
    {
        var listings = new ListingTable(8);
        listings.Add(new Listing(Spot, FeedVenue.Kraken, "XBT/USD", "BTC-USD", ListingKind.Spot, 2, 3, new Price(10), new Quantity(1), "USD", ListingStatus.Open));
        listings.Add(new Listing(Other, FeedVenue.BinanceSpot, "BTCUSD", "BTC-USD", ListingKind.Spot, 2, 3, new Price(1), new Quantity(1), "USD", ListingStatus.Open));
        listings.Add(new Listing(Perpetual, FeedVenue.BybitLinear, "BTCUSDT", "BTC-USD.PERP", ListingKind.Perpetual, 2, 3, new Price(1), new Quantity(1), "USD", ListingStatus.Open));
        TradedListing[] traded =
        [
            new(Spot, new TradingTerms(Spot, FeeFormula.Proportional, 100_000, 200_000), 0) { Base = Btc, Settle = Usd },
            new(Other, new TradingTerms(Other, FeeFormula.Proportional, 0, 0) { MinQuantity = new Quantity(2), MinNotional = TradingTerms.One / 2 }, 0) { Base = Btc, Settle = Usd },
            new(Perpetual, new TradingTerms(Perpetual, FeeFormula.Proportional, 0, 0), 1) { Settle = Usd, InitialMargin = 10_000_000, MaintenanceMargin = 5_000_000 },
        ];
        VenueCapabilities[] venues =
        [
            new(FeedVenue.Kraken, ClientOrderIdStyle.Text) { CanMarket = true, CanPostOnly = true, CanAmend = true, FindsByClientId = true, CanImmediateOrCancel = true, CanCancelAll = true, OrdersPerSecond = 1_000 },
            new(FeedVenue.BinanceSpot, ClientOrderIdStyle.Text) { CanAmend = true, AmendMakesNewOrder = true, OrdersPerSecond = 1_000 },
            new(FeedVenue.BybitLinear, ClientOrderIdStyle.Text) { CanMarket = true, CanReduceOnly = true, HasPositions = true, TellsEachFill = false, OrdersPerSecond = 1_000 },
        ];
        const long Most = 1_000_000 * RiskLimits.One;
        return new DeskTerms(Usd, listings, traded, venues)
        {
            Limits = new RiskLimits
            {
                OrderNotional = Most,
                Notional = Most,
                SymbolNet = Most,
                SymbolGross = Most,
                VenueNet = Most,
                VenueGross = Most,
                StrategyNet = Most,
                StrategyGross = Most,
                TotalNet = Most,
                TotalGross = Most,
                DailyLoss = Most,
                Drawdown = Most,
                StrategyDailyLoss = Most,
                StrategyDrawdown = Most,
                StopLoss = Most,
                VenueRate = 1_000,
                VenueBurst = 1_000,
                StrategyRate = 1_000,
                StrategyBurst = 1_000,
                OpenOrders = 1_000,
                Leverage = 100 * RiskLimits.One,
                Collar = 100_000,
            },
            Options = new DeskOrdersOptions { OrdersMax = 256, FillsMax = 1_024, AliasesMax = 64, ReconcileEveryMs = 0, ReconcileOrdersEveryMs = 0 },
            StrategiesMax = 4,
        };
    }

    public static OrderIntent Buy(long quantity, long price, ListingId listing = default) => Intent(Side.Buy, quantity, price, listing);

    public static OrderIntent Sell(long quantity, long price, ListingId listing = default) => Intent(Side.Sell, quantity, price, listing);

    /// <summary>All venues' streams come up, and everything that is asked is answered: a million dollars and a thousand coins at each.</summary>
    public void BringUp()
    {
        foreach (var venue in (FeedVenue[])[FeedVenue.Kraken, FeedVenue.BinanceSpot, FeedVenue.BybitLinear])
        {
            Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = venue });
            AnswerRound(venue, 1_000_000, 1_000);
        }

        Market(Spot, 9_990, 10_010);
        Market(Other, 9_990, 10_010);
        Market(Perpetual, 9_990, 10_010);
    }

    public void AnswerRound(FeedVenue venue, long dollars, long coins)
    {
        Report(new OrderReport { Kind = OrderReportKind.OrdersEnd, Venue = venue });
        FillsEnd(venue);
        Balance(venue, Usd, dollars);
        Balance(venue, Btc, coins);
        Report(new OrderReport { Kind = OrderReportKind.BalancesEnd, Venue = venue });
        Report(new OrderReport { Kind = OrderReportKind.PositionsEnd, Venue = venue });
    }

    /// <summary>The venue has told all fills of its last look.</summary>
    public void FillsEnd(FeedVenue venue)
    {
        var asked = Told.Requests.FindLast(request => request.Kind == OrderRequestKind.QueryFills && request.Venue == venue && request.Order.IsNone);
        Report(new OrderReport { Kind = OrderReportKind.FillsEnd, Venue = venue, Cause = asked.Cause });
    }

    /// <summary>The venue has told all fills of an order that was asked about.</summary>
    public void FillsEnd(DeskOrderId order)
    {
        var asked = Told.Requests.FindLast(request => request.Kind == OrderRequestKind.QueryFills && request.Order == order);
        Report(new OrderReport { Kind = OrderReportKind.FillsEnd, Venue = asked.Venue, Listing = asked.Listing, Order = order, Cause = asked.Cause });
    }

    public void AnswerBalances(FeedVenue venue, long dollars, long coins)
    {
        Balance(venue, Usd, dollars);
        Balance(venue, Btc, coins);
        Report(new OrderReport { Kind = OrderReportKind.BalancesEnd, Venue = venue });
    }

    /// <summary>The venue's stream goes and comes back, and its balances are others: quiet ones, so that they count at once.</summary>
    public void AnswerAgain(FeedVenue venue, long dollars, long coins)
    {
        Pass(5_000);
        Report(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = venue });
        AnswerRound(venue, dollars, coins);
        Next();
        Desk.AcceptDifference(venue, Text36.Of("test"));
    }

    /// <summary>Time passes at once.</summary>
    public void Pass(long milliseconds)
    {
        NowMs += milliseconds;
        Next();
        Desk.Advance();
    }

    public void Balance(FeedVenue venue, AssetCode asset, long amount, int scale = 0) =>
        Report(new OrderReport { Kind = OrderReportKind.Balance, Venue = venue, Asset = asset, Amount = amount, Available = amount, AmountScale = (byte)scale, AvailableScale = (byte)scale, Flags = OrderReportFlags.FromQuery });

    public void Market(ListingId listing, long bid, long ask, bool isTrusted = true)
    {
        Next();
        Desk.OnBest(listing, new Bbo(new Price(bid), new Quantity(1_000), new Price(ask), new Quantity(1_000)), isTrusted);
    }

    public DeskOrderId Place(in OrderIntent intent)
    {
        Next();
        Assert.True(Desk.TryPlace(in intent, out var order, out var refusal), refusal.ToString());
        return order;
    }

    public DeskRefusal Refused(in OrderIntent intent)
    {
        Next();
        Assert.False(Desk.TryPlace(in intent, out _, out var refusal));
        return refusal;
    }

    /// <summary>Places, and the venue acknowledges.</summary>
    public DeskOrderId PlaceLive(in OrderIntent intent)
    {
        var order = Place(in intent);
        Report(OrderReportKind.Sent, order);
        Report(OrderReportKind.Accepted, order);
        return order;
    }

    public DeskRefusal Cancel(DeskOrderId order)
    {
        Next();
        Desk.TryCancel(new OrderIntent { Kind = OrderIntentKind.Cancel, Order = order }, out var refusal);
        return refusal;
    }

    public DeskRefusal Amend(DeskOrderId order, long quantity, long price)
    {
        Next();
        Desk.TryAmend(new OrderIntent { Kind = OrderIntentKind.Amend, Order = order, Quantity = new Quantity(quantity), Price = new Price(price) }, out var refusal);
        return refusal;
    }

    public void Fill(DeskOrderId order, long quantity, long price, string? trade = null, long filled = OrderReport.NotTold) => Report(new OrderReport
    {
        Kind = OrderReportKind.Filled,
        Order = order,
        Venue = VenueOf(order),
        Listing = ListingOf(order),
        FillQuantity = new Quantity(quantity),
        FillPrice = new Price(price),
        FilledQuantity = new Quantity(filled),
        TradeId = Text36.Of(trade ?? $"t{++_trades}"),
        Liquidity = Liquidity.Maker,
    });

    public void Report(OrderReportKind kind, DeskOrderId order, VenueReason reason = VenueReason.None, FailureClass failure = FailureClass.None, long filled = OrderReport.NotTold) => Report(new OrderReport
    {
        Kind = kind,
        Order = order,
        Venue = VenueOf(order),
        Listing = ListingOf(order),
        Reason = reason,
        Failure = failure,
        FilledQuantity = new Quantity(filled),
    });

    public void Found(DeskOrderId order, VenueOrderStatus status, long filled = 0, long quantity = 0, long price = 0) => Report(new OrderReport
    {
        Kind = OrderReportKind.Found,
        Order = order,
        Venue = VenueOf(order),
        Listing = ListingOf(order),
        Status = status,
        FilledQuantity = new Quantity(filled),
        Quantity = new Quantity(quantity),
        Price = new Price(price),
        Flags = OrderReportFlags.FromQuery,
    });

    public void Report(in OrderReport report)
    {
        Next();
        Desk.Apply(in report);
    }

    /// <summary>Time passes, a hundredth of a second at a time.</summary>
    public void Wait(long milliseconds)
    {
        for (var end = NowMs + milliseconds; NowMs < end;)
        {
            NowMs += Math.Min(10, end - NowMs);
            Next();
            Desk.Advance();
        }
    }

    public void Next() => Desk.Begin(new DeskInput(++_sequence, Now, Now));

    public DeskOrder this[DeskOrderId order] => Desk[order];

    public long Held(ListingId listing) => Desk.Portfolio.PositionOf(listing).Quantity.Units;

    public int Requests(OrderRequestKind kind) => Told.Requests.Count(request => request.Kind == kind);

    public bool Has(DeskProblemKind kind) => Told.Problems.Exists(problem => problem.Kind == kind);

    public byte[] Bytes()
    {
        var buffer = new ArrayBufferWriter<byte>();
        Desk.Save(buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A second desk from this one's bytes.</summary>
    public DeskOrders<ListSink> Reloaded(DeskEvents events)
    {
        var desk = new DeskOrders<ListSink>(Desk.Terms, new ListSink(events));
        Assert.True(desk.TryLoad(new ReadOnlySequence<byte>(Bytes())));
        return desk;
    }

    private FeedVenue VenueOf(DeskOrderId order) => Desk.Knows(order) ? Desk[order].Venue : FeedVenue.Kraken;

    private ListingId ListingOf(DeskOrderId order) => Desk.Knows(order) ? Desk[order].Listing : Spot;

    private static OrderIntent Intent(Side side, long quantity, long price, ListingId listing) => new()
    {
        Kind = OrderIntentKind.Place,
        Strategy = First,
        Listing = listing.IsNone ? Spot : listing,
        Side = side,
        Type = price == 0 ? OrderType.Market : OrderType.Limit,
        Price = new Price(price),
        Quantity = new Quantity(quantity),
    };
}
