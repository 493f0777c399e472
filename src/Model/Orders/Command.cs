using System.Runtime.InteropServices;
using Rialto.Model.Accounts;
using Rialto.Model.Customers;
using Rialto.Model.Fees;
using Rialto.Model.Instruments;
using Rialto.Model.Units;

namespace Rialto.Model.Orders;

/// <summary>
/// One thing asked of the exchange. The same 128 bytes (little endian, 120 used) go through the intake ring, into the journal and
/// into <c>Exchange.Apply</c>; sequence and time are stamped by the sequencer.
/// <code>
///   0 Sequence 8      16 Kind 1       24 Session 4    40 Price 8       92 Group 4             112 ExpireTime 8
///   8 Time 8          17 Side 1       28 Owner 4      48 Quantity 8    96 DisplayQuantity 8   120 zero 8
///                     18 Terms 2      32 OrderId 8    56 Text 36      104 TriggerPrice 8
///                     20 Instrument 4
/// </code>
/// Fields a kind does not use are zero. Rarely used fields stand last, because the journal trims trailing zeros.
/// </summary>
/// <remarks>Use the factories for the administrative kinds: they pack their values into these same fields, see each.</remarks>
[StructLayout(LayoutKind.Explicit, Size = SizeBytes)]
public partial struct Command
{
    /// <summary>Size in memory: two cache lines.</summary>
    public const int SizeBytes = 128;

    /// <summary>Bytes that carry meaning.</summary>
    public const int UsedBytes = 120;

    /// <summary>The journal's number for this command, 1 and up without a gap. Stamped by the sequencer.</summary>
    [FieldOffset(0)] public long Sequence;

    /// <summary>When it was sequenced; never earlier than the command before. Stamped by the sequencer.</summary>
    [FieldOffset(8)] public Timestamp Time;

    /// <summary>What is asked.</summary>
    [FieldOffset(16)] public CommandKind Kind;

    /// <summary>New order: its side. Mass cancel: the side, with <see cref="MassCancelScope.OneSide"/>.</summary>
    [FieldOffset(17)] public Side Side;

    /// <summary>New order: the choices that are not numbers. Other kinds reuse the 16 bits, see <see cref="Scope"/>, <see cref="TargetState"/>, <see cref="CancelOnDisconnect"/>.</summary>
    [FieldOffset(18)] public OrderTerms Terms;

    /// <summary>The instrument; in a mass cancel, none means all. Cancel, replace and reduce do not need it.</summary>
    [FieldOffset(20)] public InstrumentId Instrument;

    /// <summary>The session it came over; zero for none (the exchange itself, or a stateless request).</summary>
    [FieldOffset(24)] public SessionId Session;

    /// <summary>Whose command it is. Orders of other owners cannot be named.</summary>
    [FieldOffset(28)] public OwnerId Owner;

    /// <summary>Cancel, replace, reduce: the order, or zero to name it by <see cref="Text"/>. Zero in a new order.</summary>
    [FieldOffset(32)] public OrderId OrderId;

    /// <summary>Limit price; for a market order its protection (worst price it may trade at), zero for none. Replace: zero leaves it.</summary>
    [FieldOffset(40)] public Price Price;

    /// <summary>
    /// New order: quantity, or budget (in money) with <see cref="OrderTerms.QuoteQuantity"/>. Replace: the new total including what has
    /// filled, zero leaves it. Reduce: how much to take off.
    /// </summary>
    [FieldOffset(48)] public Quantity Quantity;

    /// <summary>
    /// The client order id. In cancel and reduce with order id zero, and in replace with order id zero, it names the order; in replace
    /// with an order id it is the order's new client order id, empty leaves it. Session: the remote address. Definition: the symbol.
    /// </summary>
    [FieldOffset(56)] public Text36 Text;

    /// <summary>New order: the group for self-trade prevention; zero means the owner stands alone.</summary>
    [FieldOffset(92)] public OwnerGroup Group;

    /// <summary>New order: quantity shown at a time (iceberg), zero shows all. Replace: zero leaves it.</summary>
    [FieldOffset(96)] public Quantity DisplayQuantity;

    /// <summary>Stops: the trigger. Replace: zero leaves it.</summary>
    [FieldOffset(104)] public Price TriggerPrice;

    /// <summary>GTD: when it expires. Trading day: when it ends.</summary>
    [FieldOffset(112)] public Timestamp ExpireTime;

    /// <summary>Always zero.</summary>
    [FieldOffset(120)] public long Reserved;

    /// <summary>Assets and movements: the asset. Lies where <see cref="Instrument"/> does.</summary>
    [FieldOffset(20)] public AssetId Asset;

    /// <summary>Movements: how much, in the asset's smallest unit. Lies where <see cref="Quantity"/> does.</summary>
    [FieldOffset(48)] public Money Amount;

    /// <summary>Transfer: who gets it. Lies where <see cref="Group"/> does.</summary>
    [FieldOffset(92)] public OwnerId To;

    /// <summary>Algo order: when it starts; none is now. Lies where <see cref="TriggerPrice"/> does.</summary>
    [FieldOffset(104)] public Timestamp StartTime;

    /// <summary>Algo order: its pace. Lies where <see cref="DisplayQuantity"/> does.</summary>
    [FieldOffset(96)] public AlgoPace Pace;

    /// <summary>Pause, resume and cancel: the algo order, or none to name it by <see cref="Text"/>. Lies where <see cref="Quantity"/> does.</summary>
    [FieldOffset(48)] public AlgoId AlgoId;

    /// <summary>Basket: the one that is being put together. Lies where <see cref="OrderId"/> does.</summary>
    [FieldOffset(32)] public BasketId BasketId;

    /// <summary>Basket: how many legs it will have. Lies where <see cref="Price"/> does.</summary>
    [FieldOffset(40)] public long LegCount;

    /// <summary>Basket of weights: what all of it is worth. Lies where <see cref="Quantity"/> does.</summary>
    [FieldOffset(48)] public Money Total;

    /// <summary>Basket: the choices that are not numbers (the bits of <see cref="Terms"/>).</summary>
    public readonly BasketTerms BasketTerms => new(Terms.Bits);

    /// <summary>Leg of a basket: its number, from 0 (the bits of <see cref="Terms"/>).</summary>
    public readonly int LegNumber => Terms.Bits;

    /// <summary>Algo order: the choices that are not numbers (the bits of <see cref="Terms"/>).</summary>
    public readonly AlgoTerms AlgoTerms => new(Terms.Bits);

    /// <summary>Account: the account it is a sub-account of, zero for none (<see cref="OrderId"/>; -1 where that is no number of an account).</summary>
    public readonly OwnerId Parent => new(OrderId.Value is >= 0 and <= int.MaxValue ? (int)OrderId.Value : -1);

    /// <summary>Account: its rights (the bits of <see cref="Terms"/>; may hold undefined ones).</summary>
    public readonly AccountRights Rights => (AccountRights)Terms.Bits;

    /// <summary>Mass cancel: what it covers (the bits of <see cref="Terms"/>).</summary>
    public readonly MassCancelScope Scope => (MassCancelScope)Terms.Bits;

    /// <summary>State change: the state asked for (the bits of <see cref="Terms"/>; may hold an undefined value).</summary>
    public readonly InstrumentState TargetState => Terms.Bits <= byte.MaxValue ? (InstrumentState)Terms.Bits : (InstrumentState)byte.MaxValue;

    /// <summary>Session: its orders are cancelled when it closes (bit 0 of <see cref="Terms"/>).</summary>
    public readonly bool CancelOnDisconnect => (Terms.Bits & 1) != 0;

    /// <summary>Mass cancel.</summary>
    public static Command MassCancel(OwnerId owner, InstrumentId instrument, MassCancelScope scope, Side side = Side.Buy, SessionId session = default) => new()
    {
        Kind = CommandKind.MassCancel,
        Owner = owner,
        Instrument = instrument,
        Terms = new OrderTerms((ushort)scope),
        Side = side,
        Session = session,
    };

    /// <summary>A session begins. The remote address is printable text such as <c>127.0.0.1:51234</c>.</summary>
    public static Command OpenSession(SessionId session, OwnerId owner, Text36 remoteAddress, bool cancelOnDisconnect) => new()
    {
        Kind = CommandKind.OpenSession,
        Session = session,
        Owner = owner,
        Text = remoteAddress,
        Terms = new OrderTerms(cancelOnDisconnect ? (ushort)1 : (ushort)0),
    };

    /// <summary>A session ended.</summary>
    public static Command CloseSession(SessionId session, OwnerId owner) => new()
    {
        Kind = CommandKind.CloseSession,
        Session = session,
        Owner = owner,
    };

    /// <summary>
    /// Defines an instrument: symbol in <see cref="Text"/>, tick in <see cref="Price"/>, lot in <see cref="Quantity"/>, smallest quantity in
    /// <see cref="DisplayQuantity"/>, largest in <see cref="TriggerPrice"/>, scales in <see cref="Terms"/> (price bits 0-3, quantity 4-7, money 8-11), base asset (low half)
    /// and quote asset (high half) in <see cref="OrderId"/>.
    /// </summary>
    public static Command DefineInstrument(Instrument instrument) => new()
    {
        Kind = CommandKind.DefineInstrument,
        Instrument = instrument.Id,
        Text = instrument.Symbol,
        Terms = InstrumentFields.PackScales(instrument),
        OrderId = new OrderId(InstrumentFields.PackAssets(instrument)),
        Price = instrument.Tick,
        Quantity = instrument.Lot,
        DisplayQuantity = instrument.MinQuantity,
        TriggerPrice = new Price(instrument.MaxQuantity.Units),
    };

    /// <summary>What <see cref="DefineInstrument"/> packed. Not validated: the exchange does that.</summary>
    public readonly Instrument ToInstrument() =>
        InstrumentFields.Unpack(Instrument, Text, Terms, Price, Quantity, DisplayQuantity, new Quantity(TriggerPrice.Units), OrderId.Value);

    /// <summary>
    /// Sets rules: maker fee (low half) and taker fee (high half) in <see cref="OrderId"/>, auction fee and band in <see cref="TriggerPrice"/>, collar and most tranches in
    /// <see cref="ExpireTime"/>, notional limits in <see cref="Quantity"/> and <see cref="DisplayQuantity"/>, reference in <see cref="Price"/>, policy in bit 0 of <see cref="Terms"/>.
    /// </summary>
    public static Command SetInstrumentRules(InstrumentId instrument, InstrumentRules rules) => new()
    {
        Kind = CommandKind.SetInstrumentRules,
        Instrument = instrument,
        OrderId = new OrderId(InstrumentFields.Pack(rules.MakerFeePpm, rules.TakerFeePpm)),
        TriggerPrice = new Price(InstrumentFields.Pack(rules.AuctionFeePpm, rules.BandPpm)),
        ExpireTime = new Timestamp(InstrumentFields.Pack(rules.CollarPpm, rules.MaxTranches)),
        Quantity = new Quantity(rules.MinNotional.Units),
        DisplayQuantity = new Quantity(rules.MaxNotional.Units),
        Price = rules.ReferencePrice,
        Terms = new OrderTerms(rules.RejectShortMarketOrders ? (ushort)1 : (ushort)0),
    };

    /// <summary>What <see cref="SetInstrumentRules"/> packed. Not validated: the exchange does that.</summary>
    public readonly InstrumentRules ToRules() =>
        InstrumentFields.UnpackRules(OrderId.Value, TriggerPrice.Units, ExpireTime.Nanoseconds, Quantity, DisplayQuantity, Price, Terms);

    /// <summary>Moves an instrument to another state.</summary>
    public static Command SetInstrumentState(InstrumentId instrument, InstrumentState state) => new()
    {
        Kind = CommandKind.SetInstrumentState,
        Instrument = instrument,
        Terms = new OrderTerms((ushort)state),
    };

    /// <summary>Says when the instrument's current trading day ends.</summary>
    public static Command SetTradingDay(InstrumentId instrument, Timestamp dayEnd) => new()
    {
        Kind = CommandKind.SetTradingDay,
        Instrument = instrument,
        ExpireTime = dayEnd,
    };

    /// <summary>Defines an asset: id in <see cref="Asset"/>, code in <see cref="Text"/>, scale in <see cref="Terms"/>.</summary>
    public static Command DefineAsset(Asset asset) => new()
    {
        Kind = CommandKind.DefineAsset,
        Asset = asset.Id,
        Text = asset.Code,
        Terms = new OrderTerms(asset.Scale),
    };

    /// <summary>What <see cref="DefineAsset"/> packed. Not validated: the exchange does that.</summary>
    public readonly Asset ToAsset() => new(Asset, Text, (byte)Math.Min(Terms.Bits, byte.MaxValue));

    /// <summary>
    /// Makes an account or changes one: id in <see cref="Owner"/>, parent in <see cref="OrderId"/>, group in <see cref="Group"/>, name in <see cref="Text"/>, rights in <see cref="Terms"/>.
    /// </summary>
    public static Command SetAccount(Account account) => new()
    {
        Kind = CommandKind.SetAccount,
        Owner = account.Id,
        OrderId = new OrderId(account.Parent.Value),
        Group = account.Group,
        Text = account.Name,
        Terms = new OrderTerms((ushort)account.Rights),
    };

    /// <summary>What <see cref="SetAccount"/> packed. Not validated: the exchange does that.</summary>
    public readonly Account ToAccount() => new(Owner, Parent, Group, Text, Rights);

    /// <summary>Money comes in. The reference makes it happen once, however often it is sent.</summary>
    public static Command Deposit(OwnerId account, AssetId asset, Money amount, Text36 reference) => Movement(CommandKind.Deposit, account, asset, amount, reference);

    /// <summary>Money leaves. The reference makes it happen once, however often it is sent.</summary>
    public static Command Withdraw(OwnerId account, AssetId asset, Money amount, Text36 reference) => Movement(CommandKind.Withdraw, account, asset, amount, reference);

    /// <summary>Money goes from one account to another. The reference, of the account that pays, makes it happen once, however often it is sent.</summary>
    public static Command Transfer(OwnerId from, OwnerId to, AssetId asset, Money amount, Text36 reference) =>
        Movement(CommandKind.Transfer, from, asset, amount, reference) with { To = to };

    private static Command Movement(CommandKind kind, OwnerId account, AssetId asset, Money amount, Text36 reference) => new()
    {
        Kind = kind,
        Owner = account,
        Asset = asset,
        Amount = amount,
        Text = reference,
    };

    /// <summary>
    /// Sets an instrument's breaker and band: window and breaker share in <see cref="OrderId"/> (low and high half), band and limit state in <see cref="TriggerPrice"/>,
    /// pause and auction in <see cref="ExpireTime"/>, CancelOrders in bit 0 of <see cref="Terms"/>.
    /// </summary>
    public static Command SetBreaker(InstrumentId instrument, BreakerRules rules) => new()
    {
        Kind = CommandKind.SetBreaker,
        Instrument = instrument,
        OrderId = new OrderId(InstrumentFields.Pack(rules.WindowMs, rules.BreakerPpm)),
        TriggerPrice = new Price(InstrumentFields.Pack(rules.BandPpm, rules.LimitStateMs)),
        ExpireTime = new Timestamp(InstrumentFields.Pack(rules.PauseMs, rules.AuctionMs)),
        Terms = new OrderTerms(rules.CancelOrders ? (ushort)1 : (ushort)0),
    };

    /// <summary>What <see cref="SetBreaker"/> packed. Not validated: the exchange does that.</summary>
    public readonly BreakerRules ToBreaker() => BreakerRules.Unpack(OrderId.Value, TriggerPrice.Units, ExpireTime.Nanoseconds, Terms);

    /// <summary>
    /// Sets the market-wide breaker: shares of levels 1 and 2 in <see cref="OrderId"/>, of level 3 and the auction in <see cref="TriggerPrice"/>, pauses of levels 1 and 2 in
    /// <see cref="Quantity"/>, of level 3 in <see cref="DisplayQuantity"/>, CancelOrders and MembersOnly in bits 0 and 1 of <see cref="Terms"/>.
    /// </summary>
    public static Command SetMarketBreaker(MarketBreakerRules rules) => new()
    {
        Kind = CommandKind.SetMarketBreaker,
        OrderId = new OrderId(InstrumentFields.Pack(rules.Level1Ppm, rules.Level2Ppm)),
        TriggerPrice = new Price(InstrumentFields.Pack(rules.Level3Ppm, rules.AuctionMs)),
        Quantity = new Quantity(InstrumentFields.Pack(rules.Pause1Ms, rules.Pause2Ms)),
        DisplayQuantity = new Quantity(InstrumentFields.Pack(rules.Pause3Ms, 0)),
        Terms = new OrderTerms((ushort)((rules.CancelOrders ? 1 : 0) | (rules.MembersOnly ? 2 : 0))),
    };

    /// <summary>What <see cref="SetMarketBreaker"/> packed. Not validated: the exchange does that.</summary>
    public readonly MarketBreakerRules ToMarketBreaker() =>
        MarketBreakerRules.Unpack(OrderId.Value, TriggerPrice.Units, Quantity.Units, DisplayQuantity.Units, Terms);

    /// <summary>Makes an instrument a member of the market-wide breaker's index: weight in <see cref="Quantity"/> (zero takes it out), previous close in <see cref="Price"/>.</summary>
    public static Command SetIndexMember(InstrumentId instrument, long weight, Price reference) => new()
    {
        Kind = CommandKind.SetIndexMember,
        Instrument = instrument,
        Quantity = new Quantity(weight),
        Price = reference,
    };

    /// <summary>A market day begins; with <paramref name="rollReferences"/> (bit 0 of <see cref="Terms"/>) each member's reference becomes its present price.</summary>
    public static Command StartMarketDay(bool rollReferences) => new()
    {
        Kind = CommandKind.StartMarketDay,
        Terms = new OrderTerms(rollReferences ? (ushort)1 : (ushort)0),
    };

    /// <summary>Turns a kill switch on or off; the note of up to 36 printable characters is for the record.</summary>
    public static Command SetKillSwitch(KillSwitch kill, Text36 note = default) => new()
    {
        Kind = CommandKind.SetKillSwitch,
        Terms = kill.Terms,
        Instrument = kill.Instrument,
        Owner = kill.Account,
        Session = kill.Session,
        Text = note,
    };

    /// <summary>What <see cref="SetKillSwitch"/> packed. Not validated: the exchange does that.</summary>
    public readonly KillSwitch ToKillSwitch() => new(Terms, Instrument, Owner, Session);

    /// <summary>
    /// Makes an announced instrument a contract: settlement asset and multiplier in <see cref="OrderId"/> (low and high half), initial and maintenance rate in <see cref="Price"/>, collar and
    /// liquidation step in <see cref="Quantity"/>, liquidation fee in <see cref="DisplayQuantity"/>, expiry in <see cref="ExpireTime"/> (none: perpetual).
    /// </summary>
    public static Command SetContract(InstrumentId instrument, ContractTerms terms) => new()
    {
        Kind = CommandKind.SetContract,
        Instrument = instrument,
        OrderId = new OrderId(InstrumentFields.Pack(terms.Asset.Value, terms.Multiplier)),
        Price = new Price(InstrumentFields.Pack(terms.InitialPpm, terms.MaintenancePpm)),
        Quantity = new Quantity(InstrumentFields.Pack(terms.CollarPpm, terms.StepPpm)),
        DisplayQuantity = new Quantity(InstrumentFields.Pack(terms.LiquidationFeePpm, 0)),
        ExpireTime = terms.Expiry,
    };

    /// <summary>What <see cref="SetContract"/> packed. Not validated: the exchange does that.</summary>
    public readonly ContractTerms ToContract() => ContractTerms.Unpack(OrderId.Value, Price.Units, Quantity.Units, DisplayQuantity.Units, ExpireTime);

    /// <summary>A contract is worth this now.</summary>
    public static Command SetMarkPrice(InstrumentId contract, Price mark) => new() { Kind = CommandKind.SetMarkPrice, Instrument = contract, Price = mark };

    /// <summary>Holders of a perpetual contract pay each other: rate in 10^-9 of the position's worth at the mark, in <see cref="Quantity"/>; above zero long pays short.</summary>
    public static Command ApplyFunding(InstrumentId contract, long rate) => new() { Kind = CommandKind.ApplyFunding, Instrument = contract, Quantity = new Quantity(rate) };

    /// <summary>Limits positions in a contract: largest position in <see cref="Quantity"/>, largest order in <see cref="DisplayQuantity"/>, zero each for none; of the account, or with account zero of the risk tier in <see cref="Terms"/>.</summary>
    public static Command SetPositionLimit(InstrumentId contract, OwnerId account, ushort tier, Quantity maxPosition, Quantity maxOrder) => new()
    {
        Kind = CommandKind.SetPositionLimit,
        Instrument = contract,
        Owner = account,
        Terms = new OrderTerms(tier),
        Quantity = maxPosition,
        DisplayQuantity = maxOrder,
    };

    /// <summary>Puts a margin account in a risk tier (<see cref="Terms"/>); all begin in tier 0.</summary>
    public static Command SetRiskTier(OwnerId account, ushort tier) => new() { Kind = CommandKind.SetRiskTier, Owner = account, Terms = new OrderTerms(tier) };

    /// <summary>Chooses leverage (<see cref="Quantity"/>, zero: as much as the contract allows) and mode (<see cref="Terms"/>) of an account's position in a contract.</summary>
    public static Command SetLeverage(OwnerId account, InstrumentId contract, int leverage, MarginMode mode) => new()
    {
        Kind = CommandKind.SetLeverage,
        Owner = account,
        Instrument = contract,
        Quantity = new Quantity(leverage),
        Terms = new OrderTerms((ushort)mode),
    };

    /// <summary>Moves money from an account's total to its isolated position (below zero: back).</summary>
    public static Command MoveIsolatedMargin(OwnerId account, InstrumentId contract, Money amount) => new()
    {
        Kind = CommandKind.MoveIsolatedMargin,
        Owner = account,
        Instrument = contract,
        Amount = amount,
    };

    /// <summary>Moves money from the house to an asset's insurance fund (below zero: back). The note of up to 36 printable characters is for the record.</summary>
    public static Command FundInsurance(AssetId asset, Money amount, Text36 note = default) => new() { Kind = CommandKind.FundInsurance, Asset = asset, Amount = amount, Text = note };

    /// <summary>Closes all positions of a contract at its final price; the instrument expires.</summary>
    public static Command SettleContract(InstrumentId contract, Price price) => new() { Kind = CommandKind.SettleContract, Instrument = contract, Price = price };

    /// <summary>
    /// Sets a step of the fee schedule: number in bits 0 to 7 of <see cref="Terms"/>, subsidised in bit 9, maker and taker rate in <see cref="OrderId"/>, auction rate and
    /// smallest uptime in <see cref="TriggerPrice"/>, smallest volume in <see cref="Quantity"/>, name in <see cref="Text"/>.
    /// </summary>
    public static Command SetFeeTier(FeeTier tier) => new()
    {
        Kind = CommandKind.SetFeeTier,
        Terms = new OrderTerms((ushort)((tier.Number & 255) | (tier.IsSubsidised ? FeeFields.TierSubsidised : 0))),
        OrderId = new OrderId(InstrumentFields.Pack(tier.Rates.MakerPpm, tier.Rates.TakerPpm)),
        TriggerPrice = new Price(InstrumentFields.Pack(tier.Rates.AuctionPpm, tier.MinUptimePpm)),
        Quantity = new Quantity(tier.MinVolume),
        Text = tier.Name,
    };

    /// <summary>Removes a step of the fee schedule.</summary>
    public static Command RemoveFeeTier(int number) => new() { Kind = CommandKind.SetFeeTier, Terms = new OrderTerms((ushort)((number & 255) | FeeFields.TierRemoved)) };

    /// <summary>What <see cref="SetFeeTier"/> packed. Not validated: the exchange does that.</summary>
    public readonly FeeTier ToFeeTier() => FeeFields.UnpackTier(Terms, OrderId.Value, TriggerPrice.Units, Quantity.Units, Text);

    /// <summary>Sets what an asset counts for in volumes: multiplier in <see cref="Quantity"/>, divisor in <see cref="DisplayQuantity"/>.</summary>
    public static Command SetVolumeWeight(VolumeWeight weight) => new()
    {
        Kind = CommandKind.SetVolumeWeight,
        Asset = weight.Asset,
        Quantity = new Quantity(weight.Multiplier),
        DisplayQuantity = new Quantity(weight.Divisor),
    };

    /// <summary>What <see cref="SetVolumeWeight"/> packed. Not validated: the exchange does that.</summary>
    public readonly VolumeWeight ToVolumeWeight() => new(Asset, Quantity.Units, DisplayQuantity.Units);

    /// <summary>Fixes an account's tier (bits 0 to 7 of <see cref="Terms"/>, 0 is the instruments' own rates) until a time, none is for ever (<see cref="ExpireTime"/>).</summary>
    public static Command SetAccountTier(OwnerId account, int tier, Timestamp until = default) => new()
    {
        Kind = CommandKind.SetAccountTier,
        Owner = account,
        Terms = new OrderTerms((ushort)(tier & 255)),
        ExpireTime = until,
    };

    /// <summary>Leaves an account's tier to volume and uptime again (bit 8 of <see cref="Terms"/>).</summary>
    public static Command ReleaseAccountTier(OwnerId account) => new()
    {
        Kind = CommandKind.SetAccountTier,
        Owner = account,
        Terms = new OrderTerms(FeeFields.TierRemoved),
    };

    /// <summary>
    /// Sets an instrument's promotion: rates as in <see cref="SetFeeTier"/>, from in <see cref="Price"/>, until in <see cref="ExpireTime"/>, name in <see cref="Text"/>,
    /// subsidised in bit 1 of <see cref="Terms"/>.
    /// </summary>
    public static Command SetPromotion(Promotion promotion) => new()
    {
        Kind = CommandKind.SetPromotion,
        Instrument = promotion.Instrument,
        Terms = new OrderTerms((ushort)(promotion.IsSubsidised ? FeeFields.PromotionSubsidised : 0)),
        OrderId = new OrderId(InstrumentFields.Pack(promotion.Rates.MakerPpm, promotion.Rates.TakerPpm)),
        TriggerPrice = new Price(InstrumentFields.Pack(promotion.Rates.AuctionPpm, 0)),
        Price = new Price(promotion.From.Nanoseconds),
        ExpireTime = promotion.Until,
        Text = promotion.Name,
    };

    /// <summary>Ends an instrument's promotion (bit 0 of <see cref="Terms"/>).</summary>
    public static Command RemovePromotion(InstrumentId instrument) => new()
    {
        Kind = CommandKind.SetPromotion,
        Instrument = instrument,
        Terms = new OrderTerms(FeeFields.Removed),
    };

    /// <summary>What <see cref="SetPromotion"/> packed. Not validated: the exchange does that.</summary>
    public readonly Promotion ToPromotion() => FeeFields.UnpackPromotion(Instrument, Terms, OrderId.Value, TriggerPrice.Units, Price.Units, ExpireTime, Text);

    /// <summary>Registers an account to quote an instrument: size in <see cref="Quantity"/>, width in <see cref="TriggerPrice"/>.</summary>
    public static Command SetMaker(MakerTerms maker) => new()
    {
        Kind = CommandKind.SetMaker,
        Owner = maker.Account,
        Instrument = maker.Instrument,
        Quantity = maker.Size,
        TriggerPrice = new Price(maker.WidthPpm),
    };

    /// <summary>The account is registered no longer (bit 0 of <see cref="Terms"/>).</summary>
    public static Command RemoveMaker(OwnerId account, InstrumentId instrument) => new()
    {
        Kind = CommandKind.SetMaker,
        Owner = account,
        Instrument = instrument,
        Terms = new OrderTerms(FeeFields.Removed),
    };

    /// <summary>Pauses an algo order, lets it go on, or ends it: <paramref name="kind"/>. Owner zero is the exchange.</summary>
    public static Command ChangeAlgo(CommandKind kind, OwnerId owner, AlgoId algo, Text36 clientAlgoId = default) => new()
    {
        Kind = kind,
        Owner = owner,
        AlgoId = algo,
        Text = clientAlgoId,
    };

    /// <summary>A quarter of an instrument's volume curve: 24 weights of 16 bits, four in each of order id, price, quantity, display quantity, trigger and expire time.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="part">Which quarter of the day, 0 to 3; 4 makes all weights zero, so that the instrument's own trades are the curve.</param>
    /// <param name="weights">24 weights; none with part 4.</param>
    public static Command SetVolumeCurve(InstrumentId instrument, int part, ReadOnlySpan<ushort> weights) => new()
    {
        Kind = CommandKind.SetVolumeCurve,
        Instrument = instrument,
        Terms = new OrderTerms((ushort)part),
        OrderId = new OrderId(VolumeCurveFields.Pack(weights, 0)),
        Price = new Price(VolumeCurveFields.Pack(weights, 4)),
        Quantity = new Quantity(VolumeCurveFields.Pack(weights, 8)),
        DisplayQuantity = new Quantity(VolumeCurveFields.Pack(weights, 12)),
        TriggerPrice = new Price(VolumeCurveFields.Pack(weights, 16)),
        ExpireTime = new Timestamp(VolumeCurveFields.Pack(weights, 20)),
    };

    /// <summary>Writes the 24 weights that <see cref="SetVolumeCurve"/> packed.</summary>
    public readonly void UnpackWeights(Span<ushort> weights)
    {
        VolumeCurveFields.Unpack(OrderId.Value, weights, 0);
        VolumeCurveFields.Unpack(Price.Units, weights, 4);
        VolumeCurveFields.Unpack(Quantity.Units, weights, 8);
        VolumeCurveFields.Unpack(DisplayQuantity.Units, weights, 12);
        VolumeCurveFields.Unpack(TriggerPrice.Units, weights, 16);
        VolumeCurveFields.Unpack(ExpireTime.Nanoseconds, weights, 20);
    }

    /// <summary>Says what is known of a customer: state, tier and cancel in <see cref="Terms"/>, country in <see cref="Text"/>.</summary>
    public static Command SetVerification(OwnerId customer, Verification verification, bool cancelOrders = false) => new()
    {
        Kind = CommandKind.SetVerification,
        Owner = customer,
        Terms = verification.Pack(cancelOrders),
        Text = verification.Country.ToText(),
    };

    /// <summary>What <see cref="SetVerification"/> packed. Not validated: the exchange does that.</summary>
    public readonly Verification ToVerification() => Verification.Unpack(Terms, CountryCode.TryCreate(Text, out var country) ? country : CountryCode.None);

    /// <summary>Says what the exchange asks of its customers.</summary>
    public static Command SetVerificationPolicy(VerificationPolicy policy) => new() { Kind = CommandKind.SetVerificationPolicy, Terms = policy.Pack() };

    /// <summary>Sets what customers of a tier may do of an asset in a day: tier in <see cref="Terms"/>, deposits in <see cref="Quantity"/>, withdrawals in <see cref="DisplayQuantity"/>, trades in <see cref="TriggerPrice"/>.</summary>
    public static Command SetTierLimit(TierLimit limit) => new()
    {
        Kind = CommandKind.SetTierLimit,
        Terms = new OrderTerms((ushort)limit.Tier),
        Asset = limit.Asset,
        Quantity = new Quantity(limit.Limits.Deposits),
        DisplayQuantity = new Quantity(limit.Limits.Withdrawals),
        TriggerPrice = new Price(limit.Limits.Trades),
    };

    /// <summary>What <see cref="SetTierLimit"/> packed. Not validated: the exchange does that.</summary>
    public readonly TierLimit ToTierLimit() => new((VerificationTier)Math.Min(Terms.Bits, byte.MaxValue), Asset, new DailyLimits(Quantity.Units, DisplayQuantity.Units, TriggerPrice.Units));

    /// <summary>Lists a country (bit 4 of <see cref="Terms"/>) with what is closed to its customers (bits 0 to 3), or takes it from the list.</summary>
    public static Command SetCountry(CountryCode country, bool isListed, AccountRights closed = AccountRights.None) => new()
    {
        Kind = CommandKind.SetCountry,
        Terms = new OrderTerms((ushort)((int)closed | (isListed ? 16 : 0))),
        Text = country.ToText(),
    };

    /// <summary>Time has come this far.</summary>
    /// <param name="orders">Only orders whose end has come by then expire; none is all whose end has come.</param>
    public static Command AdvanceTime(Timestamp orders = default) => new() { Kind = CommandKind.AdvanceTime, ExpireTime = orders };
}
