namespace Rialto.Trading.Risk;

/// <summary>How the desk stands with a venue's private side.</summary>
[Flags]
public enum VenueStanding : byte
{
    /// <summary>Down.</summary>
    None = 0,

    /// <summary>Its private stream is up.</summary>
    Up = 1,

    /// <summary>Live orders, balances and positions were told since it came up.</summary>
    Reconciled = 2,

    /// <summary>A difference waits for an operator.</summary>
    DifferenceOpen = 4,
}
