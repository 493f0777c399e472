using System.Globalization;
using Rialto.Backtest.Accounts;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Books;

namespace Rialto.Backtest.Venues;

/// <summary>
/// A venue that pretends: its market is the one that a feed tells, its orders are ours alone. Nothing that we do changes the feed. A function of its calls; time comes with them and never goes back.
/// Single-threaded.
/// <code>
///   Submit ──request, due after its latency──┐
///   Advance(now): what is due meets the book ─┴─→ OrderReport
///   Apply(event): trades and levels fill what rests ─→ OrderReport
/// </code>
/// Between two events of one frame the book is not whole: call <see cref="Advance"/> before a frame, not inside it. docs/reference/paper-trading.md says what it cannot know.
/// </summary>
/// <typeparam name="TSink">Where reports go; a struct, so that the calls are direct.</typeparam>
public sealed class SimulatedVenue<TSink>
    where TSink : struct, IOrderReportSink
{
    private readonly SimulatedVenueOptions _options;
    private readonly VenueReports<TSink> _reports;
    private readonly SimulatedAccount _account = new();
    private readonly SimulatedMarket?[] _byListing;
    private readonly List<SimulatedMarket> _markets = [];
    private readonly Dictionary<long, SimulatedOrder> _orders = [];
    private readonly Queue<long> _ended = [];
    private readonly Queue<(OrderRequest Request, long DueNs)> _waiting = [];
    private readonly List<DepthLevel> _given = [];
    private long _lastDueNs;
    private long _deadManNs = long.MaxValue;
    private long _nextExpiryNs = long.MaxValue;
    private long _orderNumbers;
    private int _live;

    /// <summary>Makes a venue with an account and no orders.</summary>
    /// <param name="options">What it is made of.</param>
    /// <param name="listings">What the terms' listings mean.</param>
    /// <param name="sink">Where reports go.</param>
    /// <exception cref="ArgumentException">Terms of an inverse contract, of another venue's listing or twice of one; a currency that is no asset's code.</exception>
    public SimulatedVenue(SimulatedVenueOptions options, ListingTable listings, TSink sink)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Leverage, 1);
        _options = options;
        _reports = new VenueReports<TSink>(options.Venue, sink, options.RememberedMax);
        _byListing = new SimulatedMarket?[listings.Count + 1];
        foreach (var terms in options.Terms)
        {
            var listing = listings[terms.Listing];
            if (listing.Venue != options.Venue || _byListing[listing.Id.Value] is not null)
                throw new ArgumentException($"{listing.VenueSymbol} is not of {options.Venue}, or there twice.", nameof(options));
            if (listing.ContractSize > 0 && listing.ContractUnit == "USD")
                throw new ArgumentException($"{listing.VenueSymbol} is an inverse contract: not pretended.", nameof(options));
            var market = new SimulatedMarket(listing, terms, options.Fills(), options.ImpactNs);
            _byListing[listing.Id.Value] = market;
            _markets.Add(market);
        }

        foreach (var (asset, amount) in options.Balances)
            _account.Add(asset, amount);
    }

    /// <summary>Which venue.</summary>
    public FeedVenue Venue => _options.Venue;

    /// <summary>Orders that live.</summary>
    public int LiveOrders => _live;

    /// <summary>Fills so far.</summary>
    public long Fills => _reports.Fills;

    /// <summary>Where reports go.</summary>
    public ref TSink Sink => ref _reports.Sink;

    /// <summary>When <see cref="Advance"/> has something to do next, if no event comes before; none where nothing waits.</summary>
    public Timestamp NextDeadline
    {
        get
        {
            var next = Math.Min(_waiting.TryPeek(out var first) ? first.DueNs : long.MaxValue, Math.Min(_deadManNs, _nextExpiryNs));
            return next == long.MaxValue ? Timestamp.None : new Timestamp(next);
        }
    }

    /// <summary>All there is of an asset, in 10^-18.</summary>
    public Int128 BalanceOf(AssetCode asset) => _account.TotalOf(asset);

    /// <summary>Assets that there is, or was, something of.</summary>
    public IReadOnlyList<AssetCode> Assets => _account.Assets;

    /// <summary>What is held of a listing that is no asset, in its units.</summary>
    public long PositionOf(ListingId listing) => MarketOf(listing)?.Position.Quantity ?? 0;

    /// <summary>The private stream is up.</summary>
    public void Open(Timestamp now) => _reports.Tell(OrderReportKind.StreamUp, now);

    /// <summary>Takes a request; it meets the book after its latency, never before one that was taken earlier.</summary>
    public void Submit(in OrderRequest request, Timestamp now)
    {
        _reports.Tell(OrderReportKind.Sent, in request, now);
        _lastDueNs = Math.Max(_lastDueNs, now.Nanoseconds + _options.Latency.RoundTripNs(in request, now));
        _waiting.Enqueue((request, _lastDueNs));
    }

    /// <summary>Does all that is due, in the order of time; what is due at one moment: requests, then expiries, then the dead man's switch.</summary>
    public void Advance(Timestamp now)
    {
        while (NextDeadline is { IsNone: false } next && next <= now)
        {
            if (_waiting.TryPeek(out var first) && first.DueNs == next.Nanoseconds)
            {
                _waiting.Dequeue();
                Meet(in first.Request, next);
            }
            else if (_nextExpiryNs == next.Nanoseconds)
                Expire(next);
            else
            {
                _deadManNs = long.MaxValue;
                CancelAll(ListingId.None, VenueReason.Disconnected, next);
            }
        }
    }

    /// <summary>Takes an event of the feed; those of listings without terms change nothing. At the end of a frame what rests across the book trades.</summary>
    public void Apply(in FeedEvent told)
    {
        // A frame may hold news of several venues, and its end is told to all: how late another venue is says nothing of this one.
        if (told.Venue == _options.Venue)
            _options.Latency.Apply(in told);
        if (MarketOf(told.Listing) is { } market)
        {
            if (told.Kind == FeedEventKind.Trade)
                Trade(market, in told);
            else if (told.Kind == FeedEventKind.Settled && (told.Flags & FeedEventFlags.Announced) == 0)
                Settle(market, told.Price, (told.Flags & FeedEventFlags.Refund) != 0, told.ReceiveTime);
            market.Apply(in told);
        }

        if ((told.Flags & FeedEventFlags.LastOfFrame) != 0)
            EndFrame(in told);
    }

    /// <summary>The terms or the status of a listing have changed; where it is over, its orders are cancelled.</summary>
    public void Change(Listing listing, Timestamp now)
    {
        ArgumentNullException.ThrowIfNull(listing);
        if (MarketOf(listing.Id) is not { } market)
            return;
        market.Listing = listing;
        if (listing.Status == ListingStatus.Closed)
            CancelAll(listing.Id, VenueReason.ByVenue, now);
    }

    /// <summary>A listing has ended: its orders are cancelled, and its position is paid.</summary>
    /// <param name="listing">Which.</param>
    /// <param name="price">What each unit is paid; zero too.</param>
    /// <param name="isRefund">There is no price: what was paid for it is given back, fees not counted.</param>
    /// <param name="now">When.</param>
    /// <returns>False, and nothing changes, for one without terms, one that was paid, and a price that it cannot have.</returns>
    public bool Settle(ListingId listing, Price price, bool isRefund, Timestamp now) => MarketOf(listing) is { } market && Settle(market, price, isRefund, now);

    private bool Settle(SimulatedMarket market, Price price, bool isRefund, Timestamp now)
    {
        if (market.IsSettled || !(isRefund ? market.Listing.HasEnd : market.Listing.CanSettleAt(price)))
            return false;
        CancelAll(market.Listing.Id, VenueReason.ByVenue, now);
        market.IsSettled = true;
        var held = market.Position.Quantity;
        var before = _account.TotalOf(market.Quote);
        _account.PayOut(market, price.Units, isRefund);
        _reports.Settled(market, held, isRefund ? Price.None : price, isRefund, _account.TotalOf(market.Quote) - before, now);
        return true;
    }

    /// <summary>Holders of a perpetual contract pay each other: above zero who is long pays. Told with what was held, also where that is nothing.</summary>
    /// <param name="listing">Which.</param>
    /// <param name="rate">Share of the position's value, in 10^-12 (<see cref="FundingRates"/>).</param>
    /// <param name="mark">What it is valued at; none for the last trade, or the middle of the book.</param>
    /// <param name="now">When.</param>
    /// <returns>False, and nothing changes, for what is no perpetual contract with terms.</returns>
    public bool Fund(ListingId listing, long rate, Price mark, Timestamp now)
    {
        if (MarketOf(listing) is not { IsSettled: false, Listing.Kind: ListingKind.Perpetual } market)
            return false;
        var (held, at) = (market.Position.Quantity, mark.IsNone ? market.MarkPrice : mark.Units);
        var paid = _account.Fund(market, at, rate);
        _reports.Funded(market, held, new Price(at), rate, paid, now);
        return true;
    }

    private SimulatedMarket? MarketOf(ListingId listing) => (uint)listing.Value < (uint)_byListing.Length ? _byListing[listing.Value] : null;

    private void Meet(in OrderRequest request, Timestamp now)
    {
        switch (request.Kind)
        {
            case OrderRequestKind.Place:
                Place(in request, now);
                break;
            case OrderRequestKind.Cancel when Live(in request) is { } order:
                End(order, VenueOrderStatus.Cancelled, OrderReportKind.Cancelled, VenueReason.Requested, now);
                break;
            case OrderRequestKind.Cancel:
                _reports.Tell(OrderReportKind.CancelRejected, in request, now, VenueReason.UnknownOrder);
                break;
            case OrderRequestKind.Amend:
                Amend(in request, now);
                break;
            case OrderRequestKind.CancelAll:
                CancelAll(request.Listing, VenueReason.Requested, now);
                break;
            case OrderRequestKind.Query when _orders.TryGetValue(request.Order.Value, out var found):
                _reports.Tell(OrderReportKind.Found, found, now, flags: OrderReportFlags.FromQuery);
                break;
            case OrderRequestKind.Query:
                _reports.Tell(OrderReportKind.NotFound, in request, now);
                break;
            case OrderRequestKind.ArmDeadMan when _options.Capabilities.HasDeadMan:
                _deadManNs = request.ExpireTime.IsNone ? long.MaxValue : now.Nanoseconds + request.ExpireTime.Nanoseconds;
                _reports.Tell(OrderReportKind.DeadManArmed, now);
                break;
            case OrderRequestKind.ArmDeadMan:
                _reports.Tell(OrderReportKind.Rejected, in request, now, VenueReason.NotOffered);
                break;
            default:
                Answer(in request, now);
                break;
        }
    }

    private void Answer(in OrderRequest request, Timestamp now)
    {
        switch (request.Kind)
        {
            case OrderRequestKind.QueryOrders:
                foreach (var market in _markets)
                {
                    if (!request.Listing.IsNone && market.Listing.Id != request.Listing)
                        continue;
                    foreach (var order in market.Orders)
                        _reports.Tell(OrderReportKind.Found, order, now, flags: OrderReportFlags.FromQuery);
                }

                _reports.Tell(OrderReportKind.OrdersEnd, now, request.Listing);
                break;
            case OrderRequestKind.QueryBalances:
                foreach (var asset in _account.Assets)
                    _reports.Balance(asset, _account.TotalOf(asset), _account.FreeOf(asset, _markets, _options.Leverage), now);
                _reports.Tell(OrderReportKind.BalancesEnd, now);
                break;
            case OrderRequestKind.QueryPositions:
                foreach (var market in _markets)
                {
                    if (market.Position.Quantity != 0)
                        _reports.Position(market, now);
                }

                _reports.Tell(OrderReportKind.PositionsEnd, now);
                break;
            case OrderRequestKind.QueryFills:
                _reports.FillsAgain(request.Listing, request.Time, now);
                _reports.Tell(OrderReportKind.FillsEnd, in request, now);
                break;
        }
    }

    private SimulatedOrder? Live(in OrderRequest request) =>
        _orders.TryGetValue(request.Order.Value, out var order) && order.Status == VenueOrderStatus.Live ? order : null;

    private void Place(in OrderRequest request, Timestamp now)
    {
        var market = MarketOf(request.Listing);
        var reason = market is null ? VenueReason.NotOffered
            : _orders.ContainsKey(request.Order.Value) ? VenueReason.DuplicateId
            : First(OrderChecks.Offered(in request, _options.Capabilities), OrderChecks.Open(market),
                OrderChecks.Sized(market, request.Type, request.Price.Units, request.Quantity.Units, IsSpared(request.Flags)),
                _live >= _options.LiveOrdersMax ? VenueReason.TooManyOrders : VenueReason.None);
        if (reason == VenueReason.None)
            reason = Judge(market!, request.Side, request.Type, request.Price.Units, request.Quantity.Units, request.Flags, now);
        if (reason != VenueReason.None)
        {
            _reports.Tell(OrderReportKind.Rejected, in request, now, reason);
            return;
        }

        var order = Make(in request, market!);
        _orders.Add(order.Id.Value, order);
        _live++;
        _reports.Tell(OrderReportKind.Accepted, order, now);
        Enter(order, now);
    }

    private bool IsSpared(OrderRequestFlags flags) => _options.Capabilities.ReducesBelowNotional && (flags & OrderRequestFlags.ReduceOnly) != 0;

    /// <summary>What a venue looks at last: its book, our own orders, our position and our money.</summary>
    private VenueReason Judge(SimulatedMarket market, Side side, OrderType type, long price, long quantity, OrderRequestFlags flags, Timestamp now)
    {
        var limit = type == OrderType.Market ? 0 : price;
        var takes = limit == 0 || market.Crosses(side, limit);
        if (takes && (flags & OrderRequestFlags.PostOnly) != 0)
            return VenueReason.WouldTake;
        if (market.OwnMet(side, limit) is not null)
            return VenueReason.SelfTrade;
        if ((flags & OrderRequestFlags.ReduceOnly) != 0 && (side == Side.Buy ? -market.Position.Quantity : market.Position.Quantity) < quantity)
            return VenueReason.WouldIncrease;
        if (limit == 0 && market.Walk(side, 0, quantity, now, _given) == 0)
            return VenueReason.NoLiquidity;
        return IsCovered(market, side, limit, quantity) ? VenueReason.None : VenueReason.InsufficientFunds;
    }

    private bool IsCovered(SimulatedMarket market, Side side, long limit, long quantity)
    {
        if (market.IsOutcome && side == Side.Sell && market.Position.Quantity - market.LeavesOf(Side.Sell) >= quantity)
            return true;
        if (market.IsOutcome && side == Side.Sell)
            return market.CoverOf(side, limit, quantity) <= _account.FreeOf(market.Quote, _markets, _options.Leverage);
        if (!market.IsContract)
        {
            var cover = limit != 0 || side == Side.Sell ? market.CoverOf(side, limit, quantity) : OrderChecks.CostOf(market, _given);
            return cover <= _account.FreeOf(side == Side.Buy ? market.Quote : market.Base, _markets, _options.Leverage);
        }

        // What closes needs nothing, but of all orders together no more closes than is held; what opens needs its share of the equity, and the fee.
        var price = limit == 0 ? market.MarkPrice : limit;
        var closable = Math.Max(0, (side == Side.Buy ? -market.Position.Quantity : market.Position.Quantity) - market.LeavesOf(side));
        var opens = Math.Max(0, quantity - closable);
        var needs = Amounts.Divide(Amounts.Notional(market.Listing, price, opens, isUp: true), _options.Leverage, isUp: true) + TradeFee.Bound(market.Terms, market.Listing, price, quantity);
        return opens == 0 || needs <= _account.FreeOf(market.Quote, _markets, _options.Leverage);
    }

    private SimulatedOrder Make(in OrderRequest request, SimulatedMarket market)
    {
        Span<char> text = stackalloc char[24];
        (++_orderNumbers).TryFormat(text, out var length, provider: CultureInfo.InvariantCulture);
        return new SimulatedOrder
        {
            Id = request.Order,
            ClientId = ClientIdOf(request.Order),
            VenueOrder = VenueOrderId.TryCreate(text[..length], out var number) ? number : default,
            Market = market,
            Side = request.Side,
            Type = request.Type,
            TimeInForce = request.TimeInForce,
            Flags = request.Flags,
            ExpireTime = request.ExpireTime,
            Price = request.Type == OrderType.Market ? 0 : request.Price.Units,
            Quantity = request.Quantity.Units,
        };
    }

    private Text36 ClientIdOf(DeskOrderId order) =>
        order.IsNone || _options.Capabilities.ClientIds == ClientOrderIdStyle.None ? default : ClientOrderIds.Of(_options.Desk, order, _options.Capabilities.ClientIds);

    /// <summary>Takes what the book gives, then rests or ends.</summary>
    private void Enter(SimulatedOrder order, Timestamp now)
    {
        var market = order.Market;
        var there = market.Walk(order.Side, order.Price, order.Leaves, now, _given);
        if (order.TimeInForce == TimeInForce.Fok && there < order.Leaves)
            there = 0;
        if (there > 0)
        {
            var side = order.Side == Side.Buy ? Side.Sell : Side.Buy;
            foreach (var level in _given)
            {
                market.Take(side, level, now);
                Fill(order, level.Price, level.Quantity, Liquidity.Taker, now, now);
            }
        }

        if (order.Leaves == 0)
            return;
        if (order.Type == OrderType.Market || order.TimeInForce is TimeInForce.Ioc or TimeInForce.Fok)
        {
            End(order, VenueOrderStatus.Cancelled, OrderReportKind.Cancelled, VenueReason.NoLiquidity, now);
            return;
        }

        market.Rest(order);
        if (order.TimeInForce == TimeInForce.Gtd)
            _nextExpiryNs = Math.Min(_nextExpiryNs, Math.Max(now.Nanoseconds, order.ExpireTime.Nanoseconds));
    }

    private void Amend(in OrderRequest request, Timestamp now)
    {
        if (Live(in request) is not { } order)
        {
            _reports.Tell(OrderReportKind.AmendRejected, in request, now, VenueReason.UnknownOrder);
            return;
        }

        var (market, price, quantity) = (order.Market, request.Price.IsNone ? order.Price : request.Price.Units, request.Quantity.IsZero ? order.Quantity : request.Quantity.Units);
        var reason = !_options.Capabilities.CanAmend ? VenueReason.NotOffered
            : !request.NewOrder.IsNone && _orders.ContainsKey(request.NewOrder.Value) ? VenueReason.DuplicateId
            : quantity <= order.Filled ? VenueReason.TooSmall
            : First(OrderChecks.Open(market), OrderChecks.Sized(market, order.Type, price, quantity, IsSpared(order.Flags)));

        // Its own cover and its own place are free while it is judged.
        market.Remove(order);
        if (reason == VenueReason.None)
            reason = Judge(market, order.Side, order.Type, price, quantity - order.Filled, order.Flags, now);
        if (reason != VenueReason.None)
        {
            market.Insert(order);
            _reports.Tell(OrderReportKind.AmendRejected, order, now, reason);
            return;
        }

        // A smaller quantity at the same price keeps the place in the queue; all else loses it.
        var keepsPlace = price == order.Price && quantity <= order.Quantity;
        (order.Price, order.Quantity) = (price, quantity);
        Rename(order, request.NewOrder);
        _reports.Tell(OrderReportKind.Amended, order, now);
        if (keepsPlace)
            market.Insert(order);
        else
            Enter(order, now);
    }

    /// <summary>An amended order is called by its new number from now on; the old one finds it too.</summary>
    private void Rename(SimulatedOrder order, DeskOrderId name)
    {
        if (name.IsNone)
            return;
        _orders.Add(name.Value, order);
        Remember(order.Id.Value);
        (order.Id, order.ClientId) = (name, ClientIdOf(name));
    }

    private void Trade(SimulatedMarket market, in FeedEvent told)
    {
        var resting = told.Side == Side.Buy ? Side.Sell : Side.Buy;
        var left = told.Quantity.Units;
        for (var i = 0; i < market.Orders.Count && left > 0;)
        {
            var order = market.Orders[i];
            var isAt = order.Price == told.Price.Units;
            if (order.Side != resting || (!isAt && !SimulatedMarket.IsBetter(resting, order.Price, told.Price.Units)))
            {
                i++;
                continue;
            }

            // Whoever sold below our bid would have met it first.
            var given = Math.Min(order.Leaves, isAt ? market.GivenBy(order, left) : left);
            left -= given;
            if (given > 0)
                Fill(order, order.Price, given, Liquidity.Maker, told.EventTime.IsNone ? told.ReceiveTime : told.EventTime, told.ReceiveTime);
            if (order.Leaves > 0)
                i++;
        }
    }

    private void EndFrame(in FeedEvent told)
    {
        foreach (var market in _markets)
        {
            if (!market.IsTouched)
                continue;
            market.IsTouched = false;
            if (market.Book.State != BookTrust.Trusted)
                continue;
            for (var i = 0; i < market.Orders.Count;)
            {
                // Whoever rests across our price would have traded with us, at our price.
                var order = market.Orders[i];
                if (market.Crosses(order.Side, order.Price) && market.Walk(order.Side, order.Price, order.Leaves, told.ReceiveTime, _given) > 0)
                    Meet(order, in told);
                if (order.Leaves > 0)
                    i++;
            }
        }
    }

    private void Meet(SimulatedOrder order, in FeedEvent told)
    {
        var side = order.Side == Side.Buy ? Side.Sell : Side.Buy;
        foreach (var level in _given)
        {
            order.Market.Take(side, level, told.ReceiveTime);
            Fill(order, order.Price, level.Quantity, Liquidity.Maker, told.EventTime.IsNone ? told.ReceiveTime : told.EventTime, told.ReceiveTime);
        }
    }

    private void Fill(SimulatedOrder order, long price, long quantity, Liquidity liquidity, Timestamp eventTime, Timestamp now)
    {
        order.Filled += quantity;
        order.FilledCost += (Int128)price * quantity;
        var fee = TradeFee.Of(order.Market.Terms, order.Market.Listing, price, quantity, liquidity);
        if (order.Leaves == 0)
            Forget(order, VenueOrderStatus.Filled);
        _account.Settle(order.Market, order.Side, price, quantity, fee);
        _reports.Fill(order, price, quantity, fee, liquidity, eventTime, now);
    }

    private void End(SimulatedOrder order, VenueOrderStatus status, OrderReportKind kind, VenueReason reason, Timestamp now)
    {
        Forget(order, status);
        _reports.Tell(kind, order, now, reason);
    }

    private void Forget(SimulatedOrder order, VenueOrderStatus status)
    {
        order.Market.Remove(order);
        order.Status = status;
        _live--;
        Remember(order.Id.Value);
    }

    /// <summary>A number that no live order has can be asked for until so many others have followed it.</summary>
    private void Remember(long number)
    {
        _ended.Enqueue(number);
        if (_ended.Count > _options.RememberedMax)
            _orders.Remove(_ended.Dequeue());
    }

    private void CancelAll(ListingId listing, VenueReason reason, Timestamp now)
    {
        foreach (var market in _markets)
        {
            if (!listing.IsNone && market.Listing.Id != listing)
                continue;
            while (market.Orders.Count > 0)
                End(market.Orders[0], VenueOrderStatus.Cancelled, OrderReportKind.Cancelled, reason, now);
        }
    }

    private void Expire(Timestamp now)
    {
        _nextExpiryNs = long.MaxValue;
        foreach (var market in _markets)
        {
            for (var i = 0; i < market.Orders.Count;)
            {
                var order = market.Orders[i];
                if (order.TimeInForce == TimeInForce.Gtd && order.ExpireTime <= now)
                {
                    End(order, VenueOrderStatus.Expired, OrderReportKind.Expired, VenueReason.None, now);
                    continue;
                }

                if (order.TimeInForce == TimeInForce.Gtd)
                    _nextExpiryNs = Math.Min(_nextExpiryNs, order.ExpireTime.Nanoseconds);
                i++;
            }
        }
    }

    private static VenueReason First(params ReadOnlySpan<VenueReason> reasons)
    {
        foreach (var reason in reasons)
        {
            if (reason != VenueReason.None)
                return reason;
        }

        return VenueReason.None;
    }
}
