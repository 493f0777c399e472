using Rialto.Model.Accounts;

namespace Rialto.Venue.Accounts;

/// <summary>An asset's books: Deposited - Withdrawn = Held + House.</summary>
internal sealed class AssetLedger(Asset asset)
{
    public Asset Asset { get; } = asset;
    public Int128 Deposited { get; set; }
    public Int128 Withdrawn { get; set; }

    /// <summary>The sum of all totals, 0 to <see cref="Asset.MaxHeld"/>.</summary>
    public long Held { get; set; }

    public Int128 House { get; set; }

    /// <summary>Takes a fee from what accounts hold to the house, or gives a rebate.</summary>
    /// <param name="fee">What the rate says.</param>
    /// <param name="available">The most that can be taken.</param>
    /// <returns>What was taken.</returns>
    public long Charge(long fee, long available)
    {
        fee = fee > 0 ? Math.Min(fee, available) : Math.Max(fee, Held - Asset.MaxHeld);
        Held -= fee;
        House += fee;
        return fee;
    }
}
