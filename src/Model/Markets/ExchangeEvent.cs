using System.Runtime.InteropServices;
using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Fees;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Model.Markets;

/// <summary>
/// One thing that happened on the exchange, 128 bytes, little endian. All events of a command share its sequence and time and come in order.
/// Fields that a kind does not use are zero; docs/reference/events.md lists each kind's fields.
/// <code>
/// header  0 Sequence 8   8 Time 8   16 Kind 1   17 Side 1   18 Reason 2   20 Instrument 4   24 Flags 2   26 Terms 2   28 Owner 4
/// order  32 OrderId 8   40 Price 8  48 Quantity 8  56 ClientOrderId 36  92 Session 4  96 DisplayQuantity 8  104 TriggerPrice 8  112 ExpireTime 8  120 LevelQuantity 8
/// trade  32 OrderId 8   40 Price 8  48 Quantity 8  56 MakerOrderId 8    64 TradeId 8  72 MakerFee 8  80 TakerFee 8  88 MakerLeaves 8
///        96 TakerLeaves 8  104 MakerDisplay 8  112 MakerOwner 4  116 zero 4  120 LevelQuantity 8
/// </code>
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = SizeBytes)]
public struct ExchangeEvent
{
    /// <summary>Size in memory and on the wire: two cache lines.</summary>
    public const int SizeBytes = 128;

    /// <summary>The sequence of the command that caused it.</summary>
    [FieldOffset(0)] public long Sequence;

    /// <summary>The time of that command.</summary>
    [FieldOffset(8)] public Timestamp Time;

    /// <summary>What happened.</summary>
    [FieldOffset(16)] public EventKind Kind;

    /// <summary>The order's side; of a trade, the taker's; of an auction, the side with the surplus.</summary>
    [FieldOffset(17)] public Side Side;

    /// <summary>Rejected: a <see cref="Orders.RejectReason"/>. Canceled and reduced: a <see cref="Orders.CancelReason"/>. Duplicate: how the first order ended.</summary>
    [FieldOffset(18)] public ushort Reason;

    /// <summary>The instrument; none where the event is about no single one.</summary>
    [FieldOffset(20)] public InstrumentId Instrument;

    /// <summary>Marks.</summary>
    [FieldOffset(24)] public EventFlags Flags;

    /// <summary>Accepted and rejected: the order's terms as asked. Command rejected: the command's kind. State changed: old state in the low byte, new in the high. Definition: scales. Rules: policy. Self-trade: the mode. Halted by the market-wide breaker: the level.</summary>
    [FieldOffset(26)] public OrderTerms Terms;

    /// <summary>The order's owner; of a trade, the taker's.</summary>
    [FieldOffset(28)] public OwnerId Owner;

    /// <summary>The order; of a trade or a prevented self-trade, the taker (incoming) order.</summary>
    [FieldOffset(32)] public OrderId OrderId;

    /// <summary>Price of the order, the trade, the auction. Definition: tick. Rules: reference.</summary>
    [FieldOffset(40)] public Price Price;

    /// <summary>
    /// Accepted, rejected: quantity as asked. Rested, reduced: what is left. Replaced: the new total. Canceled: what was left (of a budget: money). Trade: quantity traded.
    /// Auction: volume. Mass canceled, session closed: how many orders. Duplicate: quantity as first asked.
    /// </summary>
    [FieldOffset(48)] public Quantity Quantity;

    /// <summary>Accepted, rejected, replaced, duplicate, command rejected: the client order id. Definition: symbol. Session: remote address.</summary>
    [FieldOffset(56)] public Text36 ClientOrderId;

    /// <summary>Accepted, rejected, sessions: the session.</summary>
    [FieldOffset(92)] public SessionId Session;

    /// <summary>Accepted: the display quantity asked for (zero: all). Rested, reduced, replaced: what the book shows of it now. Canceled: what the book showed.</summary>
    [FieldOffset(96)] public Quantity DisplayQuantity;

    /// <summary>Accepted, replaced, triggered: the trigger price. Rejected: the reference or touch price that the reason speaks of.</summary>
    [FieldOffset(104)] public Price TriggerPrice;

    /// <summary>Accepted: the expire time. Trading day: its end.</summary>
    [FieldOffset(112)] public Timestamp ExpireTime;

    /// <summary>Replaced: the price before. Rested, reduced, canceled, replaced and trade have <see cref="LevelQuantity"/> of the price concerned.</summary>
    [FieldOffset(112)] public Price OldPrice;

    /// <summary>What the book now shows at the price concerned (accepted and rested: the order's; trade: the maker's; canceled and reduced: the order's; replaced: the old price), on the order's (maker's) side.</summary>
    [FieldOffset(120)] public Quantity LevelQuantity;

    /// <summary>Trade: the resting order; of two in an auction, the one with the earlier priority. Self-trade: the resting order.</summary>
    [FieldOffset(56)] public OrderId MakerOrderId;

    /// <summary>Trade: its number. Duplicate: unused.</summary>
    [FieldOffset(64)] public TradeId TradeId;

    /// <summary>Trade: the maker's fee in quote money; negative is a rebate.</summary>
    [FieldOffset(72)] public Money MakerFee;

    /// <summary>Trade: the taker's fee in quote money.</summary>
    [FieldOffset(80)] public Money TakerFee;

    /// <summary>Trade: what is left of the maker, hidden part included.</summary>
    [FieldOffset(88)] public Quantity MakerLeaves;

    /// <summary>Trade: what is left of the taker; of a budget order, the money left.</summary>
    [FieldOffset(96)] public Quantity TakerLeaves;

    /// <summary>Trade: what the book shows of the maker now; zero where its tranche is used up.</summary>
    [FieldOffset(104)] public Quantity MakerDisplay;

    /// <summary>Trade: the maker's owner.</summary>
    [FieldOffset(112)] public OwnerId MakerOwner;

    /// <summary>Auction: what stays unmatched at the price, on <see cref="Side"/>.</summary>
    [FieldOffset(96)] public Quantity Surplus;

    /// <summary>Duplicate: what has filled of the first order.</summary>
    [FieldOffset(104)] public Quantity FilledQuantity;

    /// <summary>Duplicate: what is left of the first order; zero once it has ended.</summary>
    [FieldOffset(96)] public Quantity LeavesQuantity;

    /// <summary>Assets, movements, balances: the asset. Lies where <see cref="Instrument"/> does.</summary>
    [FieldOffset(20)] public AssetId Asset;

    /// <summary>Movements: their number, 1 and up without a gap. Lies where <see cref="OrderId"/> does.</summary>
    [FieldOffset(32)] public long MovementNumber;

    /// <summary>Movements: how much, in the asset's smallest unit. Lies where <see cref="Quantity"/> does.</summary>
    [FieldOffset(48)] public Money Amount;

    /// <summary>Balance: all that the account has of the asset. Lies where <see cref="Quantity"/> does.</summary>
    [FieldOffset(48)] public Money Total;

    /// <summary>Account: its group. Lies where <see cref="Session"/> does.</summary>
    [FieldOffset(92)] public OwnerGroup Group;

    /// <summary>Balance: what the account's live orders hold of the asset, 0 to <see cref="Total"/>. Lies where <see cref="DisplayQuantity"/> does.</summary>
    [FieldOffset(96)] public Money Reserved;

    /// <summary>Transfer: who got it. Lies where <see cref="MakerOwner"/> does.</summary>
    [FieldOffset(112)] public OwnerId To;

    /// <summary>Position: what it is now in units of quantity; below zero is short. Lies where <see cref="Quantity"/> does.</summary>
    [FieldOffset(48)] public Quantity Position;

    /// <summary>Position: what it cost, below zero of a short one. Lies where <see cref="DisplayQuantity"/> does.</summary>
    [FieldOffset(96)] public Money Cost;

    /// <summary>Position: all that it has realised. Lies where <see cref="TriggerPrice"/> does.</summary>
    [FieldOffset(104)] public Money Realised;

    /// <summary>Position: what an isolated one has of its own. Lies where <see cref="ExpireTime"/> does.</summary>
    [FieldOffset(112)] public Money IsolatedMargin;

    /// <summary>Position: all the funding it ever got; below zero it paid. Lies where <see cref="LevelQuantity"/> does.</summary>
    [FieldOffset(120)] public Money Funding;

    /// <summary>Margin call, liquidation, funding, insurance: the asset. Lies where <see cref="Session"/> does.</summary>
    [FieldOffset(92)] public AssetId MarginAsset;

    /// <summary>Margin call, liquidation: money and unrealised profit together. Lies where <see cref="Quantity"/> does.</summary>
    [FieldOffset(48)] public Money Equity;

    /// <summary>Margin call, liquidation: the equity below which positions are reduced. Lies where <see cref="DisplayQuantity"/> does.</summary>
    [FieldOffset(96)] public Money Maintenance;

    /// <summary>Funding: the rate in 10^-9. Lies where <see cref="DisplayQuantity"/> does.</summary>
    [FieldOffset(96)] public long FundingRate;

    /// <summary>Insurance: what the fund has now. Lies where <see cref="DisplayQuantity"/> does.</summary>
    [FieldOffset(96)] public Money Insurance;

    /// <summary>Deleveraged: what the owner lost to the deficit. Lies where <see cref="DisplayQuantity"/> does.</summary>
    [FieldOffset(96)] public Money Haircut;

    /// <summary>Rated: the family's volume over the window, in volume units. Lies where <see cref="Quantity"/> does.</summary>
    [FieldOffset(48)] public long Volume;

    /// <summary>Rated: how much of it was made. Lies where <see cref="DisplayQuantity"/> does.</summary>
    [FieldOffset(96)] public long MadeVolume;

    /// <summary>Rated, fee day: how long makers' instruments were open, in nanoseconds. Lies where <see cref="TriggerPrice"/> does.</summary>
    [FieldOffset(104)] public long OpenNs;

    /// <summary>Rated, fee day: how long they quoted, in nanoseconds. Lies where <see cref="Price"/> does.</summary>
    [FieldOffset(40)] public long QuotedNs;

    /// <summary>Halted: when continuous trading resumes if all goes by the clock; none if a command must say.</summary>
    [FieldOffset(120)] public Timestamp ResumeTime;

    /// <summary>Algo orders: which. Lies where <see cref="LevelQuantity"/> does.</summary>
    [FieldOffset(120)] public AlgoId AlgoId;

    /// <summary>Algo order accepted: when it starts. Lies where <see cref="TriggerPrice"/> does.</summary>
    [FieldOffset(104)] public Timestamp StartTime;

    /// <summary>Algo order accepted: its pace. Lies where <see cref="DisplayQuantity"/> does.</summary>
    [FieldOffset(96)] public AlgoPace Pace;

    /// <summary>Algo order sliced: what it should have traded by then. Lies where <see cref="DisplayQuantity"/> does.</summary>
    [FieldOffset(96)] public Quantity Target;

    /// <summary>Algo order sliced: the slice, from 0; of the last child at the end, how many slices there were. Lies where <see cref="Session"/> does.</summary>
    [FieldOffset(92)] public int SliceNumber;

    /// <summary>Algo order progressed: the average price of what it has traded, in thousandths of a price unit; zero is none.</summary>
    [FieldOffset(56)] public long AveragePrice;

    /// <summary>Algo order progressed: the volume-weighted average price of the market since its beginning, in thousandths of a price unit; zero is none.</summary>
    [FieldOffset(64)] public long IntervalVwap;

    /// <summary>Algo order progressed: the time-weighted average price of the market since its beginning, in thousandths of a price unit; zero is none.</summary>
    [FieldOffset(72)] public long IntervalTwap;

    /// <summary>Algo order progressed: what others have traded since its beginning.</summary>
    [FieldOffset(80)] public long OthersVolume;

    /// <summary>Algo order progressed: slippage against the arrival price, in hundredths of a basis point; positive is worse.</summary>
    [FieldOffset(96)] public long ArrivalSlippage;

    /// <summary>Algo order progressed: slippage against its benchmark, in hundredths of a basis point; positive is worse.</summary>
    [FieldOffset(104)] public long BenchmarkSlippage;

    /// <summary>Baskets: which; the sequence of its OpenBasket. Lies where <see cref="LevelQuantity"/> does.</summary>
    [FieldOffset(120)] public BasketId BasketId;

    /// <summary>Basket opened, started: how many legs it has. Lies where <see cref="Price"/> does.</summary>
    [FieldOffset(40)] public long LegCount;

    /// <summary>Basket entered a leg: the quantity of its order. Lies where <see cref="DisplayQuantity"/> does.</summary>
    [FieldOffset(96)] public Quantity EnteredQuantity;

    /// <summary>Basket entered a leg: the middle of its instrument's book, else its reference; zero is none. Lies where <see cref="TriggerPrice"/> does.</summary>
    [FieldOffset(104)] public Price ArrivalPrice;

    /// <summary>Basket entered a leg: its weight in millionths; zero where it was given a quantity. Lies where <see cref="Session"/> does.</summary>
    [FieldOffset(92)] public int WeightPpm;

    /// <summary>Basket opened, started: its choices (the bits of <see cref="Terms"/>).</summary>
    public readonly BasketTerms BasketTerms => new(Terms.Bits);

    /// <summary>Leg of a basket: its number, from 0 (the bits of <see cref="Terms"/>).</summary>
    public readonly int LegNumber => Terms.Bits;

    /// <summary>Algo order accepted: its choices (the bits of <see cref="Terms"/>).</summary>
    public readonly AlgoTerms AlgoTerms => new(Terms.Bits);

    /// <summary>Algo order changed or progressed: its state (the bits of <see cref="Terms"/>).</summary>
    public readonly AlgoState AlgoState => (AlgoState)(byte)Terms.Bits;

    /// <summary><see cref="Reason"/> of a rejection.</summary>
    public readonly RejectReason RejectReason => (RejectReason)Reason;

    /// <summary><see cref="Reason"/> of a cancellation.</summary>
    public readonly CancelReason CancelReason => (CancelReason)Reason;

    /// <summary><see cref="Reason"/> of a halt, its auction and its end.</summary>
    public readonly HaltReason HaltReason => (HaltReason)Reason;

    /// <summary>Of a rejected command: its kind.</summary>
    public readonly CommandKind RefusedKind => (CommandKind)(byte)Terms.Bits;

    /// <summary>True where the event is about assets, accounts or money that moves: <see cref="Instrument"/> then is an asset, <see cref="OrderId"/> no order.</summary>
    public readonly bool IsAboutAccounts =>
        Kind is >= EventKind.AssetDefined and <= (EventKind)39 || (Kind == EventKind.CommandRejected && RefusedKind is (>= CommandKind.DefineAsset and <= (CommandKind)29) or CommandKind.FundInsurance)
        || IsAboutCustomers;

    /// <summary>True where the event is about verification: what lies where <see cref="Instrument"/> does is an asset, if anything.</summary>
    public readonly bool IsAboutCustomers =>
        Kind is >= EventKind.VerificationSet and <= EventKind.LimitUsed || (Kind == EventKind.CommandRejected && RefusedKind is >= CommandKind.SetVerification and <= (CommandKind)64);

    /// <summary>True of a refused command about a basket: <see cref="OrderId"/> then is no order, but the basket.</summary>
    public readonly bool IsRefusedBasket => Kind == EventKind.CommandRejected && RefusedKind is (>= CommandKind.OpenBasket and <= CommandKind.ScheduleBasket) or (>= CommandKind.PauseBasket and <= (CommandKind)69);

    /// <summary>True of an event of a basket: <see cref="BasketId"/> says which.</summary>
    public readonly bool IsOfBasket => Kind is (>= EventKind.BasketOpened and <= EventKind.BasketEnded) or (>= EventKind.BasketScheduled and <= EventKind.BasketLegProgressed);

    /// <summary>Of a duplicate movement: the kind of the first.</summary>
    public readonly CommandKind MovementKind => (CommandKind)(byte)Terms.Bits;

    /// <summary>Of a state change: the state before.</summary>
    public readonly InstrumentState OldState => (InstrumentState)(byte)Terms.Bits;

    /// <summary>Of a state change: the state now.</summary>
    public readonly InstrumentState NewState => (InstrumentState)(Terms.Bits >> 8);

    /// <summary>True for the last event of its command.</summary>
    public readonly bool IsLastOfCommand => (Flags & EventFlags.LastOfCommand) != 0;

    /// <summary>Of a definition: the instrument, packed as in <see cref="Command.DefineInstrument"/>.</summary>
    public readonly Instrument ToInstrument() =>
        InstrumentFields.Unpack(Instrument, ClientOrderId, Terms, Price, Quantity, DisplayQuantity, new Quantity(TriggerPrice.Units), OrderId.Value);

    /// <summary>Of an asset: what it is, packed as in <see cref="Command.DefineAsset"/>.</summary>
    public readonly Asset ToAsset() => new(Asset, ClientOrderId, (byte)Math.Min(Terms.Bits, byte.MaxValue));

    /// <summary>Of an account: its values, packed as in <see cref="Command.SetAccount"/>, the group where <see cref="Session"/> lies.</summary>
    public readonly Account ToAccount() => new(Owner, new OwnerId((int)OrderId.Value), Group, ClientOrderId, (AccountRights)Terms.Bits);

    /// <summary>Of a breaker: its rules, packed as in <see cref="Command.SetBreaker"/>.</summary>
    public readonly BreakerRules ToBreaker() =>
        BreakerRules.Unpack(OrderId.Value, TriggerPrice.Units, ExpireTime.Nanoseconds, Terms);

    /// <summary>Of the market-wide breaker: its rules, packed as in <see cref="Command.SetMarketBreaker"/>.</summary>
    public readonly MarketBreakerRules ToMarketBreaker() =>
        MarketBreakerRules.Unpack(OrderId.Value, TriggerPrice.Units, Quantity.Units, DisplayQuantity.Units, Terms);

    /// <summary>Of a kill switch: what it is about.</summary>
    public readonly KillSwitch ToKillSwitch() => new(Terms, Instrument, Owner, Session);

    /// <summary>Of a contract: its terms, packed as in <see cref="Command.SetContract"/>.</summary>
    public readonly ContractTerms ToContract() => ContractTerms.Unpack(OrderId.Value, Price.Units, Quantity.Units, DisplayQuantity.Units, ExpireTime);

    /// <summary><see cref="Reason"/> of a change of the insurance fund.</summary>
    public readonly InsuranceCause InsuranceCause => (InsuranceCause)Reason;

    /// <summary><see cref="Reason"/> of RiskSet: the command that set it.</summary>
    public readonly CommandKind RiskKind => (CommandKind)(byte)Reason;

    /// <summary>Of fees that were set: by which kind of command.</summary>
    public readonly CommandKind FeesKind => (CommandKind)(byte)Reason;

    /// <summary>Rated, fixed: the tier.</summary>
    public readonly int FeeTierNumber => Terms.Bits & 255;

    /// <summary>Rated: the tier is fixed by command.</summary>
    public readonly bool IsTierFixed => (Terms.Bits & 256) != 0;

    /// <summary>Of a tier, promotion or maker: it was removed; of an account's tier: it is automatic.</summary>
    public readonly bool IsFeeRemoval => (Terms.Bits & (FeesKind is CommandKind.SetFeeTier or CommandKind.SetAccountTier ? FeeFields.TierRemoved : FeeFields.Removed)) != 0;

    /// <summary>Of a tier: it, packed as in <see cref="Command.SetFeeTier"/>.</summary>
    public readonly FeeTier ToFeeTier() => FeeFields.UnpackTier(Terms, OrderId.Value, TriggerPrice.Units, Quantity.Units, ClientOrderId);

    /// <summary>Of a weight: it, packed as in <see cref="Command.SetVolumeWeight"/>.</summary>
    public readonly VolumeWeight ToVolumeWeight() => new(Asset, Quantity.Units, DisplayQuantity.Units);

    /// <summary>Of a promotion: it, packed as in <see cref="Command.SetPromotion"/>.</summary>
    public readonly Promotion ToPromotion() => FeeFields.UnpackPromotion(Instrument, Terms, OrderId.Value, TriggerPrice.Units, Price.Units, ExpireTime, ClientOrderId);

    /// <summary>Of a maker: what is asked of it, packed as in <see cref="Command.SetMaker"/>.</summary>
    public readonly MakerTerms ToMaker() => new(Owner, Instrument, (int)TriggerPrice.Units, Quantity);

    /// <summary>Of a customer: what is known of it, packed as in <see cref="Command.SetVerification"/>.</summary>
    public readonly Verification ToVerification() => Verification.Unpack(Terms, CountryCode.TryCreate(ClientOrderId, out var country) ? country : CountryCode.None);

    /// <summary>Of a tier: its limits, packed as in <see cref="Command.SetTierLimit"/>.</summary>
    public readonly TierLimit ToTierLimit() => new((VerificationTier)Terms.Bits, Asset, new DailyLimits(Quantity.Units, DisplayQuantity.Units, TriggerPrice.Units));

    /// <summary>Of limits used: how much on the event's day.</summary>
    public readonly DailyUse ToDailyUse() => new(Quantity.Units, DisplayQuantity.Units, TriggerPrice.Units);

    /// <summary>Of rules: the rules, packed as in <see cref="Command.SetInstrumentRules"/>.</summary>
    public readonly InstrumentRules ToRules() =>
        InstrumentFields.UnpackRules(OrderId.Value, TriggerPrice.Units, ExpireTime.Nanoseconds, Quantity, DisplayQuantity, Price, Terms);
}
