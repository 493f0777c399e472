using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Wire.Json;

namespace Rialto.Gateways.Answers;

/// <summary>The words of the JSON interfaces for enumerations; those a request may hold are written as <see cref="RequestWords"/> reads them.</summary>
internal static class Words
{
    public static ReadOnlySpan<byte> Of(Side side) => RequestWords.WordOf(side);

    public static ReadOnlySpan<byte> Of(OrderType type) => RequestWords.WordOf(type);

    public static ReadOnlySpan<byte> Of(TimeInForce timeInForce) => RequestWords.WordOf(timeInForce);

    public static ReadOnlySpan<byte> Of(SelfTradePrevention mode) => RequestWords.WordOf(mode);

    public static ReadOnlySpan<byte> Of(PostOnly postOnly) => postOnly switch
    {
        PostOnly.Off => "off"u8,
        PostOnly.Reject => "reject"u8,
        _ => "slide"u8,
    };

    public static ReadOnlySpan<byte> Of(OrderStatus status) => status switch
    {
        OrderStatus.Open => "open"u8,
        OrderStatus.Waiting => "waiting"u8,
        OrderStatus.PartiallyFilled => "partially_filled"u8,
        OrderStatus.Filled => "filled"u8,
        _ => "canceled"u8,
    };

    public static ReadOnlySpan<byte> Of(InstrumentState state) => state switch
    {
        InstrumentState.Announced => "announced"u8,
        InstrumentState.Auction => "auction"u8,
        InstrumentState.Open => "open"u8,
        InstrumentState.Halted => "halted"u8,
        InstrumentState.Closed => "closed"u8,
        _ => "expired"u8,
    };

    public static ReadOnlySpan<byte> Of(CancelReason reason) => reason switch
    {
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
        CancelReason.BreakerHalt => "breaker_halt"u8,
        CancelReason.HaltCancel => "halt_cancel"u8,
        CancelReason.BeyondLimit => "beyond_limit"u8,
        CancelReason.KillSwitch => "kill_switch"u8,
        CancelReason.AlgoSlice => "algo_slice"u8,
        CancelReason.AlgoPaused => "algo_paused"u8,
        CancelReason.AlgoEnded => "algo_ended"u8,
        CancelReason.BasketAbandoned => "basket_abandoned"u8,
        CancelReason.BasketReduced => "basket_reduced"u8,
        CancelReason.BasketFellShort => "basket_fell_short"u8,
        CancelReason.Liquidation => "liquidation"u8,
        _ => "none"u8,
    };
}
