using Rialto.Gateways.Auth;
using Rialto.Gateways.Native;
using Rialto.Gateways.Orders;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;
using Rialto.Wire.Native;

namespace Rialto.Host.Simulation.Clients;

/// <summary>
/// The exchange's end of one connection: bytes in, through the product's decoders into the product's intake; frames out, through the product's outbox. Native frames, or JSON requests one a line.
/// Sockets, signatures and rate limits are left out.
/// </summary>
internal sealed class SimulatedSession(SimulatedWorld world, SimulatedNode node, ApiKey key, bool isText, bool cancelOnDisconnect)
{
    private const int LineMax = 4_096;

    private readonly byte[] _received = new byte[LineMax];
    private int _held;
    private bool _isOpening;
    private bool _isClosing;

    public ApiKey Key => key;

    public NativeOutbox Outbox { get; } = new(world.Setting.OutboxBytes);

    /// <summary>The exchange's session; zero until it is open.</summary>
    public SessionId Id { get; private set; }

    /// <summary>The exchange has ended the connection.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Nothing is left to do.</summary>
    public bool IsGone { get; private set; }

    public bool CancelOnDisconnect => cancelOnDisconnect;

    /// <summary>True where the command is this session's: its events come as the answer.</summary>
    public bool Asked(SimulatedCommand? command) => command?.Session == this;

    /// <summary>Asks the exchange for a session, as the product does: numbers rise in the order of submission.</summary>
    public void StepOpen()
    {
        if (_isOpening || Id.Value != 0 || IsEnded)
            return;
        var number = new SessionId(node.Hub.LastSession + 1);
        var waiter = new SimulatedCommand(null) { Then = OnOpened };
        if (world.Submit(node, Command.OpenSession(number, key.Owner, Text36.Of("10.0.0.1:9000"), cancelOnDisconnect), waiter) != RejectReason.None)
            return;
        node.Hub.LastSession = number.Value;
        _isOpening = true;
    }

    /// <summary>Bytes have come.</summary>
    public void Receive(ReadOnlySpan<byte> bytes)
    {
        if (IsEnded || Id.Value == 0)
            return;
        while (bytes.Length > 0 && !IsEnded)
        {
            var taken = Math.Min(bytes.Length, _received.Length - _held);
            bytes[..taken].CopyTo(_received.AsSpan(_held));
            bytes = bytes[taken..];
            _held += taken;
            var used = isText ? TakeLines() : TakeFrames();
            _received.AsSpan(used, _held - used).CopyTo(_received);
            _held -= used;
            if (_held == _received.Length)
                IsEnded = true; // a line too long
        }
    }

    /// <summary>The connection is gone: the exchange hears of it as soon as it takes commands.</summary>
    public void Break()
    {
        IsEnded = true;
        _isClosing = world.Parts.TellsOfDisconnect;
        IsGone = !_isClosing;
        node.Hub.Remove(this);
    }

    /// <summary>Tries to tell the exchange that the session has ended.</summary>
    public void StepClose()
    {
        if (!_isClosing || (_isOpening && Id.Value == 0))
            return;
        if (Id.Value == 0 || world.Submit(node, Command.CloseSession(Id, key.Owner), new SimulatedCommand(null)) == RejectReason.None)
            (_isClosing, IsGone) = (false, true);
    }

    /// <summary>A command's events are out, or its outcome will never be known.</summary>
    public void OnAnswered(SimulatedCommand command)
    {
        if (command.Outcome == CommandOutcome.Unknown || command.EventCount == 0)
        {
            Refuse(command.RequestId, RejectReason.NotReady);
            return;
        }
        Span<byte> frame = stackalloc byte[NativeFrame.MaxBytes];
        var first = command.First;
        var times = world.Parts.Answers(in first);
        // What became of money, of algo orders and of guards is told elsewhere.
        var end = command.EventCount;
        while (end > 1 && !IsTold(command.Events[end - 1].Kind))
            end--;
        for (var i = 0; i < end; i++)
        {
            var e = command.Events[i];
            if (!IsTold(e.Kind))
                continue;
            var isLast = i == end - 1;
            // The last frame says that it is the last, even where the command's last event is somebody else's.
            e.Flags = isLast ? e.Flags | EventFlags.LastOfCommand : e.Flags & ~EventFlags.LastOfCommand;
            var length = e.Kind == EventKind.Trade ? NativeFill.OfTaker(in e).Encode(command.RequestId, frame) : NativeOrderEvent.Encode(in e, command.RequestId, frame);
            for (var time = 0; time < (isLast ? times : 1); time++)
                Outbox.Append(frame[..length]);
        }
    }

    private static bool IsTold(EventKind kind) => kind == EventKind.Trade || NativeOrderEvent.IsOrderEvent(kind);

    private void OnOpened(SimulatedCommand command)
    {
        if (command.Outcome == CommandOutcome.Done && command.First.Kind == EventKind.SessionOpened)
        {
            Id = command.First.Session;
            if (!IsEnded)
                node.Hub.Add(this);
        }
        else
        {
            IsEnded = true;
        }
        _isOpening = false;
    }

    private int TakeFrames()
    {
        var used = 0;
        while (!IsEnded)
        {
            var status = NativeFrame.Next(_received.AsSpan(used, _held - used), out var frame);
            if (status == FrameStatus.Incomplete)
                break;
            if (status == FrameStatus.Broken || !NativeOrders.TryDecode(frame, out var command, out _))
                IsEnded = true;
            else
                Submit(NativeFrame.RequestIdOf(frame), ref command);
            used += status == FrameStatus.Broken ? 0 : frame.Length;
        }
        return used;
    }

    private int TakeLines()
    {
        var used = 0;
        while (!IsEnded && _received.AsSpan(used, _held - used).IndexOf((byte)'\n') is var length and >= 0)
        {
            TakeLine(_received.AsSpan(used, length));
            used += length + 1;
        }
        return used;
    }

    private void TakeLine(ReadOnlySpan<byte> json)
    {
        if (!OrderRequestJson.TryPeekOp(json, out var op, out var mark, out _) || mark.Kind != JsonKind.Number || !uint.TryParse(mark.Of(json), out var requestId))
        {
            IsEnded = true;
            return;
        }
        if (!OrderRequestJson.TryDecodeFrame(json, op, out var request, out _) || !TryMake(op, in request, json, out var command))
            Refuse(requestId, RejectReason.MalformedRequest);
        else
            Submit(requestId, ref command);
    }

    private bool TryMake(RequestOp op, in OrderRequest request, ReadOnlySpan<byte> json, out Command command)
    {
        command = default;
        var name = new OrderName(request.OrderId, request.OrderId.Value != 0 ? default : request.ClientOrderId);
        switch (op)
        {
            case RequestOp.NewOrder:
                return OrderEntry.TryNew(in request, json, key, Id, node.Views.Directory, out command, out _);
            case RequestOp.CancelOrder:
                command = OrderEntry.Cancel(key, Id, name);
                return true;
            case RequestOp.ReplaceOrder or RequestOp.ReduceOrder when OrderEntry.InstrumentOf(key.Owner, name)(node.Views) is { } instrument:
                return op == RequestOp.ReplaceOrder
                    ? OrderEntry.TryReplace(in request, json, key, Id, instrument, name, default, out command, out _)
                    : OrderEntry.TryReduce(in request, json, key, Id, instrument, name, out command, out _);
            default:
                return false;
        }
    }

    private void Submit(uint requestId, ref Command command)
    {
        command.Owner = key.Owner;
        command.Session = command.Kind != CommandKind.MassCancel || (command.Scope & MassCancelScope.OneSession) != 0 ? Id : default;
        if (command.Kind == CommandKind.NewOrder)
            command.Group = key.Group;
        world.Parts.Admit(ref command);
        var waiter = new SimulatedCommand(this) { RequestId = requestId };
        var refused = world.Submit(node, in command, waiter);
        if (refused != RejectReason.None)
            Refuse(requestId, refused);
    }

    private void Refuse(uint requestId, RejectReason reason)
    {
        Span<byte> frame = stackalloc byte[NativeRefused.FrameBytes];
        new NativeRefused(reason, NativeType.None, 0).Encode(requestId, frame);
        Outbox.Append(frame);
    }
}
