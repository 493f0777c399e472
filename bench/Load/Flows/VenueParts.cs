namespace Rialto.Load.Flows;

/// <summary>What of a venue is on while a flow is played.</summary>
[Flags]
internal enum VenueParts
{
    /// <summary>Matching alone; fees at the instrument's rates are in the events.</summary>
    None = 0,

    /// <summary>Instruments are settled: orders need cover, trades move money.</summary>
    Accounts = 1,

    /// <summary>Fee tiers are on: the rates of each order are its account's, volumes are measured.</summary>
    Fees = 2,

    /// <summary>Each instrument has a breaker over a rolling window, a price band, and limit states.</summary>
    Guards = 4,

    /// <summary>The flow's owner is a registered maker of each instrument: how long it quotes is measured.</summary>
    Makers = 8,
}
