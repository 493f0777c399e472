using Rialto.Model.Accounts;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Host.Conservation;

/// <summary>One asset's sums, in its smallest unit. Invariant, after each command: <c>Deposited - Withdrawn = Held + House</c>.</summary>
internal sealed class ConservedAsset(Asset definition)
{
    public Asset Definition => definition;

    public Int128 Deposited { get; set; }

    public Int128 Withdrawn { get; set; }

    /// <summary>What all accounts have, as told.</summary>
    public Int128 Held { get; set; }

    /// <summary>Fees less rebates, from the trades.</summary>
    public Int128 House { get; set; }

    public Int128 Difference => Held + House - Deposited + Withdrawn;

    public override string ToString() => $"{definition.Code}: deposited {Deposited}, withdrawn {Withdrawn}, held {Held}, house {House}";
}

/// <summary>A movement, as far as a resend must repeat it.</summary>
internal readonly record struct ConservedMovement(CommandKind Kind, OwnerId Account, OwnerId To, AssetId Asset, Money Amount, Text36 Reference)
{
    public static ConservedMovement Of(in ExchangeEvent e) => new(
        e.Kind switch
        {
            EventKind.Deposited => CommandKind.Deposit,
            EventKind.Withdrawn => CommandKind.Withdraw,
            EventKind.Transferred => CommandKind.Transfer,
            _ => e.MovementKind,
        },
        e.Owner, e.To, e.Asset, e.Amount, e.ClientOrderId);
}
