namespace Rialto.Trading.Orders;

/// <summary>
/// Where an order of the desk is in its life. Which report leads from where to where is one table, <see cref="OrderTransitions"/> (docs/reference/desk-orders.md). Numbers are stored and
/// never reused.
/// </summary>
public enum DeskOrderState : byte
{
    /// <summary>There is no such order.</summary>
    None = 0,

    /// <summary>NEW: has a number, nothing was checked yet.</summary>
    New = 1,

    /// <summary>VALIDATING: shape, capabilities and risk are being checked. Never outlasts one call.</summary>
    Validating = 2,

    /// <summary>PENDING_SUBMIT: its risk is reserved and the request is out; the venue has not answered.</summary>
    PendingSubmit = 3,

    /// <summary>SUBMITTED: the venue has it, nothing is filled.</summary>
    Submitted = 4,

    /// <summary>PARTIALLY_FILLED: live, some of it is filled.</summary>
    PartiallyFilled = 5,

    /// <summary>FILLED: ended, filled whole.</summary>
    Filled = 6,

    /// <summary>CANCELED: ended before it was filled whole.</summary>
    Canceled = 7,

    /// <summary>REJECTED: never was at the venue.</summary>
    Rejected = 8,

    /// <summary>EXPIRED: ended because its time had.</summary>
    Expired = 9,

    /// <summary>UNKNOWN: something was sent, and its outcome is not known. Keeps its risk reserved, is resolved by the venue's look-up only, and is never sent again.</summary>
    Unknown = 10,
}

/// <summary>What was asked about an order and is not answered yet; stands beside the state.</summary>
[Flags]
public enum OrderPending : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A cancel was sent.</summary>
    Cancel = 1,

    /// <summary>A cancel is wanted and waits: for the acknowledgement of the order, or for its next attempt.</summary>
    CancelWaits = 2,

    /// <summary>An amendment was sent.</summary>
    Amend = 4,

    /// <summary>An amendment waits for the acknowledgement of the order.</summary>
    AmendWaits = 8,

    /// <summary>A look-up was sent.</summary>
    Query = 16,
}

/// <summary>Marks of an order.</summary>
[Flags]
public enum DeskOrderMarks : ushort
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Never takes.</summary>
    PostOnly = 1,

    /// <summary>Never makes the position larger.</summary>
    ReduceOnly = 2,

    /// <summary>Goes ahead of what waits.</summary>
    Urgent = 4,

    /// <summary>Its request has gone onto the wire.</summary>
    Sent = 8,

    /// <summary>The venue has, or once had, the order.</summary>
    Acknowledged = 16,

    /// <summary>It was found at the venue with an id of this desk that the desk did not know.</summary>
    Orphan = 32,

    /// <summary>It was found at the venue and is not of this desk: of hands or of another program.</summary>
    Foreign = 64,

    /// <summary>It was amended by a new order of the venue: sums that the venue tells since then are not sums of the whole order.</summary>
    AmendedAnew = 128,

    /// <summary>The venue tells more filled than its fills add up to: the fills were asked for.</summary>
    FillsAsked = 256,

    /// <summary>The venue does not know it any more: it ends once its fills have been told.</summary>
    EndsWithFills = 512,

    /// <summary>Only pretended: the venue is one of paper.</summary>
    Paper = 1024,

    /// <summary>It ended because look-ups found nothing of it.</summary>
    EndedUnseen = 2048,

    /// <summary>It was taken over by a fill of it: how much it is in all nobody has told yet.</summary>
    SizeUnknown = 4096,

    /// <summary>The order before an amendment by a new one has ended, and the answer to the amendment is still to come.</summary>
    FormerEnded = 8192,
}

/// <summary>Questions about states.</summary>
public static class DeskOrderStates
{
    /// <summary>True for FILLED, CANCELED, REJECTED and EXPIRED.</summary>
    public static bool IsEnded(this DeskOrderState state) => state is DeskOrderState.Filled or DeskOrderState.Canceled or DeskOrderState.Rejected or DeskOrderState.Expired;

    /// <summary>True where the venue has, or may have, a live order.</summary>
    public static bool IsLive(this DeskOrderState state) =>
        state is DeskOrderState.PendingSubmit or DeskOrderState.Submitted or DeskOrderState.PartiallyFilled or DeskOrderState.Unknown;
}
