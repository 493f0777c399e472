using Rialto.Adapters.Connections;
using Rialto.Adapters.Orders;
using Rialto.Host.Desk.Keys;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Rings;

namespace Rialto.Host.Desk.Live;

/// <summary>Links within this process, which has the keys.</summary>
/// <param name="settings">The desk.</param>
/// <param name="budgets">What this address may ask; shared with all processes that use it.</param>
/// <param name="keys">The keys; they stay the caller's, and outlive the links. Null where no venue is reached this way.</param>
internal sealed class SessionLinks(DeskSettings settings, IAddressBudgets budgets, VenueKeys? keys) : IVenueLinks
{
    private const int RequestsMax = 4_096, ReportsMax = 16_384;

    /// <inheritdoc/>
    public VenueLink Open(FeedVenue venue, string desk, ListingTable listings, WakeSignal wake)
    {
        var place = settings.Venues.Single(one => one.Venue == venue);
        if (!OrderVenues.TryFind(venue, out var known) || !known.Capabilities.CanTrade)
            throw new DeskFaultException($"{venue} cannot be traded at.");
        var reached = known with { Rest = place.Routes.Rest ?? known.Rest, Stream = place.Routes.Stream ?? StreamOf(place.Routes.Rest) ?? known.Stream };
        var (requests, reports) = (new SpscRing<OrderRequest>(RequestsMax), new SpscRing<OrderReport>(ReportsMax));
        reports.WakeOnPublish(wake);
        SessionLink? link = null;
        try
        {
            var options = new OrderSessionOptions { Desk = desk, DeadMan = DeadManOf(place.Routes, known.Capabilities), IsAttended = () => Volatile.Read(ref link)?.IsAttended ?? true, NonceFolder = VenueKeys.NonceFolder };
            var credentials = (keys ?? throw new DeskFaultException($"There is no key for {known.Name}.")).For(venue);
            Volatile.Write(ref link, new SessionLink(reached, credentials, new OrderSession(reached, credentials, listings, options, requests, reports, budgets), requests, reports));
            return link;
        }
        catch (Exception wrong) when (wrong is ArgumentException or VenueKeyException)
        {
            throw new DeskFaultException($"{known.Name}: {wrong.Message}", wrong);
        }
    }

    /// <summary>Who names another place for requests means the same place for the stream, where it is one of ours or of a test network that has both behind one door.</summary>
    private static Uri? StreamOf(Uri? rest) => rest is null ? null : new UriBuilder(rest) { Scheme = rest.Scheme == "https" ? "wss" : "ws", Port = rest.Port }.Uri;

    private static TimeSpan DeadManOf(VenueRoutes routes, VenueCapabilities venue) => !venue.HasDeadMan && routes.DeadManSeconds <= 0 ? TimeSpan.Zero
        : routes.DeadManSeconds >= 0 ? TimeSpan.FromSeconds(routes.DeadManSeconds)
        : TimeSpan.FromMilliseconds(Math.Min(60_000, venue.DeadManMaxMs));
}
