using System.Globalization;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using static Rialto.Twins.Lockstep.Promises;

namespace Rialto.Twins.Lockstep;

/// <summary>What a rebuilt market found wrong with the events.</summary>
public sealed class BrokenPromiseException(string message) : Exception(message);

/// <summary>
/// Books rebuilt from nothing but events, as any consumer could, and the promises that events make, checked one by one: quantity is conserved, priority is
/// never jumped, limits are kept, levels say what they hold, fees are right, and no book is crossed outside an auction. It knows nothing of commands.
/// </summary>
public sealed class RebuiltMarket
{
    private readonly Dictionary<int, RebuiltInstrument> _instruments = [];
    private readonly Dictionary<long, RebuiltOrder> _orders = [];
    private long _placements;
    private long _lastOrderId;
    private long _lastTradeId;

    /// <summary>Live orders, as far as events tell.</summary>
    public IReadOnlyCollection<RebuiltOrder> Orders => _orders.Values;

    /// <summary>All instruments.</summary>
    public IReadOnlyCollection<RebuiltInstrument> Instruments => _instruments.Values;

    /// <summary>Accounts and balances.</summary>
    public RebuiltBank Bank { get; }

    /// <summary>Who is verified, and what was used of limits.</summary>
    public RebuiltCustomers Customers { get; }

    /// <summary>A market before its first event.</summary>
    public RebuiltMarket()
    {
        Bank = new RebuiltBank();
        Customers = new RebuiltCustomers(Bank);
        Fees = new RebuiltFees(this);
    }

    /// <summary>Fee tiers and what decides them.</summary>
    public RebuiltFees Fees { get; }

    /// <summary>Algo orders.</summary>
    public RebuiltAlgos Algos { get; } = new();

    /// <summary>Baskets.</summary>
    public RebuiltBaskets Baskets { get; } = new();

    /// <summary>The instrument of an id; null where none was defined.</summary>
    public RebuiltInstrument? Find(InstrumentId id) => _instruments.GetValueOrDefault(id.Value);

    /// <summary>Takes in all events of one command. Throws <see cref="BrokenPromiseException"/>.</summary>
    public void Apply(ReadOnlySpan<ExchangeEvent> events, long sequence, Timestamp time)
    {
        Bank.Begin();
        Fees.Begin(time);
        Algos.Begin();
        Customers.Begin(time);
        Baskets.Begin();
        for (var i = 0; i < events.Length; i++)
        {
            ref readonly var e = ref events[i];
            Promise(e.Sequence == sequence && e.Time == time, "an event carries its command's sequence and time");
            Promise(e.IsLastOfCommand == (i == events.Length - 1), "the last event of a command, and no other, says so");
            Apply(e);
        }

        Bank.End();
        Fees.End();
        Algos.End(_orders);
        Customers.End();
        Baskets.End(_orders);
        foreach (var order in _orders.Values)
        {
            Promise(order.IsResting != order.IsWaiting, $"order {order.Id} is in the book or in the stop book once its command is done");
            Promise(order.Leaves > 0 && (order.IsWaiting || order.Display > 0), $"order {order.Id} has something left, and shows something");
        }

        foreach (var instrument in _instruments.Values)
            Promise(instrument.MayBeCrossed || !instrument.IsCrossed, $"instrument {instrument.Id} is not crossed outside an auction");
    }

    /// <summary>The book of one instrument, for comparison with an engine's.</summary>
    public BookState Audit(InstrumentId id)
    {
        var instrument = _instruments[id.Value];
        return new BookState(id, instrument.State, instrument.LastPrice, [.. instrument.Bids.Select(Seen)], [.. instrument.Asks.Select(Seen)], [.. instrument.Stops.Select(Seen)]);

        static BookOrder Seen(RebuiltOrder o) => new(
            o.Id, o.Owner, o.Side, o.Price, new Quantity(o.Leaves), new Quantity(o.IsWaiting ? 0 : o.Display), new Quantity(o.Traded), o.IsWaiting ? o.TriggerPrice : Price.None);
    }

    private void Apply(in ExchangeEvent e)
    {
        Bank.Apply(e);
        Fees.Apply(e);
        Algos.Apply(e);
        Customers.Apply(e);
        Baskets.Apply(e, this);
        switch (e.Kind)
        {
            case EventKind.OrderAccepted:
                OnAccepted(e);
                break;
            case EventKind.OrderRested:
                OnRested(e);
                break;
            case EventKind.OrderReduced:
                OnReduced(e);
                break;
            case EventKind.OrderReplaced:
                OnReplaced(e);
                break;
            case EventKind.OrderCanceled:
                OnCanceled(e);
                break;
            case EventKind.OrderTriggered:
                OnTriggered(e);
                break;
            case EventKind.Trade:
                OnTrade(e);
                break;
            case EventKind.SelfTradePrevented:
                OnSelfTrade(e);
                break;
            case EventKind.InstrumentDefined:
                if (_instruments.TryGetValue(e.Instrument.Value, out var known))
                    (known.Definition, known.Contract, known.Mark) = (e.ToInstrument(), null, default);
                else
                    _instruments.Add(e.Instrument.Value, new RebuiltInstrument(e.ToInstrument()));
                break;
            case EventKind.ContractSet:
                (InstrumentOf(e).Contract, InstrumentOf(e).Mark) = (e.ToContract(), default);
                break;
            case EventKind.MarkPriceSet:
                Promise(InstrumentOf(e).Mark == e.OldPrice, "a mark names the one before");
                InstrumentOf(e).Mark = e.Price;
                break;
            case EventKind.InstrumentRulesSet:
                InstrumentOf(e).Rules = e.ToRules();
                break;
            case EventKind.InstrumentStateChanged:
                Promise(InstrumentOf(e).State == e.OldState, "a state change starts from the state that was");
                InstrumentOf(e).ChangeTo(e.NewState);
                break;
            case EventKind.TradingHalted:
                InstrumentOf(e).Halt();
                break;
            case EventKind.AuctionUncrossed:
                Promise(InstrumentOf(e).IsCrossed && !e.Quantity.IsZero, "an uncrossing uncrosses something");
                InstrumentOf(e).AuctionPrice = e.Price;
                break;
        }
    }

    private void OnAccepted(in ExchangeEvent e)
    {
        var instrument = InstrumentOf(e);
        Promise(e.OrderId.Value == _lastOrderId + 1, "order ids count up");
        _lastOrderId = e.OrderId.Value;
        var order = new RebuiltOrder
        {
            Id = e.OrderId,
            Owner = e.Owner,
            Instrument = e.Instrument,
            Side = e.Side,
            Terms = e.Terms,
            ClientOrderId = e.ClientOrderId,
            Price = e.Price,
            TriggerPrice = e.TriggerPrice,
            Total = e.Quantity.Units,
            Leaves = e.Terms.QuoteQuantity ? 0 : e.Quantity.Units,
            CoverPpm = Fees.RatesOf(e.Owner, instrument).CoverPpm,
            BudgetLeft = e.Terms.QuoteQuantity ? Amounts.ExactMoney(instrument.Definition, e.Quantity.Units) : 0,
        };
        if (!order.ClientOrderId.IsEmpty)
            foreach (var other in _orders.Values)
                Promise(other.Owner != order.Owner || other.ClientOrderId != order.ClientOrderId, "client order ids are unique among an owner's live orders");
        _orders.Add(order.Id.Value, order);
        Customers.OnEntered(order, _orders.Values.Select(o => (o, _instruments[o.Instrument.Value])), instrument, e.Flags.HasFlag(EventFlags.Liquidation));
        if (e.Terms.IsStop)
        {
            order.IsWaiting = true;
            order.Placed = ++_placements;
            instrument.Stops.Add(order);
        }
        else if (e.Flags.HasFlag(EventFlags.Resting))
        {
            order.Display = e.DisplayQuantity.IsZero ? order.Leaves : Math.Min(e.DisplayQuantity.Units, order.Leaves);
            Rest(instrument, order);
            CheckLevel(e, order.Price, order.Side);
        }
    }

    private void OnRested(in ExchangeEvent e)
    {
        var (instrument, order) = (InstrumentOf(e), OrderOf(e.OrderId));
        CheckLeaves(order, e.Quantity.Units);
        if (e.Flags.HasFlag(EventFlags.Replenished))
        {
            Promise(order.IsResting && order.Display == 0, "only a used-up tranche is replenished");
            instrument.Take(order);
        }

        Promise(!order.IsResting || e.Flags.HasFlag(EventFlags.Replenished), "an order rests once");
        order.Price = e.Price;
        order.Display = e.DisplayQuantity.Units;
        Rest(instrument, order);
        CheckLevel(e, order.Price, order.Side);
    }

    private void OnReduced(in ExchangeEvent e)
    {
        var order = OrderOf(e.OrderId);
        if (e.CancelReason == CancelReason.Requested)
        {
            Promise(e.Quantity.Units < order.Leaves, "a reduction reduces");
            order.Leaves = e.Quantity.Units;
        }

        CheckLeaves(order, e.Quantity.Units);
        order.Display = e.DisplayQuantity.Units;
        Promise(order.IsWaiting == e.Flags.HasFlag(EventFlags.WaitingStop), "the event knows a waiting stop");
        if (order.IsResting)
            CheckLevel(e, order.Price, order.Side);
    }

    private void OnReplaced(in ExchangeEvent e)
    {
        var (instrument, order) = (InstrumentOf(e), OrderOf(e.OrderId));
        Promise(e.OldPrice == order.Price, "a replacement names the old price");
        Promise(order.IsWaiting == e.Flags.HasFlag(EventFlags.WaitingStop), "the event knows a waiting stop");
        order.Leaves = e.Quantity.Units - (order.Total - order.Leaves);
        order.Total = e.Quantity.Units;
        order.ClientOrderId = e.ClientOrderId;
        order.CoverPpm = Fees.RatesOf(order.Owner, instrument).CoverPpm;
        if (e.Flags.HasFlag(EventFlags.KeptPriority))
            order.Display = e.DisplayQuantity.Units;
        else if (order.IsWaiting)
        {
            order.TriggerPrice = e.TriggerPrice;
            order.Price = e.Price;
            order.Placed = ++_placements;
            instrument.Stops.Remove(order);
            instrument.Stops.Add(order);
        }
        else
        {
            instrument.Take(order);
            order.Display = 0;
        }

        if (!order.IsWaiting)
            CheckLevel(e, e.OldPrice, order.Side);
        order.Price = e.Price;
    }

    private void OnCanceled(in ExchangeEvent e)
    {
        var (instrument, order) = (InstrumentOf(e), OrderOf(e.OrderId));
        if (order.IsBudget)
            Promise(e.Quantity.Units == (long)Amounts.RoundedDown(instrument.Definition, order.BudgetLeft), "what is left of a budget is what was not spent");
        else
            CheckLeaves(order, e.Quantity.Units);
        Promise(e.Price == order.Price, "a cancellation names the order's price");
        Promise(order.IsWaiting == e.Flags.HasFlag(EventFlags.WaitingStop) && order.IsResting == e.Flags.HasFlag(EventFlags.Resting), "a cancellation knows where the order was");
        if (order.IsWaiting)
            instrument.Stops.Remove(order);
        if (order.IsResting)
        {
            Promise(e.DisplayQuantity.Units == order.Display, "a cancellation tells what was shown");
            instrument.Take(order);
            CheckLevel(e, order.Price, order.Side);
        }

        _orders.Remove(order.Id.Value);
    }

    private void OnTriggered(in ExchangeEvent e)
    {
        var (instrument, order) = (InstrumentOf(e), OrderOf(e.OrderId));
        Promise(order.IsWaiting && instrument.State == InstrumentState.Open, "only a waiting stop goes off, and only in state Open");
        Promise(e.TriggerPrice == order.TriggerPrice && e.Price == instrument.LastPrice, "a trigger names the stop's trigger and the last price");
        order.IsWaiting = false;
        instrument.Stops.Remove(order);
    }

    private void OnTrade(in ExchangeEvent e)
    {
        var (instrument, taker, maker) = (InstrumentOf(e), OrderOf(e.OrderId), OrderOf(e.MakerOrderId));
        var auction = e.Flags.HasFlag(EventFlags.Auction);
        Promise(e.TradeId.Value == ++_lastTradeId, "trade ids count up");
        Promise(!e.Quantity.IsZero && taker.Side != maker.Side && e.Side == taker.Side && taker.Owner == e.Owner && maker.Owner == e.MakerOwner, "a trade names both sides");
        Promise(ReferenceEquals(maker, instrument.Best(maker.Side)), "the maker is first in line");
        Promise(!auction || (ReferenceEquals(taker, instrument.Best(taker.Side)) && maker.Placed < taker.Placed), "in an auction both are first in line, the maker was earlier");
        Promise(e.Price == (auction ? instrument.AuctionPrice : maker.Price), "a trade is at the maker's price, or the auction's");
        Promise(Keeps(taker, e.Price) && Keeps(maker, e.Price), "a trade keeps both limits");
        var (takerRates, makerRates) = (Fees.RatesOf(e.Owner, instrument), Fees.RatesOf(e.MakerOwner, instrument));
        var (takerPpm, makerPpm) = auction ? (takerRates.AuctionPpm, makerRates.AuctionPpm) : (takerRates.TakerPpm, makerRates.MakerPpm);
        if (instrument.Definition.IsSettled || instrument.Contract is not null)
            (takerPpm, makerPpm) = (Math.Min(takerPpm, taker.CoverPpm), Math.Min(makerPpm, maker.CoverPpm));
        Promise(IsFee(e.TakerFee, instrument, e, takerPpm), "the taker's fee");
        Promise(IsFee(e.MakerFee, instrument, e, makerPpm), "the maker's fee");
        if (instrument.Definition.IsSettled)
        {
            Bank.OnTrade(e, instrument.Definition);
            Fees.OnTrade(e, instrument.Definition, instrument.Definition.QuoteAsset.Value, 1);
        }

        if (instrument.Contract is { } contract)
        {
            Bank.OnContractTrade(e, contract);
            Fees.OnTrade(e, instrument.Definition, contract.Asset.Value, contract.Multiplier);
            var distance = (Int128)Math.Abs(e.Price.Units - instrument.Mark.Units) * 1_000_000;
            Promise(distance <= (Int128)instrument.Mark.Units * contract.CollarPpm || contract.CollarPpm == 1_000_000, "a contract trades inside its collar");
        }

        Customers.OnTrade(e, instrument);
        instrument.LastPrice = e.Price;
        Trade(instrument, taker, e.Quantity.Units, e.Price);
        Trade(instrument, maker, e.Quantity.Units, e.Price);
        if (taker.IsBudget)
            Promise(e.TakerLeaves.Units == (long)Amounts.RoundedDown(instrument.Definition, taker.BudgetLeft), "a budget loses price x quantity");
        else
            CheckLeaves(taker, e.TakerLeaves.Units);
        CheckLeaves(maker, e.MakerLeaves.Units);
        Promise(maker.Display == e.MakerDisplay.Units, "a trade takes what is shown");
        CheckLevel(e, maker.Price, maker.Side);
        EndIfFilled(instrument, maker);
        EndIfFilled(instrument, taker);
    }

    /// <summary>The fee of the rules; of a settled instrument it may be nearer to zero (accounts.md, section 7).</summary>
    private static bool IsFee(Money fee, RebuiltInstrument instrument, in ExchangeEvent e, int ppm)
    {
        var i = instrument.Definition;
        var full = Amounts.Fee(i, e.Price, e.Quantity.Units * (instrument.Contract?.Multiplier ?? 1), ppm);
        return fee == full || (i.IsSettled && (full > Money.Zero ? fee >= Money.Zero && fee < full : fee <= Money.Zero && fee > full));
    }

    private void OnSelfTrade(in ExchangeEvent e)
    {
        var (instrument, incoming, resting) = (InstrumentOf(e), OrderOf(e.OrderId), OrderOf(e.MakerOrderId));
        Promise(ReferenceEquals(resting, instrument.Best(resting.Side)), "the resting order of a prevented self-trade is first in line");
        Promise(e.Price == resting.Price && incoming.Side == e.Side && incoming.Side != resting.Side, "a prevented self-trade names both sides");
        if (incoming.IsBudget)
            incoming.BudgetLeft -= Amounts.Exact(instrument.Definition, e.Price, e.Quantity.Units);
        else
            incoming.Leaves -= e.Quantity.Units;
        resting.Leaves -= e.Quantity.Units;
    }

    private static void Trade(RebuiltInstrument instrument, RebuiltOrder order, long quantity, Price price)
    {
        order.Traded += quantity;
        if (order.IsBudget)
            order.BudgetLeft -= Amounts.Exact(instrument.Definition, price, quantity);
        else
            order.Leaves -= quantity;
        if (order.IsResting)
            order.Display -= quantity;
    }

    private void EndIfFilled(RebuiltInstrument instrument, RebuiltOrder order)
    {
        if (order.IsBudget ? !order.BudgetLeft.IsZero : order.Leaves > 0)
            return;
        if (order.IsResting)
            instrument.Take(order);
        _orders.Remove(order.Id.Value);
    }

    private void Rest(RebuiltInstrument instrument, RebuiltOrder order)
    {
        order.IsResting = true;
        order.Placed = ++_placements;
        instrument.Put(order);
    }

    private static bool Keeps(RebuiltOrder order, Price price) =>
        order.Price.IsNone || (order.IsBuy ? price <= order.Price : price >= order.Price);

    private void CheckLevel(in ExchangeEvent e, Price price, Side side)
    {
        var shown = InstrumentOf(e).Side(side).Where(o => o.Price == price).Sum(o => o.Display);
        Promise(e.LevelQuantity.Units == shown, $"the level at {price} holds {shown}, not {e.LevelQuantity}");
    }

    private static void CheckLeaves(RebuiltOrder order, long leaves) =>
        Promise(order.Leaves == leaves, $"quantity is conserved: order {order.Id} has {order.Leaves} left, the event says {leaves}");

    private RebuiltInstrument InstrumentOf(in ExchangeEvent e) =>
        _instruments.GetValueOrDefault(e.Instrument.Value) ?? throw new BrokenPromiseException($"an event of an unknown instrument {e.Instrument}");

    private RebuiltOrder OrderOf(OrderId id) =>
        _orders.GetValueOrDefault(id.Value) ?? throw new BrokenPromiseException(string.Create(CultureInfo.InvariantCulture, $"an event of an order that is not live: {id}"));
}
