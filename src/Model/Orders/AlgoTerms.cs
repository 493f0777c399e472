using Rialto.Model.Units;

namespace Rialto.Model.Orders;

/// <summary>An algo order's number on this exchange, 1 and up in order of acceptance, never reused. Zero is "none".</summary>
public readonly record struct AlgoId(long Value)
{
    /// <summary>None.</summary>
    public static AlgoId None => default;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>What an algo order follows.</summary>
public enum AlgoType : byte
{
    /// <summary>Nothing; refused.</summary>
    None = 0,

    /// <summary>Time: the same in each interval.</summary>
    Twap = 1,

    /// <summary>The curve of a day's usual volume.</summary>
    Vwap = 2,

    /// <summary>What others trade, as it happens.</summary>
    Pov = 3,
}

/// <summary>Where an algo order is in its life.</summary>
public enum AlgoState : byte
{
    /// <summary>Its start has not come.</summary>
    Scheduled = 0,

    /// <summary>It works.</summary>
    Running = 1,

    /// <summary>Its owner paused it; its end still comes.</summary>
    Paused = 2,

    /// <summary>It is over.</summary>
    Ended = 3,
}

/// <summary>
/// The choices of an algo order that are not numbers, as they stand in a command's terms:
/// <code>
/// bits 0-1 type | 2 passive | 3 finish | 4-6 self-trade prevention of its children | 7-15 zero
/// </code>
/// </summary>
public readonly record struct AlgoTerms(ushort Bits)
{
    /// <summary>Packs the choices.</summary>
    public static AlgoTerms Of(AlgoType type, bool passive = false, bool finish = false, SelfTradePrevention selfTradePrevention = SelfTradePrevention.None) =>
        new((ushort)((int)type | (passive ? 4 : 0) | (finish ? 8 : 0) | ((int)selfTradePrevention << 4)));

    /// <summary>What it follows.</summary>
    public AlgoType Type => (AlgoType)(Bits & 3);

    /// <summary>Its children join their own side's best price and wait there; otherwise they take what there is within the limit.</summary>
    public bool Passive => (Bits & 4) != 0;

    /// <summary>At its end a last child asks for all that is left; otherwise the rest stays undone.</summary>
    public bool Finish => (Bits & 8) != 0;

    /// <summary>Three bits; values above <see cref="SelfTradePrevention.DecrementBoth"/> are refused.</summary>
    public SelfTradePrevention SelfTradePrevention => (SelfTradePrevention)((Bits >> 4) & 7);

    /// <summary>True where every field has a defined value and the spare bits are zero.</summary>
    public bool IsWellFormed => Bits >> 7 == 0 && Type != AlgoType.None && SelfTradePrevention <= SelfTradePrevention.DecrementBoth;
}

/// <summary>
/// The numbers of an algo order's pace, packed into 64 bits as they stand in the command:
/// <code>
/// bits 0-26 interval in ms | 27-46 participation in ppm | 47-56 catch-up in percent | 57-62 jitter in percent of the interval | 63 zero
/// </code>
/// </summary>
public readonly record struct AlgoPace(long Bits)
{
    /// <summary>Shortest interval between slices.</summary>
    public const int MinIntervalMs = 100;

    /// <summary>Longest interval between slices: a day.</summary>
    public const int MaxIntervalMs = 86_400_000;

    /// <summary>Most slices of one algo order.</summary>
    public const int MaxSlices = 100_000;

    /// <summary>Longest time from start to end, and from now to start: seven days.</summary>
    public const long MaxSpanNs = 7 * Timestamp.NanosecondsPerDay;

    /// <summary>Packs the numbers; each must fit its bits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One does not.</exception>
    public static AlgoPace Of(int intervalMs, int participationPpm = 0, int catchUpPercent = 100, int jitterPercent = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)intervalMs, (1u << 27) - 1, nameof(intervalMs));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)participationPpm, (1u << 20) - 1, nameof(participationPpm));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)catchUpPercent, (1u << 10) - 1, nameof(catchUpPercent));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)jitterPercent, (1u << 6) - 1, nameof(jitterPercent));
        return new AlgoPace((long)(uint)intervalMs | ((long)(uint)participationPpm << 27) | ((long)(uint)catchUpPercent << 47) | ((long)(uint)jitterPercent << 57));
    }

    /// <summary>From slice to slice.</summary>
    public int IntervalMs => (int)(Bits & ((1L << 27) - 1));

    /// <summary>Share of what others trade: of a POV what it follows, of others a cap; zero is none.</summary>
    public int ParticipationPpm => (int)((Bits >> 27) & ((1L << 20) - 1));

    /// <summary>How much more than its share a slice may ask for to make up for what is missing.</summary>
    public int CatchUpPercent => (int)((Bits >> 47) & ((1L << 10) - 1));

    /// <summary>How late a slice may be, in percent of the interval.</summary>
    public int JitterPercent => (int)((Bits >> 57) & ((1L << 6) - 1));
}
