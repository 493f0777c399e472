namespace Rialto.Trading.Routing;

/// <summary>One price level of a venue, at the scales that all venues of a route share.</summary>
/// <param name="Price">In the route's price units and currency.</param>
/// <param name="Quantity">In the route's quantity units.</param>
/// <param name="VenuePrice">In the listing's own units: what an order there would say.</param>
public readonly record struct RouteLevel(long Price, long Quantity, long VenuePrice);

/// <summary>What a venue is to be asked for.</summary>
/// <param name="Venue">Its place in the route.</param>
/// <param name="Quantity">In the route's quantity units; whole lots of the venue.</param>
/// <param name="VenuePrice">The worst price that it needs, in the listing's own units.</param>
public readonly record struct RouteShare(int Venue, long Quantity, long VenuePrice);
