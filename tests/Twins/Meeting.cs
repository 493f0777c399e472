using System.Numerics;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>How an order's meeting with the book ended.</summary>
internal enum Outcome
{
    /// <summary>Nothing was left of it.</summary>
    Filled,

    /// <summary>It met the end of the acceptable book with something left.</summary>
    BookEnded,

    /// <summary>A budget with less left than one lot costs.</summary>
    BudgetSpent,

    /// <summary>Self-trade prevention took it; it is already cancelled.</summary>
    SelfTrade,

    /// <summary>Its trade tripped the breaker, with something left.</summary>
    Halted,

    /// <summary>It would have to trade beyond the band.</summary>
    BeyondLimit,
}

/// <summary>Section 4: an order meets the book.</summary>
internal static class Meeting
{
    public static void MeetBook(NaiveState s, NaiveInstrument instrument, NaiveOrder order)
    {
        if (order.Type == OrderType.Limit && order.Terms.PostOnly == PostOnly.Slide && MeetsOpposite(s, order))
        {
            order.Price = OneTickInside(instrument, order.Side, s.Best(order.Instrument, order.OppositeSide)!.Price);
            Rest(s, order, EventFlags.Slid);
            return;
        }

        if (order.TimeInForce == TimeInForce.Fok && !DryRun.FillsWhole(s, instrument, order))
        {
            s.Cancel(order, CancelReason.FillOrKill);
            return;
        }

        var outcome = Take(s, instrument, order);
        var mayRest = order.CanRest && outcome != Outcome.BeyondLimit;
        if (instrument.Trip is not null)
        {
            mayRest &= !instrument.Breaker.CancelOrders;
            Guards.HaltByBreaker(s, instrument);
        }

        if (outcome == Outcome.SelfTrade)
            return;
        if (outcome == Outcome.Filled)
            s.End(order, CancelReason.None);
        else if (mayRest)
            Rest(s, order, EventFlags.None);
        else
            CancelRemainder(s, instrument, order, outcome);
    }

    /// <summary>Trades, as long as there is something to trade with.</summary>
    public static Outcome Take(NaiveState s, NaiveInstrument instrument, NaiveOrder order)
    {
        var worst = WorstPrice(s, instrument, order);
        while (!order.IsDone)
        {
            var maker = s.Best(order.Instrument, order.OppositeSide);
            if (maker is null || !IsAcceptable(order, worst, maker.Price))
                return Outcome.BookEnded;
            if (Bands.OfTrading(s, instrument) is { } band)
            {
                if (band.IsBeyond(maker.Side, maker.Price))
                {
                    s.Cancel(maker, CancelReason.BeyondLimit);
                    continue;
                }

                if (band.IsBeyond(order.Side, maker.Price))
                    return Outcome.BeyondLimit;
            }

            var wanted = Wanted(instrument.Definition, order, maker.Price);
            if (wanted == 0)
                return Outcome.BudgetSpent;
            if (!s.IsOwn(order, maker))
                Trade(s, instrument, order, maker, (long)BigInteger.Min(wanted, maker.Display));
            else if (SelfTrade.EndsIncoming(s, instrument, order, maker, wanted))
                return Outcome.SelfTrade;
            if (instrument.Trip is not null && !order.IsDone)
                return Outcome.Halted;
        }

        return Outcome.Filled;
    }

    /// <summary>The touch, where a post-only order of this price and quantity must be refused; null where it may come.</summary>
    public static Price? PostOnlyRefusal(NaiveState s, NaiveInstrument instrument, Side side, Price price, long leaves, PostOnly postOnly)
    {
        var best = s.Best(instrument.Id, side == Side.Buy ? Side.Sell : Side.Buy);
        if (postOnly == PostOnly.Off || best is null || !IsMet(side, price, best.Price))
            return null;
        if (postOnly == PostOnly.Reject)
            return best.Price;
        var inside = OneTickInside(instrument, side, best.Price);
        if (inside.Units is <= 0 or > Price.MaxUnits)
            return best.Price;
        var notional = EntryChecks.NotionalOf(instrument.Definition, inside, leaves);
        return EntryChecks.Notional(instrument.Rules, notional) == RejectReason.NotionalAboveMaximum ? best.Price : null;
    }

    /// <summary>True where the best opposite order is at the order's price or better.</summary>
    public static bool MeetsOpposite(NaiveState s, NaiveOrder order) =>
        s.Best(order.Instrument, order.OppositeSide) is { } best && IsMet(order.Side, order.Price, best.Price);

    private static bool IsMet(Side side, Price price, Price opposite) => side == Side.Buy ? price >= opposite : price <= opposite;

    private static Price OneTickInside(NaiveInstrument instrument, Side side, Price touch) =>
        new(side == Side.Buy ? touch.Units - instrument.Definition.Tick.Units : touch.Units + instrument.Definition.Tick.Units);

    /// <summary>Limit, protection or collar; zero where any price will do.</summary>
    private static Price WorstPrice(NaiveState s, NaiveInstrument instrument, NaiveOrder order)
    {
        if (order.Terms.Type == OrderType.StopLoss && order.Price.IsNone && !order.Bound.IsNone)
            return order.Bound;
        if (order.Type != OrderType.Market || !order.Price.IsNone || instrument.Rules.CollarPpm == 0)
            return order.Price;
        if (s.Best(order.Instrument, order.OppositeSide) is not { } best)
            return Price.None;
        return order.IsBuy
            ? new Price((long)((Int128)best.Price.Units * (1_000_000 + instrument.Rules.CollarPpm) / 1_000_000))
            : new Price((long)(((Int128)best.Price.Units * (1_000_000 - instrument.Rules.CollarPpm) + 999_999) / 1_000_000));
    }

    private static bool IsAcceptable(NaiveOrder order, Price worst, Price price) =>
        (order.Type == OrderType.Market && worst.IsNone) || IsMet(order.Side, worst, price);

    /// <summary>What the order would still take at this price.</summary>
    private static BigInteger Wanted(Instrument i, NaiveOrder order, Price price)
    {
        if (!order.IsBudget)
            return order.Leaves;
        var lots = BigInteger.Divide(order.BudgetLeft, Amounts.Exact(i, price, i.Lot.Units));
        return lots * i.Lot.Units;
    }

    private static void Trade(NaiveState s, NaiveInstrument instrument, NaiveOrder taker, NaiveOrder maker, long quantity)
    {
        TakeOff(maker, quantity);
        if (taker.IsBudget)
            taker.BudgetLeft -= Amounts.Exact(instrument.Definition, maker.Price, quantity);
        else
            taker.Leaves -= quantity;
        taker.Traded += quantity;
        if (maker.Leaves == 0)
            s.End(maker, CancelReason.None);
        Report(s, instrument, taker, maker, maker.Price, quantity, instrument.Rules.TakerFeePpm, instrument.Rules.MakerFeePpm, EventFlags.None);
        ReplenishIfUsedUp(s, maker);
    }

    /// <summary>A resting order loses traded quantity.</summary>
    public static void TakeOff(NaiveOrder resting, long quantity)
    {
        resting.Leaves -= quantity;
        resting.Display -= quantity;
        resting.Traded += quantity;
    }

    public static void Report(
        NaiveState s, NaiveInstrument instrument, NaiveOrder taker, NaiveOrder maker, Price price, long quantity, int takerPpm, int makerPpm, EventFlags flags)
    {
        Guards.Traded(s, instrument, price, flags.HasFlag(EventFlags.Auction));
        instrument.LastPrice = price;
        instrument.TradesSinceCheck.Add(price);
        AlgoSteps.Traded(s, instrument, taker, maker, price, quantity);
        var (takerFee, makerFee) =
            instrument.Definition.IsSettled && !s.IsTrial ? Covers.Settle(s, instrument, taker, maker, price, quantity, flags.HasFlag(EventFlags.Auction))
            : instrument.Contract is not null && !s.IsTrial ? Positions.Settle(s, instrument, taker, maker, price, quantity, flags.HasFlag(EventFlags.Auction))
            : (Amounts.Fee(instrument.Definition, price, quantity, takerPpm), Amounts.Fee(instrument.Definition, price, quantity, makerPpm));
        s.Report.Write(new ExchangeEvent
        {
            Kind = EventKind.Trade,
            Side = taker.Side,
            Instrument = instrument.Id,
            Flags = flags,
            Owner = taker.Owner,
            OrderId = taker.Id,
            Price = price,
            Quantity = new Quantity(quantity),
            MakerOrderId = maker.Id,
            TradeId = new TradeId(++s.LastTradeId),
            MakerFee = makerFee,
            TakerFee = takerFee,
            MakerLeaves = new Quantity(maker.Leaves),
            TakerLeaves = new Quantity(Left(instrument, taker)),
            MakerDisplay = new Quantity(maker.Display),
            MakerOwner = maker.Owner,
            LevelQuantity = new Quantity(s.LevelOf(maker)),
        });
    }

    public static void ReplenishIfUsedUp(NaiveState s, NaiveOrder resting)
    {
        if (resting.Display == 0 && resting.Leaves > 0)
            Rest(s, resting, EventFlags.Replenished);
    }

    public static void Rest(NaiveState s, NaiveOrder order, EventFlags flags)
    {
        s.PutInBook(order);
        s.Report.Rested(order, s.LevelOf(order), flags);
    }

    /// <summary>What is left of an incoming order, for events: quantity, or of a budget money rounded down.</summary>
    public static long Left(NaiveInstrument instrument, NaiveOrder order) =>
        order.IsBudget ? (long)Amounts.RoundedDown(instrument.Definition, order.BudgetLeft) : order.Leaves;

    private static void CancelRemainder(NaiveState s, NaiveInstrument instrument, NaiveOrder order, Outcome outcome)
    {
        var reason =
            outcome == Outcome.BudgetSpent ? CancelReason.BudgetSpent
            : outcome == Outcome.Halted ? CancelReason.BreakerHalt
            : outcome == Outcome.BeyondLimit ? CancelReason.BeyondLimit
            : order.Type == OrderType.Market ? CancelReason.InsufficientLiquidity
            : CancelReason.ImmediateRemainder;
        s.Cancel(order, reason, Left(instrument, order), 0);
    }
}
