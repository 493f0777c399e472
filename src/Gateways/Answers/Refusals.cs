using Rialto.Model.Orders;

namespace Rialto.Gateways.Answers;

/// <summary>How a reason is shown: its code, HTTP status, sentence, and whether a retry may succeed.</summary>
internal sealed record Refusal(RejectReason Reason, int Status, string Title, string Retry)
{
    public string Code { get; } = Reason.ToString();
}

/// <summary>Every reason there is; docs/reference/errors.md is this table in words.</summary>
internal static class Refusals
{
    private const string No = "no";
    private const string Later = "later";
    private const string OnceItMay = "once_it_may";
    private const string OnAnotherDay = "on_another_day";
    private const string WhenItOpens = "when_it_opens";
    private const string WhenItResumes = "when_it_resumes";
    private const string WhenItIsOff = "when_it_is_off";
    private const string WhenTheMarketMoves = "when_the_market_moves";
    private const string WithLess = "with_less";

    private static readonly Dictionary<RejectReason, Refusal> ByReason = All().ToDictionary(refusal => refusal.Reason);

    public static Refusal Of(RejectReason reason) => ByReason[reason];

    public static IEnumerable<Refusal> All() =>
    [
        new(RejectReason.UnknownCommand, 400, "The kind of command is not known.", No),
        new(RejectReason.UnknownInstrument, 404, "There is no such instrument.", "after_it_is_defined"),
        new(RejectReason.UnknownSide, 400, "The side is neither buy nor sell.", No),
        new(RejectReason.UnknownTerms, 400, "Type, time in force, self-trade prevention or post-only has an undefined value.", No),
        new(RejectReason.UnknownOwner, 400, "The owner is missing or not allowed here.", No),
        new(RejectReason.MalformedClientOrderId, 400, "The client order id is not 1 to 36 printable ASCII characters.", No),
        new(RejectReason.UnknownSession, 409, "The session is unknown, closed, or belongs to another owner.", "after_opening_one"),
        new(RejectReason.SessionAlreadyOpen, 409, "A session with this number is or was open.", No),
        new(RejectReason.InstrumentNotOpenYet, 409, "The instrument is announced and does not trade yet.", WhenItOpens),
        new(RejectReason.InstrumentHalted, 409, "The instrument is halted.", WhenItResumes),
        new(RejectReason.InstrumentClosed, 409, "The trading day is over.", WhenItOpens),
        new(RejectReason.InstrumentExpired, 409, "The instrument has expired.", No),
        new(RejectReason.NotAllowedInAuction, 409, "Market, IOC, FOK and post-only orders have no place in a call auction.", WhenItOpens),
        new(RejectReason.QuantityNotPositive, 422, "The quantity is zero or negative.", No),
        new(RejectReason.QuantityBelowMinimum, 422, "The quantity is below the instrument's smallest.", No),
        new(RejectReason.QuantityAboveMaximum, 422, "The quantity is above the instrument's largest.", No),
        new(RejectReason.QuantityOffLot, 422, "The quantity is not a multiple of the lot.", No),
        new(RejectReason.DisplayQuantityInvalid, 422, "The display quantity is negative, not below the quantity, or not a multiple of the lot.", No),
        new(RejectReason.DisplayQuantityNotAllowed, 422, "Only an order that can rest may have a display quantity.", No),
        new(RejectReason.QuoteQuantityNotAllowed, 422, "A quote quantity needs a plain market order, IOC.", No),
        new(RejectReason.TooManyTranches, 422, "The iceberg would be shown in more tranches than the instrument allows.", No),
        new(RejectReason.PriceNotPositive, 422, "The price is zero or negative.", No),
        new(RejectReason.PriceAboveMaximum, 422, "The price is above what the exchange can hold.", No),
        new(RejectReason.PriceOffTick, 422, "The price is not a multiple of the tick.", No),
        new(RejectReason.PriceOutsideBand, 422, "The limit price is outside the band around the reference price.", WhenTheMarketMoves),
        new(RejectReason.TriggerPriceInvalid, 422, "The stop price is missing, too large, or on an order that is not a stop.", No),
        new(RejectReason.TriggerPriceOffTick, 422, "The stop price is not a multiple of the tick.", No),
        new(RejectReason.NotionalBelowMinimum, 422, "Price times quantity is below the instrument's smallest.", No),
        new(RejectReason.NotionalAboveMaximum, 422, "Price times quantity is above the instrument's largest.", No),
        new(RejectReason.PostOnlyNotAllowed, 422, "Post-only needs a limit or stop-limit order that can rest.", No),
        new(RejectReason.MarketOrderMustBeImmediate, 422, "A market order must be IOC or FOK.", No),
        new(RejectReason.ExpireTimeInvalid, 422, "GTD needs an expire time after now; no other time in force may have one.", No),
        new(RejectReason.DuplicateClientOrderId, 409, "A live order of yours has this client order id and other terms.", "with_another_id"),
        new(RejectReason.PostOnlyWouldCross, 422, "The post-only order would trade at once.", WhenTheMarketMoves),
        new(RejectReason.InsufficientLiquidity, 422, "The book cannot fill the market order whole.", "when_there_is_more"),
        new(RejectReason.TooManyOrders, 503, "The exchange holds as many live orders as it was sized for.", Later),
        new(RejectReason.UnknownOrder, 404, "No live order with this id is yours.", No),
        new(RejectReason.ReplaceNotAllowed, 422, "The replacement changes something that this order does not have.", No),
        new(RejectReason.DefinitionInvalid, 422, "The instrument's definition has a value out of its range.", No),
        new(RejectReason.SymbolTaken, 409, "The symbol is taken by another instrument.", No),
        new(RejectReason.InstrumentAlreadyTrading, 409, "Only an announced instrument may be redefined.", No),
        new(RejectReason.StateChangeNotAllowed, 409, "The lifecycle has no step from this state to that.", No),
        new(RejectReason.RulesInvalid, 422, "The rules have a value out of its range.", No),
        new(RejectReason.TradingDayInvalid, 422, "The trading day ends before now.", No),
        new(RejectReason.AccountUnknown, 404, "There is no such account.", "after_it_is_made"),
        new(RejectReason.AccountMayNotTrade, 403, "The account may not trade.", OnceItMay),
        new(RejectReason.AccountMayNotDeposit, 403, "The account may not be paid in.", OnceItMay),
        new(RejectReason.AccountMayNotWithdraw, 403, "The account may not be paid out.", OnceItMay),
        new(RejectReason.AccountMayNotTransfer, 403, "The account may not send to others.", OnceItMay),
        new(RejectReason.AccountInvalid, 422, "The account's name, rights or parent is not possible.", No),
        new(RejectReason.AssetUnknown, 404, "There is no such asset.", "after_it_is_defined"),
        new(RejectReason.AssetInvalid, 422, "The asset's definition has a value out of its range.", No),
        new(RejectReason.AssetAlreadyDefined, 409, "An asset of this number is defined; it stays as it is.", No),
        new(RejectReason.AssetCodeTaken, 409, "The code is taken by another asset.", No),
        new(RejectReason.ReferenceInvalid, 400, "The reference is not 1 to 36 printable ASCII characters.", No),
        new(RejectReason.ReferenceTaken, 409, "The account has used this reference for another movement.", "with_another_reference"),
        new(RejectReason.AmountNotPositive, 422, "The amount is zero or negative.", No),
        new(RejectReason.TransferToSelf, 422, "The account would send to itself.", No),
        new(RejectReason.BalanceTooLarge, 422, "All accounts together would hold more of the asset than can be counted.", "when_they_hold_less"),
        new(RejectReason.InsufficientFunds, 422, "The account has less available than is needed.", "when_it_has_more"),
        new(RejectReason.ProtectionRequired, 422, "Nothing bounds what the order may cost: it needs a protection.", No),
        new(RejectReason.FeeTierInvalid, 422, "The fee tier or promotion has a value out of its range.", No),
        new(RejectReason.FeeTierUnknown, 404, "There is no fee tier of this number.", "after_it_is_set"),
        new(RejectReason.RebateNotFunded, 409, "With these rates the house could pay more for a trade than it gets.", "with_other_rates"),
        new(RejectReason.VolumeWeightInvalid, 422, "The asset's weight has a value out of its range.", No),
        new(RejectReason.AccountIsSubAccount, 409, "Tiers are those of the account without parent.", "for_its_parent"),
        new(RejectReason.FeePeriodInvalid, 422, "The period is over, or ends before it begins.", No),
        new(RejectReason.QuotingInvalid, 422, "Width or size of the quotes is out of its range.", No),
        new(RejectReason.MarginAccountRequired, 403, "Only margin accounts have positions in contracts, and this is none.", No),
        new(RejectReason.NotForMarginAccounts, 403, "A margin account trades contracts only.", No),
        new(RejectReason.NotAContract, 409, "The instrument is no contract.", No),
        new(RejectReason.ContractInvalid, 422, "The contract's terms have a value out of its range, or do not go with the instrument.", No),
        new(RejectReason.MarkPriceInvalid, 422, "The mark or final price is zero, too large, off the tick, or makes a position too large to count.", No),
        new(RejectReason.NoMarkPrice, 409, "The contract has no mark price yet.", "once_it_is_marked"),
        new(RejectReason.InsufficientMargin, 422, "There is less margin than would be needed.", "when_it_has_more"),
        new(RejectReason.PositionAboveLimit, 422, "Position and open orders of one side would come to more than the limit.", WithLess),
        new(RejectReason.OrderAboveLimit, 422, "The order is larger than the limit of one order.", WithLess),
        new(RejectReason.LimitInvalid, 422, "The limit is negative or too large.", No),
        new(RejectReason.LeverageInvalid, 422, "The leverage is negative or more than the contract allows.", No),
        new(RejectReason.PositionNotEmpty, 409, "The mode changes only while there is neither position nor live order nor isolated margin.", "once_it_is_empty"),
        new(RejectReason.NotIsolated, 409, "The position is not an isolated one.", No),
        new(RejectReason.FundingInvalid, 422, "The funding rate is out of its range, or the contract is dated.", No),
        new(RejectReason.ContractNotDue, 409, "A dated contract is settled at its expiry, not before.", "at_its_expiry"),
        new(RejectReason.Overloaded, 503, "The intake is full.", "slower"),
        new(RejectReason.Unauthorized, 401, "The key, signature or timestamp is not valid.", No),
        new(RejectReason.Forbidden, 403, "The key may not do this.", No),
        new(RejectReason.RateLimited, 429, "Too many requests.", "after_the_time_stated"),
        new(RejectReason.MalformedRequest, 400, "The request cannot be read.", No),
        new(RejectReason.NotReady, 503, "The exchange is starting, stopping, or stopped accepting.", Later),
        new(RejectReason.NoDiskSpace, 503, "The exchange has no disk space to accept anything more.", Later),
        new(RejectReason.ExchangeStopped, 409, "Trading on the whole exchange is stopped by a kill switch.", WhenItIsOff),
        new(RejectReason.AccountStopped, 409, "The account is stopped by a kill switch.", WhenItIsOff),
        new(RejectReason.SessionStopped, 409, "The session is stopped by a kill switch.", WhenItIsOff),
        new(RejectReason.InstrumentStopped, 409, "The instrument is stopped by a kill switch.", WhenItIsOff),
        new(RejectReason.BreakerHalt, 409, "The instrument's circuit breaker has paused it.", WhenItResumes),
        new(RejectReason.LimitHalt, 409, "The instrument stayed at its limit price for too long and is paused.", WhenItResumes),
        new(RejectReason.MarketHalt, 409, "The market-wide circuit breaker has paused the instrument.", WhenItResumes),
        new(RejectReason.PriceBeyondLimit, 422, "The limit price is beyond the limit-up or limit-down price.", WhenTheMarketMoves),
        new(RejectReason.AlgoTermsInvalid, 422, "The algo order's type or another choice is not defined.", No),
        new(RejectReason.AlgoTimesInvalid, 422, "The algo order's start, end or interval is not possible.", No),
        new(RejectReason.AlgoPaceInvalid, 422, "The algo order's participation, catch-up or jitter is out of range.", No),
        new(RejectReason.TooManyAlgos, 503, "As many algo orders are live as there may be.", Later),
        new(RejectReason.DuplicateAlgoId, 409, "A live algo order of yours has this client algo id.", "with_another_id"),
        new(RejectReason.UnknownAlgo, 404, "No live algo order with this id is yours.", No),
        new(RejectReason.AlgoStateNotAllowed, 409, "Only a running algo order can be paused, and only a paused one goes on.", "when_it_is"),
        new(RejectReason.ChildOfAlgo, 409, "The order is the child of an algo order and cannot be replaced.", No),
        new(RejectReason.VerificationInvalid, 422, "The customer's state, tier or country is not possible, or it is a sub-account.", No),
        new(RejectReason.VerificationPending, 403, "The customer is not verified yet.", "once_it_is"),
        new(RejectReason.VerificationRejected, 403, "The customer was rejected.", No),
        new(RejectReason.VerificationSuspended, 403, "The customer is suspended.", OnceItMay),
        new(RejectReason.CountryRestricted, 403, "This is closed to customers of the country.", No),
        new(RejectReason.CountryNotListed, 403, "The exchange takes customers of listed countries only.", No),
        new(RejectReason.DepositLimitReached, 422, "It would be more than the customer's tier may be paid in on a day.", OnAnotherDay),
        new(RejectReason.WithdrawLimitReached, 422, "It would be more than the customer's tier may be paid out on a day.", OnAnotherDay),
        new(RejectReason.TradeLimitReached, 422, "With it the customer might trade more than its tier may on a day.", OnAnotherDay),
        new(RejectReason.TierLimitInvalid, 422, "The tier's limits have a value out of its range.", No),
        new(RejectReason.CountryInvalid, 422, "It is no country, or something is closed to one that is not listed.", No),
    ];
}
