namespace Rialto.Model.Markets;

/// <summary>Which guard halted an instrument. Numbers are stable.</summary>
public enum HaltReason : ushort
{
    /// <summary>None did.</summary>
    None = 0,

    /// <summary>Its own breaker: the price moved too far within the window.</summary>
    Breaker = 1,

    /// <summary>It stayed at its limit-up or limit-down price for too long.</summary>
    LimitState = 2,

    /// <summary>The market-wide breaker: the index fell to a level.</summary>
    MarketWide = 3,
}
