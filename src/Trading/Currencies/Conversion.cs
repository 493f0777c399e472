namespace Rialto.Trading.Currencies;

/// <summary>
/// A price times a chain of rates as one fraction of integers, rounded once at the end. Factors are price units; powers of ten are gathered and cancelled first, so that nothing
/// is lost on the way. Numbers beyond 128 bits are refused, never wrapped.
/// </summary>
internal struct Conversion
{
    private UInt128 _above;
    private UInt128 _below;
    private int _exponent;
    private bool _overflows;

    /// <summary>Starts with a price.</summary>
    /// <param name="price">Positive.</param>
    /// <param name="scale">Its scale.</param>
    public Conversion(long price, int scale)
    {
        _above = (UInt128)price;
        _below = 1;
        _exponent = -scale;
        _overflows = price <= 0;
    }

    public void Multiply(long rate, int scale)
    {
        _overflows |= rate <= 0 || !TryMultiply(ref _above, (UInt128)Math.Max(1, rate));
        _exponent -= scale;
    }

    public void Divide(long rate, int scale)
    {
        _overflows |= rate <= 0 || !TryMultiply(ref _below, (UInt128)Math.Max(1, rate));
        _exponent += scale;
    }

    /// <summary>The result at a scale, rounded down or up; false where it is not positive and below 2^62 (or on the way beyond 128 bits).</summary>
    public readonly bool TryRound(int scale, bool up, out long price)
    {
        price = 0;
        var (above, below, exponent) = (_above, _below, _exponent + scale);
        var fits = !_overflows;
        for (; fits && exponent > 0; exponent--)
        {
            // A ten that stands below already is cancelled rather than multiplied.
            if (below % 10 == 0)
                below /= 10;
            else
                fits = TryMultiply(ref above, 10);
        }

        for (; fits && exponent < 0; exponent++)
        {
            if (above % 10 == 0)
                above /= 10;
            else
                fits = TryMultiply(ref below, 10);
        }

        if (!fits)
            return false;
        var (whole, rest) = UInt128.DivRem(above, below);
        if (up && rest != 0)
            whole++;
        if (whole == 0 || whole >= (UInt128)1 << 62)
            return false;
        price = (long)whole;
        return true;
    }

    private static bool TryMultiply(ref UInt128 number, UInt128 factor)
    {
        if (number > UInt128.MaxValue / factor)
            return false;
        number *= factor;
        return true;
    }
}
