using Rialto.Model.Feeds;
using Rialto.Trading.Books;

namespace Rialto.Trading.Features;

/// <summary>What a set of features looks at.</summary>
/// <param name="Book">The listing whose features they are: a book that somebody else keeps (<see cref="Consolidated.Consolidation{TSink}"/>), up to date when a frame ends.</param>
public sealed record FeatureSources(DepthBook Book)
{
    /// <summary>Another listing for features that compare two; null where none does.</summary>
    public DepthBook? Leader { get; init; }

    /// <summary>What the events of are read.</summary>
    internal bool Has(ListingId listing) => listing == Book.Listing.Id || listing == Leader?.Listing.Id;
}
