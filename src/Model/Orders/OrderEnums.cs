namespace Rialto.Model.Orders;

/// <summary>Side of an order.</summary>
public enum Side : byte
{
    /// <summary>Buys base with quote.</summary>
    Buy = 0,

    /// <summary>Sells base for quote.</summary>
    Sell = 1,
}

/// <summary>How an order meets the market (FIX tag 40).</summary>
public enum OrderType : byte
{
    /// <summary>Trades at its price or better.</summary>
    Limit = 0,

    /// <summary>Trades at the best prices there are, within its protection; never rests.</summary>
    Market = 1,

    /// <summary>Becomes a market order once the last trade reaches its trigger.</summary>
    StopLoss = 2,

    /// <summary>Becomes a limit order once the last trade reaches its trigger.</summary>
    StopLimit = 3,
}

/// <summary>How long an order lives (FIX tag 59).</summary>
public enum TimeInForce : byte
{
    /// <summary>Until cancelled.</summary>
    Gtc = 0,

    /// <summary>Trades what it can at once; the rest is cancelled.</summary>
    Ioc = 1,

    /// <summary>Trades whole and at once, or not at all.</summary>
    Fok = 2,

    /// <summary>Until its expire time.</summary>
    Gtd = 3,

    /// <summary>Until the trading day ends.</summary>
    Day = 4,
}

/// <summary>What happens when an order meets one of its own group. The incoming order's choice counts.</summary>
public enum SelfTradePrevention : byte
{
    /// <summary>They trade.</summary>
    None = 0,

    /// <summary>The resting order is cancelled; the incoming one goes on.</summary>
    CancelResting = 1,

    /// <summary>The incoming order is cancelled; the resting one stays.</summary>
    CancelIncoming = 2,

    /// <summary>Both are cancelled.</summary>
    CancelBoth = 3,

    /// <summary>The one with less left is cancelled; the incoming one where they are equal.</summary>
    CancelSmallest = 4,

    /// <summary>Both lose the smaller of what they have left, without a trade; the one (or both) left with nothing is cancelled.</summary>
    DecrementBoth = 5,
}

/// <summary>Whether an order may take.</summary>
public enum PostOnly : byte
{
    /// <summary>It may.</summary>
    Off = 0,

    /// <summary>Refused where it would trade at once.</summary>
    Reject = 1,

    /// <summary>Where it would trade at once its price moves to one tick inside the best opposite price.</summary>
    Slide = 2,
}
