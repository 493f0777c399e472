using System.Numerics;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>A trade on an instrument's tape.</summary>
internal sealed record TapedTrade(Timestamp Time, Price Price, long Quantity);

/// <summary>algos.md, section 3: what an instrument traded since its tape began. Every sum is made anew from all of it.</summary>
internal sealed record NaiveTape(InstrumentId Instrument, Timestamp Began, Price LastBefore)
{
    public List<TapedTrade> Trades { get; } = [];
    public int[] Supplied { get; } = new int[96];

    public BigInteger Volume => Trades.Aggregate(BigInteger.Zero, (sum, t) => sum + t.Quantity);
    public BigInteger Notional => Trades.Aggregate(BigInteger.Zero, (sum, t) => sum + ((BigInteger)t.Price.Units * t.Quantity));
    public Price Last => Trades.Count == 0 ? LastBefore : Trades[^1].Price;

    /// <summary>The last price over time, and the time for which there was one.</summary>
    public (BigInteger Integral, BigInteger Time) OverTime(Timestamp now)
    {
        var (integral, time) = (BigInteger.Zero, BigInteger.Zero);
        var (since, price) = (Began, LastBefore);
        foreach (var (until, next) in Trades.Select(t => (t.Time, t.Price)).Append((now, Price.None)))
        {
            if (!price.IsNone)
            {
                integral += (BigInteger)price.Units * (until.Nanoseconds - since.Nanoseconds);
                time += until.Nanoseconds - since.Nanoseconds;
            }

            (since, price) = (until, next);
        }

        return (integral, time);
    }

    /// <summary>Of each quarter of the day.</summary>
    public BigInteger[] OwnVolumes()
    {
        var (own, days) = (new BigInteger[96], new long[96]);
        foreach (var t in Trades)
        {
            var quarter = Curves.QuarterOf(t.Time.Nanoseconds);
            var day = t.Time.Nanoseconds / Timestamp.NanosecondsPerDay;
            if (days[quarter] != day)
                own[quarter] -= own[quarter] / 2;
            days[quarter] = day;
            own[quarter] = BigInteger.Min(BigInteger.Pow(2, 62), own[quarter] + t.Quantity);
        }

        return own;
    }
}

/// <summary>Weights of the quarters of a day.</summary>
internal static class Curves
{
    private const long QuarterNs = 900_000_000_000;

    public static int QuarterOf(long ns) => (int)(ns / QuarterNs % 96);

    /// <summary>The curve that an order takes.</summary>
    public static int[] Of(NaiveTape tape, Timestamp start, Timestamp end)
    {
        var weights = tape.Supplied.ToArray();
        if (weights.All(w => w == 0))
        {
            var own = tape.OwnVolumes();
            var shift = 0;
            while (own.Any(v => v >> shift >= 65_536))
                shift++;
            weights = [.. own.Select(v => v.IsZero ? 0 : Math.Max(1, (int)(v >> shift)))];
        }

        return Between(weights, start.Nanoseconds, end.Nanoseconds).IsZero ? [.. Enumerable.Repeat(1, 96)] : weights;
    }

    /// <summary>W(a, b): quarter by quarter.</summary>
    public static BigInteger Between(int[] weights, long from, long to)
    {
        var sum = BigInteger.Zero;
        for (var quarter = from / QuarterNs; quarter * QuarterNs < to; quarter++)
            sum += (BigInteger)weights[quarter % 96] * (Math.Min(to, (quarter + 1) * QuarterNs) - Math.Max(from, quarter * QuarterNs));
        return sum;
    }
}

/// <summary>One live algo order.</summary>
internal sealed record NaiveAlgo
{
    public required long Id { get; init; }
    public required Command Asked { get; init; }
    public required Timestamp Start { get; init; }
    public int[] Curve { get; init; } = [];
    public AlgoState State { get; set; }
    public bool HasBegun { get; set; }
    public long NextSlice { get; set; }
    public BigInteger LastTarget { get; set; }
    public long Filled { get; set; }
    public BigInteger PriceSum { get; set; }

    /// <summary>The order it entered last; it may have ended.</summary>
    public OrderId Child { get; set; }

    public long ArrivalPrice { get; set; }
    public BigInteger VolumeAtStart { get; set; }
    public BigInteger NotionalAtStart { get; set; }
    public (BigInteger Integral, BigInteger Time) OverTimeAtStart { get; set; }

    /// <summary>It is to be told of at the end of the command.</summary>
    public bool IsTouched { get; set; }

    public AlgoType Type => Asked.AlgoTerms.Type;
    public OwnerId Owner => Asked.Owner;
    public InstrumentId Instrument => Asked.Instrument;
    public long Quantity => Asked.Quantity.Units;
    public Timestamp End => Asked.ExpireTime;
    public long IntervalNs => Asked.Pace.IntervalMs * 1_000_000L;
    public long Slices => (End.Nanoseconds - Start.Nanoseconds + IntervalNs - 1) / IntervalNs;

    /// <summary>Section 2.</summary>
    public Timestamp TimeOf(long slice)
    {
        var jitterMs = (BigInteger)Asked.Pace.IntervalMs * Asked.Pace.JitterPercent / 100;
        var h = (((BigInteger)Id * 1_000_003) + slice) * 11_400_714_819_323_198_485 % BigInteger.Pow(2, 64);
        var late = (h >> 32) * (jitterMs + 1) >> 32;
        return new Timestamp((long)BigInteger.Min(End.Nanoseconds - 1, Start.Nanoseconds + ((BigInteger)slice * IntervalNs) + (late * 1_000_000)));
    }

    public Timestamp Next =>
        State == AlgoState.Scheduled ? Start
        : State == AlgoState.Running && NextSlice < Slices ? TimeOf(NextSlice)
        : End;

    /// <summary>The last slice whose time has come.</summary>
    public long LastSliceAt(Timestamp now)
    {
        // Times rise with their numbers, so the slice is not far from where it would be without jitter.
        var slice = Math.Min(Slices - 1, ((now.Nanoseconds - Start.Nanoseconds) / IntervalNs) + 1);
        while (slice >= 0 && TimeOf(slice) > now)
            slice--;
        return slice;
    }
}

/// <summary>All algo orders and tapes.</summary>
internal sealed class NaiveAlgos
{
    public List<NaiveAlgo> Live { get; } = [];
    public List<NaiveTape> Tapes { get; } = [];

    /// <summary>Those that ended in this command and are yet to be told of.</summary>
    public List<NaiveAlgo> Ended { get; } = [];

    public long LastId { get; set; }

    public NaiveTape? TapeOf(InstrumentId instrument) => Tapes.Find(t => t.Instrument == instrument);
}
