namespace Rialto.Wire.Fix;

/// <summary>What is wrong with a message; the first breach in the order of its fields.</summary>
/// <param name="Reason">SessionRejectReason.</param>
/// <param name="Tag">RefTagID; 0 where no single tag is to blame.</param>
/// <param name="IsConditional">True for a field that is required only because of another field's value: FIX answers that with a BusinessMessageReject, reason 5.</param>
public readonly record struct FixViolation(FixRejectReason Reason, int Tag, bool IsConditional = false)
{
    /// <summary>The reason in FIX's own words, for Text.</summary>
    public ReadOnlySpan<byte> Text => IsConditional ? "Conditionally required field missing"u8 : Reason switch
    {
        FixRejectReason.InvalidTagNumber => "Invalid tag number"u8,
        FixRejectReason.RequiredTagMissing => "Required tag missing"u8,
        FixRejectReason.TagNotDefinedForMessage => "Tag not defined for this message type"u8,
        FixRejectReason.UndefinedTag => "Undefined tag"u8,
        FixRejectReason.TagWithoutValue => "Tag specified without a value"u8,
        FixRejectReason.ValueOutOfRange => "Value is incorrect (out of range) for this tag"u8,
        FixRejectReason.IncorrectFormat => "Incorrect data format for value"u8,
        FixRejectReason.CompIdProblem => "CompID problem"u8,
        FixRejectReason.SendingTimeAccuracy => "SendingTime accuracy problem"u8,
        FixRejectReason.InvalidMsgType => "Invalid MsgType"u8,
        FixRejectReason.TagAppearsMoreThanOnce => "Tag appears more than once"u8,
        FixRejectReason.TagOutOfOrder => "Tag specified out of required order"u8,
        FixRejectReason.GroupFieldsOutOfOrder => "Repeating group fields out of order"u8,
        FixRejectReason.IncorrectGroupCount => "Incorrect NumInGroup count for repeating group"u8,
        FixRejectReason.DelimiterInValue => "Non data value includes field delimiter"u8,
        _ => "Message cannot be taken"u8,
    };
}
