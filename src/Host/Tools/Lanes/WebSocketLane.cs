using System.Text;
using System.Text.Json;
using Rialto.Host.Tools.Client;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Host.Tools.Lanes;

/// <summary>Orders over the WebSocket: <c>order.*</c> requests with the tag as id, own fills from the private <c>orders</c> channel.</summary>
internal sealed class WebSocketLane : IOrderLane
{
    private readonly StreamClient _stream;
    private readonly Func<InstrumentId, Instrument> _instruments;
    private readonly Dictionary<string, Instrument> _bySymbol;
    private readonly CancellationTokenSource _finished = new();
    private readonly MemoryStream _frame = new();
    private readonly Utf8JsonWriter _json;

    private WebSocketLane(StreamClient stream, IReadOnlyList<Instrument> instruments)
    {
        _stream = stream;
        _bySymbol = instruments.ToDictionary(instrument => instrument.Symbol.ToString());
        var byId = instruments.ToDictionary(instrument => instrument.Id);
        // What names an order need not name its instrument; a flow has only one.
        _instruments = id => id == InstrumentId.None ? instruments[0] : byId[id];
        _json = new Utf8JsonWriter(_frame);
    }

    /// <inheritdoc/>
    public int MaxInFlight => 1_000;

    /// <summary>Connects, signs in, and subscribes to the own orders where their trades are wanted.</summary>
    public static async Task<WebSocketLane> OpenAsync(
        Connection connection, IReadOnlyList<Instrument> instruments, bool wantsTrades, CancellationToken cancellationToken)
    {
        var lane = new WebSocketLane(await StreamClient.ConnectAsync(connection, isSigned: true, cancellationToken), instruments);
        if (wantsTrades)
        {
            await lane._stream.SendAsync(
                json =>
                {
                    json.WriteString("op", "subscribe");
                    json.WriteString("channel", "orders");
                },
                cancellationToken);
        }

        return lane;
    }

    /// <inheritdoc/>
    public void Send(long tag, in Command command)
    {
        _frame.SetLength(0);
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("op"u8, Operation(command.Kind));
        _json.WriteNumber("id"u8, tag);
        var instrument = _instruments(command.Instrument);
        if (command.Kind == CommandKind.NewOrder)
        {
            _json.WriteString("symbol"u8, instrument.Symbol.ToString());
            _json.WriteString("side"u8, command.Side == Side.Buy ? "buy"u8 : "sell"u8);
            _json.WriteString("order_type"u8, command.Terms.Type == OrderType.Market ? "market"u8 : "limit"u8);
            _json.WriteString("time_in_force"u8, command.Terms.TimeInForce.ToString().ToUpperInvariant());
            _json.WriteBoolean("idempotent"u8, command.Terms.Idempotent);
        }

        _json.WriteString("client_order_id"u8, command.Text.ToString());
        if (!command.Price.IsNone)
            _json.WriteString("price"u8, DecimalText.Format(command.Price.Units, instrument.PriceScale));
        if (!command.Quantity.IsZero)
            _json.WriteString("quantity"u8, DecimalText.Format(command.Quantity.Units, instrument.QuantityScale));
        _json.WriteEndObject();
        _json.Flush();
        _stream.SendAsync(_frame.GetBuffer().AsMemory(0, (int)_frame.Length), _finished.Token).GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Flush()
    {
        // Each command is a frame of its own and on the wire already.
    }

    /// <inheritdoc/>
    public void Read(ILaneListener listener)
    {
        try
        {
            while (_stream.ReadAsync(_finished.Token).GetAwaiter().GetResult() is { } frame)
            {
                using var document = JsonDocument.Parse(frame);
                var message = document.RootElement;
                switch (message.Member("type"))
                {
                    case "response":
                        listener.OnAnswer(AnswerOf(message));
                        break;
                    case "order" when message.Member("event") == "fill" && message.Member("liquidity") == "maker":
                        listener.OnTrade(TradeOf(message));
                        break;
                    case "error":
                        throw new ToolException(ExitCode.Refused, $"The exchange answered {message.GetRawText()}");
                }
            }
        }
        catch (OperationCanceledException) when (_finished.IsCancellationRequested)
        {
            // Finish was called: all that was asked for has come.
        }
    }

    /// <inheritdoc/>
    public void Finish() => _finished.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _json.Dispose();
        _frame.Dispose();
        _finished.Dispose();
    }

    private static ReadOnlySpan<byte> Operation(CommandKind kind) => kind switch
    {
        CommandKind.NewOrder => "order.new"u8,
        CommandKind.CancelOrder => "order.cancel"u8,
        CommandKind.ReduceOrder => "order.reduce"u8,
        CommandKind.ReplaceOrder => "order.replace"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a command of a lane"),
    };

    private LaneAnswer AnswerOf(JsonElement message)
    {
        var tag = message.GetProperty("id").GetInt64();
        if (message.TryGetProperty("error", out var error))
        {
            var reason = (RejectReason)error.GetProperty("number").GetUInt16();
            return new LaneAnswer(tag, reason, error.TryGetProperty("sequence", out var refused) ? refused.GetInt64() : 0, OrderId.None, Quantity.Zero, HasEnded: false);
        }

        var result = message.GetProperty("result");
        var scale = _bySymbol[result.GetProperty("symbol").GetString()!].QuantityScale;
        return new LaneAnswer(
            tag,
            RejectReason.None,
            result.GetProperty("sequence").GetInt64(),
            new OrderId(Digits(result, "order_id")),
            new Quantity(Units(result, "filled", scale)),
            result.Member("status") is "filled" or "canceled");
    }

    private LaneTrade TradeOf(JsonElement message)
    {
        var instrument = _bySymbol[message.GetProperty("symbol").GetString()!];
        return new LaneTrade(
            Digits(message, "trade_id"),
            new OrderId(Digits(message, "order_id")),
            new Price(Units(message, "price", instrument.PriceScale)),
            new Quantity(Units(message, "quantity", instrument.QuantityScale)));
    }

    private static long Digits(JsonElement element, string name) =>
        long.Parse(element.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    private static long Units(JsonElement element, string name, int scale) =>
        DecimalText.TryParse(Encoding.ASCII.GetBytes(element.Member(name) ?? "0"), scale, out var units) == DecimalTextError.None
            ? units
            : throw new ToolException(ExitCode.Failed, $"The exchange answered {name} '{element.Member(name)}', which is no decimal of scale {scale}.");
}
