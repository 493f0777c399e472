using Rialto.Model.Orders;

namespace Rialto.Venue.Margin;

/// <summary>An account's position in a contract (margin.md, section 1), and what it comes to at the mark.</summary>
internal struct Position
{
    public int Account;
    public int Contract;

    /// <summary>The pocket that pays for it: the account's cross pocket, or its own.</summary>
    public int Pocket;

    /// <summary>The account's cross pocket in the contract's asset.</summary>
    public int CrossPocket;

    /// <summary>Its own pocket, once it was isolated; zero is none.</summary>
    public int OwnPocket;

    /// <summary>The next position of the same account in a contract of the same asset; zero is none.</summary>
    public int NextOfAccount;

    /// <summary>Where it stands among its contract's active positions; zero where it does not.</summary>
    public int ActiveAt;

    public int Leverage;
    public bool IsIsolated;

    /// <summary>Stands among those that the command touched.</summary>
    public bool IsTouched;

    public long Quantity;
    public long Cost;
    public long Realised;
    public long Funding;
    public long OpenBuys;
    public long OpenSells;

    /// <summary>What its live orders lose against the mark if each trades whole at the worst price it may.</summary>
    public long OpenLoss;

    /// <summary>At the mark; part of its pocket's sums.</summary>
    public long Unrealised;

    /// <summary>Its open loss included.</summary>
    public long Initial;

    public long Maintenance;

    /// <summary>As they were before the command, while <see cref="IsTouched"/>.</summary>
    public PositionBefore Before;

    /// <summary>The larger of what it comes to if all open orders of one side trade.</summary>
    public readonly long Worst => Math.Max(Math.Abs(Quantity + OpenBuys), Math.Abs(Quantity - OpenSells));

    /// <summary>With so much more in open orders of a side, that side can close what there is and open nothing (section 5, point 4).</summary>
    public readonly bool IsOnlyReduced(Side side, long more) =>
        side == Side.Sell ? Quantity > 0 && OpenSells + more <= Quantity : Quantity < 0 && OpenBuys + more <= -Quantity;
}

/// <summary>What PositionChanged tells of.</summary>
internal readonly record struct PositionBefore(long Quantity, long Cost, long Realised, long Funding, long Own);

/// <summary>What pays for losses: an account's money in an asset with its cross positions, or an isolated position with its own (margin.md, section 1).</summary>
internal struct Pocket
{
    public int Account;
    public int Asset;

    /// <summary>The contract of an isolated position; zero of the cross pocket.</summary>
    public int Contract;

    /// <summary>The account's balance, of the cross pocket.</summary>
    public int Balance;

    /// <summary>The first of the account's positions in contracts of the asset; of an isolated pocket its position.</summary>
    public int FirstPosition;

    public bool IsCalled;
    public bool IsLiquidating;

    /// <summary>Stands among those to be looked at.</summary>
    public bool IsQueued;

    /// <summary>Where it stands among those being liquidated, while it is.</summary>
    public int LiquidatingAt;

    /// <summary>The sequence of the command in which it was last served.</summary>
    public long Served;

    /// <summary>An isolated position's own money.</summary>
    public long Own;

    /// <summary>Sums over its positions.</summary>
    public Int128 Unrealised;

    public Int128 Initial;
    public Int128 Maintenance;
    public Int128 OpenLoss;

    /// <summary>Its orders may lose more than it has.</summary>
    public readonly bool CannotBear(Int128 equity) => OpenLoss > 0 && OpenLoss > equity;

    /// <summary>Pockets are looked at in this order.</summary>
    public readonly ulong Rank => ((ulong)(uint)Account << 32) | ((ulong)(uint)Asset << 16) | (uint)Contract;
}
