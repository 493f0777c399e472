using System.Buffers.Text;
using System.Text;
using Rialto.Model.Units;

namespace Rialto.Wire.Fix;

/// <summary>
/// Writes messages: <see cref="Begin"/>, the body's fields in their order, and <see cref="End"/>, which puts header and trailer round them and may be called again with another header.
/// <code>
///  |        room for the header        | body                         | 10=nnn| |
///             8= 9= 35= 49= 56= 34= 52=
/// </code>
/// Grows to its longest message and allocates nothing after that. One thread at a time.
/// </summary>
public sealed class FixWriter
{
    private const byte Soh = 1;
    private const int HeadBytes = 320; // two CompIDs of 64 bytes and 140 for the rest
    private const int MaxMsgTypeBytes = 8;
    private const int MaxNumberBytes = 20;
    private const int MaxFieldOverhead = 12; // tag, equals sign, SOH
    private const int TrailerBytes = 7;

    private readonly byte[] _type = new byte[MaxMsgTypeBytes];
    private byte[] _buffer = new byte[1_024];
    private int _typeLength;
    private int _length;

    /// <summary>MsgType of the message being written.</summary>
    public ReadOnlySpan<byte> MsgType => _type.AsSpan(0, _typeLength);

    /// <summary>The body's fields so far.</summary>
    public ReadOnlySpan<byte> Body => _buffer.AsSpan(HeadBytes, _length - HeadBytes);

    /// <summary>Begins a message; what was written before is forgotten.</summary>
    /// <param name="msgType">MsgType, 1 to 8 bytes.</param>
    public void Begin(ReadOnlySpan<byte> msgType)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(msgType.Length, MaxMsgTypeBytes, nameof(msgType));
        msgType.CopyTo(_type);
        _typeLength = msgType.Length;
        _length = HeadBytes;
    }

    /// <summary>A field of text. An empty one is left out, as FIX wants it; SOH, which would end the field, becomes a blank.</summary>
    public void Add(int tag, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
            return;
        var start = Open(tag, value.Length);
        value.CopyTo(_buffer.AsSpan(start));
        _buffer.AsSpan(start, value.Length).Replace(Soh, (byte)' ');
        Close(start + value.Length);
    }

    /// <summary>A field of text, for cold code that has a string; what is not ASCII becomes a question mark.</summary>
    public void Add(int tag, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Length == 0)
            return;
        var start = Open(tag, value.Length);
        Encoding.ASCII.GetBytes(value, _buffer.AsSpan(start));
        _buffer.AsSpan(start, value.Length).Replace(Soh, (byte)' ');
        Close(start + value.Length);
    }

    /// <summary>A whole number; also the count of a group, before its fields.</summary>
    public void Add(int tag, int value) => Add(tag, (long)value);

    /// <summary>A whole number.</summary>
    public void Add(int tag, long value)
    {
        var start = Open(tag, MaxNumberBytes);
        Utf8Formatter.TryFormat(value, _buffer.AsSpan(start), out var written);
        Close(start + written);
    }

    /// <summary>A character, ASCII.</summary>
    public void Add(int tag, char value)
    {
        var start = Open(tag, 1);
        _buffer[start] = (byte)value;
        Close(start + 1);
    }

    /// <summary>Y or N.</summary>
    public void Add(int tag, bool value) => Add(tag, value ? 'Y' : 'N');

    /// <summary>A decimal.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="units">The number times 10^scale.</param>
    /// <param name="scale">Decimals, 0 to 18; all are written.</param>
    public void AddDecimal(int tag, long units, int scale)
    {
        var start = Open(tag, DecimalText.MaxLength);
        DecimalText.TryFormat(units, scale, _buffer.AsSpan(start), out var written);
        Close(start + written);
    }

    /// <summary>A UTCTimestamp with milliseconds.</summary>
    public void AddTimestamp(int tag, Timestamp value)
    {
        var start = Open(tag, FixValue.TimestampBytes);
        FixValue.FormatTimestamp(value, _buffer.AsSpan(start));
        Close(start + FixValue.TimestampBytes);
    }

    /// <summary>A data field, which may hold any bytes, and before it the field that says its length. An empty one is left out.</summary>
    public void AddData(int lengthTag, int tag, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
            return;
        Add(lengthTag, value.Length);
        var start = Open(tag, value.Length);
        value.CopyTo(_buffer.AsSpan(start));
        Close(start + value.Length);
    }

    /// <summary>Fields as another message's <see cref="Body"/> has them.</summary>
    public void AddBody(ReadOnlySpan<byte> fields)
    {
        Reserve(fields.Length);
        fields.CopyTo(_buffer.AsSpan(_length));
        _length += fields.Length;
    }

    /// <summary>The whole message, valid until the next call of any method.</summary>
    public ReadOnlySpan<byte> End(in FixHeader header)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(header.Sender.Length, FixHeader.MaxCompIdBytes, nameof(header));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(header.Target.Length, FixHeader.MaxCompIdBytes, nameof(header));
        Span<byte> fields = stackalloc byte[HeadBytes];
        var length = Fields(in header, fields);
        Span<byte> opening = stackalloc byte[24];
        "8=FIX.4.4\u00019="u8.CopyTo(opening);
        Utf8Formatter.TryFormat(length + _length - HeadBytes, opening[12..], out var digits);
        opening[12 + digits] = Soh;
        opening = opening[..(13 + digits)];

        var start = HeadBytes - length - opening.Length;
        opening.CopyTo(_buffer.AsSpan(start));
        fields[..length].CopyTo(_buffer.AsSpan(start + opening.Length));
        Reserve(TrailerBytes);
        var sum = FixCheckSum.Of(_buffer.AsSpan(start, _length - start));
        var trailer = _buffer.AsSpan(_length, TrailerBytes);
        "10="u8.CopyTo(trailer);
        trailer[3] = (byte)('0' + (sum / 100));
        trailer[4] = (byte)('0' + (sum / 10 % 10));
        trailer[5] = (byte)('0' + (sum % 10));
        trailer[6] = Soh;
        return _buffer.AsSpan(start, _length + TrailerBytes - start);
    }

    private int Fields(in FixHeader header, Span<byte> fields)
    {
        var at = Put(fields, 0, "35="u8, MsgType);
        at = Put(fields, at, "49="u8, header.Sender.Span);
        at = Put(fields, at, "56="u8, header.Target.Span);
        Span<byte> text = stackalloc byte[FixValue.TimestampBytes];
        Utf8Formatter.TryFormat(header.SeqNum, text, out var written);
        at = Put(fields, at, "34="u8, text[..written]);
        if (!header.OrigSendingTime.IsNone)
            at = Put(fields, at, "43="u8, "Y"u8);
        FixValue.FormatTimestamp(header.SendingTime, text);
        at = Put(fields, at, "52="u8, text);
        if (header.OrigSendingTime.IsNone)
            return at;
        FixValue.FormatTimestamp(header.OrigSendingTime, text);
        return Put(fields, at, "122="u8, text);
    }

    private static int Put(Span<byte> fields, int at, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> value)
    {
        tag.CopyTo(fields[at..]);
        value.CopyTo(fields[(at + tag.Length)..]);
        at += tag.Length + value.Length;
        fields[at] = Soh;
        return at + 1;
    }

    // Writes "tag=" with room behind it for the value; where that begins.
    private int Open(int tag, int valueBytes)
    {
        Reserve(valueBytes + MaxFieldOverhead);
        Utf8Formatter.TryFormat(tag, _buffer.AsSpan(_length), out var digits);
        _buffer[_length + digits] = (byte)'=';
        return _length + digits + 1;
    }

    private void Close(int end)
    {
        _buffer[end] = Soh;
        _length = end + 1;
    }

    private void Reserve(int count)
    {
        if (_length + count > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
    }
}
