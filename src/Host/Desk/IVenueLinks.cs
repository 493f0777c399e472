using Rialto.Model.Feeds;
using Rialto.Runtime.Agents;

namespace Rialto.Host.Desk;

/// <summary>Makes the links of a desk: order sessions in this process, or a gateway's. Before the desk runs; one thread.</summary>
internal interface IVenueLinks
{
    /// <summary>Makes a link; nothing is connected before it is started.</summary>
    /// <param name="venue">Where.</param>
    /// <param name="desk">The desk's name, which stands in client order ids.</param>
    /// <param name="listings">The desk's listings, by its own numbers; they may be halted while it runs, and none is added.</param>
    /// <param name="wake">Raised when a report is there while the desk is parked.</param>
    /// <exception cref="DeskFaultException">There is no key, the venue cannot be traded at, or the gateway does not answer; the message says what to do.</exception>
    VenueLink Open(FeedVenue venue, string desk, ListingTable listings, WakeSignal wake);
}
