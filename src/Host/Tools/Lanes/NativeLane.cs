using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Rialto.Host.Tools.Client;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Native;

namespace Rialto.Host.Tools.Lanes;

/// <summary>Orders over the native protocol (docs/reference/native.md): blocking socket, one sending and one reading thread.</summary>
internal sealed class NativeLane : IOrderLane
{
    private const int BufferBytes = 64 * 1024;
    private const int MostSlots = 1 << 16;

    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly Lock _sending = new();
    private readonly byte[] _outgoing = new byte[BufferBytes];
    private readonly byte[] _incoming = new byte[BufferBytes];
    private readonly CommandKind[] _kinds;
    private readonly OrderId[] _orders;
    private readonly long[] _filled;
    private int _outgoingLength;
    private int _incomingLength;
    private int _heartbeatMs = int.MaxValue;
    private long _beatAt = Stopwatch.GetTimestamp();
    private volatile bool _isFinished;

    private NativeLane(Socket socket, Stream stream, int slots)
    {
        (_socket, _stream) = (socket, stream);
        (_kinds, _orders, _filled) = (new CommandKind[slots], new OrderId[slots], new long[slots]);
    }

    /// <inheritdoc/>
    public int MaxInFlight { get; private set; } = 1;

    /// <summary>Connects and logs on.</summary>
    /// <param name="connection">Where, and as whom.</param>
    /// <param name="cancelOnDisconnect">Its orders end with it.</param>
    /// <param name="slots">Twice as many commands as may be unanswered; a power of two.</param>
    /// <exception cref="ToolException">No native address is known, unreachable, or refused.</exception>
    public static NativeLane Open(Connection connection, bool cancelOnDisconnect, int slots = MostSlots)
    {
        var endPoint = connection.Native ?? throw new ToolException(
            ExitCode.Usage, "The address of the native protocol is not known: give --native ADDRESS:PORT, or use --ws.");
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Connect(endPoint);
            var lane = new NativeLane(socket, Open(socket, connection, endPoint), slots);
            lane.LogOn(connection.RequireKey(), cancelOnDisconnect);
            return lane;
        }
        catch (Exception problem) when (problem is SocketException or IOException or AuthenticationException)
        {
            socket.Dispose();
            throw new ToolException(ExitCode.Unreachable, $"No exchange answers at {endPoint} ({problem.Message}).", inner: problem);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Stream Open(Socket socket, Connection connection, IPEndPoint endPoint)
    {
        var plain = new NetworkStream(socket);
        if (!connection.IsNativeSecured)
            return plain;
        var secured = new SslStream(plain);
        // The native address is a number; the certificate is for the name that REST is reached by.
        secured.AuthenticateAsClient(connection.Trust.For(connection.Url.IsLoopback ? endPoint.Address.ToString() : connection.Url.Host));
        return secured;
    }

    /// <summary>Begins a stream of the market; its frames come to the listener's <see cref="INativeMarketListener"/>.</summary>
    public void Subscribe(InstrumentId instrument, NativeChannel channel)
    {
        _outgoingLength += new NativeSubscribe(instrument, channel).Encode(begin: true, 0, _outgoing.AsSpan(_outgoingLength));
        Flush();
    }

    /// <inheritdoc/>
    public void Send(long tag, in Command command)
    {
        if (_outgoing.Length - _outgoingLength < NativeFrame.MaxBytes)
            Flush();
        var slot = (int)(tag & (_kinds.Length - 1));
        _kinds[slot] = command.Kind;
        _orders[slot] = OrderId.None;
        _filled[slot] = 0;
        // Request id zero means unasked, so tags are shifted by one.
        _outgoingLength += NativeOrders.Encode(in command, (uint)(tag + 1), _outgoing.AsSpan(_outgoingLength));
    }

    /// <inheritdoc/>
    public void Flush()
    {
        try
        {
            lock (_sending)
                _stream.Write(_outgoing.AsSpan(0, _outgoingLength));
        }
        catch (IOException problem)
        {
            throw new ToolException(ExitCode.Unreachable, $"The connection broke: {problem.Message}", inner: problem);
        }

        _outgoingLength = 0;
    }

    /// <inheritdoc/>
    public void Read(ILaneListener listener)
    {
        while (Receive())
        {
            var used = 0;
            while (NativeFrame.Next(_incoming.AsSpan(used, _incomingLength - used), out var frame) is var status && status != FrameStatus.Incomplete)
            {
                if (status == FrameStatus.Broken)
                    throw new ToolException(ExitCode.Failed, "The exchange sent bytes that are no frame.");
                used += frame.Length;
                Dispatch(frame, listener);
            }

            _incoming.AsSpan(used, _incomingLength - used).CopyTo(_incoming);
            _incomingLength -= used;
            // The exchange beats only where it has nothing else to say; a lane that only listens to a busy market would seem silent to it.
            if (Stopwatch.GetElapsedTime(_beatAt).TotalMilliseconds >= _heartbeatMs)
                Beat();
        }
    }

    /// <inheritdoc/>
    public void Finish()
    {
        _isFinished = true;
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The other side was faster.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private bool Receive()
    {
        try
        {
            var length = _stream.Read(_incoming.AsSpan(_incomingLength));
            _incomingLength += length;
            return length > 0;
        }
        catch (Exception problem) when (_isFinished && problem is IOException or ObjectDisposedException)
        {
            return false;
        }
        catch (IOException problem)
        {
            throw new ToolException(ExitCode.Unreachable, $"The connection broke: {problem.Message}", inner: problem);
        }
    }

    private void LogOn(Credentials key, bool cancelOnDisconnect)
    {
        var now = Timestamp.FromDateTimeUtc(DateTime.UtcNow);
        var logon = new NativeLogon(
            NativeFrame.MinVersion, NativeFrame.MaxVersion, Text36.Of(key.KeyId), cancelOnDisconnect, new Timestamp(now.Nanoseconds + Random.Shared.Next(100)), 0);
        var frame = _outgoing.AsSpan(0, logon.Encode(0, _outgoing));
        HMACSHA256.HashData(key.Secret, NativeLogon.SignedPart(frame), NativeLogon.SignaturePart(frame));
        _outgoingLength = frame.Length;
        Flush();
        while (Receive())
        {
            if (NativeFrame.Next(_incoming.AsSpan(0, _incomingLength), out var answer) != FrameStatus.Complete)
                continue;
            if (NativeSessionEnded.TryDecode(answer, out var ended, out _))
                throw new ToolException(ExitCode.Refused, $"The exchange refused the session: {ended.Reason}.");
            if (!NativeLogonAccepted.TryDecode(answer, out var accepted, out _))
                throw new ToolException(ExitCode.Failed, $"The exchange answered the logon with {NativeFrame.TypeOf(answer)}.");
            _heartbeatMs = accepted.HeartbeatMs;
            // More would be no faster, and could fill the exchange's intake ring by itself.
            MaxInFlight = Math.Min(Math.Max(1, accepted.MaxInFlight / 4), _kinds.Length / 2);
            _incomingLength -= answer.Length;
            _incoming.AsSpan(answer.Length, _incomingLength).CopyTo(_incoming);
            return;
        }

        throw new ToolException(ExitCode.Refused, "The exchange closed the session without an answer.");
    }

    private void Dispatch(ReadOnlySpan<byte> frame, ILaneListener listener)
    {
        var requestId = NativeFrame.RequestIdOf(frame);
        switch (NativeFrame.TypeOf(frame))
        {
            case NativeType.OrderEvent when requestId != 0 && NativeOrderEvent.TryDecode(frame, out var told, out _):
                OnOwnEvent(requestId - 1, in told, listener);
                break;
            case NativeType.Fill when NativeFill.TryDecode(frame, out var fill, out _):
                OnFill(requestId, in fill, listener);
                break;
            case NativeType.Refused when requestId != 0 && NativeRefused.TryDecode(frame, out var refused, out _):
                listener.OnAnswer(new LaneAnswer(requestId - 1, refused.Reason, 0, OrderId.None, Quantity.Zero, HasEnded: false));
                break;
            case NativeType.Level when listener is INativeMarketListener market && NativeLevel.TryDecode(frame, out var level, out _):
                market.OnLevel(in level);
                break;
            case NativeType.SnapshotEnd when listener is INativeMarketListener market && NativeStreamMark.TryDecode(frame, out var mark, out _):
                market.OnSnapshotEnd(in mark);
                break;
            case NativeType.Heartbeat:
                Beat();
                break;
            case NativeType.SessionEnded when !_isFinished && NativeSessionEnded.TryDecode(frame, out var ended, out _):
                throw new ToolException(ExitCode.Refused, $"The exchange ended the session: {ended.Reason}.");
        }
    }

    // A command is answered once its order rests, waits or has ended: flags do not tell, since the last event of a command may be about somebody else's order.
    private void OnOwnEvent(long tag, in ExchangeEvent told, ILaneListener listener)
    {
        var slot = (int)(tag & (_kinds.Length - 1));
        var isEntering = _kinds[slot] is CommandKind.NewOrder or CommandKind.ReplaceOrder;
        switch (told.Kind)
        {
            case EventKind.OrderRejected or EventKind.CommandRejected:
                listener.OnAnswer(new LaneAnswer(tag, told.RejectReason, told.Sequence, told.OrderId, Quantity.Zero, HasEnded: false));
                break;
            case EventKind.OrderAccepted or EventKind.OrderReplaced:
                _orders[slot] = told.OrderId;
                var isPlaced = (told.Flags & (EventFlags.Resting | EventFlags.KeptPriority | EventFlags.WaitingStop)) != 0;
                if (isPlaced || (told.Kind == EventKind.OrderAccepted && told.Terms.IsStop))
                    Answer(tag, slot, told.Sequence, hasEnded: false, listener);
                break;
            case EventKind.OrderRested when isEntering && told.OrderId == _orders[slot]:
                Answer(tag, slot, told.Sequence, hasEnded: false, listener);
                break;
            case EventKind.OrderCanceled when !isEntering || told.OrderId == _orders[slot] || _orders[slot] == OrderId.None:
                _orders[slot] = told.OrderId;
                Answer(tag, slot, told.Sequence, hasEnded: true, listener);
                break;
            case EventKind.OrderReduced when !isEntering:
                _orders[slot] = told.OrderId;
                Answer(tag, slot, told.Sequence, hasEnded: false, listener);
                break;
            case EventKind.OrderDuplicate:
                _orders[slot] = told.OrderId;
                Answer(tag, slot, told.Sequence, (told.Flags & EventFlags.Finished) != 0, listener);
                break;
        }
    }

    private void OnFill(uint requestId, in NativeFill fill, ILaneListener listener)
    {
        if (!fill.IsTaker)
        {
            listener.OnTrade(new LaneTrade(fill.TradeId.Value, fill.OrderId, fill.Price, fill.Quantity));
            return;
        }

        var tag = requestId - 1;
        var slot = (int)(tag & (_kinds.Length - 1));
        if (requestId == 0 || fill.OrderId != _orders[slot])
            return;
        _filled[slot] += fill.Quantity.Units;
        if (fill.Leaves.IsZero)
            Answer(tag, slot, fill.Sequence, hasEnded: true, listener);
    }

    private void Answer(long tag, int slot, long sequence, bool hasEnded, ILaneListener listener) =>
        listener.OnAnswer(new LaneAnswer(tag, RejectReason.None, sequence, _orders[slot], new Quantity(_filled[slot]), hasEnded));

    // Straight to the socket: the outgoing buffer belongs to the sending thread.
    private void Beat()
    {
        Span<byte> frame = stackalloc byte[NativeHeartbeat.FrameBytes];
        new NativeHeartbeat(Timestamp.FromDateTimeUtc(DateTime.UtcNow)).Encode(0, frame);
        _beatAt = Stopwatch.GetTimestamp();
        lock (_sending)
        {
            if (!_isFinished)
                _stream.Write(frame);
        }
    }
}

/// <summary>Hears market data of a native lane as well.</summary>
internal interface INativeMarketListener
{
    /// <summary>A level changed, or is part of the snapshot.</summary>
    void OnLevel(in NativeLevel level);

    /// <summary>The snapshot is complete.</summary>
    void OnSnapshotEnd(in NativeStreamMark mark);
}
