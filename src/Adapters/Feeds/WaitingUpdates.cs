namespace Rialto.Adapters.Feeds;

/// <summary>Updates that came before the snapshot they belong on. Grows to a bound of levels and then refuses.</summary>
internal sealed class WaitingUpdates(int levelsMax)
{
    private FramePart[] _parts = [];
    private LevelChange[] _levels = [];
    private int _levelCount;

    public int Count { get; private set; }

    public ref readonly FramePart this[int index] => ref _parts[index];

    public Span<LevelChange> LevelsOf(int index) => _levels.AsSpan(_parts[index].From, _parts[index].Count);

    public void Clear() => Count = _levelCount = 0;

    public bool TryAdd(in FramePart part, ReadOnlySpan<LevelChange> levels)
    {
        // A quiet book sends updates without levels: they count as one.
        if (_levelCount + levels.Length > levelsMax || Count >= levelsMax)
            return false;
        if (Count == _parts.Length)
            Array.Resize(ref _parts, Math.Max(16, Count * 2));
        if (_levelCount + levels.Length > _levels.Length)
            Array.Resize(ref _levels, Math.Min(levelsMax, Math.Max(256, (_levelCount + levels.Length) * 2)));
        levels.CopyTo(_levels.AsSpan(_levelCount));
        _parts[Count] = part;
        _parts[Count].From = _levelCount;
        Count++;
        _levelCount += levels.Length;
        return true;
    }
}
