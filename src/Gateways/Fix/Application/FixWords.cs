using System.Text;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Fix.Application;

/// <summary>What FIX calls the exchange's own words.</summary>
internal static class FixWords
{
    private static readonly Dictionary<RejectReason, byte[]> Texts =
        Refusals.All().ToDictionary(refusal => refusal.Reason, refusal => Encoding.ASCII.GetBytes($"{refusal.Code}: {refusal.Title}"));

    public static char Of(Side side) => side == Side.Buy ? '1' : '2';

    public static char Of(OrderType type) => type switch
    {
        OrderType.Market => '1',
        OrderType.Limit => '2',
        OrderType.StopLoss => '3',
        _ => '4',
    };

    public static char Of(TimeInForce timeInForce) => timeInForce switch
    {
        TimeInForce.Day => '0',
        TimeInForce.Gtc => '1',
        TimeInForce.Ioc => '3',
        TimeInForce.Fok => '4',
        _ => '6',
    };

    /// <summary>OrdStatus of an order as it stands.</summary>
    public static char StatusOf(in OrderPicture order) => order.Status switch
    {
        OrderStatus.Open or OrderStatus.Waiting => '0',
        OrderStatus.PartiallyFilled => '1',
        OrderStatus.Filled => '2',
        _ => EndOf(order.CancelReason),
    };

    /// <summary>ExecType and OrdStatus of an order that ended unfilled: C where its time was over, IOC and FOK excepted, as FIX has it; otherwise 4.</summary>
    public static char EndOf(CancelReason reason) => reason is CancelReason.Expired or CancelReason.DayEnded or CancelReason.InstrumentExpired ? 'C' : '4';

    /// <summary>SecurityTradingStatus.</summary>
    public static int Of(InstrumentState state) => state switch
    {
        InstrumentState.Auction => 21,
        InstrumentState.Open => 17,
        InstrumentState.Halted => 2,
        _ => 18,
    };

    /// <summary>The code and the sentence of a reason.</summary>
    public static ReadOnlySpan<byte> TextOf(RejectReason reason) => Texts.TryGetValue(reason, out var text) ? text : "refused"u8;

    /// <summary>OrdRejReason.</summary>
    public static int OrdRejReasonOf(RejectReason reason) => reason switch
    {
        RejectReason.UnknownInstrument => 1,
        RejectReason.InstrumentNotOpenYet or RejectReason.InstrumentHalted or RejectReason.InstrumentClosed or RejectReason.InstrumentExpired
            or (>= RejectReason.ExchangeStopped and <= RejectReason.MarketHalt) => 2,
        RejectReason.NotionalAboveMaximum or RejectReason.InsufficientFunds or RejectReason.InsufficientMargin or RejectReason.PositionAboveLimit or RejectReason.OrderAboveLimit
            or RejectReason.TradeLimitReached => 3,
        RejectReason.ExpireTimeInvalid => 4,
        RejectReason.UnknownOrder => 5,
        RejectReason.DuplicateClientOrderId => 6,
        RejectReason.PostOnlyNotAllowed or RejectReason.MarketOrderMustBeImmediate or RejectReason.DisplayQuantityNotAllowed or RejectReason.QuoteQuantityNotAllowed
            or RejectReason.NotAllowedInAuction or RejectReason.UnknownTerms => 11,
        >= RejectReason.QuantityNotPositive and <= RejectReason.TooManyTranches => 13,
        RejectReason.PriceOutsideBand or RejectReason.PriceBeyondLimit => 16,
        RejectReason.Forbidden or RejectReason.RateLimited or RejectReason.Overloaded or RejectReason.NotReady => 0,
        _ => 99,
    };

    /// <summary>CxlRejReason.</summary>
    public static int CxlRejReasonOf(RejectReason reason, bool hasEnded) => reason switch
    {
        RejectReason.UnknownOrder => hasEnded ? 0 : 1,
        RejectReason.DuplicateClientOrderId => 6,
        RejectReason.ReplaceNotAllowed or RejectReason.Forbidden or RejectReason.RateLimited or RejectReason.Overloaded or RejectReason.NotReady => 2,
        _ => 99,
    };
}
