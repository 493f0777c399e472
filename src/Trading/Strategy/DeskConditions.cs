namespace Rialto.Trading.Strategy;

/// <summary>What is not as it should be, where a strategy trades. The desk acts by itself (docs/reference/trader.md, Degradation); a strategy may look and do more.</summary>
[Flags]
public enum DeskConditions : byte
{
    /// <summary>All is well.</summary>
    Normal = 0,

    /// <summary>The book may not be believed: the last that is known stands. Spreads are widened and sizes reduced; nothing takes.</summary>
    StaleMarket = 1,

    /// <summary>The desk is slow: requests are spaced, nothing takes.</summary>
    HighLatency = 2,

    /// <summary>Requests to the venue fail: nothing is placed there.</summary>
    ExecutionFailing = 4,

    /// <summary>Everything is stopped.</summary>
    EmergencyStop = 8,

    /// <summary>What the store should keep it does not: no strategy is loaded or exchanged.</summary>
    StoreFailing = 16,
}
