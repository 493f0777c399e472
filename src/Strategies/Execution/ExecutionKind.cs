namespace Rialto.Strategies.Execution;

/// <summary>What a parent order's schedule follows.</summary>
public enum ExecutionKind
{
    /// <summary>Nothing: all of it at once, by its urgency.</summary>
    Execute,

    /// <summary>Time.</summary>
    Twap,

    /// <summary>A day's usual volume.</summary>
    Vwap,

    /// <summary>What others trade.</summary>
    Pov,
}
