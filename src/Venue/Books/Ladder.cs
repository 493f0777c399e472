using System.Runtime.CompilerServices;

namespace Rialto.Venue.Books;

/// <summary>Numbers of the leaves last used.</summary>
[InlineArray(Leaves)]
internal struct Near
{
    public const int Leaves = 16;
    private int _first;
}

/// <summary>
/// The levels of one side. Prices become places, so that on both sides larger is better and the same code serves both: ticks for bids, and for asks ticks
/// counted down from a number above all there are. The best place is kept, and so are the leaves last used, by the last bits of where they stand: the 256 ticks
/// around the touch are found without a look into the table. The rest is <see cref="Levels"/>.
/// docs/decisions/0001-price-levels.md tells what else was tried.
/// </summary>
internal sealed class Ladder(Levels levels, int instrument, bool isBuy)
{
    /// <summary>Above all numbers of ticks: <see cref="Model.Units.Price.MaxUnits"/> is below 2^50.</summary>
    private const long LargestPlace = (1L << 50) - 1;

    private readonly Levels _levels = levels;
    private readonly long _number = instrument * 2 + (isBuy ? 0 : 1);
    private readonly long _mirror = isBuy ? 0 : LargestPlace;
    private ExactDivisor _tick = new(1);
    private Near _near;

    /// <summary>The best level; zero is none.</summary>
    public int Best { get; private set; }

    /// <summary>Where the best level stands; -1, which is worse than all places, where there is none.</summary>
    public long BestPlace { get; private set; } = -1;

    public bool IsEmpty => Best == 0;

    /// <summary>Price of the best level. There must be one.</summary>
    public long BestPrice => (BestPlace ^ _mirror) * _tick.Divisor;

    public ref Level this[int level]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _levels[level];
    }

    /// <summary>Prices are multiples of this. The ladder must be empty.</summary>
    public void SetTick(ExactDivisor tick) => _tick = tick;

    /// <summary>Where a price stands, a multiple of the tick.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long PlaceOf(long price) => (long)_tick.Quotient(price) ^ _mirror;

    /// <summary>A level's price.</summary>
    public long PriceOf(int level) => (_levels.PlaceOf(level) ^ _mirror) * _tick.Divisor;

    /// <summary>The next level that is worse than this one; zero is none.</summary>
    public int Worse(int level) => _levels.Below(level);

    /// <summary>The level of a price, made if there is none, for an order that is put there at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Enter(long price)
    {
        var place = PlaceOf(price);
        var key = Levels.LeafKey(_number, place);
        ref var near = ref _near[(int)key & (Near.Leaves - 1)];
        if (!_levels.IsLeaf(near, key))
            near = _levels.FindOrAddLeaf(key);
        var level = _levels.Enter(near, place);
        var (best, bestPlace) = (Best, BestPlace);
        Best = place > bestPlace ? level : best;
        BestPlace = place > bestPlace ? place : bestPlace;
        return level;
    }

    /// <summary>An order has left a level, which may have been its last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Left(int level, bool isEmpty)
    {
        var leafIsEmpty = _levels.Left(level, isEmpty);
        if (leafIsEmpty)
            ReleaseLeaf(level);
        else if ((level == Best) & isEmpty)
            SetBest(_levels.Below(level));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReleaseLeaf(int level)
    {
        if (level == Best)
            SetBest(_levels.Below(level));
        _levels.ReleaseLeafOf(level);
    }

    private void SetBest(int level)
    {
        Best = level;
        BestPlace = level == 0 ? -1 : _levels.PlaceOf(level);
    }
}
