using Rialto.Gateways.Answers;
using Rialto.Gateways.Orders;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Binance;

/// <summary>Why the exchange refused, in Binance's codes and words; docs/reference/binance-api.md is this table. No state.</summary>
internal static class BinanceRefusals
{
    private const string MayNotTrade = "This account may not place or cancel orders.";
    private const string Disabled = "This action is disabled on this account.";

    private static readonly BinanceError Closed = new(-1013, "Market is closed.");

    /// <summary>The refusal in a finished command; null where it was carried out.</summary>
    public static BinanceError? Of(PendingCommand command)
    {
        if (command.Outcome == CommandOutcome.Unknown)
            return BinanceError.OutcomeUnknown;
        ref readonly var first = ref command.First;
        return first.Kind switch
        {
            EventKind.OrderRejected or EventKind.CommandRejected => Of(first.RejectReason, command.Kind),
            EventKind.OrderDuplicate => BinanceError.Rejected("Duplicate order sent."),
            _ => null,
        };
    }

    /// <param name="reason">Not <see cref="RejectReason.None"/>.</param>
    /// <param name="asked">What was asked: Binance has numbers of their own for new orders (-2010), cancellations (-2011) and amendments (-2038).</param>
    public static BinanceError Of(RejectReason reason, CommandKind asked = CommandKind.NewOrder) => reason switch
    {
        RejectReason.NotReady => BinanceError.ShuttingDown,
        RejectReason.Overloaded => BinanceError.Overloaded,
        RejectReason.NoDiskSpace or RejectReason.UnknownSession => BinanceError.Unavailable,
        RejectReason.Unauthorized or RejectReason.SignatureUsed => BinanceError.InvalidSignature,
        RejectReason.Forbidden => BinanceError.RejectedKey,
        RejectReason.UnknownInstrument => BinanceError.InvalidSymbol,
        RejectReason.UnknownSide => BinanceError.InvalidSide,
        RejectReason.UnknownTerms or RejectReason.PostOnlyNotAllowed or RejectReason.MarketOrderMustBeImmediate or RejectReason.ExpireTimeInvalid => BinanceError.BadCombination,
        RejectReason.MalformedClientOrderId => BinanceError.IllegalCharacters("newClientOrderId", BinanceParameters.ClientOrderIdRange),
        RejectReason.InstrumentNotOpenYet or RejectReason.InstrumentHalted or RejectReason.InstrumentClosed or RejectReason.InstrumentExpired
            or RejectReason.BreakerHalt or RejectReason.LimitHalt or RejectReason.MarketHalt or RejectReason.InstrumentStopped or RejectReason.ExchangeStopped => Closed,
        RejectReason.QuantityNotPositive => new BinanceError(-1013, "Invalid quantity."),
        RejectReason.QuantityBelowMinimum or RejectReason.QuantityAboveMaximum or RejectReason.QuantityOffLot => BinanceError.Filter("LOT_SIZE"),
        RejectReason.DisplayQuantityNotAllowed => BinanceError.NotRequired("icebergQty"),
        RejectReason.TooManyTranches => BinanceError.Filter("ICEBERG_PARTS"),
        RejectReason.PriceNotPositive => new BinanceError(-1013, "Invalid price."),
        RejectReason.PriceAboveMaximum or RejectReason.PriceOffTick or RejectReason.TriggerPriceOffTick => BinanceError.Filter("PRICE_FILTER"),
        RejectReason.TriggerPriceInvalid => new BinanceError(-1013, "Invalid stopPrice."),
        RejectReason.PriceOutsideBand or RejectReason.PriceBeyondLimit => BinanceError.Filter("PERCENT_PRICE"),
        RejectReason.NotionalBelowMinimum or RejectReason.NotionalAboveMaximum => BinanceError.Filter("NOTIONAL"),
        _ => new BinanceError(CodeOf(asked), MessageOf(reason)),
    };

    private static int CodeOf(CommandKind asked) => asked switch
    {
        CommandKind.CancelOrder or CommandKind.MassCancel => -2011,
        CommandKind.ReplaceOrder or CommandKind.ReduceOrder => -2038,
        _ => -2010,
    };

    private static string MessageOf(RejectReason reason) => reason switch
    {
        RejectReason.UnknownOrder => "Unknown order sent.",
        RejectReason.DuplicateClientOrderId => "Duplicate order sent.",
        RejectReason.PostOnlyWouldCross => "Order would immediately match and take.",
        RejectReason.InsufficientFunds or RejectReason.InsufficientMargin => "Account has insufficient balance for requested action.",
        RejectReason.DisplayQuantityInvalid => "IcebergQty exceeds QTY.",
        RejectReason.QuoteQuantityNotAllowed => "Quote order qty market orders are not support for this symbol.",
        RejectReason.ProtectionRequired => "Order book liquidity is less than symbol minimum quantity.",
        RejectReason.AccountUnknown or RejectReason.AccountMayNotTrade or RejectReason.VerificationPending or RejectReason.VerificationRejected or RejectReason.VerificationSuspended => MayNotTrade,
        RejectReason.AccountStopped or RejectReason.SessionStopped or RejectReason.TradeLimitReached => Disabled,
        RejectReason.CountryRestricted or RejectReason.CountryNotListed => "This symbol is restricted for this account.",
        RejectReason.MarginAccountRequired or RejectReason.NotForMarginAccounts => "This symbol is not permitted for this account.",
        // What Binance has no words for is said in ours.
        _ => Refusals.Of(reason).Title,
    };
}
