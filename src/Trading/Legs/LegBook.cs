using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading.Strategy;

namespace Rialto.Trading.Legs;

/// <summary>
/// A strategy's sets of legs: finds whose an order is, looks after what is due, and keeps places. A strategy hands all its calls about orders, fills and its timer on to it. Single-threaded; allocates
/// nothing once made.
/// </summary>
public sealed class LegBook
{
    private readonly LegSet[] _sets;
    private readonly int _timer;

    /// <summary>Makes an empty book.</summary>
    /// <param name="slots">Sets at one time, 1 to 256.</param>
    /// <param name="timer">Which of the strategy's timers is its own.</param>
    public LegBook(int slots, int timer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slots, 256);
        (_sets, _timer) = (new LegSet[slots], timer);
        for (var i = 0; i < slots; i++)
            _sets[i] = new LegSet(i);
    }

    /// <summary>All places, used or not.</summary>
    public ReadOnlySpan<LegSet> Sets => _sets;

    /// <summary>Fills of orders that were over, since the start.</summary>
    public long LateFills { get; private set; }

    /// <summary>Begins a set where a place is free: one that was never used, or whose set is over and holds nothing one-sided.</summary>
    /// <param name="desk">The desk.</param>
    /// <param name="legs">Two at least; the hardest to fill first.</param>
    /// <param name="sets">How many.</param>
    /// <param name="settings">How.</param>
    /// <param name="key">Whatever the strategy wants to find again.</param>
    /// <param name="set">The set.</param>
    /// <returns>False where every place is taken.</returns>
    public bool TryBegin(StrategyContext desk, ReadOnlySpan<Leg> legs, long sets, in LegSettings settings, int key, out LegSet? set)
    {
        set = null;
        foreach (var place in _sets)
        {
            if (place.State.IsActive() || place.State == LegSetState.Stuck)
                continue;
            set = place;
            break;
        }

        set?.Begin(desk, legs, sets, in settings, key);
        Arm(desk);
        return set is not null;
    }

    /// <summary>The set of a key that is not over, or is stuck; null for none.</summary>
    public LegSet? Find(int key)
    {
        foreach (var set in _sets)
        {
            if (set.Key == key && (set.State.IsActive() || set.State == LegSetState.Stuck))
                return set;
        }

        return null;
    }

    /// <summary>An order of the strategy has changed.</summary>
    /// <returns>The set that it belongs to; null where it is none's.</returns>
    public LegSet? OnOrder(StrategyContext desk, in StrategyOrder order)
    {
        var tag = LegTag.Of(order.Tag);
        if (Find(in tag) is not { } set)
            return null;
        set.Hear(in tag, in order);
        set.Step(desk);
        Arm(desk);
        return set;
    }

    /// <summary>An order of the strategy has traded.</summary>
    /// <returns>The set that it belongs to; null where it is none's any more.</returns>
    public LegSet? OnFill(StrategyContext desk, in StrategyFill fill)
    {
        var tag = LegTag.Of(fill.Tag);
        if (Find(in tag) is not { } set)
        {
            LateFills += fill.Tag != 0 ? 1 : 0;
            return null;
        }

        LateFills += set.Hear(in tag, in fill) ? 0 : 1;
        set.Step(desk);
        Arm(desk);
        return set;
    }

    /// <summary>The book's timer is due.</summary>
    public void OnTimer(StrategyContext desk)
    {
        foreach (var set in _sets)
        {
            if (!set.NextTime.IsNone && set.NextTime <= desk.Now)
                set.Step(desk);
        }

        Arm(desk);
    }

    /// <summary>Forgets all sets, those that work and those that are stuck too: for a strategy that starts anew, whose orders were cancelled while it was not called. Somebody else looks after what they hold.</summary>
    public void Release()
    {
        foreach (var set in _sets)
            set.Release();
    }

    /// <summary>Writes all sets.</summary>
    /// <returns>How many bytes; -1 where there is no room for them.</returns>
    public int Save(Span<byte> into)
    {
        var writer = new LegWriter(into);
        writer.Add(_sets.Length);
        writer.Add(LateFills);
        foreach (var set in _sets)
            set.Save(ref writer);
        return writer.Length;
    }

    /// <summary>Takes over what <see cref="Save"/> wrote.</summary>
    /// <returns>False where it was another book's; this one is then as it was made.</returns>
    public bool TryLoad(ReadOnlySpan<byte> state)
    {
        var reader = new LegReader(state);
        var late = 0L;
        var isGood = reader.TryRead(out var slots) && slots == _sets.Length && reader.TryRead(out late);
        LateFills = isGood ? late : 0;
        foreach (var set in _sets)
            isGood = isGood && set.TryLoad(ref reader);
        if (isGood && reader.IsAtEnd)
            return true;
        LateFills = 0;
        for (var i = 0; i < _sets.Length; i++)
            _sets[i] = new LegSet(i);
        return false;
    }

    /// <summary>After a hand-over: timers are the strategy's that was there before.</summary>
    public void Arm(StrategyContext desk)
    {
        var next = Timestamp.None;
        foreach (var set in _sets)
        {
            if (!set.NextTime.IsNone && (next.IsNone || set.NextTime < next))
                next = set.NextTime;
        }

        if (next.IsNone)
            desk.ClearTimer(_timer);
        else
            desk.SetTimer(_timer, Math.Max(1, (next.Nanoseconds - desk.Now.Nanoseconds + 999_999) / 1_000_000));
    }

    private LegSet? Find(in LegTag tag) =>
        tag.Generation > 0 && tag.Slot < _sets.Length && _sets[tag.Slot] is var set && set.Generation == tag.Generation && tag.Leg < set.Count ? set : null;

    /// <summary>Saves or loads everything, so that it goes on as if nothing had been.</summary>
    public void Keep(FieldArchive state)
    {
        ArgumentNullException.ThrowIfNull(state);
        LateFills = state.Keep(LateFills);
        foreach (var set in _sets)
            set.Keep(state);
    }
}
