using System.Text;

namespace Rialto.Wire.Fix;

/// <summary>Values a field may have, compared byte by byte. Immutable.</summary>
internal sealed class FixValueSet
{
    private readonly byte[][] _values;

    public FixValueSet(IEnumerable<string> values) => _values = [.. values.Select(Encoding.ASCII.GetBytes)];

    public static FixValueSet Any { get; } = new([]);

    /// <summary>True where any value will do.</summary>
    public bool IsEmpty => _values.Length == 0;

    public bool Contains(ReadOnlySpan<byte> value)
    {
        // Lists are short, and most values one byte long.
        foreach (var known in _values)
        {
            if (value.SequenceEqual(known))
                return true;
        }

        return false;
    }
}
