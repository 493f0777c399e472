namespace Rialto.Trading.Portfolio;

/// <summary>Amounts of assets in 10^-18, and the steps between scales; what would pass 2^120 ends there, beyond every balance there is.</summary>
internal static class Amounts
{
    /// <summary>Scale of all amounts and worths.</summary>
    public const int Scale = 18;

    private static readonly long[] s_tens = MakeTens();

    /// <summary>Beyond every balance there is.</summary>
    public static Int128 Max => Int128.One << 120;

    /// <summary>10^power, 0 to 18.</summary>
    public static long Ten(int power) => s_tens[power];

    /// <summary>An amount that a venue told, exact.</summary>
    public static Int128 Of(long amount, int scale) => (Int128)amount * s_tens[Scale - scale];

    /// <summary>Value times 10^power; where that divides, the magnitude is rounded up or down.</summary>
    /// <param name="value">Any.</param>
    /// <param name="power">-36 to 54; what is beyond 2^120 stays there.</param>
    /// <param name="up">Away from zero: for what is asked of us.</param>
    public static Int128 Shift(Int128 value, int power, bool up)
    {
        if (power == 0)
            return value;

        // Coin-margined contracts in whole numbers, at prices with decimals, need more than one step.
        for (; power > Scale; power -= Scale)
            value = Times(value, s_tens[Scale]);
        if (power > 0)
            return Times(value, s_tens[power]);
        for (; power < 0; power += Scale)
        {
            var ten = s_tens[Math.Min(Scale, -power)];
            var whole = value / ten;
            if (up && whole * ten != value)
                whole += value < 0 ? -1 : 1;
            value = whole;
        }

        return value;
    }

    /// <summary>Of a value that belongs to all, the share that belongs to a part; towards zero, without passing 128 bits on the way.</summary>
    /// <param name="value">What all have.</param>
    /// <param name="part">0 to <paramref name="all"/>.</param>
    /// <param name="all">Positive.</param>
    public static Int128 Share(Int128 value, long part, long all)
    {
        if (part == all)
            return value;
        var (each, rest) = Int128.DivRem(value, all);
        return each * part + rest * part / all;
    }

    /// <summary>Money of the reporting currency as limits have it, 10^-8, as a worth; no limit stays none.</summary>
    public static Int128 Worth(long limit) => limit == long.MaxValue ? Int128.MaxValue : (Int128)limit * s_tens[10];

    /// <summary>A worth in 10^-8, towards zero, within 64 bits.</summary>
    public static long Cents(Int128 worth)
    {
        var value = worth / s_tens[10];
        return value > long.MaxValue ? long.MaxValue : value < long.MinValue ? long.MinValue : (long)value;
    }

    private static Int128 Times(Int128 value, long ten)
    {
        var most = Max / ten;
        return value > most ? Max : value < -most ? -Max : value * ten;
    }

    private static long[] MakeTens()
    {
        var tens = new long[Scale + 1];
        tens[0] = 1;
        for (var i = 1; i < tens.Length; i++)
            tens[i] = tens[i - 1] * 10;
        return tens;
    }
}
