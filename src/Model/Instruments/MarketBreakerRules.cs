using Rialto.Model.Orders;

namespace Rialto.Model.Instruments;

/// <summary>The market-wide breaker: three levels of a fall of the index, in millionths of its reference, and how long each pauses trading; docs/reference/guards.md.</summary>
/// <param name="Level1Ppm">First level; 0 is none, and none above it.</param>
/// <param name="Level2Ppm">Second level, above the first; 0 is none.</param>
/// <param name="Level3Ppm">Third level, above the second; 0 is none.</param>
/// <param name="Pause1Ms">Pause of the first level, in milliseconds, up to a day; 0 is for the rest of the market day.</param>
/// <param name="Pause2Ms">Pause of the second level.</param>
/// <param name="Pause3Ms">Pause of the third level.</param>
/// <param name="AuctionMs">How long orders are collected after a pause; 0 resumes without an auction of its own.</param>
/// <param name="CancelOrders">A halt cancels all live orders of the instruments halted.</param>
/// <param name="MembersOnly">Only the members of the index are halted, not all instruments.</param>
public sealed record MarketBreakerRules(
    int Level1Ppm, int Level2Ppm, int Level3Ppm, int Pause1Ms, int Pause2Ms, int Pause3Ms, int AuctionMs, bool CancelOrders, bool MembersOnly)
{
    /// <summary>No levels.</summary>
    public static MarketBreakerRules None { get; } = new(0, 0, 0, 0, 0, 0, 0, false, false);

    /// <summary>Share of a level.</summary>
    /// <param name="level">1 to 3.</param>
    public int Ppm(int level) => level switch { 1 => Level1Ppm, 2 => Level2Ppm, _ => Level3Ppm };

    /// <summary>Pause of a level.</summary>
    /// <param name="level">1 to 3.</param>
    public int PauseMs(int level) => level switch { 1 => Pause1Ms, 2 => Pause2Ms, _ => Pause3Ms };

    internal static MarketBreakerRules Unpack(long level1And2, long level3AndAuction, long pause1And2, long pause3, OrderTerms policy) =>
        new((int)level1And2, (int)(level1And2 >> 32), (int)level3AndAuction, (int)pause1And2, (int)(pause1And2 >> 32), (int)pause3, (int)(level3AndAuction >> 32),
            (policy.Bits & 1) != 0, (policy.Bits & 2) != 0);
}
