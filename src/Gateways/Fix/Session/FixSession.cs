using Rialto.Gateways.Auth;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Session;

/// <summary>
/// One key's session, from its first logon until the process ends: machine and store behind a lock, and the connection of the moment. Received messages, the application's messages and the pulse come on
/// threads of their own; none holds the lock for longer than a message takes, or a piece of a resend.
/// </summary>
internal sealed class FixSession : IFixOutlet, IFixOutput, IDisposable
{
    private const int ResentAtOnce = 64;
    private const int RefusalsAtOnce = 5;

    private readonly Lock _gate = new();
    private readonly IFixSessionStore _store;
    private readonly FixSessionMachine _machine;
    private readonly TimeProvider _clock;
    private readonly TokenBucket _refusals = new(1, RefusalsAtOnce, 1_000_000_000);
    private FixConnection? _connection;

    /// <param name="key">Whose.</param>
    /// <param name="terms">Limits, times and names.</param>
    /// <param name="dictionary">What messages are taken.</param>
    /// <param name="store">Its store; the session disposes of it.</param>
    /// <param name="applications">Makes the application.</param>
    /// <param name="clock">The time.</param>
    public FixSession(ApiKey key, FixTerms terms, FixDictionary dictionary, IFixSessionStore store, Func<FixLink, IFixApplication> applications, TimeProvider clock)
    {
        _store = store;
        _clock = clock;
        _machine = new FixSessionMachine(terms, dictionary, store, this);
        Link = new FixLink(this) { Key = key };
        Application = applications(Link);
    }

    /// <summary>The session as its application sees it.</summary>
    public FixLink Link { get; }

    /// <summary>The application; made with the session.</summary>
    public IFixApplication Application { get; }

    /// <inheritdoc/>
    public bool IsOnline
    {
        get
        {
            lock (_gate)
                return _machine.State == FixState.Online && _connection is not { IsEnding: true };
        }
    }

    /// <summary>True while a resend runs that <see cref="ContinueResend"/> goes on with.</summary>
    public bool IsResending
    {
        get
        {
            lock (_gate)
                return _machine.IsResending;
        }
    }

    /// <summary>A connection takes the session; false where another has it.</summary>
    public bool TryAttach(FixConnection connection)
    {
        lock (_gate)
        {
            if (_connection is not null)
                return false;
            _connection = connection;
            _machine.Connect();
            return true;
        }
    }

    /// <summary>The connection is gone: what is sent from now on waits for the next one, which may come once <see cref="Detach"/> was called.</summary>
    public void Leave()
    {
        lock (_gate)
            _machine.Disconnect();
    }

    /// <summary>Everything of the connection has been cleared away.</summary>
    public void Detach()
    {
        lock (_gate)
            _connection = null;
    }

    /// <summary>Refuses a Logon before its numbers are looked at. Too often in a row it is done without a word.</summary>
    public void Refuse(string text)
    {
        lock (_gate)
        {
            var now = Now;
            if (_refusals.TryTake(now.Nanoseconds, out _))
                _machine.End(text, FixEnd.LogonRefused, now);
            else
                _connection?.End(FixEnd.LogonRefused);
        }
    }

    /// <summary>As <see cref="FixSessionMachine.Receive"/>.</summary>
    public FixReceipt Receive(FixMessage message, FixViolation? fault)
    {
        lock (_gate)
            return _machine.Receive(message, fault, Now);
    }

    /// <summary>As <see cref="FixSessionMachine.ReceiveGarbled"/>.</summary>
    public void ReceiveGarbled()
    {
        lock (_gate)
            _machine.ReceiveGarbled(Now);
    }

    /// <summary>Sends a piece of a resend.</summary>
    public void ContinueResend()
    {
        lock (_gate)
            _machine.ContinueResend(ResentAtOnce, Now);
    }

    /// <summary>Does what is due.</summary>
    /// <param name="isListening">False while the reader waits for an answer to be written: what the client says meanwhile is not heard, and it is not silent.</param>
    public void Tick(bool isListening)
    {
        lock (_gate)
            _machine.Tick(Now, isListening);
        Flush(here: true);
    }

    /// <summary>Says goodbye and ends the connection at once.</summary>
    public void End(string text)
    {
        lock (_gate)
            _machine.End(text, FixEnd.Ours, Now);
        Flush(here: true);
    }

    /// <inheritdoc/>
    public bool IsCrowded => Volatile.Read(ref _connection) is { IsEnding: false } connection && connection.Outbox.IsHalfFull;

    /// <inheritdoc/>
    public FixCause Told
    {
        get
        {
            lock (_gate)
                return _store.Told;
        }

        set
        {
            lock (_gate)
                _store.Told = value;
        }
    }

    /// <inheritdoc/>
    public bool Send(FixWriter body, FixCause cause)
    {
        lock (_gate)
            return _machine.Send(body, cause, Now);
    }

    /// <inheritdoc/>
    public bool TryTell(FixWriter body)
    {
        lock (_gate)
            return _machine.TryTell(body, Now);
    }

    /// <inheritdoc/>
    public void TellMissing()
    {
        lock (_gate)
            _store.HasLost = true;
    }

    /// <inheritdoc/>
    public void Flush(bool here) => Volatile.Read(ref _connection)?.Sender.Send(here);

    /// <inheritdoc/>
    public void LogOut(string text)
    {
        lock (_gate)
            _machine.LogOut(text, Now);
        Flush(here: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
            _store.Dispose();
    }

    void IFixOutput.Write(ReadOnlySpan<byte> frame) => _connection?.Outbox.Append(frame);

    void IFixOutput.Disconnect(FixEnd reason) => _connection?.End(reason);

    private FixMoment Now => FixMoment.Of(_clock);
}
