using Rialto.Model.Feeds;
using Rialto.Model.Orders;

namespace Rialto.Adapters.Feeds;

/// <summary>Levels in order with digits as sent: for venues that are proven by checksums over their best levels, or keep a depth.</summary>
internal sealed class DigitBook(int levelsMax) : ProofBook
{
    private readonly SortedSide _bids = new(Side.Buy, levelsMax);
    private readonly SortedSide _asks = new(Side.Sell, levelsMax);

    public override long BestBid => _bids.Count > 0 ? _bids.Best.Price : 0;

    public override long BestAsk => _asks.Count > 0 ? _asks.Best.Price : 0;

    public override bool IsCrossed => _bids.Count > 0 && _asks.Count > 0 && _bids.Best.Price >= _asks.Best.Price;

    public override void Clear()
    {
        _bids.Clear();
        _asks.Clear();
    }

    public override BookReason Load(ReadOnlySpan<LevelChange> levels)
    {
        // Sides keep their best level last: a whole book that comes best level first is taken from its end, so that every level is put behind the others.
        if (!IsBestFirst(levels))
            return base.Load(levels);
        Clear();
        for (var i = levels.Length - 1; i >= 0; i--)
        {
            if (IsBeyond(levels[i].Price))
                return BookReason.DigitsDoNotFit;
            if (!SideOf(levels[i].Side).Set(in levels[i]))
                return BookReason.TooManyLevels;
        }

        return BookReason.None;
    }

    public override BookReason Set(ReadOnlySpan<LevelChange> levels)
    {
        foreach (ref readonly var level in levels)
        {
            if (IsBeyond(level.Price))
                return BookReason.DigitsDoNotFit;
            if (!SideOf(level.Side).Set(in level))
                return BookReason.TooManyLevels;
        }

        return BookReason.None;
    }

    public override BookReason Change(Span<LevelChange> levels)
    {
        foreach (ref var level in levels)
        {
            if (IsBeyond(level.Price))
                return BookReason.DigitsDoNotFit;
            var side = SideOf(level.Side);
            level.Quantity += side.QuantityAt(level.Price);
            if (level.Quantity < 0)
                return BookReason.NegativeLevel;
            if (!side.Set(in level))
                return BookReason.TooManyLevels;
        }

        return BookReason.None;
    }

    public override bool TryCut(Side side, int depth, out LevelChange worst)
    {
        var levels = SideOf(side);
        var isTooDeep = levels.Count > depth;
        worst = isTooDeep ? levels.RemoveWorst() : default;
        return isTooDeep;
    }

    public override uint ChecksumBy(BookChecksum checksum, ChecksumKind kind, Listing listing) => checksum.Of(kind, _bids, _asks, listing);

    /// <summary>True where each side goes from its best level to its worst and names no price twice: then the order of loading makes no difference.</summary>
    private static bool IsBestFirst(ReadOnlySpan<LevelChange> levels)
    {
        var (bid, ask) = (long.MaxValue, long.MinValue);
        foreach (ref readonly var level in levels)
        {
            if (level.Side == Side.Buy ? level.Price >= bid : level.Price <= ask)
                return false;
            if (level.Side == Side.Buy)
                bid = level.Price;
            else
                ask = level.Price;
        }

        return true;
    }

    private SortedSide SideOf(Side side) => side == Side.Buy ? _bids : _asks;
}
