using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Wire.Json;

/// <summary>
/// Decodes order requests of REST and WebSocket: one flat object of known fields, each at most once. Allocates nothing, never throws, is linear in the
/// text. <c>null</c> is the same as leaving a field out. Escapes are understood in symbols and client order ids, and refused in all other values.
/// </summary>
public static class OrderRequestJson
{
    private const int MaxIdBytes = 36;
    private const int MaxUserIdBytes = 64;

    /// <summary>Decodes a REST body, whose path already says what it asks.</summary>
    /// <param name="json">The whole body.</param>
    /// <param name="fields">The fields this request may have, for example <see cref="RequestField.NewOrder"/>.</param>
    /// <param name="request">The request; its slices point into <paramref name="json"/>.</param>
    /// <param name="error">What is wrong.</param>
    public static bool TryDecode(ReadOnlySpan<byte> json, RequestField fields, out OrderRequest request, out RequestError error)
    {
        request = default;
        error = default;
        if (!System.Text.Unicode.Utf8.IsValid(json))
            return Fail(RequestFault.NotJson, RequestField.None, 0, out error);
        var cursor = new JsonCursor(json);
        if (!cursor.TryTake((byte)'{'))
            return Fail(IsJson(json) ? RequestFault.NotAnObject : RequestFault.NotJson, RequestField.None, cursor.Position, out error);
        var seen = RequestField.None;
        if (!cursor.TryTake((byte)'}'))
        {
            do
            {
                if (!cursor.TryTakeString(out var name) || !cursor.TryTake((byte)':'))
                    return Fail(RequestFault.NotJson, RequestField.None, cursor.Position, out error);
                var field = RequestFields.Of(name.Of(json)) & fields;
                if (field == RequestField.None)
                {
                    error = new RequestError(RequestFault.UnknownField, RequestField.None, name.Offset, name.Length);
                    return false;
                }

                if ((seen & field) != 0)
                    return Fail(RequestFault.DuplicateField, field, name.Offset, out error);
                seen |= field;
                if (!cursor.TryTakeScalar(out var value))
                    return Fail(RequestFault.NotJson, field, cursor.Position, out error);
                if (value.Kind == JsonKind.Null)
                    continue;
                var fault = Set(ref request, field, json, value);
                if (fault != RequestFault.None)
                    return Fail(fault, field, value.Offset, out error);
                request.Given |= field;
            }
            while (cursor.TryTake((byte)','));

            if (!cursor.TryTake((byte)'}'))
                return Fail(RequestFault.NotJson, RequestField.None, cursor.Position, out error);
        }

        return cursor.IsAtEnd() || Fail(RequestFault.NotJson, RequestField.None, cursor.Position, out error);
    }

    /// <summary>Decodes a WebSocket order request, whose <c>op</c> says what it asks and so which fields it may have.</summary>
    public static bool TryDecodeFrame(ReadOnlySpan<byte> json, RequestOp op, out OrderRequest request, out RequestError error)
    {
        const RequestField Always = RequestField.Op | RequestField.Id;
        var fields = op switch
        {
            RequestOp.NewOrder => RequestField.NewOrder,
            RequestOp.CancelOrder => RequestField.OrderName,
            RequestOp.ReplaceOrder => RequestField.ReplaceOrder | RequestField.OrderId | RequestField.NewClientOrderId,
            RequestOp.ReduceOrder => RequestField.ReduceOrder | RequestField.OrderName,
            RequestOp.MassCancel => RequestField.Symbol | RequestField.Side | RequestField.Session,
            _ => RequestField.None,
        };
        return TryDecode(json, fields | Always, out request, out error);
    }

    /// <summary>
    /// Finds <c>op</c> and <c>id</c> of a WebSocket request of any kind without decoding the rest, and checks that the whole is one JSON object
    /// (nested at most <see cref="JsonCursor.MaxDepth"/> deep).
    /// </summary>
    /// <param name="json">The frame's text.</param>
    /// <param name="op">What is asked.</param>
    /// <param name="id">The client's mark, if there is one (kind none if not); set even where the rest is refused, if it was read before.</param>
    /// <param name="error">What is wrong.</param>
    public static bool TryPeekOp(ReadOnlySpan<byte> json, out RequestOp op, out JsonSlice id, out RequestError error)
    {
        op = RequestOp.None;
        id = default;
        error = default;
        if (!System.Text.Unicode.Utf8.IsValid(json))
            return Fail(RequestFault.NotJson, RequestField.None, 0, out error);
        var cursor = new JsonCursor(json);
        if (!cursor.TryTake((byte)'{'))
            return Fail(IsJson(json) ? RequestFault.NotAnObject : RequestFault.NotJson, RequestField.None, cursor.Position, out error);
        OrderRequest request = default;
        if (!cursor.TryTake((byte)'}'))
        {
            do
            {
                if (!cursor.TryTakeString(out var name) || !cursor.TryTake((byte)':'))
                    return Fail(RequestFault.NotJson, RequestField.None, cursor.Position, out error);
                var field = RequestFields.Of(name.Of(json)) & (RequestField.Op | RequestField.Id);
                if (field == RequestField.None)
                {
                    if (!cursor.TrySkip())
                        return Fail(RequestFault.NotJson, RequestField.None, cursor.Position, out error);
                    continue;
                }

                if ((request.Given & field) != 0)
                    return Fail(RequestFault.DuplicateField, field, name.Offset, out error);
                if (!cursor.TryTakeScalar(out var value))
                    return Fail(RequestFault.NotJson, field, cursor.Position, out error);
                var fault = value.Kind == JsonKind.Null ? RequestFault.None : Set(ref request, field, json, value);
                if (fault != RequestFault.None)
                    return Fail(fault, field, value.Offset, out error);
                request.Given |= field;
                id = request.Id;
            }
            while (cursor.TryTake((byte)','));

            if (!cursor.TryTake((byte)'}'))
                return Fail(RequestFault.NotJson, RequestField.None, cursor.Position, out error);
        }

        if (!cursor.IsAtEnd())
            return Fail(RequestFault.NotJson, RequestField.None, cursor.Position, out error);
        op = request.Op;
        return op != RequestOp.None || Fail(RequestFault.MissingField, RequestField.Op, 0, out error);
    }

    private static bool IsJson(ReadOnlySpan<byte> json)
    {
        var cursor = new JsonCursor(json);
        return cursor.TrySkip() && cursor.IsAtEnd();
    }

    private static bool Fail(RequestFault fault, RequestField field, int offset, out RequestError error)
    {
        error = new RequestError(fault, field, offset);
        return false;
    }

    private static RequestFault Set(ref OrderRequest request, RequestField field, ReadOnlySpan<byte> json, JsonSlice value)
    {
        switch (field)
        {
            case RequestField.Quantity:
                return TakeNumber(value, out request.Quantity);
            case RequestField.QuoteQuantity:
                return TakeNumber(value, out request.QuoteQuantity);
            case RequestField.Price:
            case RequestField.LimitPrice:
                if (request.Has(RequestField.Price | RequestField.LimitPrice))
                    return RequestFault.NotAllowedHere;
                return TakeNumber(value, out request.Price);
            case RequestField.ProtectionPrice:
                return TakeNumber(value, out request.ProtectionPrice);
            case RequestField.StopPrice:
                return TakeNumber(value, out request.StopPrice);
            case RequestField.DisplayQuantity:
                return TakeNumber(value, out request.DisplayQuantity);
            case RequestField.Symbol:
                return TakeText(json, value, out request.Symbol);
            case RequestField.ClientOrderId:
                return TakeText(json, value, out request.ClientOrderId);
            case RequestField.NewClientOrderId:
                return TakeText(json, value, out request.NewClientOrderId);
            case RequestField.RejectIfShort:
                return TakeBoolean(value, out request.RejectIfShort);
            case RequestField.Idempotent:
                return TakeBoolean(value, out request.Idempotent);
            case RequestField.Session:
                return TakeBoolean(value, out request.OnlyThisSession);
            case RequestField.PostOnly:
                return TakePostOnly(json, value, out request.PostOnly);
            case RequestField.OrderId:
                return TakeOrderId(json, value, out request.OrderId);
            case RequestField.Id:
                request.Id = value;
                return value.Kind is not (JsonKind.String or JsonKind.Number) ? RequestFault.WrongKind : value.Length > MaxIdBytes ? RequestFault.BadText : RequestFault.None;
            case RequestField.UserId:
                request.UserId = value;
                return value.Kind is not (JsonKind.String or JsonKind.Number) ? RequestFault.WrongKind
                    : value.Escaped || value.Length is 0 or > MaxUserIdBytes ? RequestFault.BadText : RequestFault.None;
            default:
                return value.Kind == JsonKind.String ? SetWord(ref request, field, value.Of(json)) : RequestFault.WrongKind;
        }
    }

    private static RequestFault SetWord(ref OrderRequest request, RequestField field, ReadOnlySpan<byte> word)
    {
        if (field == RequestField.ExpireTime)
            return IsoTime.TryParse(word, out request.ExpireTime) ? RequestFault.None : RequestFault.NotATime;
        var known = field switch
        {
            RequestField.Op => RequestWords.TryOp(word, out request.Op),
            RequestField.Side => RequestWords.TrySide(word, out request.Side),
            RequestField.OrderType => RequestWords.TryOrderType(word, out request.OrderType),
            RequestField.TimeInForce => RequestWords.TryTimeInForce(word, out request.TimeInForce),
            RequestField.StpMode => RequestWords.TryStpMode(word, out request.StpMode),
            _ => false,
        };
        return known ? RequestFault.None : RequestFault.UnknownWord;
    }

    private static RequestFault TakeNumber(JsonSlice value, out JsonSlice into)
    {
        into = value;
        return value.Kind is not (JsonKind.String or JsonKind.Number) ? RequestFault.WrongKind : value.Escaped ? RequestFault.NotADecimal : RequestFault.None;
    }

    private static RequestFault TakeBoolean(JsonSlice value, out bool into)
    {
        into = value.Kind == JsonKind.True;
        return value.Kind is JsonKind.True or JsonKind.False ? RequestFault.None : RequestFault.WrongKind;
    }

    private static RequestFault TakePostOnly(ReadOnlySpan<byte> json, JsonSlice value, out PostOnly into)
    {
        if (value.Kind == JsonKind.String)
            return RequestWords.TryPostOnly(value.Of(json), out into) ? RequestFault.None : RequestFault.UnknownWord;
        into = value.Kind == JsonKind.True ? PostOnly.Reject : PostOnly.Off;
        return value.Kind is JsonKind.True or JsonKind.False ? RequestFault.None : RequestFault.WrongKind;
    }

    private static RequestFault TakeOrderId(ReadOnlySpan<byte> json, JsonSlice value, out OrderId into)
    {
        into = default;
        if (value.Kind is not (JsonKind.String or JsonKind.Number))
            return RequestFault.WrongKind;
        switch (DecimalText.TryParse(value.Of(json), 0, out var number))
        {
            case DecimalTextError.None when number > 0:
                into = new OrderId(number);
                return RequestFault.None;
            case DecimalTextError.None:
                return RequestFault.NotPositive;
            case DecimalTextError.OutOfRange:
                return RequestFault.OutOfRange;
            default:
                return RequestFault.NotADecimal;
        }
    }

    private static RequestFault TakeText(ReadOnlySpan<byte> json, JsonSlice value, out Text36 into)
    {
        into = default;
        if (value.Kind != JsonKind.String)
            return RequestFault.WrongKind;
        var text = value.Of(json);
        if (!value.Escaped)
            return Text36.TryCreate(text, out into) ? RequestFault.None : RequestFault.BadText;
        Span<byte> plain = stackalloc byte[Text36.LengthMax];
        return JsonCursor.TryUnescape(text, plain, out var length) && Text36.TryCreate(plain[..length], out into) ? RequestFault.None : RequestFault.BadText;
    }
}
