using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Unit.Trading.Routing;

/// <summary>
/// What is really so at several venues: their orders and trades, the obvious way, and the requests and reports that are under way. Both may be lost, come late, in any order and twice, and a
/// venue may fill more than it was asked for. What a venue has ended it fills no more, and it tells what was filled in all where it says that an order has ended or how it stands.
/// </summary>
internal sealed class HostileVenues
{
    /// <summary>No request and no answer to a look-up takes longer: what look-ups rely on.</summary>
    public const long LatestMs = 2_000;

    private readonly SortedDictionary<long, RealChild> _orders = [];
    private readonly List<(long Time, OrderRequest Request)> _requests = [];
    private readonly List<(long Time, OrderReport Report)> _reports = [];
    private readonly List<OrderReport> _delivered = [];
    private long _trades;

    /// <summary>Where the lists that a venue is asked for go: each whole and in its order.</summary>
    public required Action<OrderReport> Lists { get; init; }

    /// <summary>Whether a look-up may not find an order that lives.</summary>
    public bool Denies { get; set; }

    public IEnumerable<RealChild> Orders => _orders.Values;

    public bool IsIdle => _requests.Count == 0 && _reports.Count == 0;

    /// <summary>Places that are on their way.</summary>
    public IEnumerable<OrderRequest> Arriving => _requests.Select(one => one.Request).Where(request => request.Kind == OrderRequestKind.Place);

    public void Ask(long nowMs, in OrderRequest request) => _requests.Add((nowMs, request));

    public void Arrive(int which, bool isLost, int dice, long nowMs)
    {
        if (_requests.Count == 0)
            return;
        var at = which % _requests.Count;
        var request = _requests[at].Request;
        _requests.RemoveAt(at);
        if (!isLost)
            Do(in request, dice, nowMs);
    }

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
        if (_delivered.Count > 0 && _delivered[which % _delivered.Count] is { Kind: OrderReportKind.Accepted or OrderReportKind.Filled or OrderReportKind.Cancelled or OrderReportKind.Rejected } report)
            answer(report);
    }

    /// <summary>All that is older than it may be arrives.</summary>
    public void Hurry(long nowMs, Action<OrderReport> answer)
    {
        while (_requests.FindIndex(one => nowMs - one.Time > LatestMs) is var late and >= 0)
            Arrive(late, isLost: false, 0, nowMs);
        while (_reports.FindIndex(one => nowMs - one.Time > LatestMs && one.Report.Kind is not (OrderReportKind.Accepted or OrderReportKind.Filled or OrderReportKind.Cancelled or OrderReportKind.Rejected)) is var late and >= 0)
            Deliver(late, isLost: false, answer);
    }

    /// <summary>Somebody trades with an order that rests; now and then for more than is left of it.</summary>
    public void Trade(int which, long quantity, bool isTooMuch, long nowMs)
    {
        RealChild[] live = [.. _orders.Values.Where(order => order.Status == VenueOrderStatus.Live)];
        if (live.Length > 0)
            Fill(live[which % live.Length], quantity, isTooMuch, Liquidity.Maker, nowMs);
    }

    private void Fill(RealChild order, long quantity, bool isTooMuch, Liquidity liquidity, long nowMs)
    {
        var lot = order.Lot;
        var filled = isTooMuch ? order.Quantity - order.Filled + lot : Math.Min(Math.Max(lot, quantity / lot * lot), order.Quantity - order.Filled);
        if (filled <= 0)
            return;
        order.Filled += filled;
        if (order.Filled >= order.Quantity)
            order.Status = VenueOrderStatus.Filled;
        var fill = Of(order, OrderReportKind.Filled) with
        {
            FillQuantity = new Quantity(filled),
            FillPrice = new Price(order.Price),
            FilledQuantity = new Quantity(_trades % 2 == 0 ? order.Filled : OrderReport.NotTold),
            TradeId = Text36.Of($"t{++_trades}"),
            Liquidity = liquidity,
        };
        order.Fills.Add(fill);
        Tell(nowMs, fill);
    }

    private void Do(in OrderRequest request, int dice, long nowMs)
    {
        var known = _orders.GetValueOrDefault(request.Order.Value);
        var about = new OrderReport { Order = request.Order, Listing = request.Listing, Venue = request.Venue };
        switch (request.Kind)
        {
            case OrderRequestKind.Place:
                Place(in request, dice, nowMs);
                break;
            case OrderRequestKind.Cancel when known?.Status == VenueOrderStatus.Live:
                known.Status = VenueOrderStatus.Cancelled;
                Tell(nowMs, Of(known, OrderReportKind.Cancelled));
                break;
            case OrderRequestKind.Cancel:
                Tell(nowMs, about with { Kind = OrderReportKind.CancelRejected, Reason = VenueReason.UnknownOrder, Failure = FailureClass.Reject });
                break;
            case OrderRequestKind.CancelAll:
                foreach (var order in _orders.Values)
                {
                    if (order.Venue != request.Venue || order.Status != VenueOrderStatus.Live || (!request.Listing.IsNone && order.Listing != request.Listing))
                        continue;
                    order.Status = VenueOrderStatus.Cancelled;
                    Tell(nowMs, Of(order, OrderReportKind.Cancelled));
                }

                break;
            case OrderRequestKind.Query when Denies && known?.Status == VenueOrderStatus.Live && dice % 2 == 1:
                known.IsDenied = true;
                Tell(nowMs, about with { Kind = OrderReportKind.NotFound, Cause = request.Cause });
                break;
            case OrderRequestKind.Query:
                Tell(nowMs, (known is null ? about with { Kind = OrderReportKind.NotFound } : Of(known, OrderReportKind.Found)) with { Cause = request.Cause });
                break;
            case OrderRequestKind.QueryOrders:
                foreach (var order in _orders.Values)
                {
                    if (order.Venue == request.Venue && order.Status == VenueOrderStatus.Live)
                        Lists(Of(order, OrderReportKind.Found) with { Cause = request.Cause });
                }

                Lists(new OrderReport { Cause = request.Cause, Kind = OrderReportKind.OrdersEnd, Venue = request.Venue });
                break;
            case OrderRequestKind.QueryFills:
                foreach (var order in _orders.Values)
                {
                    foreach (var fill in order.Fills)
                    {
                        if (order.Venue == request.Venue)
                            Lists(fill with { Flags = OrderReportFlags.FromQuery, Cause = request.Cause });
                    }
                }

                Lists(new OrderReport { Cause = request.Cause, Kind = OrderReportKind.FillsEnd, Venue = request.Venue, Listing = request.Listing });
                break;
            case OrderRequestKind.QueryBalances:
                foreach (var asset in (string[])["BTC", "USDT"])
                    Lists(new OrderReport { Cause = request.Cause, Kind = OrderReportKind.Balance, Venue = request.Venue, Asset = AssetCode.Of(asset), Amount = 1_000_000_000, Available = 1_000_000_000, AmountScale = 2, AvailableScale = 2, Flags = OrderReportFlags.FromQuery });
                Lists(new OrderReport { Cause = request.Cause, Kind = OrderReportKind.BalancesEnd, Venue = request.Venue });
                break;
        }
    }

    private void Place(in OrderRequest request, int dice, long nowMs)
    {
        if (_orders.ContainsKey(request.Order.Value))
            throw new InvalidOperationException($"{request.Order} was placed twice.");
        var order = new RealChild(request.Order, request.Venue, request.Listing) { Price = request.Price.Units, Quantity = request.Quantity.Units };
        _orders.Add(request.Order.Value, order);
        if (dice % 10 == 1)
        {
            order.Status = VenueOrderStatus.Rejected;
            Tell(nowMs, Of(order, OrderReportKind.Rejected) with { Reason = VenueReason.WouldTake, Failure = FailureClass.Reject });
            return;
        }

        Tell(nowMs, Of(order, OrderReportKind.Accepted));
        if (request.TimeInForce != TimeInForce.Ioc)
            return;
        Fill(order, order.Quantity * (dice % 4) / 3, dice % 29 == 5, Liquidity.Taker, nowMs);
        if (order.Status != VenueOrderStatus.Live)
            return;
        order.Status = VenueOrderStatus.Cancelled;
        Tell(nowMs, Of(order, OrderReportKind.Cancelled));
    }

    private static OrderReport Of(RealChild order, OrderReportKind kind) => new()
    {
        Kind = kind,
        Order = order.Id,
        Venue = order.Venue,
        Listing = order.Listing,
        Status = order.Status,
        Side = Side.Buy,
        Price = new Price(order.Price),
        Quantity = new Quantity(order.Quantity),
        FilledQuantity = new Quantity(order.Filled),
        Flags = kind == OrderReportKind.Found ? OrderReportFlags.FromQuery : OrderReportFlags.None,
    };

    private void Tell(long nowMs, OrderReport report) => _reports.Add((nowMs, report));
}

/// <summary>An order as its venue has it.</summary>
internal sealed class RealChild(DeskOrderId id, FeedVenue venue, ListingId listing)
{
    public DeskOrderId Id { get; } = id;

    public FeedVenue Venue { get; } = venue;

    public ListingId Listing { get; } = listing;

    public long Lot => Listing.Value == 2 ? 1 : 10;

    public long Price { get; set; }

    public long Quantity { get; set; }

    public long Filled { get; set; }

    public VenueOrderStatus Status { get; set; } = VenueOrderStatus.Live;

    /// <summary>Its venue has said that there is no such order.</summary>
    public bool IsDenied { get; set; }

    public List<OrderReport> Fills { get; } = [];
}
