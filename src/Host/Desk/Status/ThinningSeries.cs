using Rialto.Runtime.Memory;

namespace Rialto.Host.Desk.Status;

/// <summary>
/// Values over time in so much memory and no more: once it is full, every other value goes and the distance between two doubles. What is left are values as they were, none is averaged. One
/// thread at a time.
/// </summary>
internal sealed class ThinningSeries
{
    private readonly (long TimeNs, long Value)[] _points;
    private readonly long _firstStepNs;

    /// <summary>Makes one without values.</summary>
    /// <param name="capacity">Most values; even, at least 4.</param>
    /// <param name="stepNs">The first distance between two values, in ns.</param>
    public ThinningSeries(int capacity, long stepNs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 4);
        ArgumentOutOfRangeException.ThrowIfLessThan(stepNs, 1);
        _points = new (long, long)[capacity & ~1];
        (_firstStepNs, StepNs) = (stepNs, stepNs);
    }

    /// <summary>The distance between two values now, in ns.</summary>
    public long StepNs { get; private set; }

    /// <summary>Values there are.</summary>
    public int Count { get; private set; }

    /// <summary>The values, the oldest first, with their times in ns since the epoch. Valid until the next <see cref="Add"/>.</summary>
    public ReadOnlySpan<(long TimeNs, long Value)> Points => _points.AsSpan(0, Count);

    /// <summary>Takes a value where the last one is a step away; times do not go back.</summary>
    public void Add(long timeNs, long value)
    {
        // On a grid of the step, so that what is left after thinning is as even as before.
        var at = timeNs - timeNs % StepNs;
        if (Count > 0 && at <= _points[Count - 1].TimeNs)
            return;
        if (Count == _points.Length)
        {
            Thin();
            at = timeNs - timeNs % StepNs;
            if (at <= _points[Count - 1].TimeNs)
                return;
        }

        _points[Count++] = (at, value);
    }

    /// <summary>Writes it.</summary>
    public void Save(FieldWriter writer)
    {
        writer.Add(StepNs);
        writer.Add(Count);
        foreach (var (timeNs, value) in Points)
        {
            writer.Add(timeNs);
            writer.Add(value);
        }
    }

    /// <summary>Takes over what <see cref="Save"/> wrote.</summary>
    /// <returns>False where it does not fit.</returns>
    public bool TryLoad(FieldReader reader)
    {
        (StepNs, Count) = (reader.Read<long>(), reader.Read<int>());
        if (StepNs < 1 || (uint)Count > (uint)_points.Length)
        {
            Clear();
            return false;
        }

        for (var i = 0; i < Count; i++)
            _points[i] = (reader.Read<long>(), reader.Read<long>());
        return !reader.IsShort;
    }

    /// <summary>Begins anew.</summary>
    public void Clear() => (Count, StepNs) = (0, _firstStepNs);

    private void Thin()
    {
        // Until there is room: values that lie far apart may all survive the first step.
        while (Count == _points.Length)
        {
            StepNs *= 2;
            var kept = 0;
            for (var i = 0; i < Count; i++)
            {
                var (timeNs, value) = _points[i];
                timeNs -= timeNs % StepNs;

                // Of two that fall on one place the earlier stands: it was the value of that time.
                if (kept == 0 || timeNs > _points[kept - 1].TimeNs)
                    _points[kept++] = (timeNs, value);
            }

            Count = kept;
        }
    }
}
