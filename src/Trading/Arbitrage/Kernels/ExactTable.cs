using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Rialto.Trading.Arbitrage.Kernels;

/// <summary>
/// As <see cref="CrossTable"/> with 64-bit cells that hold net prices exactly: price times (one less or plus the rate), in 10^-8 of a price unit. What does not fit stands as the largest or
/// smallest number, which makes its market a candidate. A hit is a bid at or above an ask, perhaps of one and the same venue: confirm it. Single-threaded; a scan allocates nothing.
/// </summary>
public sealed class ExactTable
{
    /// <summary>No bid: below any price.</summary>
    public const long NoBid = long.MinValue;

    /// <summary>No ask: above any price.</summary>
    public const long NoAsk = long.MaxValue;

    private const int Lanes = 8;
    private readonly long[] _cells;
    private readonly int _blockCells;

    /// <summary>Makes an empty table.</summary>
    /// <param name="markets">1 to 2^20.</param>
    /// <param name="venues">2 to 64.</param>
    public ExactTable(int markets, int venues)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(markets, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(markets, 1 << 20);
        ArgumentOutOfRangeException.ThrowIfLessThan(venues, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(venues, CrossTable.VenuesMax);
        (Markets, Venues, _blockCells) = (markets, venues, venues * Lanes * 2);
        _cells = new long[checked(HitWords.Of(markets) * (HitWords.Bits / Lanes) * _blockCells)];
        for (var i = 0; i < _cells.Length; i += Lanes)
            Array.Fill(_cells, (i / Lanes & 1) == 0 ? NoBid : NoAsk, i, Lanes);
    }

    /// <summary>Number of markets.</summary>
    public int Markets { get; }

    /// <summary>Number of venues.</summary>
    public int Venues { get; }

    /// <summary>Sets both sides of a market at a venue.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int market, int venue, long bid, long ask)
    {
        if ((uint)market >= (uint)Markets || (uint)venue >= (uint)Venues)
            ThrowNoPlace();
        var at = (market / Lanes * _blockCells) + (venue * Lanes * 2) + (market % Lanes);
        _cells[at] = bid;
        _cells[at + Lanes] = ask;
    }

    /// <summary>Finds all markets whose highest bid is not below their lowest ask.</summary>
    /// <param name="hits">One bit a market; <see cref="HitWords.Of"/> words at least. Overwritten.</param>
    public void Scan(Span<ulong> hits) => Scan(VectorPaths.Best, hits);

    /// <summary>As <see cref="Scan(Span{ulong})"/>, with instructions of one's choice.</summary>
    public void Scan(VectorPath path, Span<ulong> hits)
    {
        hits = hits[..HitWords.Of(Markets)];
        if (path == VectorPath.Avx512)
            Scan512(hits);
        else if (path == VectorPath.Avx2)
            Scan256(hits);
        else
            ScanEach(hits);
    }

    private void Scan512(Span<ulong> hits)
    {
        ReadOnlySpan<long> rest = _cells;
        for (var word = 0; word < hits.Length; word++)
        {
            var found = 0UL;
            for (var shift = 0; shift < HitWords.Bits; shift += Lanes)
            {
                var block = rest[.._blockCells];
                rest = rest[_blockCells..];
                var bid = Vector512.Create(block);
                var ask = Vector512.Create(block[Lanes..]);
                for (var at = Lanes * 2; at <= block.Length - (Lanes * 2); at += Lanes * 2)
                {
                    var pair = block.Slice(at, Lanes * 2);
                    bid = Vector512.Max(bid, Vector512.Create(pair));
                    ask = Vector512.Min(ask, Vector512.Create(pair[Lanes..]));
                }

                found |= Vector512.GreaterThanOrEqual(bid, ask).ExtractMostSignificantBits() << shift;
            }

            hits[word] = found;
        }
    }

    private void Scan256(Span<ulong> hits)
    {
        const int Half = Lanes / 2;
        ReadOnlySpan<long> rest = _cells;
        for (var word = 0; word < hits.Length; word++)
        {
            var found = 0UL;
            for (var shift = 0; shift < HitWords.Bits; shift += Half)
            {
                // Each half of a block is a block of its own whose columns lie a whole block's apart.
                var half = shift % Lanes;
                var block = rest.Slice(half, _blockCells - half);
                var bid = Vector256.Create(block);
                var ask = Vector256.Create(block[Lanes..]);
                for (var at = Lanes * 2; at + Lanes + Half <= block.Length; at += Lanes * 2)
                {
                    bid = Vector256.Max(bid, Vector256.Create(block[at..]));
                    ask = Vector256.Min(ask, Vector256.Create(block[(at + Lanes)..]));
                }

                found |= ((ulong)~Vector256.GreaterThan(ask, bid).ExtractMostSignificantBits() & 0xF) << shift;
                if (half != 0)
                    rest = rest[_blockCells..];
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
                var market = (word * HitWords.Bits) + bit;
                var cells = _cells.AsSpan((market / Lanes * _blockCells) + (market % Lanes), _blockCells - (market % Lanes));
                var (bid, ask) = (NoBid, NoAsk);
                for (var at = 0; at + Lanes < cells.Length; at += Lanes * 2)
                {
                    bid = Math.Max(bid, cells[at]);
                    ask = Math.Min(ask, cells[at + Lanes]);
                }

                if (bid >= ask)
                    found |= 1UL << bit;
            }

            hits[word] = found;
        }
    }

    private static void ThrowNoPlace() => throw new ArgumentOutOfRangeException("market", "There is no such market or venue in the table.");
}
