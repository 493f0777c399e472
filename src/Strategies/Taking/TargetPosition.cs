using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading.Books;
using Rialto.Trading.Orders;
using Rialto.Trading.Strategy;

namespace Rialto.Strategies.Taking;

/// <summary>
/// Brings a position to where it should be with at most one order at any time: rests at the own side's best price first, takes what is left after its patience has ended, or at once where it is
/// urgent. A maker's fee by default, a taker's where waiting costs more.
/// <code>
/// long ── close ──> flat ── open ──> short      a turn is two orders, one after the other: none is larger than the position or the target
///         in pieces that one order may have
/// </code>
/// </summary>
internal sealed class TargetPosition
{
    private const long SpacingNs = 100_000_000;

    private DeskOrderId _order;
    private long _sinceNs;
    private long _lastNs;
    private bool _isTurning;

    /// <summary>True while an order of it lives.</summary>
    public bool IsWorking => !_order.IsNone;

    /// <summary>Where the position should be, in the listing's units.</summary>
    public void Move(StrategyContext desk, ListingId listing, long target, bool isUrgent, long patienceMs)
    {
        var (now, best, held) = (desk.Now.Nanoseconds, desk.Best(listing), desk.Position(listing));
        if (!best.IsTwoSided || best.IsCrossed)
            return;
        var closes = Held.Of(desk, listing, in best);
        var isTurning = closes != 0 && target != 0 && (closes > 0) != (target > 0);
        var goal = isTurning ? 0 : target;
        var missing = goal - held;
        var side = missing > 0 ? Side.Buy : Side.Sell;
        if (_order.IsNone)
            Adopt(desk, now);
        if (!_order.IsNone)
        {
            if (desk.TryFind(_order, out var working) && !working.IsCancelling
                && (missing == 0 || working.Side != side || working.Leaves.Units > Math.Abs(missing) || isUrgent || now - _sinceNs >= patienceMs * 1_000_000
                    || working.Price != PriceOf(desk, listing, side, in best, takes: false)))
                desk.Cancel(_order);
            return;
        }

        // The old side is closed: the new one has a patience of its own.
        if (_isTurning && !isTurning)
            _sinceNs = 0;
        _isTurning = isTurning;

        // A venue that takes its fee in what was bought leaves less to sell than was bought.
        var takes = isUrgent || (_sinceNs != 0 && now - _sinceNs >= patienceMs * 1_000_000) || patienceMs == 0;
        var price = PriceOf(desk, listing, side, in best, takes);
        var isReducing = closes != 0 && (closes > 0) != (missing > 0);
        var most = side == Side.Sell && goal >= 0 ? Math.Min(-missing, desk.Sellable(listing)) : Math.Abs(missing);
        var least = Held.LeastOf(desk, listing, in best);
        var quantity = Rounding.OnLot(desk.ListingOf(listing), isReducing ? Piece(desk, listing, price, most, least) : new Quantity(most));

        // What the venue would not take is not asked for.
        if (quantity.IsZero || quantity.Units < least)
        {
            _sinceNs = 0;
            return;
        }

        if (now - _lastNs < SpacingNs)
            return;
        _sinceNs = _sinceNs == 0 ? now : _sinceNs;
        _lastNs = now;
        if (price.IsNone)
            return;
        var result = takes ? desk.Take(listing, side, price, quantity) : desk.Quote(listing, side, price, quantity);
        if (result.IsTaken)
            _order = result.Order;
        if (takes)
            _sinceNs = 0;
    }

    /// <summary>An order of the strategy has changed.</summary>
    public void Hear(in StrategyOrder order)
    {
        if (order.Id == _order && order.State.IsEnded())
            _order = DeskOrderId.None;
    }

    /// <summary>The best price as an order can have it: what takes goes through the market onto the tick, what rests away from it. None where no tick reaches the one, or is left for the other.</summary>
    private static Price PriceOf(StrategyContext desk, ListingId listing, Side side, in Bbo best, bool takes)
    {
        var (listed, isBuy) = (desk.ListingOf(listing), side == Side.Buy);
        var raw = takes == isBuy ? best.AskPrice : best.BidPrice;
        var price = takes ? Rounding.ThroughTick(listed, side, raw) : Rounding.OnTick(listed, side, raw);
        if (takes)
            return (isBuy ? price.Units >= raw.Units : price.Units <= raw.Units) ? price : Price.None;
        return listed.Kind == ListingKind.Outcome && price.Units >= DecimalText.PowerOfTen(listed.PriceScale) ? Price.None : price;
    }

    // What is more than one order may be is closed piece by piece, and none leaves a rest that nobody could close, if two halves do not: a rest like that is no position, but what no order closes is one.
    private static Quantity Piece(StrategyContext desk, ListingId listing, Price price, long most, double least)
    {
        var listed = desk.ListingOf(listing);
        var whole = Rounding.OnLot(listed, new Quantity(most));
        var piece = Rounding.OnLot(listed, desk.Fit(listing, price, whole));
        var half = Rounding.OnLot(listed, new Quantity(whole.Units / 2));
        if (piece.Units < whole.Units && whole.Units - piece.Units < least && half.Units >= least)
            piece = half;

        // Where no order at all may be that large, the refusal of the whole says so.
        return piece.Units < least ? whole : piece;
    }

    // A hand-over leaves the forerunner's order, and a start its cancelled ones: each is waited for, the newest first.
    private void Adopt(StrategyContext desk, long now)
    {
        if (desk.Orders is [.., var newest])
            (_order, _sinceNs) = (newest.Id, now);
    }

    /// <summary>After a start: what stands is not known, and goes.</summary>
    public void Begin(StrategyContext desk)
    {
        (_order, _sinceNs) = (DeskOrderId.None, 0);
        desk.CancelAll();
    }

    /// <summary>Saves or loads it.</summary>
    public void Keep(FieldArchive state)
    {
        _order = state.Keep(_order);
        _sinceNs = state.Keep(_sinceNs);
        _lastNs = state.Keep(_lastNs);
        _isTurning = state.Keep(_isTurning);
    }
}
