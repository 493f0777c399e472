using Rialto.Model.Units;

namespace Rialto.Adapters.Orders;

/// <summary>An amount of money as a venue wrote it: a count and its scale. Exact as long as it fits 64 bits; of a longer one the last digits are cut off, toward zero.</summary>
/// <param name="Units">The count of 10^-Scale.</param>
/// <param name="Scale">0 to 18.</param>
internal readonly record struct DecimalAmount(long Units, byte Scale)
{
    /// <summary>Reads a decimal, exponents included.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DecimalAmount amount)
    {
        amount = default;
        var error = DecimalText.TryParseScientific(text, DecimalText.MaxScale, out _, out var decimals);
        if (error == DecimalTextError.Malformed)
            return false;
        for (var scale = Math.Min(decimals, DecimalText.MaxScale); scale >= 0; scale--)
        {
            if (!TryCut(text, scale, out var units))
                continue;
            amount = new DecimalAmount(units, (byte)scale);
            return true;
        }

        return false;
    }

    /// <summary>The count at a scale, digits beyond it cut off toward zero.</summary>
    /// <returns>False for what is no decimal, or too large.</returns>
    public static bool TryCut(ReadOnlySpan<byte> text, int scale, out long units)
    {
        var error = DecimalText.TryParseScientific(text, scale, out units, out _);
        if (error == DecimalTextError.TooPrecise)
        {
            var digits = text;
            Span<byte> plain = stackalloc byte[DecimalText.MaxLength + 1];
            if (text.IndexOfAny((byte)'e', (byte)'E') >= 0)
                return TryCutScientific(text, scale, out units);
            var point = digits.IndexOf((byte)'.');
            var kept = point + (scale == 0 ? 0 : 1 + scale);
            if (point <= 0 || kept > plain.Length)
                return false;
            return DecimalText.TryParse(digits[..kept], scale, out units) == DecimalTextError.None;
        }

        return error == DecimalTextError.None;
    }

    // 1.6e-7 at scale 6: all digits at the finest scale, then the rest by division, which cuts toward zero.
    private static bool TryCutScientific(ReadOnlySpan<byte> text, int scale, out long units)
    {
        units = 0;
        for (var finer = scale + 1; finer <= DecimalText.MaxScale; finer++)
        {
            if (DecimalText.TryParseScientific(text, finer, out var fine, out _) != DecimalTextError.None)
                continue;
            units = fine / DecimalText.PowerOfTen(finer - scale);
            return true;
        }

        return false;
    }

    /// <summary>The count of this amount at another scale, cut off toward zero where that is coarser.</summary>
    /// <returns>False where it does not fit 64 bits.</returns>
    public bool TryRescale(int scale, out long units)
    {
        var exact = scale >= Scale ? (Int128)Units * DecimalText.PowerOfTen(scale - Scale) : Units / DecimalText.PowerOfTen(Scale - scale);
        units = (long)exact;
        return exact == units;
    }

    /// <summary>The sum of two amounts at the finer of their scales; coarser, cut off toward zero, where that does not fit 64 bits.</summary>
    public static DecimalAmount Sum(DecimalAmount left, DecimalAmount right)
    {
        for (int scale = Math.Max(left.Scale, right.Scale); scale >= 0; scale--)
        {
            if (left.TryRescale(scale, out var one) && right.TryRescale(scale, out var other) && (Int128)one + other is var sum && sum == (long)sum)
                return new DecimalAmount((long)sum, (byte)scale);
        }

        return default;
    }

    /// <summary>This amount less another; nothing where that is more.</summary>
    public DecimalAmount Less(DecimalAmount other) => Sum(this, other with { Units = -other.Units }) is { Units: > 0 } rest ? rest : default;

    /// <summary>This amount with the other sign: venues differ in whether a fee that is paid is negative.</summary>
    public DecimalAmount Negated => this with { Units = -Units };

    /// <summary>This amount for so much: the average price in the listing's units, cut off toward zero; zero where nothing was traded.</summary>
    public long Per(long quantityUnits, int priceScale, int quantityScale)
    {
        if (quantityUnits <= 0 || Units <= 0)
            return 0;
        var shift = priceScale + quantityScale - Scale;
        Int128 price = Units;
        for (; shift > 0 && price < Int128.MaxValue / 10; shift--)
            price *= 10;
        for (; shift < 0; shift++)
            price /= 10;
        price /= quantityUnits;
        return shift == 0 && price <= long.MaxValue ? (long)price : 0;
    }
}
