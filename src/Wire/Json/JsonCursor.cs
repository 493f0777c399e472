namespace Rialto.Wire.Json;

/// <summary>What kind of value stands at a place.</summary>
public enum JsonKind : byte
{
    /// <summary>None, or not JSON.</summary>
    None = 0,

    /// <summary>A string.</summary>
    String = 1,

    /// <summary>A number.</summary>
    Number = 2,

    /// <summary><c>true</c>.</summary>
    True = 3,

    /// <summary><c>false</c>.</summary>
    False = 4,

    /// <summary><c>null</c>.</summary>
    Null = 5,

    /// <summary>An object.</summary>
    Object = 6,

    /// <summary>An array.</summary>
    Array = 7,
}

/// <summary>A piece of a JSON text by place, so that it may outlive a span: the content of a string without its quotes, or a literal as written.</summary>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Kind">What stands there.</param>
/// <param name="Escaped">A string with at least one backslash: <see cref="JsonCursor.TryUnescape"/> gives its text.</param>
public readonly record struct JsonSlice(int Offset, int Length, JsonKind Kind, bool Escaped)
{
    /// <summary>The bytes, in the text the slice was taken from.</summary>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> json) => json.Slice(Offset, Length);
}

/// <summary>
/// Walks over a JSON text (RFC 8259, strict) without allocating and without ever throwing: every step either moves or says no, and <see cref="Position"/> then
/// stands on the byte that is wrong. The text must be valid UTF-8 already; the entry points that take bytes from outside check that once, for the whole text.
/// </summary>
public ref struct JsonCursor
{
    /// <summary>Deepest nesting that <see cref="TrySkip"/> accepts.</summary>
    public const int MaxDepth = 32;

    private readonly ReadOnlySpan<byte> _json;
    private int _position;

    /// <summary>Stands before the first byte.</summary>
    public JsonCursor(ReadOnlySpan<byte> json)
    {
        _json = json;
        _position = 0;
    }

    /// <summary>The place of the next byte, or of the one that is wrong.</summary>
    public readonly int Position => _position;

    /// <summary>Steps over blanks and over <paramref name="token"/> if it is next.</summary>
    public bool TryTake(byte token)
    {
        SkipBlanks();
        if ((uint)_position >= (uint)_json.Length || _json[_position] != token)
            return false;
        _position++;
        return true;
    }

    /// <summary>True where nothing but blanks is left.</summary>
    public bool IsAtEnd()
    {
        SkipBlanks();
        return _position == _json.Length;
    }

    /// <summary>Takes a string, a number, or one of the three words; an object or array is named by kind and not entered.</summary>
    /// <returns>False where nothing of the kind stands here.</returns>
    public bool TryTakeScalar(out JsonSlice value)
    {
        SkipBlanks();
        value = default;
        if ((uint)_position >= (uint)_json.Length)
            return false;
        switch (_json[_position])
        {
            case (byte)'"':
                return TryTakeString(out value);
            case (byte)'t':
                return TryTakeWord("true"u8, JsonKind.True, out value);
            case (byte)'f':
                return TryTakeWord("false"u8, JsonKind.False, out value);
            case (byte)'n':
                return TryTakeWord("null"u8, JsonKind.Null, out value);
            case (byte)'{':
                value = new JsonSlice(_position, 0, JsonKind.Object, false);
                return true;
            case (byte)'[':
                value = new JsonSlice(_position, 0, JsonKind.Array, false);
                return true;
            default:
                return TryTakeNumber(out value);
        }
    }

    /// <summary>Takes a string.</summary>
    public bool TryTakeString(out JsonSlice value)
    {
        value = default;
        if (!TryTake((byte)'"'))
            return false;
        var start = _position;
        var escaped = false;
        var json = _json;
        for (var i = start; i < json.Length; i++)
        {
            var c = json[i];
            if (c == (byte)'"')
            {
                value = new JsonSlice(start, i - start, JsonKind.String, escaped);
                _position = i + 1;
                return true;
            }

            if (c < 0x20)
            {
                _position = i;
                return false;
            }

            if (c == (byte)'\\')
            {
                var length = EscapeLength(json[i..]);
                if (length == 0)
                {
                    _position = i;
                    return false;
                }

                escaped = true;
                i += length - 1;
            }
        }

        _position = json.Length;
        return false;
    }

    /// <summary>Steps over a whole value of any kind, at most <see cref="MaxDepth"/> deep.</summary>
    public bool TrySkip()
    {
        // One bit per level says whether it is an object.
        ulong objects = 0;
        var depth = 0;
        while (true)
        {
            if (depth > 0 && (objects & 1) != 0 && !(TryTakeString(out _) && TryTake((byte)':')))
                return false;
            if (!TryTakeScalar(out var value))
                return false;
            if (value.Kind is JsonKind.Object or JsonKind.Array)
            {
                var isObject = value.Kind == JsonKind.Object;
                _position++;
                if (!TryTake(isObject ? (byte)'}' : (byte)']'))
                {
                    if (++depth > MaxDepth)
                        return false;
                    objects = (objects << 1) | (isObject ? 1u : 0u);
                    continue;
                }
            }

            while (depth > 0 && !TryTake((byte)','))
            {
                if (!TryTake((objects & 1) != 0 ? (byte)'}' : (byte)']'))
                    return false;
                depth--;
                objects >>= 1;
            }

            if (depth == 0)
                return true;
        }
    }

    /// <summary>Writes the text of a string slice, escapes resolved, as UTF-8.</summary>
    /// <param name="content">The slice's bytes.</param>
    /// <param name="destination">Takes the text.</param>
    /// <param name="length">Bytes written.</param>
    /// <returns>False where it does not fit, or holds half a surrogate pair.</returns>
    public static bool TryUnescape(ReadOnlySpan<byte> content, Span<byte> destination, out int length)
    {
        length = 0;
        for (var i = 0; i < content.Length;)
        {
            if (content[i] != (byte)'\\')
            {
                if (length == destination.Length)
                    return false;
                destination[length++] = content[i++];
                continue;
            }

            if (!TryRune(content[i..], out var rune, out var used) || !rune.TryEncodeToUtf8(destination[length..], out var written))
                return false;
            i += used;
            length += written;
        }

        return true;
    }

    private static bool TryRune(ReadOnlySpan<byte> escape, out System.Text.Rune rune, out int used)
    {
        used = 2;
        switch (escape[1])
        {
            case (byte)'b':
                rune = new System.Text.Rune('\b');
                return true;
            case (byte)'f':
                rune = new System.Text.Rune('\f');
                return true;
            case (byte)'n':
                rune = new System.Text.Rune('\n');
                return true;
            case (byte)'r':
                rune = new System.Text.Rune('\r');
                return true;
            case (byte)'t':
                rune = new System.Text.Rune('\t');
                return true;
            case (byte)'u':
                break;
            default:
                rune = new System.Text.Rune((char)escape[1]);
                return true;
        }

        used = 6;
        var unit = (char)HexUnit(escape[2..6]);
        if (!char.IsHighSurrogate(unit))
            return System.Text.Rune.TryCreate(unit, out rune);
        used = 12;
        rune = default;
        return escape.Length >= 12 && escape[6] == (byte)'\\' && escape[7] == (byte)'u'
            && System.Text.Rune.TryCreate(unit, (char)HexUnit(escape[8..12]), out rune);
    }

    private static int HexUnit(ReadOnlySpan<byte> digits)
    {
        var unit = 0;
        foreach (var digit in digits)
            unit = (unit << 4) | HexValue(digit);
        return unit;
    }

    private static int HexValue(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };

    /// <summary>Length of the escape at the start; 0 where it is none.</summary>
    private static int EscapeLength(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2)
            return 0;
        if (text[1] != (byte)'u')
            return "\"\\/bfnrt"u8.Contains(text[1]) ? 2 : 0;
        if (text.Length < 6)
            return 0;
        for (var i = 2; i < 6; i++)
        {
            if (HexValue(text[i]) < 0)
                return 0;
        }

        return 6;
    }

    private static bool IsDigit(byte c) => (uint)(c - '0') <= 9;

    private void SkipBlanks()
    {
        while ((uint)_position < (uint)_json.Length && _json[_position] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
            _position++;
    }

    private bool TryTakeWord(ReadOnlySpan<byte> word, JsonKind kind, out JsonSlice value)
    {
        value = new JsonSlice(_position, word.Length, kind, false);
        if (!_json[_position..].StartsWith(word))
            return false;
        _position += word.Length;
        return true;
    }

    /// <summary>number = [ "-" ] ( "0" / 1-9 digits ) [ "." digits ] [ e [ sign ] digits ].</summary>
    private bool TryTakeNumber(out JsonSlice value)
    {
        value = default;
        var json = _json;
        var start = _position;
        var i = start;
        if (json[i] == (byte)'-')
            i++;
        var whole = Digits(json, ref i);
        if (whole == 0 || (whole > 1 && json[i - whole] == (byte)'0'))
            return Stop(i);
        if (i < json.Length && json[i] == (byte)'.')
        {
            i++;
            if (Digits(json, ref i) == 0)
                return Stop(i);
        }

        if (i < json.Length && json[i] is (byte)'e' or (byte)'E')
        {
            i++;
            if (i < json.Length && json[i] is (byte)'+' or (byte)'-')
                i++;
            if (Digits(json, ref i) == 0)
                return Stop(i);
        }

        value = new JsonSlice(start, i - start, JsonKind.Number, false);
        _position = i;
        return true;
    }

    private bool Stop(int at)
    {
        _position = Math.Min(at, _json.Length);
        return false;
    }

    private static int Digits(ReadOnlySpan<byte> json, ref int i)
    {
        var start = i;
        while (i < json.Length && IsDigit(json[i]))
            i++;
        return i - start;
    }
}
