using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Views;

/// <summary>
/// What the gateways know of the exchange: instruments, books, orders, trades, sessions. Built from events and nothing else, the same way
/// during recovery and after. Owned by the fan-out thread; others ask through <c>FanOut.AskAsync</c>.
/// </summary>
internal sealed class ExchangeViews(ViewOptions options)
{
    private readonly List<InstrumentView> _byId = [];
    private readonly Dictionary<SessionId, OwnerId> _openSessions = [];
    private volatile InstrumentDirectory _directory = InstrumentDirectory.Empty;
    private bool _directoryIsStale;
    private FeesView? _fees;

    /// <summary>All instruments by symbol and id as of the last change; any thread.</summary>
    public InstrumentDirectory Directory => _directory;

    public OrderTable Orders { get; } = new(options.FinishedOrders);

    /// <summary>Assets, accounts, balances, movements.</summary>
    public AccountTable Accounts { get; } = new(options.KeptMovements);

    /// <summary>Fee tiers, volumes, makers.</summary>
    public FeesView Fees => _fees ??= new FeesView(Accounts);

    /// <summary>Instruments in ascending id.</summary>
    public IReadOnlyList<InstrumentView> Instruments => _byId;

    /// <summary>Sessions that began and have not ended, with their owners.</summary>
    public IReadOnlyDictionary<SessionId, OwnerId> OpenSessions => _openSessions;

    /// <summary>Largest session number seen.</summary>
    public SessionId LastSession { get; private set; }

    /// <summary>Sequence of the last event applied.</summary>
    public long Sequence { get; private set; }

    /// <summary>Exchange time of the last event applied.</summary>
    public Timestamp Time { get; private set; }

    /// <summary>Breakers, halts and kill switches.</summary>
    public GuardsView Guards { get; } = new();

    /// <summary>Baskets.</summary>
    public BasketsView Baskets { get; } = new();

    /// <summary>Algo orders.</summary>
    public AlgosView Algos { get; } = new();

    /// <summary>Contracts, positions, limits.</summary>
    public MarginTable Margin { get; } = new(options.KeptMarginNotices);

    /// <summary>Who is verified, and what was used of limits.</summary>
    public CustomersView Customers { get; } = new();

    /// <summary>Figures since the journal's beginning.</summary>
    public ExchangeTotals Totals { get; } = new();

    public InstrumentView? Find(InstrumentId id)
    {
        // Ids are dense in practice; where they are not, bisection finds them.
        var guess = id.Value - 1;
        if ((uint)guess < (uint)_byId.Count && _byId[guess].Instrument.Id == id)
            return _byId[guess];
        var i = IndexOf(id);
        return i < 0 ? null : _byId[i];
    }

    /// <summary>Takes one event in; events come in their order, without gaps.</summary>
    public void Apply(in ExchangeEvent e)
    {
        Sequence = e.Sequence;
        Time = e.Time;
        if (e.IsAboutAccounts)
        {
            if (e.Kind == EventKind.CommandRejected)
                Totals.Refusals++;
            else if (e.IsAboutCustomers)
                Customers.Apply(in e);
            else if (e.Kind >= EventKind.FeesSet)
                Fees.Apply(in e);
            else
                Accounts.Apply(in e);
            return;
        }

        if (e.Instrument.Value != 0 && Find(e.Instrument) is { } instrument)
        {
            if (instrument.Sequence != e.Sequence)
                instrument.Analytics.OnCommand(e.Time);
            instrument.Sequence = e.Sequence;
            instrument.Time = e.Time;
            ApplyTo(instrument, in e);
            return;
        }

        switch (e.Kind)
        {
            case EventKind.InstrumentDefined:
                Define(in e);
                break;
            case EventKind.SessionOpened:
                _openSessions[e.Session] = e.Owner;
                LastSession = e.Session;
                break;
            case EventKind.SessionClosed:
                _openSessions.Remove(e.Session);
                Guards.OnSessionClosed(e.Session);
                break;
            case not EventKind.None when e.IsOfBasket:
                Baskets.Apply(in e);
                if (e.Kind == EventKind.BasketEnded && e.CancelReason == CancelReason.BasketFellShort)
                    Totals.BasketsFellShort++;
                break;
            case >= EventKind.ContractSet and <= EventKind.RiskSet:
                Margin.Apply(in e, InstrumentState.Announced);
                _directoryIsStale |= e.Kind == EventKind.ContractSet;
                break;
            case >= EventKind.BreakerSet and <= EventKind.LimitState:
                Guards.Apply(in e);
                break;
            case EventKind.OrderRejected or EventKind.CommandRejected:
                Totals.Refusals++;
                break;
        }
    }

    /// <summary>Makes what changed about instruments visible in <see cref="Directory"/>; not at each event, since recovery may define thousands.</summary>
    public void RefreshDirectory()
    {
        Accounts.RefreshDirectory();
        if (!_directoryIsStale)
            return;
        _directoryIsStale = false;
        _directory = InstrumentDirectory.Of(_byId, Margin);
    }

    /// <summary>Puts back what is of no single instrument or order.</summary>
    public void Restore(long sequence, Timestamp time, SessionId lastSession, Dictionary<SessionId, OwnerId> openSessions)
    {
        (Sequence, Time, LastSession) = (sequence, time, lastSession);
        foreach (var (session, owner) in openSessions)
            _openSessions.Add(session, owner);
        _directoryIsStale = true;
    }

    /// <summary>Puts a fill back, after the older ones.</summary>
    public void Restore(OrderState order, in Fill fill) => order.AddFill(in fill, options.MaxFillsPerOrder);

    /// <summary>Adds an instrument; null where it is there already.</summary>
    public InstrumentView? Add(Instrument instrument)
    {
        var at = IndexOf(instrument.Id);
        if (at >= 0)
            return null;
        var view = new InstrumentView(instrument, options);
        _byId.Insert(~at, view);
        return view;
    }

    private void ApplyTo(InstrumentView instrument, in ExchangeEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.OrderAccepted:
                Accept(instrument, in e);
                break;
            case EventKind.OrderRested:
                Rest(instrument, in e);
                break;
            case EventKind.OrderReduced:
                Reduce(instrument, in e);
                break;
            case EventKind.OrderReplaced:
                Replace(instrument, in e);
                break;
            case EventKind.OrderCanceled:
                Cancel(instrument, in e);
                break;
            case EventKind.OrderTriggered:
                Trigger(in e);
                break;
            case EventKind.Trade:
                Trade(instrument, in e);
                break;
            case EventKind.SelfTradePrevented:
                PreventSelfTrade(in e);
                break;
            case EventKind.InstrumentDefined:
                Define(in e);
                break;
            case EventKind.InstrumentRulesSet:
                instrument.Rules = e.ToRules();
                _directoryIsStale = true;
                break;
            case EventKind.InstrumentStateChanged:
                instrument.State = e.NewState;
                instrument.Indication = null;
                Guards.OnState(in e);
                Margin.OnState(in e);
                _directoryIsStale = true;
                break;
            case EventKind.TradingDaySet:
                instrument.TradingDayEnd = e.ExpireTime;
                _directoryIsStale = true;
                break;
            case EventKind.AuctionIndicative:
                instrument.Indication = new Indication(e.Price, e.Quantity, e.Surplus, e.Side);
                break;
            case >= EventKind.ContractSet and <= EventKind.RiskSet:
                Margin.Apply(in e, instrument.State);
                _directoryIsStale |= e.Kind == EventKind.ContractSet;
                break;
            case >= EventKind.BreakerSet and <= EventKind.LimitState:
                Guards.Apply(in e);
                break;
            case >= EventKind.AlgoAccepted and <= EventKind.VolumeCurveSet:
                Algos.Apply(in e);
                break;
            case not EventKind.None when e.IsOfBasket:
                Baskets.Apply(in e, instrument.Instrument, Margin.Find(e.Instrument));
                break;
            case EventKind.OrderRejected or EventKind.CommandRejected:
                Totals.Refusals++;
                break;
        }
    }

    private void Accept(InstrumentView instrument, in ExchangeEvent e)
    {
        Totals.Orders++;
        var order = Orders.Add(new OrderPicture
        {
            OrderId = e.OrderId,
            Owner = e.Owner,
            Session = e.Session,
            Instrument = instrument.Instrument,
            Side = e.Side,
            Terms = e.Terms,
            Status = e.Terms.IsStop ? OrderStatus.Waiting : OrderStatus.Open,
            ClientOrderId = e.ClientOrderId,
            Price = e.Price,
            TriggerPrice = e.TriggerPrice,
            Quantity = e.Quantity,
            DisplayQuantity = e.DisplayQuantity,
            Leaves = e.Quantity,
            ExpireTime = e.ExpireTime,
            CreatedSequence = e.Sequence,
            Created = e.Time,
            UpdatedSequence = e.Sequence,
            Updated = e.Time,
        });
        if ((e.Flags & EventFlags.Resting) != 0)
            instrument.Book.Add(order, e.DisplayQuantity.IsZero ? e.Quantity : e.DisplayQuantity);
    }

    private void Rest(InstrumentView instrument, in ExchangeEvent e)
    {
        if (Orders.Find(e.OrderId) is not { } order)
            return;
        Stamp(order, in e);
        instrument.Book.Remove(order);
        ref var picture = ref order.Picture;
        picture.Price = e.Price;
        picture.Leaves = e.Quantity;
        picture.Slid |= (e.Flags & EventFlags.Slid) != 0;
        // A tranche smaller than what is left tells the quantity shown at a time, which a replacement may have changed.
        if (e.DisplayQuantity < e.Quantity)
            picture.DisplayQuantity = e.DisplayQuantity;
        instrument.Book.Add(order, e.DisplayQuantity);
    }

    private void Reduce(InstrumentView instrument, in ExchangeEvent e)
    {
        if (Orders.Find(e.OrderId) is not { } order)
            return;
        Stamp(order, in e);
        order.Picture.Leaves = e.Quantity;
        instrument.Book.Show(order, e.DisplayQuantity);
    }

    private void Replace(InstrumentView instrument, in ExchangeEvent e)
    {
        if (Orders.Find(e.OrderId) is not { } order)
            return;
        Stamp(order, in e);
        ref var picture = ref order.Picture;
        var gone = picture.Quantity - picture.Leaves;
        if ((e.Flags & EventFlags.KeptPriority) != 0)
        {
            instrument.Book.Show(order, e.DisplayQuantity);
            if (order.Level is not null && e.DisplayQuantity < e.Quantity - gone)
                picture.DisplayQuantity = e.DisplayQuantity;
        }
        else
        {
            instrument.Book.Remove(order);
        }

        picture.Price = e.Price;
        picture.TriggerPrice = picture.Terms.IsStop && e.TriggerPrice.IsNone ? picture.TriggerPrice : e.TriggerPrice;
        picture.Quantity = e.Quantity;
        picture.Leaves = e.Quantity - gone;
        Orders.Rename(order, e.ClientOrderId);
    }

    private void Cancel(InstrumentView instrument, in ExchangeEvent e)
    {
        if (Orders.Find(e.OrderId) is not { } order)
            return;
        Stamp(order, in e);
        instrument.Book.Remove(order);
        End(order, OrderStatus.Canceled);
        order.Picture.CancelReason = e.CancelReason;
    }

    private void Trigger(in ExchangeEvent e)
    {
        if (Orders.Find(e.OrderId) is not { } order)
            return;
        Stamp(order, in e);
        order.Picture.Triggered = true;
        order.Picture.Status = OrderStatus.Open;
    }

    private void Trade(InstrumentView instrument, in ExchangeEvent e)
    {
        var inAuction = (e.Flags & EventFlags.Auction) != 0;
        instrument.Tape.Add(new PublicTrade(e.TradeId, e.Price, e.Quantity, e.Side, inAuction, e.Sequence, e.Time));
        instrument.Statistics.Add(e.Time, e.Price, e.Quantity);
        instrument.Analytics.OnTrade(in e);
        Totals.Add(instrument.Instrument, in e);
        if (Baskets.IsAtWork)
            Baskets.Traded(in e);
        if (instrument.Instrument.IsSettled)
            Fees.OnTrade(instrument.Instrument, instrument.Instrument.QuoteAsset, 1, in e);
        else if (Margin.Find(e.Instrument) is { } contract)
            Fees.OnTrade(instrument.Instrument, contract.Terms.Asset, contract.Terms.Multiplier, in e);
        if (Orders.Find(e.MakerOrderId) is { } maker)
        {
            Fill(maker, in e, new Fill(e.TradeId, e.Price, e.Quantity, e.MakerFee, IsMaker: true, e.Time), e.MakerLeaves);
            instrument.Book.Show(maker, e.MakerDisplay);
            EndIfFilled(instrument, maker);
        }

        if (Orders.Find(e.OrderId) is { } taker)
        {
            Fill(taker, in e, new Fill(e.TradeId, e.Price, e.Quantity, e.TakerFee, IsMaker: false, e.Time), e.TakerLeaves);
            if (taker.Level is not null)
                instrument.Book.Show(taker, taker.Shown - e.Quantity);
            EndIfFilled(instrument, taker);
        }
    }

    private void Fill(OrderState order, in ExchangeEvent e, in Fill fill, Quantity leaves)
    {
        Stamp(order, in e);
        ref var picture = ref order.Picture;
        picture.Status = OrderStatus.PartiallyFilled;
        picture.Leaves = leaves;
        picture.Filled += fill.Quantity;
        picture.Turnover += (Int128)fill.Price.Units * fill.Quantity.Units;
        order.AddFill(in fill, options.MaxFillsPerOrder);
    }

    private void EndIfFilled(InstrumentView instrument, OrderState order)
    {
        if (!order.Picture.Leaves.IsZero)
            return;
        instrument.Book.Remove(order);
        End(order, OrderStatus.Filled);
    }

    private void PreventSelfTrade(in ExchangeEvent e)
    {
        // Resting orders tell what they lost themselves; the incoming one has no event unless it ends. Budgets learn theirs from the next trade.
        if (Orders.Find(e.OrderId) is { Level: null } incoming && !incoming.Picture.Terms.QuoteQuantity)
            incoming.Picture.Leaves -= e.Quantity;
    }

    private void End(OrderState order, OrderStatus status)
    {
        order.Picture.Status = status;
        order.Picture.Leaves = Quantity.Zero;
        // A budget whose money left rounds down to nothing looks filled, and may still trade or end by an event of its own in the same command.
        if (order.HasEnded)
            return;
        order.HasEnded = true;
        Orders.Finish(order);
    }

    private void Define(in ExchangeEvent e)
    {
        var instrument = e.ToInstrument();
        if (Find(instrument.Id) is { } known)
        {
            known.Instrument = instrument;
            Margin.OnDefined(instrument.Id);
        }
        else
        {
            _byId.Insert(~IndexOf(instrument.Id), new InstrumentView(instrument, options) { Sequence = e.Sequence, Time = e.Time });
        }

        _directoryIsStale = true;
    }

    private static void Stamp(OrderState order, in ExchangeEvent e)
    {
        order.Picture.UpdatedSequence = e.Sequence;
        order.Picture.Updated = e.Time;
    }

    private int IndexOf(InstrumentId id)
    {
        var low = 0;
        var high = _byId.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var found = _byId[middle].Instrument.Id.Value;
            if (found == id.Value)
                return middle;
            if (found < id.Value)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return ~low;
    }
}
