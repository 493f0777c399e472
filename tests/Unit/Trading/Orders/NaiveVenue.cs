using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Unit.Trading.Orders;

/// <summary>
/// What is really so: a venue with its orders and trades, the obvious way, and the reports that are under way from it. Requests and reports may be lost, come late, in any order and twice.
/// </summary>
internal sealed class NaiveVenue
{
    private readonly SortedDictionary<long, RealOrder> _orders = [];
    private readonly List<(long Time, OrderRequest Request)> _requests = [];
    private readonly List<(long Time, OrderReport Report)> _reports = [];
    private readonly List<OrderReport> _delivered = [];
    private long _trades;

    /// <summary>No request and no answer takes longer: what look-ups rely on (<see cref="VenueCapabilities.NotFoundDelayMs"/> is more).</summary>
    public const long LatestMs = 2_000;

    public IEnumerable<RealOrder> Orders => _orders.Values;

    public bool IsIdle => _requests.Count == 0 && _reports.Count == 0;

    public void Ask(long nowMs, in OrderRequest request) => _requests.Add((nowMs, request));

    /// <summary>A request arrives at the venue, or never does; the venue does what it says.</summary>
    public void Arrive(int which, bool isLost, bool isRefused, long nowMs, Action<OrderReport> answer)
    {
        if (_requests.Count == 0)
            return;
        var at = which % _requests.Count;
        var request = _requests[at].Request;
        _requests.RemoveAt(at);
        if (!isLost)
            Do(in request, isRefused, nowMs, answer);
    }

    /// <summary>All that is older than it may be arrives.</summary>
    public void Hurry(long nowMs, Action<OrderReport> answer)
    {
        while (_requests.FindIndex(request => nowMs - request.Time > LatestMs) is var late and >= 0)
            Arrive(late, isLost: false, isRefused: false, nowMs, answer);
        while (_reports.FindIndex(report => nowMs - report.Time > LatestMs && report.Report.Kind is OrderReportKind.Found or OrderReportKind.NotFound) is var late and >= 0)
            Deliver(late, false, answer);
    }

    /// <summary>A report comes in; it may come again later.</summary>
    public void Deliver(int which, bool isLost, Action<OrderReport> answer)
    {
        if (_reports.Count == 0)
            return;
        var at = which % _reports.Count;
        var report = _reports[at].Report;
        _reports.RemoveAt(at);
        if (isLost)
            return;
        _delivered.Add(report);
        answer(report);
    }

    public void DeliverAgain(int which, Action<OrderReport> answer)
    {
        // Answers to look-ups are not repeated: whoever asked gets one.
        if (_delivered.Count > 0 && _delivered[which % _delivered.Count] is { Kind: not (OrderReportKind.Found or OrderReportKind.NotFound) } report)
            answer(report);
    }

    /// <summary>Somebody trades with a live order.</summary>
    public void Trade(int which, long quantity, long nowMs)
    {
        RealOrder[] live = [.. _orders.Values.Where(order => order.Status == VenueOrderStatus.Live)];
        if (live.Length == 0)
            return;
        var order = live[which % live.Length];
        var filled = Math.Min(quantity, order.Quantity - order.Filled);
        order.Filled += filled;
        order.Status = order.Filled == order.Quantity ? VenueOrderStatus.Filled : VenueOrderStatus.Live;
        var fill = new OrderReport
        {
            Kind = OrderReportKind.Filled,
            Order = order.Id,
            Venue = FeedVenue.Kraken,
            Listing = DeskBench.Spot,
            FillQuantity = new Quantity(filled),
            FillPrice = new Price(order.Price),
            FilledQuantity = new Quantity(which % 2 == 0 ? order.Filled : OrderReport.NotTold),
            TradeId = Text36.Of($"t{++_trades}"),
            Liquidity = Liquidity.Maker,
        };
        order.Fills.Add(fill);
        Tell(nowMs, fill);
    }

    private void Do(in OrderRequest request, bool isRefused, long nowMs, Action<OrderReport> answer)
    {
        var known = _orders.GetValueOrDefault(request.Order.Value);
        switch (request.Kind)
        {
            case OrderRequestKind.Place:
                known = new RealOrder(request.Order, request.Side) { Price = request.Price.Units, Quantity = request.Quantity.Units, Status = isRefused ? VenueOrderStatus.Rejected : VenueOrderStatus.Live };
                _orders.Add(request.Order.Value, known);
                Tell(nowMs, Of(known, isRefused ? OrderReportKind.Rejected : OrderReportKind.Accepted) with { Reason = VenueReason.Other, Failure = isRefused ? FailureClass.Reject : FailureClass.None });
                break;
            case OrderRequestKind.Cancel:
                if (known?.Status == VenueOrderStatus.Live)
                {
                    known.Status = VenueOrderStatus.Cancelled;
                    Tell(nowMs, Of(known, OrderReportKind.Cancelled));
                }
                else
                {
                    Tell(nowMs, new OrderReport { Kind = OrderReportKind.CancelRejected, Order = request.Order, Venue = FeedVenue.Kraken, Reason = VenueReason.UnknownOrder, Failure = FailureClass.Reject });
                }

                break;
            case OrderRequestKind.Amend:
                if (known?.Status == VenueOrderStatus.Live && !isRefused && request.Quantity.Units > known.Filled)
                {
                    (known.Price, known.Quantity) = (request.Price.Units, request.Quantity.Units);
                    Tell(nowMs, Of(known, OrderReportKind.Amended));
                }
                else
                {
                    Tell(nowMs, new OrderReport { Kind = OrderReportKind.AmendRejected, Order = request.Order, Venue = FeedVenue.Kraken, Failure = FailureClass.Reject });
                }

                break;
            case OrderRequestKind.Query:
                Tell(nowMs, known is null ? new OrderReport { Kind = OrderReportKind.NotFound, Order = request.Order, Venue = FeedVenue.Kraken } : Of(known, OrderReportKind.Found));
                break;
            case OrderRequestKind.QueryOrders:
                foreach (var order in _orders.Values.Where(order => order.Status == VenueOrderStatus.Live))
                    answer(Of(order, OrderReportKind.Found));
                answer(new OrderReport { Kind = OrderReportKind.OrdersEnd, Venue = FeedVenue.Kraken });
                break;
            case OrderRequestKind.QueryFills:
                foreach (var fill in _orders.Values.SelectMany(order => order.Fills))
                    answer(fill with { Flags = OrderReportFlags.FromQuery });
                answer(new OrderReport { Kind = OrderReportKind.FillsEnd, Venue = FeedVenue.Kraken, Listing = request.Listing, Order = request.Order, Cause = request.Cause });
                break;
            case OrderRequestKind.QueryBalances:
                answer(new OrderReport { Kind = OrderReportKind.BalancesEnd, Venue = FeedVenue.Kraken });
                break;
        }
    }

    private static OrderReport Of(RealOrder order, OrderReportKind kind) => new()
    {
        Kind = kind,
        Order = order.Id,
        Venue = FeedVenue.Kraken,
        Listing = DeskBench.Spot,
        Status = order.Status,
        Price = new Price(order.Price),
        Quantity = new Quantity(order.Quantity),
        FilledQuantity = new Quantity(order.Filled),
        Side = order.Side,
        Flags = kind == OrderReportKind.Found ? OrderReportFlags.FromQuery : OrderReportFlags.None,
    };

    private void Tell(long nowMs, OrderReport report) => _reports.Add((nowMs, report));
}

/// <summary>An order as the venue has it.</summary>
internal sealed class RealOrder(DeskOrderId id, Side side)
{
    public DeskOrderId Id { get; } = id;

    public Side Side { get; } = side;

    public long Price { get; set; }

    public long Quantity { get; set; }

    public long Filled { get; set; }

    public VenueOrderStatus Status { get; set; }

    public List<OrderReport> Fills { get; } = [];
}
