using System.Collections.Immutable;

namespace Rialto.Host.Desk;

/// <summary>Tables of others as a desk's market (docs/reference/arbitrage.md, Tables).</summary>
/// <param name="Files">As <c>rialto arb --table</c> takes them: <c>FILE</c>, or <c>venue:SYMBOL=FILE</c>.</param>
/// <param name="Size">What is taken to rest at each price where the table does not say, in 10^-8; zero where nothing is taken to.</param>
/// <param name="TakesHints">Prices that nobody could trade at (last and middle prices) are traded at all the same.</param>
internal sealed record TableSettings(ImmutableArray<string> Files, long Size, bool TakesHints);
