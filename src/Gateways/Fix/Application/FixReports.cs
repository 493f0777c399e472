using Rialto.Gateways.Views;
using Rialto.Gateways.Answers;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Application;

/// <summary>What a report repeats of the request, and how its reader stands to the order.</summary>
/// <param name="ClOrdId">ClOrdID.</param>
/// <param name="OrigClOrdId">OrigClOrdID; empty where there is none.</param>
/// <param name="IsMaker">Of a trade: the order was resting.</param>
/// <param name="IsCopy">A drop copy.</param>
internal readonly record struct FixTold(Text36 ClOrdId, Text36 OrigClOrdId, bool IsMaker, bool IsCopy);

/// <summary>Writes ExecutionReport, OrderCancelReject and OrderMassCancelReport from events. The fan-out thread; no allocation.</summary>
internal sealed class FixReports
{
    private readonly FixWriter _writer = new();

    /// <summary>The report of an event about an order; null where the event is nothing that FIX tells of.</summary>
    /// <param name="e">The event.</param>
    /// <param name="index">Its place in its command, from 0.</param>
    /// <param name="order">The order as it stands after the event.</param>
    /// <param name="account">Whose it is.</param>
    /// <param name="told">What is repeated.</param>
    public FixWriter? Execution(in ExchangeEvent e, int index, in OrderPicture order, ReadOnlySpan<byte> account, in FixTold told)
    {
        var type = ExecTypeOf(in e, in order);
        if (type == default)
            return null;
        Begin(e.Sequence, index, e.Kind == EventKind.Trade ? told.IsMaker ? 'M' : 'T' : default, type, in order, in told);
        switch (e.Kind)
        {
            case EventKind.Trade:
                AddTrade(in e, order.Instrument, told.IsMaker);
                break;
            case EventKind.OrderCanceled:
                _writer.Add(FixTag.Text, Words.Of(e.CancelReason));
                _writer.Add(Tag.ReasonCode, e.Reason);
                break;
            case EventKind.OrderReduced:
                AddRestated(e.CancelReason == CancelReason.Requested ? 5 : 99, Words.Of(e.CancelReason));
                _writer.Add(Tag.ReasonCode, e.Reason);
                break;
            case EventKind.SelfTradePrevented:
                AddRestated(99, Words.Of(CancelReason.SelfTrade));
                _writer.Add(Tag.ReasonCode, (int)CancelReason.SelfTrade);
                break;
            case EventKind.OrderRested:
                AddRestated(99, (e.Flags & EventFlags.Slid) != 0 ? "slid"u8 : "replenished"u8);
                break;
        }

        End(e.Sequence, e.Time, in order, account, told.IsCopy);
        return _writer;
    }

    /// <summary>How an order stands: OrderStatusRequest, OrderMassStatusRequest, and a resend that was recognised.</summary>
    /// <param name="order">The order.</param>
    /// <param name="account">Whose it is.</param>
    /// <param name="sequence">What it contains.</param>
    /// <param name="requestTag">The tag of the request's id; 0 where it has none.</param>
    /// <param name="requestId">That id.</param>
    /// <param name="count">Of a mass status: how many there are; 0 otherwise.</param>
    /// <param name="isLast">Of a mass status: the last of them.</param>
    public FixWriter Status(in OrderPicture order, ReadOnlySpan<byte> account, long sequence, int requestTag = 0, ReadOnlySpan<byte> requestId = default, int count = 0, bool isLast = false)
    {
        Begin(0, 0, default, 'I', in order, new FixTold(order.ClientOrderId, Text36.Empty, IsMaker: false, IsCopy: false));
        if (requestTag != 0 && !requestId.IsEmpty)
            _writer.Add(requestTag, requestId);
        if (count != 0)
        {
            _writer.Add(Tag.TotNumReports, count);
            _writer.Add(Tag.LastRptRequested, isLast);
        }

        if (order.Status == OrderStatus.Canceled)
        {
            _writer.Add(FixTag.Text, Words.Of(order.CancelReason));
            _writer.Add(Tag.ReasonCode, (int)order.CancelReason);
        }

        End(sequence, order.Updated, in order, account, isCopy: false);
        return _writer;
    }

    /// <summary>The answer to a question about an order that the owner does not have.</summary>
    public FixWriter UnknownOrder(FixStatusRequest asked, Timestamp time, ReadOnlySpan<byte> account)
    {
        BeginUnknown(account);
        _writer.Add(Tag.ClOrdId, asked.SentClOrdId);
        _writer.Add(Tag.OrdStatusReqId, asked.Id);
        _writer.AddText(Tag.Symbol, asked.Symbol);
        _writer.Add(Tag.Side, asked.Side);
        EndUnknown(time);
        return _writer;
    }

    /// <summary>Of a mass status: an order that was live when it was asked for and has ended so long since that nothing is remembered of it.</summary>
    public FixWriter Unlisted(ReadOnlySpan<byte> requestId, OrderId order, int count, bool isLast, Timestamp time, ReadOnlySpan<byte> account)
    {
        BeginUnknown(account, order);
        _writer.Add(Tag.MassStatusReqId, requestId);
        _writer.Add(Tag.TotNumReports, count);
        _writer.Add(Tag.LastRptRequested, isLast);
        _writer.Add(Tag.Symbol, "NONE"u8);
        _writer.Add(Tag.Side, '1');
        EndUnknown(time);
        return _writer;
    }

    /// <summary>The answer to a question about all live orders where there are none.</summary>
    public FixWriter NoOrders(ReadOnlySpan<byte> requestId, Text36 symbol, Timestamp time, ReadOnlySpan<byte> account)
    {
        BeginUnknown(account);
        _writer.Add(Tag.MassStatusReqId, requestId);
        _writer.Add(Tag.TotNumReports, 0);
        _writer.Add(Tag.LastRptRequested, true);
        // Symbol and Side are required of a report, and here there is nothing that they could say.
        if (symbol.IsEmpty)
            _writer.Add(Tag.Symbol, "NONE"u8);
        else
            _writer.AddText(Tag.Symbol, symbol);
        _writer.Add(Tag.Side, '1');
        EndUnknown(time);
        return _writer;
    }

    /// <summary>A new order that the exchange refused, or did not take for a second one.</summary>
    public FixWriter Rejection(in ExchangeEvent e, int index, Instrument? instrument, ReadOnlySpan<byte> account, bool isCopy)
    {
        var reason = e.Kind == EventKind.OrderDuplicate ? RejectReason.DuplicateClientOrderId : e.RejectReason;
        _writer.Begin("8"u8);
        _writer.Add(Tag.OrderId, "NONE"u8);
        _writer.AddText(Tag.ClOrdId, e.ClientOrderId);
        _writer.AddExecId(e.Sequence, index, default);
        _writer.Add(Tag.ExecType, '8');
        _writer.Add(Tag.OrdStatus, '8');
        _writer.Add(Tag.OrdRejReason, FixWords.OrdRejReasonOf(reason));
        _writer.Add(Tag.Account, account);
        if (instrument is not null)
            _writer.AddText(Tag.Symbol, instrument.Symbol);
        _writer.Add(Tag.Side, FixWords.Of(e.Side));
        if (instrument is not null && e.Kind == EventKind.OrderRejected)
        {
            AddQuantity(e.Terms, e.Quantity, instrument);
            _writer.Add(Tag.OrdType, FixWords.Of(e.Terms.Type));
            _writer.Add(Tag.TimeInForce, FixWords.Of(e.Terms.TimeInForce));
            if (!e.Price.IsNone)
                _writer.AddDecimal(Tag.Price, e.Price.Units, instrument.PriceScale);
        }

        _writer.Add(Tag.LeavesQty, 0);
        _writer.Add(Tag.CumQty, 0);
        _writer.Add(Tag.AvgPx, 0);
        _writer.AddTimestamp(Tag.TransactTime, e.Time);
        AddReason(reason);
        _writer.Add(Tag.ExchangeSequence, e.Sequence);
        if (isCopy)
            _writer.Add(Tag.CopyMsgIndicator, true);
        return _writer;
    }

    /// <summary>A cancel or replacement that the exchange refused.</summary>
    public FixWriter CancelReject(in ExchangeEvent e, FixCommand request, OrderState? order)
    {
        _writer.Begin("9"u8);
        if (order is null)
            _writer.Add(Tag.OrderId, "NONE"u8);
        else
            _writer.Add(Tag.OrderId, order.Picture.OrderId.Value);
        _writer.AddText(Tag.ClOrdId, request.ClOrdId);
        _writer.AddText(Tag.OrigClOrdId, request.OrigClOrdId);
        _writer.Add(Tag.OrdStatus, order is null ? '8' : FixWords.StatusOf(in order.Picture));
        _writer.AddTimestamp(Tag.TransactTime, e.Time);
        _writer.Add(Tag.CxlRejResponseTo, e.RefusedKind == CommandKind.ReplaceOrder ? '2' : '1');
        _writer.Add(Tag.CxlRejReason, FixWords.CxlRejReasonOf(e.RejectReason, order is { HasEnded: true }));
        AddReason(e.RejectReason);
        _writer.Add(Tag.ExchangeSequence, e.Sequence);
        return _writer;
    }

    /// <summary>A mass cancel that is done, or that was refused.</summary>
    public FixWriter MassCancel(in ExchangeEvent e, FixCommand request, Instrument? instrument)
    {
        var type = instrument is null ? '7' : '1';
        var isRefused = e.Kind == EventKind.CommandRejected;
        _writer.Begin("r"u8);
        _writer.AddText(Tag.ClOrdId, request.ClOrdId);
        _writer.Add(Tag.OrderId, e.Sequence);
        _writer.Add(Tag.MassCancelRequestType, type);
        _writer.Add(Tag.MassCancelResponse, isRefused ? '0' : type);
        if (isRefused)
            _writer.Add(Tag.MassCancelRejectReason, e.RejectReason == RejectReason.UnknownInstrument ? 1 : 99);
        else
            _writer.Add(Tag.TotalAffectedOrders, e.Quantity.Units);
        if (instrument is not null)
            _writer.AddText(Tag.Symbol, instrument.Symbol);
        _writer.AddTimestamp(Tag.TransactTime, e.Time);
        if (isRefused)
            AddReason(e.RejectReason);
        _writer.Add(Tag.ExchangeSequence, e.Sequence);
        return _writer;
    }

    private void BeginUnknown(ReadOnlySpan<byte> account, OrderId order = default)
    {
        _writer.Begin("8"u8);
        if (order == OrderId.None)
            _writer.Add(Tag.OrderId, "NONE"u8);
        else
            _writer.Add(Tag.OrderId, order.Value);
        _writer.Add(Tag.ExecId, 0);
        _writer.Add(Tag.ExecType, 'I');
        _writer.Add(Tag.OrdStatus, '8');
        _writer.Add(Tag.OrdRejReason, FixWords.OrdRejReasonOf(RejectReason.UnknownOrder));
        _writer.Add(Tag.Account, account);
    }

    private void EndUnknown(Timestamp time)
    {
        _writer.Add(Tag.LeavesQty, 0);
        _writer.Add(Tag.CumQty, 0);
        _writer.Add(Tag.AvgPx, 0);
        if (!time.IsNone)
            _writer.AddTimestamp(Tag.TransactTime, time);
        AddReason(RejectReason.UnknownOrder);
    }

    private static char ExecTypeOf(in ExchangeEvent e, in OrderPicture order) => e.Kind switch
    {
        EventKind.OrderAccepted => '0',
        EventKind.Trade => 'F',
        EventKind.OrderCanceled => FixWords.EndOf(e.CancelReason),
        EventKind.OrderReplaced => '5',
        EventKind.OrderTriggered => 'L',
        EventKind.OrderReduced => 'D',
        EventKind.OrderRested when (e.Flags & (EventFlags.Slid | EventFlags.Replenished)) != 0 => 'D',
        // What the incoming order loses without a trade; the resting one has an event of its own.
        EventKind.SelfTradePrevented when e.OrderId == order.OrderId && !e.Quantity.IsZero && !order.Leaves.IsZero => 'D',
        _ => default,
    };

    private void Begin(long sequence, int index, char side, char type, in OrderPicture order, in FixTold told)
    {
        _writer.Begin("8"u8);
        _writer.Add(Tag.OrderId, order.OrderId.Value);
        _writer.AddText(Tag.ClOrdId, told.ClOrdId);
        _writer.AddText(Tag.OrigClOrdId, told.OrigClOrdId);
        if (sequence == 0)
            _writer.Add(Tag.ExecId, 0);
        else
            _writer.AddExecId(sequence, index, side);
        _writer.Add(Tag.ExecType, type);
        _writer.Add(Tag.OrdStatus, FixWords.StatusOf(in order));
    }

    private void AddTrade(in ExchangeEvent e, Instrument instrument, bool isMaker)
    {
        _writer.AddDecimal(Tag.LastQty, e.Quantity.Units, instrument.QuantityScale);
        _writer.AddDecimal(Tag.LastPx, e.Price.Units, instrument.PriceScale);
        _writer.AddDecimal(Tag.Commission, (isMaker ? e.MakerFee : e.TakerFee).Units, instrument.MoneyScale);
        _writer.Add(Tag.CommType, '3');
        _writer.Add(Tag.LastLiquidityInd, (e.Flags & EventFlags.Auction) != 0 ? 4 : isMaker ? 1 : 2);
        _writer.Add(Tag.TrdMatchId, e.TradeId.Value);
    }

    private void AddRestated(int reason, ReadOnlySpan<byte> text)
    {
        _writer.Add(Tag.ExecRestatementReason, reason);
        _writer.Add(FixTag.Text, text);
    }

    private void AddReason(RejectReason reason)
    {
        _writer.Add(FixTag.Text, FixWords.TextOf(reason));
        _writer.Add(Tag.ReasonCode, (int)reason);
    }

    private void AddQuantity(OrderTerms terms, Quantity quantity, Instrument instrument)
    {
        if (terms.QuoteQuantity)
            _writer.AddDecimal(Tag.CashOrderQty, quantity.Units, instrument.MoneyScale);
        else
            _writer.AddDecimal(Tag.OrderQty, quantity.Units, instrument.QuantityScale);
    }

    /// <summary>The order itself and how it stands.</summary>
    private void End(long sequence, Timestamp time, in OrderPicture order, ReadOnlySpan<byte> account, bool isCopy)
    {
        var instrument = order.Instrument;
        var terms = order.Terms;
        _writer.Add(Tag.Account, account);
        _writer.AddText(Tag.Symbol, instrument.Symbol);
        _writer.Add(Tag.Side, FixWords.Of(order.Side));
        AddQuantity(terms, order.Quantity, instrument);
        _writer.Add(Tag.OrdType, FixWords.Of(terms.Type));
        if (!order.Price.IsNone)
            _writer.AddDecimal(Tag.Price, order.Price.Units, instrument.PriceScale);
        if (!order.TriggerPrice.IsNone)
            _writer.AddDecimal(Tag.StopPx, order.TriggerPrice.Units, instrument.PriceScale);
        _writer.Add(Tag.TimeInForce, FixWords.Of(terms.TimeInForce));
        if (!order.ExpireTime.IsNone)
            _writer.AddTimestamp(Tag.ExpireTime, order.ExpireTime);
        if (!order.DisplayQuantity.IsZero)
            _writer.AddDecimal(Tag.MaxFloor, order.DisplayQuantity.Units, instrument.QuantityScale);
        if (terms.PostOnly != PostOnly.Off)
            _writer.Add(Tag.ExecInst, '6');
        if (terms.PostOnly == PostOnly.Slide)
            _writer.Add(Tag.PostOnlySlide, true);
        if (terms.RejectIfShort)
            _writer.Add(Tag.RejectIfShort, true);
        if (terms.SelfTradePrevention != SelfTradePrevention.None)
            _writer.Add(Tag.SelfTradePrevention, (int)terms.SelfTradePrevention);
        // What is left of a budget is money, which LeavesQty does not count.
        _writer.AddDecimal(Tag.LeavesQty, terms.QuoteQuantity ? 0 : order.Leaves.Units, instrument.QuantityScale);
        _writer.AddDecimal(Tag.CumQty, order.Filled.Units, instrument.QuantityScale);
        _writer.AddDecimal(Tag.AvgPx, order.AveragePrice.Units, instrument.PriceScale);
        _writer.AddTimestamp(Tag.TransactTime, time);
        _writer.Add(Tag.ExchangeSequence, sequence);
        if (isCopy)
            _writer.Add(Tag.CopyMsgIndicator, true);
    }
}
