using System.Text;
using Rialto.Model.Orders;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Application;

/// <summary>Answers to requests that never reach the exchange, in the words of the request. The session's reader.</summary>
internal sealed class FixRefusals
{
    private readonly FixWriter _writer = new();
    private readonly byte[] _text = new byte[512];

    /// <summary>BusinessMessageReject.</summary>
    /// <param name="message">The request.</param>
    /// <param name="idTag">The tag of its id; 0 where it has none.</param>
    /// <param name="reason">BusinessRejectReason.</param>
    /// <param name="text">Why, in words.</param>
    /// <param name="code">The exchange's reason; None where there is none.</param>
    public FixWriter Business(FixMessage message, int idTag, int reason, string text, RejectReason code = RejectReason.None)
    {
        _writer.Begin("j"u8);
        _writer.Add(FixTag.RefSeqNum, message.SeqNum);
        _writer.Add(FixTag.RefMsgType, message.MsgType);
        if (idTag != 0 && message.TryGet(idTag, out var id))
            _writer.Add(Tag.BusinessRejectRefId, id);
        _writer.Add(FixTag.BusinessRejectReason, reason);
        _writer.Add(FixTag.Text, text);
        if (code != RejectReason.None)
            _writer.Add(Tag.ReasonCode, (int)code);
        return _writer;
    }

    /// <summary>MarketDataRequestReject.</summary>
    /// <param name="requestId">MDReqID.</param>
    /// <param name="reason">MDReqRejReason.</param>
    /// <param name="text">Why, in words.</param>
    public FixWriter Market(ReadOnlySpan<byte> requestId, char reason, string text)
    {
        _writer.Begin("Y"u8);
        _writer.Add(Tag.MdReqId, requestId);
        _writer.Add(Tag.MdReqRejReason, reason);
        _writer.Add(FixTag.Text, text);
        return _writer;
    }

    /// <summary>The answer to a new order, cancel, replacement or mass cancel that is refused here.</summary>
    public FixWriter Order(FixMessage message, in FixFault fault, ReadOnlySpan<byte> account, Model.Units.Timestamp now)
    {
        if (fault.MissingTag != 0)
            return Business(message, Tag.ClOrdId, 5, $"Tag {fault.MissingTag} is needed here.");
        return message.MsgType[0] switch
        {
            (byte)'D' => Execution(message, in fault, account, now),
            (byte)'q' => MassCancel(message, in fault, now),
            _ => CancelReject(message, in fault, now),
        };
    }

    private FixWriter Execution(FixMessage message, in FixFault fault, ReadOnlySpan<byte> account, Model.Units.Timestamp now)
    {
        _writer.Begin("8"u8);
        _writer.Add(Tag.OrderId, "NONE"u8);
        Repeat(message, Tag.ClOrdId);
        _writer.Add(Tag.ExecId, 0);
        _writer.Add(Tag.ExecType, '8');
        _writer.Add(Tag.OrdStatus, '8');
        _writer.Add(Tag.OrdRejReason, FixWords.OrdRejReasonOf(fault.Reason));
        _writer.Add(Tag.Account, account);
        foreach (var tag in (ReadOnlySpan<int>)[Tag.Symbol, Tag.Side, Tag.OrderQty, Tag.CashOrderQty, Tag.OrdType, Tag.Price, Tag.StopPx, Tag.TimeInForce])
            Repeat(message, tag);
        _writer.Add(Tag.LeavesQty, 0);
        _writer.Add(Tag.CumQty, 0);
        _writer.Add(Tag.AvgPx, 0);
        _writer.AddTimestamp(Tag.TransactTime, now);
        AddReason(in fault);
        return _writer;
    }

    private FixWriter CancelReject(FixMessage message, in FixFault fault, Model.Units.Timestamp now)
    {
        _writer.Begin("9"u8);
        if (message.Has(Tag.OrderId))
            Repeat(message, Tag.OrderId);
        else
            _writer.Add(Tag.OrderId, "NONE"u8);
        Repeat(message, Tag.ClOrdId);
        Repeat(message, Tag.OrigClOrdId);
        _writer.Add(Tag.OrdStatus, '8');
        _writer.AddTimestamp(Tag.TransactTime, now);
        _writer.Add(Tag.CxlRejResponseTo, message.MsgType[0] == 'G' ? '2' : '1');
        _writer.Add(Tag.CxlRejReason, FixWords.CxlRejReasonOf(fault.Reason, hasEnded: false));
        AddReason(in fault);
        return _writer;
    }

    private FixWriter MassCancel(FixMessage message, in FixFault fault, Model.Units.Timestamp now)
    {
        _writer.Begin("r"u8);
        Repeat(message, Tag.ClOrdId);
        _writer.Add(Tag.OrderId, "NONE"u8);
        Repeat(message, Tag.MassCancelRequestType);
        _writer.Add(Tag.MassCancelResponse, '0');
        _writer.Add(Tag.MassCancelRejectReason, fault.Reason == RejectReason.UnknownInstrument ? 1 : 99);
        Repeat(message, Tag.Symbol);
        Repeat(message, Tag.Side);
        _writer.AddTimestamp(Tag.TransactTime, now);
        AddReason(in fault);
        return _writer;
    }

    private void AddReason(in FixFault fault)
    {
        var sentence = FixWords.TextOf(fault.Reason);
        sentence.CopyTo(_text);
        var length = sentence.Length;
        if (fault.Detail.Length > 0)
        {
            _text[length++] = (byte)' ';
            length += Encoding.ASCII.GetBytes(fault.Detail, _text.AsSpan(length));
        }

        _writer.Add(FixTag.Text, _text.AsSpan(0, length));
        _writer.Add(Tag.ReasonCode, (int)fault.Reason);
    }

    private void Repeat(FixMessage message, int tag)
    {
        if (message.TryGet(tag, out var value))
            _writer.Add(tag, value);
    }
}
