using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Trading.Orders;

/// <summary>What is not as it should be. None of it stops the desk by itself but where it says so. Numbers are stored and never reused.</summary>
public enum DeskProblemKind : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>More was filled than was ordered; Value: by how much. It counts.</summary>
    OverFilled = 1,

    /// <summary>A fill of an order that had ended without it. It counts.</summary>
    FillAfterEnd = 2,

    /// <summary>A fill of an order that the venue had refused. It counts, and the order is looked up.</summary>
    FillAfterReject = 3,

    /// <summary>A fill of an order that ended so long ago that the desk forgot it. It does not count: the next look at positions tells.</summary>
    FillOfForgottenOrder = 4,

    /// <summary>A fill of an order that is not the desk's. It does not count: the next look at positions tells.</summary>
    FillOfForeignOrder = 5,

    /// <summary>A report that may not come in the order's state (accepted after rejected, cancelled after filled, ...); Value: the <see cref="OrderEvent"/>.</summary>
    IllegalReport = 6,

    /// <summary>A report about an order that the desk does not know and that cannot be adopted.</summary>
    ReportOfUnknownOrder = 7,

    /// <summary>The venue told more filled than its fills add up to, and telling them again did not help; Value: what was derived from the sum. It counts.</summary>
    FillsMissing = 8,

    /// <summary>A fill was taken back that was never told; should it be told, it does not count.</summary>
    ReversalBeforeFill = 9,

    /// <summary>A fill was taken back; Value: its quantity.</summary>
    FillReversed = 10,

    /// <summary>The table of fills is full of live orders' fills: the oldest identity was forgotten. New orders are refused until there is room.</summary>
    FillForgotten = 11,

    /// <summary>An order of the desk's own ids was found that it did not know.</summary>
    OrphanFound = 12,

    /// <summary>A live order was found that is not the desk's. Told once for each.</summary>
    ForeignOrderFound = 13,

    /// <summary>An order is still unknown after many look-ups; Value: how many.</summary>
    StillUnknown = 14,

    /// <summary>A cancel was refused again and again; Value: how often it was sent.</summary>
    CancelFails = 15,

    /// <summary>The venue says that nothing will be done until somebody has looked (keys, rights, maintenance). It takes cancels only until an operator resumes it. Value: the venue's code.</summary>
    VenueHalts = 16,

    /// <summary>The venue's position is another than the desk's; Value: by how much. Corrected to the venue's.</summary>
    PositionDiffers = 17,

    /// <summary>The venue's balance is another than the desk's; Value: by how much, in 10^-8. Corrected to the venue's.</summary>
    BalanceDiffers = 18,

    /// <summary>A difference was above its threshold, or came again: the venue takes cancels only until an operator accepts it.</summary>
    DifferenceHalts = 19,

    /// <summary>Too many refusals by venues within a minute: cancels only until an operator resumes. Value: how many.</summary>
    RejectsBreaker = 20,

    /// <summary>The day's loss is beyond its limit; Value: the loss, in 10^-8 of the reporting currency.</summary>
    DailyLoss = 21,

    /// <summary>The fall from the day's best result is beyond its limit; Value: the fall, in 10^-8 of the reporting currency.</summary>
    Drawdown = 22,

    /// <summary>A position's loss is beyond its limit; Value: the loss, in 10^-8 of the reporting currency.</summary>
    StopLoss = 23,

    /// <summary>Equity is too small for the positions; Value: the margin ratio, in 10^-8.</summary>
    MarginRatio = 24,

    /// <summary>The private stream of a venue is down.</summary>
    StreamDown = 25,

    /// <summary>An order that had ended was found live; it is unknown again, and looked up.</summary>
    LiveAfterEnd = 26,

    /// <summary>A look-up of a venue's orders, fills, balances or positions failed or got no answer; asked again later.</summary>
    LookUpFailed = 27,

    /// <summary>An orphan could not be adopted: the table of orders is full, or its listing is not traded.</summary>
    OrphanLost = 28,

    /// <summary>An order that is not the desk's, and was told as such, has ended: by the venue's word, or its list of live orders has it no more.</summary>
    ForeignOrderEnded = 40,
}

/// <summary>One thing that is not as it should be, for audit, alerts and the mission's triggers.</summary>
/// <param name="Input">Sequence of the input that showed it.</param>
/// <param name="Time">Its time.</param>
/// <param name="Kind">What.</param>
/// <param name="Venue">Where; none where it is about all.</param>
/// <param name="Order">Which order; none where it is about none, or not the desk's.</param>
/// <param name="Strategy">Whose; none where it is about all.</param>
/// <param name="Listing">Which listing; none where it is about none.</param>
/// <param name="Asset">Which asset; none where it is about none.</param>
/// <param name="Value">See <see cref="DeskProblemKind"/>.</param>
public readonly record struct DeskProblem(
    long Input, Timestamp Time, DeskProblemKind Kind, FeedVenue Venue, DeskOrderId Order, StrategyId Strategy, ListingId Listing, AssetCode Asset, long Value);
