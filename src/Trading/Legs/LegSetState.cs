namespace Rialto.Trading.Legs;

/// <summary>Where a set of legs is in its life (docs/reference/legs.md). Numbers are stored in journals and never reused.</summary>
public enum LegSetState : byte
{
    /// <summary>Nothing was begun.</summary>
    Idle = 0,

    /// <summary>Its orders are out, or the next ones are due.</summary>
    Working = 1,

    /// <summary>A leg got less than was asked for, or the time is over: what is missing is chased, nothing more is begun.</summary>
    Partial = 2,

    /// <summary>What filled one-sidedly is walked back.</summary>
    Unwinding = 3,

    /// <summary>Over: every leg has filled whole.</summary>
    Complete = 4,

    /// <summary>Over: less than was wanted, or nothing; all legs balance.</summary>
    Done = 5,

    /// <summary>Over: something one-sided is left that could not be walked back within its bound. It is held, and told.</summary>
    Stuck = 6,
}

/// <summary>Questions about states.</summary>
public static class LegSetStates
{
    /// <summary>True where orders may be out, or come.</summary>
    public static bool IsActive(this LegSetState state) => state is LegSetState.Working or LegSetState.Partial or LegSetState.Unwinding;
}
