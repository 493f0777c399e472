namespace Rialto.Host.Desk.Gateways;

/// <summary>Why a gateway sends a request to no venue: the code of its report, above any venue's own numbers. Never reused.</summary>
internal enum PolicyRefusal
{
    /// <summary>It may go.</summary>
    None = 0,

    /// <summary>There is no such listing.</summary>
    UnknownListing = 900_001,

    /// <summary>The policy does not name the symbol.</summary>
    Symbol = 900_002,

    /// <summary>The policy does not allow this side of the symbol.</summary>
    Side = 900_003,

    /// <summary>The policy allows no market orders of the symbol, or the order has another type than limit and market.</summary>
    Type = 900_004,

    /// <summary>The price is outside the policy's bounds.</summary>
    PriceBounds = 900_005,

    /// <summary>The order is worth more than one order may be.</summary>
    OrderNotional = 900_006,

    /// <summary>With it the day's orders would be worth more than a day's may be.</summary>
    DayNotional = 900_007,

    /// <summary>More orders in a second than the policy allows; again later.</summary>
    Rate = 900_008,

    /// <summary>The desk was stopped from outside: only a desk that is started anew places orders again.</summary>
    Held = 900_009,

    /// <summary>A price or quantity that is not above zero, or a value too large to be computed.</summary>
    Numbers = 900_010,

    /// <summary>The day's use could not be written to the disk: what cannot be remembered is not signed.</summary>
    Store = 900_011,

    /// <summary>A new order whose number is not above all that the desk has used.</summary>
    UsedNumber = 900_012,
}
