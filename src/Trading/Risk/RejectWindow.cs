using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Trading.Risk;

/// <summary>Refusals by venues within the last minute; opens once there are more than its limit, and stays open until somebody closes it.</summary>
internal sealed class RejectWindow
{
    private const int Remembered = 1_024;
    private const long Minute = 60_000_000_000;

    private readonly long[] _times = new long[Remembered];
    private long _count;

    public bool IsOpen { get; private set; }

    /// <summary>Refusals of the last minute; at most the 1,024 that are remembered.</summary>
    public int CountAt(Timestamp now)
    {
        var count = 0;
        while (count < Remembered && count < _count && _times[(_count - 1 - count) % Remembered] > now.Nanoseconds - Minute)
            count++;
        return count;
    }

    /// <summary>One more.</summary>
    /// <returns>True where it opened by this.</returns>
    public bool Add(Timestamp now, long limit)
    {
        _times[_count++ % Remembered] = now.Nanoseconds;
        if (IsOpen || CountAt(now) <= limit)
            return false;
        return IsOpen = true;
    }

    public void Close() => (IsOpen, _count) = (false, 0);

    public void Save(FieldWriter writer)
    {
        writer.Add(_count);
        writer.Add(IsOpen);
        for (var i = Math.Max(0, _count - Remembered); i < _count; i++)
            writer.Add(_times[i % Remembered]);
    }

    public void Load(FieldReader reader)
    {
        _count = Math.Max(0, reader.Read<long>());
        IsOpen = reader.Read<bool>();
        for (var i = Math.Max(0, _count - Remembered); i < _count; i++)
            _times[i % Remembered] = reader.Read<long>();
    }
}
