using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Orders;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Wire.Native;

namespace Rialto.Gateways.Native;

/// <summary>One connection of the native protocol: logon, then requests in the order sent, until logout, silence or a fault.</summary>
internal sealed class NativeSession(Socket socket, NativeOutbox outbox, GatewayServices services, NativeHub hub, string address)
{
    private const int ReceiveBytes = 64 * 1_024;
    private const int MinHeartbeatMs = 100;
    private const int MaxHeartbeatMs = 600_000;
    private const int MaxRefusedInARow = 1_000;
    private const int MaxReceivedHere = 64;

    private readonly ConcurrentQueue<NativeCommand> _spare = new();
    private readonly TokenBucket _rate = new(services.Options.Native.MessagesPerSecond, services.Options.Native.MessageBurst, Stopwatch.Frequency);
    private readonly byte[] _received = new byte[ReceiveBytes];
    private readonly long _connected = Stopwatch.GetTimestamp();
    private long _heardAt = Stopwatch.GetTimestamp();
    private int _heartbeatMs;
    private int _inFlight;
    private int _refusedInARow;
    private int _receivedHere;
    private bool _hasRefused;
    private volatile int _end;

    /// <summary>The exchange's session; known once logged on.</summary>
    public SessionId Id { get; private set; }

    /// <summary>Who it is; known once logged on.</summary>
    public ApiKey Key { get; private set; } = null!;

    public NativeOutbox Outbox { get; } = outbox;

    public SocketSender Sender { get; } = new(socket, outbox);

    /// <summary>What it has subscribed to; none as instrument means all. The fan-out thread only.</summary>
    public HashSet<(NativeChannel Channel, InstrumentId Instrument)> Subscriptions { get; } = [];

    /// <summary>True where it has subscribed to this. The fan-out thread only.</summary>
    public bool Wants(NativeChannel channel, InstrumentId instrument) =>
        Subscriptions.Contains((channel, instrument)) || Subscriptions.Contains((channel, InstrumentId.None));

    /// <summary>True where it has subscribed to the channel, be it of one instrument only. The fan-out thread only.</summary>
    public bool Wants(NativeChannel channel)
    {
        foreach (var subscription in Subscriptions)
        {
            if (subscription.Channel == channel)
                return true;
        }

        return false;
    }

    public void Send(in NativeInstrument instrument)
    {
        Span<byte> frame = stackalloc byte[NativeInstrument.FrameBytes];
        instrument.Encode(0, frame);
        Outbox.Append(frame);
    }

    public void Send(in NativeStreamMark mark, NativeType type, uint requestId)
    {
        Span<byte> frame = stackalloc byte[NativeStreamMark.FrameBytes];
        mark.Encode(type, requestId, frame);
        Outbox.Append(frame);
    }

    /// <summary>A command's events are out, or its outcome will never be known; the fan-out thread.</summary>
    public void OnAnswered(NativeCommand command)
    {
        if (command.Outcome == CommandOutcome.Unknown)
        {
            Refuse(command.RequestId, NativeType.None, RejectReason.NotReady, 0);
            Sender.Send(here: false);
        }
        else
        {
            services.Metrics.Answered(command);
        }

        Interlocked.Decrement(ref _inFlight);
        _spare.Enqueue(command);
    }

    /// <summary>Runs the connection to its end.</summary>
    public async Task RunAsync()
    {
        try
        {
            await ReceiveAsync().ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is SocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The peer is gone, which is an ordinary way to leave.
        }
        finally
        {
            await LeaveAsync().ConfigureAwait(false);
            if (_end != 0)
                SendEnd((SessionEndReason)_end);
            await Sender.EndAsync().ConfigureAwait(false);
            await DrainAsync().ConfigureAwait(false);
            socket.Dispose();
        }
    }

    /// <summary>Ends the session for a reason; any thread.</summary>
    public void End(SessionEndReason reason)
    {
        Interlocked.CompareExchange(ref _end, (int)reason, 0);
        socket.Shutdown(SocketShutdown.Receive);
    }

    /// <summary>Called ten times a second: heartbeats, silence, senders that are stuck. Any thread.</summary>
    public void OnPulse(long now)
    {
        try
        {
            if (Id.Value == 0)
            {
                if (Milliseconds(_connected, now) > services.Options.Native.LogonTimeoutMs)
                    End(SessionEndReason.LogonExpected);
                return;
            }

            if (Outbox.IsOverrun)
                End(SessionEndReason.SlowConsumer);
            var started = Sender.Started;
            if (started != 0 && Milliseconds(started, now) > 2 * _heartbeatMs)
            {
                socket.Dispose();
                return;
            }

            // A late pulse owes the beat all the same, before it finds the peer silent.
            if (Milliseconds(Sender.SentAt, now) >= _heartbeatMs)
                Beat();
            if (Milliseconds(Volatile.Read(ref _heardAt), now) > 2 * _heartbeatMs)
                End(SessionEndReason.Silent);
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }

    private async Task ReceiveAsync()
    {
        var held = 0;
        while (_end == 0)
        {
            var receiving = socket.ReceiveAsync(_received.AsMemory(held), SocketFlags.None);
            // One that never stops sending shares the pool with the others, instead of holding the thread that reads all sockets.
            if (!receiving.IsCompleted)
                _receivedHere = 0;
            else if (++_receivedHere % MaxReceivedHere == 0)
                await Task.Yield();
            var count = await receiving.ConfigureAwait(false);
            if (count == 0)
                return;
            services.Metrics.BytesReceived(count);
            Volatile.Write(ref _heardAt, Stopwatch.GetTimestamp());
            held += count;
            var used = 0;
            while (_end == 0)
            {
                var status = NativeFrame.Next(_received.AsSpan(used, held - used), out var frame);
                if (status == FrameStatus.Incomplete)
                    break;
                if (status == FrameStatus.Broken)
                {
                    Fail(SessionEndReason.MalformedFrame);
                    return;
                }

                var length = frame.Length;
                if (!TryTakeAtOnce(frame) && !await TakeLaterAsync(_received.AsMemory(used, length)).ConfigureAwait(false))
                    return;
                used += length;
            }

            _received.AsSpan(used, held - used).CopyTo(_received);
            held -= used;
            Settle();
        }
    }

    /// <summary>What came together is taken up together, and refusals go out in one piece. Before every wait.</summary>
    private void Settle()
    {
        services.Intake.Attend();
        if (!_hasRefused)
            return;
        _hasRefused = false;
        Sender.Send(here: true);
    }

    /// <summary>The frames that need no waiting: orders. False for all others.</summary>
    private bool TryTakeAtOnce(ReadOnlySpan<byte> frame)
    {
        var type = NativeFrame.TypeOf(frame);
        if (Id.Value == 0 || type is < NativeType.NewOrder or > NativeType.MassCancel)
            return false;
        var requestId = NativeFrame.RequestIdOf(frame);
        if (!NativeOrders.TryDecode(frame, out var command, out _))
            return Fail(SessionEndReason.MalformedFrame);
        if (!_rate.TryTake(Stopwatch.GetTimestamp(), out var retryAfter))
        {
            Refuse(requestId, type, RejectReason.RateLimited, (int)(retryAfter * 1_000 / Stopwatch.Frequency) + 1);
            return ++_refusedInARow < MaxRefusedInARow || Fail(SessionEndReason.RateLimited);
        }

        _refusedInARow = 0;
        if (!Key.May(Permissions.Trade))
            Refuse(requestId, type, RejectReason.Forbidden, 0);
        else
            Submit(requestId, type, ref command);
        return true;
    }

    private void Submit(uint requestId, NativeType type, ref Command command)
    {
        if (Interlocked.Increment(ref _inFlight) > services.Options.Native.MaxInFlight)
        {
            Interlocked.Decrement(ref _inFlight);
            Refuse(requestId, type, RejectReason.RateLimited, 1);
            return;
        }

        command.Owner = Key.Owner;
        command.Session = command.Kind != CommandKind.MassCancel || (command.Scope & MassCancelScope.OneSession) != 0 ? Id : default;
        if (command.Kind == CommandKind.NewOrder)
            command.Group = Key.Group;
        if (!_spare.TryDequeue(out var waiter))
            waiter = new NativeCommand(this);
        waiter.RequestId = requestId;
        var refused = services.Intake.Enter(in command, waiter);
        if (refused == RejectReason.None)
            return;
        Interlocked.Decrement(ref _inFlight);
        _spare.Enqueue(waiter);
        Refuse(requestId, type, refused, 0);
    }

    /// <summary>The frames that may need the fan-out; false where the session shall end.</summary>
    private async ValueTask<bool> TakeLaterAsync(ReadOnlyMemory<byte> frame)
    {
        var type = NativeFrame.TypeOf(frame.Span);
        var requestId = NativeFrame.RequestIdOf(frame.Span);
        Settle();
        if (Id.Value == 0)
            return type == NativeType.Logon ? await LogonAsync(frame, requestId).ConfigureAwait(false) : !Fail(SessionEndReason.LogonExpected);
        if (NativeFrame.Check(frame.Span) != NativeFault.None)
            return !Fail(SessionEndReason.MalformedFrame);
        switch (type)
        {
            case NativeType.Heartbeat:
                return true;
            case NativeType.Logout:
                return !Fail(SessionEndReason.Logout);
            case NativeType.Subscribe or NativeType.Unsubscribe:
                return await SubscribeAsync(frame, type, requestId).ConfigureAwait(false);
            default:
                return !Fail(SessionEndReason.MalformedFrame);
        }
    }

    private async ValueTask<bool> LogonAsync(ReadOnlyMemory<byte> frame, uint requestId)
    {
        if (!NativeLogon.TryDecode(frame.Span, out var logon, out _))
            return !Fail(SessionEndReason.MalformedFrame);
        if (logon.CommonVersion == 0)
            return !Fail(SessionEndReason.NoCommonVersion);
        var result = services.Authenticator.CheckBytes(
            logon.Key.ToString(), logon.Time.Nanoseconds / 1_000_000, NativeLogon.SignedPart(frame.Span), NativeLogon.SignaturePart(frame.Span));
        if (result.Key is not { } key)
            return !Fail(SessionEndReason.NotAuthenticated);
        if (result.WaitMs > 0)
            await services.Authenticator.HoldAsync(in result, CancellationToken.None).ConfigureAwait(false);
        var (session, refused) = await services.Sessions.OpenAsync(key, address, logon.CancelOnDisconnect).ConfigureAwait(false);
        if (refused != RejectReason.None)
            return !Fail(SessionEndReason.ExchangeStopping);
        Key = key;
        _heartbeatMs = logon.HeartbeatMs == 0 ? services.Options.Native.HeartbeatMs : Math.Clamp(logon.HeartbeatMs, MinHeartbeatMs, MaxHeartbeatMs);
        Volatile.Write(ref _heardAt, Stopwatch.GetTimestamp());
        Id = session;
        await services.FanOut.AskAsync(_ => Do(() => hub.Add(this)), CancellationToken.None).ConfigureAwait(false);
        SendAccepted(logon.CommonVersion, requestId);
        return true;
    }

    private void SendAccepted(ushort version, uint requestId)
    {
        Span<byte> answer = stackalloc byte[NativeLogonAccepted.FrameBytes];
        new NativeLogonAccepted(
            version, Id, Key.Owner, (NativePermissions)(int)Key.Permissions, services.Now, services.FanOut.Sequence, _heartbeatMs, services.Options.Native.MaxInFlight)
            .Encode(requestId, answer);
        Outbox.Append(answer);
        Sender.Send(here: true);
    }

    private async ValueTask<bool> SubscribeAsync(ReadOnlyMemory<byte> frame, NativeType type, uint requestId)
    {
        if (!NativeSubscribe.TryDecode(frame.Span, out var asked, out _))
            return !Fail(SessionEndReason.MalformedFrame);
        if (!Key.May(Permissions.Read))
            Refuse(requestId, type, RejectReason.Forbidden, 0);
        else if (asked.Instrument.Value != 0 && services.Directory.Find(asked.Instrument) is null)
            Refuse(requestId, type, RejectReason.UnknownInstrument, 0);
        else if (type == NativeType.Subscribe)
            await services.FanOut.AskAsync(_ => Do(() => hub.Subscribe(this, asked, requestId)), CancellationToken.None).ConfigureAwait(false);
        else
            await services.FanOut.AskAsync(_ => Do(() => hub.Unsubscribe(this, asked, requestId)), CancellationToken.None).ConfigureAwait(false);
        return true;
    }

    private async Task LeaveAsync()
    {
        if (Id.Value == 0)
            return;
        try
        {
            await services.Sessions.CloseAsync(Id, Key.Owner).ConfigureAwait(false);
            await services.FanOut.AskAsync(_ => Do(() => hub.Remove(this)), CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The exchange has stopped, and the hub with it.
        }
    }

    // Closing with unread bytes would reset the connection, and the peer might never see why it ended.
    private async Task DrainAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            while (await socket.ReceiveAsync(_received.AsMemory(), SocketFlags.None, patience.Token).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // It has gone, or it does not care to.
        }
    }

    private void Beat()
    {
        Span<byte> frame = stackalloc byte[NativeHeartbeat.FrameBytes];
        new NativeHeartbeat(services.Now).Encode(0, frame);
        Outbox.Append(frame);
        Sender.Send(here: true);
    }

    private void Refuse(uint requestId, NativeType type, RejectReason reason, int retryAfterMs)
    {
        Span<byte> frame = stackalloc byte[NativeRefused.FrameBytes];
        new NativeRefused(reason, type, retryAfterMs).Encode(requestId, frame);
        services.Metrics.Refused(reason);
        Outbox.Append(frame);
        _hasRefused = true;
    }

    private void SendEnd(SessionEndReason reason)
    {
        Span<byte> frame = stackalloc byte[NativeSessionEnded.FrameBytes];
        new NativeSessionEnded(reason).Encode(0, frame);
        Outbox.AppendFarewell(frame);
    }

    /// <summary>The session shall end for this reason; always true.</summary>
    private bool Fail(SessionEndReason reason)
    {
        Interlocked.CompareExchange(ref _end, (int)reason, 0);
        return true;
    }

    private static double Milliseconds(long since, long now) => Stopwatch.GetElapsedTime(since, now).TotalMilliseconds;

    private static bool Do(Action action)
    {
        action();
        return true;
    }
}
