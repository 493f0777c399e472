using Rialto.Model.Execution;

namespace Rialto.Adapters.Orders;

/// <summary>What a venue's refusal means, and the venue's own number of it.</summary>
internal readonly record struct VenueFailure(FailureClass Class, VenueReason Reason, int Code)
{
    /// <summary>No failure.</summary>
    public static VenueFailure None => default;

    public static VenueFailure Reject(VenueReason reason, int code = 0) => new(FailureClass.Reject, reason, code);

    public static VenueFailure Unknown(int code = 0) => new(FailureClass.Unknown, VenueReason.VenueBusy, code);

    /// <summary>What an HTTP status says where the body says nothing that is known. A 5xx may come from before or behind the matching: nobody knows.</summary>
    public static VenueFailure OfStatus(int status) => status switch
    {
        429 => new(FailureClass.BackOff, VenueReason.RateLimited, status),
        418 => new(FailureClass.Halt, VenueReason.RateLimited, status),
        401 => new(FailureClass.Halt, VenueReason.NotAuthenticated, status),
        403 or 451 => new(FailureClass.Halt, VenueReason.NotAllowed, status),
        404 => Reject(VenueReason.UnknownOrder, status),
        409 => new(FailureClass.Unknown, VenueReason.DuplicateId, status),
        >= 400 and < 500 => Reject(VenueReason.Other, status),
        _ => Unknown(status),
    };
}
