using System.Numerics;
using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Orders;

namespace Rialto.Twins;

/// <summary>What counts towards a limit.</summary>
internal enum Counted
{
    Deposited,
    Withdrawn,
    Traded,
}

/// <summary>One amount that was counted for a customer.</summary>
internal sealed record NaiveUse(OwnerId Customer, AssetId Asset, long Day, Counted What, BigInteger Amount);

/// <summary>docs/reference/verification.md as lists: what was said of customers, tiers and countries, and every single amount that was counted.</summary>
internal sealed class NaiveCustomers
{
    public bool IsRequired { get; set; }
    public bool ListedOnly { get; set; }
    public List<(OwnerId Customer, VerificationState State, VerificationTier Tier, string Country)> Known { get; } = [];
    public List<(VerificationTier Tier, AssetId Asset, long Deposits, long Withdrawals, long Trades)> Limits { get; } = [];
    public List<(string Country, AccountRights Closed)> Countries { get; } = [];
    public List<NaiveUse> Uses { get; } = [];

    public (OwnerId Customer, VerificationState State, VerificationTier Tier, string Country) Find(OwnerId customer) =>
        Known.Exists(k => k.Customer == customer) ? Known.Find(k => k.Customer == customer) : (customer, VerificationState.Pending, VerificationTier.Unverified, "");

    /// <summary>The limit of a customer's tier in an asset; null is none.</summary>
    public long? Limit(OwnerId customer, AssetId asset, Counted what)
    {
        var tier = Find(customer).Tier;
        var at = Limits.FindIndex(l => l.Tier == tier && l.Asset == asset);
        if (at < 0)
            return null;
        var limit = what switch { Counted.Deposited => Limits[at].Deposits, Counted.Withdrawn => Limits[at].Withdrawals, _ => Limits[at].Trades };
        return limit < 0 ? null : limit;
    }

    public BigInteger Used(OwnerId customer, AssetId asset, long day, Counted what) => Uses
        .Where(u => u.Customer == customer && u.Asset == asset && u.Day == day && u.What == what)
        .Aggregate(BigInteger.Zero, (sum, use) => sum + use.Amount);
}
