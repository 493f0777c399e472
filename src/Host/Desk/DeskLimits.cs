using Rialto.Host.Feeds.Replay;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Orders;

namespace Rialto.Host.Desk;

/// <summary>How small and large orders may be, in words: which limit, how much, and who says so. On the desk's thread, or when it has ended.</summary>
internal static class DeskLimits
{
    private const string ByList = "by the venue's list";
    private const string ByConfiguration = "by the configuration";

    /// <summary>The limit that an order was refused for; empty where it was refused for another reason.</summary>
    /// <param name="refusal">Why.</param>
    /// <param name="listing">Of which listing.</param>
    /// <param name="terms">What holds there: the configuration's within the list's.</param>
    public static string Of(DeskRefusal refusal, Listing listing, TradingTerms terms) => refusal switch
    {
        DeskRefusal.QuantityTooSmall when terms.MinQuantity.IsZero => $"a lot is {DecimalText.Format(listing.Lot.Units, listing.QuantityScale)}",
        DeskRefusal.QuantityTooSmall => $"the least is {DecimalText.Format(terms.MinQuantity.Units, listing.QuantityScale)}, {(terms.MinQuantity == listing.Limits.MinQuantity ? ByList : ByConfiguration)}",
        DeskRefusal.QuantityTooLarge when terms.MaxQuantity.IsZero => Most(terms.MaxMarketQuantity, listing, " at market", ByList),
        DeskRefusal.QuantityTooLarge => Most(terms.MaxQuantity, listing, "", terms.MaxQuantity == listing.Limits.MaxQuantity ? ByList : ByConfiguration)
            + (terms.MaxMarketQuantity.IsZero ? "" : $", {Most(terms.MaxMarketQuantity, listing, " at market", ByList)}"),
        DeskRefusal.NotionalTooSmall when terms.MinNotional > 0 => $"the least is worth {DecimalText.Format(terms.MinNotional, 8)} {listing.Quote}, {(terms.MinNotional == listing.Limits.MinNotional ? ByList : ByConfiguration)}",
        _ => "",
    };

    /// <summary>The same of a listing of a desk.</summary>
    public static string Of(DeskRefusal refusal, RunningDesk desk, ListingId listing)
    {
        var portfolio = desk.Trader.Portfolio;
        for (var place = 0; place < portfolio.TradedCount; place++)
        {
            if (portfolio.TradedAt(place) is var traded && traded.Listing == listing)
                return Of(refusal, desk.Listings[listing], traded.Terms);
        }

        return "";
    }

    /// <summary>Orders that were refused for their size since this life began, by listing: one sentence each.</summary>
    public static IEnumerable<string> Refused(RunningDesk desk)
    {
        foreach (var (listing, refusal, count) in desk.Counts.SizeRefusals)
        {
            var limit = Of(refusal, desk, listing);
            yield return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count:N0} {refusal} at {NameOf(desk.Listings[listing])}{(limit.Length > 0 ? ": " : "")}{limit}");
        }
    }

    /// <summary>Where the configuration allows what the venue's list does not: one sentence each. The stricter one holds.</summary>
    public static IEnumerable<string> Looser(RunningDesk desk)
    {
        for (var i = 0; i < desk.Settings.Markets.Length; i++)
        {
            var listing = desk.Listings[new ListingId(i + 1)];
            var (own, list) = (DeskParts.TermsOf(desk.Settings.Markets[i], listing), listing.Limits);
            if (!own.MinQuantity.IsZero && own.MinQuantity < list.MinQuantity)
                yield return Sentence(i, listing, nameof(own.MinQuantity), DecimalText.Format(own.MinQuantity.Units, listing.QuantityScale), DecimalText.Format(list.MinQuantity.Units, listing.QuantityScale));
            if (!list.MaxQuantity.IsZero && own.MaxQuantity > list.MaxQuantity)
                yield return Sentence(i, listing, nameof(own.MaxQuantity), DecimalText.Format(own.MaxQuantity.Units, listing.QuantityScale), DecimalText.Format(list.MaxQuantity.Units, listing.QuantityScale));
            if (own.MinNotional > 0 && own.MinNotional < list.MinNotional)
                yield return Sentence(i, listing, nameof(own.MinNotional), DecimalText.Format(own.MinNotional, 8), DecimalText.Format(list.MinNotional, 8));
        }
    }

    private static string Most(Quantity most, Listing listing, string where, string who) => $"the most{where} is {DecimalText.Format(most.Units, listing.QuantityScale)}, {who}";

    private static string Sentence(int market, Listing listing, string what, string own, string list) => $"Markets:{market}:{what} is {own}, and the list of {NameOf(listing)} says {list}, which holds";

    private static string NameOf(Listing listing) => $"{VenueDialects.NameOf(listing.Venue)} {listing.Symbol}";
}
