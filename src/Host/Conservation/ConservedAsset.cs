using Rialto.Model.Accounts;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Host.Conservation;

/// <summary>One asset's sums, in its smallest unit. Invariant, after each command: <c>Deposited - Withdrawn + Costs = Held + Isolated + House + Insurance</c>.</summary>
internal sealed class ConservedAsset(Asset definition)
{
    public Asset Definition => definition;

    public Int128 Deposited { get; set; }

    public Int128 Withdrawn { get; set; }

    /// <summary>What all accounts have, as told.</summary>
    public Int128 Held { get; set; }

    /// <summary>Fees less rebates, from the trades.</summary>
    public Int128 House { get; set; }

    /// <summary>What all positions settled in it cost, signed.</summary>
    public Int128 Costs { get; set; }

    /// <summary>What isolated positions have of their own.</summary>
    public Int128 Isolated { get; set; }

    /// <summary>What the insurance fund has.</summary>
    public Int128 Insurance { get; set; }

    public Int128 Difference => Held + Isolated + House + Insurance - Deposited + Withdrawn - Costs;

    public override string ToString() => $"{definition.Code}: deposited {Deposited}, withdrawn {Withdrawn}, held {Held}, house {House}, positions cost {Costs}, isolated {Isolated}, insurance {Insurance}";
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
