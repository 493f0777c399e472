using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Model.Accounts;

/// <summary>One asset's books. Double entry: <c>Deposited - Withdrawn + Costs = Held + Isolated + House + Insurance</c>, always; the three of margin are zero where no contract is settled in it.</summary>
/// <param name="Asset">The asset.</param>
/// <param name="Deposited">All that was ever paid in.</param>
/// <param name="Withdrawn">All that was ever paid out.</param>
/// <param name="Held">What all accounts have together: the sum of their totals, 0 to <see cref="Asset.MaxHeld"/>.</param>
/// <param name="House">What the exchange has earned: fees, less rebates; may be negative.</param>
/// <param name="Costs">The sum of the costs of all positions settled in it, signed.</param>
/// <param name="Isolated">The sum of what isolated positions have of their own.</param>
/// <param name="Insurance">What the insurance fund has, at least zero.</param>
public readonly record struct AssetBooks(
    Asset Asset, Int128 Deposited, Int128 Withdrawn, Int128 Held, Int128 House, Int128 Costs = default, Int128 Isolated = default, Int128 Insurance = default);

/// <summary>What one account has of one asset.</summary>
/// <param name="Account">The account.</param>
/// <param name="Asset">The asset.</param>
/// <param name="Total">All it has, at least <paramref name="Reserved"/>.</param>
/// <param name="Reserved">What its live orders hold, at least zero.</param>
public readonly record struct AccountBalance(OwnerId Account, AssetId Asset, Money Total, Money Reserved)
{
    /// <summary>What may be spent.</summary>
    public Money Available => new(Total.Units - Reserved.Units);
}

/// <summary>What one live order of a settled instrument holds.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Account">Its account.</param>
/// <param name="Asset">The asset that is held: base of a sell order, quote of a buy order.</param>
/// <param name="Reserved">How much.</param>
/// <param name="CoverPpm">The highest fee rate that it may be charged, in millionths of the notional.</param>
public readonly record struct OrderCover(OrderId OrderId, OwnerId Account, AssetId Asset, Money Reserved, int CoverPpm);

/// <summary>All accounts at one moment, for audits: two engines that agree on this agree on all money. Everything ascending by its numbers; balances with a total of zero are left out.</summary>
public sealed record AccountsState(
    IReadOnlyList<AssetBooks> Assets, IReadOnlyList<Account> Accounts, IReadOnlyList<AccountBalance> Balances, IReadOnlyList<OrderCover> Covers)
{
    /// <summary>No assets and no accounts.</summary>
    public static AccountsState Empty { get; } = new([], [], [], []);
}
