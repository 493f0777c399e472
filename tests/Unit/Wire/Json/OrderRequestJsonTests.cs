using System.Text;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;
using Xunit;

namespace Rialto.Unit.Wire.Json;

public class OrderRequestJsonTests
{
    private static readonly Instrument Apple = new(
        new InstrumentId(7), Text36.Of("AAPL"), 2, 0, 4, new Price(1), new Quantity(1), new Quantity(1), new Quantity(1_000_000));

    private static readonly RequestOrigin Origin = new(new OwnerId(3), new OwnerGroup(9), new SessionId(4));

    private static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json);

    private static Command NewOrder(string json)
    {
        Assert.True(OrderRequestJson.TryDecode(Bytes(json), RequestField.NewOrder, out var request, out var error), error.ToString());
        Assert.True(OrderRequestCommands.TryNewOrder(request, Bytes(json), Apple, Origin, out var command, out error), error.ToString());
        return command;
    }

    private static RequestError Refused(string json, RequestField fields = RequestField.NewOrder)
    {
        if (!OrderRequestJson.TryDecode(Bytes(json), fields, out var request, out var error))
            return error;
        Assert.False(OrderRequestCommands.TryNewOrder(request, Bytes(json), Apple, Origin, out _, out error));
        return error;
    }

    [Fact]
    public void The_mission_documents_market_order_is_understood()
    {
        var command = NewOrder("""{"symbol": "AAPL", "side": "buy", "order_type": "market", "quantity": 100, "user_id": "user123"}""");
        Assert.Equal((CommandKind.NewOrder, Side.Buy, new InstrumentId(7), new OwnerId(3), new OwnerGroup(9), new SessionId(4)),
            (command.Kind, command.Side, command.Instrument, command.Owner, command.Group, command.Session));
        Assert.Equal(new Quantity(100), command.Quantity);
        Assert.Equal(Price.None, command.Price);
        Assert.Equal(OrderTerms.Of(OrderType.Market, TimeInForce.Ioc), command.Terms);
    }

    [Fact]
    public void Every_field_has_its_place()
    {
        var command = NewOrder("""
            {"symbol":"AAPL","side":"SELL","order_type":"Stop_Limit","limit_price":"150.50","stop_price":150.4,"quantity":"200","display_quantity":10.0,
             "time_in_force":"gtd","expire_time":"2026-11-21T04:10:52.000000001Z","post_only":"slide","stp_mode":"decrement_both",
             "reject_if_short":true,"client_order_id":"mm-\u0031\/7","idempotent":false,"user_id":3}
            """);
        Assert.Equal(OrderTerms.Of(OrderType.StopLimit, TimeInForce.Gtd, SelfTradePrevention.DecrementBoth, PostOnly.Slide, rejectIfShort: true), command.Terms);
        Assert.Equal((Side.Sell, 15050L, 15040L, 200L, 10L), (command.Side, command.Price.Units, command.TriggerPrice.Units, command.Quantity.Units, command.DisplayQuantity.Units));
        Assert.Equal("2026-11-21T04:10:52.000000001Z", command.ExpireTime.ToString());
        Assert.Equal("mm-1/7", command.Text.ToString());
    }

    [Fact]
    public void A_budget_is_counted_in_money_and_a_client_order_id_makes_the_order_idempotent()
    {
        var command = NewOrder("""{"symbol":"AAPL","side":"buy","order_type":"market","quote_quantity":"1000.0001","protection_price":"151","client_order_id":"a"}""");
        Assert.Equal(10_000_001, command.Quantity.Units);
        Assert.Equal(15_100, command.Price.Units);
        Assert.Equal(OrderTerms.Of(OrderType.Market, TimeInForce.Ioc, quoteQuantity: true, idempotent: true), command.Terms);
    }

    [Fact]
    public void Null_is_the_same_as_leaving_a_field_out() =>
        Assert.Equal(TimeInForce.Gtc, NewOrder("""{"symbol":"AAPL","side":"buy","price":1,"quantity":1,"time_in_force":null,"stop_price":null}""").Terms.TimeInForce);

    [Theory]
    [InlineData("", RequestFault.NotJson, RequestField.None, 0)]
    [InlineData("{", RequestFault.NotJson, RequestField.None, 1)]
    [InlineData("[]", RequestFault.NotAnObject, RequestField.None, 0)]
    [InlineData("[", RequestFault.NotJson, RequestField.None, 0)]
    [InlineData("{}x", RequestFault.NotJson, RequestField.None, 2)]
    [InlineData("{\"side\":\"buy\",}", RequestFault.NotJson, RequestField.None, 14)]
    [InlineData("{\"side\":'buy'}", RequestFault.NotJson, RequestField.Side, 8)]
    [InlineData("{\"side\":\"b\u0001\"}", RequestFault.NotJson, RequestField.Side, 10)]
    [InlineData("{\"side\":\"\\x\"}", RequestFault.NotJson, RequestField.Side, 9)]
    [InlineData("{\"quantity\":01}", RequestFault.NotJson, RequestField.Quantity, 14)]
    [InlineData("{\"quantity\":+1}", RequestFault.NotJson, RequestField.Quantity, 12)]
    [InlineData("{\"quantity\":1.}", RequestFault.NotJson, RequestField.Quantity, 14)]
    [InlineData("{\"quantity\":NaN}", RequestFault.NotJson, RequestField.Quantity, 12)]
    [InlineData("{\"quantiy\":1}", RequestFault.UnknownField, RequestField.None, 2)]
    [InlineData("{\"op\":\"order.new\"}", RequestFault.UnknownField, RequestField.None, 2)]
    [InlineData("{\"side\":\"buy\",\"side\":\"buy\"}", RequestFault.DuplicateField, RequestField.Side, 15)]
    [InlineData("{\"side\":null,\"side\":\"buy\"}", RequestFault.DuplicateField, RequestField.Side, 14)]
    [InlineData("{\"side\":1}", RequestFault.WrongKind, RequestField.Side, 8)]
    [InlineData("{\"side\":{}}", RequestFault.WrongKind, RequestField.Side, 8)]
    [InlineData("{\"side\":\"hold\"}", RequestFault.UnknownWord, RequestField.Side, 9)]
    [InlineData("{\"symbol\":\"A B\"}", RequestFault.BadText, RequestField.Symbol, 11)]
    [InlineData("{\"symbol\":\"\"}", RequestFault.BadText, RequestField.Symbol, 11)]
    [InlineData("{\"client_order_id\":\"0123456789012345678901234567890123456\"}", RequestFault.BadText, RequestField.ClientOrderId, 20)]
    [InlineData("{\"client_order_id\":\"\\ud800\"}", RequestFault.BadText, RequestField.ClientOrderId, 20)]
    [InlineData("{\"expire_time\":\"2026-02-29T00:00:00Z\"}", RequestFault.NotATime, RequestField.ExpireTime, 16)]
    [InlineData("{\"post_only\":\"yes\"}", RequestFault.UnknownWord, RequestField.PostOnly, 14)]
    [InlineData("{\"idempotent\":1}", RequestFault.WrongKind, RequestField.Idempotent, 14)]
    [InlineData("{\"price\":1,\"limit_price\":1}", RequestFault.NotAllowedHere, RequestField.LimitPrice, 25)]
    [InlineData("{\"quantity\":1,\"price\":1}", RequestFault.MissingField, RequestField.Side, 0)]
    [InlineData("{\"side\":\"buy\",\"price\":1}", RequestFault.MissingField, RequestField.Quantity, 0)]
    [InlineData("{\"side\":\"buy\",\"quantity\":1}", RequestFault.MissingField, RequestField.Price, 0)]
    [InlineData("{\"side\":\"buy\",\"quantity\":1,\"price\":1,\"order_type\":\"stop_limit\"}", RequestFault.MissingField, RequestField.StopPrice, 0)]
    [InlineData("{\"side\":\"buy\",\"quantity\":1,\"price\":1,\"order_type\":\"market\"}", RequestFault.NotAllowedHere, RequestField.Price, 35)]
    [InlineData("{\"side\":\"buy\",\"quantity\":1,\"quote_quantity\":1,\"order_type\":\"market\"}", RequestFault.NotAllowedHere, RequestField.QuoteQuantity, 44)]
    [InlineData("{\"side\":\"buy\",\"quantity\":1,\"price\":150.505}", RequestFault.TooPrecise, RequestField.Price, 35)]
    [InlineData("{\"side\":\"buy\",\"quantity\":1,\"price\":1.5e2}", RequestFault.NotADecimal, RequestField.Price, 35)]
    [InlineData("{\"side\":\"buy\",\"quantity\":\"1,0\",\"price\":1}", RequestFault.NotADecimal, RequestField.Quantity, 26)]
    [InlineData("{\"side\":\"buy\",\"quantity\":\"\\u0031\",\"price\":1}", RequestFault.NotADecimal, RequestField.Quantity, 26)]
    [InlineData("{\"side\":\"buy\",\"quantity\":99999999999999999999,\"price\":1}", RequestFault.OutOfRange, RequestField.Quantity, 25)]
    public void What_is_wrong_is_said_with_field_and_place(string json, RequestFault fault, RequestField field, int offset)
    {
        var error = Refused(json);
        Assert.Equal((fault, field, offset), (error.Fault, error.Field, error.Offset));
    }

    [Fact]
    public void An_unknown_field_is_called_by_its_name()
    {
        var json = """{"side":"buy","prise":1}""";
        Assert.Equal("Unknown field 'prise'.", Refused(json).Describe(Bytes(json)));
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused() =>
        Assert.False(OrderRequestJson.TryDecode([.. "{\"symbol\":\""u8, 0xC3, .. "\"}"u8], RequestField.NewOrder, out _, out _));

    [Fact]
    public void Frames_say_what_they_ask_and_repeat_their_mark()
    {
        var frame = Bytes("""{"extra":[{"a":[1,2,{}]},"x"],"op":"order.cancel","id":"q-1"}""");
        Assert.True(OrderRequestJson.TryPeekOp(frame, out var op, out var id, out _));
        Assert.Equal((RequestOp.CancelOrder, "q-1"), (op, Encoding.UTF8.GetString(id.Of(frame))));
        Assert.False(OrderRequestJson.TryDecodeFrame(frame, op, out _, out var error));
        Assert.Equal("extra", error.FieldName(frame));

        var cancel = Bytes("""{"op":"order.cancel","id":7,"order_id":"17"}""");
        Assert.True(OrderRequestJson.TryDecodeFrame(cancel, RequestOp.CancelOrder, out var request, out error), error.ToString());
        Assert.Equal(new OrderId(17), request.OrderId);
        Assert.Equal(JsonKind.Number, request.Id.Kind);
    }

    [Fact]
    public void Nesting_beyond_the_limit_is_refused()
    {
        static string Nested(int depth) => $"{{\"op\":\"ping\",\"x\":{new string('[', depth)}{new string(']', depth)}}}";
        Assert.True(OrderRequestJson.TryPeekOp(Bytes(Nested(JsonCursor.MaxDepth)), out _, out _, out _));
        Assert.False(OrderRequestJson.TryPeekOp(Bytes(Nested(JsonCursor.MaxDepth + 2)), out _, out _, out var error));
        Assert.Equal(RequestFault.NotJson, error.Fault);
        Assert.False(OrderRequestJson.TryPeekOp(Bytes(Nested(100_000)), out _, out _, out _));
    }

    [Fact]
    public void Replacements_refuse_zero_because_zero_means_unchanged()
    {
        var json = Bytes("""{"price":"0"}""");
        Assert.True(OrderRequestJson.TryDecode(json, RequestField.ReplaceOrder, out var request, out _));
        Assert.False(OrderRequestCommands.TryReplace(request, json, Apple, Origin, new OrderId(1), default, default, out _, out var error));
        Assert.Equal((RequestFault.NotPositive, RequestField.Price), (error.Fault, error.Field));

        json = Bytes("""{"price":"1.25","quantity":9}""");
        Assert.True(OrderRequestJson.TryDecode(json, RequestField.ReplaceOrder, out request, out _));
        Assert.True(OrderRequestCommands.TryReplace(request, json, Apple, Origin, new OrderId(1), default, Text36.Of("b"), out var command, out _));
        Assert.Equal((CommandKind.ReplaceOrder, 1L, 125L, 9L, "b"), (command.Kind, command.OrderId.Value, command.Price.Units, command.Quantity.Units, command.Text.ToString()));
        Assert.True(OrderRequestCommands.TryReplace(request, json, Apple, Origin, default, Text36.Of("a"), default, out command, out _));
        Assert.Equal((0L, "a"), (command.OrderId.Value, command.Text.ToString()));
    }

    [Fact]
    public void Decoding_allocates_nothing()
    {
        var json = Bytes("""{"symbol":"AAPL","side":"sell","order_type":"limit","price":"150.50","quantity":"200","client_order_id":"mm-17","post_only":true,"stp_mode":"cancel_resting"}""");
        Assert.Equal(0, Allocations.Of(() => Run(json, 1_000)));

        static void Run(byte[] json, int times)
        {
            for (var i = 0; i < times; i++)
            {
                if (!OrderRequestJson.TryPeekOp(json, out _, out _, out _) && OrderRequestJson.TryDecode(json, RequestField.NewOrder, out var request, out _))
                    OrderRequestCommands.TryNewOrder(request, json, Apple, Origin, out _, out _);
            }
        }
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("2000-02-29T23:59:59.5Z", 951868799500000000)]
    [InlineData("2026-11-21T04:10:52.000000001Z", 1795234252000000001)]
    public void Times_are_read_to_the_nanosecond(string text, long nanoseconds)
    {
        Assert.True(IsoTime.TryParse(Bytes(text), out var time));
        Assert.Equal(nanoseconds, time.Nanoseconds);
        var written = new byte[IsoTime.Length];
        Assert.True(IsoTime.TryFormat(time, written));
        Assert.Equal(time.ToString(), Encoding.ASCII.GetString(written));
    }

    [Theory]
    [InlineData("2026-11-21T04:10:52")]
    [InlineData("2026-11-21 04:10:52Z")]
    [InlineData("2026-11-21T04:10:52.Z")]
    [InlineData("2026-11-21T04:10:52.0000000001Z")]
    [InlineData("2026-11-21T24:10:52Z")]
    [InlineData("2026-13-21T04:10:52Z")]
    [InlineData("1969-12-31T23:59:59Z")]
    [InlineData("2262-01-01T00:00:00Z")]
    [InlineData("2026-11-21T04:10:52+00")]
    public void Texts_that_are_no_time_are_refused(string text) => Assert.False(IsoTime.TryParse(Bytes(text), out _));
}
