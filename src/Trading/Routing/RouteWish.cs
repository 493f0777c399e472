namespace Rialto.Trading.Routing;

/// <summary>How an order is to be worked now. Prices and quantities are in the route's units.</summary>
/// <param name="Urgency">What it may pay for being done soon.</param>
public readonly record struct RouteWish(RouteUrgency Urgency)
{
    /// <summary>Worst price; zero for none.</summary>
    public long Limit { get; init; }

    /// <summary>Largest single order; zero for none.</summary>
    public long Clip { get; init; }

    /// <summary>Normal: how long what was released rests before what is left of it is taken, in ns.</summary>
    public long PatienceNs { get; init; }

    /// <summary>An order that rests behind the best price of its own side moves after so long, in ns.</summary>
    public long RepriceNs { get; init; }

    /// <summary>Most venues to rest at at once.</summary>
    public int RestVenues { get; init; } = 2;

    /// <summary>A venue whose net price for resting is worse than the best by at most so much takes part, in 10^-8 of the price.</summary>
    public long RestTolerance { get; init; }

    /// <summary>How much the price moves within a second, as a standard deviation in millionths: what latency costs follows from it.</summary>
    public long VolatilityPpm { get; init; }
}
