namespace Rialto.Trading.Strategy;

/// <summary>What a parameter holds.</summary>
public enum ParameterKind : byte
{
    /// <summary>A whole number.</summary>
    Whole = 0,

    /// <summary>A number of a model; reaches a price or quantity only through <see cref="Rounding"/>.</summary>
    Real = 1,

    /// <summary>An exact decimal: money, a quantity.</summary>
    Amount = 2,

    /// <summary>Yes or no.</summary>
    Flag = 3,

    /// <summary>One of some words; the value is the word's place.</summary>
    Choice = 4,
}

/// <summary>The value of a parameter as 16 bytes, so that a change of it fits a <see cref="DeskCommand"/> and a journal. What the bits mean is the parameter's kind.</summary>
public readonly record struct ParameterValue(long Low, long High)
{
    /// <summary>Of a whole number, a flag or a choice.</summary>
    public static ParameterValue Of(long value) => new(value, 0);

    /// <summary>Of a real number.</summary>
    public static ParameterValue Of(double value) => new(BitConverter.DoubleToInt64Bits(value), 0);

    /// <summary>Of an exact decimal; equal amounts are equal bits.</summary>
    public static ParameterValue Of(decimal value)
    {
        // Without zeros behind the last digit: 1.0 and 1.00 are the same amount.
        value /= 1.0000000000000000000000000000m;
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        return new(((long)bits[1] << 32) | (uint)bits[0], ((long)bits[3] << 32) | (uint)bits[2]);
    }

    /// <summary>As a whole number.</summary>
    public long AsWhole => Low;

    /// <summary>As a real number.</summary>
    public double AsReal => BitConverter.Int64BitsToDouble(Low);

    /// <summary>As an exact decimal.</summary>
    public decimal AsAmount => new([(int)Low, (int)(Low >> 32), (int)High, (int)(High >> 32)]);

    /// <summary>The bits: which value they are only the parameter knows.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Low:x16}:{High:x16}");
}
