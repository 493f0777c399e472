namespace Rialto.Trading.Strategy;

/// <summary>What a strategy has done since it was loaded.</summary>
/// <param name="Decisions">Calls with a market event, a timer or a change of its own orders: each a chance to decide.</param>
/// <param name="Intents">Requests asked for: places, cancels, amends.</param>
/// <param name="Taken">Of those, taken.</param>
/// <param name="Refused">Of those, refused.</param>
/// <param name="Observed">Of those, only written down, because it observes.</param>
/// <param name="Fills">Of its orders.</param>
/// <param name="MakerFills">Of those, by orders that rested.</param>
/// <param name="Faults">How often it was taken out.</param>
/// <param name="Signals">Told.</param>
public record struct StrategyCounts(long Decisions, long Intents, long Taken, long Refused, long Observed, long Fills, long MakerFills, long Faults, long Signals);
