using System.Runtime.CompilerServices;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Runtime.Collections;

namespace Rialto.Adapters.Feeds;

/// <summary>Levels on two ladders: for venues that are proven by their numbers. A level costs a bit, or a bit and a quantity.</summary>
/// <typeparam name="TKeeps">Whether quantities are kept.</typeparam>
internal sealed class LadderBook<TKeeps>(int windowBits, int widestBits, int levelsMax) : ProofBook
    where TKeeps : struct, ILadderKeeps
{
    private PriceLadder<TKeeps> _bids = new(windowBits, widestBits);
    private PriceLadder<TKeeps> _asks = new(windowBits, widestBits);

    public override long BestBid => _bids.Best == PriceLadder<TKeeps>.NoPlace ? 0 : _bids.Best;

    public override long BestAsk => _asks.Best == PriceLadder<TKeeps>.NoPlace ? 0 : -_asks.Best;

    // The place of an ask is its price with the sign turned. An empty side has a place that no price has.
    public override bool IsCrossed => _bids.Best != PriceLadder<TKeeps>.NoPlace && _asks.Best != PriceLadder<TKeeps>.NoPlace && _bids.Best >= -_asks.Best;

    public override void Clear()
    {
        _bids.Clear();
        _asks.Clear();
    }

    public override BookReason Set(ReadOnlySpan<LevelChange> levels)
    {
        while (!levels.IsEmpty)
        {
            var set = levels[0].Side == Side.Buy ? _bids.SetAll(new Run(levels, Side.Buy)) : _asks.SetAll(new Run(levels, Side.Sell));
            if (set == 0)
                return BookReason.DigitsDoNotFit;
            levels = levels[set..];
        }

        return SizeReason();
    }

    public override BookReason Change(Span<LevelChange> levels)
    {
        foreach (ref var level in levels)
        {
            if (IsBeyond(level.Price))
                return BookReason.DigitsDoNotFit;
            level.Quantity += level.Side == Side.Buy ? _bids.QuantityAt(level.Price) : _asks.QuantityAt(-level.Price);
            if (level.Quantity < 0)
                return BookReason.NegativeLevel;
            if (level.Side == Side.Buy)
                _bids.Set(level.Price, level.Quantity);
            else
                _asks.Set(-level.Price, level.Quantity);
        }

        return SizeReason();
    }

    // Looked at after a frame: memory may exceed the bound by what one frame holds, which has a bound of its own.
    private BookReason SizeReason() => _bids.Count > levelsMax || _asks.Count > levelsMax ? BookReason.TooManyLevels : BookReason.None;

    /// <summary>Levels of one side, up to the first one of the other.</summary>
    private readonly ref struct Run(ReadOnlySpan<LevelChange> levels, Side side) : ILadderChanges
    {
        private readonly ReadOnlySpan<LevelChange> _levels = levels;
        private readonly long _turn = side == Side.Buy ? 0 : -1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryGet(int index, out long place, out long quantity)
        {
            if ((uint)index >= (uint)_levels.Length || _levels[index].Side != side)
            {
                (place, quantity) = (0, 0);
                return false;
            }

            ref readonly var level = ref _levels[index];
            (place, quantity) = ((level.Price ^ _turn) - _turn, level.Quantity);
            return true;
        }
    }
}
