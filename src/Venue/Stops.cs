using System.Runtime.CompilerServices;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Venue.Books;
using Rialto.Venue.Guards;

namespace Rialto.Venue;

/// <summary>Stops wait, are reached, queue and act (matching.md, section 7).</summary>
internal sealed class Stops<TSink>(Market<TSink> market, Matching<TSink> matching, Halts<TSink> halts)
    where TSink : struct, IEventSink
{
    private readonly Market<TSink> _market = market;
    private readonly Matching<TSink> _matching = matching;
    private readonly Halts<TSink> _halts = halts;
    private readonly Queue<int> _queue = new();

    /// <summary>A stop arrives, new or replaced (section 3, first point).</summary>
    public void Enter(Book book, int slot)
    {
        _market.PutInStopBook(book, slot);
        if (book.State != InstrumentState.Open || book.LastPrice == 0)
            return;
        var trigger = _market.Orders.Extras(slot).TriggerPrice;
        var isReached = _market.Orders[slot].Side == Side.Buy ? book.LastPrice >= trigger : book.LastPrice <= trigger;
        if (!isReached)
            return;
        _market.LeaveStopBook(book, slot);
        _queue.Enqueue(slot);
        Act(book);
    }

    /// <summary>An order is done: stops reached by its trades go off, and those reached by theirs, and so on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Check(Book book)
    {
        if (book.HasTradesToCheck)
            CheckTraded(book);
    }

    /// <summary>An uncrossing is over, after which no stops are checked.</summary>
    public void PassOver(Book book)
    {
        if (book.HasTradesToCheck)
            IsStillOpen(book);
    }

    private void CheckTraded(Book book)
    {
        if (!IsStillOpen(book))
            return;
        JoinReached(book);
        Act(book);
    }

    /// <summary>An order that traded is done: what guards do then. True where stops are to be checked.</summary>
    private bool IsStillOpen(Book book)
    {
        if (book.Guard is not { } guard)
            return true;
        if (book.State != InstrumentState.Open)
            PutBack(book);
        _halts.CancelAfterHalt(book, guard);
        if (_market.Index.LookForLevel() is not 0 and var level)
        {
            _halts.ReportLevel(level);
            PutBack(book);
            _halts.HaltMarket(level);
        }

        return book.State == InstrumentState.Open;
    }

    /// <summary>Queued stops wait again.</summary>
    private void PutBack(Book book)
    {
        while (_queue.TryDequeue(out var slot))
            _market.ReturnToStopBook(book, slot);
    }

    private void Act(Book book)
    {
        while (_queue.TryDequeue(out var slot))
        {
            ActAlone(book, slot);
            if (!book.HasTradesToCheck)
                continue;
            if (!IsStillOpen(book))
                return;
            JoinReached(book);
        }
    }

    private void JoinReached(Book book)
    {
        var (highest, lowest) = book.TakeTrades();
        while (book.BuyStops.Count != 0 && book.BuyStops.Top.First <= highest)
            Queue(book, book.BuyStops.Top.Slot);
        while (book.SellStops.Count != 0 && -book.SellStops.Top.First >= lowest)
            Queue(book, book.SellStops.Top.Slot);
    }

    private void Queue(Book book, int slot)
    {
        _market.LeaveStopBook(book, slot);
        _queue.Enqueue(slot);
    }

    private void ActAlone(Book book, int slot)
    {
        ref var order = ref _market.Orders[slot];
        _market.Report.Triggered(order, _market.Orders.Extras(slot).TriggerPrice, book.LastPrice);
        var incoming = Incoming.Of(_market.Orders, slot);
        if (incoming.Terms.Type == OrderType.StopLoss)
        {
            incoming.IsMarket = true;
            incoming.Bound = _market.Orders.Extras(slot).Bound;
            incoming.TimeInForce = incoming.TimeInForce == TimeInForce.Fok ? TimeInForce.Fok : TimeInForce.Ioc;
            incoming.Worst = Matching<TSink>.WorstPrice(book, incoming);
            var mustFill = incoming.Terms.RejectIfShort || book.Rules.RejectShortMarketOrders;
            if (mustFill && !DryRun.FillsWhole(_market.Orders, book, incoming, _halts.TrialOf(book)))
            {
                _matching.Cancel(book, ref incoming, CancelReason.InsufficientLiquidity);
                return;
            }
        }
        else if (Matching<TSink>.PostOnlyRefusal(book, incoming.Side, incoming.Price, incoming.Remaining, incoming.Terms.PostOnly) != 0)
        {
            _matching.Cancel(book, ref incoming, CancelReason.PostOnlyWouldCross);
            return;
        }

        _matching.Meet(book, ref incoming);
    }
}
