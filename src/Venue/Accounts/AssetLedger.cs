using Rialto.Model.Accounts;

namespace Rialto.Venue.Accounts;

/// <summary>An asset's books: Deposited - Withdrawn + costs of positions = Held + Isolated + House + Insurance.</summary>
internal sealed class AssetLedger(Asset asset)
{
    public Asset Asset { get; } = asset;
    public Int128 Deposited { get; set; }
    public Int128 Withdrawn { get; set; }

    /// <summary>The sum of all totals, 0 to <see cref="Asset.MaxHeld"/> as far as profits of contracts do not lead out of that.</summary>
    public long Held { get; set; }

    public Int128 House { get; set; }

    /// <summary>What isolated positions have of their own (margin.md).</summary>
    public Int128 Isolated { get; set; }

    /// <summary>The insurance fund, at least zero.</summary>
    public Int128 Insurance { get; set; }

    /// <summary>Takes a fee from what accounts hold to the house, or gives a rebate.</summary>
    /// <param name="fee">What the rate says.</param>
    /// <param name="available">The most that can be taken.</param>
    /// <returns>What was taken.</returns>
    public long Charge(long fee, long available)
    {
        fee = fee > 0 ? Math.Min(fee, available) : Math.Max(fee, Math.Min(0, Held - Asset.MaxHeld));
        Held -= fee;
        House += fee;
        return fee;
    }
}
