namespace Rialto.Gateways.Faults;

/// <summary>What goes wrong. docs/reference/faults.md describes each with its parameters, and a test compares the two.</summary>
public enum FaultKind
{
    /// <summary>Requests are refused with 429 and the time to come again.</summary>
    RateLimited,

    /// <summary>The address is banned: 418 (Binance's doors).</summary>
    Banned,

    /// <summary>Signed requests are refused because their time is said to be wrong: -1021 (Binance's doors), 401 (own REST).</summary>
    ClockSkew,

    /// <summary>The order is worked on, and its answer never comes.</summary>
    AckDropped,

    /// <summary>The order is worked on at once, and its answer comes late.</summary>
    AckLate,

    /// <summary>An execution is told twice.</summary>
    FillDuplicated,

    /// <summary>An execution is told late.</summary>
    FillDelayed,

    /// <summary>The connection stays open, and nothing passes any more in either direction.</summary>
    Silent,

    /// <summary>Messages of market data are left out.</summary>
    StreamGap,

    /// <summary>A message or an answer is cut off in its middle.</summary>
    Truncated,

    /// <summary>A whole book comes late, and is old by then.</summary>
    SlowSnapshot,

    /// <summary>The connection is reset.</summary>
    ConnectionKilled,
}
