using System.Runtime.InteropServices;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Strategy;

namespace Rialto.Trading;

/// <summary>What an operator, or whoever runs the desk, tells it. Numbers are stored in journals and never reused.</summary>
public enum DeskCommandKind : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It is <see cref="DeskCommand.Time"/> now: what is due is done.</summary>
    Time = 1,

    /// <summary>Start a strategy that is loaded, stopped or faulted; let a paused one go on.</summary>
    Start = 2,

    /// <summary>Cancel a strategy's orders and let it only look on.</summary>
    Pause = 3,

    /// <summary>End a strategy.</summary>
    Stop = 4,

    /// <summary>Set parameter <see cref="DeskCommand.Number"/> of a strategy to <see cref="DeskCommand.Value"/>.</summary>
    SetParameter = 5,

    /// <summary>Set limit <see cref="DeskCommand.Number"/> of risk to <see cref="DeskCommand.Value"/> (docs/reference/risk.md).</summary>
    SetLimit = 6,

    /// <summary>Stop everything, now.</summary>
    EmergencyStop = 7,

    /// <summary>Go on after an emergency stop. Strategies stay stopped until each is started.</summary>
    Resume = 8,

    /// <summary>Accept what the venue says about a listing's position, with a reason.</summary>
    AcceptDifference = 9,

    /// <summary>The time from a market event's arrival to the desk's work on it was <see cref="DeskCommand.Value"/> nanoseconds.</summary>
    Latency = 10,

    /// <summary>Service <see cref="DeskCommand.Number"/> works where the value is 1, and not where it is 0. Services below 16 are critical: when one stops the desk stops.</summary>
    Health = 11,

    /// <summary>The store that should keep the desk's state works (1) or not (0).</summary>
    Store = 12,

    /// <summary>A strategy is exchanged for the offered one of number <see cref="DeskCommand.Number"/> (<c>Trader.Offer</c>).</summary>
    Swap = 13,

    /// <summary>A call of a strategy did not come back the last time: it is taken out before it is called again.</summary>
    FaultHung = 14,

    /// <summary>Cancel all orders, of a strategy where one is named, of a listing where one is named.</summary>
    CancelAll = 15,

    /// <summary>
    /// The desk was ended without warning, or begins: the first command of a life, behind all inputs that are left of the lives before. Never while venues are up: they count as down until each
    /// says that its stream came up (docs/reference/trader.md, Starting again).
    /// </summary>
    Restart = 16,

    /// <summary>
    /// What earlier runs of this desk have made of the UTC day number <see cref="DeskCommand.Number"/> (days since 1970): the value's lower half in 10^-8 of the reporting currency, of a strategy where one
    /// is named, of the desk where none is; its upper half is how far that is below the day's best. Told by the loop alone, behind the first <see cref="Restart"/> of a run; refused on another day.
    /// </summary>
    CarryDay = 17,

    /// <summary>
    /// What an earlier run of this UTC day (<see cref="DeskCommand.Number"/>) has left open in a listing whose position the venue tells: the value's lower half in the listing's units, negative where
    /// sold; its upper half twice the middle price at which it was valued last; <see cref="DeskCommand.Price"/> what it was counted from. What it had gained or lost until then is in
    /// <see cref="CarryDay"/>, and no result of this run. Told by the loop alone; refused on another day, and once the venue has told the position.
    /// </summary>
    CarryPosition = 18,

    /// <summary>
    /// A listing has ended, and each unit of it is paid <see cref="DeskCommand.Value"/> units of its price, or, where <see cref="DeskCommand.Number"/> is 1, what was paid for it. For what the feed
    /// does not tell; somebody must say who and why. Where <see cref="DeskCommand.Number"/> is 2, what was told before is taken back, until it was paid.
    /// </summary>
    Settle = 20,
}

/// <summary>
/// One thing told to a desk, 128 bytes, little endian, immutable once written. Fields that a kind does not use are zero.
/// <code>
///   0 Time 8   8 Value 16   24 Strategy 4   28 Listing 4   32 Number 4   36 Kind 1   37 Venue 1   38 zero 2   40 Who 36   76 zero 4   80 Reason 36   116 zero 4
/// 120 Price 8
/// </code>
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = SizeBytes)]
public struct DeskCommand
{
    /// <summary>Size in memory and in journals.</summary>
    public const int SizeBytes = 128;

    /// <summary><see cref="Number"/> of a <see cref="DeskCommandKind.Settle"/> that takes back what was told.</summary>
    public const int TakesBack = 2;

    /// <summary>When it was told.</summary>
    [FieldOffset(0)] public Timestamp Time;

    /// <summary>What a kind says it is.</summary>
    [FieldOffset(8)] public ParameterValue Value;

    /// <summary>About which strategy; none for all, or for none.</summary>
    [FieldOffset(24)] public StrategyId Strategy;

    /// <summary>About which listing.</summary>
    [FieldOffset(28)] public ListingId Listing;

    /// <summary>What a kind says it is.</summary>
    [FieldOffset(32)] public int Number;

    /// <summary>What.</summary>
    [FieldOffset(36)] public DeskCommandKind Kind;

    /// <summary>About which venue.</summary>
    [FieldOffset(37)] public FeedVenue Venue;

    /// <summary>Who told it; empty for the desk's own surroundings.</summary>
    [FieldOffset(40)] public Text36 Who;

    /// <summary>Why, where somebody said so.</summary>
    [FieldOffset(80)] public Text36 Reason;

    /// <summary>What a kind says it is.</summary>
    [FieldOffset(120)] public Price Price;
}
