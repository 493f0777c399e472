using System.Globalization;
using Rialto.Model.Units;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Application;

/// <summary>Fields that the codec does not write by itself. No allocation.</summary>
internal static class FixText
{
    /// <summary>A text; nothing where it is empty.</summary>
    public static void AddText(this FixWriter writer, int tag, Text36 text)
    {
        if (text.IsEmpty)
            return;
        Span<byte> bytes = stackalloc byte[Text36.LengthMax];
        writer.Add(tag, bytes[..text.CopyTo(bytes)]);
    }

    /// <summary>MDEntryDate and MDEntryTime.</summary>
    public static void AddEntryTime(this FixWriter writer, Timestamp time)
    {
        Span<byte> text = stackalloc byte[16];
        var utc = time.ToDateTimeUtc();
        utc.TryFormat(text, out var length, "yyyyMMdd", CultureInfo.InvariantCulture);
        writer.Add(Tag.MdEntryDate, text[..length]);
        utc.TryFormat(text, out length, "HH:mm:ss.fff", CultureInfo.InvariantCulture);
        writer.Add(Tag.MdEntryTime, text[..length]);
    }

    /// <summary>A date.</summary>
    public static void AddDate(this FixWriter writer, int tag, Timestamp time)
    {
        Span<byte> text = stackalloc byte[8];
        time.ToDateTimeUtc().TryFormat(text, out var length, "yyyyMMdd", CultureInfo.InvariantCulture);
        writer.Add(tag, text[..length]);
    }

    /// <summary>ExecID: the sequence and the event's place in its command; of a trade with both sides the side besides. The same whoever is told, and after a restart.</summary>
    public static void AddExecId(this FixWriter writer, long sequence, int index, char side)
    {
        Span<byte> text = stackalloc byte[40];
        sequence.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        text[length++] = (byte)'-';
        index.TryFormat(text[length..], out var more, default, CultureInfo.InvariantCulture);
        length += more;
        if (side != default)
            text[length++] = (byte)side;
        writer.Add(Tag.ExecId, text[..length]);
    }
}
