using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Venue.Books;

namespace Rialto.Venue;

/// <summary>Orders of one group meet (matching.md, section 6).</summary>
internal sealed class SelfTrade<TSink>(Market<TSink> market)
    where TSink : struct, IEventSink
{
    private readonly Market<TSink> _market = market;
    private readonly Reports<TSink> _report = market.Report;

    /// <summary>True where the resting order is of the incoming one's group.</summary>
    public bool IsOwn(in Incoming incoming, int resting) => _market.Orders.GroupOf(resting) == incoming.Group;

    /// <summary>Does to an incoming order and the own order it met what its mode says, with the events.</summary>
    /// <param name="book">The book.</param>
    /// <param name="incoming">The incoming order.</param>
    /// <param name="resting">The own order in the book.</param>
    /// <param name="wanted">What the incoming order still takes at this price.</param>
    /// <returns>True where the incoming order has ended.</returns>
    public bool EndsIncoming(Book book, ref Incoming incoming, int resting, long wanted)
    {
        var mode = incoming.Terms.SelfTradePrevention;
        ref var order = ref _market.Orders[resting];
        var price = order.Price;
        var lost = mode == SelfTradePrevention.DecrementBoth ? Math.Min(wanted, order.Leaves) : 0;
        _report.SelfTrade(
            incoming.Side, incoming.Instrument, incoming.Owner, incoming.OrderId, mode, order.OrderId, price, lost);
        if (mode == SelfTradePrevention.DecrementBoth)
        {
            _market.Decrement(book, resting, lost);
            if (incoming.IsBudget)
                incoming.Budget.Spend(book.Amounts, price, lost);
            else
                incoming.Remaining -= lost;
            if (book.MovesMoney)
                _market.FollowCover(book, incoming);
            if (!incoming.IsDone)
                return false;
            EndIncoming(book, incoming, 0);
            return true;
        }

        var (restingGoes, incomingGoes) = WhoGoes(mode, order.Leaves, wanted);
        if (restingGoes)
            _market.Cancel(book, resting, CancelReason.SelfTrade);
        if (incomingGoes)
            EndIncoming(book, incoming, incoming.Left);
        return incomingGoes;
    }

    /// <summary>Who is cancelled, where the mode cancels.</summary>
    public static (bool Resting, bool Incoming) WhoGoes(SelfTradePrevention mode, long restingLeaves, long wanted) => mode switch
    {
        SelfTradePrevention.CancelResting => (true, false),
        SelfTradePrevention.CancelIncoming => (false, true),
        SelfTradePrevention.CancelBoth => (true, true),
        _ => restingLeaves < wanted ? (true, false) : (false, true),
    };

    private void EndIncoming(Book book, in Incoming incoming, long quantity)
    {
        _report.Canceled(incoming, CancelReason.SelfTrade, quantity);
        if (incoming.Slot == 0)
        {
            _market.EndWithoutSlot(book);
            return;
        }

        ref var order = ref _market.Orders[incoming.Slot];
        order.Traded = incoming.Traded;
        _market.End(book, incoming.Slot, ref order, CancelReason.SelfTrade);
    }
}
