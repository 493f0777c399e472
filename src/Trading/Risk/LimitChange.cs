using Rialto.Model.Units;

namespace Rialto.Trading.Risk;

/// <summary>A limit or a mode was changed while the desk runs.</summary>
/// <param name="Input">Sequence of the input that did it.</param>
/// <param name="Time">Its time.</param>
/// <param name="Kind">Which.</param>
/// <param name="Scope">Of what, by number: listing, symbol, venue or strategy, as the kind says; zero for the desk.</param>
/// <param name="Old">Before.</param>
/// <param name="New">Now.</param>
/// <param name="Who">The operator, or <c>desk</c>.</param>
public readonly record struct LimitChange(long Input, Timestamp Time, RiskLimitKind Kind, int Scope, long Old, long New, Text36 Who);
