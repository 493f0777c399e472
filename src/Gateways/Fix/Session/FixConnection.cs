using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Text;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Orders;
using Rialto.Model.Orders;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Session;

/// <summary>One connection of a FIX client: finds out who it is from its Logon, then reads for that key's session until one of the two hangs up.</summary>
internal sealed class FixConnection(Socket socket, FixOutbox outbox, GatewayServices services, FixSessions sessions, FixDoor door, string address, bool isConfidential)
{
    private const int MaxReceivedHere = 64;
    private const int KeyCheckMs = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan AttachPatience = TimeSpan.FromSeconds(2);

    private readonly FixMessage _message = new();
    private readonly byte[] _received = new byte[2 * services.Options.Fix.MaxMessageBytes];
    private readonly long _connected = Stopwatch.GetTimestamp();
    private FixSession? _session;
    private SessionId _exchangeSession;
    private int _receivedHere;
    private bool _hasDelivered;
    private long _keyChecked;
    private volatile bool _isAnswering;
    private volatile bool _isLoggedOn;
    private volatile int _end;

    /// <summary>What waits to be sent.</summary>
    public FixOutbox Outbox => outbox;

    /// <summary>Nothing more reaches the client: whoever waits for it to read waits no longer. Any thread.</summary>
    public bool IsEnding => _end != 0 || Sender.HasEnded;

    /// <summary>Who sends it.</summary>
    public SocketSender Sender { get; } = new(socket, outbox);

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
            try
            {
                await LeaveAsync().ConfigureAwait(false);
            }
            finally
            {
                await Sender.EndAsync().ConfigureAwait(false);
                await DrainAsync().ConfigureAwait(false);
                socket.Dispose();
            }
        }
    }

    /// <summary>Ends the connection once what waits is sent; any thread.</summary>
    public void End(FixEnd reason)
    {
        if (Interlocked.CompareExchange(ref _end, (int)reason, 0) != 0)
            return;
        try
        {
            socket.Shutdown(SocketShutdown.Receive);
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }

    /// <summary>The exchange stops: says so and ends. Any thread.</summary>
    public void Stop()
    {
        Volatile.Read(ref _session)?.End("The exchange is stopping");
        End(FixEnd.Ours);
    }

    /// <summary>Called ten times a second: heartbeats, silence, slow readers. Any thread.</summary>
    public void OnPulse(long now)
    {
        var started = Sender.Started;
        if (started != 0 && Milliseconds(started, now) > services.Options.Fix.SendTimeoutMs)
        {
            // The peer takes nothing any more, a goodbye neither.
            End(FixEnd.SlowReader);
            socket.Dispose();
            return;
        }

        if (outbox.IsOverrun)
            End(FixEnd.SlowReader);
        else if (Volatile.Read(ref _session) is { } session)
            Tick(session, now);
        else if (Milliseconds(_connected, now) > services.Options.Fix.LogonTimeoutMs)
            End(FixEnd.LogonExpected);
    }

    private void Tick(FixSession session, long now)
    {
        session.Tick(isListening: !_isAnswering);
        if (!_isLoggedOn || Milliseconds(_keyChecked, now) < KeyCheckMs)
            return;
        _keyChecked = now;
        // A key file that cannot be read for a moment revokes nobody who is here; nobody new comes in meanwhile.
        if (services.Keys.Find(session.Link.Key.Id) is null && services.Keys.Problem is null)
            session.LogOut("The key was revoked");
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
            held += count;
            var used = 0;
            while (_end == 0)
            {
                var status = FixFraming.TryFind(_received.AsSpan(used, held - used), out var length, services.Options.Fix.MaxMessageBytes);
                if (status == FixFrameStatus.Incomplete)
                    break;
                if (status == FixFrameStatus.Complete)
                    await TakeAsync(_received.AsMemory(used, length)).ConfigureAwait(false);
                else
                    TakeGarbled();
                used += length;
            }

            _received.AsSpan(used, held - used).CopyTo(_received);
            held -= used;
            Settle();
        }
    }

    private ValueTask TakeAsync(ReadOnlyMemory<byte> frame)
    {
        var fault = _message.TryParse(frame, out var violation) ? (FixViolation?)null : violation;
        if (_session is not { } session)
            return LogOnAsync(fault);
        if (session.Receive(_message, fault) != FixReceipt.Deliver)
            return session.IsResending ? ResendAsync(session) : ValueTask.CompletedTask;
        _hasDelivered = true;
        var taking = session.Application.OnMessageAsync(session.Link, _message);
        return taking.IsCompletedSuccessfully ? ValueTask.CompletedTask : AnswerAsync(taking);
    }

    private async ValueTask AnswerAsync(ValueTask taking)
    {
        _isAnswering = true;
        await taking.ConfigureAwait(false);
        _isAnswering = false;
    }

    private void TakeGarbled()
    {
        if (_session is { } session)
            session.ReceiveGarbled();
        else
            End(FixEnd.LogonExpected);
    }

    /// <summary>What came together is taken up together, and answers go out in one piece. Before every wait.</summary>
    private void Settle()
    {
        if (_hasDelivered && _session is { } session)
        {
            _hasDelivered = false;
            session.Application.OnBatchEnd(session.Link);
        }

        Sender.Send(here: true);
    }

    private async ValueTask ResendAsync(FixSession session)
    {
        Settle();
        // Where the sender has ended there is nobody to make room any more.
        while (_end == 0 && !Sender.HasEnded && session.IsResending)
        {
            session.ContinueResend();
            Sender.Send(here: true);
            // The store holds more than may wait for a slow reader.
            while (_end == 0 && !Sender.HasEnded && outbox.IsHalfFull)
                await Task.Delay(Pause).ConfigureAwait(false);
        }

        session.Application.OnResent(session.Link);
    }

    private async ValueTask LogOnAsync(FixViolation? fault)
    {
        // FIX: a connection that begins with anything but a Logon is closed without a word.
        if (!_message.MsgType.SequenceEqual(FixMsgType.Logon))
        {
            End(FixEnd.LogonExpected);
            return;
        }

        var admission = door.Check(_message, isConfidential);
        if (admission is not { Refusal: null, Key: { } key })
        {
            services.Metrics.Refused(RejectReason.Unauthorized);
            RefuseStranger(admission.Refusal!);
            return;
        }

        if (!TryOpen(key, out var session))
        {
            RefuseStranger("The session's store cannot be opened; the exchange's operator must see to it");
            return;
        }

        // FIX: a second connection is closed without a word, since any would take a number of the first.
        if (!await TryAttachAsync(session).ConfigureAwait(false))
        {
            End(FixEnd.LogonRefused);
            return;
        }

        Volatile.Write(ref _session, session);
        if (admission.Admitted.WaitMs > 0)
            await services.Authenticator.HoldAsync(admission.Admitted, CancellationToken.None).ConfigureAwait(false);
        await OpenAsync(session, key, fault).ConfigureAwait(false);
    }

    // Whoever comes back at once may be here before the end of his last connection has been read and cleared away.
    private async ValueTask<bool> TryAttachAsync(FixSession session)
    {
        var since = Stopwatch.GetTimestamp();
        while (!session.TryAttach(this))
        {
            if (_end != 0 || Stopwatch.GetElapsedTime(since) > AttachPatience)
                return false;
            await Task.Delay(Pause).ConfigureAwait(false);
        }

        return true;
    }

    // Whoever has not proven who he is takes no number of anybody's session and holds up none: the goodbye is numbered as the first of its connection.
    private void RefuseStranger(string text)
    {
        if (_message.TryGet(FixTag.SenderCompId, out var sender) && sender.Length <= FixHeader.MaxCompIdBytes)
        {
            var writer = new FixWriter();
            writer.Begin(FixMsgType.Logout);
            writer.Add(FixTag.Text, text);
            outbox.Append(writer.End(new FixHeader(Encoding.ASCII.GetBytes(services.Options.Fix.CompId), sender.ToArray(), 1, services.Now)));
        }

        End(FixEnd.LogonRefused);
    }

    private bool TryOpen(ApiKey key, [NotNullWhen(true)] out FixSession? session)
    {
        session = null;
        try
        {
            session = sessions.Open(key);
            return true;
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            services.Metrics.Failed();
            return false;
        }
    }

    /// <summary>Opens the exchange's session, then answers the Logon, then lets the application begin.</summary>
    private async ValueTask OpenAsync(FixSession session, ApiKey key, FixViolation? fault)
    {
        var copies = _message.IsYes(FixTag.DropCopyFlag) ? FixCopies.All : FixCopies.Own;
        if (copies == FixCopies.All && !key.May(Permissions.Read))
        {
            services.Metrics.Refused(RejectReason.Forbidden);
            session.Refuse("Drop copy needs the permission read");
            return;
        }

        var cancelOnDisconnect = _message.IsYes(FixTag.CancelOrdersOnDisconnect);
        var (exchangeSession, refused) = await services.Sessions.OpenAsync(key, address, cancelOnDisconnect).ConfigureAwait(false);
        if (refused != RejectReason.None)
        {
            session.Refuse("The exchange takes no sessions at the moment");
            return;
        }

        _exchangeSession = exchangeSession;
        var link = session.Link;
        link.Key = key;
        link.Session = exchangeSession;
        link.CancelOnDisconnect = cancelOnDisconnect;
        link.Copies = copies;
        link.RemoteAddress = address;
        if (session.Receive(_message, fault) != FixReceipt.LoggedOn)
            return;
        _isLoggedOn = true;
        await session.Application.OnLogonAsync(link).ConfigureAwait(false);
        if (session.IsResending)
            await ResendAsync(session).ConfigureAwait(false);
    }

    private async Task LeaveAsync()
    {
        if (_session is not { } session)
            return;
        session.Leave();
        try
        {
            if (_exchangeSession.Value != 0)
                await services.Sessions.CloseAsync(_exchangeSession, session.Link.Key.Owner).ConfigureAwait(false);
            if (_isLoggedOn)
                await session.Application.OnLogoutAsync(session.Link).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The exchange has stopped, and its fan-out with it.
        }
        finally
        {
            session.Detach();
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

    private static double Milliseconds(long since, long now) => Stopwatch.GetElapsedTime(since, now).TotalMilliseconds;
}
