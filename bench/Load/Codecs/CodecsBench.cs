using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Rialto.Journal.Segments;
using Rialto.Load.Measure;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;
using Rialto.Wire.Native;

namespace Rialto.Load.Codecs;

/// <summary>
/// What it costs to read and write one message, beside the ordinary way to do the same in .NET: a document of the JSON and decimals, a reader or writer over a
/// stream, the serializer. One thread, the same message again and again, so everything is in the nearest cache.
/// </summary>
internal sealed class CodecsBench(Options options, Report report)
{
    private const int Messages = 200_000;

    private static readonly Instrument Apple = new(
        new InstrumentId(1), Text36.Of("AAPL"), 2, 0, 4, new Price(1), new Quantity(1), new Quantity(1), new Quantity(1_000_000));

    private readonly byte[] _json =
        """{"symbol":"AAPL","side":"buy","order_type":"limit","quantity":"100","price":"585.33","time_in_force":"GTC","client_order_id":"mm-000017"}"""u8.ToArray();

    private readonly byte[] _frame = new byte[NativeFrame.MaxBytes];
    private readonly byte[] _into = new byte[NativeFrame.MaxBytes];
    private readonly byte[] _record = new byte[RecordCodec.SizeBytesMax];
    private readonly Command _command = new()
    {
        Kind = CommandKind.NewOrder,
        Sequence = 17,
        Time = new Timestamp(1_795_234_252_000_000_001),
        Owner = new OwnerId(3),
        Instrument = new InstrumentId(1),
        Terms = OrderTerms.Of(OrderType.Limit),
        Price = new Price(58_533),
        Quantity = new Quantity(100),
        Text = Text36.Of("mm-000017"),
    };

    private readonly ExchangeEvent _accepted = new()
    {
        Kind = EventKind.OrderAccepted,
        Sequence = 17,
        OrderId = new OrderId(17),
        Owner = new OwnerId(3),
        Instrument = new InstrumentId(1),
        Price = new Price(58_533),
        Quantity = new Quantity(100),
    };

    private int _frameLength;

    /// <summary>All codecs, each beside the ordinary way, interleaved.</summary>
    public void Run()
    {
        _frameLength = NativeOrders.Encode(in _command, requestId: 7, _frame);
        var table = new Table(
            "Codecs",
            $"One message, {Messages:N0} times a round, {options.Rounds} interleaved rounds, one thread. Bytes: allocated for one message. The ordinary way reads JSON into a document and its decimals, native frames field by field "
            + "through a BinaryReader or BinaryWriter over a stream, and writes a record with the JSON serializer.",
            ["codec", "median ns", "min ns", "bytes/op", "ordinary way, median ns", "bytes/op", "times as long"],
            []);
        Add(table, "REST or WebSocket order, JSON to command", DecodeJson, DecodeDocument);
        Add(table, "native order, frame to command", DecodeFrame, ReadFrame);
        Add(table, "native event, to frame", EncodeFrame, WriteFrame);
        Add(table, "journal record, command to bytes with checksum", EncodeRecord, SerializeRecord);
        report.Add(table, options.Quiet);
    }

    private void Add(Table table, string name, Func<long> ours, Func<long> ordinary)
    {
        Measure(ours);
        Measure(ordinary);
        var (fast, usual) = (new Samples(), new Samples());
        var (fastBytes, usualBytes) = (0.0, 0.0);
        for (var round = 0; round < options.Rounds; round++)
        {
            var (nanoseconds, bytes) = Measure(ours);
            fast.Add(nanoseconds);
            fastBytes = bytes;
            (nanoseconds, bytes) = Measure(ordinary);
            usual.Add(nanoseconds);
            usualBytes = bytes;
        }

        table.Rows.Add([name, fast.Median, fast.Min, fastBytes, usual.Median, usualBytes, usual.MedianRatioTo(fast)]);
    }

    private static (double Nanoseconds, double Bytes) Measure(Func<long> once)
    {
        var sum = 0L;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < Messages; i++)
            sum += once();
        var nanoseconds = (Stopwatch.GetTimestamp() - began) * Latency.NanosecondsPerTick / Messages;
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Messages;
        return sum == 0 ? throw new InvalidOperationException("A codec did nothing.") : (nanoseconds, Math.Round(bytes, 1));
    }

    private long DecodeJson() =>
        OrderRequestJson.TryDecode(_json, RequestField.NewOrder, out var request, out _)
        && OrderRequestCommands.TryNewOrder(in request, _json, Apple, new RequestOrigin(new OwnerId(1), default, default), out var command, out _)
            ? command.Price.Units
            : throw new InvalidOperationException("The order is not read.");

    private long DecodeDocument()
    {
        using var document = JsonDocument.Parse(_json);
        var root = document.RootElement;
        var command = new Command
        {
            Kind = CommandKind.NewOrder,
            Owner = new OwnerId(1),
            Instrument = root.GetProperty("symbol").GetString() == "AAPL" ? Apple.Id : default,
            Side = Enum.Parse<Side>(root.GetProperty("side").GetString()!, ignoreCase: true),
            Terms = OrderTerms.Of(Enum.Parse<OrderType>(root.GetProperty("order_type").GetString()!, ignoreCase: true), Enum.Parse<TimeInForce>(root.GetProperty("time_in_force").GetString()!, ignoreCase: true)),
            Price = new Price((long)(decimal.Parse(root.GetProperty("price").GetString()!, CultureInfo.InvariantCulture) * 100)),
            Quantity = new Quantity((long)decimal.Parse(root.GetProperty("quantity").GetString()!, CultureInfo.InvariantCulture)),
            Text = Text36.Of(root.GetProperty("client_order_id").GetString()!),
        };
        return command.Price.Units;
    }

    private long DecodeFrame() =>
        NativeOrders.TryDecode(_frame.AsSpan(0, _frameLength), out var command, out _) ? command.Price.Units : throw new InvalidOperationException("The frame is not read.");

    // The same bytes, one field after the other, without any of the checks.
    private long ReadFrame()
    {
        using var reader = new BinaryReader(new MemoryStream(_frame, 0, _frameLength));
        var sum = 0L;
        while (reader.BaseStream.Position + 8 <= _frameLength)
            sum += reader.ReadInt64();
        return sum;
    }

    private long EncodeFrame() => NativeOrderEvent.Encode(in _accepted, 7, _into);

    private long WriteFrame()
    {
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.ASCII, leaveOpen: true);
        writer.Write((byte)_accepted.Kind);
        writer.Write((byte)_accepted.Side);
        writer.Write(_accepted.Instrument.Value);
        writer.Write(_accepted.Sequence);
        writer.Write(_accepted.OrderId.Value);
        writer.Write(_accepted.Owner.Value);
        writer.Write(_accepted.Price.Units);
        writer.Write(_accepted.Quantity.Units);
        writer.Write(_accepted.ClientOrderId.ToString());
        writer.Flush();
        return stream.ToArray().Length;
    }

    private long EncodeRecord() => RecordCodec.Encode(in _command, _record);

    private long SerializeRecord() => JsonSerializer.SerializeToUtf8Bytes(new
    {
        _command.Sequence,
        Time = _command.Time.Nanoseconds,
        Kind = (byte)_command.Kind,
        Side = (byte)_command.Side,
        Terms = _command.Terms.Bits,
        Owner = _command.Owner.Value,
        Instrument = _command.Instrument.Value,
        Price = _command.Price.Units,
        Quantity = _command.Quantity.Units,
        Text = _command.Text.ToString(),
    }).Length;
}
