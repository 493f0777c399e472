using Rialto.Host.Desk.Guarding;
using Rialto.Model.Feeds;
using Rialto.Runtime.Agents;

namespace Rialto.Host.Desk.Gateways;

/// <summary>Links of a desk some of whose venues have gateways; the others go by order sessions of its own.</summary>
/// <param name="settings">Which have.</param>
/// <param name="sessions">Makes the others.</param>
internal sealed class GuardedLinks(GuardSettings settings, IVenueLinks sessions) : IVenueLinks
{
    /// <inheritdoc/>
    public VenueLink Open(FeedVenue venue, string desk, ListingTable listings, WakeSignal wake) =>
        settings.Gateways.TryGetValue(venue, out var socket) ? new GatewayLink(socket, venue, desk, listings, wake) : sessions.Open(venue, desk, listings, wake);
}
