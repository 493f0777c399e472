using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rialto.Model.Units;

namespace Rialto.Gateways.Answers;

/// <summary>How answers are written: decimals, ids and times as strings, nothing allocated per value.</summary>
internal static class JsonText
{
    private const int TimeLength = 30;
    private const int WideLength = 96;

    private static readonly JsonWriterOptions Options = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>This thread's writer, set on a buffer. Flush it before anyone else writes; never keep it across an await.</summary>
    public static Utf8JsonWriter On(IBufferWriter<byte> buffer)
    {
        if (_writer is not { } writer)
            return _writer = new Utf8JsonWriter(buffer, Options);
        writer.Reset(buffer);
        return writer;
    }

    public static void WriteDecimal(this Utf8JsonWriter json, ReadOnlySpan<byte> name, long value, int scale)
    {
        json.WritePropertyName(name);
        json.WriteDecimalValue(value, scale);
    }

    public static void WriteDecimalValue(this Utf8JsonWriter json, long value, int scale)
    {
        Span<byte> text = stackalloc byte[DecimalText.MaxLength];
        DecimalText.TryFormat(value, scale, text, out var length);
        json.WriteStringValue(text[..length]);
    }

    /// <summary>Null where the price is none.</summary>
    public static void WritePrice(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Price price, int scale)
    {
        if (price.IsNone)
            json.WriteNull(name);
        else
            json.WriteDecimal(name, price.Units, scale);
    }

    /// <summary>For sums beyond 64 bits.</summary>
    public static void WriteWideDecimal(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Int128 value, int scale)
    {
        // 128 bits have 39 digits; a sign, a point, and where the number is smaller than one, zeros up to the scale.
        Span<byte> digits = stackalloc byte[WideLength];
        Span<byte> text = stackalloc byte[WideLength];
        Int128.Abs(value).TryFormat(digits[scale..], out var count, default, CultureInfo.InvariantCulture);
        var start = scale;
        for (; count <= scale; count++)
            digits[--start] = (byte)'0';
        var length = 0;
        if (value < 0)
            text[length++] = (byte)'-';
        digits.Slice(start, count - scale).CopyTo(text[length..]);
        length += count - scale;
        if (scale > 0)
        {
            text[length++] = (byte)'.';
            digits.Slice(start + count - scale, scale).CopyTo(text[length..]);
            length += scale;
        }

        json.WriteString(name, text[..length]);
    }

    /// <summary>Ids are strings, because they may exceed what a JSON number holds exactly.</summary>
    public static void WriteId(this Utf8JsonWriter json, ReadOnlySpan<byte> name, long id)
    {
        json.WritePropertyName(name);
        json.WriteIdValue(id);
    }

    /// <summary>Where the next page begins; null on the last.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="id">Of the page's last one; zero on the last page.</param>
    public static void WriteNext(this Utf8JsonWriter json, long id)
    {
        if (id == 0)
            json.WriteNull("next"u8);
        else
            json.WriteId("next"u8, id);
    }

    public static void WriteIdValue(this Utf8JsonWriter json, long id)
    {
        Span<byte> text = stackalloc byte[20];
        id.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        json.WriteStringValue(text[..length]);
    }

    public static void WriteText(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Text36 value)
    {
        Span<byte> text = stackalloc byte[Text36.LengthMax];
        json.WriteString(name, text[..value.CopyTo(text)]);
    }

    /// <summary>ISO 8601 with nine decimals.</summary>
    public static void WriteTime(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Timestamp time)
    {
        Span<byte> text = stackalloc byte[TimeLength];
        Format(time, text);
        json.WriteString(name, text);
    }

    /// <summary>Null where there is no time.</summary>
    public static void WriteTimeOrNull(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Timestamp time)
    {
        if (time.IsNone)
            json.WriteNull(name);
        else
            json.WriteTime(name, time);
    }

    private static void Format(Timestamp time, Span<byte> text)
    {
        var seconds = time.ToDateTimeUtc();
        Digits(seconds.Year, text[..4]);
        text[4] = (byte)'-';
        Digits(seconds.Month, text[5..7]);
        text[7] = (byte)'-';
        Digits(seconds.Day, text[8..10]);
        text[10] = (byte)'T';
        Digits(seconds.Hour, text[11..13]);
        text[13] = (byte)':';
        Digits(seconds.Minute, text[14..16]);
        text[16] = (byte)':';
        Digits(seconds.Second, text[17..19]);
        text[19] = (byte)'.';
        Digits((int)(time.Nanoseconds % 1_000_000_000), text[20..29]);
        text[29] = (byte)'Z';
    }

    private static void Digits(int value, Span<byte> text)
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            text[i] = (byte)('0' + value % 10);
            value /= 10;
        }
    }
}
