using System.Runtime.CompilerServices;

namespace Rialto.Venue.Books;

/// <summary>
/// Division by a number that stays the same, by one multiplication: for dividends from 0 to 2^50 - 1 (prices and quantities are at most 10^15) and divisors
/// from 1 to 2^50 - 1. With l = ceil(log2 d), s = 50 + l and m = floor(2^s / d) + 1 the quotient is exactly (n x m) / 2^s, because n x (m x d - 2^s) &lt; 2^s
/// (Granlund and Montgomery, Division by Invariant Integers using Multiplication, 1994, theorem 4.2).
/// </summary>
internal readonly struct FixedDivisor
{
    private readonly ulong _multiplier;
    private readonly int _shift;

    public FixedDivisor(long divisor)
    {
        Divisor = divisor;
        if (divisor == 1)
            return;
        var log = 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)divisor - 1);

        // m < 2^52; moved up by 12 bits it still fits, and the shift is then at least 50 + 1 + 12 = 63.
        var m = (ulong)((UInt128.One << (50 + log)) / (ulong)divisor) + 1;
        _multiplier = m << 12;
        _shift = 50 + log + 12 - 63;
    }

    public long Divisor { get; }

    /// <summary>The quotient, rounded down.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Divide(long dividend)
    {
        if (Divisor == 1)
            return dividend;
        var high = Math.BigMul((ulong)dividend << 1, _multiplier, out _);
        return (long)(high >> _shift);
    }

    /// <summary>True where nothing remains.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Divides(long dividend) => Divisor == 1 || Divide(dividend) * Divisor == dividend;
}
