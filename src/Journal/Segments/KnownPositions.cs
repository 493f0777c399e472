namespace Rialto.Journal.Segments;

/// <summary>Places in the journal's segments that readings have passed, a megabyte or more apart, so that the next need not search a segment from its start. Any thread.</summary>
internal sealed class KnownPositions
{
    private const long StrideBytes = 1 << 20;

    private readonly Lock _gate = new();
    private readonly SortedList<(long Segment, long Stride), JournalPosition> _positions = [];

    /// <summary>True where nothing is known of the neighbourhood.</summary>
    public bool Wants(long segment, long offset)
    {
        if (offset < StrideBytes)
            return false;
        lock (_gate)
            return !_positions.ContainsKey((segment, offset / StrideBytes));
    }

    public void Add(JournalPosition position)
    {
        lock (_gate)
            _positions.TryAdd((position.Segment, position.Offset / StrideBytes), position);
    }

    /// <summary>The nearest known place of a segment at or before a command; null where there is none.</summary>
    public JournalPosition? Before(long sequence, long segment)
    {
        lock (_gate)
        {
            var (low, high) = (0, _positions.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                var key = _positions.GetKeyAtIndex(middle);
                if (key.Segment < segment || (key.Segment == segment && _positions.GetValueAtIndex(middle).Sequence < sequence))
                    low = middle + 1;
                else
                    high = middle;
            }

            return low > 0 && _positions.GetValueAtIndex(low - 1) is var found && found.Segment == segment ? found : null;
        }
    }
}
