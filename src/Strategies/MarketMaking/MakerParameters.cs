using Rialto.Trading.Strategy;

namespace Rialto.Strategies.MarketMaking;

/// <summary>What both makers let be set (docs/guide/strategies/market-making.md).</summary>
internal static class MakerParameters
{
    public static readonly Parameter<decimal> Size = Parameter.Amount("size", 0.01m, 0.00000001m, 1_000_000_000m, "base", "Quantity of each quote.");
    public static readonly Parameter<decimal> InventoryMax = Parameter.Amount("inventory-max", 0.05m, 0m, 1_000_000_000m, "base", "Largest position either way; a side that would go beyond is not quoted.");
    public static readonly Parameter<long> HalfLife = Parameter.Whole("volatility-half-life", 30_000, 100, 86_400_000, "ms", "Half-life of the volatility estimate.");
    public static readonly Parameter<double> RequoteBps = Parameter.Real("requote", 0.5, 0, 1_000, "bps", "A quote stands while it is no further than this from where it should be.");
    public static readonly Parameter<long> RequoteMs = Parameter.Whole("requote-every", 250, 0, 3_600_000, "ms", "Shortest time between two changes of one side's quote.");
    public static readonly Parameter<double> PullBps = Parameter.Real("pull", 10, 0.01, 10_000, "bps", "Quotes are cancelled when the mid moves by more than this within one second.");
    public static readonly Parameter<long> PullMs = Parameter.Whole("pull-pause", 2_000, 0, 3_600_000, "ms", "How long nothing is quoted after that.");
}
