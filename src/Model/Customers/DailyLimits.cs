using Rialto.Model.Accounts;

namespace Rialto.Model.Customers;

/// <summary>The most that a customer of a tier may move and trade of an asset in one day UTC, in the asset's smallest unit; <see cref="Unlimited"/> is no limit.</summary>
/// <param name="Deposits">Paid in, or received from other customers.</param>
/// <param name="Withdrawals">Paid out, or sent to other customers.</param>
/// <param name="Trades">Notional traded, bought and sold, in instruments that are quoted in the asset.</param>
public readonly record struct DailyLimits(long Deposits, long Withdrawals, long Trades)
{
    /// <summary>Stands for no limit.</summary>
    public const long Unlimited = -1;

    /// <summary>No limit at all.</summary>
    public static DailyLimits None { get; } = new(Unlimited, Unlimited, Unlimited);

    /// <summary>True where each is no limit or an amount that can be.</summary>
    public bool IsValid => IsAmount(Deposits) && IsAmount(Withdrawals) && IsAmount(Trades);

    private static bool IsAmount(long amount) => amount is >= Unlimited and <= Asset.MaxHeld;
}

/// <summary>What a customer has used of its limits in one day; each at most 2^63 - 1.</summary>
/// <param name="Deposited">Paid in, or received from other customers.</param>
/// <param name="Withdrawn">Paid out, or sent to other customers.</param>
/// <param name="Traded">Notional traded.</param>
public readonly record struct DailyUse(long Deposited, long Withdrawn, long Traded);
