using Rialto.Model.Execution;
using Rialto.Trading.Currencies;

namespace Rialto.Trading.Portfolio;

/// <summary>How an asset becomes the reporting currency: by a chain of pairs at their middle prices, or by a rate that is given. The reporting currency itself needs none.</summary>
/// <param name="Asset">Which.</param>
/// <param name="Legs">From the asset to the reporting currency, in order, at most 4; empty where <paramref name="Rate"/> is given.</param>
/// <param name="Rate">Reporting currency for one whole asset, in 10^-<paramref name="RateScale"/>; zero where there are legs.</param>
/// <param name="RateScale">0 to 18.</param>
public sealed record AssetRate(AssetCode Asset, IReadOnlyList<CurrencyLeg> Legs, long Rate = 0, int RateScale = 0);
