namespace Rialto.Trading.Orders;

/// <summary>What can happen to an order; the columns of <see cref="OrderTransitions"/>. Numbers are stored and never reused.</summary>
public enum OrderEvent : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Its checks begin.</summary>
    Validate = 1,

    /// <summary>All checks passed, risk is reserved, the request is out.</summary>
    Submit = 2,

    /// <summary>The request went onto the wire.</summary>
    Sent = 3,

    /// <summary>The venue has it.</summary>
    Accepted = 4,

    /// <summary>The venue refused it, or it was surely never sent.</summary>
    Rejected = 5,

    /// <summary>A fill that leaves something.</summary>
    PartFill = 6,

    /// <summary>The fill that leaves nothing.</summary>
    WholeFill = 7,

    /// <summary>It ended before it was filled.</summary>
    Cancelled = 8,

    /// <summary>Its time ended.</summary>
    Expired = 9,

    /// <summary>The outcome of something sent is not known: told so, no answer in time, the stream went, a restart.</summary>
    Doubt = 10,

    /// <summary>A look-up or a list of live orders has it, live.</summary>
    FoundLive = 11,

    /// <summary>A look-up has it, filled whole.</summary>
    FoundFilled = 12,

    /// <summary>A look-up has it, ended before it was filled.</summary>
    FoundCancelled = 13,

    /// <summary>A look-up has it, refused.</summary>
    FoundRejected = 14,

    /// <summary>A look-up has it, its time ended.</summary>
    FoundExpired = 15,

    /// <summary>Look-ups that count found nothing of an order that the venue never acknowledged: it never was there.</summary>
    NeverThere = 16,

    /// <summary>Look-ups that count found nothing of an order that the venue once had, and its fills were told: it has ended.</summary>
    Gone = 17,

    /// <summary>A cancel was asked for.</summary>
    CancelAsked = 18,

    /// <summary>The venue refused a cancel.</summary>
    CancelRefused = 19,

    /// <summary>An amendment was asked for.</summary>
    AmendAsked = 20,

    /// <summary>The venue took an amendment.</summary>
    Amended = 21,

    /// <summary>The venue refused an amendment.</summary>
    AmendRefused = 22,

    /// <summary>A fill was taken back.</summary>
    FillReversed = 23,

    /// <summary>It was found at the venue and taken over.</summary>
    Adopted = 24,

    /// <summary>A look-up was sent.</summary>
    LookedUp = 25,
}
