using BenchmarkDotNet.Attributes;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Orders;
using Rialto.Trading.Portfolio;
using Rialto.Trading.Risk;

namespace Rialto.Micro;

/// <summary>A desk's orders with all limits on, a hundred other orders live; goal: a check below one microsecond, nothing allocated (tests/Unit holds the latter).</summary>
public class DeskOrdersBenchmarks
{
    private static readonly ListingId Spot = new(1);
    private static readonly AssetCode Usd = AssetCode.Of("USD");
    private static readonly AssetCode Btc = AssetCode.Of("BTC");

    private readonly DeskOrders<NoSink> _desk = new(Terms(), default);
    private long _sequence;

    [GlobalSetup]
    public void Setup()
    {
        Next();
        foreach (var kind in (OrderReportKind[])[OrderReportKind.StreamUp, OrderReportKind.OrdersEnd])
            _desk.Apply(new OrderReport { Kind = kind, Venue = FeedVenue.Kraken });
        foreach (var asset in (AssetCode[])[Usd, Btc])
            _desk.Apply(new OrderReport { Kind = OrderReportKind.Balance, Venue = FeedVenue.Kraken, Asset = asset, Amount = 1_000_000, Available = 1_000_000, Flags = OrderReportFlags.FromQuery });
        _desk.Apply(new OrderReport { Kind = OrderReportKind.BalancesEnd, Venue = FeedVenue.Kraken });
        _desk.OnBest(Spot, new Bbo(new Price(9_990), new Quantity(1), new Price(10_010), new Quantity(1)), true);
        for (var i = 0; i < 100; i++)
            Place(9_900 - i, out _);
    }

    [Benchmark(Baseline = true)]
    public DeskRefusal Check_that_refuses_at_its_last_limit()
    {
        Next();
        _desk.TryPlace(Intent(9_990, 1_000_000_000), out _, out var refusal);
        return refusal;
    }

    [Benchmark]
    public void Place_and_the_venue_refuses()
    {
        Next();
        Place(9_990, out var order);
        _desk.Apply(new OrderReport { Kind = OrderReportKind.Rejected, Order = order, Venue = FeedVenue.Kraken, Reason = VenueReason.WouldTake, Failure = FailureClass.Reject });
    }

    [Benchmark]
    public void Place_acknowledgement_cancel()
    {
        Next();
        Place(9_990, out var order);
        _desk.Apply(new OrderReport { Kind = OrderReportKind.Accepted, Order = order, Venue = FeedVenue.Kraken });
        _desk.TryCancel(new OrderIntent { Kind = OrderIntentKind.Cancel, Order = order }, out _);
        _desk.Apply(new OrderReport { Kind = OrderReportKind.Cancelled, Order = order, Venue = FeedVenue.Kraken });
    }

    [Benchmark]
    public void Tick_values_all_that_is_open()
    {
        Next();
        _desk.OnBest(Spot, new Bbo(new Price(9_990 + _sequence % 2), new Quantity(1), new Price(10_010), new Quantity(1)), true);
    }

    private static OrderIntent Intent(long price, long quantity) => new()
    {
        Kind = OrderIntentKind.Place,
        Strategy = new StrategyId(1),
        Listing = Spot,
        Side = Side.Buy,
        Type = OrderType.Limit,
        Price = new Price(price),
        Quantity = new Quantity(quantity),
    };

    private void Place(long price, out DeskOrderId order)
    {
        if (!_desk.TryPlace(Intent(price, 10), out order, out var refusal))
            throw new InvalidOperationException(refusal.ToString());
    }

    private void Next()
    {
        _sequence++;
        _desk.Begin(new DeskInput(_sequence, new Timestamp(_sequence * 1_000), default));
    }

    private static DeskTerms Terms()
    {
        const long Most = 50_000_000 * RiskLimits.One;
        var listings = new ListingTable(1);
        listings.Add(new Listing(Spot, FeedVenue.Kraken, "XBT/USD", "BTC-USD", ListingKind.Spot, 2, 3, new Price(1), new Quantity(1), "USD", ListingStatus.Open));
        return new DeskTerms(
            Usd, listings, [new TradedListing(Spot, new TradingTerms(Spot, FeeFormula.Proportional, 100_000, 200_000), 0) { Base = Btc, Settle = Usd, Factor = 0 }],
            [new VenueCapabilities(FeedVenue.Kraken, ClientOrderIdStyle.Text) { FindsByClientId = true, OrdersPerSecond = 10_000_000 }])
        {
            Factors = new RiskFactors(1, [30_000], [10_000]),
            Options = new DeskOrdersOptions { AckTimeoutMs = 1_000_000_000, ReconcileEveryMs = 0, ReconcileOrdersEveryMs = 0 },
            Limits = new RiskLimits
            {
                OrderNotional = RiskLimits.Unlimited,
                Notional = RiskLimits.Unlimited,
                SymbolNet = Most * 3,
                SymbolGross = Most * 3,
                VenueNet = Most * 3,
                VenueGross = Most * 3,
                StrategyNet = Most * 3,
                StrategyGross = Most * 3,
                TotalNet = Most * 3,
                TotalGross = Most * 3,
                PortfolioRisk = Most,
                Leverage = 1_000 * RiskLimits.One,
                VenueRate = 10_000_000,
                VenueBurst = 10_000_000,
                StrategyRate = 10_000_000,
                StrategyBurst = 10_000_000,
                OpenOrders = 10_000,
                DailyLoss = Most,
                Drawdown = Most,
            },
        };
    }

    private struct NoSink : IDeskOrdersSink
    {
        public readonly void OnRequest(in OrderRequest request)
        {
        }

        public readonly void OnRefused(in OrderIntent intent, DeskRefusal refusal)
        {
        }

        public readonly void OnOrder(in OrderTransition change, in DeskOrder order)
        {
        }

        public readonly void OnFill(in DeskFill fill, in DeskOrder order)
        {
        }

        public readonly void OnPosition(in PositionChange change)
        {
        }

        public readonly void OnProblem(in DeskProblem problem)
        {
        }

        public readonly void OnSettled(in SettledShare share)
        {
        }

        public readonly void OnFunded(in FundedShare share)
        {
        }

        public readonly void OnLimit(in LimitChange change)
        {
        }
    }
}
