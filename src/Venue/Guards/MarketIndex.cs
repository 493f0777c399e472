using Rialto.Model.Instruments;

namespace Rialto.Venue.Guards;

/// <summary>The index that the market breaker watches, kept as members trade (guards.md, section 7).</summary>
internal sealed class MarketIndex
{
    private Int128 _index;
    private Int128 _reference;
    private bool _hasMoved;

    public MarketBreakerRules Rules { get; set; } = MarketBreakerRules.None;

    /// <summary>Highest level reached on this market day.</summary>
    public int LevelReached { get; set; }

    /// <summary>How many members there are.</summary>
    public int Members { get; private set; }

    /// <summary>As events tell it.</summary>
    public long Index => (long)Int128.Min(_index, long.MaxValue);

    /// <summary>As events tell it.</summary>
    public long Reference => (long)Int128.Min(_reference, long.MaxValue);

    /// <summary>The fall in millionths, rounded down.</summary>
    public long FallPpm => (long)((_reference - _index) * 1_000_000 / _reference);

    public void Traded(Guard member, long price)
    {
        _index += (Int128)member.Weight * (price - member.MemberPrice);
        member.MemberPrice = price;
        _hasMoved = true;
    }

    public void SetMember(Guard guard, int weight, long reference, long price)
    {
        _index -= (Int128)guard.Weight * guard.MemberPrice;
        _reference -= (Int128)guard.Weight * guard.MemberReference;
        Members += (weight != 0 ? 1 : 0) - (guard.Weight != 0 ? 1 : 0);
        (guard.Weight, guard.MemberReference, guard.MemberPrice) = (weight, reference, price);
        _index += (Int128)weight * price;
        _reference += (Int128)weight * reference;
    }

    /// <summary>The level that has just been reached, zero where none was; it now counts as reached.</summary>
    public int LookForLevel()
    {
        if (!_hasMoved)
            return 0;
        _hasMoved = false;
        for (var level = 3; level > LevelReached; level--)
        {
            if (Rules.Ppm(level) == 0 || _reference == 0 || (_reference - _index) * 1_000_000 < _reference * Rules.Ppm(level))
                continue;
            LevelReached = level;
            return level;
        }

        return 0;
    }
}
