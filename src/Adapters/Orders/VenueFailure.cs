using Rialto.Model.Execution;

namespace Rialto.Adapters.Orders;

/// <summary>What a venue's refusal means, and the venue's own number of it.</summary>
internal readonly record struct VenueFailure(FailureClass Class, VenueReason Reason, int Code)
{
    /// <summary>No failure.</summary>
    public static VenueFailure None => default;

    public static VenueFailure Reject(VenueReason reason, int code = 0) => new(FailureClass.Reject, reason, code);

    public static VenueFailure Unknown(int code = 0) => new(FailureClass.Unknown, VenueReason.VenueBusy, code);

    /// <summary>
    /// Whether an HTTP status leaves open what became of the request, whatever else the answer says: the venue, or a gateway before it, broke or gave up waiting (5xx, 408), and may have done so behind the
    /// matching.
    /// </summary>
    public static bool HidesOutcome(int status) => status is 408 or >= 500;

    /// <summary>What an answer means that cannot be read.</summary>
    public static VenueFailure Unreadable(int status) => status is >= 400 and < 500 ? OfStatus(status) : Unknown(status);

    /// <summary>
    /// What an HTTP status says where the body says nothing that is known. A 404 without the venue's own words may be any gateway's, and says nothing of an order: it neither refuses one nor ends its look-up.
    /// </summary>
    public static VenueFailure OfStatus(int status) => status switch
    {
        429 => new(FailureClass.BackOff, VenueReason.RateLimited, status),
        418 => new(FailureClass.Halt, VenueReason.RateLimited, status),
        401 => new(FailureClass.Halt, VenueReason.NotAuthenticated, status),
        403 or 451 => new(FailureClass.Halt, VenueReason.NotAllowed, status),
        404 or 408 => Unknown(status),
        409 => new(FailureClass.Unknown, VenueReason.DuplicateId, status),
        >= 400 and < 500 => Reject(VenueReason.Other, status),
        _ => Unknown(status),
    };
}
