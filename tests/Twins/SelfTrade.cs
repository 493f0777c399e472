using System.Numerics;
using Rialto.Model.Orders;

namespace Rialto.Twins;

/// <summary>Section 6. Serves continuous trading, where the incoming order is nowhere yet, and auctions, where it is in the book as well.</summary>
internal static class SelfTrade
{
    /// <summary>Two orders of one group have met, the incoming one still wanting so much at this price. True where that was its end.</summary>
    public static bool EndsIncoming(NaiveState s, NaiveInstrument instrument, NaiveOrder incoming, NaiveOrder resting, BigInteger wanted)
    {
        var mode = incoming.Terms.SelfTradePrevention;
        if (mode == SelfTradePrevention.DecrementBoth)
            return Decrement(s, instrument, incoming, resting, (long)BigInteger.Min(wanted, resting.Leaves));

        s.Report.SelfTrade(incoming, resting, 0);
        var restingGoes = mode is SelfTradePrevention.CancelResting or SelfTradePrevention.CancelBoth
            || (mode == SelfTradePrevention.CancelSmallest && resting.Leaves < wanted);
        var incomingGoes = mode is SelfTradePrevention.CancelIncoming or SelfTradePrevention.CancelBoth
            || (mode == SelfTradePrevention.CancelSmallest && !restingGoes);
        if (restingGoes)
            s.Cancel(resting, CancelReason.SelfTrade);
        if (incomingGoes)
            s.Cancel(incoming, CancelReason.SelfTrade, Meeting.Left(instrument, incoming), incoming.Display);
        return incomingGoes;
    }

    private static bool Decrement(NaiveState s, NaiveInstrument instrument, NaiveOrder incoming, NaiveOrder resting, long lost)
    {
        s.Report.SelfTrade(incoming, resting, lost);
        TakeOff(s, resting, lost);
        if (incoming.Place == Place.Book)
        {
            TakeOff(s, incoming, lost);
            return incoming.IsDone;
        }

        if (incoming.IsBudget)
            incoming.BudgetLeft -= Amounts.Exact(instrument.Definition, resting.Price, lost);
        else
            incoming.Leaves -= lost;
        if (incoming.IsDone)
            s.Cancel(incoming, CancelReason.SelfTrade, 0, 0);
        return incoming.IsDone;
    }

    private static void TakeOff(NaiveState s, NaiveOrder inBook, long lost)
    {
        var shown = inBook.Display;
        inBook.Leaves -= lost;
        inBook.Display = Math.Min(inBook.Display, inBook.Leaves);
        if (inBook.Leaves == 0)
            s.Cancel(inBook, CancelReason.SelfTrade, 0, shown);
        else
            s.Report.Reduced(inBook, CancelReason.SelfTrade, s.LevelOf(inBook));
    }
}
