using System.Globalization;
using System.Text;

namespace Rialto.Trading.Signals.Trees;

/// <summary>Lines of a model file, and the numbers in them.</summary>
internal ref struct TreeText(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _left = text;

    /// <summary>Number of the line read last, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The next line, without its end and blanks around it.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        line = default;
        if (_left.IsEmpty)
            return false;
        Line++;
        var end = _left.IndexOf((byte)'\n');
        line = (end < 0 ? _left : _left[..end]).Trim((byte)' ').TrimEnd((byte)'\r').TrimEnd((byte)' ');
        _left = end < 0 ? default : _left[(end + 1)..];
        return true;
    }

    /// <summary>Key and value of a line <c>key=value</c>; the whole line is the key where there is no equals sign.</summary>
    public static ReadOnlySpan<byte> KeyOf(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> value)
    {
        var at = line.IndexOf((byte)'=');
        value = at < 0 ? default : line[(at + 1)..];
        return at < 0 ? line : line[..at];
    }

    public static bool TryWhole(ReadOnlySpan<byte> text, out int value) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    /// <summary>A number as C writes it, infinities included; not a number is none.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, out double value)
    {
        if (text.SequenceEqual("inf"u8) || text.SequenceEqual("+inf"u8))
            return Is(double.PositiveInfinity, out value);
        if (text.SequenceEqual("-inf"u8))
            return Is(double.NegativeInfinity, out value);
        const NumberStyles plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, plain, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    public static string Quote(ReadOnlySpan<byte> text) => $"\"{Encoding.UTF8.GetString(text.Length > 40 ? text[..40] : text)}\"";

    private static bool Is(double number, out double value)
    {
        value = number;
        return true;
    }
}
