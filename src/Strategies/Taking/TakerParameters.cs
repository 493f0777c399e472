using Rialto.Trading.Strategy;

namespace Rialto.Strategies.Taking;

/// <summary>What all strategies that take positions let be set.</summary>
internal static class TakerParameters
{
    public static readonly Parameter<decimal> Size = Parameter.Amount("size", 0.01m, 0.00000001m, 1_000_000_000m, "base", "Largest position either way.");
    public static readonly Parameter<bool> Short = Parameter.Flag("short", false, "Whether it may sell what it has not bought. Spot needs the balance for it.");
    public static readonly Parameter<long> Patience = Parameter.Whole("patience", 2_000, 0, 3_600_000, "ms", "How long an order rests at the touch before what is left is taken.");
    public static readonly Parameter<double> StopBps = Parameter.Real("stop", 20, 0.01, 10_000, "bps", "The position is closed at once when the mid is so far beyond its entry.");
    public static readonly Parameter<long> Pause = Parameter.Whole("stop-pause", 30_000, 0, 86_400_000, "ms", "How long nothing is entered after that.");
}
