using System.Globalization;
using Rialto.Gateways.Auth;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Session;

/// <summary>
/// The FIX 4.4 session layer of one client, as an acceptor. Messages and time come by calls, what is to be sent leaves by <see cref="IFixOutput"/>; it has no socket and no clock, so that a connection and a
/// script drive the same code. The order of the checks, of which the first that fails counts:
/// <code>
///   BeginString  MsgSeqNum there  CompIDs  SendingTime  | number too high / too low |  form  OrigSendingTime  dictionary  third parties  rate  | the message itself
/// </code>
/// A client's message counts (its number is behind us, on disk) before it is acted upon: a process that is killed between the two loses it rather than doing it twice. One thread at a time.
/// </summary>
internal sealed class FixSessionMachine
{
    private const int MaxGarbledInARow = 100;
    private const int MaxRefusedInARow = 1_000;
    private const int UnsupportedMessageType = 3;
    private const int ApplicationNotAvailable = 4;
    private const int ConditionallyRequiredMissing = 5;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const string NotStored = "Messages cannot be stored";

    private readonly FixTerms _terms;
    private readonly FixDictionary _dictionary;
    private readonly IFixSessionStore _store;
    private readonly IFixOutput _output;
    private readonly FixTransmitter _transmitter;
    private readonly FixResends _resends;
    private readonly FixLiveness _liveness;
    private readonly FixGap _gap;
    private readonly TokenBucket _rate;
    private int _garbledInARow;
    private int _refusedInARow;
    private int _logoutAt;
    private long _logoutDeadline;
    private long _periodStart;

    public FixSessionMachine(FixTerms terms, FixDictionary dictionary, IFixSessionStore store, IFixOutput output)
    {
        _terms = terms;
        _dictionary = dictionary;
        _store = store;
        _output = output;
        _transmitter = new FixTransmitter(terms, store, output, () => Close(FixEnd.StoreFailed));
        _resends = new FixResends(store, _transmitter);
        _liveness = new FixLiveness(_transmitter);
        _gap = new FixGap(store, _transmitter);
        _rate = new TokenBucket(terms.Options.MessagesPerSecond, terms.Options.MessageBurst, NanosecondsPerSecond);
    }

    /// <summary>Where it stands.</summary>
    public FixState State { get; private set; }

    /// <summary>True while a ResendRequest is being answered: <see cref="ContinueResend"/> until it is not.</summary>
    public bool IsResending => _resends.IsRunning;

    private bool IsTalking => State is FixState.Online or FixState.LoggingOut or FixState.LoggedOut;

    /// <summary>A connection stands; its first message is next.</summary>
    public void Connect()
    {
        State = FixState.Connected;
        _garbledInARow = 0;
        _refusedInARow = 0;
        _logoutAt = 0;
        _gap.Clear();
    }

    /// <summary>The connection is gone.</summary>
    public void Disconnect()
    {
        State = FixState.Offline;
        _resends.Stop();
    }

    /// <summary>Takes a message of the client.</summary>
    /// <param name="message">The message.</param>
    /// <param name="fault">What was wrong with its form; null for nothing.</param>
    /// <param name="now">The time.</param>
    public FixReceipt Receive(FixMessage message, FixViolation? fault, FixMoment now)
    {
        _garbledInARow = 0;
        if (State == FixState.Connected)
            return LogOn(message, fault, now);
        if (!IsTalking)
            return FixReceipt.Handled;
        _liveness.Heard(now);
        if (!IsTheirs(message, now))
            return FixReceipt.Handled;
        var seqNum = message.SeqNum;
        if (message.MsgType is [(byte)'4'] && !message.IsYes(FixTag.GapFillFlag))
            ResetTo(message, fault, now);
        else if (message.MsgType is [(byte)'A'] && message.IsYes(FixTag.ResetSeqNumFlag))
            ResetBoth(message, fault, now);
        else if (seqNum > _store.NextIn)
            TakeEarly(message, fault, now);
        else if (seqNum < _store.NextIn)
            TakeLate(message, now);
        else
            return TakeExpected(message, fault, now);
        return FixReceipt.Handled;
    }

    /// <summary>Bytes came that are no message; they are passed over. FIX: their number is not counted.</summary>
    public void ReceiveGarbled(FixMoment now)
    {
        if (!IsTalking)
            return;
        _liveness.Heard(now);
        if (++_garbledInARow > MaxGarbledInARow)
            End("Too much that is no FIX", FixEnd.Flood, now);
    }

    /// <summary>Numbers, stores and sends a message of the application; where the client is away or a resend runs, it waits in the store.</summary>
    /// <param name="body">The message.</param>
    /// <param name="cause">What it tells of.</param>
    /// <param name="now">The time.</param>
    /// <returns>False where it could not be stored: it was not sent, the session ends, and the client is told at its next logon that something is missing.</returns>
    public bool Send(FixWriter body, FixCause cause, FixMoment now)
    {
        if (State is FixState.Offline or FixState.Connected)
            BeginPeriod(now);
        if (_transmitter.Send(body, cause, State == FixState.Online && !IsResending, IsResending, now))
            return true;
        _store.HasLost = true;
        if (IsTalking)
            End(NotStored, FixEnd.StoreFailed, now);
        return false;
    }

    /// <summary>Numbers and sends a message that is of no use later: market data, answers to questions. While the client is away or a resend runs there is nothing it could go out between, and it is dropped.</summary>
    /// <returns>False where it was dropped.</returns>
    public bool TryTell(FixWriter body, FixMoment now) => State == FixState.Online && !IsResending && _transmitter.Tell(body, now);

    /// <summary>Says goodbye; the client's Logout is awaited, for a while.</summary>
    public void LogOut(string text, FixMoment now)
    {
        if (State != FixState.Online)
            return;
        _resends.Stop();
        // Before it is sent: a store that fails meanwhile closes the session, which must stand.
        State = FixState.LoggingOut;
        _logoutDeadline = now.Nanoseconds + _terms.LogoutTimeoutNs;
        _transmitter.Logout(text, now);
    }

    /// <summary>Says goodbye with a reason and ends the connection at once; before the Logon too.</summary>
    public void End(string text, FixEnd reason, FixMoment now)
    {
        if (State is FixState.Offline or FixState.Closing)
            return;
        _resends.Stop();
        if (State != FixState.LoggedOut)
            _transmitter.Logout(text, now);
        Close(reason);
    }

    /// <summary>Does what is due; some times a second.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isListening">False while nothing of what the client sends is read.</param>
    public void Tick(FixMoment now, bool isListening = true)
    {
        if (!isListening)
            _liveness.Heard(now);
        if (State is FixState.LoggingOut or FixState.LoggedOut)
        {
            if (now.Nanoseconds >= _logoutDeadline)
                Close(State == FixState.LoggedOut ? FixEnd.LoggedOut : FixEnd.LogoutTimeout);
            return;
        }

        // While a resend runs the client is being sent to, and not listened to.
        if (State != FixState.Online || IsResending)
            return;
        if (_terms.Schedule is { } schedule && (!schedule.IsOpen(now.Utc) || schedule.StartOf(now.Utc).Nanoseconds != _periodStart))
            LogOut("The time of the session is over", now);
        else if (isListening && !_gap.Tick(now))
            End("What was missing was asked for and did not come", FixEnd.GapNotFilled, now);
        else if (!_liveness.Tick(now))
            Close(FixEnd.Silent);
    }

    /// <summary>Goes on with the answer to a ResendRequest.</summary>
    /// <param name="count">How many messages at most.</param>
    /// <param name="now">The time.</param>
    public void ContinueResend(int count, FixMoment now) => _resends.Continue(count, now);

    private FixReceipt LogOn(FixMessage message, FixViolation? fault, FixMoment now)
    {
        var logon = new FixLogon(message, _terms, _store);
        if (!message.MsgType.SequenceEqual(FixMsgType.Logon))
        {
            Close(FixEnd.LogonExpected);
            return FixReceipt.Handled;
        }

        if (_terms.Schedule?.IsOpen(now.Utc) == true)
            BeginPeriod(now);
        if (logon.Refusal(now.Utc) is { } refusal)
        {
            Count(message.SeqNum);
            End(refusal, FixEnd.LogonRefused, now);
            return FixReceipt.Handled;
        }

        if (logon.Violation(fault, _dictionary, now.Utc) is { } violation)
        {
            _transmitter.Reject(message, violation, default, now);
            Count(message.SeqNum);
            End(string.Create(CultureInfo.InvariantCulture, $"Logon refused: {FixText.Of(violation.Text)}, tag {violation.Tag}"), FixEnd.LogonRefused, now);
            return FixReceipt.Handled;
        }

        Accept(message, logon, now);
        return State == FixState.Online ? FixReceipt.LoggedOn : FixReceipt.Handled;
    }

    private void Accept(FixMessage message, FixLogon logon, FixMoment now)
    {
        if (logon.IsReset)
            _store.Reset(now.Utc);
        State = FixState.Online;
        _periodStart = _terms.Schedule?.StartOf(now.Utc).Nanoseconds ?? 0;
        _liveness.Begin(logon.HeartbeatSeconds, now);
        var lastOut = _store.NextOut - 1;
        var isComplete = message.SeqNum == _store.NextIn;
        Count(message.SeqNum);
        _transmitter.Logon(logon.HeartbeatSeconds, logon.IsReset, logon.NextExpected != 0 ? _store.NextIn : 0, now);
        if (!isComplete)
            _gap.Found(message.SeqNum, now, comesByItself: logon.NextExpected != 0);
        if (State == FixState.Online && logon.NextExpected != 0 && logon.NextExpected <= lastOut && !logon.IsReset)
            _resends.Begin(logon.NextExpected, lastOut);
        if (State == FixState.Online && _store.HasLost)
            TellMissing(now);
    }

    private void TellMissing(FixMoment now)
    {
        if (_transmitter.Missing(isOpen: !IsResending, now))
            _store.HasLost = false;
        else if (State == FixState.Online)
            End(NotStored, FixEnd.StoreFailed, now);
    }

    /// <summary>
    /// FIX: a session's numbers are of one period of the schedule. What comes between two periods is numbered in the next one, so that its client is sent it there. Messages of the period that is over, which he
    /// never came for, go with its numbers, and he is told so.
    /// </summary>
    private void BeginPeriod(FixMoment now)
    {
        if (_terms.Schedule is not { } schedule || schedule.PeriodOf(_store.Started) >= schedule.PeriodOf(now.Utc))
            return;
        if (_store.LastKept > _store.Delivered)
            _store.HasLost = true;
        _store.Reset(now.Utc);
    }

    /// <summary>The header checks that end a session; true where the message may be gone on with.</summary>
    private bool IsTheirs(FixMessage message, FixMoment now)
    {
        if (!message.TryGet(FixTag.BeginString, out var version) || !version.SequenceEqual("FIX.4.4"u8))
            End("Incorrect BeginString", FixEnd.BrokenRules, now);
        else if (message.SeqNum == 0)
            End("MsgSeqNum missing", FixEnd.BrokenRules, now);
        else if (FixLogon.HeaderViolation(message, _terms, now.Utc) is { } violation)
        {
            _transmitter.Reject(message, violation, default, now);
            Count(message.SeqNum);
            End(FixText.Of(violation.Text), FixEnd.BrokenRules, now);
        }

        return IsTalking;
    }

    private void TakeEarly(FixMessage message, FixViolation? fault, FixMoment now)
    {
        if (message.MsgType is [(byte)'5'])
            _logoutAt = message.SeqNum;
        if (State != FixState.LoggedOut)
            _gap.Found(message.SeqNum, now);
        // Both sides may miss something: whoever waits for the other's messages before it sends its own waits for ever. Our request goes first, since nothing may take a number once a resend runs.
        if (message.MsgType is [(byte)'2'] && fault is null && _dictionary.Validate(message) is null)
            AnswerResendRequest(message, now);
    }

    private void TakeLate(FixMessage message, FixMoment now)
    {
        if (!message.IsYes(FixTag.PossDupFlag))
        {
            End(string.Create(CultureInfo.InvariantCulture, $"MsgSeqNum too low, expecting {_store.NextIn} but received {message.SeqNum}"), FixEnd.BrokenRules, now);
            return;
        }

        if (FixLogon.OrigSendingTimeViolation(message) is { } violation)
            _transmitter.Reject(message, violation, default, now);
    }

    private FixReceipt TakeExpected(FixMessage message, FixViolation? fault, FixMoment now)
    {
        var isFlood = !_rate.TryTake(now.Nanoseconds, out _);
        _refusedInARow = isFlood ? _refusedInARow + 1 : 0;
        Count(message.SeqNum);
        var receipt = FixReceipt.Handled;
        if (_refusedInARow > MaxRefusedInARow)
            End(FixText.TooManyMessages(_terms.Options.MessagesPerSecond), FixEnd.Flood, now);
        else if (!IsRefused(message, fault, now))
            receipt = FixMsgType.IsAdministrative(message.MsgType) ? TakeAdministrative(message, isFlood, now) : TakeApplication(message, isFlood, now);
        if (_logoutAt != 0 && _store.NextIn > _logoutAt)
            AnswerLogout(now);
        return receipt;
    }

    /// <summary>Refuses a message that is wrong in itself; its number counts.</summary>
    private bool IsRefused(FixMessage message, FixViolation? fault, FixMoment now)
    {
        var isKnown = _dictionary.Knows(message.MsgType);
        if (fault is null && !isKnown && FixMsgType.IsDefined(message.MsgType))
        {
            Answer(message, UnsupportedMessageType, "Unsupported Message Type"u8, 0, now);
            return true;
        }

        var violation = fault
            ?? (message.IsYes(FixTag.PossDupFlag) ? FixLogon.OrigSendingTimeViolation(message) : null)
            ?? _dictionary.Validate(message)
            ?? FixLogon.ThirdPartyViolation(message);
        if (violation is not { } found)
            return false;
        if (found.IsConditional)
            Answer(message, ConditionallyRequiredMissing, found.Text, found.Tag, now);
        else
            _transmitter.Reject(message, found, default, now);
        return true;
    }

    private FixReceipt TakeApplication(FixMessage message, bool isFlood, FixMoment now)
    {
        if (isFlood)
            Answer(message, 0, FixText.Bytes(FixText.TooManyMessages(_terms.Options.MessagesPerSecond)), 0, now);
        else if (State != FixState.Online)
            Answer(message, ApplicationNotAvailable, "The session is ending"u8, 0, now);
        else
            return FixReceipt.Deliver;
        return FixReceipt.Handled;
    }

    private FixReceipt TakeAdministrative(FixMessage message, bool isFlood, FixMoment now)
    {
        switch (message.MsgType[0])
        {
            case (byte)'1' when message.TryGet(FixTag.TestReqId, out var id) && State == FixState.Online:
                _transmitter.Heartbeat(id, now);
                break;
            case (byte)'2' when isFlood:
                _transmitter.Reject(message, new FixViolation(FixRejectReason.Other, 0), FixText.Bytes(FixText.TooManyMessages(_terms.Options.MessagesPerSecond)), now);
                break;
            case (byte)'2':
                AnswerResendRequest(message, now);
                break;
            case (byte)'4':
                FillGap(message, now);
                break;
            case (byte)'5':
                AnswerLogout(now);
                break;
            case (byte)'A':
                _transmitter.Reject(message, new FixViolation(FixRejectReason.Other, 0), "Logged on already"u8, now);
                break;
        }

        return FixReceipt.Handled;
    }

    private void AnswerResendRequest(FixMessage message, FixMoment now)
    {
        var last = _store.NextOut - 1;
        message.TryInt(FixTag.BeginSeqNo, out var from);
        message.TryInt(FixTag.EndSeqNo, out var to);
        if (from < 1 || from > last)
            _transmitter.Reject(message, new FixViolation(FixRejectReason.ValueOutOfRange, FixTag.BeginSeqNo), default, now);
        else if (to != 0 && to < from)
            _transmitter.Reject(message, new FixViolation(FixRejectReason.ValueOutOfRange, FixTag.EndSeqNo), default, now);
        else if (IsTalking)
            _resends.Begin(from, to == 0 ? last : Math.Min(to, last));
    }

    private void FillGap(FixMessage message, FixMoment now)
    {
        message.TryInt(FixTag.NewSeqNo, out var next);
        if (next > message.SeqNum)
            _store.NextIn = next;
        else
            RejectNumber(message, next, now);
    }

    /// <summary>SequenceReset without GapFillFlag: its own number says nothing, and messages that never came are given up.</summary>
    private void ResetTo(FixMessage message, FixViolation? fault, FixMoment now)
    {
        if ((fault ?? _dictionary.Validate(message)) is { } violation)
        {
            _transmitter.Reject(message, violation, default, now);
            return;
        }

        message.TryInt(FixTag.NewSeqNo, out var next);
        if (next >= _store.NextIn)
            _store.NextIn = next;
        else
            RejectNumber(message, next, now);
    }

    private void RejectNumber(FixMessage message, int next, FixMoment now) =>
        _transmitter.Reject(message, new FixViolation(FixRejectReason.ValueOutOfRange, FixTag.NewSeqNo),
            FixText.Bytes(string.Create(CultureInfo.InvariantCulture, $"Attempt to lower sequence number, invalid value NewSeqNo={next}")), now);

    /// <summary>A Logon with ResetSeqNumFlag while logged on: both sides begin with 1 again.</summary>
    private void ResetBoth(FixMessage message, FixViolation? fault, FixMoment now)
    {
        if ((fault ?? _dictionary.Validate(message) ?? FixLogon.ResetViolation(message)) is { } violation)
        {
            _transmitter.Reject(message, violation, default, now);
            return;
        }

        _store.Reset(now.Utc);
        _gap.Clear();
        Count(1);
        _transmitter.Logon(_liveness.Seconds, isReset: true, nextExpected: 0, now);
    }

    private void AnswerLogout(FixMoment now)
    {
        _logoutAt = 0;
        _resends.Stop();
        if (State == FixState.LoggingOut)
        {
            Close(FixEnd.LoggedOut);
        }
        else if (State == FixState.Online)
        {
            // FIX: whoever began the logout hangs up.
            State = FixState.LoggedOut;
            _logoutDeadline = now.Nanoseconds + _terms.LogoutTimeoutNs;
            _transmitter.Logout(string.Empty, now);
        }
    }

    private void Answer(FixMessage message, int reason, ReadOnlySpan<byte> text, int tag, FixMoment now)
    {
        if (!_transmitter.BusinessReject(message, reason, text, tag, now))
            End(NotStored, FixEnd.StoreFailed, now);
    }

    // Only the number that is expected counts; numbers that are used up can count no further.
    private void Count(int seqNum)
    {
        if (seqNum == _store.NextIn && seqNum != int.MaxValue)
            _store.NextIn = seqNum + 1;
    }

    private void Close(FixEnd reason)
    {
        if (State is FixState.Offline or FixState.Closing)
            return;
        State = FixState.Closing;
        _resends.Stop();
        _output.Disconnect(reason);
    }
}
