namespace Rialto.Adapters.Feeds;

/// <summary>
/// Updates that came before the snapshot they belong on. Grows to a bound of levels and then refuses; emptied, it gives back what is more than a little: a thousand books that begin at once would keep
/// 2 MB each.
/// </summary>
internal sealed class WaitingUpdates(int levelsMax)
{
    private const int PartsKept = 16;
    private const int LevelsKept = 256;

    private FramePart[] _parts = [];
    private LevelChange[] _levels = [];
    private int _levelCount;

    public int Count { get; private set; }

    public ref readonly FramePart this[int index] => ref _parts[index];

    public Span<LevelChange> LevelsOf(int index) => _levels.AsSpan(_parts[index].From, _parts[index].Count);

    /// <summary>Levels for which there is memory.</summary>
    public int Capacity => _levels.Length;

    public void Clear()
    {
        Count = _levelCount = 0;
        if (_parts.Length > PartsKept)
            _parts = [];
        if (_levels.Length > LevelsKept)
            _levels = [];
    }

    public bool TryAdd(in FramePart part, ReadOnlySpan<LevelChange> levels)
    {
        // A quiet book sends updates without levels: they count as one.
        if (_levelCount + levels.Length > levelsMax || Count >= levelsMax)
            return false;
        if (Count == _parts.Length)
            Array.Resize(ref _parts, Math.Max(PartsKept, Count * 2));
        if (_levelCount + levels.Length > _levels.Length)
            Array.Resize(ref _levels, Math.Min(levelsMax, Math.Max(LevelsKept, (_levelCount + levels.Length) * 2)));
        levels.CopyTo(_levels.AsSpan(_levelCount));
        _parts[Count] = part;
        _parts[Count].From = _levelCount;
        Count++;
        _levelCount += levels.Length;
        return true;
    }
}
