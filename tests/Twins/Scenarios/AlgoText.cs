using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins.Scenarios;

/// <summary>Events of algo orders, one line each.</summary>
internal static class AlgoText
{
    public static string Of(in ExchangeEvent e, Instrument i, Vocabulary words)
    {
        var q = DecimalText.Format(e.Quantity.Units, i.QuantityScale);
        return e.Kind switch
        {
            EventKind.AlgoAccepted => $"algo {e.AlgoId} accepted: {e.AlgoTerms.Type} {e.Side} {q} from {Time(e.StartTime)} to {Time(e.ExpireTime)}",
            EventKind.AlgoStateChanged => $"algo {e.AlgoId} {State(e, i, q)}",
            EventKind.AlgoSliced => $"algo {e.AlgoId} slice {e.SliceNumber}, target {DecimalText.Format(e.Target.Units, i.QuantityScale)}: {Child(e, i, q, words)}",
            EventKind.AlgoProgressed => $"algo {e.AlgoId} filled {q}{Finer(e.AveragePrice, i, " at ")}; arrival {Price(e.Price, i)}, vwap {Finer(e.IntervalVwap, i, "")}, twap {Finer(e.IntervalTwap, i, "")}, others {DecimalText.Format(e.OthersVolume, i.QuantityScale)}"
                + $"; slippage {DecimalText.Format(e.BenchmarkSlippage, 2)}, from arrival {DecimalText.Format(e.ArrivalSlippage, 2)} bps",
            _ => e.Terms.Bits == 4 ? "volume curve cleared" : $"volume curve, quarter {e.Terms.Bits} set",
        };
    }

    private static string State(in ExchangeEvent e, Instrument i, string filled) => e.AlgoState switch
    {
        AlgoState.Ended => $"ended with {filled} filled ({(e.Reason == 0 ? "Filled" : e.CancelReason)})",
        AlgoState.Paused => "paused",
        _ => e.Price.IsNone ? "running" : $"running, arrival {Price(e.Price, i)}",
    };

    private static string Child(in ExchangeEvent e, Instrument i, string quantity, Vocabulary words)
    {
        if (e.Quantity.IsZero)
            return "no child";
        var child = $"{quantity}{(e.Price.IsNone ? "" : $" @ {Price(e.Price, i)}")} {e.Terms.TimeInForce}";
        return e.Reason == 0 ? $"{words.NameOf(e.OrderId)} {child}" : $"{child} refused, {(RejectReason)e.Reason}";
    }

    private static string Price(Price price, Instrument i) => price.IsNone ? "none" : DecimalText.Format(price.Units, i.PriceScale);

    private static string Finer(long price, Instrument i, string before) => price == 0 ? before.Length == 0 ? "none" : "" : before + DecimalText.Format(price, i.PriceScale + 3);

    private static string Time(Timestamp time) => $"{time.ToDateTimeUtc():HH:mm:ss.FFF}";
}
