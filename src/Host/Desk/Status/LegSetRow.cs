using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Legs;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk.Status;

/// <summary>A set of legs that a strategy has begun, and what has become of it. Amounts are in 10^-18 of what the legs are paid in.</summary>
internal struct LegSetRow
{
    /// <summary>Whose.</summary>
    public StrategyId Strategy;

    /// <summary>Its place among the strategy's sets; with <see cref="Generation"/> its name.</summary>
    public int Slot;

    /// <summary>Which set in that place.</summary>
    public long Generation;

    /// <summary>Input that began it.</summary>
    public long Cause;

    /// <summary>When it began, and when it changed last.</summary>
    public Timestamp Began, Changed;

    /// <summary>Where it is in its life.</summary>
    public LegSetState State;

    /// <summary>Sets that are whole, of how many that were wanted.</summary>
    public long Whole, Wanted;

    /// <summary>The largest excess of a leg that is left, in that listing's units.</summary>
    public long Excess;

    /// <summary>Whose excess.</summary>
    public ListingId ExcessOf;

    /// <summary>The opportunity it was taken for; its step is none where the strategy told none.</summary>
    public Opportunity Seen;

    /// <summary>What sales brought less what purchases cost.</summary>
    public Int128 Cash;

    /// <summary>Fees that were valued: in the quote currency as they are, in the base at the fill's price.</summary>
    public Int128 Fees;

    /// <summary>Fills.</summary>
    public int Fills;

    /// <summary>Fills whose fee is in another asset, or was not told.</summary>
    public int UnvaluedFees;

    /// <summary>Where the first fill was: amounts are in its quote currency; none before it.</summary>
    public ListingId Paid;

    /// <summary>Fills are in different currencies, or too large for a number: amounts say nothing.</summary>
    public bool IsMixed;

    /// <summary>Nothing of it is one-sided, it is over, and it was both bought and sold: what it has brought is final.</summary>
    public readonly bool IsRealised => State is LegSetState.Complete or LegSetState.Done && Excess == 0 && !IsMixed && Seen.Step != OpportunityStep.None && !Seen.SecondPrice.IsNone;
}
