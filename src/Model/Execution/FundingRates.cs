namespace Rialto.Model.Execution;

/// <summary>Funding rates as numbers: what holders of a perpetual contract pay each other at a moment, as a share of the position's value; above zero who is long pays who is short.</summary>
public static class FundingRates
{
    /// <summary>Rates count 10^-12: venues tell up to twelve digits that matter.</summary>
    public const int Scale = 12;

    /// <summary>One whole.</summary>
    public const long One = 1_000_000_000_000;
}
