using Rialto.Gateways.Views;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance.Streams;

/// <summary>Finds trades of a tape by time, by bisection. On the thread of the views.</summary>
internal static class TapeSearch
{
    /// <summary>Id of the first trade at a time or later; -1 where there is none, or where the tape does not reach back so far.</summary>
    public static long FirstSince(TradeTape tape, Timestamp time)
    {
        var count = CountSince(tape, time);
        // Where all that is kept is later and older trades were let go, it is not known which was the first.
        return count == 0 || (count == tape.Count && tape.IsCut) ? -1 : tape[count - 1].TradeId.Value;
    }

    /// <summary>Id of the last trade before a time; -1 where none is kept.</summary>
    public static long LastBefore(TradeTape tape, Timestamp time)
    {
        var count = CountSince(tape, time);
        return count == tape.Count ? -1 : tape[count].TradeId.Value;
    }

    // Age falls as time rises: how many of the newest are at the time or later.
    private static int CountSince(TradeTape tape, Timestamp time)
    {
        var (low, high) = (0, tape.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (tape[middle].Time >= time)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
