using Rialto.Trading.Legs;
using Rialto.Trading.Strategy;

namespace Rialto.Strategies.Arbitrage;

/// <summary>What strategies of legs let be set alike (docs/reference/legs.md).</summary>
internal static class ArbitrageParameters
{
    /// <summary>Signals from this number on are opportunities: expected net profit of each market or set, in basis points of what is paid; zero when it is gone.</summary>
    public const int OpportunitySignal = 1_000;

    public static readonly Parameter<decimal> ProfitMin = Parameter.Amount("min-profit", 0.01m, 0m, 1_000_000_000m, "quote", "Smaller net profits of one trade are left alone.");
    public static readonly Parameter<decimal> Haircut = Parameter.Amount("haircut", 1m, 0m, 1_000m, "bps", "Taken off each leg's notional for what prices may do until both orders arrive.");
    public static readonly Parameter<decimal> Chase = Parameter.Amount("chase", 2m, 0m, 1_000m, "bps", "How far beyond its limit a leg that was left behind is still traded.");
    public static readonly Parameter<decimal> LossMax = Parameter.Amount("loss-max", 10m, 0m, 5_000m, "bps", "How far from its limit a leg that filled alone is walked back at most.");
    public static readonly Parameter<int> Order = Parameter.Choice("order", "together", ["together", "hardest-first"], "All legs at once, or the one with the thinnest book first.");
    public static readonly Parameter<long> Timeout = Parameter.Whole("timeout", 2_000, 1, 600_000, "ms", "Then nothing more of a trade is begun.");
    public static readonly Parameter<long> AgeMax = Parameter.Whole("age-max", 2_000, 1, 86_400_000, "ms", "A book of which nothing was heard for longer does not count.");
    public static readonly Parameter<long> Pause = Parameter.Whole("pause", 1_000, 0, 86_400_000, "ms", "Nothing is begun in the same market for so long after a trade began.");

    /// <summary>How legs are worked.</summary>
    public static LegSettings Settings(StrategyContext desk, long imbalanceMax) => new((LegOrder)desk.Get(Order), Math.Max(1, imbalanceMax)) { TimeoutMs = desk.Get(Timeout) };
}
