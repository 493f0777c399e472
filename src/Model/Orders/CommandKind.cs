namespace Rialto.Model.Orders;

/// <summary>What a command asks. Numbers stand in the journal and never change their meaning.</summary>
public enum CommandKind : byte
{
    /// <summary>Never sent; a record of this kind is refused.</summary>
    None = 0,

    /// <summary>Enter an order.</summary>
    NewOrder = 1,

    /// <summary>Cancel one order, named by order id or by client order id.</summary>
    CancelOrder = 2,

    /// <summary>Change price, quantity, display quantity or trigger of one order.</summary>
    ReplaceOrder = 3,

    /// <summary>Take a quantity off one order, keeping its priority.</summary>
    ReduceOrder = 4,

    /// <summary>Cancel many orders of one owner, by instrument, side or session.</summary>
    MassCancel = 5,

    /// <summary>A client session begins: who, from where, and whether its orders end with it.</summary>
    OpenSession = 6,

    /// <summary>A client session ended.</summary>
    CloseSession = 7,

    /// <summary>Define an instrument, or redefine an announced one.</summary>
    DefineInstrument = 10,

    /// <summary>Set fees, bands, limits and policies.</summary>
    SetInstrumentRules = 11,

    /// <summary>Move an instrument through its life.</summary>
    SetInstrumentState = 12,

    /// <summary>Say when the current trading day ends, for DAY orders.</summary>
    SetTradingDay = 13,

    /// <summary>Time has come this far: what is due expires.</summary>
    AdvanceTime = 14,

    // 20-29: accounts and money, docs/reference/accounts.md.

    /// <summary>Define an asset.</summary>
    DefineAsset = 20,

    /// <summary>Make an account, or change one.</summary>
    SetAccount = 21,

    /// <summary>Money comes in from outside.</summary>
    Deposit = 22,

    /// <summary>Money leaves to the outside.</summary>
    Withdraw = 23,

    /// <summary>Money goes from one account to another.</summary>
    Transfer = 24,

    /// <summary>Set a step of the fee schedule, or remove one; docs/reference/fees.md has this and what follows.</summary>
    SetFeeTier = 25,

    /// <summary>Say what an asset counts for in volumes.</summary>
    SetVolumeWeight = 26,

    /// <summary>Fix an account's tier, or leave it to volume and uptime again.</summary>
    SetAccountTier = 27,

    /// <summary>Lower the rates of an instrument for a while.</summary>
    SetPromotion = 28,

    /// <summary>Register an account to quote an instrument, or no longer.</summary>
    SetMaker = 29,

    // 30-39: contracts and margin, docs/reference/margin.md.

    /// <summary>Make an announced instrument a contract, or change its terms.</summary>
    SetContract = 30,

    /// <summary>Say what a contract is worth now.</summary>
    SetMarkPrice = 31,

    /// <summary>Holders of a perpetual contract pay each other.</summary>
    ApplyFunding = 32,

    /// <summary>Limit positions and orders in a contract, of a risk tier or of one account.</summary>
    SetPositionLimit = 33,

    /// <summary>Put a margin account in a risk tier.</summary>
    SetRiskTier = 34,

    /// <summary>Choose leverage and mode of an account's position in a contract.</summary>
    SetLeverage = 35,

    /// <summary>Move money between an account and its isolated position.</summary>
    MoveIsolatedMargin = 36,

    /// <summary>Move money between the house and the insurance fund.</summary>
    FundInsurance = 37,

    /// <summary>Close all positions of a contract at its final price; it has expired.</summary>
    SettleContract = 38,

    /// <summary>Set an instrument's breaker and band; docs/reference/guards.md has this and what follows.</summary>
    SetBreaker = 40,

    /// <summary>Set the levels of the market-wide breaker.</summary>
    SetMarketBreaker = 41,

    /// <summary>Make an instrument a member of the index that the market-wide breaker watches, or no longer one.</summary>
    SetIndexMember = 42,

    /// <summary>A new market day: no level of the market-wide breaker has been reached.</summary>
    StartMarketDay = 43,

    /// <summary>Turn a kill switch on or off.</summary>
    SetKillSwitch = 44,

    /// <summary>Begin an algo order; docs/reference/algos.md has this and what follows.</summary>
    StartAlgo = 50,

    /// <summary>Pause an algo order.</summary>
    PauseAlgo = 51,

    /// <summary>Let a paused algo order go on.</summary>
    ResumeAlgo = 52,

    /// <summary>End an algo order.</summary>
    CancelAlgo = 53,

    /// <summary>Say how an instrument's volume is usually spread over the day, or that its own trades say it.</summary>
    SetVolumeCurve = 54,

    /// <summary>Begin to put a basket order together; docs/reference/baskets.md has this and what follows.</summary>
    OpenBasket = 55,

    /// <summary>Add a leg to a basket that is being put together.</summary>
    AddBasketLeg = 56,

    /// <summary>Check and execute a basket that has been put together.</summary>
    SubmitBasket = 57,

    /// <summary>Throw away a basket that is being put together.</summary>
    DropBasket = 58,

    /// <summary>Have a basket that is being put together worked over time.</summary>
    ScheduleBasket = 59,

    // 60-64: verification of customers, docs/reference/verification.md.

    /// <summary>Say what is known of a customer.</summary>
    SetVerification = 60,

    /// <summary>Say whether customers must be verified.</summary>
    SetVerificationPolicy = 61,

    /// <summary>Set what customers of a tier may move and trade of an asset in a day.</summary>
    SetTierLimit = 62,

    /// <summary>List a country with what is closed to it, or take it from the list.</summary>
    SetCountry = 63,

    // 65-69: baskets that are worked over time, docs/reference/baskets.md.

    /// <summary>Pause a basket that is worked over time.</summary>
    PauseBasket = 65,

    /// <summary>Let a paused basket go on.</summary>
    ResumeBasket = 66,
}

/// <summary>What a mass cancel covers besides its owner, instrument and side fields.</summary>
[Flags]
public enum MassCancelScope : ushort
{
    /// <summary>Every order of the owner (on the instrument, if one is named).</summary>
    Owner = 0,

    /// <summary>Only orders on the command's side.</summary>
    OneSide = 1,

    /// <summary>Only orders entered over the command's session, which must be open; with <see cref="AllOwners"/> it may be anybody's.</summary>
    OneSession = 2,

    /// <summary>Orders of all owners; for the exchange itself (owner 0).</summary>
    AllOwners = 4,
}
