using System.Text;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Okx;

/// <summary>The answer of <c>/api/v5/public/instruments</c>, one for each kind.</summary>
internal static class OkxListings
{
    public static DriftKind Decode(ReadOnlySpan<byte> body, ListingTable listings) =>
        ListingText.Decode(body, "data"u8, FeedVenue.Okx, listings, ReadInstrument);

    private static ListingTerms ReadInstrument(ref FrameScanner scanner)
    {
        var terms = new ListingTerms();
        string family = "", settle = "", strike = "", type = "";
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (scanner.Kind != JsonKind.String)
            {
                scanner.Skip();
                continue;
            }

            var value = ListingText.Take(ref scanner);
            switch (Encoding.UTF8.GetString(name))
            {
                case "instId":
                    terms.VenueSymbol = value;
                    break;
                case "instType":
                    terms.Kind = value switch
                    {
                        "SPOT" => ListingKind.Spot,
                        "SWAP" => ListingKind.Perpetual,
                        "FUTURES" => ListingKind.Future,
                        "OPTION" => ListingKind.Option,
                        _ => ListingKind.Unknown,
                    };
                    break;
                case "baseCcy":
                    terms.Base = value;
                    break;
                case "quoteCcy":
                    terms.Quote = value;
                    break;
                case "uly" or "instFamily" when value.Length > 0:
                    family = value;
                    break;
                case "settleCcy":
                    settle = value;
                    break;
                case "tickSz":
                    terms.Tick = value;
                    break;
                case "lotSz":
                    terms.Lot = value;
                    break;
                case "minSz":
                    terms.Limits.MinQuantity = value;
                    break;
                case "maxLmtSz":
                    terms.Limits.MaxQuantity = value;
                    break;
                case "maxMktSz":
                    terms.Limits.MaxMarketQuantity = value;
                    break;
                case "ctVal":
                    terms.ContractSize = value;
                    break;
                case "ctValCcy":
                    terms.ContractUnit = value;
                    break;
                case "stk":
                    strike = value;
                    break;
                case "optType":
                    type = value;
                    break;
                case "expTime" when long.TryParse(value, out var expiry) && expiry is > 0 and < 253_402_300_800_000:
                    terms.Expiry = DateOnly.FromDateTime(DateTime.UnixEpoch.AddMilliseconds(expiry));
                    break;
                case "state":
                    terms.Status = value switch
                    {
                        "live" => ListingStatus.Open,
                        "suspend" => ListingStatus.Halted,
                        "preopen" => ListingStatus.Announced,
                        "expired" => ListingStatus.Closed,
                        _ => ListingStatus.Unknown,
                    };
                    break;
            }
        }

        // Derivatives name their pair only as the underlying.
        var dash = family.IndexOf('-', StringComparison.Ordinal);
        if (terms.Base.Length == 0 && dash > 0)
            (terms.Base, terms.Quote) = (family[..dash], family[(dash + 1)..]);
        if (terms.Quote.Length == 0)
            terms.Quote = settle;
        terms.StrikeAndType = $"{strike}-{type}";

        // Of spot it is dollars, no quantity.
        if (terms.Kind == ListingKind.Spot)
            terms.Limits.MaxMarketQuantity = "";

        // Spot books hold quantities of eight decimals from times of finer lots.
        terms.QuantityScaleAtLeast = terms.Kind == ListingKind.Spot ? 8 : 0;
        return terms;
    }
}
