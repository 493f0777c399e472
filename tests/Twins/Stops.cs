using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>Section 7.</summary>
internal static class Stops
{
    /// <summary>A stop arrives (section 3, first point).</summary>
    public static void Enter(NaiveState s, NaiveInstrument instrument, NaiveOrder stop)
    {
        s.PutInStopBook(stop);
        if (instrument.State == InstrumentState.Open && !instrument.LastPrice.IsNone && IsReached(stop, instrument.LastPrice))
            Act(s, instrument, new Queue<NaiveOrder>([Leave(stop)]));
    }

    /// <summary>An order is done: stops reached by its trades go off, and those reached by theirs, and so on.</summary>
    public static void Check(NaiveState s, NaiveInstrument instrument)
    {
        var queue = new Queue<NaiveOrder>();
        if (!Guards.OrderDone(s, instrument, queue))
            return;
        JoinReached(s, instrument, queue);
        Act(s, instrument, queue);
    }

    private static void Act(NaiveState s, NaiveInstrument instrument, Queue<NaiveOrder> queue)
    {
        while (queue.TryDequeue(out var stop))
        {
            ActAlone(s, instrument, stop);
            if (!Guards.OrderDone(s, instrument, queue))
                return;
            JoinReached(s, instrument, queue);
        }
    }

    private static void JoinReached(NaiveState s, NaiveInstrument instrument, Queue<NaiveOrder> queue)
    {
        if (instrument.TradesSinceCheck.Count == 0)
            return;
        foreach (var stop in s.Stops(instrument.Id))
            if (instrument.TradesSinceCheck.Exists(price => IsReached(stop, price)) || instrument.ReachedBefore.Exists(r => r.Side == stop.Side && IsReached(stop, r.Price)))
                queue.Enqueue(Leave(stop));
        instrument.TradesSinceCheck.Clear();
        instrument.ReachedBefore.Clear();
    }

    /// <summary>Trading has stopped: queued stops wait again, each in its old place, and count as reached (guards.md, section 4).</summary>
    public static void PutBack(NaiveInstrument instrument, Queue<NaiveOrder> queue)
    {
        while (queue.TryDequeue(out var stop))
        {
            stop.Place = Place.StopBook;
            instrument.ReachedBefore.Add((stop.Side, stop.TriggerPrice));
        }
    }

    private static NaiveOrder Leave(NaiveOrder stop)
    {
        stop.Place = Place.Incoming;
        return stop;
    }

    private static bool IsReached(NaiveOrder stop, Price price) => stop.IsBuy ? price >= stop.TriggerPrice : price <= stop.TriggerPrice;

    private static void ActAlone(NaiveState s, NaiveInstrument instrument, NaiveOrder stop)
    {
        s.Report.Triggered(stop, instrument.LastPrice);
        if (stop.Type == OrderType.StopLoss)
        {
            stop.Type = OrderType.Market;
            stop.TimeInForce = stop.TimeInForce == TimeInForce.Fok ? TimeInForce.Fok : TimeInForce.Ioc;
            if ((stop.Terms.RejectIfShort || instrument.Rules.RejectShortMarketOrders) && !DryRun.FillsWhole(s, instrument, stop))
            {
                s.Cancel(stop, CancelReason.InsufficientLiquidity);
                return;
            }
        }
        else
        {
            stop.Type = OrderType.Limit;
            if (Meeting.PostOnlyRefusal(s, instrument, stop.Side, stop.Price, stop.Leaves, stop.Terms.PostOnly) is not null)
            {
                s.Cancel(stop, CancelReason.PostOnlyWouldCross);
                return;
            }
        }

        Meeting.MeetBook(s, instrument, stop);
    }
}
