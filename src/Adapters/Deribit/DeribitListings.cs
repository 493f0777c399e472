using System.Globalization;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Deribit;

/// <summary>
/// The answer of <c>public/get_instruments</c>: futures, options, spot; combinations are left out. Amounts are dollars for inverse futures and the base coin for all others,
/// so a contract is one dollar or there is none. Prices of inverse options are in the coin.
/// </summary>
internal static class DeribitListings
{
    public static DriftKind Decode(ReadOnlySpan<byte> body, ListingTable listings) =>
        ListingText.Decode(body, "result"u8, FeedVenue.Deribit, listings, ReadInstrument);

    private static ListingTerms ReadInstrument(ref FrameScanner scanner)
    {
        var terms = new ListingTerms { Status = ListingStatus.Open };
        string kind = "", period = "", type = "", quote = "", counter = "", strike = "", optionType = "", state = "open";
        var isActive = true;
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (scanner.TakeNull())
                continue;
            switch (System.Text.Encoding.UTF8.GetString(name))
            {
                case "instrument_name":
                    terms.VenueSymbol = ListingText.Take(ref scanner);
                    break;
                case "kind":
                    kind = ListingText.Take(ref scanner);
                    break;
                case "settlement_period":
                    period = ListingText.Take(ref scanner);
                    break;
                case "instrument_type":
                    type = ListingText.Take(ref scanner);
                    break;
                case "base_currency":
                    terms.Base = ListingText.Take(ref scanner);
                    break;
                case "quote_currency":
                    quote = ListingText.Take(ref scanner);
                    break;
                case "counter_currency":
                    counter = ListingText.Take(ref scanner);
                    break;
                case "option_type":
                    optionType = ListingText.Take(ref scanner);
                    break;
                case "state":
                    state = ListingText.Take(ref scanner);
                    break;
                case "is_active":
                    scanner.Boolean(out isActive);
                    break;
                case "strike":
                    strike = ListingText.Number(ref scanner);
                    break;
                case "tick_size":
                    terms.Tick = ListingText.Number(ref scanner);
                    break;
                case "min_trade_amount":
                    terms.Lot = terms.Limits.MinQuantity = ListingText.Number(ref scanner);
                    break;
                case "expiration_timestamp":
                    scanner.Integer(out var expiry);
                    if (expiry is > 0 and < 253_402_300_800_000)
                        terms.Expiry = DateOnly.FromDateTime(DateTime.UnixEpoch.AddMilliseconds(expiry));
                    break;
                default:
                    scanner.Skip();
                    break;
            }
        }

        terms.Kind = kind switch
        {
            "spot" => ListingKind.Spot,
            "option" => ListingKind.Option,
            "future" => period == "perpetual" ? ListingKind.Perpetual : ListingKind.Future,
            _ => ListingKind.Unknown,
        };
        terms.IsLeftOut = terms.Kind == ListingKind.Unknown;

        // Lists of 2021 have neither type nor counter currency: then all was inverse.
        var isInverse = type.Length == 0 ? quote == "USD" : type == "reversed";
        terms.Quote = counter.Length > 0 ? counter : quote;
        if (isInverse && terms.Kind == ListingKind.Option)
            terms.PriceIn = terms.Base;
        if (isInverse && terms.Kind is ListingKind.Perpetual or ListingKind.Future)
            (terms.ContractSize, terms.ContractUnit) = ("1", terms.Quote);
        if (decimal.TryParse(strike, NumberStyles.Float, CultureInfo.InvariantCulture, out var price))
            strike = price.ToString("0.##########", CultureInfo.InvariantCulture);
        terms.StrikeAndType = $"{strike}-{(optionType == "call" ? "C" : "P")}";
        if (!isActive)
            terms.Status = ListingStatus.Closed;
        else if (state != "open")
            terms.Status = ListingStatus.Unknown;
        return terms;
    }
}
