using System.Globalization;

namespace Rialto.Adapters.Polymarket;

/// <summary>
/// Where a list of trades goes on: what was learnt of the order that is looked for, of which token of the pair, and the venue's own cursor. As text, since requests carry texts.
/// </summary>
/// <param name="Status">The venue's first letter for the order: M matched, C cancelled; - where it is not known.</param>
/// <param name="Sum">What was found filled of it so far, in units of the listing.</param>
/// <param name="IsOther">The trades of the other token.</param>
/// <param name="Next">The venue's cursor; empty for the beginning.</param>
internal readonly record struct PolymarketCursor(char Status, long Sum, bool IsOther, string Next)
{
    /// <summary>The venue's word for the end of a list: -1 in base64.</summary>
    public const string End = "LTE=";

    public static bool TryParse(string text, out PolymarketCursor cursor)
    {
        cursor = new('-', 0, false, "");
        var parts = text.Split('|', 4);
        if (parts.Length != 4 || parts[0].Length != 1 || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var sum))
            return false;
        cursor = new(parts[0][0], sum, parts[2] == "o", parts[3]);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Status}|{Sum}|{(IsOther ? "o" : "s")}|{Next}");
}
