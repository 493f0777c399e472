using System.Collections.Immutable;

namespace Rialto.Host.Desk.Results;

/// <summary>What a run has come to. Immutable.</summary>
/// <param name="Days">What each day brought, the oldest first.</param>
/// <param name="Open">Positions at its end that venues tell the next run of; empty where they are not known.</param>
internal sealed record RunResults(ImmutableArray<DayResult> Days, ImmutableArray<OpenPosition> Open);
