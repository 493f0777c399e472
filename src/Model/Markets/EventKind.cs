namespace Rialto.Model.Markets;

/// <summary>What happened. Numbers are stable.</summary>
public enum EventKind : byte
{
    /// <summary>Never published.</summary>
    None = 0,

    /// <summary>An order was accepted, as asked. With <see cref="EventFlags.Resting"/> it went to the book at once and whole.</summary>
    OrderAccepted = 1,

    /// <summary>A new order was refused; <c>RejectReason</c> says why.</summary>
    OrderRejected = 2,

    /// <summary>Any other command was refused.</summary>
    CommandRejected = 3,

    /// <summary>An order (what is left of it) took its place at the end of its level: after trades, a trigger, a slide, a replacement, or as the next tranche of an iceberg.</summary>
    OrderRested = 4,

    /// <summary>An order lost quantity without a trade and kept its place.</summary>
    OrderReduced = 5,

    /// <summary>An order has new values. Without <see cref="EventFlags.KeptPriority"/> it left its place; trades or <see cref="OrderRested"/> follow.</summary>
    OrderReplaced = 6,

    /// <summary>An order ended without a trade; <c>CancelReason</c> says why.</summary>
    OrderCanceled = 7,

    /// <summary>A stop was set off and acts from here on as a market or limit order.</summary>
    OrderTriggered = 8,

    /// <summary>Two orders traded.</summary>
    Trade = 9,

    /// <summary>Two orders of one group met and did not trade; what became of each follows.</summary>
    SelfTradePrevented = 10,

    /// <summary>A new order was recognised as a resend; nothing was done. The event tells how the first stands.</summary>
    OrderDuplicate = 11,

    /// <summary>A mass cancel is done.</summary>
    MassCanceled = 12,

    /// <summary>A session began.</summary>
    SessionOpened = 13,

    /// <summary>A session ended.</summary>
    SessionClosed = 14,

    /// <summary>An instrument was defined.</summary>
    InstrumentDefined = 15,

    /// <summary>An instrument has new rules.</summary>
    InstrumentRulesSet = 16,

    /// <summary>An instrument moved to another state.</summary>
    InstrumentStateChanged = 17,

    /// <summary>An instrument's trading day is set.</summary>
    TradingDaySet = 18,

    /// <summary>What an auction would give if it ended now.</summary>
    AuctionIndicative = 19,

    /// <summary>An auction ends at this price; its trades follow.</summary>
    AuctionUncrossed = 20,

    // 30-39: accounts and money, docs/reference/accounts.md.

    /// <summary>An asset was defined.</summary>
    AssetDefined = 30,

    /// <summary>An account was made, or has new values.</summary>
    AccountSet = 31,

    /// <summary>Money came in.</summary>
    Deposited = 32,

    /// <summary>Money left.</summary>
    Withdrawn = 33,

    /// <summary>Money went from one account to another.</summary>
    Transferred = 34,

    /// <summary>A movement was recognised as a resend; nothing was done. The event tells of the first.</summary>
    MovementDuplicate = 35,

    /// <summary>What an account has of an asset, or what its orders hold of it, is not what it was before the command. The last events of a command.</summary>
    BalanceChanged = 36,

    /// <summary>A command of docs/reference/fees.md was accepted.</summary>
    FeesSet = 37,

    /// <summary>A family's tier, or what decides it.</summary>
    FeesRated = 38,

    /// <summary>A fee day ended; with an owner: what a maker's quotes came to on it.</summary>
    FeeDayEnded = 39,

    // 40-49: contracts and margin, docs/reference/margin.md.

    /// <summary>An instrument is a contract, or has new terms.</summary>
    ContractSet = 40,

    /// <summary>A contract has a new mark price.</summary>
    MarkPriceSet = 41,

    /// <summary>A position is not what it was before the command. Told at its end, before balances.</summary>
    PositionChanged = 42,

    /// <summary>An account, or an isolated position, comes close to liquidation.</summary>
    MarginCalled = 43,

    /// <summary>It has too little margin: its orders are cancelled, its positions reduced.</summary>
    LiquidationStarted = 44,

    /// <summary>It has margin enough again, or nothing left.</summary>
    LiquidationEnded = 45,

    /// <summary>A holder paid or got funding; with owner zero, what rounding left for the insurance fund.</summary>
    FundingPaid = 46,

    /// <summary>The insurance fund gained or paid, or the house paid where the fund had nothing left.</summary>
    InsuranceChanged = 47,

    /// <summary>A part of a position was closed against one that nobody would take over.</summary>
    Deleveraged = 48,

    /// <summary>A limit, tier, leverage or isolated margin is set.</summary>
    RiskSet = 49,

    /// <summary>An instrument's breaker and band are set; docs/reference/guards.md has this and what follows.</summary>
    BreakerSet = 50,

    /// <summary>The levels of the market-wide breaker are set.</summary>
    MarketBreakerSet = 51,

    /// <summary>An instrument is a member of the index, or no longer one.</summary>
    IndexMemberSet = 52,

    /// <summary>A market day began.</summary>
    MarketDayStarted = 53,

    /// <summary>A kill switch was turned on or off.</summary>
    KillSwitchSet = 54,

    /// <summary>A guard halts an instrument; the state change follows.</summary>
    TradingHalted = 55,

    /// <summary>The index fell to a level of the market-wide breaker; the halts follow.</summary>
    IndexLevelReached = 56,

    /// <summary>The pause of a halt is over, its auction begins; the state change follows.</summary>
    HaltAuction = 57,

    /// <summary>A halt is over; the state change follows.</summary>
    HaltEnded = 58,

    /// <summary>An instrument is at its limit-up or limit-down price, or no longer.</summary>
    LimitState = 59,

    /// <summary>An algo order was accepted; docs/reference/algos.md has this and what follows.</summary>
    AlgoAccepted = 60,

    /// <summary>An algo order began, was paused, goes on, or ended.</summary>
    AlgoStateChanged = 61,

    /// <summary>A slice of an algo order acted; its child's own events stand before it.</summary>
    AlgoSliced = 62,

    /// <summary>How an algo order stands, and what is measured of it. At the end of a command, before balances.</summary>
    AlgoProgressed = 63,

    /// <summary>An instrument's volume curve is set.</summary>
    VolumeCurveSet = 64,

    /// <summary>A basket order is being put together; docs/reference/baskets.md has this and what follows.</summary>
    BasketOpened = 65,

    /// <summary>A basket that is being put together has another leg.</summary>
    BasketLegAdded = 66,

    /// <summary>A basket passed all checks; its legs and their orders follow.</summary>
    BasketStarted = 67,

    /// <summary>The order of a basket's leg, which follows.</summary>
    BasketLegEntered = 68,

    /// <summary>A basket is done, or was dropped.</summary>
    BasketEnded = 69,

    /// <summary>A customer's state, tier and country are set; docs/reference/verification.md has this and what follows.</summary>
    VerificationSet = 70,

    /// <summary>What the exchange asks of its customers is set.</summary>
    VerificationPolicySet = 71,

    /// <summary>A tier's limits in an asset are set.</summary>
    TierLimitSet = 72,

    /// <summary>A country is listed, or no longer.</summary>
    CountrySet = 73,

    /// <summary>What a customer has moved and traded of an asset on this day is not what it was before the command.</summary>
    LimitUsed = 74,

    /// <summary>A basket that is being put together is to be worked over time; again when it is begun. docs/reference/baskets.md has this and what follows.</summary>
    BasketScheduled = 75,

    /// <summary>What a basket that is worked over time will trade of a leg.</summary>
    BasketLegPlanned = 76,

    /// <summary>A basket that is worked over time began, was paused, or goes on.</summary>
    BasketStateChanged = 77,

    /// <summary>A slice of a basket acts; the orders of its legs follow, unless there are none.</summary>
    BasketSliced = 78,

    /// <summary>How a leg of a basket that is worked over time stands, and what is measured of it.</summary>
    BasketLegProgressed = 79,
}

/// <summary>Marks on an event.</summary>
[Flags]
public enum EventFlags : ushort
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The last event of its command.</summary>
    LastOfCommand = 1,

    /// <summary>Accepted: the whole order went to the book at once. Canceled: the order was in the book.</summary>
    Resting = 2,

    /// <summary>Rested: the next tranche of an iceberg.</summary>
    Replenished = 4,

    /// <summary>Rested: post-only slid the price.</summary>
    Slid = 8,

    /// <summary>Replaced: the order kept its place.</summary>
    KeptPriority = 16,

    /// <summary>Trade: in an auction.</summary>
    Auction = 32,

    /// <summary>Duplicate: the first order is no longer live.</summary>
    Finished = 64,

    /// <summary>Canceled, replaced, triggered: the order was a stop still waiting.</summary>
    WaitingStop = 128,

    /// <summary>Accepted: an order of the exchange itself that reduces a position with too little margin.</summary>
    Liquidation = 256,
}
