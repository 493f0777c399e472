using Rialto.Model.Units;

namespace Rialto.Wire.Fix;

/// <summary>
/// One entry of a repeating group: the fields from its delimiter up to the next entry's. The last entry goes on to the end of the message, since only the dictionary knows where
/// it ends: ask it for the group's own tags only. Getters as <see cref="FixMessage"/>'s.
/// </summary>
public readonly struct FixEntry
{
    private readonly FixMessage _message;
    private readonly int _from;
    private readonly int _to;

    internal FixEntry(FixMessage message, int from, int to)
    {
        _message = message;
        _from = from;
        _to = to;
    }

    /// <summary>True where it has the tag.</summary>
    public bool Has(int tag) => _message.IndexOf(tag, _from, _to) >= 0;

    /// <summary>Value of the first field with the tag.</summary>
    public bool TryGet(int tag, out ReadOnlySpan<byte> value)
    {
        var index = _message.IndexOf(tag, _from, _to);
        value = index < 0 ? default : _message.ValueAt(index);
        return index >= 0;
    }

    /// <summary>A whole number of 32 bits.</summary>
    public bool TryInt(int tag, out int value)
    {
        value = 0;
        return TryGet(tag, out var text) && FixValue.TryInt(text, out value);
    }

    /// <summary>A whole number of up to 18 digits.</summary>
    public bool TryLong(int tag, out long value)
    {
        value = 0;
        return TryGet(tag, out var text) && FixValue.TryLong(text, out value);
    }

    /// <summary>A single character.</summary>
    public bool TryChar(int tag, out char value)
    {
        var isThere = TryGet(tag, out var text) && text.Length == 1;
        value = isThere ? (char)text[0] : default;
        return isThere;
    }

    /// <summary>Y or N.</summary>
    public bool TryBool(int tag, out bool value)
    {
        value = false;
        return TryGet(tag, out var text) && FixValue.TryBool(text, out value);
    }

    /// <summary>A decimal, exact, in units of 10^-scale.</summary>
    public bool TryDecimal(int tag, int scale, out long units)
    {
        units = 0;
        return TryGet(tag, out var text) && DecimalText.TryParse(text, scale, out units) == DecimalTextError.None;
    }

    /// <summary>A UTCTimestamp.</summary>
    public bool TryUtcTimestamp(int tag, out Timestamp value)
    {
        value = default;
        return TryGet(tag, out var text) && FixValue.TryTimestamp(text, out value);
    }

    /// <summary>A group within this entry.</summary>
    public FixGroup Group(int countTag, int delimiterTag)
    {
        var index = _message.IndexOf(countTag, _from, _to);
        return new FixGroup(_message, index < 0 ? _to : index, _to, delimiterTag);
    }
}
