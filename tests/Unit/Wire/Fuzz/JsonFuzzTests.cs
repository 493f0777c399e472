using System.Globalization;
using System.Text;
using System.Text.Json;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;
using Xunit;

namespace Rialto.Unit.Wire.Fuzz;

/// <summary>REST bodies and WebSocket frames, good ones bent in every way: no exception, errors that point into the text, and the same opinion on what is JSON as .NET's reader.</summary>
public class JsonFuzzTests
{
    private static readonly Instrument Apple = new(
        new InstrumentId(7), Text36.Of("AAPL"), 2, 3, 4, new Price(1), new Quantity(1), new Quantity(1), new Quantity(1_000_000));

    private static readonly RequestOrigin Origin = new(new OwnerId(3), new OwnerGroup(9), new SessionId(4));

    private static readonly byte[][] Bodies = Samples(
        """{"symbol": "AAPL", "side": "buy", "order_type": "market", "quantity": 100, "user_id": "user123"}""",
        """{"symbol":"AAPL","side":"sell","order_type":"limit","price":150.50,"quantity":"200","time_in_force":"IOC","stp_mode":"cancel_resting"}""",
        """{"symbol":"AAPL","side":"buy","order_type":"stop_limit","limit_price":"150.50","stop_price":"150.4","quantity":"200.125","display_quantity":"10","time_in_force":"GTD","expire_time":"2026-11-21T04:10:52.000000001Z","post_only":"slide","client_order_id":"a\u0062\/c","idempotent":false}""",
        """{"symbol":"AAPL","side":"buy","order_type":"market","quote_quantity":"1000.0001","protection_price":"151","reject_if_short":true}""",
        """{"price":"1.25","quantity":9,"display_quantity":null,"client_order_id":"b"}""",
        """{"quantity":"10"}""");

    private static readonly byte[][] Frames = Samples(
        """{"op":"order.new","id":7,"symbol":"AAPL","side":"buy","price":"150.50","quantity":"100","client_order_id":"mm-17"}""",
        """{"op":"order.cancel","id":"q-1","order_id":"17"}""",
        """{"op":"order.replace","id":8,"client_order_id":"a","price":150.25,"new_client_order_id":"b"}""",
        """{"op":"order.reduce","order_id":17,"quantity":"5"}""",
        """{"op":"order.mass_cancel","symbol":"AAPL","side":"sell","session":true}""",
        """{"op":"subscribe","channel":"book","symbols":["AAPL","BTC-USDT"],"deep":[[[{"a":[1,-2.5e+3,null]}]]]}""",
        """{"op":"auth","key":"k","timestamp":"1795234252000","signature":"00"}""");

    [Fact]
    public void Bodies_never_break_the_decoder() => FuzzRun.Over(Bodies, FuzzRun.TextBytes, 30, (body, index) =>
    {
        CheckBody(body, RequestField.NewOrder, index);
        if (index % 4 == 0)
            CheckBody(body, RequestField.ReplaceOrder, index);
        if (index % 8 == 0)
            CheckBody(body, RequestField.ReduceOrder, index);
    });

    [Fact]
    public void Frames_never_break_the_decoder() => FuzzRun.Over(Frames, FuzzRun.TextBytes, 20, (frame, index) =>
    {
        var peeked = OrderRequestJson.TryPeekOp(frame, out var op, out var id, out var error);
        Assert.True(id.Offset + id.Length <= frame.Length);
        if (!peeked)
            Assert.InRange(error.Offset, 0, frame.Length);
        if (index % 16 == 0)
            SameOpinion(frame, peeked || error.Fault != RequestFault.NotJson, error.Fault == RequestFault.NotJson);
        if (peeked && !OrderRequestJson.TryDecodeFrame(frame, op, out _, out error))
            Assert.InRange(error.Offset, 0, frame.Length);
    });

    [Fact]
    public void Times_and_decimals_come_back_as_they_were() => FuzzRun.Over(
        Samples("2026-11-21T04:10:52.000000001Z", "1970-01-01T00:00:00Z", "2261-12-31T23:59:59.9Z"), FuzzRun.TextBytes, 5, static (text, _) =>
        {
            if (!IsoTime.TryParse(text, out var time))
                return;
            Span<byte> written = stackalloc byte[IsoTime.Length];
            Assert.True(IsoTime.TryFormat(time, written));
            Assert.True(IsoTime.TryParse(written, out var again));
            Assert.Equal(time, again);
        });

    private static byte[][] Samples(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    private static void CheckBody(ReadOnlySpan<byte> body, RequestField fields, long index)
    {
        var decoded = OrderRequestJson.TryDecode(body, fields, out var request, out var error);
        if (index % 16 == 0)
            SameOpinion(body, decoded, error.Fault == RequestFault.NotJson);
        if (!decoded)
        {
            Assert.NotEqual(RequestFault.None, error.Fault);
            Assert.InRange(error.Offset, 0, body.Length);
            if (index % 64 == 0)
                Assert.NotEqual("", error.Describe(body));
            return;
        }

        if (fields == RequestField.ReplaceOrder)
            OrderRequestCommands.TryReplace(request, body, Apple, Origin, new OrderId(1), default, request.ClientOrderId, out _, out error);
        else if (fields == RequestField.ReduceOrder)
            OrderRequestCommands.TryReduce(request, body, Apple, Origin, new OrderId(1), default, out _, out error);
        else if (OrderRequestCommands.TryNewOrder(request, body, Apple, Origin, out var command, out error) && index % 16 == 0)
            ComesBack(request, command);
        Assert.InRange(error.Offset, 0, body.Length);
    }

    /// <summary>What we took for JSON is JSON to .NET's reader, and what we refused as none is none.</summary>
    private static void SameOpinion(ReadOnlySpan<byte> text, bool accepted, bool refusedAsNoJson)
    {
        if (!accepted && !refusedAsNoJson || !System.Text.Unicode.Utf8.IsValid(text))
            return;
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = JsonCursor.MaxDepth });
        var isJson = true;
        try
        {
            while (reader.Read())
            {
            }
        }
        catch (JsonException)
        {
            isJson = false;
        }

        Assert.False(refusedAsNoJson && isJson, "refused, but it is JSON");
    }

    /// <summary>Encode, decode: the same command.</summary>
    private static void ComesBack(in OrderRequest request, in Command command)
    {
        var terms = command.Terms;
        var immediate = terms.Type is OrderType.Market or OrderType.StopLoss;
        var text = new StringBuilder("{");
        Add("side", Quoted(Encoding.ASCII.GetString(RequestWords.WordOf(command.Side))));
        Add("order_type", Quoted(Encoding.ASCII.GetString(RequestWords.WordOf(terms.Type))));
        Add("time_in_force", Quoted(Encoding.ASCII.GetString(RequestWords.WordOf(terms.TimeInForce))));
        Add("stp_mode", Quoted(Encoding.ASCII.GetString(RequestWords.WordOf(terms.SelfTradePrevention))));
        Add("post_only", terms.PostOnly switch { PostOnly.Off => "false", PostOnly.Reject => "true", _ => "\"slide\"" });
        Add("reject_if_short", terms.RejectIfShort ? "true" : "false");
        Add("idempotent", terms.Idempotent ? "true" : "false");
        Add(terms.QuoteQuantity ? "quote_quantity" : "quantity", Quoted(DecimalText.Format(command.Quantity.Units, terms.QuoteQuantity ? Apple.MoneyScale : Apple.QuantityScale)));
        Add("display_quantity", DecimalText.Format(command.DisplayQuantity.Units, Apple.QuantityScale));
        if (request.Has(RequestField.Price | RequestField.LimitPrice | RequestField.ProtectionPrice))
            Add(immediate ? "protection_price" : "price", DecimalText.Format(command.Price.Units, Apple.PriceScale));
        if (request.Has(RequestField.StopPrice))
            Add("stop_price", DecimalText.Format(command.TriggerPrice.Units, Apple.PriceScale));
        if (!command.ExpireTime.IsNone)
            Add("expire_time", Quoted(command.ExpireTime.ToString()));
        if (!command.Text.IsEmpty)
            Add("client_order_id", JsonSerializer.Serialize(command.Text.ToString()));
        text[^1] = '}';
        var body = Encoding.UTF8.GetBytes(text.ToString());
        Assert.True(OrderRequestJson.TryDecode(body, RequestField.NewOrder, out var again, out var error), $"{error} {text}");
        Assert.True(OrderRequestCommands.TryNewOrder(again, body, Apple, Origin, out var commandAgain, out error), $"{error} {text}");
        Assert.Equal(command, commandAgain);

        void Add(string name, string value) => text.Append(CultureInfo.InvariantCulture, $"\"{name}\":{value},");
        static string Quoted(string word) => $"\"{word}\"";
    }
}
