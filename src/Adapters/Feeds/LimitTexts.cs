using System.Globalization;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Adapters.Feeds;

/// <summary>
/// How small and large orders may be, as a venue's list writes it: decimal texts, empty or zero where there is no limit. What a listing's scale cannot say is rounded so that no order passes
/// that the venue would refuse: least amounts up, greatest down. Cold code.
/// </summary>
internal sealed class LimitTexts
{
    private const decimal Cents = 100_000_000;

    public string MinQuantity { get; set; } = "";

    public string MaxQuantity { get; set; } = "";

    /// <summary>Of market orders, where it is a quantity of what is traded.</summary>
    public string MaxMarketQuantity { get; set; } = "";

    /// <summary>In what prices are in.</summary>
    public string MinNotional { get; set; } = "";

    /// <summary>Puts them into a listing.</summary>
    /// <param name="listing">Has the scales.</param>
    /// <param name="limited">The listing with them; one that is no decimal is as it was.</param>
    /// <returns>False where one of them is no decimal, or is negative.</returns>
    public bool TryPut(Listing listing, out Listing limited)
    {
        var known = listing.Limits;
        var areRight = TryLeast(MinQuantity, DecimalText.PowerOfTen(listing.QuantityScale), Quantity.MaxUnits, known.MinQuantity.Units, out var minQuantity)
            & TryGreatest(MaxQuantity, listing, known.MaxQuantity, out var maxQuantity)
            & TryGreatest(MaxMarketQuantity, listing, known.MaxMarketQuantity, out var maxMarketQuantity)
            & TryLeast(MinNotional, Cents, long.MaxValue, known.MinNotional, out var minNotional);
        limited = listing with { Limits = new ListingLimits(new Quantity(minQuantity), maxQuantity, maxMarketQuantity, minNotional) };
        return areRight;
    }

    private static bool TryLeast(string text, decimal unit, long most, long known, out long least)
    {
        if (!TryRead(text, out var value))
        {
            least = known;
            return false;
        }

        least = value >= most / unit ? most : (long)decimal.Ceiling(value * unit);
        return true;
    }

    /// <summary>What is more than any order may have is no limit.</summary>
    private static bool TryGreatest(string text, Listing listing, Quantity known, out Quantity greatest)
    {
        var unit = DecimalText.PowerOfTen(listing.QuantityScale);
        var isRight = TryRead(text, out var value);
        greatest = !isRight ? known : value >= Quantity.MaxUnits / (decimal)unit ? default : new Quantity((long)decimal.Floor(value * unit));
        return isRight;
    }

    private static bool TryRead(string text, out decimal value)
    {
        value = 0;
        return text.Length == 0 || (decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value) && value >= 0);
    }
}
