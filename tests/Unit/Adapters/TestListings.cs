using Rialto.Model.Feeds;
using Rialto.Wire.Files.Captures;

namespace Rialto.Unit.Adapters;

/// <summary>Tables for recordings that hold no list of instruments.</summary>
internal static class TestListings
{
    public static ListingTable Of(FeedVenue venue, params (string Symbol, int PriceScale, int QuantityScale)[] listings) => Of(venue, 64, listings);

    public static ListingTable Of(FeedVenue venue, int capacity, params (string Symbol, int PriceScale, int QuantityScale)[] listings)
    {
        var table = new ListingTable(capacity);
        foreach (var (symbol, priceScale, quantityScale) in listings)
            table.Add(new Listing(table.NextId, venue, symbol, symbol, ListingKind.Unknown, priceScale, quantityScale, default, default, "", ListingStatus.Open));
        return table;
    }

    /// <summary>The symbols whose REST snapshots a capture holds.</summary>
    public static ListingTable FromUrls(string path, FeedVenue venue, int priceScale, int quantityScale)
    {
        var symbols = new List<string>();
        using var reader = CaptureReader.Open(path);
        while (reader.TryRead())
        {
            var url = System.Text.Encoding.UTF8.GetString(reader.Url);
            var at = url.IndexOf("symbol=", StringComparison.Ordinal);
            if (at >= 0)
                symbols.Add(url[(at + 7)..].Split('&')[0]);
        }

        return Of(venue, [.. symbols.Distinct().Select(symbol => (symbol, priceScale, quantityScale))]);
    }
}
