using Rialto.Model.Units;

namespace Rialto.Model.Feeds;

/// <summary>How small and large orders of a listing may be, by the venue's own list of instruments. Zero is no limit, or a list that does not say.</summary>
/// <param name="MinQuantity">Smallest quantity of an order, in the listing's units.</param>
/// <param name="MaxQuantity">Largest quantity of an order, in the listing's units.</param>
/// <param name="MaxMarketQuantity">Largest quantity of a market order, in the listing's units; beside <paramref name="MaxQuantity"/>, not in its place.</param>
/// <param name="MinNotional">Smallest price times quantity of an order, in 10^-8 of what prices are in.</param>
public readonly record struct ListingLimits(Quantity MinQuantity, Quantity MaxQuantity, Quantity MaxMarketQuantity, long MinNotional);
