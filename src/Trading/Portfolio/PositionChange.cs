using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Trading.Portfolio;

/// <summary>Why a position changed.</summary>
public enum PositionCause : byte
{
    /// <summary>A fill, or a fill taken back.</summary>
    Fill = 0,

    /// <summary>The venue told it for the first time.</summary>
    Opening = 1,

    /// <summary>The venue's position was another: corrected.</summary>
    Correction = 2,

    /// <summary>The listing has ended, and its position was paid.</summary>
    Settlement = 3,
}

/// <summary>A position is another than before.</summary>
/// <param name="Input">Sequence of the input that did it.</param>
/// <param name="Time">Its time.</param>
/// <param name="Listing">Which.</param>
/// <param name="Strategy">Whose share of it changed; none for openings and corrections.</param>
/// <param name="Cause">Why.</param>
/// <param name="Before">The whole desk's position before, in the listing's units; negative where sold.</param>
/// <param name="After">The whole desk's position now.</param>
/// <param name="StrategyAfter">The strategy's share now.</param>
public readonly record struct PositionChange(
    long Input, Timestamp Time, ListingId Listing, StrategyId Strategy, PositionCause Cause, Quantity Before, Quantity After, Quantity StrategyAfter);
