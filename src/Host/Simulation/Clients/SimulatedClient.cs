using Rialto.Gateways.Auth;
using Rialto.Host.Simulation.Checks;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Native;

namespace Rialto.Host.Simulation.Clients;

/// <summary>
/// A client and its end of a connection. It numbers its requests, sends an order whose fate it does not know again under the same client order id, and counts the answers.
/// </summary>
internal sealed class SimulatedClient(SimulatedWorld world, int number, bool isText)
{
    private readonly ApiKey _key = new($"key-{number}", $"user-{number}", new OwnerId(number), new OwnerGroup(number <= 2 ? 7 : 0), Permissions.Read | Permissions.Trade, DateTimeOffset.UnixEpoch, "secret");
    private readonly Queue<byte> _onItsWay = new();
    private readonly Dictionary<uint, Text36> _asked = [];
    private readonly HashSet<uint> _answered = [];
    private readonly Dictionary<Text36, Command> _unknown = [];
    private readonly List<OrderId> _orders = [];
    private readonly byte[] _delivered = new byte[4_096];
    private SimulatedSession? _session;
    private uint _lastRequest;
    private bool _isNoisy; // what it sent may have been read as anything
    private int _lastName;

    public int Number => number;

    public bool IsConnected => _session is { IsEnded: false };

    /// <summary>Requests that wait for an answer on this connection, and orders whose fate is not known.</summary>
    public bool IsContent => _asked.Count == 0 && _unknown.Count == 0 && _onItsWay.Count == 0;

    /// <summary>Requests answered in all.</summary>
    public long Answers { get; private set; }

    public string Describe => $"client {number} ({(isText ? "json" : "native")})";

    public void Connect(SimulatedNode node, List<SimulatedSession> sessions, Dice dice)
    {
        _session = new SimulatedSession(world, node, _key, isText, cancelOnDisconnect: dice.Percent(50));
        sessions.Add(_session);
        _session.StepOpen();
    }

    /// <summary>The connection breaks, from either side; what is on its way is lost, the fate of what was asked not known.</summary>
    public void Disconnect()
    {
        _onItsWay.Clear();
        _asked.Clear();
        _session?.Break();
        _session = null;
    }

    /// <summary>The exchange's process is gone.</summary>
    public void Forget()
    {
        _onItsWay.Clear();
        _asked.Clear();
        _session = null;
    }

    /// <summary>Asks for something.</summary>
    public string? Ask(Dice dice, SimulationFaults faults, long nowNs)
    {
        if (!IsConnected || _session!.Id.Value == 0)
            return null;
        var instrument = world.Setting.Instruments[dice.Below(world.Setting.Instruments.Count)];
        switch (dice.Weighted(60, 14, 7, 8, 2, 9))
        {
            case 0:
                var wish = OrderWish.New(dice, instrument, Text36.Of($"c{number}-{++_lastName}"), nowNs);
                _unknown[wish.Text] = wish;
                return Send(in wish, instrument);
            case 1:
                return Send(Amend(CommandKind.CancelOrder, dice), instrument);
            case 2:
                var reduce = Amend(CommandKind.ReduceOrder, dice);
                reduce.Quantity = new Quantity(instrument.Lot.Units * dice.Between(1, 4));
                return Send(in reduce, instrument);
            case 3:
                var replace = Amend(CommandKind.ReplaceOrder, dice);
                replace.Price = dice.Percent(60) ? OrderWish.Near(dice, instrument) : Price.None;
                replace.Quantity = dice.Percent(50) ? new Quantity(instrument.Lot.Units * dice.Between(1, 20)) : default;
                return Send(in replace, instrument);
            case 4:
                return Send(Command.MassCancel(default, dice.Percent(50) ? instrument.Id : default, dice.Of(default, MassCancelScope.OneSide, MassCancelScope.OneSession), (Side)dice.Below(2)), instrument);
            default:
                return (faults & SimulationFaults.Resend) != 0 ? Resend(dice) : null;
        }
    }

    /// <summary>Sends an order again whose fate is not known: the same id, the same order.</summary>
    public string? Resend(Dice dice)
    {
        if (_unknown.Count == 0 || !IsConnected || _session!.Id.Value == 0)
            return null;
        var again = _unknown.Values.ElementAt(dice.Below(_unknown.Count));
        return "again: " + Send(in again, world.Setting.Instruments[again.Instrument.Value - 1]);
    }

    /// <summary>Puts bytes on the wire that no client of good will sends.</summary>
    public void SendGarbage(Dice dice)
    {
        if (!IsConnected)
            return;
        if (!isText && dice.Percent(70))
        {
            // A whole frame with a few bytes that are not what they were.
            Span<byte> frame = stackalloc byte[NativeFrame.MaxBytes];
            var wish = OrderWish.New(dice, world.Setting.Instruments[0], Text36.Of($"x{number}-{++_lastName}"), world.Clock.UtcNanoseconds);
            var length = NativeOrders.Encode(in wish, ++_lastRequest, frame);
            for (var i = dice.Between(1, 3); i > 0; i--)
                frame[(int)dice.Between(NativeFrame.HeaderBytes, length - 1)] = (byte)dice.Below(256);
            _asked.Add(_lastRequest, wish.Text);
            foreach (var b in frame[..length])
                _onItsWay.Enqueue(b);
            return;
        }
        _isNoisy = true;
        for (var i = dice.Between(1, 60); i > 0; i--)
            _onItsWay.Enqueue(dice.Percent(30) ? (byte)dice.Of<long>(0, 1, 8, 12, 96, 123, 255) : (byte)dice.Below(256));
    }

    /// <summary>Some of what is on its way arrives.</summary>
    public int Deliver(int bytesMax)
    {
        if (!IsConnected || _session!.Id.Value == 0)
            return 0;
        var count = Math.Min(Math.Min(bytesMax, _onItsWay.Count), _delivered.Length);
        for (var i = 0; i < count; i++)
            _delivered[i] = _onItsWay.Dequeue();
        _session.Receive(_delivered.AsSpan(0, count));
        return count;
    }

    /// <summary>The exchange's end is stepped: opening, ending.</summary>
    public void Tend()
    {
        _session?.StepOpen();
        if (_session is { IsEnded: true } or { Outbox.IsOverrun: true })
            Disconnect();
    }

    /// <summary>Reads all answers there are.</summary>
    public int Read()
    {
        if (_session is null)
            return 0;
        var bytes = _session.Outbox.Take().Span;
        var frames = 0;
        while (NativeFrame.Next(bytes, out var frame) == FrameStatus.Complete)
        {
            frames++;
            Hear(frame);
            bytes = bytes[frame.Length..];
        }
        if (bytes.Length > 0)
            throw new Violation($"{Describe} was sent {bytes.Length} bytes that are no frame");
        return frames;
    }

    private void Hear(ReadOnlySpan<byte> frame)
    {
        var requestId = NativeFrame.RequestIdOf(frame);
        var isEnd = true;
        switch (NativeFrame.TypeOf(frame))
        {
            case NativeType.OrderEvent when NativeOrderEvent.TryDecode(frame, out var told, out _):
                Learn(in told);
                isEnd = told.IsLastOfCommand;
                break;
            case NativeType.Fill when NativeFill.TryDecode(frame, out var fill, out _):
                isEnd = (fill.Flags & EventFlags.LastOfCommand) != 0;
                break;
            case NativeType.Refused:
                break;
            default:
                throw new Violation($"{Describe} was sent a frame that cannot be read, type {NativeFrame.TypeOf(frame)}");
        }
        if (requestId == 0 || !isEnd)
            return;
        if (!_isNoisy && (!_answered.Add(requestId) || requestId > _lastRequest))
            throw new Violation($"{Describe} got an answer to request {requestId} twice, or never asked it");
        _asked.Remove(requestId);
        Answers++;
    }

    private void Learn(in ExchangeEvent told)
    {
        switch (told.Kind)
        {
            case EventKind.OrderAccepted or EventKind.OrderDuplicate:
                _unknown.Remove(told.ClientOrderId);
                if (_orders.Count == 24)
                    _orders.RemoveAt(0);
                _orders.Add(told.OrderId);
                break;
            case EventKind.OrderRejected:
                _unknown.Remove(told.ClientOrderId);
                break;
        }
    }

    private Command Amend(CommandKind kind, Dice dice)
    {
        var c = new Command { Kind = kind };
        if (_orders.Count > 0 && dice.Percent(85))
            c.OrderId = _orders[dice.Below(_orders.Count)];
        else
            c.Text = Text36.Of($"c{number}-{dice.Between(1, _lastName + 1)}");
        return c;
    }

    private string? Send(in Command command, Instrument instrument)
    {
        var requestId = ++_lastRequest;
        if ((isText ? RequestText.Of(in command, requestId, instrument) : Frame(in command, requestId)) is not { Length: > 0 } bytes)
            return null;
        _asked.Add(requestId, command.Text);
        foreach (var b in bytes)
            _onItsWay.Enqueue(b);
        return world.Trace is null ? "" : $"request {requestId}: {Words.Of(in command)}";
    }

    private static byte[] Frame(in Command command, uint requestId)
    {
        var frame = new byte[NativeFrame.MaxBytes];
        return frame[..NativeOrders.Encode(in command, requestId, frame)];
    }
}
