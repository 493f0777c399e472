namespace Rialto.Model.Orders;

/// <summary>Why an order, or what was left of it, left the market without trading. Numbers are stable and never reused.</summary>
public enum CancelReason : ushort
{
    /// <summary>Not cancelled.</summary>
    None = 0,

    /// <summary>Its owner asked.</summary>
    Requested = 1,

    /// <summary>Part of a mass cancel.</summary>
    MassCancel = 2,

    /// <summary>Its session ended and had asked for cancel on disconnect.</summary>
    Disconnected = 3,

    /// <summary>The unfilled rest of an IOC limit order.</summary>
    ImmediateRemainder = 4,

    /// <summary>A FOK order that could not fill whole.</summary>
    FillOrKill = 5,

    /// <summary>A market order ran out of book, or of book within its protection.</summary>
    InsufficientLiquidity = 6,

    /// <summary>A budget order has less left than one lot costs.</summary>
    BudgetSpent = 7,

    /// <summary>Its expire time came.</summary>
    Expired = 8,

    /// <summary>The trading day ended.</summary>
    DayEnded = 9,

    /// <summary>Self-trade prevention.</summary>
    SelfTrade = 10,

    /// <summary>A triggered post-only stop-limit that would have traded at once.</summary>
    PostOnlyWouldCross = 11,

    /// <summary>Replaced to a total at or below what had already filled.</summary>
    ReplacedBelowFilled = 12,

    /// <summary>A reduction took all that was left.</summary>
    Reduced = 13,

    /// <summary>The instrument expired.</summary>
    InstrumentExpired = 14,

    /// <summary>The rest of an incoming order whose own trade tripped its instrument's breaker.</summary>
    BreakerHalt = 40,

    /// <summary>A guard halted the instrument and cancels its orders.</summary>
    HaltCancel = 41,

    /// <summary>It would trade, or stand, outside the instrument's band.</summary>
    BeyondLimit = 42,

    /// <summary>A kill switch.</summary>
    KillSwitch = 43,

    /// <summary>Its account, or its isolated position, is being liquidated, or has less than its orders may lose.</summary>
    Liquidation = 50,

    /// <summary>The child of an algo order, whose next slice has come.</summary>
    AlgoSlice = 60,

    /// <summary>The child of an algo order that was paused.</summary>
    AlgoPaused = 61,

    /// <summary>The child of an algo order that ended.</summary>
    AlgoEnded = 62,

    /// <summary>A basket that was begun and not submitted in time.</summary>
    BasketAbandoned = 65,

    /// <summary>A basket of which only a share could be had.</summary>
    BasketReduced = 66,

    /// <summary>A basket of which a leg did not fill in spite of the checks; what traded stays. This never happens, and whoever sees it should tell those who build the exchange.</summary>
    BasketFellShort = 67,

    /// <summary>Its customer's verification changed, and its orders with it.</summary>
    VerificationChanged = 70,
}
