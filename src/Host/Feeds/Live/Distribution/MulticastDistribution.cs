using Rialto.Gateways.Multicast;
using Rialto.Host.Feeds.Live.Core;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Wire.Multicast;

namespace Rialto.Host.Feeds.Live.Distribution;

/// <summary>Everything over UDP multicast, with snapshots over TCP: docs/reference/multicast.md.</summary>
internal sealed class MulticastDistribution(MulticastPublisher publisher, MulticastOptions options) : IFeedDistribution
{
    // Bit 0 of a message's venues stands for all numbers above 31.
    private const int NamedVenues = 32;

    /// <summary>The publisher, for its counts.</summary>
    public MulticastPublisher Publisher { get; } = publisher;

    /// <summary>Where it sends to.</summary>
    public MulticastOptions Options { get; } = options;

    /// <inheritdoc/>
    public void OnLayout(FeedLayout layout)
    {
        foreach (var symbol in layout.Symbols)
        {
            foreach (var listing in symbol.Listings)
                Publisher.Place(listing.Id, symbol.Index);
        }
    }

    /// <inheritdoc/>
    public void OnEvent(in FeedEvent told) => Publisher.Publish(in told);

    /// <inheritdoc/>
    public void OnBbo(Listing listing, in Bbo best, Timestamp receiveTime) =>
        Publisher.Publish(new MulticastBbo(listing.Id, listing.Venue, best.BidPrice, best.BidQuantity, best.AskPrice, best.AskQuantity, receiveTime));

    /// <inheritdoc/>
    public void OnNbbo(SymbolPlace symbol, in FeedNbbo best) => Publisher.Publish(
        new MulticastNbbo(
            symbol.Index, best.PriceScale, best.QuantityScale, best.BidPrice, best.BidQuantity, VenuesOf(best.BidVenues), best.AskPrice, best.AskQuantity, VenuesOf(best.AskVenues),
            best.ReceiveTime),
        MulticastPublisher.ChannelOf(symbol.Listings[0].Venue));

    /// <inheritdoc/>
    public void Flush() => Publisher.Flush();

    /// <inheritdoc/>
    public void Poll() => Publisher.Poll();

    /// <inheritdoc/>
    public ValueTask CloseAsync() => Publisher.DisposeAsync();

    private static uint VenuesOf(ulong venues) => (uint)venues | (venues >> NamedVenues == 0 ? 0u : 1u);
}
