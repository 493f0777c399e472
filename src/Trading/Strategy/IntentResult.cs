using Rialto.Model.Execution;
using Rialto.Trading.Orders;

namespace Rialto.Trading.Strategy;

/// <summary>Why the desk did not take what a strategy asked for, before risk and the order book of the desk were asked. Numbers are stored in journals and never reused.</summary>
public enum IntentRefusal : byte
{
    /// <summary>It was taken.</summary>
    None = 0,

    /// <summary>Orders or risk refused it: <see cref="IntentResult.Desk"/> says why.</summary>
    Desk = 1,

    /// <summary>The strategy is not running. Cancels are taken while it is paused.</summary>
    NotRunning = 2,

    /// <summary>It only observes: the audit has what it would have done.</summary>
    Observation = 3,

    /// <summary>The desk is stopped by an emergency; until an operator resumes it.</summary>
    EmergencyStop = 4,

    /// <summary>The listing is not one of its own.</summary>
    NotItsListing = 5,

    /// <summary>The order is not one of its own, or has ended.</summary>
    NotItsOrder = 6,

    /// <summary>The book has not been believed for too long, or the order would take from a book that is not believed.</summary>
    StaleMarket = 7,

    /// <summary>The desk is slow: no taking, and not so soon after the request before.</summary>
    SlowDown = 8,

    /// <summary>The venue's execution fails: nothing is placed there until it works again.</summary>
    ExecutionFailing = 9,

    /// <summary>More than it declared for one input; it has been faulted.</summary>
    TooMany = 10,

    /// <summary>Nothing is left of the quantity after the reduction for a market that is not believed.</summary>
    TooSmall = 11,

    /// <summary>A price, quantity or kind that no order has.</summary>
    Malformed = 12,

    /// <summary>The stop-loss of a listing that it trades was hit and closes the position; the strategy goes on only by command.</summary>
    StopLoss = 13,
}

/// <summary>What became of something that a strategy asked for.</summary>
/// <param name="Order">The order; none where it was refused.</param>
/// <param name="Refusal">Why it was refused.</param>
/// <param name="Desk">Why orders or risk refused it.</param>
public readonly record struct IntentResult(DeskOrderId Order, IntentRefusal Refusal, DeskRefusal Desk)
{
    /// <summary>True where it was taken.</summary>
    public bool IsTaken => Refusal == IntentRefusal.None;
}
