using System.Runtime.InteropServices;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Strategy;

namespace Rialto.Trading;

/// <summary>What a desk has done or decided. Numbers are stored in journals and never reused.</summary>
public enum DeskAuditKind : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A strategy's request was taken. <see cref="DeskAudit.Number"/>: 1 place, 2 cancel, 3 amend. Other: bid and ask of that moment.</summary>
    IntentTaken = 1,

    /// <summary>A strategy's request was refused: <see cref="DeskAudit.Refusal"/> and <see cref="DeskAudit.Code"/> say why.</summary>
    IntentRefused = 2,

    /// <summary>What a strategy that observes would have asked for.</summary>
    IntentObserved = 3,

    /// <summary>Price and quantity of a request were changed because the book is not believed: Price and Quantity as sent, Other as the strategy said, price and quantity.</summary>
    IntentWidened = 4,

    /// <summary>A strategy is in another state: <see cref="DeskAudit.State"/>, <see cref="DeskAudit.Code"/> the fault.</summary>
    StrategyChanged = 5,

    /// <summary>A parameter has another value: Number is its place, Value and Other its bits.</summary>
    ParameterChanged = 6,

    /// <summary>A command was refused: Number is the command's kind, Code a <see cref="CommandRefusal"/>.</summary>
    CommandRefused = 7,

    /// <summary>A strategy's signal: Number is its kind, Value its bits as a double.</summary>
    Signal = 8,

    /// <summary>An order is in another state: Code is the state, Price and Quantity as they are, Value what is filled.</summary>
    OrderChanged = 9,

    /// <summary>A fill: Price, Quantity; Value what the strategy holds afterwards.</summary>
    Filled = 10,

    /// <summary>Everything is stopped: Code is the <see cref="StopTrigger"/>, Value what was measured, Other the limit.</summary>
    EmergencyStop = 11,

    /// <summary>All orders of the strategy, the listing or the desk are being cancelled.</summary>
    CancelAll = 12,

    /// <summary>A position is being closed: Price is none at the market, Code the <see cref="Orders.DeskRefusal"/>.</summary>
    Flatten = 13,

    /// <summary>Whoever runs the desk must write its state to the disk now.</summary>
    PersistRequested = 14,

    /// <summary>The desk may be used again.</summary>
    Resumed = 15,

    /// <summary>Conditions have changed: Code is the <see cref="DeskConditions"/> now; of a listing, a venue, or the whole desk.</summary>
    ConditionsChanged = 16,

    /// <summary>The breaker of a venue's execution is in another state: Code is the <see cref="BreakerState"/>.</summary>
    BreakerChanged = 17,

    /// <summary>Our position was not the venue's, or was told for the first time: Value ours before, Other the venue's, which counts.</summary>
    Mismatch = 18,

    /// <summary>More of an order has traded than it has: Value what is filled.</summary>
    OverFilled = 19,

    /// <summary>A report was not used: a paper report on a live desk, or the other way round.</summary>
    ReportIgnored = 20,

    /// <summary>A strategy was exchanged; Number is the offer.</summary>
    Swapped = 21,

    /// <summary>A limit or a mode of risk has another value: Number is the <see cref="Risk.RiskLimitKind"/>, Code its scope, Value the value now and Other before.</summary>
    LimitChanged = 22,

    /// <summary>Something about orders or money is not as it should be: Code is the <see cref="Orders.DeskProblemKind"/>, Value as it says.</summary>
    Problem = 23,

    /// <summary>The desk has started again: Value is the number of its last order before, Order the number after which it goes on, Number how many orders are unknown, Other how many are live.</summary>
    Restarted = 24,

    /// <summary>A stop-loss that closes was hit: Value is the loss, Other its limit, Quantity the position, Number how many orders of the listing are being cancelled.</summary>
    StopLossHit = 25,

    /// <summary>What a stop-loss closed is flat, less than an order may have, or left as it is by whoever Text names: Quantity is what is left, Value its result at middle prices.</summary>
    StopLossClosed = 26,

    /// <summary>What earlier runs have made of the day counts with this one: Value, in 10^-8 of the reporting currency; of a strategy where one is named. Other is how far that is below the day's best.</summary>
    DayCarried = 27,

    /// <summary>An earlier run of the day has left a position: Quantity, counted from Price, and valued last at half of Value.</summary>
    PositionCarried = 28,

    /// <summary>
    /// An opportunity that a strategy sees: Code is the <see cref="Strategy.OpportunityStep"/>, Listing where to buy (of a set its first leg), Number the listing where to sell (of a set how many
    /// legs), Price and OtherPrice the worst prices of both, Quantity how much, Value the expected net profit in 10^-8 of the quote currency, Other which of the strategy's markets or sets.
    /// </summary>
    Opportunity = 40,

    /// <summary>
    /// A set of legs is in another state: Code is the <see cref="Legs.LegSetState"/>, Number its slot, Other its generation, Quantity sets that are whole, OtherQuantity sets that were wanted, Value
    /// the largest excess of a leg that is left, in its listing's units, and Listing whose.
    /// </summary>
    LegsChanged = 41,

    /// <summary>A listing has ended, and it is known what each unit is paid: Price (zero too), or, where Other is 1, what was paid for it. Code is a <see cref="Orders.SettlementState"/>: open where what was told is taken back.</summary>
    SettlementTold = 50,

    /// <summary>A strategy's share of a listing that has ended was paid: Price each, or, where Other is 1, what was paid for it; Quantity what it held, Value what it gained, in 10^-8 of the settlement asset, fees not counted.</summary>
    Settled = 51,

    /// <summary>A strategy's share of a payment of funding: Price the mark, Quantity what it held, Value what it got in 10^-8 of the settlement asset (below zero what it paid), Other the rate in 10^-12.</summary>
    Funded = 52,
}

/// <summary>How much a person should care.</summary>
public enum DeskSeverity : byte
{
    /// <summary>A record.</summary>
    Record = 0,

    /// <summary>Somebody may want to know.</summary>
    Notice = 1,

    /// <summary>Somebody should look soon.</summary>
    Warning = 2,

    /// <summary>Somebody must look now, over all channels.</summary>
    Critical = 3,
}

/// <summary>Why everything was stopped. Numbers are stored in journals and never reused.</summary>
public enum StopTrigger : byte
{
    /// <summary>It was not.</summary>
    None = 0,

    /// <summary>Somebody told it to.</summary>
    Manual = 1,

    /// <summary>The day's loss, or the fall from the day's best, is too large.</summary>
    Drawdown = 2,

    /// <summary>The margin is below its threshold.</summary>
    Margin = 3,

    /// <summary>More than the allowed number of rejects within a minute.</summary>
    Rejects = 4,

    /// <summary>A critical service does not work.</summary>
    Health = 5,

    /// <summary>Positions do not fit the venue's by too much, or again and again.</summary>
    Mismatch = 6,
}

/// <summary>Why a command was refused. Numbers are stored in journals and never reused.</summary>
public enum CommandRefusal : byte
{
    /// <summary>It was not.</summary>
    None = 0,

    /// <summary>A kind that there is not.</summary>
    UnknownKind = 1,

    /// <summary>There is no such strategy.</summary>
    UnknownStrategy = 2,

    /// <summary>The strategy has no parameter of this number.</summary>
    UnknownParameter = 3,

    /// <summary>The value is outside the parameter's bounds.</summary>
    OutOfBounds = 4,

    /// <summary>The parameter can be set only while the strategy is not running.</summary>
    NotHot = 5,

    /// <summary>The strategy is in a state that does not allow it.</summary>
    WrongState = 6,

    /// <summary>The desk is stopped by an emergency: resume it first.</summary>
    EmergencyStop = 7,

    /// <summary>The store does not work: no strategy is loaded or exchanged.</summary>
    StoreFailing = 8,

    /// <summary>There is no such offer, or it wants other listings, or it could not take over the state.</summary>
    OfferNotTaken = 9,

    /// <summary>There is no such limit or listing, or the value is none it can have.</summary>
    LimitNotSet = 10,

    /// <summary>An operator's act needs a name and a reason.</summary>
    NoReason = 11,

    /// <summary>A stop-loss is closing the position of a listing that the strategy trades: it may go on once that is done, or the closing was switched off.</summary>
    StopLoss = 12,
}

/// <summary>
/// One record of a desk's decisions, 144 bytes, little endian, immutable once written. Fields that a kind does not use are zero.
/// <code>
///   0 Time 8   8 Cause 8   16 Order 8   24 Price 8   32 Quantity 8   40 Value 8   48 Other 8   56 TickTime 8   64 Strategy 4   68 Listing 4   72 Number 4
///  76 Kind 1   77 Venue 1   78 Side 1   79 Severity 1   80 Refusal 1   81 State 1   82 Code 2   84 zero 4   88 Text 36   124 zero 4   128 OtherPrice 8   136 OtherQuantity 8
/// </code>
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = SizeBytes)]
public struct DeskAudit
{
    /// <summary>Size in memory and in journals.</summary>
    public const int SizeBytes = 144;

    /// <summary>The desk's time.</summary>
    [FieldOffset(0)] public Timestamp Time;

    /// <summary>Number of the input that led to it; requests carry the same.</summary>
    [FieldOffset(8)] public long Cause;

    /// <summary>Which order.</summary>
    [FieldOffset(16)] public DeskOrderId Order;

    /// <summary>Its price.</summary>
    [FieldOffset(24)] public Price Price;

    /// <summary>Its quantity.</summary>
    [FieldOffset(32)] public Quantity Quantity;

    /// <summary>What a kind says it is.</summary>
    [FieldOffset(40)] public long Value;

    /// <summary>What a kind says it is.</summary>
    [FieldOffset(48)] public long Other;

    /// <summary>When the market event that led to it was received; none where none did.</summary>
    [FieldOffset(56)] public Timestamp TickTime;

    /// <summary>Whose.</summary>
    [FieldOffset(64)] public StrategyId Strategy;

    /// <summary>Where.</summary>
    [FieldOffset(68)] public ListingId Listing;

    /// <summary>What a kind says it is.</summary>
    [FieldOffset(72)] public int Number;

    /// <summary>What.</summary>
    [FieldOffset(76)] public DeskAuditKind Kind;

    /// <summary>At which venue.</summary>
    [FieldOffset(77)] public FeedVenue Venue;

    /// <summary>Which way.</summary>
    [FieldOffset(78)] public Side Side;

    /// <summary>How much a person should care.</summary>
    [FieldOffset(79)] public DeskSeverity Severity;

    /// <summary>Why a strategy's request was refused.</summary>
    [FieldOffset(80)] public IntentRefusal Refusal;

    /// <summary>State of the strategy.</summary>
    [FieldOffset(81)] public StrategyState State;

    /// <summary>What a kind says it is.</summary>
    [FieldOffset(82)] public ushort Code;

    /// <summary>Who, or what was thrown.</summary>
    [FieldOffset(88)] public Text36 Text;

    /// <summary>Another price: the best bid of that moment, or what the strategy said.</summary>
    [FieldOffset(128)] public Price OtherPrice;

    /// <summary>Another quantity, or the best ask's units.</summary>
    [FieldOffset(136)] public Quantity OtherQuantity;
}
