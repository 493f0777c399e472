using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Surveillance;

/// <summary>What a pattern looks like. Names stand in alerts and never change their meaning.</summary>
public enum SuspicionKind
{
    /// <summary>Large fresh orders on one side, withdrawn right after the owner traded on the other, again and again.</summary>
    Spoofing = 1,

    /// <summary>The same, with the orders on several prices.</summary>
    Layering = 2,

    /// <summary>One owner, or one group, on both sides of trades.</summary>
    WashTrades = 3,

    /// <summary>An owner trades mostly with the same other one, though the market is larger than that one.</summary>
    FixedCounterparty = 4,

    /// <summary>Many owners that were not there before begin to trade from one address within minutes.</summary>
    NewAccounts = 5,

    /// <summary>Orders entered and changed by the thousand, with hardly a trade.</summary>
    MessageFlood = 6,

    /// <summary>Money comes in and leaves again without having been traded with.</summary>
    PassThrough = 7,

    /// <summary>Several deposits or withdrawals, each a little below the amount that is reported.</summary>
    BelowThreshold = 8,

    /// <summary>A day's deposits or withdrawals have reached the amount that is reported.</summary>
    LargeTransactions = 9,

    /// <summary>A day's trading is many times what the account ever had.</summary>
    VolumeBeyondBalance = 10,
}

/// <summary>One thing somebody should look at. The same journal and the same rules give the same alerts, in the same order.</summary>
/// <param name="Id">Kind, sequence and a counter: <c>spoofing-4711-1</c>. Unique within a journal.</param>
/// <param name="Kind">The pattern.</param>
/// <param name="Sequence">The command with which the pattern was complete.</param>
/// <param name="Time">When that was.</param>
/// <param name="Owners">Who; the first is the one it is about.</param>
/// <param name="Instrument">Where; none for patterns of money.</param>
/// <param name="Text">What happened, with numbers, in a sentence. Owners are numbers in it.</param>
/// <param name="Evidence">Sequences of the commands that make the pattern, ascending: what <c>rialto audit</c> can be asked about. The newest where there are very many.</param>
public sealed record SurveillanceAlert(
    string Id, SuspicionKind Kind, long Sequence, Timestamp Time, IReadOnlyList<OwnerId> Owners, InstrumentId Instrument, string Text, IReadOnlyList<long> Evidence);
