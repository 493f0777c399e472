using Rialto.Model.Instruments;

namespace Rialto.Venue.Guards;

/// <summary>Which rules of guards can be (guards.md, section 1); those of a saved state are asked too.</summary>
internal static class GuardChecks
{
    public const int MaxWeight = 1_000_000;

    /// <summary>True for rules that can be; those of a saved state are asked too.</summary>
    public static bool IsValid(BreakerRules r) =>
        IsDuration(r.WindowMs) && IsShare(r.BreakerPpm) && IsShare(r.BandPpm) && IsDuration(r.LimitStateMs) && IsDuration(r.PauseMs) && IsDuration(r.AuctionMs)
        && (r.WindowMs != 0 || (r.BreakerPpm | r.BandPpm) == 0)
        && (r.BandPpm != 0 || r.LimitStateMs == 0)
        && ((r.PauseMs | r.AuctionMs) != 0 || (r.BreakerPpm | r.LimitStateMs) == 0);

    /// <summary>The same of the market breaker.</summary>
    public static bool IsValid(MarketBreakerRules r) =>
        IsShare(r.Level1Ppm) && IsAbove(r.Level2Ppm, r.Level1Ppm) && IsAbove(r.Level3Ppm, r.Level2Ppm)
        && IsDuration(r.Pause1Ms) && IsDuration(r.Pause2Ms) && IsDuration(r.Pause3Ms) && IsDuration(r.AuctionMs);

    private static bool IsAbove(int level, int lower) => IsShare(level) && (level == 0 || (lower != 0 && level > lower));

    private static bool IsDuration(int ms) => ms is >= 0 and <= BreakerRules.MaxMs;

    private static bool IsShare(int ppm) => ppm is >= 0 and <= 1_000_000;
}
