using Rialto.Trading.Portfolio;

namespace Rialto.Host.Desk.Results;

/// <summary>What was made, in 10^-18 of the reporting currency: since the start, or within a day.</summary>
/// <param name="Result">Gains and losses, fees taken off.</param>
/// <param name="Unrealised">Of that, what closing all at middle prices would bring.</param>
/// <param name="Fees">Fees paid, less rebates.</param>
/// <param name="Trades">Trades closed, a count.</param>
internal readonly record struct ResultFigures(Int128 Result, Int128 Unrealised, Int128 Fees, ClosedTrades Trades)
{
    /// <summary>What was closed, fees taken off.</summary>
    public Int128 Realised => Result - Unrealised;

    /// <summary>How far the result is below its best of the day, with what earlier runs of the day were told to have made of it; at the day's end, of a day that is over.</summary>
    public Int128 Drawdown { get; init; }

    /// <summary>What was added between two moments.</summary>
    public static ResultFigures operator -(ResultFigures later, ResultFigures earlier) =>
        new(later.Result - earlier.Result, later.Unrealised - earlier.Unrealised, later.Fees - earlier.Fees, later.Trades - earlier.Trades) { Drawdown = later.Drawdown };

    /// <summary>Both together, one behind the other.</summary>
    public static ResultFigures operator +(ResultFigures one, ResultFigures other) =>
        new(one.Result + other.Result, one.Unrealised + other.Unrealised, one.Fees + other.Fees, one.Trades + other.Trades) { Drawdown = other.Drawdown };
}
