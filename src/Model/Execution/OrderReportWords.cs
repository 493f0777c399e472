namespace Rialto.Model.Execution;

/// <summary>What an <see cref="OrderReport"/> says. Numbers are stored in journals and never reused.</summary>
public enum OrderReportKind : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The request has gone onto the wire: from here on its outcome is the venue's. What was never sent is <see cref="Rejected"/> with <see cref="FailureClass.Retry"/> or another class, never unknown.</summary>
    Sent = 1,

    /// <summary>The venue has the order: it is live, or was at that time.</summary>
    Accepted = 2,

    /// <summary>The venue has refused the order: it never was. <see cref="OrderReport.Failure"/> and <see cref="OrderReport.Reason"/> say why.</summary>
    Rejected = 3,

    /// <summary>A fill. One fill may be told more than once.</summary>
    Filled = 4,

    /// <summary>The order has ended, at our wish or the venue's; what is filled stays.</summary>
    Cancelled = 5,

    /// <summary>The order's time has ended.</summary>
    Expired = 6,

    /// <summary>The order has another price or quantity now.</summary>
    Amended = 7,

    /// <summary>The venue has refused to cancel; the order is as it was, or has ended already.</summary>
    CancelRejected = 8,

    /// <summary>The venue has refused to amend; the order is as it was.</summary>
    AmendRejected = 9,

    /// <summary>A request was sent and nobody knows what became of it: timed out, connection lost, an answer that could not be read, a 5xx. <see cref="OrderReport.Status"/> is not used.</summary>
    Unknown = 10,

    /// <summary>Answer to a look-up: the order as the venue has it.</summary>
    Found = 11,

    /// <summary>Answer to a look-up: the venue knows no such order. Believed only after the venue's own delay (docs/reference/order-entry.md).</summary>
    NotFound = 12,

    /// <summary>A look-up failed: ask again later. <see cref="OrderReport.Failure"/> says how.</summary>
    QueryFailed = 13,

    /// <summary>All live orders have been told.</summary>
    OrdersEnd = 14,

    /// <summary>One asset's balance.</summary>
    Balance = 15,

    /// <summary>All balances have been told.</summary>
    BalancesEnd = 16,

    /// <summary>One position in contracts.</summary>
    Position = 17,

    /// <summary>All positions have been told.</summary>
    PositionsEnd = 18,

    /// <summary>All fills asked for have been told: by the request that <see cref="OrderReport.Cause"/> names, about its order or its listing.</summary>
    FillsEnd = 19,

    /// <summary>The private stream of the venue is up, and logged in.</summary>
    StreamUp = 20,

    /// <summary>The private stream of the venue is down: from here on something may have been missed.</summary>
    StreamDown = 21,

    /// <summary>The venue's dead man's switch is set.</summary>
    DeadManArmed = 22,

    /// <summary>A fill that was told is taken back (Polymarket: failed on the chain).</summary>
    FillReversed = 23,

    /// <summary>A listing has ended, and its position was paid: <see cref="OrderReport.FillPrice"/> each, or what was paid for it where <see cref="OrderReportFlags.Refund"/> is set. Orders of it were cancelled before.</summary>
    Settled = 24,

    /// <summary>Funding of a perpetual contract was paid: <see cref="OrderReport.Amount"/>, at <see cref="OrderReport.FillPrice"/> as mark and <see cref="OrderReport.Available"/> as rate.</summary>
    Funded = 25,
}

/// <summary>What a failure means for the desk, as the venues' sheets say (docs/reference/order-entry.md).</summary>
public enum FailureClass : byte
{
    /// <summary>No failure.</summary>
    None = 0,

    /// <summary>Refused for what it says: the same again is refused again.</summary>
    Reject = 1,

    /// <summary>Not done, and surely not: may be tried again.</summary>
    Retry = 2,

    /// <summary>Not done, and the venue wants fewer requests: wait.</summary>
    BackOff = 3,

    /// <summary>Not done, and nothing will be until somebody has looked: keys, rights, a closed account, a venue under maintenance.</summary>
    Halt = 4,

    /// <summary>Nobody knows: look it up before anything else.</summary>
    Unknown = 5,
}

/// <summary>Why a venue refused or ended something, in our words. <see cref="OrderReport.Code"/> has the venue's.</summary>
public enum VenueReason : byte
{
    /// <summary>None told, or none needed.</summary>
    None = 0,

    /// <summary>One that we have no word for.</summary>
    Other = 1,

    /// <summary>Not enough money or margin.</summary>
    InsufficientFunds = 2,

    /// <summary>A post-only order would have traded.</summary>
    WouldTake = 3,

    /// <summary>Price outside the venue's band.</summary>
    PriceOutOfBand = 4,

    /// <summary>Price or quantity not on the venue's grid.</summary>
    WrongStep = 5,

    /// <summary>Below the smallest quantity or notional.</summary>
    TooSmall = 6,

    /// <summary>Above the largest quantity, notional or position.</summary>
    TooLarge = 7,

    /// <summary>The venue knows no such order, or it has ended.</summary>
    UnknownOrder = 8,

    /// <summary>The client id was used before.</summary>
    DuplicateId = 9,

    /// <summary>Too many requests.</summary>
    RateLimited = 10,

    /// <summary>Too many live orders.</summary>
    TooManyOrders = 11,

    /// <summary>Our clock is not the venue's.</summary>
    ClockDiffers = 12,

    /// <summary>Key, signature or address not accepted.</summary>
    NotAuthenticated = 13,

    /// <summary>The key may not do this.</summary>
    NotAllowed = 14,

    /// <summary>The market is halted, closed, or only takes cancels.</summary>
    MarketClosed = 15,

    /// <summary>It would have met an order of our own.</summary>
    SelfTrade = 16,

    /// <summary>A reduce-only order would have made the position larger.</summary>
    WouldIncrease = 17,

    /// <summary>It could not trade at once (immediate or fill-or-kill).</summary>
    NoLiquidity = 18,

    /// <summary>Ended at our wish.</summary>
    Requested = 19,

    /// <summary>Ended by the venue: liquidation, end of a contract, an operator.</summary>
    ByVenue = 20,

    /// <summary>Ended by the dead man's switch or with the connection.</summary>
    Disconnected = 21,

    /// <summary>The venue is overloaded or under maintenance.</summary>
    VenueBusy = 22,

    /// <summary>What was asked for is not offered there; never sent.</summary>
    NotOffered = 23,

    /// <summary>Not sent: no connection, or the queue was full.</summary>
    NotConnected = 24,
}

/// <summary>What an order is at its venue.</summary>
public enum VenueOrderStatus : byte
{
    /// <summary>A word that we do not know.</summary>
    Unknown = 0,

    /// <summary>Live; partly filled or not.</summary>
    Live = 1,

    /// <summary>Filled whole.</summary>
    Filled = 2,

    /// <summary>Ended before it was filled.</summary>
    Cancelled = 3,

    /// <summary>Refused.</summary>
    Rejected = 4,

    /// <summary>Its time has ended.</summary>
    Expired = 5,

    /// <summary>Taken in, not live yet (a stop that waits, a market that opens later).</summary>
    Pending = 6,
}

/// <summary>Who made the market in a fill.</summary>
public enum Liquidity : byte
{
    /// <summary>Not told.</summary>
    Unknown = 0,

    /// <summary>We did: the order rested.</summary>
    Maker = 1,

    /// <summary>The other side did.</summary>
    Taker = 2,
}

/// <summary>Marks of an <see cref="OrderReport"/>.</summary>
[Flags]
public enum OrderReportFlags : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>From an answer to a question, not from the stream.</summary>
    FromQuery = 1,

    /// <summary><see cref="OrderReport.FillQuantity"/> and its price were computed from two sums that the venue told. Of an answer (<see cref="FromQuery"/>): the sum alone was told, and the price is the average of the whole sum.</summary>
    FillDerived = 2,

    /// <summary>From a venue that only pretends: nothing was traded with anybody.</summary>
    Paper = 4,

    /// <summary>Settled: void, everybody gets back what he paid.</summary>
    Refund = 8,
}
