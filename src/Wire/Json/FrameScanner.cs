using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Rialto.Model.Units;

namespace Rialto.Wire.Json;

/// <summary>
/// Reads a venue's JSON frame from front to back into numbers: strict (RFC 8259), allocates nothing, never throws, and never reads a number through floating point.
/// <para>
/// A fault sticks: once something is not as the reader of the frame expects, every further call says no and gives zeros, so that a decoder may read a whole object
/// and ask once, at the end, whether it was one (<see cref="IsWhole"/>). A decimal that is well written but does not fit its scale is no fault of the JSON: it is
/// kept as <see cref="Misfit"/>, and reading goes on.
/// </para>
/// <code>
/// scanner.Object();
/// while (scanner.NextName(out var name))
///     if (name.SequenceEqual("p"u8)) scanner.Decimal(2, out price, out _); else scanner.Skip();
/// return scanner.IsWhole;
/// </code>
/// Bytes from 0x80 up are passed over unchecked inside strings: no number or name that matters has any.
/// </summary>
public ref struct FrameScanner
{
    private const int SafeDigits = 18;

    private readonly ReadOnlySpan<byte> _text;
    private int _at;
    private int _failedAt;

    // The container just entered has had no member yet: the next one has no comma before it.
    private bool _isFirst;

    /// <summary>Stands before the first byte.</summary>
    public FrameScanner(ReadOnlySpan<byte> frame)
    {
        _text = frame;
        _at = 0;
        _failedAt = -1;
        _isFirst = false;
        Misfit = DecimalTextError.None;
        IsCapped = false;
    }

    /// <summary>True once something was not as expected.</summary>
    public readonly bool HasFailed => _failedAt >= 0;

    /// <summary>Where it was; the length of the frame where nothing failed.</summary>
    public readonly int FailedAt => _failedAt >= 0 ? _failedAt : _text.Length;

    /// <summary>The first decimal that did not fit, if one did not.</summary>
    public DecimalTextError Misfit { get; private set; }

    /// <summary>True once a quantity was larger than 64 bits can say, and was read as the largest they can.</summary>
    public bool IsCapped { get; private set; }

    /// <summary>Where the next byte is: with <see cref="At"/>, a value can be read later than it comes.</summary>
    public readonly int Position => _at;

    /// <summary>What is left of the frame: for readers of one shape that comes often. What they took is said by <see cref="TakeItems"/>.</summary>
    public readonly ReadOnlySpan<byte> Rest => _text[_at..];

    /// <summary>The text from a position before <see cref="Position"/> up to it: a value that was passed over, as it is written.</summary>
    public readonly ReadOnlySpan<byte> Since(int position) => _text[position.._at];

    /// <summary>True where all was as expected and nothing but blanks is left.</summary>
    public bool IsWhole => Peek() == 0 && _failedAt < 0 && _at == _text.Length;

    /// <summary>What stands next, without stepping over it.</summary>
    public JsonKind Kind => Peek() switch
    {
        (byte)'"' => JsonKind.String,
        (byte)'{' => JsonKind.Object,
        (byte)'[' => JsonKind.Array,
        (byte)'t' => JsonKind.True,
        (byte)'f' => JsonKind.False,
        (byte)'n' => JsonKind.Null,
        (byte)'-' or (>= (byte)'0' and <= (byte)'9') => JsonKind.Number,
        _ => JsonKind.None,
    };

    /// <summary>Another scanner that stands at a value of this frame seen before.</summary>
    public readonly FrameScanner At(int position)
    {
        var other = new FrameScanner(_text) { _at = Math.Clamp(position, 0, _text.Length) };
        return other;
    }

    /// <summary>Declares the frame wrong: for what a decoder itself finds missing.</summary>
    /// <returns>False.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool Fail()
    {
        if (_failedAt < 0)
            _failedAt = _at;
        _at = _text.Length;
        return false;
    }

    /// <summary>Takes over what another scanner of the same frame found wrong.</summary>
    public void FailWith(in FrameScanner other)
    {
        if (other.Misfit != DecimalTextError.None && Misfit == DecimalTextError.None)
            Misfit = other.Misfit;
        IsCapped |= other.IsCapped;
        if (other.HasFailed)
            Fail();
    }

    /// <summary>Enters an object.</summary>
    public bool Object() => Enter((byte)'{');

    /// <summary>Enters an array.</summary>
    public bool Array() => Enter((byte)'[');

    /// <summary>Inside an object: takes the next member's name (escapes stay as written) and its colon. At the end of the object, steps out of it and says no.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool NextName(out ReadOnlySpan<byte> name)
    {
        name = default;
        if (!NextMember((byte)'}'))
            return false;

        // Names of one letter are what most frames are made of.
        var at = _at;
        var text = _text;
        if ((uint)(at + 3) < (uint)text.Length && text[at + 2] == (byte)'"' && text[at + 3] == (byte)':' && text[at] == (byte)'"' && text[at + 1] is >= (byte)'0' and <= (byte)'z' and not (byte)'\\')
        {
            name = text.Slice(at + 1, 1);
            _at = at + 4;
            return true;
        }

        if (!Text(out name))
            return false;
        if (Peek() != (byte)':')
            return Fail();
        _at++;
        return true;
    }

    /// <summary>Inside an array: true where another value follows, which must then be taken. At the end of the array, steps out of it and says no.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool NextItem() => NextMember((byte)']');

    /// <summary>Just inside an array: steps over whole items, and the commas between them, that were read from <see cref="Rest"/>. What follows must be a comma or the array's end.</summary>
    /// <param name="lengthBytes">From the first item to behind the last one; zero is none.</param>
    public void TakeItems(int lengthBytes)
    {
        if (lengthBytes <= 0)
            return;
        _at = Math.Min(_at + lengthBytes, _text.Length);
        _isFirst = false;
    }

    /// <summary>Takes a string: its content, escapes as written.</summary>
    public bool Text(out ReadOnlySpan<byte> text)
    {
        text = default;
        if (Peek() != (byte)'"')
            return Fail();
        var whole = _text;
        var start = _at + 1;
        var i = start;

        // Sixteen at once, as far as there are so many: up to the first quote, escape or control character.
        for (; Vector128.IsHardwareAccelerated && whole.Length - i >= Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            var bytes = Vector128.Create(whole.Slice(i, Vector128<byte>.Count));
            var found = (Vector128.Equals(bytes, Vector128.Create((byte)'"')) | Vector128.Equals(bytes, Vector128.Create((byte)'\\')) | Vector128.LessThan(bytes, Vector128.Create((byte)0x20)))
                .ExtractMostSignificantBits();
            if (found == 0)
                continue;
            i += BitOperations.TrailingZeroCount(found);
            break;
        }

        for (; i < whole.Length; i++)
        {
            var c = whole[i];
            if (c == (byte)'"')
            {
                text = whole[start..i];
                _at = i + 1;
                return true;
            }

            if (c < 0x20 || c == (byte)'\\')
                return TextWithEscapes(out text);
        }

        return Fail();
    }

    /// <summary>Takes a whole number, bare or in quotes, within 64 bits.</summary>
    public bool Integer(out long value)
    {
        value = 0;
        var quoted = Peek() == (byte)'"';
        var text = _text;
        var i = quoted ? _at + 1 : _at;
        var negative = (uint)i < (uint)text.Length && text[i] == (byte)'-';
        if (negative)
            i++;
        var count = QuotedDecimal.ReadWhole(text, i, out value);
        if (count > 0 && (quoted ? text[i + count] == (byte)'"' : count == 1 || text[i] != (byte)'0'))
        {
            value = negative ? -value : value;
            _at = quoted ? i + count + 1 : i + count;
            return true;
        }

        value = 0;
        var start = i;
        ulong magnitude = 0;
        for (; (uint)i < (uint)text.Length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit > 9)
                break;
            if (i - start >= SafeDigits && magnitude > ((ulong)long.MaxValue - digit) / 10)
                return Fail();
            magnitude = magnitude * 10 + digit;
        }

        if (i == start || (!quoted && text[start] == (byte)'0' && i - start > 1) || !TakeQuote(quoted, ref i))
            return Fail();
        value = negative ? -(long)magnitude : (long)magnitude;
        _at = i;
        return true;
    }

    /// <summary>Takes a decimal, bare or in quotes, exponents included, as a count of 10^-scale: <c>"150.45"</c> at scale 2 is 15045.</summary>
    /// <param name="scale">Decimals of the result, 0 to 18.</param>
    /// <param name="value">The count; zero where it does not fit, and <see cref="Misfit"/> is set then.</param>
    /// <param name="decimals">How many decimals were written, trailing zeros included: checksums are made of digits as sent.</param>
    public bool Decimal(int scale, out long value, out int decimals)
    {
        value = 0;
        decimals = 0;
        var text = _text;
        var quoted = Peek() == (byte)'"';
        var i = quoted ? _at + 1 : _at;
        var start = i;
        ulong magnitude = 0;
        uint digit;
        while ((uint)i < (uint)text.Length && (digit = (uint)(text[i] - '0')) <= 9)
        {
            magnitude = magnitude * 10 + digit;
            i++;
        }

        var whole = i - start;
        if (whole == 0)
            return AnyDecimal(scale, out value, out decimals);
        if ((uint)i < (uint)text.Length && text[i] == (byte)'.')
        {
            var point = i++;
            var kept = Math.Min(point + 1 + scale, text.Length);
            while (i < kept && (digit = (uint)(text[i] - '0')) <= 9)
            {
                magnitude = magnitude * 10 + digit;
                i++;
            }

            // Venues fill up with zeros beyond the tick; any other digit there is for the slow way to judge.
            while ((uint)i < (uint)text.Length && text[i] == (byte)'0')
                i++;
            decimals = i - point - 1;
        }

        var taken = Math.Min(decimals, scale);
        if (whole + taken > SafeDigits || i - start > 64 || (whole > 1 && !quoted && text[start] == (byte)'0') || (uint)i >= (uint)text.Length
            || (quoted ? text[i] != (byte)'"' : text[i] is not ((byte)',' or (byte)']' or (byte)'}')) || (decimals == 0 && text[i - 1] == (byte)'.'))
            return AnyDecimal(scale, out value, out decimals);
        var high = Math.BigMul(magnitude, (ulong)DecimalText.PowerOfTen(scale - taken), out var low);
        if (high != 0 || low > long.MaxValue)
            return AnyDecimal(scale, out value, out decimals);
        value = (long)low;
        _at = quoted ? i + 1 : i;
        return true;
    }

    /// <summary>
    /// Takes what rests at a price. As <see cref="Decimal"/>, but for what is too large: that much rests there at least, so it counts as the largest number there is, and <see cref="IsCapped"/>
    /// says so. Otherwise whoever rests enough of something cheap would make its book unreadable.
    /// </summary>
    public bool Quantity(int scale, out long value, out int decimals)
    {
        var before = Misfit;
        var sign = Peek() == (byte)'"' ? _at + 1 : _at;
        if (!Decimal(scale, out value, out decimals))
            return false;
        if (Misfit != DecimalTextError.OutOfRange || before != DecimalTextError.None || _text[sign] == (byte)'-')
            return true;
        Misfit = DecimalTextError.None;
        IsCapped = true;
        value = long.MaxValue;
        return true;
    }

    /// <summary>Takes <c>true</c> or <c>false</c>.</summary>
    public bool Boolean(out bool value)
    {
        value = Peek() == (byte)'t';
        return value ? Word("true"u8) : Word("false"u8);
    }

    /// <summary>Takes <c>null</c> if it stands next; says whether it did.</summary>
    public bool TakeNull() => Peek() == (byte)'n' && Word("null"u8);

    /// <summary>Steps over a value of any kind, at most <see cref="JsonCursor.MaxDepth"/> deep.</summary>
    public bool Skip()
    {
        if (Peek() == 0)
            return Fail();
        var cursor = new JsonCursor(_text[_at..]);
        if (!cursor.TrySkip())
            return Fail();
        _at += cursor.Position;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte Peek()
    {
        var at = _at;
        if ((uint)at >= (uint)_text.Length)
            return 0;
        var c = _text[at];
        return c > (byte)' ' ? c : PeekPastBlanks();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte PeekPastBlanks()
    {
        while ((uint)_at < (uint)_text.Length)
        {
            var c = _text[_at];
            if (c > (byte)' ')
                return c;
            if (c is not ((byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r'))
                break;
            _at++;
        }

        return 0;
    }

    private bool Enter(byte bracket)
    {
        if (Peek() != bracket)
            return Fail();
        _at++;
        _isFirst = true;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool NextMember(byte end)
    {
        var c = Peek();
        var isFirst = _isFirst;
        _isFirst = false;
        if (c == end)
        {
            _at++;
            return false;
        }

        if (isFirst)
            return c != 0 || Fail();
        if (c != (byte)',')
            return Fail();
        _at++;
        return Peek() is not (0 or (byte)']' or (byte)'}') || Fail();
    }

    private readonly bool TakeQuote(bool quoted, ref int i)
    {
        if (!quoted)
            return true;
        if ((uint)i >= (uint)_text.Length || _text[i] != (byte)'"')
            return false;
        i++;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TextWithEscapes(out ReadOnlySpan<byte> text)
    {
        text = default;
        var cursor = new JsonCursor(_text[_at..]);
        if (!cursor.TryTakeString(out var slice))
            return Fail();
        text = slice.Of(_text[_at..]);
        _at += cursor.Position;
        return true;
    }

    private bool Word(ReadOnlySpan<byte> word)
    {
        if (!_text[_at..].StartsWith(word))
            return Fail();
        _at += word.Length;
        return true;
    }

    /// <summary>Every decimal there is: negative ones, exponents, more digits than fit.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool AnyDecimal(int scale, out long value, out int decimals)
    {
        value = 0;
        decimals = 0;
        var text = _text;
        var quoted = Peek() == (byte)'"';
        var cursor = new JsonCursor(text[(quoted ? Math.Min(_at + 1, text.Length) : _at)..]);
        if (!cursor.TryTakeScalar(out var slice) || slice.Kind != JsonKind.Number || slice.Offset != 0)
            return Fail();
        var end = _at + (quoted ? 1 : 0) + slice.Length;
        if (!TakeQuote(quoted, ref end))
            return Fail();
        var error = DecimalText.TryParseScientific(slice.Of(text[(quoted ? _at + 1 : _at)..]), scale, out value, out decimals);
        if (error == DecimalTextError.Malformed)
            return Fail();
        if (error != DecimalTextError.None && Misfit == DecimalTextError.None)
            Misfit = error;
        _at = end;
        return true;
    }
}
