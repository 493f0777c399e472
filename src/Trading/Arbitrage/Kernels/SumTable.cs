using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Rialto.Runtime.Memory;

namespace Rialto.Trading.Arbitrage.Kernels;

/// <summary>
/// What the legs of sets cost net of fees, all sets with as many legs: finds those whose legs together cost no more than the set pays. A binary market's YES and NO are a set of two; so are
/// two markets of which one implies the other, and one question at two venues. Cells are in <see cref="One"/>ths of what one contract pays, rounded down, so that no set is missed; what is
/// found is a candidate. Single-threaded; a scan allocates nothing.
/// <code>
/// block of 16 sets:  leg 0 [16]  leg 1 [16] ...
/// </code>
/// </summary>
public sealed class SumTable
{
    /// <summary>One contract's pay: a unit is about a millionth, finer than any venue's tick.</summary>
    public const int One = 1 << 20;

    /// <summary>Most legs.</summary>
    public const int LegsMax = 32;

    /// <summary>A leg that cannot be bought: more than any set pays, and so little that all legs together fit.</summary>
    public const int NoAsk = (LegsMax + 1) * One;

    private const int Lanes = 16;
    private readonly int[] _cells;
    private readonly int _blockCells;
    private readonly int _limit;

    /// <summary>Makes a table of sets none of whose legs can be bought.</summary>
    /// <param name="sets">1 to 2^20.</param>
    /// <param name="legs">2 to 32.</param>
    /// <param name="pays">Contracts that pay one each, whatever happens: 1 to <paramref name="legs"/>.</param>
    public SumTable(int sets, int legs, int pays)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sets, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sets, 1 << 20);
        ArgumentOutOfRangeException.ThrowIfLessThan(legs, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(legs, LegsMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(pays, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pays, legs);
        (Sets, Legs, _limit, _blockCells) = (sets, legs, pays * One, legs * Lanes);
        _cells = new int[checked(HitWords.Of(sets) * HitWords.Bits * legs)];
        Array.Fill(_cells, NoAsk);
    }

    /// <summary>Number of sets.</summary>
    public int Sets { get; }

    /// <summary>Legs of each.</summary>
    public int Legs { get; }

    /// <summary>Sets what a leg costs.</summary>
    /// <param name="set">Which set.</param>
    /// <param name="leg">Which leg.</param>
    /// <param name="cost">With fees, rounded down: 0 to <see cref="NoAsk"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int set, int leg, int cost)
    {
        if ((uint)set >= (uint)Sets || (uint)leg >= (uint)Legs || (uint)cost > NoAsk)
            ThrowNoPlace();
        _cells[(set / Lanes * _blockCells) + (leg * Lanes) + (set % Lanes)] = cost;
    }

    /// <summary>Finds all sets whose legs cost no more than they pay.</summary>
    /// <param name="hits">One bit a set; <see cref="HitWords.Of"/> words at least. Overwritten.</param>
    public void Scan(Span<ulong> hits) => Scan(VectorPaths.Best, hits);

    /// <summary>As <see cref="Scan(Span{ulong})"/>, with instructions of one's choice.</summary>
    public void Scan(VectorPath path, Span<ulong> hits)
    {
        hits = hits[..HitWords.Of(Sets)];
        if (path == VectorPath.Avx512 && Legs == 2)
            ScanPairs512(hits);
        else if (path == VectorPath.Avx512)
            Scan512(hits);
        else if (path == VectorPath.Avx2)
            Scan256(hits);
        else
            ScanEach(hits);
    }

    private void ScanPairs512(Span<ulong> hits)
    {
        ReadOnlySpan<int> rest = _cells;
        var limit = Vector512.Create(_limit);
        for (var word = 0; word < hits.Length; word++)
        {
            // Four blocks at a time: what belongs to one word.
            var four = rest[..(HitWords.Bits * 2)];
            var first = Vector512.LessThanOrEqual(Vector512.Create(four) + Vector512.Create(four[Lanes..]), limit).ExtractMostSignificantBits();
            var second = Vector512.LessThanOrEqual(Vector512.Create(four[(Lanes * 2)..]) + Vector512.Create(four[(Lanes * 3)..]), limit).ExtractMostSignificantBits();
            var third = Vector512.LessThanOrEqual(Vector512.Create(four[(Lanes * 4)..]) + Vector512.Create(four[(Lanes * 5)..]), limit).ExtractMostSignificantBits();
            var fourth = Vector512.LessThanOrEqual(Vector512.Create(four[(Lanes * 6)..]) + Vector512.Create(four[(Lanes * 7)..]), limit).ExtractMostSignificantBits();
            hits[word] = first | (second << Lanes) | (third << (Lanes * 2)) | (fourth << (Lanes * 3));
            rest = rest[(HitWords.Bits * 2)..];
        }
    }

    private void Scan512(Span<ulong> hits)
    {
        ReadOnlySpan<int> rest = _cells;
        var limit = Vector512.Create(_limit);
        for (var word = 0; word < hits.Length; word++)
        {
            var found = 0UL;
            for (var shift = 0; shift < HitWords.Bits; shift += Lanes)
            {
                var sum = Vector512<int>.Zero;
                for (var leg = 0; leg < Legs; leg++)
                {
                    sum += Vector512.Create(rest);
                    rest = rest[Lanes..];
                }

                found |= Vector512.LessThanOrEqual(sum, limit).ExtractMostSignificantBits() << shift;
            }

            hits[word] = found;
        }
    }

    private void Scan256(Span<ulong> hits)
    {
        const int Half = Lanes / 2;
        ReadOnlySpan<int> rest = _cells;
        var limit = Vector256.Create(_limit);
        for (var word = 0; word < hits.Length; word++)
        {
            var found = 0UL;
            for (var shift = 0; shift < HitWords.Bits; shift += Lanes)
            {
                var (low, high) = (Vector256<int>.Zero, Vector256<int>.Zero);
                for (var leg = 0; leg < Legs; leg++)
                {
                    low += Vector256.Create(rest);
                    high += Vector256.Create(rest[Half..]);
                    rest = rest[Lanes..];
                }

                var within = ((ulong)~Vector256.GreaterThan(low, limit).ExtractMostSignificantBits() & 0xFF)
                    | (((ulong)~Vector256.GreaterThan(high, limit).ExtractMostSignificantBits() & 0xFF) << Half);
                found |= within << shift;
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
                var set = (word * HitWords.Bits) + bit;
                var cells = _cells.AsSpan(set / Lanes * _blockCells, _blockCells);
                var sum = 0;
                for (var at = set % Lanes; at < cells.Length; at += Lanes)
                    sum += cells[at];
                if (sum <= _limit)
                    found |= 1UL << bit;
            }

            hits[word] = found;
        }
    }

    private static void ThrowNoPlace() => throw new ArgumentOutOfRangeException("set", "There is no such set or leg in the table, or no such cost.");

    /// <summary>Saves or loads what each leg costs.</summary>
    public void Keep(FieldArchive state)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (ref var cost in _cells.AsSpan())
            cost = state.Keep(cost, 0, NoAsk);
    }
}
