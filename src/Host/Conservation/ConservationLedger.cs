using System.Numerics;
using Rialto.Model.Accounts;
using Rialto.Model.Fees;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.Host.Conservation;

/// <summary>
/// Sums quantities from events alone and says where they do not add up: each order's leaves, each level, each trade's two sides and fees, and per instrument
/// <c>entered = traded + canceled + reduced + prevented + live</c>; with it the money of settled instruments, see <see cref="MoneyLedger"/>. Knows nothing of commands or of the engine's books until it is asked to <see cref="Compare(BookState)"/>. One thread.
/// </summary>
internal sealed class ConservationLedger
{
    private readonly Dictionary<int, ConservedInstrument> _instruments = [];
    private readonly Dictionary<long, ConservedOrder> _orders = [];
    private string? _broken;

    /// <summary>Accounts, balances, assets.</summary>
    public MoneyLedger Money { get; } = new();

    /// <summary>Accounts of all instruments.</summary>
    public IReadOnlyCollection<ConservedInstrument> Instruments => _instruments.Values;

    /// <summary>Live orders.</summary>
    public int LiveOrders => _orders.Count;

    /// <summary>Begins in the middle of a journal: takes everything for given.</summary>
    public void Begin(IBooks books)
    {
        var expired = new HashSet<int>();
        foreach (var instrument in books.Instruments)
        {
            var book = books.Audit(instrument.Id);
            if (book.State == Model.Instruments.InstrumentState.Expired)
                expired.Add(instrument.Id.Value);
            Begin(instrument, books.RulesOf(instrument.Id), book);
        }

        Money.Begin(books.AuditAccounts());
        Money.Positions.Begin(books.AuditMargin(), id => _instruments.GetValueOrDefault(id.Value), id => expired.Contains(id.Value));
    }

    /// <summary>Begins in the middle of a journal: takes an instrument and its book for given.</summary>
    public void Begin(Model.Instruments.Instrument definition, Model.Instruments.InstrumentRules rules, BookState book)
    {
        var instrument = new ConservedInstrument(definition) { Rules = rules };
        _instruments[definition.Id.Value] = instrument;
        foreach (var order in book.Bids.Concat(book.Asks).Concat(book.Stops))
        {
            var isResting = order.TriggerPrice.IsNone;
            _orders[order.OrderId.Value] = new ConservedOrder
            {
                Instrument = definition.Id.Value,
                Side = order.Side,
                Price = order.Price.Units,
                Total = -1,
                Leaves = order.LeavesQuantity.Units,
                Display = order.DisplayQuantity.Units,
                Traded = order.FilledQuantity.Units,
                IsResting = isResting,
            };
            instrument.Entered += order.LeavesQuantity.Units;
            instrument.Live += order.LeavesQuantity.Units;
            if (isResting)
                instrument.Show(order.Side, order.Price.Units, order.DisplayQuantity.Units);
        }
    }

    /// <summary>Accounts may have rates of their own: an instrument's say nothing of a settled trade's fees.</summary>
    public bool HasFeeTiers { get; set; }

    /// <summary>Takes in the events of one command.</summary>
    /// <returns>What does not add up; null where everything does.</returns>
    public string? Apply(ReadOnlySpan<ExchangeEvent> events)
    {
        _broken = null;
        Money.BeginCommand();
        foreach (ref readonly var e in events)
        {
            HasFeeTiers |= e.Kind == EventKind.FeesSet;
            if (e.IsAboutAccounts)
                Money.Take(in e);
            else
                Take(in e);
        }

        var money = Money.EndCommand();
        return _broken ?? money;
    }

    /// <summary>Compares with the engine's book.</summary>
    /// <returns>The first difference; null where there is none.</returns>
    public string? Compare(BookState book)
    {
        if (!_instruments.TryGetValue(book.Instrument.Value, out var instrument))
            return "no event has told of it";
        var live = (Int128)0;
        var levels = 0;
        foreach (var told in book.Bids.Concat(book.Asks).Concat(book.Stops))
        {
            if (!_orders.TryGetValue(told.OrderId.Value, out var order))
                return $"order {told.OrderId} is in the book, by the events it is not live";
            Settle(order, instrument, told.LeavesQuantity.Units);
            if (order.Leaves != told.LeavesQuantity.Units || (order.IsResting && order.Display != told.DisplayQuantity.Units) || order.Traded != told.FilledQuantity.Units)
                return $"order {told.OrderId} has {told.LeavesQuantity.Units} left, shows {told.DisplayQuantity.Units}, filled {told.FilledQuantity.Units}; by the events {order.Leaves}, {order.Display}, {order.Traded}";
            live += told.LeavesQuantity.Units;
        }
        foreach (var side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            foreach (var level in book.Levels(side))
            {
                levels++;
                if (level.Quantity.Units != instrument.Level(side, level.Price.Units))
                    return $"level {level.Price.Units} shows {level.Quantity.Units}; by the events {instrument.Level(side, level.Price.Units)}";
            }
        }
        if (levels != instrument.Levels)
            return $"{levels} levels; by the events {instrument.Levels}";
        if (live != instrument.Live)
            return $"live orders have {live} left; by the events {instrument.Live}";
        return instrument.Difference == 0 ? null : $"{instrument.Entered} entered, {instrument.Entered - instrument.Difference} accounted for";
    }

    /// <summary>Compares with the engine's accounts, and what live orders hold with what is left of them.</summary>
    /// <returns>The first difference; null where there is none.</returns>
    public string? Compare(AccountsState accounts)
    {
        if (Money.Compare(accounts) is { } broken)
            return broken;
        foreach (var cover in accounts.Covers)
        {
            if (!_orders.TryGetValue(cover.OrderId.Value, out var order) || !_instruments.TryGetValue(order.Instrument, out var instrument))
                return $"order {cover.OrderId} holds money, by the events it is not live";
            if (CoverOf(order, instrument, cover.CoverPpm) is { } byEvents && byEvents != cover.Reserved.Units)
                return $"order {cover.OrderId} holds {cover.Reserved} of asset {cover.Asset}; by the events {byEvents}";
        }

        return null;
    }

    /// <summary>What an order must hold (accounts.md, section 5); null where no event tells its bound.</summary>
    private Int128? CoverOf(ConservedOrder order, ConservedInstrument instrument, int ppm)
    {
        var definition = instrument.Definition;
        if (order.IsBudget || order.IsOpenQuestion)
            return null;
        if (order.Side == Side.Sell)
            return (Int128)BigInteger.Pow(10, (Money.Find(definition.BaseAsset)?.Scale ?? 0) - definition.QuantityScale) * order.Leaves;
        if (order.Price <= 0)
            return null;
        var notional = (Int128)instrument.Money(instrument.Exact(order.Price, order.Leaves));
        return notional + (notional * ppm + 999_999) / 1_000_000;
    }

    private void Take(in ExchangeEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.InstrumentDefined when _instruments.TryGetValue(e.Instrument.Value, out var known):
                known.Definition = e.ToInstrument();
                Money.Positions.Define(known);
                return;
            case EventKind.InstrumentDefined:
                _instruments.Add(e.Instrument.Value, new ConservedInstrument(e.ToInstrument()));
                return;
            case EventKind.InstrumentStateChanged when e.NewState == Model.Instruments.InstrumentState.Expired:
                Money.Positions.Expire(e.Instrument);
                return;
            case >= EventKind.ContractSet and <= EventKind.RiskSet:
                Money.Positions.Take(_instruments.GetValueOrDefault(e.Instrument.Value), in e);
                return;
            case EventKind.InstrumentRulesSet when _instruments.TryGetValue(e.Instrument.Value, out var ruled):
                ruled.Rules = e.ToRules();
                return;
            case EventKind.OrderAccepted or EventKind.OrderRested or EventKind.OrderReduced or EventKind.OrderReplaced or EventKind.OrderCanceled or EventKind.Trade or EventKind.SelfTradePrevented:
                break;
            default:
                return;
        }

        if (!_instruments.TryGetValue(e.Instrument.Value, out var instrument))
        {
            Broken($"{e.Kind} of an instrument {e.Instrument} that no event has told of");
            return;
        }
        if (e.Kind == EventKind.OrderAccepted)
            Accept(instrument, in e);
        else if (!_orders.TryGetValue(e.OrderId.Value, out var order))
            Broken($"{e.Kind} of order {e.OrderId}, which is not live");
        else
            TakeOf(instrument, order, in e);
        if (instrument.Difference != 0)
            Broken($"{e.Kind}: {instrument.Entered} entered, {instrument.Entered - instrument.Difference} accounted for");
    }

    private void TakeOf(ConservedInstrument instrument, ConservedOrder order, in ExchangeEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.OrderRested:
                Settle(order, instrument, e.Quantity.Units);
                Equal(order.Leaves, e.Quantity.Units, "left of an order that rests");
                Hide(instrument, order);
                order.Price = e.Price.Units;
                Rest(instrument, order, e.DisplayQuantity.Units, in e);
                break;
            case EventKind.OrderReduced:
                Reduce(instrument, order, in e);
                break;
            case EventKind.OrderReplaced:
                Replace(instrument, order, in e);
                break;
            case EventKind.OrderCanceled:
                Cancel(instrument, order, in e);
                break;
            case EventKind.Trade when _orders.TryGetValue(e.MakerOrderId.Value, out var maker):
                Trade(instrument, order, maker, in e);
                break;
            case EventKind.SelfTradePrevented when _orders.TryGetValue(e.MakerOrderId.Value, out var resting):
                if (order.IsBudget)
                    order.BudgetLeft -= instrument.Exact(e.Price.Units, e.Quantity.Units);
                else
                    Prevent(instrument, order, e.Quantity.Units);
                Prevent(instrument, resting, e.Quantity.Units);
                break;
            default:
                Broken($"{e.Kind} with order {e.MakerOrderId}, which is not live");
                break;
        }
    }

    private void Accept(ConservedInstrument instrument, in ExchangeEvent e)
    {
        var isBudget = e.Terms.QuoteQuantity;
        var order = new ConservedOrder
        {
            Instrument = e.Instrument.Value,
            Side = e.Side,
            Price = e.Price.Units,
            Total = isBudget ? 0 : e.Quantity.Units,
            Leaves = isBudget ? 0 : e.Quantity.Units,
            IsBudget = isBudget,
            BudgetLeft = isBudget ? instrument.ExactMoney(e.Quantity.Units) : default,
        };
        if (!_orders.TryAdd(e.OrderId.Value, order))
            Broken($"order {e.OrderId} is accepted twice");
        instrument.Entered += order.Leaves;
        instrument.Live += order.Leaves;
        if ((e.Flags & EventFlags.Resting) != 0)
            Rest(instrument, order, e.DisplayQuantity.IsZero ? order.Leaves : Math.Min(e.DisplayQuantity.Units, order.Leaves), in e);
    }

    private void Reduce(ConservedInstrument instrument, ConservedOrder order, in ExchangeEvent e)
    {
        Settle(order, instrument, e.Quantity.Units);
        if (e.CancelReason == CancelReason.Requested)
        {
            var off = order.Leaves - e.Quantity.Units;
            if (off < 0)
                Broken($"order {e.OrderId} had {order.Leaves} left, is reduced to {e.Quantity.Units}");
            order.Leaves -= off;
            instrument.Live -= off;
            instrument.Reduced += off;
        }
        Equal(order.Leaves, e.Quantity.Units, "left of a reduced order");
        if (order.IsResting)
            Show(instrument, order, e.DisplayQuantity.Units, in e);
    }

    private void Replace(ConservedInstrument instrument, ConservedOrder order, in ExchangeEvent e)
    {
        if (order.Total < 0)
        {
            order.IsOpenQuestion = true;
        }
        else
        {
            var change = e.Quantity.Units - order.Total;
            order.Total += change;
            order.Leaves += change;
            instrument.Live += change;
            if (change > 0)
                instrument.Entered += change;
            else
                instrument.Reduced -= change;
        }
        if (order.IsResting && (e.Flags & EventFlags.KeptPriority) != 0)
        {
            Show(instrument, order, e.DisplayQuantity.Units, in e);
        }
        else if (order.IsResting)
        {
            Hide(instrument, order);
            Equal(instrument.Level(order.Side, e.OldPrice.Units), e.LevelQuantity.Units, "at the level that a replaced order left");
        }
        order.Price = e.Price.Units;
    }

    private void Cancel(ConservedInstrument instrument, ConservedOrder order, in ExchangeEvent e)
    {
        if (order.IsBudget)
        {
            Equal(instrument.Money(order.BudgetLeft), e.Quantity.Units, "left of a budget");
        }
        else
        {
            Settle(order, instrument, e.Quantity.Units);
            Equal(order.Leaves, e.Quantity.Units, "left of a cancelled order");
        }
        if (order.IsResting != ((e.Flags & EventFlags.Resting) != 0))
            Broken($"order {e.OrderId} ends; whether it was in the book is told differently");
        if (order.IsResting)
        {
            Equal(order.Display, e.DisplayQuantity.Units, "shown of a cancelled order");
            Hide(instrument, order);
            Equal(instrument.Level(order.Side, e.Price.Units), e.LevelQuantity.Units, "at the level of a cancelled order");
        }
        instrument.Canceled += order.Leaves;
        End(instrument, order, e.OrderId.Value);
    }

    private void Trade(ConservedInstrument instrument, ConservedOrder taker, ConservedOrder maker, in ExchangeEvent e)
    {
        var quantity = e.Quantity.Units;
        if (quantity <= 0 || taker.Side == maker.Side)
            Broken($"trade {e.TradeId} of {quantity} between {taker.Side} and {maker.Side}");
        var isAuction = (e.Flags & EventFlags.Auction) != 0;
        var rules = instrument.Rules;
        CheckFee(instrument, isAuction ? rules.AuctionFeePpm : rules.TakerFeePpm, e.TakerFee.Units, in e, "taker");
        CheckFee(instrument, isAuction ? rules.AuctionFeePpm : rules.MakerFeePpm, e.MakerFee.Units, in e, "maker");
        if (instrument.Definition.IsSettled)
            Money.Settle(instrument, in e);
        else if (Money.Positions.IsContract(e.Instrument))
            Money.Positions.Trade(in e);
        instrument.Fees += (Int128)e.TakerFee.Units + e.MakerFee.Units;

        Fill(instrument, maker, quantity, e.Price.Units, e.MakerLeaves.Units);
        Fill(instrument, taker, quantity, e.Price.Units, e.TakerLeaves.Units);
        Equal(maker.Display, e.MakerDisplay.Units, "shown of the maker");
        Equal(instrument.Level(maker.Side, maker.Price), e.LevelQuantity.Units, "at the maker's level");
        if (maker.Leaves == 0)
            End(instrument, maker, e.MakerOrderId.Value);
        if (taker.IsBudget ? taker.BudgetLeft.IsZero : taker.Leaves == 0)
            End(instrument, taker, e.OrderId.Value);
    }

    /// <summary>The fee is the rate's. A settled order pays no more than what it was entered with covers, and a rebate may be cut: there the rate is a bound.</summary>
    private void CheckFee(ConservedInstrument instrument, int ppm, long told, in ExchangeEvent e, string whose)
    {
        if (HasFeeTiers && (instrument.Definition.IsSettled || Money.Positions.IsContract(e.Instrument)))
        {
            // What it can be at all; which of the tiers' rates it is, the follower's comparison of events knows.
            var most = instrument.Fee(e.Price.Units, e.Quantity.Units, FeeRates.MaxPpm);
            if (Math.Abs(told) > most)
                Broken($"{told} fee of the {whose}, by the events before at most {most}");
            return;
        }

        var fee = instrument.Fee(e.Price.Units, e.Quantity.Units, ppm);
        if (!instrument.Definition.IsSettled && !Money.Positions.IsContract(e.Instrument))
            Equal(fee, told, $"fee of the {whose}");
        else if (fee >= 0 ? told < 0 || told > fee : told > 0 || told < fee)
            Broken($"{told} fee of the {whose}, by the events before at most {fee}");
    }

    private void Fill(ConservedInstrument instrument, ConservedOrder order, long quantity, long price, long leaves)
    {
        order.Traded += quantity;
        if (order.IsBudget)
        {
            // Its quantity was never entered: it enters as it trades.
            order.BudgetLeft -= instrument.Exact(price, quantity);
            instrument.Entered += quantity;
            Equal(instrument.Money(order.BudgetLeft), leaves, "left of a budget");
        }
        else
        {
            Settle(order, instrument, leaves + quantity);
            order.Leaves -= quantity;
            instrument.Live -= quantity;
            Equal(order.Leaves, leaves, "left after a trade");
        }
        instrument.Traded += quantity;
        if (!order.IsResting)
            return;
        order.Display -= quantity;
        instrument.Show(order.Side, order.Price, -quantity);
    }

    private static void Prevent(ConservedInstrument instrument, ConservedOrder order, long quantity)
    {
        order.Leaves -= quantity;
        instrument.Live -= quantity;
        instrument.Prevented += quantity;
    }

    private void Rest(ConservedInstrument instrument, ConservedOrder order, long display, in ExchangeEvent e)
    {
        order.IsResting = true;
        order.Display = display;
        instrument.Show(order.Side, order.Price, display);
        Equal(instrument.Level(order.Side, order.Price), e.LevelQuantity.Units, "at the level of an order that rests");
    }

    private void Show(ConservedInstrument instrument, ConservedOrder order, long display, in ExchangeEvent e)
    {
        instrument.Show(order.Side, order.Price, display - order.Display);
        order.Display = display;
        Equal(instrument.Level(order.Side, order.Price), e.LevelQuantity.Units, "at the level of a changed order");
    }

    private static void Hide(ConservedInstrument instrument, ConservedOrder order)
    {
        if (!order.IsResting)
            return;
        instrument.Show(order.Side, order.Price, -order.Display);
        order.Display = 0;
        order.IsResting = false;
    }

    private void End(ConservedInstrument instrument, ConservedOrder order, long id)
    {
        Hide(instrument, order);
        instrument.Live -= order.Leaves;
        _orders.Remove(id);
    }

    /// <summary>Answers an open question with what is told.</summary>
    private static void Settle(ConservedOrder order, ConservedInstrument instrument, long leaves)
    {
        if (!order.IsOpenQuestion)
            return;
        order.IsOpenQuestion = false;
        var change = leaves - order.Leaves;
        order.Leaves = leaves;
        instrument.Live += change;
        if (change > 0)
            instrument.Entered += change;
        else
            instrument.Reduced -= change;
    }

    private void Equal(long byEvents, long told, string what)
    {
        if (byEvents != told)
            Broken($"{told} {what}, by the events before {byEvents}");
    }

    private void Broken(string what) => _broken ??= what;
}
