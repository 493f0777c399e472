using System.Collections.Concurrent;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;

namespace Rialto.Adapters.LsSecurities;

/// <summary>
/// The answer of <c>t8436</c>: all shares of KOSPI and KOSDAQ. Prices are whole won; the tick goes by bands of price (and is not in the list), so a listing has the finest, 1. Which market a share
/// is of is kept beside the listings, because its feeds have other names there.
/// </summary>
internal static class LsSecuritiesListings
{
    /// <param name="body">The answer.</param>
    /// <param name="listings">Takes them.</param>
    /// <param name="markets">Takes the market of each code: <c>1</c> KOSPI, <c>2</c> KOSDAQ.</param>
    public static DriftKind Decode(ReadOnlySpan<byte> body, ListingTable listings, ConcurrentDictionary<string, char> markets) =>
        ListingText.Decode(body, "t8436OutBlock"u8, (ref FrameScanner scanner) => ReadShare(ref scanner, listings, markets));

    private static DriftKind ReadShare(ref FrameScanner scanner, ListingTable listings, ConcurrentDictionary<string, char> markets)
    {
        var (code, market, lot) = ("", "", "");
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("shcode"u8))
                code = ListingText.Take(ref scanner).Trim();
            else if (name.SequenceEqual("gubun"u8))
                market = ListingText.Take(ref scanner);
            else if (name.SequenceEqual("memedan"u8))
                lot = ListingText.Take(ref scanner).TrimStart('0');
            else
                scanner.Skip();
        }

        if (scanner.HasFailed || code.Length == 0)
            return DriftKind.BrokenFrame;
        if (market is not ("1" or "2"))
            return DriftKind.UnknownWord;
        var drift = new ListingTerms { VenueSymbol = code, Kind = ListingKind.Equity, Base = code, Quote = "KRW", Tick = "1", Lot = lot.Length > 0 ? lot : "1", Status = ListingStatus.Open }
            .Put(FeedVenue.LsSecurities, listings);
        if (drift == DriftKind.None)
            markets[code] = market[0];
        return drift;
    }
}
