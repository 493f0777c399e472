namespace Rialto.Model.Orders;

/// <summary>
/// The choices of an order that are not numbers, packed into 16 bits as they stand on the wire and in the journal:
/// <code>
/// bits 0-1 type | 2-4 time in force | 5-7 self-trade prevention | 8-9 post-only | 10 reject if short | 11 quote quantity | 12 idempotent | 13-15 zero
/// </code>
/// </summary>
public readonly record struct OrderTerms(ushort Bits)
{
    private const ushort RejectIfShortBit = 1 << 10;
    private const ushort QuoteQuantityBit = 1 << 11;
    private const ushort IdempotentBit = 1 << 12;
    private const ushort PlainBits = 0b111_111_00 | IdempotentBit;

    /// <summary>Packs the choices.</summary>
    public static OrderTerms Of(
        OrderType type,
        TimeInForce timeInForce = TimeInForce.Gtc,
        SelfTradePrevention selfTradePrevention = SelfTradePrevention.None,
        PostOnly postOnly = PostOnly.Off,
        bool rejectIfShort = false,
        bool quoteQuantity = false,
        bool idempotent = false) =>
        new((ushort)((int)type | ((int)timeInForce << 2) | ((int)selfTradePrevention << 5) | ((int)postOnly << 8)
            | (rejectIfShort ? RejectIfShortBit : 0) | (quoteQuantity ? QuoteQuantityBit : 0) | (idempotent ? IdempotentBit : 0)));

    /// <summary>Limit, market, stop-loss or stop-limit.</summary>
    public OrderType Type => (OrderType)(Bits & 3);

    /// <summary>Three bits; values above <see cref="TimeInForce.Day"/> are refused at the door.</summary>
    public TimeInForce TimeInForce => (TimeInForce)((Bits >> 2) & 7);

    /// <summary>Three bits; values above <see cref="SelfTradePrevention.DecrementBoth"/> are refused at the door.</summary>
    public SelfTradePrevention SelfTradePrevention => (SelfTradePrevention)((Bits >> 5) & 7);

    /// <summary>Two bits; 3 is refused at the door.</summary>
    public PostOnly PostOnly => (PostOnly)((Bits >> 8) & 3);

    /// <summary>Market orders: refuse whole where the book cannot fill it whole, whatever the instrument's rule says.</summary>
    public bool RejectIfShort => (Bits & RejectIfShortBit) != 0;

    /// <summary>Market orders: the quantity is a budget, counted in the quote asset's smallest unit.</summary>
    public bool QuoteQuantity => (Bits & QuoteQuantityBit) != 0;

    /// <summary>The exchange remembers the client order id for a while after the order's end, so that a late resend is recognised.</summary>
    public bool Idempotent => (Bits & IdempotentBit) != 0;

    /// <summary>True for a well-formed limit order, GTC, IOC or FOK, with whatever self-trade prevention, perhaps idempotent, without any other choice.</summary>
    public bool IsPlainLimit => (Bits & ~PlainBits) == 0 && (Bits & 0b000_11100) <= 0b000_01000 && (Bits & 0b111_00000) <= 0b101_00000;

    /// <summary>True for stop-loss and stop-limit.</summary>
    public bool IsStop => Type >= OrderType.StopLoss;

    /// <summary>True where the order never rests: IOC and FOK.</summary>
    public bool IsImmediate => TimeInForce is TimeInForce.Ioc or TimeInForce.Fok;

    /// <summary>True where every field has a defined value and the spare bits are zero.</summary>
    public bool IsWellFormed =>
        TimeInForce <= TimeInForce.Day && SelfTradePrevention <= SelfTradePrevention.DecrementBoth && PostOnly <= PostOnly.Slide && Bits >> 13 == 0;
}
