namespace Rialto.Trading.Orders;

/// <summary>
/// Why the desk refused a wish before anything was sent: one concrete cause each. Checked in the order of their numbers, so that the same wish in the same state always gets the same answer
/// (docs/reference/desk-orders.md#refusals says which may succeed later). Numbers are stored and never reused.
/// </summary>
public enum DeskRefusal : ushort
{
    /// <summary>Not refused.</summary>
    None = 0,

    /// <summary>The listing is not among those that the desk trades.</summary>
    UnknownListing = 101,

    /// <summary>The strategy's number is beyond what the desk has room for.</summary>
    UnknownStrategy = 102,

    /// <summary>The wish is none of place, cancel, amend, or was handed to the wrong method.</summary>
    WrongKind = 103,

    /// <summary>The quantity is zero, negative or beyond the largest there is.</summary>
    QuantityOutOfRange = 104,

    /// <summary>A limit order without a price, a market order with one, or a price beyond the largest there is.</summary>
    PriceOutOfRange = 105,

    /// <summary>The price is not on the listing's tick.</summary>
    PriceOffTick = 106,

    /// <summary>The quantity is not on the listing's lot.</summary>
    QuantityOffLot = 107,

    /// <summary>Below the venue's smallest quantity.</summary>
    QuantityTooSmall = 108,

    /// <summary>Above the venue's largest quantity.</summary>
    QuantityTooLarge = 109,

    /// <summary>Below the venue's smallest notional.</summary>
    NotionalTooSmall = 110,

    /// <summary>Good till a date that has passed or is missing.</summary>
    ExpiryPassed = 111,

    /// <summary>Post-only and immediate, fill-or-kill or market at once.</summary>
    PostOnlyCannotTake = 112,

    /// <summary>The venue takes no orders at all.</summary>
    TradingNotOffered = 201,

    /// <summary>The venue takes no market orders.</summary>
    MarketNotOffered = 202,

    /// <summary>Stops are kept by strategies, not by venues.</summary>
    StopNotOffered = 203,

    /// <summary>The venue has no post-only.</summary>
    PostOnlyNotOffered = 204,

    /// <summary>The venue has no fill-or-kill.</summary>
    FillOrKillNotOffered = 206,

    /// <summary>The venue has no immediate-or-cancel.</summary>
    ImmediateNotOffered = 207,

    /// <summary>The venue has no orders with a date.</summary>
    ExpiryNotOffered = 208,

    /// <summary>The venue does not amend: cancel and place.</summary>
    AmendNotOffered = 209,

    /// <summary>The desk takes cancels only.</summary>
    DeskCancelsOnly = 301,

    /// <summary>The venue takes cancels only: an operator's wish, or a halt.</summary>
    VenueCancelsOnly = 302,

    /// <summary>The strategy may cancel only.</summary>
    StrategyCancelsOnly = 303,

    /// <summary>The rejects breaker is open: too many refusals by venues within a minute.</summary>
    RejectsBreakerOpen = 304,

    /// <summary>A difference to the venue's truth waits for an operator.</summary>
    DifferenceOpen = 305,

    /// <summary>The venue's private stream is not up.</summary>
    VenueDown = 306,

    /// <summary>The venue's live orders, balances or positions have not been told since its stream came up.</summary>
    VenueNotReconciled = 307,

    /// <summary>The listing does not trade.</summary>
    ListingNotOpen = 308,

    /// <summary>The listing's book may not be believed.</summary>
    BookNotTrusted = 309,

    /// <summary>There is no best price to hold the order against.</summary>
    NoReferencePrice = 310,

    /// <summary>An amount of money of this listing has no rate to the reporting currency.</summary>
    NoRate = 311,

    /// <summary>Marked reduce-only, or reduce-only by mode, and with all live orders as if filled it could make the position larger.</summary>
    WouldIncrease = 312,

    /// <summary>The position lost more than its stop-loss: only orders that make it smaller.</summary>
    StopLossHit = 313,

    /// <summary>The order is larger than the limit for one order.</summary>
    OrderQuantityLimit = 401,

    /// <summary>The order is worth more than the limit for one order (fat finger).</summary>
    OrderNotionalLimit = 402,

    /// <summary>The price is too far through the best price of all venues.</summary>
    PriceBeyondCollar = 403,

    /// <summary>It could trade with an order of the desk's own.</summary>
    SelfCross = 404,

    /// <summary>The number of live orders is at its limit.</summary>
    OpenOrdersLimit = 405,

    /// <summary>The listing's position could pass its limit.</summary>
    PositionLimit = 501,

    /// <summary>The listing's notional could pass its limit.</summary>
    NotionalLimit = 502,

    /// <summary>The symbol's net position over its venues could pass its limit.</summary>
    SymbolNetLimit = 503,

    /// <summary>The symbol's gross notional could pass its limit.</summary>
    SymbolGrossLimit = 504,

    /// <summary>The venue's net position could pass its limit.</summary>
    VenueNetLimit = 505,

    /// <summary>The venue's gross notional could pass its limit.</summary>
    VenueGrossLimit = 506,

    /// <summary>The strategy's net position could pass its limit.</summary>
    StrategyNetLimit = 507,

    /// <summary>The strategy's gross notional could pass its limit.</summary>
    StrategyGrossLimit = 508,

    /// <summary>The desk's net position could pass its limit.</summary>
    TotalNetLimit = 509,

    /// <summary>The desk's gross notional could pass its limit.</summary>
    TotalGrossLimit = 510,

    /// <summary>The correlation-weighted risk could pass its limit.</summary>
    PortfolioRiskLimit = 511,

    /// <summary>Gross notional could be too many times the equity.</summary>
    LeverageLimit = 512,

    /// <summary>The day's loss is beyond its limit: only orders that make positions smaller.</summary>
    DailyLossLimit = 601,

    /// <summary>The fall from the day's best result is beyond its limit: only orders that make positions smaller.</summary>
    DrawdownLimit = 602,

    /// <summary>The strategy's loss of the day is beyond its limit: only orders that make positions smaller.</summary>
    StrategyDailyLossLimit = 603,

    /// <summary>The strategy's fall from its best result of the day is beyond its limit: only orders that make positions smaller.</summary>
    StrategyDrawdownLimit = 604,

    /// <summary>The venue has never told this balance.</summary>
    BalanceUnknown = 701,

    /// <summary>Not enough of the asset, less what live orders reserve.</summary>
    InsufficientBalance = 702,

    /// <summary>Not enough margin, less what positions and live orders need.</summary>
    InsufficientMargin = 703,

    /// <summary>The venue gets no more orders for now.</summary>
    VenueRateLimit = 801,

    /// <summary>The strategy may place no more orders for now.</summary>
    StrategyRateLimit = 802,

    /// <summary>The table of orders is full of live ones.</summary>
    OrderTableFull = 803,

    /// <summary>The table of fills is full of live orders' fills.</summary>
    FillTableFull = 804,

    /// <summary>No live order of this number.</summary>
    UnknownOrder = 901,

    /// <summary>It is another strategy's.</summary>
    NotYours = 902,

    /// <summary>It has ended.</summary>
    OrderEnded = 903,

    /// <summary>A cancel is pending already.</summary>
    CancelPending = 904,

    /// <summary>An amendment is pending already.</summary>
    AmendPending = 905,

    /// <summary>Its outcome is not known: it is being looked up, and may be cancelled but not amended.</summary>
    OutcomeUnknown = 906,

    /// <summary>Price and quantity are what they are already.</summary>
    NothingChanges = 907,

    /// <summary>The quantity is not above what is filled: cancel it.</summary>
    BelowFilled = 908,

    /// <summary>No room to remember another amendment by a new order.</summary>
    TooManyAmendments = 909,
}
