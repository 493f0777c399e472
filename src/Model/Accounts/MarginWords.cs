namespace Rialto.Model.Accounts;

/// <summary>What a position's losses may use up.</summary>
public enum MarginMode : byte
{
    /// <summary>All that the account has of the contract's asset, together with its other cross positions.</summary>
    Cross = 0,

    /// <summary>What was moved to the position, and nothing else.</summary>
    Isolated = 1,
}

/// <summary>Why the insurance fund changed.</summary>
public enum InsuranceCause : ushort
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>By command, from the house or back.</summary>
    Funded = 1,

    /// <summary>The fee of a liquidation.</summary>
    LiquidationFee = 2,

    /// <summary>What rounding left of a funding payment.</summary>
    FundingRest = 3,

    /// <summary>It paid for an account that had less than nothing.</summary>
    Deficit = 4,

    /// <summary>The fund had nothing left, and the house paid; the fund did not change.</summary>
    House = 5,
}
