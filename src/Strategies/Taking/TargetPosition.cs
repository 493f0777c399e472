using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading.Orders;
using Rialto.Trading.Strategy;

namespace Rialto.Strategies.Taking;

/// <summary>
/// Brings a position to where it should be with at most one order at any time: rests at the own side's best price first, takes what is left after its patience has ended, or at once where it is
/// urgent. A maker's fee by default, a taker's where waiting costs more.
/// </summary>
internal sealed class TargetPosition
{
    private const long SpacingNs = 100_000_000;

    private DeskOrderId _order;
    private long _sinceNs;
    private long _lastNs;

    /// <summary>True while an order of it lives.</summary>
    public bool IsWorking => !_order.IsNone;

    /// <summary>Where the position should be, in the listing's units.</summary>
    public void Move(StrategyContext desk, ListingId listing, long target, bool isUrgent, long patienceMs)
    {
        var (now, best, missing) = (desk.Now.Nanoseconds, desk.Best(listing), target - desk.Position(listing));
        if (!best.IsTwoSided || best.IsCrossed)
            return;
        var side = missing > 0 ? Side.Buy : Side.Sell;
        if (_order.IsNone)
            Adopt(desk, now);
        if (!_order.IsNone)
        {
            if (desk.TryFind(_order, out var working) && !working.IsCancelling
                && (missing == 0 || working.Side != side || isUrgent || now - _sinceNs >= patienceMs * 1_000_000 || working.Price != (side == Side.Buy ? best.BidPrice : best.AskPrice)))
                desk.Cancel(_order);
            return;
        }

        // A venue that takes its fee in what was bought leaves less to sell than was bought.
        var most = side == Side.Sell && target >= 0 ? Math.Min(-missing, desk.Sellable(listing)) : Math.Abs(missing);
        var quantity = Rounding.OnLot(desk.ListingOf(listing), new Quantity(most));
        if (quantity.IsZero)
        {
            _sinceNs = 0;
            return;
        }

        if (now - _lastNs < SpacingNs)
            return;
        _sinceNs = _sinceNs == 0 ? now : _sinceNs;
        _lastNs = now;
        var takes = isUrgent || now - _sinceNs >= patienceMs * 1_000_000;
        var result = takes
            ? desk.Take(listing, side, side == Side.Buy ? best.AskPrice : best.BidPrice, quantity)
            : desk.Quote(listing, side, side == Side.Buy ? best.BidPrice : best.AskPrice, quantity);
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
    }
}
