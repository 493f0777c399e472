namespace Rialto.BackOffice.Export;

/// <summary>Where a reader of the event stream is: the next event to be delivered. All of earlier commands, and the events of this one before <paramref name="Index"/>, have been.</summary>
/// <param name="Sequence">The command, 1 and up.</param>
/// <param name="Index">Which of its events, from 0; as many as it has, or more: it is done.</param>
public readonly record struct EventCursor(long Sequence, int Index)
{
    /// <summary>Before the first event there ever was.</summary>
    public static EventCursor Start => new(1, 0);

    /// <summary>After every event of a command.</summary>
    public static EventCursor After(long sequence) => new(sequence + 1, 0);

    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Sequence}:{Index}");
}
