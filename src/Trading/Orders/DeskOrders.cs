using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Consolidated;
using Rialto.Trading.Portfolio;
using Rialto.Trading.Risk;

namespace Rialto.Trading.Orders;

/// <summary>
/// All orders of a desk from wish to end, with the risk gate before them and the portfolio behind them. One input at a time: <see cref="Begin"/>, then what the input is about. A function of
/// its inputs: the same inputs give the same requests, events and bytes of state. No clock, no I/O; single-threaded; allocates nothing once warm. docs/reference/desk-orders.md has the rules.
/// </summary>
/// <typeparam name="TSink">Where requests and events go; a struct, so that the calls are direct. It must not call back.</typeparam>
public sealed partial class DeskOrders<TSink>
    where TSink : struct, IDeskOrdersSink
{
    private readonly DeskOrdersOptions _options;
    private readonly OrderSlots _slots;
    private readonly FillTable _fills;
    private readonly VenueDesk?[] _venues = new VenueDesk?[256];
    private readonly bool[] _isUsed;
    private readonly bool[] _awaitsFills;
    private readonly DeskAlarms _alarms;
    private TSink _sink;
    private DeskInput _input;
    private bool _isInside;

    /// <summary>Makes a desk without orders. Every venue begins down, until <see cref="OrderReportKind.StreamUp"/>.</summary>
    /// <exception cref="ArgumentException">Terms that contradict each other; the message says which.</exception>
    public DeskOrders(DeskTerms terms, TSink sink)
    {
        ArgumentNullException.ThrowIfNull(terms);
        _sink = sink;
        Terms = terms;
        _options = terms.Options;
        if (_options.OrdersMax < 1 || _options.FillsMax < 1 || _options.NotFoundsNeeded < 2 || _options.LookUpFirstMs < 1)
            throw new ArgumentException("A desk needs room for orders and fills, two look-ups that find nothing before it believes, and time between look-ups.", nameof(terms));
        foreach (var venue in terms.Venues)
        {
            if (_venues[(int)venue.Venue] is not null)
                throw new ArgumentException($"What {venue.Venue} can do is told twice.", nameof(terms));
            _venues[(int)venue.Venue] = new VenueDesk(venue);
        }

        foreach (var traded in terms.Traded)
        {
            if (_venues[(int)terms.Listings[traded.Listing].Venue] is null)
                throw new ArgumentException($"What {terms.Listings[traded.Listing].Venue} can do is not told.", nameof(terms));
        }

        Portfolio = new DeskPortfolio(terms.ReportingCurrency, terms.Listings, terms.Traded, terms.Rates, terms.StrategiesMax);
        Risk = new RiskGate(terms, Portfolio);
        _fills = new FillTable(_options.FillsMax);
        _slots = new OrderSlots(_options, terms.Traded.Count, _fills);
        _isUsed = new bool[terms.Traded.Count];
        _awaitsFills = new bool[terms.Traded.Count];
        _settlements = new Settlement[terms.Traded.Count];
        _alarms = new DeskAlarms(terms.Traded.Count, terms.StrategiesMax);
    }

    /// <summary>What it was told at the start.</summary>
    public DeskTerms Terms { get; }

    /// <summary>The sink, for its owner.</summary>
    public ref TSink Sink => ref _sink;

    /// <summary>Limits, modes and what is used of them.</summary>
    public RiskGate Risk { get; }

    /// <summary>Positions, balances and results.</summary>
    public DeskPortfolio Portfolio { get; }

    /// <summary>Number of the last order placed, adopted or amended anew.</summary>
    public DeskOrderId LastId { get; private set; }

    /// <summary>Live orders, those of unknown outcome among them.</summary>
    public int LiveCount { get; private set; }

    /// <summary>Reports of fills that were known already.</summary>
    public long RepeatedFills { get; private set; }

    /// <summary>When <see cref="Advance"/> has something to do next; none where nothing waits.</summary>
    public Timestamp NextDeadline { get; private set; }

    /// <summary>A new input: all calls up to the next <see cref="Begin"/> belong to it.</summary>
    /// <exception cref="ArgumentException">Sequence or time go back.</exception>
    public void Begin(in DeskInput input)
    {
        if (input.Sequence < _input.Sequence || input.Now < _input.Now)
            throw new ArgumentException($"Input {input.Sequence} at {input.Now} comes after {_input.Sequence} at {_input.Now}.", nameof(input));
        _input = input;
        Portfolio.BeginDay(input.Now);
    }

    /// <summary>The best prices of a listing, or its trust, are others than before.</summary>
    /// <param name="listing">Which; one that is not traded and no rate needs changes nothing.</param>
    /// <param name="best">In its units; empty where its book may not be believed.</param>
    /// <param name="isTrusted">Whether its book is <see cref="BookTrust.Trusted"/>.</param>
    public void OnBest(ListingId listing, in Bbo best, bool isTrusted)
    {
        Enter();
        if (Portfolio.IndexOf(listing) is var index and >= 0 && _settlements[index].State == SettlementState.Open)
            Risk.OnBest(index, in best, isTrusted);
        if (Portfolio.OnRate(listing, in best, isTrusted))
            Risk.ValueAll();
        Leave();
    }

    /// <summary>The best prices of a symbol over all venues are others than before.</summary>
    /// <param name="symbol">By its number.</param>
    /// <param name="best">In the symbol's units.</param>
    /// <param name="priceScale">Scale of its prices.</param>
    public void OnNbbo(int symbol, in Nbbo best, int priceScale) => Risk.OnNbbo(symbol, in best, priceScale);

    /// <summary>A listing's status, tick or limits have changed in the table.</summary>
    public void OnListing(ListingId listing)
    {
        if (Portfolio.IndexOf(listing) is not (var index and >= 0))
            return;
        Portfolio.HoldingAt(index).Listing = Terms.Listings[listing];
        Risk.OnListing(index, Terms.Listings[listing].Status == ListingStatus.Open && _settlements[index].State == SettlementState.Open);
    }

    /// <summary>Sets a limit or a mode (<see cref="RiskLimitKind.DeskModeOf"/> and its kin take a <see cref="DeskMode"/>'s number).</summary>
    /// <returns>False, and nothing changes, for a scope or a value that is none.</returns>
    public bool TrySetLimit(RiskLimitKind kind, int scope, long value, Text36 who)
    {
        Enter();
        var isSet = Risk.Limits.TrySet(kind, scope, value, out var old);
        if (isSet)
            _sink.OnLimit(new LimitChange(_input.Sequence, _input.Now, kind, scope, old, Risk.Limits[kind, scope], who));
        Leave();
        return isSet;
    }

    /// <summary>Earlier runs have made something of this day: limits of the day count it from here on.</summary>
    /// <param name="strategy">Whose; none for the whole desk.</param>
    /// <param name="result">In 10^-8 of the reporting currency.</param>
    /// <param name="fall">How far that is below the best of the day, at least zero.</param>
    /// <returns>False for a strategy that there is no room for.</returns>
    public bool TryCarry(StrategyId strategy, long result, long fall)
    {
        if (!Portfolio.IsStrategy(strategy))
            return false;
        Enter();
        var unit = Amounts.Ten(Amounts.Scale - 8);
        Portfolio.Carry(strategy, (Int128)result * unit, Int128.Max(0, (Int128)fall * unit));
        Leave();
        return true;
    }

    /// <summary>An earlier run of the day has left a position: what it had gained or lost then is in <see cref="TryCarry(StrategyId, long, long)"/>, and not counted again when the venue tells it.</summary>
    /// <param name="listing">Of what.</param>
    /// <param name="quantity">In its units; negative where sold.</param>
    /// <param name="twiceMark">Twice the price at which it was valued.</param>
    /// <param name="entry">The average price that it was counted from.</param>
    /// <returns>False for a listing whose position no venue tells, or whose venue has told it.</returns>
    public bool TryCarry(ListingId listing, long quantity, long twiceMark, Price entry) =>
        Portfolio.IndexOf(listing) is var index and >= 0 && Portfolio.TryCarry(index, quantity, twiceMark, entry);

    /// <summary>An operator accepts the venue's differences: it takes orders again.</summary>
    /// <returns>False where none was open.</returns>
    public bool AcceptDifference(FeedVenue venue, Text36 who)
    {
        Enter();
        ref var standing = ref Risk.Standing(venue);
        var wasOpen = (standing & VenueStanding.DifferenceOpen) != 0;
        standing &= ~VenueStanding.DifferenceOpen;
        if (_venues[(int)venue] is { } desk)
            desk.Differences = 0;
        if (wasOpen)
            _sink.OnLimit(new LimitChange(_input.Sequence, _input.Now, RiskLimitKind.DifferenceAccepted, (int)venue, 1, 0, who));
        Leave();
        return wasOpen;
    }

    /// <summary>An operator closes the rejects breaker.</summary>
    /// <returns>False where it was not open.</returns>
    public bool CloseRejectsBreaker(Text36 who)
    {
        Enter();
        var wasOpen = Risk.IsRejectsBreakerOpen;
        Risk.Rejects.Close();
        if (wasOpen)
            _sink.OnLimit(new LimitChange(_input.Sequence, _input.Now, RiskLimitKind.RejectsBreakerClosed, 0, 1, 0, who));
        Leave();
        return wasOpen;
    }

    /// <summary>An order by number, also one that ended and is remembered; the reference holds until the next call.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public ref readonly DeskOrder this[DeskOrderId order]
    {
        get
        {
            if (!_slots.TryFind(order, out var slot))
                throw new ArgumentOutOfRangeException(nameof(order));
            return ref _slots[slot];
        }
    }

    /// <summary>Whether an order is known.</summary>
    public bool Knows(DeskOrderId order) => _slots.TryFind(order, out _);

    /// <summary>Orders that are live, or whose fills are awaited, in the order in which they were placed: the first, or the one after another.</summary>
    /// <param name="after">None for the first.</param>
    /// <returns>None where there is none further.</returns>
    public DeskOrderId NextLive(DeskOrderId after = default)
    {
        var slot = after.IsNone ? _slots.FirstWorking : _slots.TryFind(after, out var known) && !_slots.LinksOf(known).IsEnded ? _slots.Next(known) : -1;
        return slot < 0 ? DeskOrderId.None : _slots[slot].Id;
    }

    private void Enter()
    {
        if (_isInside)
            throw new InvalidOperationException("A sink of the desk's orders called back; it must take note and come back later.");
        _isInside = true;
    }

    private void Leave()
    {
        if (Portfolio.IsTouched)
        {
            Portfolio.KeepBests();
            Alarm();
            Portfolio.ClearTouched();
        }

        _isInside = false;
    }

    /// <summary>Does a step of an order, and what follows from it: reservation, lists, audit.</summary>
    private void Step(int slot, OrderEvent what, OrderPending set = OrderPending.None, OrderPending clear = OrderPending.None)
    {
        ref var order = ref _slots[slot];
        var (from, pending) = (order.State, order.Pending);
        var to = OrderTransitions.To(from, what, order.FilledQuantity.Units > 0, out var isLegal);
        order.State = to;
        order.Pending = to.IsEnded() ? OrderPending.None : (pending | set) & ~clear;
        if (to.IsEnded() && !from.IsEnded())
        {
            (order.EndTime, order.Deadline) = (_input.Now, Timestamp.None);
            DropAmendment(ref order);
        }
        else if (from.IsEnded() && !to.IsEnded())
        {
            order.EndTime = Timestamp.None;
            order.Marks &= ~DeskOrderMarks.EndedUnseen;
        }

        if (to == DeskOrderState.Unknown && from != DeskOrderState.Unknown)
        {
            (order.LookUps, order.NotFounds) = (0, 0);
            Schedule(ref order, _options.LookUpFirstMs);
        }

        LiveCount += (to.IsLive() ? 1 : 0) - (from.IsLive() ? 1 : 0);
        Reserve(slot);
        var isWord = what is OrderEvent.PartFill or OrderEvent.WholeFill or OrderEvent.FillReversed or OrderEvent.Amended or OrderEvent.AmendRefused or OrderEvent.CancelRefused or OrderEvent.Sent;
        if (to != from || order.Pending != pending || !isLegal || isWord)
        {
            var change = new OrderTransition(_input.Sequence, _input.Now, order.Id, what, from, to, pending, order.Pending, isLegal);
            _sink.OnOrder(in change, in order);
        }

        if (!isLegal)
            Problem(DeskProblemKind.IllegalReport, slot, (long)what);
    }

    /// <summary>Risk counts what may still be filled: of a live order the larger quantity at the worse price, of an ended one what was told and not seen.</summary>
    private void Reserve(int slot)
    {
        ref var order = ref _slots[slot];
        ref readonly var links = ref _slots.LinksOf(slot);
        var isAmending = order.Awaits(OrderPending.Amend | OrderPending.AmendWaits);
        var whole = isAmending ? Math.Max(order.Quantity.Units, order.NewQuantity.Units) : order.Quantity.Units;
        var quantity = order.State.IsLive() ? Math.Max(0, Math.Max(whole, order.ToldQuantity.Units) - order.FilledQuantity.Units) : order.AwaitedQuantity.Units;
        var price = order.Price.IsNone ? order.ReservedPrice.Units
            : !isAmending ? order.Price.Units
            : order.Side == Side.Buy ? Math.Max(order.Price.Units, order.NewPrice.Units) : Math.Min(order.Price.Units, order.NewPrice.Units);
        var (was, wasAt) = (order.ReservedQuantity.Units, order.ReservedPrice.Units);
        if (quantity != was || price != wasAt)
        {
            Portfolio.Reserve(links.Index, order.Side, wasAt, was, -1);
            Portfolio.Reserve(links.Index, order.Side, price, quantity, 1);
            (order.ReservedQuantity, order.ReservedPrice) = (new Quantity(quantity), new Price(price));
            Risk.Change(links.Index, links.Cell, order.Side, quantity - was);
            Risk.Value(links.Index);
            _slots.Requote(links.Index);
        }

        if (order.IsEnded && quantity == 0)
            _slots.End(slot);
        else
            _slots.Reopen(slot);
    }

    private static void DropAmendment(ref DeskOrder order)
    {
        (order.NewPrice, order.NewQuantity, order.NewOrder) = (Price.None, Quantity.Zero, DeskOrderId.None);
        order.Marks &= ~DeskOrderMarks.FormerEnded;
    }

    private void Schedule(ref DeskOrder order, long afterMs)
    {
        order.Deadline = After(afterMs);
        Wake(order.Deadline);
    }

    private Timestamp After(long milliseconds) => new(_input.Now.Nanoseconds + milliseconds * 1_000_000);

    private void Wake(Timestamp at)
    {
        if (NextDeadline.IsNone || at < NextDeadline)
            NextDeadline = at;
    }

    private void Problem(DeskProblemKind kind, int slot, long value)
    {
        ref readonly var order = ref _slots[slot];
        _sink.OnProblem(new DeskProblem(_input.Sequence, _input.Now, kind, order.Venue, order.Id, order.Strategy, order.Listing, AssetCode.None, value));
    }

    private void Problem(DeskProblemKind kind, FeedVenue venue, ListingId listing = default, AssetCode asset = default, long value = 0, DeskOrderId order = default, StrategyId strategy = default) =>
        _sink.OnProblem(new DeskProblem(_input.Sequence, _input.Now, kind, venue, order, strategy, listing, asset, value));

    private OrderRequest RequestOf(in DeskOrder order, OrderRequestKind kind, int attempt) => new()
    {
        Time = _input.Now,
        TickTime = order.TickTime,
        Cause = _input.Sequence,
        Order = order.CurrentId,
        Listing = order.Listing,
        Strategy = order.Strategy,
        Kind = kind,
        Venue = order.Venue,
        Attempt = (byte)Math.Min(attempt, byte.MaxValue),
        VenueOrder = order.VenueOrder,
        Side = order.Side,
        Type = order.Type,
        TimeInForce = order.TimeInForce,
        Flags = order.Is(DeskOrderMarks.Urgent) ? OrderRequestFlags.Urgent : OrderRequestFlags.None,
    };
}
