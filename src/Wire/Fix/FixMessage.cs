using Rialto.Model.Units;

namespace Rialto.Wire.Fix;

/// <summary>
/// One message, as an index of its fields: read a frame with <see cref="TryParse"/>, then ask for values by tag. Values point into the frame, so they are valid as long as its bytes.
/// Made once and used again; after that it allocates nothing. One thread at a time.
/// </summary>
/// <param name="maxFields">Fields a message may have; one with more is refused.</param>
public sealed class FixMessage(int maxFields = FixMessage.DefaultMaxFields)
{
    /// <summary>Fields a message may have where nothing else is said.</summary>
    public const int DefaultMaxFields = 2_048;

    private const byte Soh = 1;
    private const int DirectTags = 1_024;
    private const int MaxTagDigits = 9;

    private readonly FixField[] _fields = new FixField[maxFields];

    // First field of each tag of FIX 4.4. Entries of earlier messages are told from ours by looking at the field they point to.
    private readonly int[] _first = new int[DirectTags];
    private ReadOnlyMemory<byte> _frame;

    /// <summary>The frame that was read last.</summary>
    public ReadOnlySpan<byte> Frame => _frame.Span;

    /// <summary>Its fields in their order.</summary>
    public ReadOnlySpan<FixField> Fields => _fields.AsSpan(0, Count);

    /// <summary>How many fields it has.</summary>
    public int Count { get; private set; }

    /// <summary>MsgType; empty where there is none.</summary>
    public ReadOnlySpan<byte> MsgType => TryGet(FixTag.MsgType, out var value) ? value : default;

    /// <summary>MsgSeqNum; 0 where there is none, or none that can be.</summary>
    public int SeqNum => TryInt(FixTag.MsgSeqNum, out var number) && number > 0 ? number : 0;

    /// <summary>Reads a frame that <see cref="FixFraming"/> found.</summary>
    /// <param name="frame">From BeginString to CheckSum.</param>
    /// <param name="error">What is wrong with it. The fields before it can be asked for all the same: a reject needs them.</param>
    public bool TryParse(ReadOnlyMemory<byte> frame, out FixViolation error)
    {
        _frame = frame;
        Count = 0;
        error = default;
        var text = frame.Span;
        var dataTag = 0;
        var dataLength = 0;
        for (var at = 0; at < text.Length;)
        {
            if (!TryTag(text[at..], out var tag, out var digits))
            {
                error = new FixViolation(digits == 0 ? FixRejectReason.InvalidTagNumber : FixRejectReason.DelimiterInValue, digits == 0 || Count == 0 ? 0 : _fields[Count - 1].Tag);
                return false;
            }

            var start = at + digits + 1;
            var length = tag == dataTag ? dataLength : text[start..].IndexOf(Soh);
            if (length < 0 || length >= text.Length - start || text[start + length] != Soh)
            {
                error = new FixViolation(tag == dataTag ? FixRejectReason.ValueOutOfRange : FixRejectReason.IncorrectFormat, tag);
                return false;
            }

            if (Count == _fields.Length)
            {
                error = new FixViolation(FixRejectReason.Other, tag);
                return false;
            }

            Add(new FixField(tag, start, length));
            dataTag = FixDataFields.AnnouncedBy(tag);
            if (dataTag != 0 && (!FixValue.TryInt(text.Slice(start, length), out dataLength) || dataLength < 0))
            {
                error = new FixViolation(FixRejectReason.IncorrectFormat, tag);
                return false;
            }

            at = start + length + 1;
        }

        return true;
    }

    /// <summary>True where it has the tag, be it without a value.</summary>
    public bool Has(int tag) => IndexOf(tag) >= 0;

    /// <summary>Value of the first field with the tag.</summary>
    public bool TryGet(int tag, out ReadOnlySpan<byte> value)
    {
        var index = IndexOf(tag);
        value = index < 0 ? default : ValueAt(index);
        return index >= 0;
    }

    /// <summary>Value of a field.</summary>
    /// <param name="index">Its place in <see cref="Fields"/>.</param>
    public ReadOnlySpan<byte> ValueAt(int index) => _frame.Span.Slice(_fields[index].Start, _fields[index].Length);

    /// <summary>A whole number of 32 bits. False where the tag is missing or its value is none.</summary>
    public bool TryInt(int tag, out int value)
    {
        value = 0;
        return TryGet(tag, out var text) && FixValue.TryInt(text, out value);
    }

    /// <summary>A whole number of up to 18 digits. False where the tag is missing or its value is none.</summary>
    public bool TryLong(int tag, out long value)
    {
        value = 0;
        return TryGet(tag, out var text) && FixValue.TryLong(text, out value);
    }

    /// <summary>A single character. False where the tag is missing or its value is none.</summary>
    public bool TryChar(int tag, out char value)
    {
        var isThere = TryGet(tag, out var text) && text.Length == 1;
        value = isThere ? (char)text[0] : default;
        return isThere;
    }

    /// <summary>Y or N. False where the tag is missing or its value is none.</summary>
    public bool TryBool(int tag, out bool value)
    {
        value = false;
        return TryGet(tag, out var text) && FixValue.TryBool(text, out value);
    }

    /// <summary>True where the tag is there and says Y.</summary>
    public bool IsYes(int tag) => TryBool(tag, out var value) && value;

    /// <summary>A decimal, exact. False where the tag is missing, its value is none, or it does not fit the scale; <see cref="ReadDecimal"/> tells which.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="scale">Decimals of the result, 0 to 18.</param>
    /// <param name="units">The number times 10^scale.</param>
    public bool TryDecimal(int tag, int scale, out long units) => ReadDecimal(tag, scale, out units) == DecimalTextError.None;

    /// <summary>As <see cref="TryDecimal"/>, with what is wrong; Malformed also for a missing tag.</summary>
    public DecimalTextError ReadDecimal(int tag, int scale, out long units)
    {
        units = 0;
        return TryGet(tag, out var text) ? DecimalText.TryParse(text, scale, out units) : DecimalTextError.Malformed;
    }

    /// <summary>A UTCTimestamp. False where the tag is missing or its value is none.</summary>
    public bool TryUtcTimestamp(int tag, out Timestamp value)
    {
        value = default;
        return TryGet(tag, out var text) && FixValue.TryTimestamp(text, out value);
    }

    /// <summary>A repeating group.</summary>
    /// <param name="countTag">NumInGroup.</param>
    /// <param name="delimiterTag">The group's first field, with which each entry begins.</param>
    public FixGroup Group(int countTag, int delimiterTag)
    {
        var index = IndexOf(countTag);
        return new FixGroup(this, index < 0 ? Count : index, Count, delimiterTag);
    }

    /// <summary>Place of the first field with the tag; -1 where there is none.</summary>
    public int IndexOf(int tag)
    {
        if ((uint)tag >= DirectTags)
            return IndexOf(tag, 0, Count);
        var index = _first[tag];
        return index < Count && _fields[index].Tag == tag ? index : -1;
    }

    /// <summary>Place of the first field with the tag in a part of the message; -1 where there is none.</summary>
    internal int IndexOf(int tag, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (_fields[i].Tag == tag)
                return i;
        }

        return -1;
    }

    private void Add(FixField field)
    {
        _fields[Count] = field;
        // An entry that points at an earlier field of this tag stands: it is the first.
        if ((uint)field.Tag < DirectTags && !(_first[field.Tag] < Count && _fields[_first[field.Tag]].Tag == field.Tag))
            _first[field.Tag] = Count;
        Count++;
    }

    /// <summary>Reads "tag="; where it is none, digits is 0 for something that is no tag number, and 1 for text without an equals sign.</summary>
    private static bool TryTag(ReadOnlySpan<byte> text, out int tag, out int digits)
    {
        tag = 0;
        for (digits = 0; digits < text.Length && digits <= MaxTagDigits; digits++)
        {
            var digit = (uint)(text[digits] - '0');
            if (digit > 9)
                break;
            tag = (tag * 10) + (int)digit;
        }

        // FIX: a tag is a positive number without leading zeros.
        if (digits is > 0 and <= MaxTagDigits && digits < text.Length && text[digits] == '=' && text[0] != '0')
            return true;
        var end = text.IndexOf(Soh);
        digits = (end < 0 ? text : text[..end]).Contains((byte)'=') ? 0 : 1;
        return false;
    }
}
