namespace Rialto.Gateways.Fix.Session;

/// <summary>
/// What a report tells of: an event, by its command's sequence and its place in the command. A session is told of events in this order, so the last cause that its store holds says how far it has been told, and
/// which reports a journal that is replayed has for it still.
/// </summary>
/// <param name="Sequence">The command's sequence; 0 for a message that no event caused.</param>
/// <param name="Place">
/// The event's index in its command times three; one more for the event itself, two more for the resting side of a trade. Where it stands alone: a fill that had to wait and is told before this event, or, with the
/// index after the last one, at the end of the command.
/// </param>
internal readonly record struct FixCause(long Sequence, int Place)
{
    private const int PlacesOfEvent = 3;

    /// <summary>Everything is told.</summary>
    public static FixCause Last { get; } = new(long.MaxValue, int.MaxValue);

    /// <summary>True for a message that no event caused.</summary>
    public bool IsNone => Sequence == 0;

    /// <summary>True where this comes before the other, or is the same.</summary>
    public bool IsWithin(FixCause told) => Sequence < told.Sequence || (Sequence == told.Sequence && Place <= told.Place);

    /// <summary>The whole command.</summary>
    public static FixCause Through(long sequence) => new(sequence, int.MaxValue);

    /// <summary>One event, as one of its two orders sees it.</summary>
    public static FixCause Of(long sequence, int index, bool isMaker) => new(sequence, (PlacesOfEvent * index) + (isMaker ? 2 : 1));

    /// <summary>A fill that waited, told before the event of this index: in the order of what is told, whatever it is that it tells of.</summary>
    public static FixCause Released(long sequence, int index) => new(sequence, PlacesOfEvent * index);

    /// <summary>As it is where an event had two places, of which the first was its own.</summary>
    public FixCause FromTwoPlaces() => Place is < 0 or int.MaxValue ? this : this with { Place = (PlacesOfEvent * (Place / 2)) + 1 + (Place % 2) };
}
