using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Coinbase;

/// <summary>Reads the products that one channel of a <c>subscriptions</c> message names, at either door.</summary>
internal static class CoinbaseGrants
{
    /// <summary>Reads <c>["BTC-USD","ETH-USD"]</c>; products that we do not know were asked for by nobody here.</summary>
    public static void Read(ref FrameScanner products, FeedVenue venue, FeedChannels granted, ListingTable listings, FrameContent content)
    {
        products.Array();
        while (products.NextItem())
        {
            if (LevelText.Find(ref products, venue, listings) is { } listing && granted != FeedChannels.None)
                content.AddGrant(listing.Id, granted);
        }
    }
}
