using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Model.Execution;

/// <summary>How a venue's fee follows from a trade.</summary>
public enum FeeFormula : byte
{
    /// <summary>Rate times price times quantity.</summary>
    Proportional = 0,

    /// <summary>Rate times quantity times p times (1 - p), p being the price of something that pays one or nothing (Kalshi, Polymarket).</summary>
    Quadratic = 1,

    /// <summary>Rate times quantity: so much for each contract or share.</summary>
    PerUnit = 2,
}

/// <summary>What an account pays for trading a listing, and how small and large its orders may be. Immutable; another agreement is another record.</summary>
/// <param name="Listing">Which.</param>
/// <param name="Formula">How the fee follows from a trade.</param>
/// <param name="MakerRate">For who rested, in 10^-8 (100,000 is 0.1 %); negative for a rebate.</param>
/// <param name="TakerRate">For who came to trade, in 10^-8.</param>
public sealed record TradingTerms(ListingId Listing, FeeFormula Formula, long MakerRate, long TakerRate)
{
    /// <summary>One whole in rates and in <see cref="MinNotional"/>.</summary>
    public const long One = 100_000_000;

    /// <summary>Fees of one fill are rounded up to 10^-scale of the quote currency; 18 for a venue that does not round.</summary>
    public int FeeScale { get; init; } = 18;

    /// <summary>Smallest quantity of an order, in the listing's units; zero for one lot.</summary>
    public Quantity MinQuantity { get; init; }

    /// <summary>Largest quantity of an order, in the listing's units; zero for no limit.</summary>
    public Quantity MaxQuantity { get; init; }

    /// <summary>Largest quantity of a market order, in the listing's units; zero for no other limit than <see cref="MaxQuantity"/>.</summary>
    public Quantity MaxMarketQuantity { get; init; }

    /// <summary>Smallest price times quantity of an order, in 10^-8 of the quote currency; zero for no limit.</summary>
    public long MinNotional { get; init; }

    /// <summary>The same within what the venue's list says of the listing: of two limits the stricter one holds.</summary>
    /// <param name="listing">As the list has it now.</param>
    public TradingTerms Within(Listing listing)
    {
        ArgumentNullException.ThrowIfNull(listing);
        var list = listing.Limits;
        return list == default ? this : this with
        {
            MinQuantity = new Quantity(Math.Max(MinQuantity.Units, list.MinQuantity.Units)),
            MaxQuantity = Smaller(MaxQuantity, list.MaxQuantity),
            MaxMarketQuantity = Smaller(MaxMarketQuantity, list.MaxMarketQuantity),
            MinNotional = Math.Max(MinNotional, list.MinNotional),
        };
    }

    private static Quantity Smaller(Quantity one, Quantity other) => one.IsZero || (!other.IsZero && other.Units < one.Units) ? other : one;
}
