namespace Rialto.Trading.Risk;

/// <summary>
/// The limits of the risk gate. Money is in 10^-8 of the reporting currency; <see cref="RiskLimits.Unlimited"/> switches a limit off, zero allows nothing. Each kind names what its scope's
/// number is. Numbers are stored and never reused.
/// </summary>
public enum RiskLimitKind : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Listing: largest quantity of one order, in its units.</summary>
    OrderQuantity = 1,

    /// <summary>Listing: largest worth of one order (fat finger).</summary>
    OrderNotional = 2,

    /// <summary>Listing: how far a price may be through the best opposite price of all venues, in 10^-6 of that price.</summary>
    Collar = 3,

    /// <summary>Listing: largest position either way, in its units.</summary>
    Position = 4,

    /// <summary>Listing: largest worth of the position either way.</summary>
    Notional = 5,

    /// <summary>Listing: loss of the open position from which on it may only get smaller.</summary>
    StopLoss = 6,

    /// <summary>Symbol: largest net worth over its venues either way.</summary>
    SymbolNet = 7,

    /// <summary>Symbol: largest sum of worths over its venues.</summary>
    SymbolGross = 8,

    /// <summary>Venue: largest net worth either way.</summary>
    VenueNet = 9,

    /// <summary>Venue: largest sum of worths.</summary>
    VenueGross = 10,

    /// <summary>Venue: orders and amendments a second.</summary>
    VenueRate = 11,

    /// <summary>Venue: how many of them at once after a pause.</summary>
    VenueBurst = 12,

    /// <summary>Strategy: largest net worth either way.</summary>
    StrategyNet = 13,

    /// <summary>Strategy: largest sum of worths.</summary>
    StrategyGross = 14,

    /// <summary>Strategy: orders and amendments a second.</summary>
    StrategyRate = 15,

    /// <summary>Strategy: how many of them at once after a pause.</summary>
    StrategyBurst = 16,

    /// <summary>Strategy: loss of the day from which on its positions may only get smaller.</summary>
    StrategyDailyLoss = 17,

    /// <summary>Strategy: fall from the day's best result from which on its positions may only get smaller.</summary>
    StrategyDrawdown = 18,

    /// <summary>Desk: largest net worth either way.</summary>
    TotalNet = 19,

    /// <summary>Desk: largest sum of worths.</summary>
    TotalGross = 20,

    /// <summary>Desk: loss of the day from which on positions may only get smaller.</summary>
    DailyLoss = 21,

    /// <summary>Desk: fall from the day's best result from which on positions may only get smaller.</summary>
    Drawdown = 22,

    /// <summary>Desk: largest correlation-weighted risk.</summary>
    PortfolioRisk = 23,

    /// <summary>Desk: gross notional over equity, in 10^-8 (300,000,000 is three times).</summary>
    Leverage = 24,

    /// <summary>Desk: equity over gross notional, live orders as if filled, below which it is told, in 10^-8 (15,000,000 is the mission's 15 %); zero switches it off.</summary>
    MarginRatio = 25,

    /// <summary>Desk: refusals by venues within a minute; one more opens the breaker.</summary>
    RejectsPerMinute = 26,

    /// <summary>Desk: live orders at once.</summary>
    OpenOrders = 27,

    /// <summary>Desk: its mode, as <see cref="DeskMode"/>.</summary>
    DeskModeOf = 28,

    /// <summary>Venue: its mode.</summary>
    VenueModeOf = 29,

    /// <summary>Strategy: its mode.</summary>
    StrategyModeOf = 30,

    /// <summary>Venue: a difference was accepted by an operator.</summary>
    DifferenceAccepted = 31,

    /// <summary>Desk: the rejects breaker was closed by an operator.</summary>
    RejectsBreakerClosed = 32,

    /// <summary>Listing: 1 where a stop-loss that is hit closes the position; 0 where it only lets it get smaller.</summary>
    StopLossCloses = 33,
}
