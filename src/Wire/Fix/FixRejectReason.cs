namespace Rialto.Wire.Fix;

/// <summary>SessionRejectReason (373) of FIX 4.4.</summary>
public enum FixRejectReason : byte
{
    /// <summary>A tag that FIX 4.4 does not know.</summary>
    InvalidTagNumber = 0,

    /// <summary>Required tag missing.</summary>
    RequiredTagMissing = 1,

    /// <summary>Tag not defined for this message type.</summary>
    TagNotDefinedForMessage = 2,

    /// <summary>A user-defined tag that this venue does not know.</summary>
    UndefinedTag = 3,

    /// <summary>Tag specified without a value.</summary>
    TagWithoutValue = 4,

    /// <summary>Value is incorrect (out of range) for this tag.</summary>
    ValueOutOfRange = 5,

    /// <summary>Incorrect data format for value.</summary>
    IncorrectFormat = 6,

    /// <summary>CompID problem.</summary>
    CompIdProblem = 9,

    /// <summary>SendingTime accuracy problem.</summary>
    SendingTimeAccuracy = 10,

    /// <summary>Invalid MsgType.</summary>
    InvalidMsgType = 11,

    /// <summary>Tag appears more than once.</summary>
    TagAppearsMoreThanOnce = 13,

    /// <summary>Tag specified out of required order.</summary>
    TagOutOfOrder = 14,

    /// <summary>Repeating group fields out of order.</summary>
    GroupFieldsOutOfOrder = 15,

    /// <summary>Incorrect NumInGroup count for repeating group.</summary>
    IncorrectGroupCount = 16,

    /// <summary>Non-data value includes the field delimiter.</summary>
    DelimiterInValue = 17,

    /// <summary>Anything else.</summary>
    Other = 99,
}
