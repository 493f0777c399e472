namespace Rialto.Trading.Queues;

/// <summary>Which orders of a queue a cancelled quantity is taken from, where the feed shows only the level. docs/reference/queues.md gives the reasons and the errors of each.</summary>
public enum CancelLaw : byte
{
    /// <summary>From the end: the usual assumption of who is careful. What stands ahead falls by trades alone.</summary>
    Tail = 0,

    /// <summary>From all orders by their quantity, rounded down, the rest from the end.</summary>
    ProRata = 1,

    /// <summary>One whole order of just this quantity if there is one, the newest; otherwise from the end.</summary>
    NewestOfSize = 2,

    /// <summary>One whole order of just this quantity if there is one, the middle one of them; otherwise from the end.</summary>
    MiddleOfSize = 3,
}
