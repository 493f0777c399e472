using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.Twins;

/// <summary>
/// Section 5, the obvious way: the real thing on a copy of the book. The order fills whole if it trades all it wants, or spends its budget down to less
/// than a lot's cost, and loses nothing of itself to self-trade prevention.
/// </summary>
internal static class DryRun
{
    public static bool FillsWhole(NaiveState s, NaiveInstrument instrument, NaiveOrder order) => Run(s, instrument, order, out _);

    /// <summary>What it trades before the first thing that makes the run fail (baskets.md, section 2).</summary>
    public static long Takes(NaiveState s, NaiveInstrument instrument, NaiveOrder order)
    {
        Run(s, instrument, order, out var taken);
        return taken;
    }

    private static bool Run(NaiveState s, NaiveInstrument instrument, NaiveOrder order, out long taken)
    {
        var trial = new EventLog();
        var copy = s.CopyOf(instrument, trial);
        var incoming = order.Copy();
        copy.Orders.RemoveAll(o => o.Id == order.Id);
        copy.Orders.Add(incoming);
        var outcome = Meeting.Take(copy, copy.Instruments[0], incoming);
        copy.Report.EndCommand();
        taken = 0;
        var trades = 0;
        foreach (var e in trial.Events)
        {
            if (e.Kind == EventKind.SelfTradePrevented && e.Terms.Bits == (ushort)SelfTradePrevention.DecrementBoth)
                break;
            // A trade that would trip the breaker is the last of the run, and is not taken.
            if (e.Kind == EventKind.Trade && !(copy.Instruments[0].Trip is not null && ++trades == CountTrades(trial)))
                taken += e.Quantity.Units;
        }

        if (copy.Instruments[0].Trip is not null)
            return false;
        foreach (var e in trial.Events)
            if (e.Kind == EventKind.SelfTradePrevented && e.Terms.Bits == (ushort)SelfTradePrevention.DecrementBoth)
                return false;
        return outcome is Outcome.Filled or Outcome.BudgetSpent;
    }

    private static int CountTrades(EventLog log)
    {
        var count = 0;
        foreach (var e in log.Events)
            count += e.Kind == EventKind.Trade ? 1 : 0;
        return count;
    }
}
