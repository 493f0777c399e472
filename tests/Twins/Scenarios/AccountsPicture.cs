using Rialto.Model.Accounts;
using Rialto.Model.Units;

namespace Rialto.Twins.Scenarios;

/// <summary>
/// Who has what, asset by asset, and what live orders hold.
/// <code>
/// USD: alice 900.00 (400.00 reserved), bob 100.00, house 0.20
/// a1 holds 400.00 USD
/// </code>
/// </summary>
public static class AccountsPicture
{
    /// <summary>The lines of the picture; where nobody has anything one line, <c>nothing</c>.</summary>
    public static IReadOnlyList<string> Of(AccountsState state, Vocabulary words)
    {
        var lines = state.Assets.Select(books => OfAsset(books, state, words)).OfType<string>().ToList();
        lines.AddRange(state.Covers.Select(cover => $"{words.NameOf(cover.OrderId)} holds {Amount(cover.Reserved.Units, words.Asset(cover.Asset))} {words.Asset(cover.Asset).Code}"));
        return lines.Count == 0 ? ["nothing"] : lines;
    }

    private static string? OfAsset(AssetBooks books, AccountsState state, Vocabulary words)
    {
        var parts = state.Balances.Where(b => b.Asset == books.Asset.Id).Select(b =>
            $"{Vocabulary.NameOf(b.Account)} {Amount(b.Total.Units, books.Asset)}{(b.Reserved == Money.Zero ? "" : $" ({Amount(b.Reserved.Units, books.Asset)} reserved)")}").ToList();
        if (books.House != 0)
            parts.Add($"house {Amount((long)books.House, books.Asset)}");
        return parts.Count == 0 ? null : $"{books.Asset.Code}: {string.Join(", ", parts)}";
    }

    private static string Amount(long units, Asset asset) => DecimalText.Format(units, asset.Scale);
}
