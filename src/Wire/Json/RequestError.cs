namespace Rialto.Wire.Json;

/// <summary>What is wrong with a request's text.</summary>
public enum RequestFault : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Not JSON (RFC 8259), or not UTF-8.</summary>
    NotJson = 1,

    /// <summary>JSON, but not one object.</summary>
    NotAnObject = 2,

    /// <summary>A field that this request does not have; the offset is its name's.</summary>
    UnknownField = 3,

    /// <summary>A field given twice.</summary>
    DuplicateField = 4,

    /// <summary>A field that must be given is not there.</summary>
    MissingField = 5,

    /// <summary>A value of the wrong JSON kind.</summary>
    WrongKind = 6,

    /// <summary>A word that is not one of the field's values.</summary>
    UnknownWord = 7,

    /// <summary>Not a plain decimal: an exponent, a sign, a letter.</summary>
    NotADecimal = 8,

    /// <summary>More decimals than the instrument's scale has. Nothing is rounded.</summary>
    TooPrecise = 9,

    /// <summary>Outside 64 bits at the instrument's scale, or of a time: outside 1970 to 2261.</summary>
    OutOfRange = 10,

    /// <summary>Not 1 to 36 printable ASCII characters without blanks, or longer than the field may be.</summary>
    BadText = 11,

    /// <summary>Not a time such as <c>2026-11-21T04:10:52.000000001Z</c>.</summary>
    NotATime = 12,

    /// <summary>Zero or negative where only a positive number means something.</summary>
    NotPositive = 13,

    /// <summary>The field excludes another one that is given, or has no meaning for this order type.</summary>
    NotAllowedHere = 14,
}

/// <summary>Why a request was not understood: what, in which field, at which byte.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Field">The field, or none where the fault is not about one we know.</param>
/// <param name="Offset">The place in the text, in bytes.</param>
/// <param name="Length">Of an unknown field's name: its length there.</param>
public readonly record struct RequestError(RequestFault Fault, RequestField Field, int Offset, int Length = 0)
{
    /// <summary>The field's name as the client wrote it or should have; empty where the fault is about no field. Cold: makes a string.</summary>
    public string FieldName(ReadOnlySpan<byte> json) =>
        Fault == RequestFault.UnknownField && Offset + Length <= json.Length
            ? System.Text.Encoding.UTF8.GetString(json.Slice(Offset, Math.Min(Length, 64)))
            : RequestFields.NameOf(Field);

    /// <summary>A sentence for people. Cold: makes a string.</summary>
    public string Describe(ReadOnlySpan<byte> json)
    {
        var field = FieldName(json);
        return Fault switch
        {
            RequestFault.None => "",
            RequestFault.NotJson => $"Not valid JSON at byte {Offset}.",
            RequestFault.NotAnObject => "The request must be one JSON object.",
            RequestFault.UnknownField => $"Unknown field '{field}'.",
            RequestFault.DuplicateField => $"Field '{field}' is given twice.",
            RequestFault.MissingField => $"Field '{field}' is missing.",
            RequestFault.WrongKind => $"Field '{field}' has a value of the wrong kind.",
            RequestFault.UnknownWord => $"Field '{field}' has a value that is not one of those it may have.",
            RequestFault.NotADecimal => $"Field '{field}' is not a plain decimal number.",
            RequestFault.TooPrecise => $"Field '{field}' has more decimals than the instrument; nothing is rounded.",
            RequestFault.OutOfRange => $"Field '{field}' is out of range.",
            RequestFault.BadText => $"Field '{field}' is not a text it may have (1 to 36 printable ASCII characters).",
            RequestFault.NotATime => $"Field '{field}' is not a UTC time such as 2026-11-21T04:10:52.000000001Z.",
            RequestFault.NotPositive => $"Field '{field}' must be positive.",
            _ => $"Field '{field}' does not go together with the other fields.",
        };
    }
}
