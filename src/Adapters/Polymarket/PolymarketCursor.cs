using System.Globalization;

namespace Rialto.Adapters.Polymarket;

/// <summary>
/// Where a list of trades goes on: what was learnt of the order that is looked for, of which token of the pair, and the venue's own cursor. As text, since requests carry texts.
/// </summary>
/// <param name="Status">The venue's first letter for the order: M matched, C cancelled; - where it is not known.</param>
/// <param name="Matched">How much of it is matched, as the order itself says; zero where it is not known.</param>
/// <param name="Sum">What was found filled of it so far, in units of the listing.</param>
/// <param name="Seen">The same with trades that failed: the order has counted them as matched.</param>
/// <param name="IsOther">The trades of the other token.</param>
/// <param name="Next">The venue's cursor; empty for the beginning.</param>
internal readonly record struct PolymarketCursor(char Status, long Matched, long Sum, long Seen, bool IsOther, string Next)
{
    /// <summary>The venue's word for the end of a list: -1 in base64.</summary>
    public const string End = "LTE=";

    public static bool TryParse(string text, out PolymarketCursor cursor)
    {
        cursor = new('-', 0, 0, 0, false, "");
        var parts = text.Split('|', 6);
        if (parts.Length != 6 || parts[0].Length != 1 || !IsCount(parts[1], out var matched) || !IsCount(parts[2], out var sum) || !IsCount(parts[3], out var seen))
            return false;
        cursor = new(parts[0][0], matched, sum, seen, parts[4] == "o", parts[5]);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Status}|{Matched}|{Sum}|{Seen}|{(IsOther ? "o" : "s")}|{Next}");

    private static bool IsCount(string text, out long count) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count);
}
