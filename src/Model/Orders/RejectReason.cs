namespace Rialto.Model.Orders;

/// <summary>
/// Why a command was refused: one concrete cause each. Numbers are stable and never reused; the order in which causes are
/// checked is documented in docs/reference/matching.md, so that the same bad command always gets the same answer.
/// "Retry" says whether the same command may succeed later without being changed.
/// </summary>
public enum RejectReason : ushort
{
    /// <summary>Not refused.</summary>
    None = 0,

    // 1-19: the command as such.

    /// <summary>The kind of command is not known. Retry: no.</summary>
    UnknownCommand = 1,

    /// <summary>No such instrument. Retry: after it is defined.</summary>
    UnknownInstrument = 2,

    /// <summary>The side is neither buy nor sell. Retry: no.</summary>
    UnknownSide = 3,

    /// <summary>Type, time in force, self-trade prevention or post-only has an undefined value. Retry: no.</summary>
    UnknownTerms = 4,

    /// <summary>The owner is missing or negative. Retry: no.</summary>
    UnknownOwner = 5,

    /// <summary>The client order id holds a byte that is not printable ASCII. Retry: no.</summary>
    MalformedClientOrderId = 6,

    /// <summary>The session is unknown, closed, or belongs to another owner. Retry: after opening one.</summary>
    UnknownSession = 7,

    /// <summary>A session with this number is or was open. Retry: no.</summary>
    SessionAlreadyOpen = 8,

    // 20-29: the instrument's state.

    /// <summary>The instrument is announced and does not trade yet. Retry: once it opens.</summary>
    InstrumentNotOpenYet = 20,

    /// <summary>The instrument is halted. Retry: once it resumes.</summary>
    InstrumentHalted = 21,

    /// <summary>The trading day is over. Retry: once it opens.</summary>
    InstrumentClosed = 22,

    /// <summary>The instrument has expired. Retry: no.</summary>
    InstrumentExpired = 23,

    /// <summary>Market, IOC, FOK and post-only orders have no place in a call auction. Retry: once it opens.</summary>
    NotAllowedInAuction = 24,

    // 30-49: quantity.

    /// <summary>The quantity is zero or negative. Retry: no.</summary>
    QuantityNotPositive = 30,

    /// <summary>The quantity is below the instrument's smallest. Retry: no.</summary>
    QuantityBelowMinimum = 31,

    /// <summary>The quantity is above the instrument's largest. Retry: no.</summary>
    QuantityAboveMaximum = 32,

    /// <summary>The quantity is not a multiple of the lot. Retry: no.</summary>
    QuantityOffLot = 33,

    /// <summary>The display quantity is negative, not below the quantity, or not a multiple of the lot. Retry: no.</summary>
    DisplayQuantityInvalid = 34,

    /// <summary>Only an order that can rest may have a display quantity. Retry: no.</summary>
    DisplayQuantityNotAllowed = 35,

    /// <summary>A quote quantity (budget) needs a plain market order, IOC. Retry: no.</summary>
    QuoteQuantityNotAllowed = 36,

    /// <summary>The iceberg would be shown in more tranches than the instrument allows. Retry: no.</summary>
    TooManyTranches = 37,

    // 50-69: price.

    /// <summary>The limit price is zero or negative. Retry: no.</summary>
    PriceNotPositive = 50,

    /// <summary>The price is above what the exchange can hold. Retry: no.</summary>
    PriceAboveMaximum = 51,

    /// <summary>The price is not a multiple of the tick. Retry: no.</summary>
    PriceOffTick = 52,

    /// <summary>The limit price is outside the band around the reference price, which the event carries. Retry: when the reference moves.</summary>
    PriceOutsideBand = 53,

    /// <summary>The trigger price is missing, too large, or on an order that is not a stop. Retry: no.</summary>
    TriggerPriceInvalid = 54,

    /// <summary>The trigger price is not a multiple of the tick. Retry: no.</summary>
    TriggerPriceOffTick = 55,

    // 70-79: money.

    /// <summary>Price x quantity is below the instrument's smallest. Retry: no.</summary>
    NotionalBelowMinimum = 70,

    /// <summary>Price x quantity is above the instrument's largest, or above what 64 bits of money hold. Retry: no.</summary>
    NotionalAboveMaximum = 71,

    // 80-99: combinations and time.

    /// <summary>Post-only needs a limit or stop-limit order that can rest. Retry: no.</summary>
    PostOnlyNotAllowed = 80,

    /// <summary>A market order must be IOC or FOK. Retry: no.</summary>
    MarketOrderMustBeImmediate = 81,

    /// <summary>GTD needs an expire time after now; no other time in force may have one. Retry: no.</summary>
    ExpireTimeInvalid = 82,

    // 100-119: the book.

    /// <summary>The owner has a live order with this client order id and other terms. Retry: with another id.</summary>
    DuplicateClientOrderId = 100,

    /// <summary>The post-only order would trade at once, at the price the event carries. Retry: when the market moves.</summary>
    PostOnlyWouldCross = 101,

    /// <summary>The book cannot fill the market order whole and its policy is to refuse. Retry: when there is more.</summary>
    InsufficientLiquidity = 102,

    /// <summary>The exchange holds as many live orders as it was sized for. Retry: later.</summary>
    TooManyOrders = 103,

    /// <summary>No live order with this id belongs to this owner. Retry: no.</summary>
    UnknownOrder = 104,

    /// <summary>The replacement changes nothing that this order has (a trigger on an order that is no waiting stop). Retry: no.</summary>
    ReplaceNotAllowed = 105,

    // 120-139: administration.

    /// <summary>The instrument's definition has a value out of its range. Retry: no.</summary>
    DefinitionInvalid = 120,

    /// <summary>The symbol is taken by another instrument. Retry: no.</summary>
    SymbolTaken = 121,

    /// <summary>Only an announced instrument may be redefined. Retry: no.</summary>
    InstrumentAlreadyTrading = 122,

    /// <summary>The lifecycle has no step from this state to that. Retry: no.</summary>
    StateChangeNotAllowed = 123,

    /// <summary>The rules have a value out of its range. Retry: no.</summary>
    RulesInvalid = 124,

    /// <summary>The trading day ends before it begins, or before now. Retry: no.</summary>
    TradingDayInvalid = 125,

    // 200-219: given by gateways before the journal; never in an event.

    /// <summary>The intake is full. Retry: at once, slower.</summary>
    Overloaded = 200,

    /// <summary>The key, signature or timestamp is not valid. Retry: no.</summary>
    Unauthorized = 201,

    /// <summary>The key may not do this. Retry: no.</summary>
    Forbidden = 202,

    /// <summary>Too many requests. Retry: after the time stated.</summary>
    RateLimited = 203,

    /// <summary>The request cannot be read. Retry: no.</summary>
    MalformedRequest = 204,

    /// <summary>The exchange is starting, stopping, or stopped accepting. Retry: later.</summary>
    NotReady = 205,

    /// <summary>The disk has no room for the journal to grow; nothing was accepted, everything can be read. Retry: once there is space.</summary>
    NoDiskSpace = 206,

    /// <summary>The signature was used before: the same request came twice, and what became of the first is told to whoever sent that. Retry: signed anew.</summary>
    SignatureUsed = 207,

    // 300-329: accounts and money.

    /// <summary>There is no account of this number. Retry: after it is made.</summary>
    AccountUnknown = 300,

    /// <summary>The account may not trade. Retry: once it may.</summary>
    AccountMayNotTrade = 301,

    /// <summary>The account may not be paid in. Retry: once it may.</summary>
    AccountMayNotDeposit = 302,

    /// <summary>The account may not be paid out. Retry: once it may.</summary>
    AccountMayNotWithdraw = 303,

    /// <summary>The account may not send to others. Retry: once it may.</summary>
    AccountMayNotTransfer = 304,

    /// <summary>The account's name or rights have an undefined value, its parent is not possible, or another than it was made with. Retry: no.</summary>
    AccountInvalid = 305,

    /// <summary>There is no asset of this number. Retry: after it is defined.</summary>
    AssetUnknown = 306,

    /// <summary>The asset's definition has a value out of its range. Retry: no.</summary>
    AssetInvalid = 307,

    /// <summary>An asset of this number is defined; it stays as it is. Retry: no.</summary>
    AssetAlreadyDefined = 308,

    /// <summary>The code is taken by another asset. Retry: no.</summary>
    AssetCodeTaken = 309,

    /// <summary>The movement's reference is missing or holds a byte that is not printable ASCII. Retry: no.</summary>
    ReferenceInvalid = 310,

    /// <summary>The account has used this reference for another movement. Retry: with another reference.</summary>
    ReferenceTaken = 311,

    /// <summary>The amount is zero or negative. Retry: no.</summary>
    AmountNotPositive = 312,

    /// <summary>The account would send to itself. Retry: no.</summary>
    TransferToSelf = 313,

    /// <summary>All accounts together would hold more of the asset than can be counted. Retry: when they hold less.</summary>
    BalanceTooLarge = 314,

    /// <summary>The account has less available than the order must reserve, or than is to be moved. Retry: when it has more.</summary>
    InsufficientFunds = 315,

    /// <summary>Nothing bounds what the order may cost: it needs a protection, or the instrument a collar. Retry: no.</summary>
    ProtectionRequired = 316,

    // 320-329: fee tiers (docs/reference/fees.md).

    /// <summary>The tier or promotion has a value out of its range. Retry: no.</summary>
    FeeTierInvalid = 320,

    /// <summary>There is no tier of this number. Retry: after it is set.</summary>
    FeeTierUnknown = 321,

    /// <summary>With these rates the house could pay more for a trade than it gets. Retry: with other rates, or as subsidised.</summary>
    RebateNotFunded = 322,

    /// <summary>The asset's weight has a value out of its range. Retry: no.</summary>
    VolumeWeightInvalid = 323,

    /// <summary>Tiers are those of the account without parent. Retry: for that account.</summary>
    AccountIsSubAccount = 324,

    /// <summary>The period is over, or ends before it begins. Retry: no.</summary>
    FeePeriodInvalid = 325,

    /// <summary>Width or size of the quotes asked for is out of its range. Retry: no.</summary>
    QuotingInvalid = 326,

    // 330-359: contracts and margin (docs/reference/margin.md).

    /// <summary>Only margin accounts have positions, and this is none. Retry: no.</summary>
    MarginAccountRequired = 330,

    /// <summary>Margin accounts trade contracts only, no settled instruments. Retry: no.</summary>
    NotForMarginAccounts = 331,

    /// <summary>The instrument is no contract. Retry: no.</summary>
    NotAContract = 332,

    /// <summary>The contract's terms have a value out of its range, or do not go with the instrument. Retry: no.</summary>
    ContractInvalid = 333,

    /// <summary>A mark or final price is zero, too large, off tick, or makes a position too large to count. Retry: no.</summary>
    MarkPriceInvalid = 334,

    /// <summary>The contract has no mark price yet. Retry: once it has one.</summary>
    NoMarkPrice = 335,

    /// <summary>There is less margin than would be needed. Retry: when there is more.</summary>
    InsufficientMargin = 336,

    /// <summary>Position and open orders of one side would come to more than the limit. Retry: with less.</summary>
    PositionAboveLimit = 337,

    /// <summary>The order is larger than the limit of one order. Retry: with less.</summary>
    OrderAboveLimit = 338,

    /// <summary>A limit is negative. Retry: no.</summary>
    LimitInvalid = 339,

    /// <summary>Leverage is negative or more than the contract allows, or the mode is undefined. Retry: no.</summary>
    LeverageInvalid = 340,

    /// <summary>The mode changes only while there is neither position nor live order nor isolated margin. Retry: once that is so.</summary>
    PositionNotEmpty = 341,

    /// <summary>The position is not an isolated one. Retry: no.</summary>
    NotIsolated = 342,

    /// <summary>The funding rate is out of its range, or the contract is dated. Retry: no.</summary>
    FundingInvalid = 343,

    /// <summary>A dated contract is settled at its expiry, not before. Retry: then.</summary>
    ContractNotDue = 344,

    // 360-379: guards (docs/reference/guards.md).

    /// <summary>The exchange's kill switch is on. Retry: once it is off.</summary>
    ExchangeStopped = 360,

    /// <summary>The account's kill switch is on. Retry: once it is off.</summary>
    AccountStopped = 361,

    /// <summary>The session's kill switch is on. Retry: once it is off.</summary>
    SessionStopped = 362,

    /// <summary>The instrument's kill switch is on. Retry: once it is off.</summary>
    InstrumentStopped = 363,

    /// <summary>The instrument's circuit breaker paused it. Retry: once its auction begins.</summary>
    BreakerHalt = 364,

    /// <summary>The instrument stayed at its limit price for too long and is paused. Retry: once its auction begins.</summary>
    LimitHalt = 365,

    /// <summary>The market-wide breaker paused the instrument. Retry: once its auction begins.</summary>
    MarketHalt = 366,

    /// <summary>The limit price is beyond the band's limit-up or limit-down price, which the event carries. Retry: when the band moves.</summary>
    PriceBeyondLimit = 367,

    // 380-389: algo orders (docs/reference/algos.md).

    /// <summary>The algo order's type or another choice has an undefined value. Retry: no.</summary>
    AlgoTermsInvalid = 380,

    /// <summary>The algo order's end is not after its start, either is too far away, or its interval is too short, too long, or makes too many slices. Retry: no.</summary>
    AlgoTimesInvalid = 381,

    /// <summary>Participation, catch-up or jitter is out of its range, or a POV has no participation. Retry: no.</summary>
    AlgoPaceInvalid = 382,

    /// <summary>As many algo orders are live as there may be, of this owner or of all. Retry: later.</summary>
    TooManyAlgos = 383,

    /// <summary>The owner has a live algo order with this client algo id. Retry: with another id.</summary>
    DuplicateAlgoId = 384,

    /// <summary>No live algo order with this number or id belongs to this owner. Retry: no.</summary>
    UnknownAlgo = 385,

    /// <summary>Only a running algo order can be paused, and only a paused one goes on. Retry: when it is.</summary>
    AlgoStateNotAllowed = 386,

    /// <summary>The order is the child of an algo order and cannot be replaced; it can be cancelled. Retry: no.</summary>
    ChildOfAlgo = 387,

    // 388-399: basket orders (docs/reference/baskets.md).

    /// <summary>The basket's self-trade mode or another choice has an undefined value. Retry: no.</summary>
    BasketTermsInvalid = 388,

    /// <summary>A basket has 1 to 64 legs. Retry: no.</summary>
    BasketLegsInvalid = 389,

    /// <summary>A basket of weights needs a total value in its range, one of quantities has none. Retry: no.</summary>
    BasketTotalInvalid = 390,

    /// <summary>As many baskets are being put together as there may be, of this owner or of all. Retry: later.</summary>
    TooManyBaskets = 391,

    /// <summary>No basket of this owner with this number is being put together. Retry: no.</summary>
    UnknownBasket = 392,

    /// <summary>Legs are added in their order, and no more than were announced. Retry: no.</summary>
    BasketLegOutOfOrder = 393,

    /// <summary>Another leg of the basket has this instrument. Retry: no.</summary>
    LegInstrumentTwice = 394,

    /// <summary>A weight is not from one millionth to one, or the weights do not come to one. Retry: no.</summary>
    BasketWeightInvalid = 395,

    /// <summary>The basket has fewer legs than were announced. Retry: no.</summary>
    BasketIncomplete = 396,

    /// <summary>A total value cannot be shared between instruments that count in different money. Retry: no.</summary>
    BasketMoneyMixed = 397,

    /// <summary>The instrument has neither two sides nor a last price nor a reference, so a weight cannot become a quantity. Retry: once it has one.</summary>
    NoReferencePrice = 398,

    /// <summary>A basket of this owner with this client basket id was executed or begun, among the last that are remembered, or is live. Retry: with another id.</summary>
    DuplicateBasketId = 399,

    // 400-419: verification (docs/reference/verification.md).

    /// <summary>A customer's state, tier or country cannot be, or it is a sub-account. Retry: no.</summary>
    VerificationInvalid = 400,

    /// <summary>The customer is not verified yet. Retry: once it is.</summary>
    VerificationPending = 401,

    /// <summary>The customer was rejected. Retry: no.</summary>
    VerificationRejected = 402,

    /// <summary>The customer is suspended. Retry: once it no longer is.</summary>
    VerificationSuspended = 403,

    /// <summary>This is closed to customers of the country. Retry: no.</summary>
    CountryRestricted = 404,

    /// <summary>The exchange takes customers of listed countries only. Retry: no.</summary>
    CountryNotListed = 405,

    /// <summary>It would be more than the customer's tier may be paid in on a day. Retry: on another day.</summary>
    DepositLimitReached = 406,

    /// <summary>It would be more than the customer's tier may be paid out on a day. Retry: on another day.</summary>
    WithdrawLimitReached = 407,

    /// <summary>With it the customer might trade more than its tier may on a day. Retry: on another day.</summary>
    TradeLimitReached = 408,

    /// <summary>A tier's limits have a value out of its range. Retry: no.</summary>
    TierLimitInvalid = 409,

    /// <summary>It is no country, or something is closed to one that is not listed. Retry: no.</summary>
    CountryInvalid = 410,

    /// <summary>The customer has sent as many applications for verification as it may; said before anything is sequenced. Retry: after the time stated.</summary>
    ApplicationLimitReached = 411,
}
