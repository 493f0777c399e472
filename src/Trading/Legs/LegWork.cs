using Rialto.Model.Execution;
using Rialto.Model.Units;

namespace Rialto.Trading.Legs;

/// <summary>What has become of one leg. At most one order of it lives at any time.</summary>
internal struct LegWork
{
    public Leg Leg;

    /// <summary>The order that lives, or of which nobody knows; none where there is none.</summary>
    public DeskOrderId Order;

    /// <summary>All of that order.</summary>
    public long Quantity;

    /// <summary>What of it has filled as far as the desk has told.</summary>
    public long Filled;

    /// <summary>It trades the other way, to walk back.</summary>
    public bool IsBack;

    /// <summary>Its outcome is not known.</summary>
    public bool IsUnknown;

    /// <summary>Filled of the leg less walked back, by orders that have ended.</summary>
    public long Net;

    /// <summary>Part of <see cref="Net"/> by what venues said of orders that have ended: fills that make it up are still to be told.</summary>
    public long Awaits;

    /// <summary>The same of what was walked back.</summary>
    public long AwaitsBack;

    /// <summary>What of <see cref="Order"/> fills have told.</summary>
    public long Told;

    /// <summary>Attempts that got less than they asked for.</summary>
    public int Attempts;

    /// <summary>Steps walked back.</summary>
    public int Steps;

    /// <summary>How often in a row the desk did not take what walks back, for a reason that time may change.</summary>
    public int Refusals;

    /// <summary>Too little is left to be traded.</summary>
    public bool IsDust;

    /// <summary>When the order that lives should be over.</summary>
    public Timestamp Due;

    /// <summary>Before it nothing is tried again.</summary>
    public Timestamp NextTry;

    /// <summary>What is surely there: fills less what a live order may still walk back.</summary>
    public readonly long Least => Order.IsNone ? Net : IsBack ? Net - Quantity : Net + Filled;

    /// <summary>What may be there: with all that a live or doubtful order could still fill.</summary>
    public readonly long Most => Order.IsNone ? Net : IsBack ? Net - Filled : Net + Quantity;
}
