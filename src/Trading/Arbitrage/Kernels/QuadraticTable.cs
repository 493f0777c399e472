using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Rialto.Trading.Arbitrage.Kernels;

/// <summary>
/// Asks of two legs whose fees are quadratic, rate x p x (1 - p), as Kalshi and Polymarket charge them: finds pairs that may cost no more than one with their fees, which are computed in the
/// scan, so that a price is stored as it comes. Prices and fees are rounded down, so that no pair is missed; what is found is a candidate. Single-threaded; a scan allocates nothing.
/// <code>
/// block of 16 pairs:  leg 0 [16 asks][16 rates]  leg 1 [16 asks][16 rates]
/// p in 2^-16, rate in 2^-14:  q = p (2^16 - p) >> 14,  fee = (q x rate) >> 16
/// </code>
/// </summary>
public sealed class QuadraticTable
{
    /// <summary>One contract's pay: a unit is 0.000015, finer than a tick of 0.0001.</summary>
    public const int One = 1 << 16;

    /// <summary>One whole in rates.</summary>
    public const int RateOne = 1 << 14;

    /// <summary>A leg that cannot be bought: more than any pair may cost, whatever the other leg does.</summary>
    public const int NoAsk = 2 * One;

    private const int Lanes = 16;
    private const int Block = Lanes * 4;
    private readonly int[] _cells;

    /// <summary>Makes a table of pairs whose legs cannot be bought.</summary>
    /// <param name="pairs">1 to 2^20.</param>
    public QuadraticTable(int pairs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pairs, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pairs, 1 << 20);
        Pairs = pairs;
        _cells = new int[HitWords.Of(pairs) * (HitWords.Bits / Lanes) * Block];
        for (var i = 0; i < _cells.Length; i += Lanes)
            Array.Fill(_cells, (i / Lanes & 1) == 0 ? NoAsk : 0, i, Lanes);
    }

    /// <summary>Number of pairs.</summary>
    public int Pairs { get; }

    /// <summary>Sets a leg's ask.</summary>
    /// <param name="pair">Which pair.</param>
    /// <param name="leg">0 or 1.</param>
    /// <param name="ask">In <see cref="One"/>ths, rounded down: 0 to <see cref="One"/>, or <see cref="NoAsk"/>.</param>
    /// <param name="rate">Of the fee, in <see cref="RateOne"/>ths, rounded down: 0 to half.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int pair, int leg, int ask, int rate)
    {
        if ((uint)pair >= (uint)Pairs || (uint)leg > 1 || ((uint)ask > One && ask != NoAsk) || (uint)rate > RateOne / 2)
            ThrowNoPlace();
        var at = (pair / Lanes * Block) + (leg * Lanes * 2) + (pair % Lanes);
        _cells[at] = ask;

        // What cannot be bought has no fee: the formula is for prices up to one.
        _cells[at + Lanes] = ask == NoAsk ? 0 : rate;
    }

    /// <summary>Finds all pairs that cost no more than one.</summary>
    /// <param name="hits">One bit a pair; <see cref="HitWords.Of"/> words at least. Overwritten.</param>
    public void Scan(Span<ulong> hits) => Scan(VectorPaths.Best, hits);

    /// <summary>As <see cref="Scan(Span{ulong})"/>, with instructions of one's choice.</summary>
    public void Scan(VectorPath path, Span<ulong> hits)
    {
        hits = hits[..HitWords.Of(Pairs)];
        if (path == VectorPath.Avx512)
            Scan512(hits);
        else if (path == VectorPath.Avx2)
            Scan256(hits);
        else
            ScanEach(hits);
    }

    private void Scan512(Span<ulong> hits)
    {
        ReadOnlySpan<int> rest = _cells;
        var one = Vector512.Create(One);
        for (var word = 0; word < hits.Length; word++)
        {
            var found = 0UL;
            for (var shift = 0; shift < HitWords.Bits; shift += Lanes)
            {
                var block = rest[..Block];
                rest = rest[Block..];
                var first = Vector512.Create(block);
                var second = Vector512.Create(block[(Lanes * 2)..]);
                var cost = first + second
                    + ((((first * (one - first)) >> 14) * Vector512.Create(block[Lanes..])) >> 16)
                    + ((((second * (one - second)) >> 14) * Vector512.Create(block[(Lanes * 3)..])) >> 16);
                found |= Vector512.LessThanOrEqual(cost, one).ExtractMostSignificantBits() << shift;
            }

            hits[word] = found;
        }
    }

    private void Scan256(Span<ulong> hits)
    {
        const int Half = Lanes / 2;
        ReadOnlySpan<int> rest = _cells;
        var one = Vector256.Create(One);
        for (var word = 0; word < hits.Length; word++)
        {
            var found = 0UL;
            for (var shift = 0; shift < HitWords.Bits; shift += Half)
            {
                var half = shift % Lanes;
                var block = rest[half..Block];
                var first = Vector256.Create(block);
                var second = Vector256.Create(block[(Lanes * 2)..]);
                var cost = first + second
                    + ((((first * (one - first)) >> 14) * Vector256.Create(block[Lanes..])) >> 16)
                    + ((((second * (one - second)) >> 14) * Vector256.Create(block[(Lanes * 3)..])) >> 16);
                found |= ((ulong)~Vector256.GreaterThan(cost, one).ExtractMostSignificantBits() & 0xFF) << shift;
                if (half != 0)
                    rest = rest[Block..];
            }

            hits[word] = found;
        }
    }

    private void ScanEach(Span<ulong> hits)
    {
        for (var word = 0; word < hits.Length; word++)
        {
            var found = 0UL;
            for (var bit = 0; bit < HitWords.Bits; bit++)
            {
                var pair = (word * HitWords.Bits) + bit;
                var cells = _cells.AsSpan((pair / Lanes * Block) + (pair % Lanes), (Lanes * 3) + 1);
                if (CostOf(cells[0], cells[Lanes]) + CostOf(cells[Lanes * 2], cells[Lanes * 3]) <= One)
                    found |= 1UL << bit;
            }

            hits[word] = found;
        }
    }

    // NoAsk x (One - NoAsk) is -2^33, which wraps; its rate is zero, and so is its fee.
    private static int CostOf(int ask, int rate) => ask + (((unchecked(ask * (One - ask)) >> 14) * rate) >> 16);

    private static void ThrowNoPlace() => throw new ArgumentOutOfRangeException("pair", "There is no such pair or leg in the table, or no such ask or rate.");
}
