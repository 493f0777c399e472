using Rialto.Adapters.Augur;
using Rialto.Adapters.LsSecurities;

namespace Rialto.Adapters.Connections;

/// <summary>What a venue is reached by, as this venue wants it. Whoever has them disposes of the REST interface.</summary>
/// <param name="Rest">Its REST interface.</param>
/// <param name="Dialer">Opens its sockets.</param>
public readonly record struct VenueDoors(IRestSource Rest, ISocketDialer Dialer)
{
    /// <summary>Makes them; no connection is opened yet.</summary>
    /// <param name="terms">The venue.</param>
    /// <param name="route">The way there.</param>
    /// <param name="budgets">What this address may ask.</param>
    /// <param name="time">Gives the time.</param>
    public static VenueDoors Of(VenueTerms terms, VenueRoute route, IAddressBudgets budgets, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(route);
        var dialer = new SocketDialer(SocketDialerOptions.For(terms, route), time);
        if (!terms.NeedsAppKey)
        {
            var plain = new VenueRest(terms, new VenueRestOptions { Route = route }, budgets, time);
            return new VenueDoors(terms.NeedsNode && !terms.IsPlayed ? new AugurNode(terms, plain, time) : plain, dialer);
        }

        var rest = new LsSecuritiesRest(terms, time, route.MakeHandler());
        return new VenueDoors(rest, new LsSecuritiesDialer(dialer, rest));
    }
}
