using System.Buffers;

namespace Rialto.Runtime.Memory;

/// <summary>
/// The fields of a state, named once for both ways: saving writes each and gives it back, loading gives what was written. So what is saved and what is loaded cannot differ in order or kind. Bytes that
/// are no such state give zeros and <see cref="IsRight"/> false, never an exception. One thread; cold.
/// <code>
/// _sum = state.Keep(_sum);
/// state.Keep(_slots.AsSpan());
/// </code>
/// </summary>
public sealed class FieldArchive
{
    private readonly FieldReader? _reader;
    private readonly FieldWriter _writer;
    private bool _isWrong;

    /// <summary>Saves.</summary>
    /// <param name="target">Where the fields go.</param>
    public FieldArchive(IBufferWriter<byte> target) => _writer = new FieldWriter(target);

    /// <summary>Loads.</summary>
    /// <param name="source">What was saved.</param>
    public FieldArchive(FieldReader source) => _reader = source;

    /// <summary>True where fields are loaded, false where they are saved.</summary>
    public bool IsLoading => _reader is not null;

    /// <summary>False once something was missing, or was refused.</summary>
    public bool IsRight => !_isWrong && _reader is not { IsShort: true };

    /// <summary>True where it is right and nothing is left.</summary>
    public bool IsWhole => IsRight && _reader is not { LeftBytes: > 0 };

    /// <summary>A value.</summary>
    /// <returns>The value itself where it is saved, what was saved where it is loaded.</returns>
    public T Keep<T>(T value)
        where T : unmanaged
    {
        if (_reader is not null)
            return _reader.Read<T>();
        _writer.Add(value);
        return value;
    }

    /// <summary>Yes or no, as one byte; any other byte than these two is wrong.</summary>
    public bool Keep(bool value)
    {
        var kept = Keep((byte)(value ? 1 : 0));
        if (kept > 1)
            _isWrong = true;
        return kept == 1;
    }

    /// <summary>So many values as there are, in their places.</summary>
    public void Keep<T>(Span<T> values)
        where T : unmanaged
    {
        foreach (ref var value in values)
            value = Keep(value);
    }

    /// <summary>A whole number with bounds: a number beyond them is wrong, and counts as the least.</summary>
    public int Keep(int value, int least, int most)
    {
        var kept = Keep(value);
        if (!IsLoading || (kept >= least && kept <= most))
            return kept;
        _isWrong = true;
        return least;
    }

    /// <summary>How many of something follow. More than there are bytes for is wrong, and counts as none.</summary>
    /// <param name="count">How many.</param>
    /// <param name="bytesOfEach">Least bytes of each; at least 1.</param>
    public int KeepCount(int count, int bytesOfEach)
    {
        var kept = Keep(count);
        if (!IsLoading || (IsRight && kept >= 0 && kept <= _reader!.LeftBytes / bytesOfEach))
            return kept;
        _isWrong = true;
        return 0;
    }

    /// <summary>Bytes with their number.</summary>
    /// <returns>Where it is loaded, new ones.</returns>
    public byte[] KeepBytes(ReadOnlySpan<byte> bytes)
    {
        var count = KeepCount(bytes.Length, 1);
        if (_reader is null)
        {
            _writer.Add(bytes);
            return [];
        }

        var kept = new byte[count];
        _reader.ReadTo(kept);
        return kept;
    }

    /// <summary>Refuses what was loaded where a condition does not hold.</summary>
    public void Require(bool holds) => _isWrong |= IsLoading && !holds;
}
