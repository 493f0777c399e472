using System.Globalization;

namespace Rialto.Host.Arbitrage;

/// <summary>Amounts of 128 bits as decimals.</summary>
internal static class AmountText
{
    /// <summary>All its decimals, without zeros at the end.</summary>
    public static string Exact(Int128 amount, int scale) => Cut(amount, scale, scale);

    /// <summary>So many decimals at most, the rest cut off toward zero.</summary>
    public static string Short(Int128 amount, int scale, int decimals = 4) => Cut(amount, scale, decimals);

    /// <summary>10 to the power of 0 to 38.</summary>
    public static Int128 PowerOfTen(int exponent)
    {
        Int128 power = 1;
        for (; exponent > 0; exponent--)
            power = checked(power * 10);
        return power;
    }

    private static string Cut(Int128 amount, int scale, int decimals)
    {
        var digits = Int128.Abs(amount).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var (whole, rest) = (digits[..^scale], digits[^scale..]);
        rest = rest[..Math.Min(decimals, rest.Length)].TrimEnd('0');
        var text = rest.Length > 0 ? $"{whole}.{rest}" : whole;
        return amount < 0 && text != "0" ? $"-{text}" : text;
    }
}
