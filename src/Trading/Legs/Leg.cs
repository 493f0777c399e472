using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Trading.Legs;

/// <summary>
/// One leg of a set: what is traded of one listing for each whole set, and at which prices. Prices are on the listing's tick, quantities whole lots. Of a buy the prices rise from
/// <see cref="Back"/> over <see cref="Limit"/> to <see cref="Worst"/>, of a sell they fall.
/// </summary>
/// <param name="Listing">Where.</param>
/// <param name="Side">Which way.</param>
/// <param name="PerSet">How much of it belongs to one set, in the listing's units; positive.</param>
/// <param name="Limit">The worst price of the first attempt: the one that the set was found worth trading with.</param>
/// <param name="Worst">The worst price at which what is missing is still traded once other legs have filled.</param>
/// <param name="Back">The worst price at which what filled one-sidedly is walked back: the bound of the loss.</param>
public readonly record struct Leg(ListingId Listing, Side Side, long PerSet, Price Limit, Price Worst, Price Back);
