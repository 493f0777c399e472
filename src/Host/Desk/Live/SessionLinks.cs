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
    // Six thousand in a minute with ten orders in a second, as the exchange has them where nobody sets them.
    private const int WeightOfOrder = 600;
    private const int RequestsMax = 4_096, ReportsMax = 16_384;

    private readonly List<(OrderVenue Venue, VenueCredentials Credentials, OrderSessionOptions Options)> _opened = [];

    /// <summary>Rehearses orders of all venues that were opened (<see cref="OrderRehearsal"/>): nothing reaches one.</summary>
    /// <param name="listings">The desk's.</param>
    /// <param name="patience">Ends it.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>Requests that came to their end, at no venue.</returns>
    /// <exception cref="IOException">There is no place for it.</exception>
    public async Task<int> RehearseAsync(ListingTable listings, TimeSpan patience, CancellationToken stop)
    {
        var walked = await Task.WhenAll(_opened.Select(way => OrderRehearsal.RunAsync(way.Venue, way.Credentials, listings, way.Options, patience, stop)));
        return walked.Sum();
    }

    /// <inheritdoc/>
    public VenueLink Open(FeedVenue venue, string desk, ListingTable listings, WakeSignal wake)
    {
        var place = settings.Venues.Single(one => one.Venue == venue);
        if (!OrderVenues.TryFind(venue, out var known) || !known.Capabilities.CanTrade)
            throw new DeskFaultException($"{venue} cannot be traded at.");
        var reached = known with { Rest = place.Routes.Rest ?? known.Rest, Stream = place.Routes.Stream ?? StreamOf(place.Routes.Rest) ?? known.Stream };
        if (venue == FeedVenue.Rialto)
            reached = reached with { Budget = RateLimit.PerMinute(place.OrdersPerSecond * WeightOfOrder), OrderBudget = new RateLimit(place.OrdersPerSecond * 10, TimeSpan.FromSeconds(10)) };
        var (requests, reports) = (new SpscRing<OrderRequest>(RequestsMax), new SpscRing<OrderReport>(ReportsMax));
        reports.WakeOnPublish(wake);
        SessionLink? link = null;
        try
        {
            var options = new OrderSessionOptions { Desk = desk, DeadMan = DeadManOf(place.Routes, known.Capabilities), IsAttended = () => Volatile.Read(ref link)?.IsAttended ?? true, NonceFolder = VenueKeys.NonceFolder };
            var credentials = (keys ?? throw new DeskFaultException($"There is no key for {known.Name}.")).For(venue);
            _opened.Add((reached, credentials, options));
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
