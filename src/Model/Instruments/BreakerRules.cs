using Rialto.Model.Orders;

namespace Rialto.Model.Instruments;

/// <summary>An instrument's circuit breaker and its limit-up/limit-down band; docs/reference/guards.md says what they do.</summary>
/// <param name="WindowMs">Length of the rolling window over its trades, in milliseconds, up to a day.</param>
/// <param name="BreakerPpm">A trade so far from the highest or lowest of the window, in millionths of that, trips the breaker; 0 is no breaker.</param>
/// <param name="BandPpm">Half the width of the band around the mean of the window, in millionths of it; 0 is no band.</param>
/// <param name="LimitStateMs">How long the best price may stand at the band's edge before trading pauses; 0 is for ever.</param>
/// <param name="PauseMs">How long trading stops; 0 goes to the auction at once.</param>
/// <param name="AuctionMs">How long orders are collected after the pause before trading resumes; 0 resumes without an auction of its own.</param>
/// <param name="CancelOrders">A halt cancels all live orders of the instrument.</param>
public sealed record BreakerRules(int WindowMs, int BreakerPpm, int BandPpm, int LimitStateMs, int PauseMs, int AuctionMs, bool CancelOrders)
{
    /// <summary>Longest of the durations: a day.</summary>
    public const int MaxMs = 86_400_000;

    /// <summary>No breaker, no band.</summary>
    public static BreakerRules None { get; } = new(0, 0, 0, 0, 0, 0, false);

    internal static BreakerRules Unpack(long windowAndBreaker, long bandAndLimit, long pauseAndAuction, OrderTerms policy) =>
        new((int)windowAndBreaker, (int)(windowAndBreaker >> 32), (int)bandAndLimit, (int)(bandAndLimit >> 32), (int)pauseAndAuction, (int)(pauseAndAuction >> 32), (policy.Bits & 1) != 0);
}
