using System.Buffers.Binary;
using System.Globalization;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Wire.Native;

namespace Rialto.Gateways.Faults;

/// <summary>The native protocol as the edge sees it. No state.</summary>
internal sealed class NativeFrames : IFrames
{
    public int Find(ReadOnlySpan<byte> bytes) => NativeFrame.Next(bytes, out var frame) switch
    {
        FrameStatus.Complete => frame.Length,
        FrameStatus.Broken => bytes.Length,
        _ => 0,
    };

    public SocketWish Read(ReadOnlyMemory<byte> frame)
    {
        var bytes = frame.Span;
        if (NativeFrame.Check(bytes) != NativeFault.None)
            return new SocketWish(FaultClasses.Other, SeenKind.Other, null, null, "not a frame");
        var type = NativeFrame.TypeOf(bytes);
        var key = NativeLogon.TryDecode(bytes, out var logon, out _) ? logon.Key.ToString() : null;
        var (of, kind) = type switch
        {
            NativeType.NewOrder => (FaultClasses.Orders, SeenKind.Order),
            NativeType.ReplaceOrder or NativeType.ReduceOrder => (FaultClasses.Changes, SeenKind.Change),
            NativeType.CancelOrder or NativeType.MassCancel => (FaultClasses.Changes, SeenKind.Cancel),
            NativeType.Logon => (FaultClasses.Other, SeenKind.LoggedOn),
            NativeType.Heartbeat => (FaultClasses.Other, SeenKind.Beat),
            NativeType.Subscribe => (FaultClasses.Other, KindOf(bytes)),
            _ => (FaultClasses.Other, SeenKind.Other),
        };
        var isOrder = NativeOrders.TryDecode(bytes, out var command, out _);
        var text = isOrder
            ? string.Create(CultureInfo.InvariantCulture, $"{type} instrument={command.Instrument.Value} side={command.Side} price={command.Price.Units} quantity={command.Quantity.Units} client_order_id={command.Text}")
            : type.ToString();
        return new SocketWish(of, kind, null, key, text, isOrder ? command.Text.ToString() : null);
    }

    public FaultClasses ClassOf(ReadOnlySpan<byte> frame) => NativeFrame.Check(frame) != NativeFault.None ? FaultClasses.Other : NativeFrame.TypeOf(frame) switch
    {
        NativeType.Fill => FaultClasses.Fills,
        NativeType.OrderEvent when NativeFrame.RequestIdOf(frame) != 0 => ClassOfAnswer(frame),
        NativeType.SnapshotEnd => FaultClasses.Snapshots,
        NativeType.Level or NativeType.BookOrder when (MarksOf(frame) & NativeMarks.Snapshot) == 0 => FaultClasses.Market,
        NativeType.Trade when (MarksOf(frame) & NativeMarks.Snapshot) == 0 => FaultClasses.Trades,
        _ => FaultClasses.Other,
    };

    public string Shown(ReadOnlySpan<byte> frame) =>
        NativeFrame.Check(frame) != NativeFault.None ? "bytes"
        : NativeOrderEvent.TryDecode(frame, out var told, out _) ? string.Create(CultureInfo.InvariantCulture, $"{told.Kind} order_id={told.OrderId.Value} of request {NativeFrame.RequestIdOf(frame)}")
        : string.Create(CultureInfo.InvariantCulture, $"{NativeFrame.TypeOf(frame)} of request {NativeFrame.RequestIdOf(frame)}");

    public NamedOrder OrderOf(ReadOnlySpan<byte> frame) =>
        NativeOrderEvent.TryDecode(frame, out var told, out _) ? new NamedOrder(told.ClientOrderId.ToString(), told.OrderId.Value) : default;

    public byte[] Again(ReadOnlyMemory<byte> frame) => frame.ToArray();

    public byte[]? Refuse(ReadOnlySpan<byte> frame, in FaultRefusal refusal)
    {
        var answer = new byte[NativeRefused.FrameBytes];
        new NativeRefused(RejectReason.RateLimited, NativeFrame.TypeOf(frame), refusal.RetryAfterSeconds * 1_000).Encode(NativeFrame.RequestIdOf(frame), answer);
        return answer;
    }

    private static FaultClasses ClassOfAnswer(ReadOnlySpan<byte> frame) =>
        NativeOrderEvent.TryDecode(frame, out var told, out _) && told.Kind is not (EventKind.OrderAccepted or EventKind.CommandRejected) ? FaultClasses.Changes : FaultClasses.Orders;

    // The same place in every public message.
    private static NativeMarks MarksOf(ReadOnlySpan<byte> frame) => (NativeMarks)BinaryPrimitives.ReadUInt16LittleEndian(frame[26..]);

    // A book begins with all of it.
    private static SeenKind KindOf(ReadOnlySpan<byte> frame) =>
        NativeSubscribe.TryDecode(frame, out var asked, out _) && asked.Channel is NativeChannel.Levels or NativeChannel.Orders ? SeenKind.AskBook
            : asked.Channel == NativeChannel.Account ? SeenKind.AskAccount : SeenKind.Subscribe;
}
