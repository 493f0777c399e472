using System.Numerics;
using System.Runtime.CompilerServices;

namespace Rialto.Venue.Books;

/// <summary>
/// Division of its multiples by a number that stays the same, and the test whether something is one, by one multiplication and one rotation. With d = q x 2^s,
/// q odd, and q' the inverse of q modulo 2^64: n is a multiple of d exactly where rotate-right(n x q', s) is at most (2^64 - 1) / d, and then that is n / d
/// (Warren, Hacker's Delight, 2nd edition, section 10-17).
/// </summary>
internal readonly struct ExactDivisor
{
    private readonly ulong _inverse;
    private readonly int _shift;
    private readonly ulong _maxQuotient;

    /// <param name="divisor">1 or more.</param>
    public ExactDivisor(long divisor)
    {
        Divisor = divisor;
        _shift = BitOperations.TrailingZeroCount(divisor);
        _maxQuotient = ulong.MaxValue / (ulong)divisor;
        var odd = (ulong)divisor >> _shift;

        // Newton: odd x odd = 1 modulo 8, and each step doubles the number of right bits: 3, 6, 12, 24, 48, 96.
        _inverse = odd;
        for (var i = 0; i < 5; i++)
            _inverse *= 2 - odd * _inverse;
    }

    public long Divisor { get; }

    /// <summary>
    /// The quotient where nothing remains; otherwise a number above the quotient of every multiple there is. So whoever compares the quotient with the largest
    /// one allowed has checked both. A negative dividend counts as 2^64 more than it is: its quotient is 2^63 / d or above.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Quotient(long dividend) => BitOperations.RotateRight((ulong)dividend * _inverse, _shift);

    /// <summary>True where nothing remains of a dividend that is not negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Divides(long dividend) => Quotient(dividend) <= _maxQuotient;
}
