namespace Rialto.Trading.Arbitrage;

/// <summary>Why some contracts together must pay.</summary>
public enum OutcomeSetKind : byte
{
    /// <summary>YES and NO of one question at one venue: one of them pays.</summary>
    Complement = 0,

    /// <summary>YES of every outcome of an exclusive and exhaustive event: one pays.</summary>
    AllYes = 1,

    /// <summary>NO of every outcome of an exclusive event: all but one pay.</summary>
    AllNo = 2,

    /// <summary>A implies B: NO of A and YES of B; one pays at least.</summary>
    Implication = 3,

    /// <summary>One question at two venues: YES here and NO there, if both resolve alike.</summary>
    TwoVenues = 4,

    /// <summary>As <see cref="AllNo"/>, where each NO is a listing of its own (a token): all are bought, and all but one pay.</summary>
    AllNoTokens = 5,
}

/// <summary>One leg of a set: contracts of which question, and which side of it.</summary>
/// <param name="Source">Place of the question among all that the scan is told of.</param>
/// <param name="IsNo">NO is bought: at one less a YES bid.</param>
/// <param name="Terms">Fees.</param>
public sealed record OutcomeSetLeg(int Source, bool IsNo, OutcomeLeg Terms);

/// <summary>Contracts that are bought together because they must pay together.</summary>
/// <param name="Name">What it is, for people.</param>
/// <param name="Kind">Why it must pay.</param>
/// <param name="Legs">Two at least.</param>
/// <param name="Terms">What it pays, haircuts, bounds.</param>
public sealed record OutcomeSet(string Name, OutcomeSetKind Kind, IReadOnlyList<OutcomeSetLeg> Legs, OutcomeTerms Terms)
{
    /// <summary>Smaller net profits are nothing; in 10^-(price scale + quantity scale).</summary>
    public Int128 ProfitMin { get; init; }

    /// <summary>What pays at least of so many legs.</summary>
    public static int PaysOf(OutcomeSetKind kind, int legs) => kind is OutcomeSetKind.AllNo or OutcomeSetKind.AllNoTokens ? legs - 1 : 1;
}
