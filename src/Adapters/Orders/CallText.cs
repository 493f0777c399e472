using System.Globalization;
using System.Text;
using Rialto.Model.Execution;
using Rialto.Model.Units;

namespace Rialto.Adapters.Orders;

/// <summary>Text of a request as it grows: queries, forms, JSON. Keeps its memory from one request to the next, so that writing one allocates nothing. One thread at a time.</summary>
internal sealed class CallText
{
    private const int FirstBytes = 1_024;
    private const int BytesMax = 64 * 1_024;

    private byte[] _bytes = new byte[FirstBytes];
    private int _length;

    /// <summary>What was written so far.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public bool IsEmpty => _length == 0;

    /// <summary>Forgets it all; what stood there is overwritten, since it may have been secret.</summary>
    public void Clear()
    {
        _bytes.AsSpan(0, _length).Clear();
        _length = 0;
    }

    public override string ToString() => Encoding.UTF8.GetString(Bytes);

    public CallText Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        _length += text.Length;
        return this;
    }

    public CallText Add(ReadOnlySpan<char> text)
    {
        _length += Encoding.UTF8.GetBytes(text, Room(Encoding.UTF8.GetByteCount(text)));
        return this;
    }

    public CallText Add(long number)
    {
        number.TryFormat(Room(20), out var length, default, CultureInfo.InvariantCulture);
        _length += length;
        return this;
    }

    public CallText Add(in VenueOrderId id)
    {
        _length += id.CopyTo(Room(VenueOrderId.LengthMax));
        return this;
    }

    public CallText Add(Text36 id)
    {
        _length += id.CopyTo(Room(Text36.LengthMax));
        return this;
    }

    /// <summary>A decimal as short as it can be written: 150 at scale 2 is <c>1.5</c>. Exact.</summary>
    public CallText AddDecimal(long units, int scale)
    {
        var room = Room(DecimalText.MaxLength);
        DecimalText.TryFormat(units, scale, room, out var length);
        if (scale > 0)
        {
            while (room[length - 1] == (byte)'0')
                length--;
            if (room[length - 1] == (byte)'.')
                length--;
        }

        _length += length;
        return this;
    }

    /// <summary>Text with all but letters, digits and <c>-._~</c> as %XX (RFC 3986).</summary>
    public CallText AddEscaped(ReadOnlySpan<byte> text)
    {
        foreach (var c in text)
        {
            if (c is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~')
            {
                Room(1)[0] = c;
                _length++;
                continue;
            }

            var room = Room(3);
            room[0] = (byte)'%';
            room[1] = "0123456789ABCDEF"u8[c >> 4];
            room[2] = "0123456789ABCDEF"u8[c & 15];
            _length += 3;
        }

        return this;
    }

    /// <summary>Begins a field of a form or query: <c>name=</c>, with an ampersand before all but the first.</summary>
    public CallText Pair(ReadOnlySpan<byte> name) => (IsEmpty ? this : Add("&"u8)).Add(name).Add("="u8);

    public CallText Pair(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => Pair(name).Add(value);

    public CallText Pair(ReadOnlySpan<byte> name, ReadOnlySpan<char> value) => Pair(name).Add(value);

    public CallText Pair(ReadOnlySpan<byte> name, long value) => Pair(name).Add(value);

    public CallText PairDecimal(ReadOnlySpan<byte> name, long units, int scale) => Pair(name).AddDecimal(units, scale);

    /// <summary>Begins a field of a JSON object: <c>"name":</c>, with a comma before all but the first.</summary>
    public CallText Field(ReadOnlySpan<byte> name)
    {
        if (_length > 0 && _bytes[_length - 1] is not ((byte)'{' or (byte)'['))
            Add(","u8);
        return Add("\""u8).Add(name).Add("\":"u8);
    }

    /// <summary>A field that is a string; the value has nothing that JSON would escape.</summary>
    public CallText Field(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => Field(name).Add("\""u8).Add(value).Add("\""u8);

    public CallText Field(ReadOnlySpan<byte> name, ReadOnlySpan<char> value) => Field(name).Add("\""u8).Add(value).Add("\""u8);

    public CallText Field(ReadOnlySpan<byte> name, Text36 value) => Field(name).Add("\""u8).Add(value).Add("\""u8);

    public CallText Field(ReadOnlySpan<byte> name, in VenueOrderId value) => Field(name).Add("\""u8).Add(value).Add("\""u8);

    /// <summary>A field that is a decimal in quotes.</summary>
    public CallText FieldDecimal(ReadOnlySpan<byte> name, long units, int scale) => Field(name).Add("\""u8).AddDecimal(units, scale).Add("\""u8);

    /// <summary>A field that is a JSON number.</summary>
    public CallText FieldNumber(ReadOnlySpan<byte> name, long units, int scale = 0) => Field(name).AddDecimal(units, scale);

    private Span<byte> Room(int length)
    {
        if (_bytes.Length - _length < length)
        {
            if (_length + length > BytesMax)
                throw new InvalidOperationException($"A request has at most {BytesMax} bytes.");
            Array.Resize(ref _bytes, Math.Min(BytesMax, Math.Max(_bytes.Length * 2, _length + length)));
        }

        return _bytes.AsSpan(_length);
    }
}
