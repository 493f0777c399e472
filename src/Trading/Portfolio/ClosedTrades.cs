namespace Rialto.Trading.Portfolio;

/// <summary>
/// Trades that were closed: from a position that opens to one that is flat again, or goes through zero (the next one begins there). A strategy's trade in one listing counts as won where what it
/// realised at average cost, at the rate of its end, is more than its fees.
/// </summary>
/// <param name="Closed">All of them.</param>
/// <param name="Won">Of those, profitable.</param>
public readonly record struct ClosedTrades(long Closed, long Won)
{
    /// <summary>Both together.</summary>
    public static ClosedTrades operator +(ClosedTrades one, ClosedTrades other) => new(one.Closed + other.Closed, one.Won + other.Won);

    /// <summary>What was added between two moments.</summary>
    public static ClosedTrades operator -(ClosedTrades later, ClosedTrades earlier) => new(later.Closed - earlier.Closed, later.Won - earlier.Won);

    /// <summary>Profitable ones of all, in percent, for reports; not a number where none was closed.</summary>
    public double WinRatePct => Closed > 0 ? 100.0 * Won / Closed : double.NaN;
}
