using Rialto.Model.Units;

namespace Rialto.Wire.Fix;

/// <summary>How the values of a field are written: FIX 4.4's data types, those together that are checked alike.</summary>
internal enum FixType : byte
{
    /// <summary>String and its kin: printable ASCII.</summary>
    Text,

    /// <summary>One printable character.</summary>
    Character,

    /// <summary>Several values with single blanks between them.</summary>
    MultipleValues,

    /// <summary>Y or N.</summary>
    YesNo,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A whole number not below zero.</summary>
    Natural,

    /// <summary>A decimal.</summary>
    Decimal,

    /// <summary>Date and time, UTC.</summary>
    UtcTimestamp,

    /// <summary>Time of day, UTC.</summary>
    UtcTime,

    /// <summary>A date.</summary>
    Date,

    /// <summary>A month, with a day or week or without.</summary>
    MonthYear,

    /// <summary>Any bytes.</summary>
    Bytes,
}

/// <summary>Names of the types in dictionary files, and what their values must look like.</summary>
internal static class FixTypes
{
    private const byte FirstPrintable = 0x20;
    private const byte LastPrintable = 0x7E;

    /// <summary>The type of a name in a dictionary file; null for one that is not known.</summary>
    public static FixType? Of(string name) => name switch
    {
        "STRING" or "CURRENCY" or "EXCHANGE" or "COUNTRY" or "LANGUAGE" => FixType.Text,
        "CHAR" => FixType.Character,
        "MULTIPLEVALUESTRING" or "MULTIPLESTRINGVALUE" or "MULTIPLECHARVALUE" => FixType.MultipleValues,
        "BOOLEAN" => FixType.YesNo,
        "INT" or "DAYOFMONTH" => FixType.Whole,
        "LENGTH" or "SEQNUM" or "NUMINGROUP" or "TAGNUM" => FixType.Natural,
        "FLOAT" or "QTY" or "PRICE" or "PRICEOFFSET" or "AMT" or "PERCENTAGE" => FixType.Decimal,
        "UTCTIMESTAMP" or "TIME" => FixType.UtcTimestamp,
        "UTCTIMEONLY" => FixType.UtcTime,
        "UTCDATEONLY" or "UTCDATE" or "LOCALMKTDATE" or "DATE" => FixType.Date,
        "MONTHYEAR" or "MONTH-YEAR" => FixType.MonthYear,
        "DATA" or "XMLDATA" => FixType.Bytes,
        _ => null,
    };

    /// <summary>True where a value that is not empty has the form of its type.</summary>
    public static bool Fits(FixType type, ReadOnlySpan<byte> value) => type switch
    {
        FixType.Character => value.Length == 1 && IsPrintable(value),
        FixType.YesNo => FixValue.TryBool(value, out _),
        FixType.Whole => FixValue.TryLong(value, out _),
        FixType.Natural => FixValue.TryLong(value, out var number) && number >= 0,
        FixType.Decimal => DecimalText.TryParse(value, 0, out _) != DecimalTextError.Malformed,
        FixType.UtcTimestamp => FixValue.TryTimestamp(value, out _),
        FixType.UtcTime => IsTime(value),
        FixType.Date => FixValue.TryDate(value, out _),
        FixType.MonthYear => IsMonthYear(value),
        FixType.Bytes => true,
        _ => IsPrintable(value),
    };

    private static bool IsPrintable(ReadOnlySpan<byte> value) => !value.ContainsAnyExceptInRange(FirstPrintable, LastPrintable);

    private static bool IsTime(ReadOnlySpan<byte> value) =>
        value.Length >= 8 && FixValue.TrySeconds(value[..8], out _)
        && (value.Length == 8 || (value[8] == '.' && value.Length is 12 or 15 or 18 && !value[9..].ContainsAnyExceptInRange((byte)'0', (byte)'9')));

    private static bool IsMonthYear(ReadOnlySpan<byte> value)
    {
        if (value.Length is not (6 or 8) || value[..6].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        var month = ((value[4] - '0') * 10) + value[5] - '0';
        return month is >= 1 and <= 12
            && (value.Length == 6 || (value[6] == 'w' && value[7] is >= (byte)'1' and <= (byte)'5') || FixValue.TryDate(value, out _));
    }
}
