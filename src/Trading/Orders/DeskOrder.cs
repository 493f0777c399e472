using System.Runtime.InteropServices;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Trading.Orders;

/// <summary>
/// One order of the desk as it stands. Prices and quantities count the units of the listing. Read it by reference from <see cref="DeskOrders{TSink}"/>; a reference holds until the next
/// call to it. Packed without gaps: its bytes are its state.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct DeskOrder
{
    /// <summary>Its number for its whole life, also over amendments.</summary>
    public DeskOrderId Id { get; internal set; }

    /// <summary>What it is called at the venue now: another number than <see cref="Id"/> after an amendment by a new order.</summary>
    public DeskOrderId CurrentId { get; internal set; }

    /// <summary>Whatever the strategy wanted to find again.</summary>
    public long Tag { get; internal set; }

    /// <summary>Limit price; zero for a market order.</summary>
    public Price Price { get; internal set; }

    /// <summary>Whole quantity, what is filled included.</summary>
    public Quantity Quantity { get; internal set; }

    /// <summary>Sum of its distinct fills, less those taken back. Above <see cref="Quantity"/> after an over-fill.</summary>
    public Quantity FilledQuantity { get; internal set; }

    /// <summary>Highest sum of fills that the venue has told; zero where it never did.</summary>
    public Quantity ToldQuantity { get; internal set; }

    /// <summary>The venue's time of that sum; none where it told none.</summary>
    public Timestamp ToldTime { get; internal set; }

    /// <summary>Taken over: what was filled before, which does not count; <see cref="OrderReport.NotTold"/> where the venue did not say.</summary>
    public Quantity AdoptedQuantity { get; internal set; }

    /// <summary>Taken over: what of <see cref="AdoptedQuantity"/> no fill has shown yet.</summary>
    public Quantity AdoptedLeft { get; internal set; }

    /// <summary>Taken over: the venue's time of how it stood then; none where it told none.</summary>
    public Timestamp AdoptedTime { get; internal set; }

    /// <summary>What of <see cref="FilledQuantity"/> was derived from sums and has no fill of its own yet.</summary>
    public Quantity DerivedQuantity { get; internal set; }

    /// <summary>Price times quantity over <see cref="DerivedQuantity"/>.</summary>
    public Int128 DerivedValue { get; internal set; }

    /// <summary>Price times quantity over <see cref="FilledQuantity"/>: the average price is this through that.</summary>
    public Int128 FilledValue { get; internal set; }

    /// <summary>What risk counts of it: all that may still be filled, of the larger quantity while an amendment is pending.</summary>
    public Quantity ReservedQuantity { get; internal set; }

    /// <summary>At which price money is reserved for it: the worse one while an amendment is pending, the collar's for a market order.</summary>
    public Price ReservedPrice { get; internal set; }

    /// <summary>Pending amendment: its price.</summary>
    public Price NewPrice { get; internal set; }

    /// <summary>Pending amendment: its whole quantity.</summary>
    public Quantity NewQuantity { get; internal set; }

    /// <summary>Pending amendment by a new order: its number.</summary>
    public DeskOrderId NewOrder { get; internal set; }

    /// <summary>Sequence of the input that placed it.</summary>
    public long Cause { get; internal set; }

    /// <summary>When the market event was received that led to it.</summary>
    public Timestamp TickTime { get; internal set; }

    /// <summary>When the desk placed it.</summary>
    public Timestamp PlacedTime { get; internal set; }

    /// <summary>When its last request that can change it (place, cancel, amend) went out.</summary>
    public Timestamp SentTime { get; internal set; }

    /// <summary>When the venue's first answer came in.</summary>
    public Timestamp AcknowledgedTime { get; internal set; }

    /// <summary>When it ended; none while it lives.</summary>
    public Timestamp EndTime { get; internal set; }

    /// <summary>When it is looked at next by <see cref="DeskOrders{TSink}.Advance"/>; none where there is nothing to wait for.</summary>
    public Timestamp Deadline { get; internal set; }

    /// <summary>When its last look-up was sent.</summary>
    public Timestamp QueryTime { get; internal set; }

    /// <summary>Sequence of the input that asked for its last look-up.</summary>
    public long QueryCause { get; internal set; }

    /// <summary>Sequence of the input that asked for its fills.</summary>
    public long FillsCause { get; internal set; }

    /// <summary>Until when it lives, with <see cref="TimeInForce.Gtd"/>.</summary>
    public Timestamp ExpireTime { get; internal set; }

    /// <summary>Where.</summary>
    public ListingId Listing { get; internal set; }

    /// <summary>Whose; none for orphans and for what an operator does.</summary>
    public StrategyId Strategy { get; internal set; }

    /// <summary>Number of the last list of live orders it was in.</summary>
    public int SeenInRound { get; internal set; }

    /// <summary>The venue's number of its last failure.</summary>
    public int Code { get; internal set; }

    /// <summary>Marks.</summary>
    public DeskOrderMarks Marks { get; internal set; }

    /// <summary>Where it is in its life.</summary>
    public DeskOrderState State { get; internal set; }

    /// <summary>What is asked and not answered.</summary>
    public OrderPending Pending { get; internal set; }

    /// <summary>At which venue.</summary>
    public FeedVenue Venue { get; internal set; }

    /// <summary>Which way.</summary>
    public Side Side { get; internal set; }

    /// <summary>Limit or market.</summary>
    public OrderType Type { get; internal set; }

    /// <summary>How long it lives.</summary>
    public TimeInForce TimeInForce { get; internal set; }

    /// <summary>Why it ended or what it last failed with, in our words.</summary>
    public VenueReason Reason { get; internal set; }

    /// <summary>What its last failure means.</summary>
    public FailureClass Failure { get; internal set; }

    /// <summary>Look-ups since its outcome became unknown.</summary>
    public byte LookUps { get; internal set; }

    /// <summary>Look-ups in a row that found nothing and came late enough to count.</summary>
    public byte NotFounds { get; internal set; }

    /// <summary>Cancels sent.</summary>
    public byte Cancels { get; internal set; }

    /// <summary>What the venue calls it; empty where it has not told.</summary>
    public VenueOrderId VenueOrder { get; internal set; }

    /// <summary>What may still be filled.</summary>
    public readonly Quantity LeavesQuantity => State.IsLive() ? new Quantity(Math.Max(0, Quantity.Units - FilledQuantity.Units)) : Quantity.Zero;

    /// <summary>What the venue told as filled and whose fills have not come.</summary>
    public readonly Quantity AwaitedQuantity => new(Math.Max(0, ToldQuantity.Units - FilledQuantity.Units));

    /// <summary>True once it ended.</summary>
    public readonly bool IsEnded => State.IsEnded();

    /// <summary>True where the mark is set.</summary>
    public readonly bool Is(DeskOrderMarks mark) => (Marks & mark) != 0;

    /// <summary>True where any of these is pending.</summary>
    public readonly bool Awaits(OrderPending what) => (Pending & what) != 0;
}
