using Rialto.Trading.Books;

namespace Rialto.Trading.Arbitrage;

/// <summary>Books behind the best prices that a scan is told, asked for only where an opportunity is to be sized. Levels are at the scales of the market that asks.</summary>
public interface IDepthSource
{
    /// <summary>Writes the bids of a place of a market, the highest first.</summary>
    /// <returns>How many were written.</returns>
    int CopyBids(int market, int place, Span<DepthLevel> into);

    /// <summary>Writes the asks, the lowest first.</summary>
    /// <returns>How many were written.</returns>
    int CopyAsks(int market, int place, Span<DepthLevel> into);
}
