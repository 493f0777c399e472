using Rialto.Model.Accounts;
using Rialto.Model.Orders;

namespace Rialto.Model.Customers;

/// <summary>Limits of a tier in an asset.</summary>
public readonly record struct TierLimit(VerificationTier Tier, AssetId Asset, DailyLimits Limits);

/// <summary>A listed country.</summary>
/// <param name="Country">Which.</param>
/// <param name="Closed">What its customers may not do.</param>
public readonly record struct ListedCountry(CountryCode Country, AccountRights Closed);

/// <summary>A customer of whom something was said.</summary>
public readonly record struct VerifiedCustomer(OwnerId Customer, Verification Verification);

/// <summary>What a customer has used in an asset on the present day.</summary>
public readonly record struct CustomerUse(OwnerId Customer, AssetId Asset, DailyUse Use);

/// <summary>Verification at one moment, for audits. Everything ascending by its numbers; limits that are none and uses of nothing are left out.</summary>
public sealed record CustomersState(
    VerificationPolicy Policy, IReadOnlyList<TierLimit> Limits, IReadOnlyList<ListedCountry> Countries, IReadOnlyList<VerifiedCustomer> Customers, IReadOnlyList<CustomerUse> Uses)
{
    /// <summary>Nothing was ever asked.</summary>
    public static CustomersState Empty { get; } = new(default, [], [], [], []);

    /// <summary>True where nothing was ever asked.</summary>
    public bool IsEmpty => Policy == default && Limits.Count + Countries.Count + Customers.Count + Uses.Count == 0;
}
