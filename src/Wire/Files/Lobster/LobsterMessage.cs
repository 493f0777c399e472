using Rialto.Model.Orders;

namespace Rialto.Wire.Files.Lobster;

/// <summary>What a row of a LOBSTER message file says happened. The numbers are the file's.</summary>
public enum LobsterEvent : byte
{
    /// <summary>Not a row.</summary>
    None = 0,

    /// <summary>A limit order was entered.</summary>
    New = 1,

    /// <summary>A resting order lost <see cref="LobsterMessage.Size"/> and kept its place.</summary>
    Reduce = 2,

    /// <summary>A resting order was deleted; <see cref="LobsterMessage.Size"/> is what it had left.</summary>
    Delete = 3,

    /// <summary>A visible resting order was executed for <see cref="LobsterMessage.Size"/>.</summary>
    Execution = 4,

    /// <summary>A hidden order was executed; the visible book does not change.</summary>
    HiddenExecution = 5,

    /// <summary>A cross trade (auction); the visible book does not change.</summary>
    Cross = 6,

    /// <summary>A trading halt, quoting or resumption; price and direction carry the code.</summary>
    Halt = 7,
}

/// <summary>One row of a LOBSTER message file.</summary>
/// <param name="Time">Nanoseconds after midnight, local time of the venue.</param>
/// <param name="Event">What happened.</param>
/// <param name="OrderId">The venue's order number; 0 for hidden executions.</param>
/// <param name="Size">Shares.</param>
/// <param name="Price">Dollars x 10,000; -1, 0 or 1 in a halt row.</param>
/// <param name="Side">Side of the resting order: an execution of a sell order was a buy by the taker.</param>
public readonly record struct LobsterMessage(long Time, LobsterEvent Event, long OrderId, long Size, long Price, Side Side);
