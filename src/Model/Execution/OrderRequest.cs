using System.Runtime.InteropServices;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Model.Execution;

/// <summary>What a desk asks of a venue. Numbers are stored in journals and never reused.</summary>
public enum OrderRequestKind : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A new order.</summary>
    Place = 1,

    /// <summary>The end of an order.</summary>
    Cancel = 2,

    /// <summary>Another price or quantity for an order; <see cref="OrderRequest.NewOrder"/> where the venue answers with a new order.</summary>
    Amend = 3,

    /// <summary>The end of all orders of a listing; of a venue where no listing is named.</summary>
    CancelAll = 4,

    /// <summary>What became of one order: by client id, venue id, or the venue's own way (docs/reference/order-entry.md). Answered by <see cref="OrderReportKind.Found"/> or <see cref="OrderReportKind.NotFound"/>.</summary>
    Query = 5,

    /// <summary>All live orders of a listing, of a venue where none is named: <see cref="OrderReportKind.Found"/> each, then <see cref="OrderReportKind.OrdersEnd"/>.</summary>
    QueryOrders = 6,

    /// <summary>All balances: <see cref="OrderReportKind.Balance"/> each, then <see cref="OrderReportKind.BalancesEnd"/>.</summary>
    QueryBalances = 7,

    /// <summary>All positions in contracts: <see cref="OrderReportKind.Position"/> each, then <see cref="OrderReportKind.PositionsEnd"/>.</summary>
    QueryPositions = 8,

    /// <summary>Fills of a listing since <see cref="OrderRequest.Time"/>: <see cref="OrderReportKind.Filled"/> each (told again, told apart by their trade ids), then <see cref="OrderReportKind.FillsEnd"/>.</summary>
    QueryFills = 9,

    /// <summary>The venue cancels everything unless this is said again within <see cref="OrderRequest.ExpireTime"/>; refused where a venue has no such switch.</summary>
    ArmDeadMan = 10,
}

/// <summary>Marks of an <see cref="OrderRequest"/>.</summary>
[Flags]
public enum OrderRequestFlags : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Never takes: refused by the venue where it would trade at once.</summary>
    PostOnly = 1,

    /// <summary>Never makes a position larger.</summary>
    ReduceOnly = 2,

    /// <summary>Ends a position or all risk: goes ahead of what waits.</summary>
    Urgent = 4,
}

/// <summary>
/// One thing that a desk asks of a venue, 192 bytes, little endian, immutable once written. Prices and quantities count the units of the listing at that venue. Fields that a kind does
/// not use are zero.
/// <code>
///   0 Time 8   8 TickTime 8   16 Cause 8   24 Order 8   32 Price 8   40 Quantity 8   48 NewOrder 8   56 ExpireTime 8
///  64 Listing 4   68 Strategy 4   72 Kind 1   73 Venue 1   74 Side 1   75 Type 1   76 TimeInForce 1   77 Flags 1   78 Attempt 1   79 zero 1
///  80 TriggerPrice 8   88 zero 8   96 VenueOrder 72   168 zero 24
/// </code>
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = SizeBytes)]
public struct OrderRequest
{
    /// <summary>Size in memory and in journals.</summary>
    public const int SizeBytes = 192;

    /// <summary>When the desk decided, by its sequenced time; for <see cref="OrderRequestKind.QueryFills"/>: since when.</summary>
    [FieldOffset(0)] public Timestamp Time;

    /// <summary>When the market event that led to it was received; none where none did.</summary>
    [FieldOffset(8)] public Timestamp TickTime;

    /// <summary>Sequence of the desk's input that led to it: the same number stands in all that follows, from tick to ack.</summary>
    [FieldOffset(16)] public long Cause;

    /// <summary>Which order.</summary>
    [FieldOffset(24)] public DeskOrderId Order;

    /// <summary>Place, amend, query: limit price; zero for a market order.</summary>
    [FieldOffset(32)] public Price Price;

    /// <summary>Place, query: quantity. Amend: the whole quantity from now on, what is filled included.</summary>
    [FieldOffset(40)] public Quantity Quantity;

    /// <summary>Amend: what the order is called afterwards, where it gets a new client id. None: the id stays.</summary>
    [FieldOffset(48)] public DeskOrderId NewOrder;

    /// <summary>Place with <see cref="TimeInForce.Gtd"/>: until when. Dead man's switch: how long from now.</summary>
    [FieldOffset(56)] public Timestamp ExpireTime;

    /// <summary>Where at the venue; none for what concerns all.</summary>
    [FieldOffset(64)] public ListingId Listing;

    /// <summary>Whose.</summary>
    [FieldOffset(68)] public StrategyId Strategy;

    /// <summary>What.</summary>
    [FieldOffset(72)] public OrderRequestKind Kind;

    /// <summary>At which venue.</summary>
    [FieldOffset(73)] public FeedVenue Venue;

    /// <summary>Place, amend: which way.</summary>
    [FieldOffset(74)] public Side Side;

    /// <summary>Place, amend: how it meets the market.</summary>
    [FieldOffset(75)] public OrderType Type;

    /// <summary>Place, amend: how long it lives.</summary>
    [FieldOffset(76)] public TimeInForce TimeInForce;

    /// <summary>Marks.</summary>
    [FieldOffset(77)] public OrderRequestFlags Flags;

    /// <summary>How often it was asked before; a place is asked once only.</summary>
    [FieldOffset(78)] public byte Attempt;

    /// <summary>Place of a stop: at which last trade it goes to the market.</summary>
    [FieldOffset(80)] public Price TriggerPrice;

    /// <summary>All but place: what the venue calls the order; empty where it has not told yet.</summary>
    [FieldOffset(96)] public VenueOrderId VenueOrder;
}
