using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Rialto.Trading.Arbitrage.Kernels;

/// <summary>
/// Net bids and asks of markets at their venues as 32-bit numbers, made so that all markets are looked at at once: which may have a bid above the ask of another venue. Cells are in units of
/// each market's own; a bid is rounded up and an ask down, so that no market is missed. What is found is a candidate, to be confirmed exactly.
/// <code>
/// block of 16 markets:  venue 0 [16 bids][16 asks]  venue 1 [16 bids][16 asks] ...
/// </code>
/// Single-threaded; a scan allocates nothing.
/// </summary>
public sealed class CrossTable
{
    /// <summary>Most venues.</summary>
    public const int VenuesMax = 64;

    /// <summary>No bid: below any price.</summary>
    public const int NoBid = int.MinValue;

    /// <summary>No ask: above any price.</summary>
    public const int NoAsk = int.MaxValue;

    private const int Lanes = 16;
    private readonly int[] _cells;
    private readonly int _blockCells;

    /// <summary>Makes an empty table.</summary>
    /// <param name="markets">1 to 2^20.</param>
    /// <param name="venues">2 to 64.</param>
    public CrossTable(int markets, int venues)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(markets, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(markets, 1 << 20);
        ArgumentOutOfRangeException.ThrowIfLessThan(venues, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(venues, VenuesMax);
        (Markets, Venues, _blockCells) = (markets, venues, venues * Lanes * 2);

        // Whole words of hits, so that no scan looks at a part of one.
        _cells = new int[checked(HitWords.Of(markets) * (HitWords.Bits / Lanes) * _blockCells)];
        for (var i = 0; i < _cells.Length; i += Lanes)
            Array.Fill(_cells, (i / Lanes & 1) == 0 ? NoBid : NoAsk, i, Lanes);
    }

    /// <summary>Number of markets.</summary>
    public int Markets { get; }

    /// <summary>Number of venues.</summary>
    public int Venues { get; }

    /// <summary>What one sells for net of fees, in the market's units, rounded up; <see cref="NoBid"/> for none.</summary>
    public int BidOf(int market, int venue) => _cells[Index(market, venue)];

    /// <summary>What one buys for net of fees, in the market's units, rounded down; <see cref="NoAsk"/> for none.</summary>
    public int AskOf(int market, int venue) => _cells[Index(market, venue) + Lanes];

    /// <summary>Sets both sides of a market at a venue.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int market, int venue, int bid, int ask)
    {
        var at = Index(market, venue);
        _cells[at] = bid;
        _cells[at + Lanes] = ask;
    }

    /// <summary>Finds all markets whose highest bid is not below their lowest ask.</summary>
    /// <param name="hits">One bit a market, the lowest first; <see cref="HitWords.Of"/> words at least. Overwritten.</param>
    public void Scan(Span<ulong> hits) => Scan(VectorPaths.Best, hits);

    /// <summary>As <see cref="Scan(Span{ulong})"/>, with instructions of one's choice.</summary>
    /// <param name="path">One that the processor has.</param>
    /// <param name="hits">One bit a market.</param>
    public void Scan(VectorPath path, Span<ulong> hits)
    {
        hits = hits[..HitWords.Of(Markets)];
        switch (path)
        {
            case VectorPath.Avx512 when Venues == 2:
                ScanPairs512(hits);
                break;
            case VectorPath.Avx512:
                Scan512(hits);
                break;
            case VectorPath.Avx2:
                Scan256(hits);
                break;
            default:
                ScanEach(hits);
                break;
        }
    }

    private void ScanPairs512(Span<ulong> hits)
    {
        ReadOnlySpan<int> rest = _cells;
        for (var word = 0; word < hits.Length; word++)
        {
            var found = 0UL;
            for (var shift = 0; shift < HitWords.Bits; shift += Lanes)
            {
                var block = rest[..(Lanes * 4)];
                var bid = Vector512.Max(Vector512.Create(block), Vector512.Create(block[(Lanes * 2)..]));
                var ask = Vector512.Min(Vector512.Create(block[Lanes..]), Vector512.Create(block[(Lanes * 3)..]));
                found |= Vector512.GreaterThanOrEqual(bid, ask).ExtractMostSignificantBits() << shift;
                rest = rest[(Lanes * 4)..];
            }

            hits[word] = found;
        }
    }

    private void Scan512(Span<ulong> hits)
    {
        ReadOnlySpan<int> rest = _cells;
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
        ReadOnlySpan<int> rest = _cells;
        const int Half = Lanes / 2;
        for (var word = 0; word < hits.Length; word++)
        {
            var found = 0UL;
            for (var shift = 0; shift < HitWords.Bits; shift += Lanes)
            {
                var block = rest[.._blockCells];
                rest = rest[_blockCells..];
                var (bidLow, bidHigh) = (Vector256.Create(block), Vector256.Create(block[Half..]));
                var (askLow, askHigh) = (Vector256.Create(block[Lanes..]), Vector256.Create(block[(Lanes + Half)..]));
                for (var at = Lanes * 2; at <= block.Length - (Lanes * 2); at += Lanes * 2)
                {
                    var pair = block.Slice(at, Lanes * 2);
                    bidLow = Vector256.Max(bidLow, Vector256.Create(pair));
                    bidHigh = Vector256.Max(bidHigh, Vector256.Create(pair[Half..]));
                    askLow = Vector256.Min(askLow, Vector256.Create(pair[Lanes..]));
                    askHigh = Vector256.Min(askHigh, Vector256.Create(pair[(Lanes + Half)..]));
                }

                // No compare for "not less" there: what is not less is what the ask does not exceed.
                var low = (ulong)~Vector256.GreaterThan(askLow, bidLow).ExtractMostSignificantBits() & 0xFF;
                var high = (ulong)~Vector256.GreaterThan(askHigh, bidHigh).ExtractMostSignificantBits() & 0xFF;
                found |= (low | (high << Half)) << shift;
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Index(int market, int venue)
    {
        if ((uint)market >= (uint)Markets || (uint)venue >= (uint)Venues)
            ThrowNoPlace();
        return (market / Lanes * _blockCells) + (venue * Lanes * 2) + (market % Lanes);
    }

    private static void ThrowNoPlace() => throw new ArgumentOutOfRangeException("market", "There is no such market or venue in the table.");
}
