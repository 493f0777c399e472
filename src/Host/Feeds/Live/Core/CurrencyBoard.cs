using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Currencies;

namespace Rialto.Host.Feeds.Live.Core;

/// <summary>One asset's best prices over all quote currencies that lead to one.</summary>
/// <param name="Base">The asset.</param>
/// <param name="View">What converts.</param>
/// <param name="Sources">Its listings, in the order of the view's bits.</param>
/// <param name="Needed">Sources and pairs on the way.</param>
internal sealed record ConvertedAsset(string Base, ConvertedView View, IReadOnlyList<Listing> Sources, IReadOnlyList<ListingId> Needed);

/// <summary>
/// Best prices in one currency: of every spot listing that is watched, the way to that currency through the fewest watched pairs, a pair of the listing's own venue before one of
/// another. The hub's thread.
/// </summary>
/// <param name="listings">What listings mean.</param>
/// <param name="currency">Which currency; empty for none: the board stays empty.</param>
/// <param name="ageMaxNs">What was heard of longer ago makes a converted price stale.</param>
internal sealed class CurrencyBoard(ListingTable listings, string currency = "", long ageMaxNs = 30_000_000_000)
{
    private const int SourcesMax = 64;

    /// <summary>Which currency.</summary>
    public string Currency { get; } = currency;

    /// <summary>Assets that can be shown in it. Replaced as a whole.</summary>
    public IReadOnlyList<ConvertedAsset> Assets { get; private set; } = [];

    /// <summary>There are other listings than before.</summary>
    public void Lay(FeedLayout layout)
    {
        if (Currency.Length == 0)
            return;
        var spot = layout.Listings.Select(id => listings[id]).Where(listing => BaseOf(listing).Length > 0).ToList();
        var assets = new List<ConvertedAsset>();
        var graph = new CurrencyGraph(spot, Currency);
        foreach (var group in spot.GroupBy(BaseOf))
        {
            var sources = new List<ConvertedSource>();
            var from = new List<Listing>();
            foreach (var listing in group)
            {
                if (sources.Count < SourcesMax && graph.TryWay(listing, out var legs))
                {
                    sources.Add(new ConvertedSource(listing.Id, legs));
                    from.Add(listing);
                }
            }

            // One currency alone needs no conversion: the best prices say it all.
            if (from.Select(listing => listing.Quote).Distinct().Count() > 1 || sources.Exists(source => source.Legs.Count > 0))
            {
                var view = new ConvertedView(Currency, from.Max(listing => listing.PriceScale), ageMaxNs, listings, [.. sources]);
                assets.Add(new ConvertedAsset(group.Key, view, from, [.. sources.SelectMany(source => source.Legs.Select(leg => leg.Listing).Prepend(source.Listing)).Distinct()]));
            }
        }

        Assets = assets;
    }

    /// <summary>The best of an asset now, from the books as they stand.</summary>
    public static ConvertedBest Look(ConvertedAsset asset, FeedCore core, Timestamp now)
    {
        foreach (var id in asset.Needed)
        {
            var book = core.BookOf(id);
            var best = book.State == BookTrust.Trusted && book.Listing.Status == ListingStatus.Open ? book.Best : default;
            asset.View.OnBbo(id, in best, book.ReceiveTime, !core.Quality.TouchOf(id).IsRejected);
        }

        return asset.View.Best(now);
    }

    /// <summary>The asset that a listing is of; empty where it is no pair of currencies.</summary>
    public static string BaseOf(Listing listing)
    {
        var dash = listing.Symbol.IndexOf('-', StringComparison.Ordinal);
        return listing.Kind == ListingKind.Spot && listing.ContractSize == 0 && dash > 0 ? listing.Symbol[..dash] : "";
    }
}
