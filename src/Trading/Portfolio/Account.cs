using System.Runtime.InteropServices;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Trading.Portfolio;

/// <summary>One asset at one venue: what the desk thinks is there. Amounts are in 10^-18 of the asset. Packed without gaps: its bytes are its state.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct Account
{
    /// <summary>Of what.</summary>
    public AssetCode Asset { get; internal set; }

    /// <summary>All there is: what the venue told, and what fills have changed since.</summary>
    public Int128 Total { get; internal set; }

    /// <summary>What the desk's live orders may need of it.</summary>
    public Int128 Reserved { get; internal set; }

    /// <summary>What the venue holds back beyond the desk's orders: orders of others, withdrawals on their way.</summary>
    public Int128 HeldElsewhere { get; internal set; }

    /// <summary>Fees paid in it, less rebates.</summary>
    public Int128 Fees { get; internal set; }

    /// <summary>Difference to the venue in the last look, where it is not believed yet.</summary>
    public Int128 Suspected { get; internal set; }

    /// <summary>What the venue's answers have changed of it without a word today (UTC): the sum of corrections below the tolerance.</summary>
    public Int128 Silent { get; internal set; }

    /// <summary>The day of <see cref="Silent"/>, in days since 1970.</summary>
    public int SilentDay { get; internal set; }

    /// <summary>How often the venue's answers have changed it without a word since the start.</summary>
    public long SilentCount { get; internal set; }

    /// <summary>How much in all, up and down added together.</summary>
    public Int128 SilentSum { get; internal set; }

    /// <summary>Since when <see cref="Suspected"/> is what it is.</summary>
    public Timestamp SuspectedTime { get; internal set; }

    /// <summary>Last fill or correction that changed it.</summary>
    public Timestamp ChangedTime { get; internal set; }

    /// <summary>Last list of balances it was in.</summary>
    public int SeenInRound { get; internal set; }

    /// <summary>Where.</summary>
    public FeedVenue Venue { get; internal set; }

    /// <summary>True once the venue has told it.</summary>
    public bool IsTold { get; internal set; }

    /// <summary>What new orders may use.</summary>
    public readonly Int128 Free => Total - Reserved - HeldElsewhere;
}
