namespace Rialto.Trading.Legs;

/// <summary>How legs are placed.</summary>
public enum LegOrder : byte
{
    /// <summary>All at once: fastest, and every leg can fill alone.</summary>
    Together = 0,

    /// <summary>The first leg first, the others for what it surely filled: only the first can fill alone. Name the hardest to fill first.</summary>
    HardestFirst = 1,
}

/// <summary>How a set of legs is worked. Immutable.</summary>
/// <param name="Order">Who goes first.</param>
/// <param name="ImbalanceMax">No leg may be further ahead of the one that is furthest behind than so many sets, with all its live and doubtful orders as if filled; at least 1. Larger sets go in pieces of it.</param>
public readonly record struct LegSettings(LegOrder Order, long ImbalanceMax)
{
    /// <summary>First attempts rest at their limit until the time is over, in the place of trading at once or not at all.</summary>
    public bool Rests { get; init; }

    /// <summary>From the start: then what lives is cancelled and what is missing is not chased any more. In ms, at least 1.</summary>
    public long TimeoutMs { get; init; } = 2_000;

    /// <summary>How often what is missing is tried again at <see cref="Leg.Worst"/>, each leg.</summary>
    public int ChasesMax { get; init; } = 2;

    /// <summary>Steps from <see cref="Leg.Limit"/> to <see cref="Leg.Back"/> in which the limit is walked back; at least 1.</summary>
    public int WalkSteps { get; init; } = 4;

    /// <summary>Between two attempts of one leg, in ms, at least 1.</summary>
    public long RetryMs { get; init; } = 100;
}
