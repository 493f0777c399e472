using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Model.Accounts;

/// <summary>A contract at one moment.</summary>
/// <param name="Instrument">Which.</param>
/// <param name="Terms">Its terms.</param>
/// <param name="Mark">What it is worth; none before the first mark.</param>
/// <param name="IsSettled">Its positions were closed at its final price.</param>
public readonly record struct ContractState(InstrumentId Instrument, ContractTerms Terms, Price Mark, bool IsSettled);

/// <summary>An account's position in a contract. Its average entry is <c>Cost / (Quantity x multiplier)</c>.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Instrument">In what.</param>
/// <param name="Quantity">In units of quantity; below zero is short.</param>
/// <param name="Cost">What it cost; below zero of a short one.</param>
/// <param name="Realised">All that it has realised, fees apart.</param>
/// <param name="Funding">All the funding it ever got; below zero it paid.</param>
/// <param name="Leverage">As chosen; zero is as much as the contract allows.</param>
/// <param name="Mode">Cross or isolated.</param>
/// <param name="IsolatedMargin">What an isolated one has of its own.</param>
/// <param name="OpenBuys">What is left of the account's live buy orders.</param>
/// <param name="OpenSells">What is left of the account's live sell orders.</param>
/// <param name="OpenLoss">What these orders lose against the mark if each trades whole at the worst price it may.</param>
public readonly record struct PositionState(
    OwnerId Account, InstrumentId Instrument, Quantity Quantity, Money Cost, Money Realised, Money Funding, int Leverage, MarginMode Mode, Money IsolatedMargin, Quantity OpenBuys, Quantity OpenSells,
    Money OpenLoss);

/// <summary>What stands behind positions: an account's money in one asset with its cross positions, or one isolated position with its own.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Asset">In what it is counted.</param>
/// <param name="Instrument">The contract of an isolated position; none of the cross ones.</param>
/// <param name="Money">The account's total, or what is the position's own.</param>
/// <param name="Unrealised">Profit (loss, below zero) of its positions at the mark.</param>
/// <param name="Initial">What its positions and orders need, open loss included.</param>
/// <param name="Maintenance">What its positions need not to be liquidated.</param>
/// <param name="OpenLoss">What its orders lose against the mark if each trades whole at the worst price it may.</param>
/// <param name="IsCalled">It was told that it comes close.</param>
/// <param name="IsLiquidating">It is being liquidated.</param>
public readonly record struct PocketState(
    OwnerId Account, AssetId Asset, InstrumentId Instrument, Int128 Money, Int128 Unrealised, Int128 Initial, Int128 Maintenance, Int128 OpenLoss, bool IsCalled, bool IsLiquidating)
{
    /// <summary>Money and unrealised profit together.</summary>
    public Int128 Equity => Money + Unrealised;
}

/// <summary>A limit on positions and orders in a contract.</summary>
/// <param name="Instrument">The contract.</param>
/// <param name="Account">The account, zero where it is one of a tier.</param>
/// <param name="Tier">The tier.</param>
/// <param name="MaxPosition">Largest position, zero is none.</param>
/// <param name="MaxOrder">Largest order, zero is none.</param>
public readonly record struct PositionLimit(InstrumentId Instrument, OwnerId Account, int Tier, Quantity MaxPosition, Quantity MaxOrder);

/// <summary>
/// All contracts, positions and limits at one moment, for audits. Ascending by instrument; by account and instrument; by account, asset and instrument; by instrument, account and tier; by account.
/// Positions that hold nothing and never did are left out, pockets without positions or marks too.
/// </summary>
public sealed record MarginState(
    IReadOnlyList<ContractState> Contracts, IReadOnlyList<PositionState> Positions, IReadOnlyList<PocketState> Pockets, IReadOnlyList<PositionLimit> Limits, IReadOnlyList<(OwnerId Account, int Tier)> Tiers)
{
    /// <summary>Nothing.</summary>
    public static MarginState Empty { get; } = new([], [], [], [], []);
}
