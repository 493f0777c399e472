namespace Rialto.Trading.Strategy;

/// <summary>Where in its life a strategy is. Numbers are stored in journals and never reused.</summary>
public enum StrategyState : byte
{
    /// <summary>Made, with its parameters; called for nothing.</summary>
    Loaded = 0,

    /// <summary>Asked to start; starts with the first input after it, once its books may be believed.</summary>
    Starting = 1,

    /// <summary>Is called, and may place.</summary>
    Running = 2,

    /// <summary>Is called, but may only cancel; its orders were cancelled.</summary>
    Paused = 3,

    /// <summary>Asked to stop: its orders are being cancelled, nothing more is placed.</summary>
    Stopping = 4,

    /// <summary>Over: no orders, no calls. May be started again.</summary>
    Stopped = 5,

    /// <summary>It threw, or asked for far too much: its orders were cancelled, it is called no more. Others go on. May be started again by an operator.</summary>
    Faulted = 6,
}

/// <summary>What becomes of a strategy's orders.</summary>
public enum StrategyMode : byte
{
    /// <summary>It sees and decides; what it would have done is written to the audit, and nothing is sent.</summary>
    Observation = 0,

    /// <summary>Its orders go to a venue that only pretends.</summary>
    Paper = 1,

    /// <summary>Its orders go to venues: real money.</summary>
    Live = 2,
}

/// <summary>Why a strategy was taken out.</summary>
public enum StrategyFault : byte
{
    /// <summary>It was not.</summary>
    None = 0,

    /// <summary>It threw an exception.</summary>
    Threw = 1,

    /// <summary>One input led it to more requests than it declared.</summary>
    TooManyIntents = 2,

    /// <summary>It could not take over the state that its forerunner left.</summary>
    StateNotTaken = 3,

    /// <summary>Whoever runs the desk saw that a call did not come back.</summary>
    Hung = 4,
}
