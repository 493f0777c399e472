using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Runtime.Rings;

namespace Rialto.Host.Desk.Live;

/// <summary>A link within this process: an order session that has the key.</summary>
internal sealed class SessionLink : VenueLink
{
    private readonly OrderSession _session;

    /// <summary>Takes over a session that is not started.</summary>
    /// <param name="venue">Where, as it is reached.</param>
    /// <param name="credentials">Its key; stays the caller's.</param>
    /// <param name="session">The session.</param>
    /// <param name="requests">Its ring of requests.</param>
    /// <param name="reports">Its ring of reports.</param>
    public SessionLink(OrderVenue venue, VenueCredentials credentials, OrderSession session, SpscRing<OrderRequest> requests, SpscRing<OrderReport> reports)
        : base(venue.Capabilities, requests, reports)
    {
        _session = session;

        // Enough to tell two keys apart, too little to use one.
        Route = $"{venue.Rest.Authority}, key {credentials.Key[..Math.Min(4, credentials.Key.Length)]}…";
    }

    /// <inheritdoc/>
    public override string Route { get; }

    /// <inheritdoc/>
    public override string Problem => _session.IsUp ? "" : _session.Counters.Problem is { Length: > 0 } problem ? problem : "its private stream is not up";

    /// <inheritdoc/>
    public override void Start() => _session.Start();

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _session.DisposeAsync();
}
