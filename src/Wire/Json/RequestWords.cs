using Rialto.Model.Orders;

namespace Rialto.Wire.Json;

/// <summary>The words of order requests and answers, both ways. Reading ignores the case of ASCII letters.</summary>
public static class RequestWords
{
    /// <summary>Reads <c>op</c>; these words are exact.</summary>
    public static bool TryOp(ReadOnlySpan<byte> word, out RequestOp op)
    {
        op = word.Length switch
        {
            4 when word.SequenceEqual("auth"u8) => RequestOp.Auth,
            4 when word.SequenceEqual("ping"u8) => RequestOp.Ping,
            6 when word.SequenceEqual("resync"u8) => RequestOp.Resync,
            9 when word.SequenceEqual("order.new"u8) => RequestOp.NewOrder,
            9 when word.SequenceEqual("subscribe"u8) => RequestOp.Subscribe,
            11 when word.SequenceEqual("unsubscribe"u8) => RequestOp.Unsubscribe,
            12 when word.SequenceEqual("order.cancel"u8) => RequestOp.CancelOrder,
            12 when word.SequenceEqual("order.reduce"u8) => RequestOp.ReduceOrder,
            13 when word.SequenceEqual("order.replace"u8) => RequestOp.ReplaceOrder,
            17 when word.SequenceEqual("order.mass_cancel"u8) => RequestOp.MassCancel,
            _ => RequestOp.None,
        };
        return op != RequestOp.None;
    }

    /// <summary>Reads <c>side</c>.</summary>
    public static bool TrySide(ReadOnlySpan<byte> word, out Side side)
    {
        side = Same(word, "sell"u8) ? Side.Sell : Side.Buy;
        return side == Side.Sell || Same(word, "buy"u8);
    }

    /// <summary>Reads <c>order_type</c>.</summary>
    public static bool TryOrderType(ReadOnlySpan<byte> word, out OrderType type)
    {
        for (type = OrderType.Limit; type <= OrderType.StopLimit; type++)
        {
            if (Same(word, WordOf(type)))
                return true;
        }

        type = OrderType.Limit;
        return false;
    }

    /// <summary>Reads <c>time_in_force</c>.</summary>
    public static bool TryTimeInForce(ReadOnlySpan<byte> word, out TimeInForce timeInForce)
    {
        for (timeInForce = TimeInForce.Gtc; timeInForce <= TimeInForce.Day; timeInForce++)
        {
            if (Same(word, WordOf(timeInForce)))
                return true;
        }

        timeInForce = TimeInForce.Gtc;
        return false;
    }

    /// <summary>Reads <c>stp_mode</c>.</summary>
    public static bool TryStpMode(ReadOnlySpan<byte> word, out SelfTradePrevention mode)
    {
        for (mode = SelfTradePrevention.None; mode <= SelfTradePrevention.DecrementBoth; mode++)
        {
            if (Same(word, WordOf(mode)))
                return true;
        }

        mode = SelfTradePrevention.None;
        return false;
    }

    /// <summary>Reads <c>post_only</c> where it is a word.</summary>
    public static bool TryPostOnly(ReadOnlySpan<byte> word, out PostOnly postOnly)
    {
        postOnly = Same(word, "slide"u8) ? PostOnly.Slide : PostOnly.Reject;
        return postOnly == PostOnly.Slide || Same(word, "reject"u8);
    }

    /// <summary>The word of a side.</summary>
    public static ReadOnlySpan<byte> WordOf(Side side) => side == Side.Sell ? "sell"u8 : "buy"u8;

    /// <summary>The word of an order type.</summary>
    public static ReadOnlySpan<byte> WordOf(OrderType type) => type switch
    {
        OrderType.Limit => "limit"u8,
        OrderType.Market => "market"u8,
        OrderType.StopLoss => "stop_loss"u8,
        _ => "stop_limit"u8,
    };

    /// <summary>The word of a time in force; empty for an undefined value.</summary>
    public static ReadOnlySpan<byte> WordOf(TimeInForce timeInForce) => timeInForce switch
    {
        TimeInForce.Gtc => "GTC"u8,
        TimeInForce.Ioc => "IOC"u8,
        TimeInForce.Fok => "FOK"u8,
        TimeInForce.Gtd => "GTD"u8,
        TimeInForce.Day => "DAY"u8,
        _ => default,
    };

    /// <summary>The word of a self-trade prevention mode; empty for an undefined value.</summary>
    public static ReadOnlySpan<byte> WordOf(SelfTradePrevention mode) => mode switch
    {
        SelfTradePrevention.None => "none"u8,
        SelfTradePrevention.CancelResting => "cancel_resting"u8,
        SelfTradePrevention.CancelIncoming => "cancel_incoming"u8,
        SelfTradePrevention.CancelBoth => "cancel_both"u8,
        SelfTradePrevention.CancelSmallest => "cancel_smallest"u8,
        SelfTradePrevention.DecrementBoth => "decrement_both"u8,
        _ => default,
    };

    /// <summary>The word of a cancel reason; empty for an undefined value.</summary>
    public static ReadOnlySpan<byte> WordOf(CancelReason reason) => reason switch
    {
        CancelReason.None => "none"u8,
        CancelReason.Requested => "requested"u8,
        CancelReason.MassCancel => "mass_cancel"u8,
        CancelReason.Disconnected => "disconnected"u8,
        CancelReason.ImmediateRemainder => "immediate_remainder"u8,
        CancelReason.FillOrKill => "fill_or_kill"u8,
        CancelReason.InsufficientLiquidity => "insufficient_liquidity"u8,
        CancelReason.BudgetSpent => "budget_spent"u8,
        CancelReason.Expired => "expired"u8,
        CancelReason.DayEnded => "day_ended"u8,
        CancelReason.SelfTrade => "self_trade"u8,
        CancelReason.PostOnlyWouldCross => "post_only_would_cross"u8,
        CancelReason.ReplacedBelowFilled => "replaced_below_filled"u8,
        CancelReason.Reduced => "reduced"u8,
        CancelReason.InstrumentExpired => "instrument_expired"u8,
        _ => default,
    };

    private static bool Same(ReadOnlySpan<byte> word, ReadOnlySpan<byte> known) => System.Text.Ascii.EqualsIgnoreCase(word, known);
}
