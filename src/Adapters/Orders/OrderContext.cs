using System.Diagnostics.CodeAnalysis;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Adapters.Orders;

/// <summary>What codecs know besides the bytes: the listings of the venue, what the desk is called, whose account it is, and what the session remembers (<see cref="Memory"/>).</summary>
internal sealed class OrderContext(FeedVenue venue, ListingTable listings, string desk, ClientOrderIdStyle style)
{
    public FeedVenue Venue => venue;

    public ListingTable Listings => listings;

    public string Desk => desk;

    /// <summary>Public name of the account's key; empty where nobody needs it.</summary>
    public string Account { get; init; } = "";

    /// <summary>What the venue's messages of before say about those to come; its protocol's own kind (<see cref="OrderProtocol.NewMemory"/>).</summary>
    public OrderMemory Memory { get; init; } = new();

    /// <summary>The client's id of an order.</summary>
    public Text36 IdOf(DeskOrderId order) => ClientOrderIds.Of(desk, order, style);

    /// <summary>Which order of this desk an id names; none where it is somebody else's.</summary>
    public DeskOrderId OrderOf(Text36 id) => !id.IsEmpty && ClientOrderIds.TryParse(desk, id, out var order) ? order : DeskOrderId.None;

    /// <summary>The listing of a number.</summary>
    public bool TryFind(ListingId id, [NotNullWhen(true)] out Listing? listing)
    {
        listing = (uint)(id.Value - 1) < (uint)listings.Count ? listings[id] : null;
        return listing is not null && listing.Venue == venue;
    }

    /// <summary>The listing of a symbol as the venue writes it.</summary>
    public bool TryFind(ReadOnlySpan<byte> symbol, [NotNullWhen(true)] out Listing? listing)
    {
        var found = listings.TryFind(venue, symbol, out var some);
        listing = found ? some : null;
        return found;
    }

    /// <summary>Fills in whose order a report is about, by the client's id.</summary>
    public void Name(ref OrderReport report, Text36 clientId)
    {
        report.ClientOrderId = clientId;
        var order = OrderOf(clientId);
        if (!order.IsNone)
            report.Order = order;
    }
}
