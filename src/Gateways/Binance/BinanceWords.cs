using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Binance;

/// <summary>Binance's words for the exchange's; the same in REST, streams and the WebSocket API. No state.</summary>
internal static class BinanceWords
{
    /// <summary>Every word of a parameter <c>type</c> that is taken.</summary>
    public static readonly string[] OrderTypes = ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS", "STOP_LOSS_LIMIT"];

    /// <summary>Every word of a parameter <c>selfTradePreventionMode</c> that is taken.</summary>
    public static readonly string[] SelfTradeModes = ["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH", "DECREMENT"];

    public static ReadOnlySpan<byte> Of(Side side) => side == Side.Buy ? "BUY"u8 : "SELL"u8;

    /// <summary>Type of an order; one that was entered elsewhere may be a post-only stop, for which Binance has no word of its own.</summary>
    public static ReadOnlySpan<byte> TypeOf(OrderTerms terms) => terms.Type switch
    {
        OrderType.Limit => terms.PostOnly == PostOnly.Off ? "LIMIT"u8 : "LIMIT_MAKER"u8,
        OrderType.Market => "MARKET"u8,
        OrderType.StopLoss => "STOP_LOSS"u8,
        _ => "STOP_LOSS_LIMIT"u8,
    };

    /// <summary>Time in force; GTD and DAY, which Binance's spot market does not have, are of orders entered elsewhere. Market orders are shown as GTC there.</summary>
    public static ReadOnlySpan<byte> Of(OrderTerms terms) => terms.TimeInForce switch
    {
        _ when terms.Type == OrderType.Market => "GTC"u8,
        TimeInForce.Ioc => "IOC"u8,
        TimeInForce.Fok => "FOK"u8,
        TimeInForce.Gtd => "GTD"u8,
        TimeInForce.Day => "DAY"u8,
        _ => "GTC"u8,
    };

    /// <summary>Self-trade prevention; CANCEL_SMALLEST is the exchange's own word, of orders entered elsewhere.</summary>
    public static ReadOnlySpan<byte> Of(SelfTradePrevention mode) => mode switch
    {
        SelfTradePrevention.CancelResting => "EXPIRE_MAKER"u8,
        SelfTradePrevention.CancelIncoming => "EXPIRE_TAKER"u8,
        SelfTradePrevention.CancelBoth => "EXPIRE_BOTH"u8,
        SelfTradePrevention.DecrementBoth => "DECREMENT"u8,
        SelfTradePrevention.CancelSmallest => "CANCEL_SMALLEST"u8,
        _ => "NONE"u8,
    };

    /// <summary>Where an order stands: CANCELED where somebody asked for its end, EXPIRED where its own terms or the exchange ended it.</summary>
    public static ReadOnlySpan<byte> StatusOf(in OrderPicture order) => order.Status switch
    {
        OrderStatus.Open or OrderStatus.Waiting => "NEW"u8,
        OrderStatus.PartiallyFilled => "PARTIALLY_FILLED"u8,
        OrderStatus.Filled => "FILLED"u8,
        // A budget of which less is left than a lot costs has bought what it could.
        _ when order is { CancelReason: CancelReason.BudgetSpent, Filled.IsZero: false } => "FILLED"u8,
        _ => StatusOf(order.CancelReason),
    };

    /// <summary>How an order ended that left the market with something left.</summary>
    public static ReadOnlySpan<byte> StatusOf(CancelReason reason) => reason switch
    {
        CancelReason.SelfTrade => "EXPIRED_IN_MATCH"u8,
        CancelReason.ImmediateRemainder or CancelReason.FillOrKill or CancelReason.InsufficientLiquidity or CancelReason.BudgetSpent or CancelReason.Expired or CancelReason.DayEnded
            or CancelReason.PostOnlyWouldCross or CancelReason.InstrumentExpired or CancelReason.BreakerHalt or CancelReason.HaltCancel or CancelReason.BeyondLimit or CancelReason.Liquidation
            or CancelReason.VerificationChanged => "EXPIRED"u8,
        _ => "CANCELED"u8,
    };

    /// <summary>State of an instrument: TRADING, BREAK in an auction or before trading begins or after it ended for the day, HALT, and END_OF_DAY's place is BREAK.</summary>
    public static ReadOnlySpan<byte> Of(InstrumentState state) => state switch
    {
        InstrumentState.Open => "TRADING"u8,
        InstrumentState.Halted => "HALT"u8,
        _ => "BREAK"u8,
    };

    public static bool TrySide(string? word, out Side side)
    {
        side = word == "SELL" ? Side.Sell : Side.Buy;
        return word is "SELL" or "BUY";
    }

    public static bool TrySelfTrade(string? word, out SelfTradePrevention mode)
    {
        mode = word switch
        {
            "EXPIRE_TAKER" => SelfTradePrevention.CancelIncoming,
            "EXPIRE_MAKER" => SelfTradePrevention.CancelResting,
            "EXPIRE_BOTH" => SelfTradePrevention.CancelBoth,
            "DECREMENT" => SelfTradePrevention.DecrementBoth,
            _ => SelfTradePrevention.None,
        };
        return mode != SelfTradePrevention.None || word == "NONE";
    }
}
