using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.Twins;

/// <summary>
/// Section 5, the obvious way: the real thing on a copy of the book. The order fills whole if it trades all it wants, or spends its budget down to less
/// than a lot's cost, and loses nothing of itself to self-trade prevention.
/// </summary>
internal static class DryRun
{
    public static bool FillsWhole(NaiveState s, NaiveInstrument instrument, NaiveOrder order)
    {
        var trial = new EventLog();
        var copy = s.CopyOf(instrument, trial);
        var incoming = order.Copy();
        copy.Orders.RemoveAll(o => o.Id == order.Id);
        copy.Orders.Add(incoming);
        var outcome = Meeting.Take(copy, copy.Instruments[0], incoming);
        copy.Report.EndCommand();
        if (copy.Instruments[0].Trip is not null)
            return false;
        foreach (var e in trial.Events)
            if (e.Kind == EventKind.SelfTradePrevented && e.Terms.Bits == (ushort)SelfTradePrevention.DecrementBoth)
                return false;
        return outcome is Outcome.Filled or Outcome.BudgetSpent;
    }
}
