using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Books;
using Rialto.Venue.Guards;
using Rialto.Venue.Orders;

namespace Rialto.Venue;

/// <summary>An order meets the book (matching.md, section 4).</summary>
internal sealed class Matching<TSink>(Market<TSink> market, SelfTrade<TSink> selfTrade, Halts<TSink> halts)
    where TSink : struct, IEventSink
{
    private enum Outcome
    {
        /// <summary>Nothing is left of it.</summary>
        Filled,

        /// <summary>It met the end of the acceptable book with something left.</summary>
        BookEnded,

        /// <summary>A budget with less left than one lot costs.</summary>
        BudgetSpent,

        /// <summary>Self-trade prevention ended it; that is already told.</summary>
        SelfTrade,

        /// <summary>Its trade tripped the breaker, and something is left.</summary>
        Halted,

        /// <summary>It would have to trade beyond the band.</summary>
        BeyondLimit,
    }

    private readonly Market<TSink> _market = market;
    private readonly Reports<TSink> _report = market.Report;
    private readonly SelfTrade<TSink> _selfTrade = selfTrade;
    private readonly Halts<TSink> _halts = halts;

    /// <summary>Slides, trades, rests, cancels: all that happens to an incoming order. Stops are the caller's.</summary>
    public void Meet(Book book, ref Incoming incoming)
    {
        if (!incoming.IsMarket && incoming.Terms.PostOnly == PostOnly.Slide && MeetsOpposite(book, incoming.Side, incoming.Price))
        {
            Slide(book, incoming);
            return;
        }

        if (incoming.IsMarket)
            incoming.Worst = WorstPrice(book, incoming);
        if (incoming.TimeInForce == TimeInForce.Fok && !DryRun.FillsWhole(_market.Orders, book, incoming, _halts.TrialOf(book)))
        {
            Cancel(book, ref incoming, CancelReason.FillOrKill);
            return;
        }

        var outcome = Take(book, ref incoming);
        var haltedMayRest = book.Guard is { HasTripped: true } guard && _halts.BeginTripped(book, guard);
        switch (outcome)
        {
            case Outcome.Halted when haltedMayRest && incoming.CanRest:
                Rest(book, ref incoming, EventFlags.None);
                break;
            case Outcome.SelfTrade:
                break;
            case Outcome.Filled:
                End(book, ref incoming, CancelReason.None);
                break;
            case Outcome.BookEnded when incoming.CanRest:
                Rest(book, ref incoming, EventFlags.None);
                break;
            default:
                Cancel(book, ref incoming,
                    outcome == Outcome.BudgetSpent ? CancelReason.BudgetSpent
                    : outcome == Outcome.Halted ? CancelReason.BreakerHalt
                    : outcome == Outcome.BeyondLimit ? CancelReason.BeyondLimit
                    : incoming.IsMarket ? CancelReason.InsufficientLiquidity
                    : CancelReason.ImmediateRemainder);
                break;
        }
    }

    /// <summary>Ends an incoming order, with its event.</summary>
    public void Cancel(Book book, ref Incoming incoming, CancelReason reason)
    {
        _report.Canceled(incoming, reason, incoming.Left);
        End(book, ref incoming, reason);
    }

    /// <summary>True where the best opposite price is at this price, a multiple of the tick, or better.</summary>
    public static bool MeetsOpposite(Book book, Side side, long price)
    {
        var opposite = book.Opposite(side);
        return opposite.BestPlace >= opposite.PlaceOf(price);
    }

    /// <summary>The touch, where a post-only order of this price and quantity must be refused; zero where it may come.</summary>
    public static long PostOnlyRefusal(Book book, Side side, long price, long leaves, PostOnly postOnly)
    {
        if (postOnly == PostOnly.Off || !MeetsOpposite(book, side, price))
            return 0;
        var touch = book.Opposite(side).BestPrice;
        if (postOnly == PostOnly.Reject)
            return touch;
        var inside = OneTickInside(book, side, touch);
        return inside is <= 0 or > Price.MaxUnits || book.Amounts.CompareNotional(inside, leaves) > 0 ? touch : 0;
    }

    /// <summary>Limit, own protection or collar; without any of them a price that accepts all.</summary>
    public static long WorstPrice(Book book, in Incoming incoming)
    {
        if (incoming.Price != 0)
            return incoming.Price;
        if (incoming.Bound != 0 && incoming.Side == Side.Buy)
            return incoming.Bound;
        var collar = book.Rules.CollarPpm;
        var opposite = book.Opposite(incoming.Side);
        if (collar == 0 || opposite.IsEmpty)
            return incoming.Side == Side.Buy ? long.MaxValue : 0;
        var best = (Int128)opposite.BestPrice;
        return incoming.Side == Side.Buy
            ? (long)(best * (1_000_000 + collar) / 1_000_000)
            : (long)((best * (1_000_000 - collar) + 999_999) / 1_000_000);
    }

    private static long OneTickInside(Book book, Side side, long touch) =>
        side == Side.Buy ? touch - book.Tick.Divisor : touch + book.Tick.Divisor;

    private Outcome Take(Book book, ref Incoming incoming)
    {
        var makers = book.Opposite(incoming.Side);
        var prevention = incoming.Terms.SelfTradePrevention != SelfTradePrevention.None;
        var band = book.Guard is not null || book.Contract is not null ? book.TradingBandAt(_report.Time.Nanoseconds) : default;
        while (!incoming.IsDone)
        {
            if (makers.Best == 0)
                return Outcome.BookEnded;
            var price = makers.BestPrice;
            if (!incoming.Accepts(price))
                return Outcome.BookEnded;
            ref var level = ref makers[makers.Best];
            if (band.Exists)
            {
                if (band.IsBeyond(1 - incoming.Side, price))
                {
                    _market.Cancel(book, level.First, CancelReason.BeyondLimit);
                    continue;
                }

                if (band.IsBeyond(incoming.Side, price))
                    return Outcome.BeyondLimit;
            }

            var wanted = incoming.Remaining;
            if (incoming.IsBudget)
            {
                wanted = incoming.Budget.Affordable(book.Amounts, price, book.Lot.Divisor);
                if (wanted == 0)
                    return Outcome.BudgetSpent;
            }

            if (prevention && _selfTrade.IsOwn(incoming, level.First))
            {
                if (_selfTrade.EndsIncoming(book, ref incoming, level.First, wanted))
                    return Outcome.SelfTrade;
                continue;
            }

            if (Trade(book, ref level, price, ref incoming, wanted) && !incoming.IsDone)
                return Outcome.Halted;
        }

        return Outcome.Filled;
    }

    /// <returns>True where it tripped the breaker.</returns>
    private bool Trade(Book book, ref Level level, long price, ref Incoming taker, long wanted)
    {
        var slot = level.First;
        ref var maker = ref _market.Orders[slot];
        var quantity = Math.Min(wanted, maker.Display);
        maker.Leaves -= quantity;
        maker.Display -= quantity;
        maker.Traded += quantity;
        book.Shows(maker, -quantity);
        taker.Traded += quantity;
        if (taker.IsBudget)
            taker.Budget.Spend(book.Amounts, price, quantity);
        else
            taker.Remaining -= quantity;
        var trips = book.Guard is { } guard && _halts.Traded(book, guard, price);
        book.Traded(price);
        if (book.Tape is { } tape)
            tape.Traded(_report.Time, price, quantity, taker.OrderId, maker.OrderId);
        long takerFee, makerFee;
        if (book.MovesMoney)
            _market.Settle(book, taker, slot, ref maker, price, quantity, out takerFee, out makerFee);
        else
            (takerFee, makerFee) = (book.Amounts.Fee(price, quantity, book.TakerFeePpm), book.Amounts.Fee(price, quantity, book.MakerFeePpm));

        ref var e = ref _report.Begin(EventKind.Trade);
        e.Side = taker.Side;
        e.Instrument = new InstrumentId(taker.Instrument);
        e.Owner = new OwnerId(taker.Owner);
        e.OrderId = new OrderId(taker.OrderId);
        e.Price = new Price(price);
        e.Quantity = new Quantity(quantity);
        e.MakerOrderId = new OrderId(maker.OrderId);
        e.TradeId = new TradeId(++_market.LastTradeId);
        e.MakerFee = new Money(makerFee);
        e.TakerFee = new Money(takerFee);
        e.MakerLeaves = new Quantity(maker.Leaves);
        e.TakerLeaves = new Quantity(taker.Left);
        e.MakerDisplay = new Quantity(maker.Display);
        e.MakerOwner = new OwnerId(maker.Owner);
        e.LevelQuantity = new Quantity(level.Quantity -= quantity);

        if (maker.Display == 0)
            UsedUp(book, slot, ref maker);
        return trips;
    }

    /// <summary>A resting order shows nothing more: it has ended, or its next tranche goes to the end of the level. The level's quantity is already without it.</summary>
    private void UsedUp(Book book, int slot, ref Order order)
    {
        book.Leave(ref order);
        if (order.Leaves == 0)
            _market.End(book, slot, ref order, CancelReason.None);
        else
            _market.Rest(book, slot, EventFlags.Replenished);
    }

    private void Slide(Book book, in Incoming incoming)
    {
        var price = OneTickInside(book, incoming.Side, book.Opposite(incoming.Side).BestPrice);
        _market.Orders.EnsureExtras(incoming.Slot);
        ref var order = ref _market.Orders[incoming.Slot];
        if (book.Contract is not null)
            _market.Margins.Release(book, incoming.Slot);
        order.Price = price;
        _market.FollowCover(book, incoming.Slot, ref order);
        _market.Rest(book, incoming.Slot, EventFlags.Slid);
    }

    private void Rest(Book book, ref Incoming incoming, EventFlags flags)
    {
        Store(incoming);
        _market.Rest(book, incoming.Slot, flags);
    }

    private void End(Book book, ref Incoming incoming, CancelReason reason)
    {
        if (incoming.Slot == 0)
        {
            _market.EndWithoutSlot(book);
            return;
        }

        Store(incoming);
        _market.End(book, incoming.Slot, ref _market.Orders[incoming.Slot], reason);
    }

    private void Store(in Incoming incoming)
    {
        ref var order = ref _market.Orders[incoming.Slot];
        order.Leaves = incoming.Remaining;
        order.Traded = incoming.Traded;
    }
}
