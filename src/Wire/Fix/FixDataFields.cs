namespace Rialto.Wire.Fix;

/// <summary>FIX 4.4's fields of type data, which may contain SOH; each stands right behind the field that says its length.</summary>
internal static class FixDataFields
{
    /// <summary>The data field that a length field announces; 0 for any other tag.</summary>
    public static int AnnouncedBy(int lengthTag) => lengthTag switch
    {
        90 => 91, // SecureData
        93 => 89, // Signature
        95 => 96, // RawData
        212 => 213, // XmlData
        348 => 349, // EncodedIssuer
        350 => 351, // EncodedSecurityDesc
        352 => 353, // EncodedListExecInst
        354 => 355, // EncodedText
        356 => 357, // EncodedSubject
        358 => 359, // EncodedHeadline
        360 => 361, // EncodedAllocText
        362 => 363, // EncodedUnderlyingIssuer
        364 => 365, // EncodedUnderlyingSecurityDesc
        445 => 446, // EncodedListStatusText
        618 => 619, // EncodedLegIssuer
        621 => 622, // EncodedLegSecurityDesc
        _ => 0,
    };
}
