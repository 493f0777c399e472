namespace Rialto.Gateways.Fix.Session;

/// <summary>
/// What a report tells of: an event, by its command's sequence and its place in the command. A session is told of events in this order, so the last cause that its store holds says how far it has been told, and
/// which reports a journal that is replayed has for it still.
/// </summary>
/// <param name="Sequence">The command's sequence; 0 for a message that no event caused.</param>
/// <param name="Place">The event's index in its command times two, and one more for the resting side of a trade.</param>
internal readonly record struct FixCause(long Sequence, int Place)
{
    /// <summary>Everything is told.</summary>
    public static FixCause Last { get; } = new(long.MaxValue, int.MaxValue);

    /// <summary>True for a message that no event caused.</summary>
    public bool IsNone => Sequence == 0;

    /// <summary>True where this comes before the other, or is the same.</summary>
    public bool IsWithin(FixCause told) => Sequence < told.Sequence || (Sequence == told.Sequence && Place <= told.Place);

    /// <summary>The whole command.</summary>
    public static FixCause Through(long sequence) => new(sequence, int.MaxValue);

    /// <summary>One event, as one of its two orders sees it.</summary>
    public static FixCause Of(long sequence, int index, bool isMaker) => new(sequence, (2 * index) + (isMaker ? 1 : 0));
}
