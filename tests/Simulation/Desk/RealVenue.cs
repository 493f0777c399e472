using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Simulation.Desk;

/// <summary>
/// What is really so at a venue, the obvious way: its orders, trades, money and position. It outlives every desk. What it says about a request it gives back; what happens by itself it tells
/// on its stream, if anybody listens. Nobody may send it an order twice.
/// </summary>
internal sealed class RealVenue(VenueCapabilities can, Listing listing, Random dice)
{
    private readonly SortedDictionary<long, RealOrder> _orders = [];
    private readonly long _skewNs = dice.NextInt64(-3_000_000_000, 3_000_000_000);
    private long _trades;

    public FeedVenue Venue => can.Venue;

    public ListingId Listing => listing.Id;

    public VenueCapabilities Capabilities => can;

    public IReadOnlyCollection<RealOrder> Orders => _orders.Values;

    public IEnumerable<RealOrder> Live => _orders.Values.Where(order => order.Status == VenueOrderStatus.Live);

    /// <summary>Bought less sold, in units.</summary>
    public long Held { get; private set; }

    /// <summary>What average cost makes of the fills: in price units times quantity units.</summary>
    public long Cost { get; private set; }

    /// <summary>The same of what was closed.</summary>
    public long Realised { get; private set; }

    /// <summary>Received less paid, in price units times quantity units.</summary>
    public long Cash { get; private set; }

    /// <summary>Fees, in 10^-8.</summary>
    public long Fees { get; private set; }

    /// <summary>Dollars in 10^-8, of which there were a million: what is paid in full moves them whole, contracts by what they realise.</summary>
    public long Dollars => 100_000_000_000_000 + (can.HasPositions ? Realised : Cash) * 1_000 - Fees;

    /// <summary>Coins in thousandths, of which there were a thousand.</summary>
    public long Coins => 1_000_000 + (can.HasPositions ? 0 : Held);

    /// <summary>Somebody trades with some order that lives.</summary>
    public OrderReport? Trade(long nowMs)
    {
        RealOrder[] live = [.. Live];
        return live.Length == 0 ? null : Fill(live[dice.Next(live.Length)], 1 + dice.Next(10_000), Liquidity.Maker, nowMs);
    }

    /// <summary>Does what a request says.</summary>
    /// <returns>What it answers, in order.</returns>
    public List<OrderReport> Do(in OrderRequest request, long nowMs)
    {
        var known = _orders.GetValueOrDefault(request.Order.Value);
        var listing = request.Listing;
        var bare = new OrderReport { Venue = Venue, Order = request.Order, Listing = request.Listing, Side = request.Side, Cause = request.Cause, FilledQuantity = new Quantity(OrderReport.NotTold) };
        switch (request.Kind)
        {
            case OrderRequestKind.Place:
                return Place(in request, nowMs);
            case OrderRequestKind.Cancel when known?.Status == VenueOrderStatus.Live:
                return [End(known, nowMs)];
            case OrderRequestKind.Cancel:
                return [bare with { Kind = OrderReportKind.CancelRejected, Reason = VenueReason.UnknownOrder, Failure = FailureClass.Reject }];
            case OrderRequestKind.CancelAll:
                return [.. Live.Where(order => listing.IsNone || order.Listing == listing).ToArray().Select(order => End(order, nowMs))];
            case OrderRequestKind.Amend when known?.Status == VenueOrderStatus.Live && request.Quantity.Units > known.Filled:
                (known.Price, known.Quantity) = (request.Price.Units, request.Quantity.Units);
                return [Of(known, OrderReportKind.Amended, nowMs)];
            case OrderRequestKind.Amend:
                return [bare with { Kind = OrderReportKind.AmendRejected, Failure = FailureClass.Reject }];
            case OrderRequestKind.Query:
                return [known is null ? bare with { Kind = OrderReportKind.NotFound, Flags = OrderReportFlags.FromQuery } : Of(known, OrderReportKind.Found, nowMs) with { Cause = request.Cause }];
            case OrderRequestKind.QueryOrders:
                return [.. Live.Select(order => Of(order, OrderReportKind.Found, nowMs)), bare with { Kind = OrderReportKind.OrdersEnd }];
            case OrderRequestKind.QueryFills:
                return [.. FillsOf(request), bare with { Kind = OrderReportKind.FillsEnd }];
            case OrderRequestKind.QueryBalances:
                return [Balance("USD", Dollars, 8), Balance("BTC", Coins, 3), bare with { Kind = OrderReportKind.BalancesEnd }];
            case OrderRequestKind.QueryPositions:
                return [bare with { Kind = OrderReportKind.Position, Listing = Listing, Quantity = new Quantity(Held), Flags = OrderReportFlags.FromQuery }, bare with { Kind = OrderReportKind.PositionsEnd }];
            default:
                return [];
        }
    }

    private List<OrderReport> Place(in OrderRequest request, long nowMs)
    {
        var order = new RealOrder(request.Order, request.Side, request.Listing, VenueOrderId.Of($"{(int)Venue}-{_orders.Count + 1}")) { Price = request.Price.Units, Quantity = request.Quantity.Units };
        if (!_orders.TryAdd(request.Order.Value, order))
            throw new InvalidOperationException($"{Venue}: order {request.Order} came twice.");
        if (dice.Next(20) == 0)
        {
            order.Status = VenueOrderStatus.Rejected;
            return [Of(order, OrderReportKind.Rejected, nowMs) with { Reason = VenueReason.NoLiquidity, Failure = FailureClass.Reject }];
        }

        List<OrderReport> told = [Of(order, OrderReportKind.Accepted, nowMs)];
        if (request.TimeInForce != TimeInForce.Ioc)
            return told;
        if (dice.Next(3) > 0)
            told.Add(Fill(order, 1 + dice.Next((int)order.Quantity), Liquidity.Taker, nowMs));
        if (order.Status == VenueOrderStatus.Live)
            told.Add(End(order, nowMs));
        return told;
    }

    private OrderReport End(RealOrder order, long nowMs)
    {
        order.Status = VenueOrderStatus.Cancelled;
        return Of(order, OrderReportKind.Cancelled, nowMs);
    }

    private OrderReport Fill(RealOrder order, long most, Liquidity liquidity, long nowMs)
    {
        var quantity = Math.Min(most, order.Quantity - order.Filled);
        var fee = can.HasPositions ? 0 : order.Price * quantity;
        order.Filled += quantity;
        if (order.Filled == order.Quantity)
            order.Status = VenueOrderStatus.Filled;
        Move(order.Side == Side.Buy ? quantity : -quantity, order.Price);
        Fees += fee;
        var told = Of(order, OrderReportKind.Filled, nowMs) with { FillPrice = new Price(order.Price), Price = Price.None, Quantity = Quantity.Zero, Liquidity = liquidity };
        if (can.TellsEachFill)
        {
            (told.FillQuantity, told.TradeId) = (new Quantity(quantity), Text36.Of($"t{++_trades}"));
            (told.Amount, told.AmountScale, told.Asset) = (fee, 8, AssetCode.Of("USD"));
            if (dice.Next(2) == 0)
                told.FilledQuantity = new Quantity(OrderReport.NotTold);
        }

        order.Fills.Add(told);
        return told;
    }

    private void Move(long quantity, long price)
    {
        Cash -= quantity * price;
        var closing = Held != 0 && Held > 0 != quantity > 0 ? Math.Min(Math.Abs(Held), Math.Abs(quantity)) : 0;
        if (closing > 0)
        {
            var share = closing == Math.Abs(Held) ? Cost : (long)((Int128)Cost * closing / Math.Abs(Held));
            Realised += (Held > 0 ? closing : -closing) * price - share;
            Cost -= share;
        }

        Cost += (quantity - (quantity > 0 ? closing : -closing)) * price;
        Held += quantity;
    }

    private IEnumerable<OrderReport> FillsOf(OrderRequest request) => _orders.Values.Where(order => request.Order.IsNone || order.Id == request.Order)
        .SelectMany(order => order.Fills).Where(fill => fill.EventTime >= request.Time).Select(fill => fill with { Flags = OrderReportFlags.FromQuery });

    private OrderReport Balance(string asset, long amount, byte scale) => new()
    {
        Kind = OrderReportKind.Balance,
        Venue = Venue,
        Asset = AssetCode.Of(asset),
        Amount = amount,
        Available = amount,
        AmountScale = scale,
        AvailableScale = scale,
        Flags = OrderReportFlags.FromQuery,
    };

    private OrderReport Of(RealOrder order, OrderReportKind kind, long nowMs) => new()
    {
        Kind = kind,
        Order = order.Id,
        Venue = Venue,
        Listing = order.Listing,
        Side = order.Side,
        Status = order.Status,
        Price = new Price(order.Price),
        Quantity = new Quantity(order.Quantity),
        FilledQuantity = new Quantity(order.Filled),
        FillPrice = kind == OrderReportKind.Found && order.Filled > 0 ? new Price(order.Price) : Price.None,
        EventTime = new Timestamp(nowMs * 1_000_000 + _skewNs),
        VenueOrder = order.Name,
        Flags = kind == OrderReportKind.Found ? OrderReportFlags.FromQuery : OrderReportFlags.None,
    };
}

/// <summary>An order as its venue has it.</summary>
internal sealed class RealOrder(DeskOrderId id, Side side, ListingId listing, VenueOrderId name)
{
    public DeskOrderId Id { get; } = id;

    public Side Side { get; } = side;

    public ListingId Listing { get; } = listing;

    public VenueOrderId Name { get; } = name;

    public long Price { get; set; }

    public long Quantity { get; set; }

    public long Filled { get; set; }

    public VenueOrderStatus Status { get; set; } = VenueOrderStatus.Live;

    public List<OrderReport> Fills { get; } = [];
}
