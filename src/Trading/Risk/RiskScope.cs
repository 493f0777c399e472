namespace Rialto.Trading.Risk;

/// <summary>Of what a limit is: what the number of its scope means.</summary>
public enum RiskScope : byte
{
    /// <summary>Of the whole desk; its number is 0.</summary>
    Desk = 0,

    /// <summary>Of a listing, by its number.</summary>
    Listing = 1,

    /// <summary>Of a symbol over its venues, by the trader's number.</summary>
    Symbol = 2,

    /// <summary>Of a venue, by its number.</summary>
    Venue = 3,

    /// <summary>Of a strategy, by its number.</summary>
    Strategy = 4,
}
