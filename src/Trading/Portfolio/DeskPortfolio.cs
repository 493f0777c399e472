using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Trading.Portfolio;

/// <summary>
/// What the desk holds and what it has made: positions by listing and by strategy, balances by venue and asset, results in the reporting currency. Amounts named worth are in 10^-18 of
/// the reporting currency. Kept by <see cref="Orders.DeskOrders{TSink}"/>; others read.
/// </summary>
public sealed class DeskPortfolio
{
    /// <summary>10^18: what worths and amounts count in.</summary>
    public static readonly Int128 One = 1_000_000_000_000_000_000;

    /// <summary>The desk's position in a listing; empty for one that is not traded.</summary>
    public Position PositionOf(ListingId listing) => throw new NotSupportedException();

    /// <summary>A strategy's share of it; of what belongs to nobody (openings, corrections, orphans) with <see cref="StrategyId.None"/>.</summary>
    public Position PositionOf(StrategyId strategy, ListingId listing) => throw new NotSupportedException();

    /// <summary>A value of a position of this listing as an amount of its settlement asset, in 10^-18; rounded towards zero.</summary>
    public Int128 AmountOf(ListingId listing, Int128 value) => throw new NotSupportedException();
}
