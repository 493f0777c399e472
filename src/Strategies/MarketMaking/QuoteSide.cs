using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading.Orders;
using Rialto.Trading.Strategy;

namespace Rialto.Strategies.MarketMaking;

/// <summary>
/// One side's quote: at most one order at any time. A quote that is to move is amended where the venue can, else cancelled, and the next one is placed only when the venue has said that it is
/// gone: the exposure is never twice what was meant.
/// </summary>
internal sealed class QuoteSide(Side side)
{
    private DeskOrderId _order;
    private Price _asked;
    private long _changedNs = long.MinValue;

    /// <summary>The order that stands, or is on its way; none where there is none.</summary>
    public DeskOrderId Order => _order;

    /// <summary>Where the quote should be. It moves where it is too far away and its last change is old enough.</summary>
    public void Show(StrategyContext desk, ListingId listing, Price price, Quantity quantity, double toleranceBps, long everyMs)
    {
        var now = desk.Now.Nanoseconds;
        if (_order.IsNone)
        {
            if (now - _changedNs >= everyMs * 1_000_000 || _changedNs == long.MinValue)
                Place(desk, listing, price, quantity, now);
            return;
        }

        if (!desk.TryFind(_order, out var standing) || standing.IsCancelling || standing.IsAmending || now - _changedNs < everyMs * 1_000_000)
            return;
        var off = Math.Abs((double)(price.Units - _asked.Units)) / price.Units * 10_000;
        if (off <= toleranceBps)
            return;
        if (desk.Amend(_order, price, new Quantity(quantity.Units + standing.Filled.Units)).IsTaken)
            (_asked, _changedNs) = (price, now);
    }

    /// <summary>The quote should be gone.</summary>
    public void Pull(StrategyContext desk)
    {
        if (!_order.IsNone && desk.TryFind(_order, out var standing) && !standing.IsCancelling)
            desk.Cancel(_order);
    }

    /// <summary>An order of the strategy has changed; one that has ended makes room for the next.</summary>
    public void Hear(in StrategyOrder order)
    {
        if (order.Id == _order && order.State.IsEnded())
            _order = DeskOrderId.None;
    }

    /// <summary>Where it does not know its order, as after a start or a hand-over: the newest of its side's orders is taken over, others are cancelled.</summary>
    public void Adopt(StrategyContext desk, ListingId listing)
    {
        if (!_order.IsNone && desk.TryFind(_order, out _))
            return;
        _order = DeskOrderId.None;
        foreach (var order in desk.Orders)
        {
            if (order.Listing == listing && order.Side == side)
                (_order, _asked) = (order.Id, order.Price);
        }

        // The orders are copied by number first: a request ends the validity of the list.
        Span<DeskOrderId> others = stackalloc DeskOrderId[16];
        var count = 0;
        foreach (var order in desk.Orders)
        {
            if (order.Listing == listing && order.Side == side && order.Id != _order && !order.IsCancelling && count < others.Length)
                others[count++] = order.Id;
        }

        foreach (var order in others[..count])
            desk.Cancel(order);
    }

    private void Place(StrategyContext desk, ListingId listing, Price price, Quantity quantity, long now)
    {
        if (price.IsNone || quantity.IsZero)
            return;
        var result = desk.Quote(listing, side, price, quantity);

        // Also a refusal waits: what is refused now is refused in the next microsecond, too.
        _changedNs = now;
        if (result.IsTaken)
            (_order, _asked) = (result.Order, price);
    }

    /// <summary>Saves or loads it.</summary>
    public void Keep(FieldArchive state)
    {
        _order = state.Keep(_order);
        _asked = state.Keep(_asked);
        _changedNs = state.Keep(_changedNs);
    }
}
