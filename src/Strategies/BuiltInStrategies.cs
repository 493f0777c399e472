using Rialto.Strategies.Arbitrage;
using Rialto.Strategies.Execution;
using Rialto.Strategies.MarketMaking;
using Rialto.Strategies.MeanReversion;
using Rialto.Strategies.Momentum;
using Rialto.Strategies.Scalping;
using Rialto.Strategies.Signals;
using Rialto.Strategies.Statistical;
using Rialto.Trading.Strategy;

namespace Rialto.Strategies;

/// <summary>The strategies that ship.</summary>
public static class BuiltInStrategies
{
    /// <summary>Adds all of them.</summary>
    public static void AddTo(StrategyCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        catalog.Add(() => new SpreadMaker());
        catalog.Add(() => new AvellanedaStoikovMaker());
        catalog.Add(() => new MomentumStrategy());
        catalog.Add(() => new MeanReversionStrategy());
        catalog.Add(() => new ScalpingStrategy());
        catalog.Add(() => new SignalTaker());
        catalog.Add(() => new CrossArbitrage());
        catalog.Add(() => new OutcomeArbitrage());
        catalog.Add(() => new StatisticalArbitrage());
        catalog.Add(() => new ExecutionStrategy(ExecutionKind.Execute));
        catalog.Add(() => new ExecutionStrategy(ExecutionKind.Twap));
        catalog.Add(() => new ExecutionStrategy(ExecutionKind.Vwap));
        catalog.Add(() => new ExecutionStrategy(ExecutionKind.Pov));
    }
}
