using System.Runtime.InteropServices;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Model.Execution;

/// <summary>
/// One thing that a venue says about a desk's orders and money, 320 bytes, little endian, immutable once written. Prices and quantities count the units of the listing at that venue;
/// amounts are as the venue wrote them, with their own scale. Fields that a kind does not use are zero.
/// <code>
///   0 EventTime 8   8 ReceiveTime 8   16 Order 8   24 Sequence 8   32 Price 8   40 Quantity 8   48 FillPrice 8   56 FillQuantity 8   64 FilledQuantity 8   72 Amount 8   80 Available 8
///  88 Listing 4   92 Code 4   96 Kind 1   97 Venue 1   98 Side 1   99 Status 1   100 Failure 1   101 Reason 1   102 AmountScale 1   103 Liquidity 1   104 Flags 1   105 AvailableScale 1
/// 106 zero 6   112 Asset 16   128 TradeId 36   164 ClientOrderId 36   200 VenueOrder 72   272 Cause 8   280 zero 40
/// </code>
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = SizeBytes)]
public struct OrderReport
{
    /// <summary>Size in memory and in journals.</summary>
    public const int SizeBytes = 320;

    /// <summary><see cref="FilledQuantity"/> where the venue does not say it.</summary>
    public const long NotTold = -1;

    /// <summary>The venue's time of it; none where it sends none.</summary>
    [FieldOffset(0)] public Timestamp EventTime;

    /// <summary>When it came in, by our clock.</summary>
    [FieldOffset(8)] public Timestamp ReceiveTime;

    /// <summary>Which order of the desk; none for an order that is not ours (see <see cref="ClientOrderId"/>) and for what is about no order.</summary>
    [FieldOffset(16)] public DeskOrderId Order;

    /// <summary>The venue's number of the update; zero where it has none.</summary>
    [FieldOffset(24)] public long Sequence;

    /// <summary>Accepted, amended, found: the limit price as it stands there.</summary>
    [FieldOffset(32)] public Price Price;

    /// <summary>Accepted, amended, found: the whole quantity. Position: what is held, negative where sold. Settled, funded: what was held.</summary>
    [FieldOffset(40)] public Quantity Quantity;

    /// <summary>Filled: at what price. Found: the average of all fills, zero where not told. Position: average entry, zero where not told. Settled: what each unit was paid, zero too. Funded: the mark.</summary>
    [FieldOffset(48)] public Price FillPrice;

    /// <summary>Filled: how much by this fill; zero where the venue only tells the sum.</summary>
    [FieldOffset(56)] public Quantity FillQuantity;

    /// <summary>What of the order is filled in all; <see cref="NotTold"/> where the venue does not say.</summary>
    [FieldOffset(64)] public Quantity FilledQuantity;

    /// <summary>Filled: the fee, negative where it is a rebate. Balance: all there is. Settled, funded: what was paid, negative where we paid. In 10^-<see cref="AmountScale"/> of <see cref="Asset"/>.</summary>
    [FieldOffset(72)] public long Amount;

    /// <summary>Balance: what of it is free, in 10^-<see cref="AvailableScale"/>. Funded: the rate, in 10^-12 (<see cref="FundingRates"/>).</summary>
    [FieldOffset(80)] public long Available;

    /// <summary>Where at the venue; none where it is about all, or of no known listing.</summary>
    [FieldOffset(88)] public ListingId Listing;

    /// <summary>Rejected and others that failed: the venue's number of the error, or the HTTP status where it has none.</summary>
    [FieldOffset(92)] public int Code;

    /// <summary>What happened.</summary>
    [FieldOffset(96)] public OrderReportKind Kind;

    /// <summary>At which venue.</summary>
    [FieldOffset(97)] public FeedVenue Venue;

    /// <summary>Which way the order goes, where it is told.</summary>
    [FieldOffset(98)] public Side Side;

    /// <summary>Found: what the order is now.</summary>
    [FieldOffset(99)] public VenueOrderStatus Status;

    /// <summary>Rejected and others that failed: what that means for the desk.</summary>
    [FieldOffset(100)] public FailureClass Failure;

    /// <summary>Rejected, cancelled, expired: why, in our words.</summary>
    [FieldOffset(101)] public VenueReason Reason;

    /// <summary>Scale of <see cref="Amount"/>, 0 to 18.</summary>
    [FieldOffset(102)] public byte AmountScale;

    /// <summary>Filled: who made the market.</summary>
    [FieldOffset(103)] public Liquidity Liquidity;

    /// <summary>Marks.</summary>
    [FieldOffset(104)] public OrderReportFlags Flags;

    /// <summary>Scale of <see cref="Available"/>, 0 to 18.</summary>
    [FieldOffset(105)] public byte AvailableScale;

    /// <summary>Filled: what the fee is in; none where the venue does not say. Balance: of what.</summary>
    [FieldOffset(112)] public AssetCode Asset;

    /// <summary>Filled: the venue's id of the trade; with the order's id it tells fills apart. Empty where the venue has none.</summary>
    [FieldOffset(128)] public Text36 TradeId;

    /// <summary>The client's id as the venue told it; also of orders that are not ours.</summary>
    [FieldOffset(164)] public Text36 ClientOrderId;

    /// <summary>What the venue calls the order; empty where not told.</summary>
    [FieldOffset(200)] public VenueOrderId VenueOrder;

    /// <summary>Answers: <see cref="OrderRequest.Cause"/> of the request that is answered; zero for what nobody asked for.</summary>
    [FieldOffset(272)] public long Cause;
}
