using System.Globalization;
using Rialto.Model.Units;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Session;

/// <summary>What a Logon asks for and whether it can be had, with the checks of the header that it shares with all messages. Pure; who the client is has been found out before.</summary>
internal readonly ref struct FixLogon
{
    private readonly FixMessage _message;
    private readonly FixTerms _terms;
    private readonly IFixSessionStore _store;
    private readonly int _heartbeat;
    private readonly int _nextExpected;

    public FixLogon(FixMessage message, FixTerms terms, IFixSessionStore store)
    {
        _message = message;
        _terms = terms;
        _store = store;
        message.TryInt(FixTag.HeartBtInt, out _heartbeat);
        message.TryInt(FixTag.NextExpectedMsgSeqNum, out _nextExpected);
    }

    /// <summary>ResetSeqNumFlag: both sides begin with 1.</summary>
    public bool IsReset => _message.IsYes(FixTag.ResetSeqNumFlag);

    /// <summary>HeartBtInt, in seconds.</summary>
    public int HeartbeatSeconds => _heartbeat;

    /// <summary>NextExpectedMsgSeqNum; 0 where it is not there.</summary>
    public int NextExpected => _nextExpected;

    /// <summary>What makes the message one that is rejected; null for nothing.</summary>
    public FixViolation? Violation(FixViolation? fault, FixDictionary dictionary, Timestamp now)
    {
        if ((fault ?? HeaderViolation(_message, _terms, now) ?? dictionary.Validate(_message) ?? ThirdPartyViolation(_message)) is { } violation)
            return violation;
        if (!_message.TryInt(FixTag.EncryptMethod, out var method) || method != 0)
            return new FixViolation(FixRejectReason.ValueOutOfRange, FixTag.EncryptMethod);
        if (_heartbeat < _terms.Options.MinHeartbeatSeconds || _heartbeat > _terms.Options.MaxHeartbeatSeconds)
            return new FixViolation(FixRejectReason.ValueOutOfRange, FixTag.HeartBtInt);
        if (_message.Has(FixTag.NextExpectedMsgSeqNum) && (_nextExpected < 1 || (IsReset && _nextExpected != 1)))
            return new FixViolation(FixRejectReason.ValueOutOfRange, FixTag.NextExpectedMsgSeqNum);
        return IsReset ? ResetViolation(_message) : null;
    }

    /// <summary>Why a Logon that is right in itself is refused; null for nothing.</summary>
    public string? Refusal(Timestamp now)
    {
        if (!_message.TryGet(FixTag.BeginString, out var version) || !version.SequenceEqual("FIX.4.4"u8))
            return "Incorrect BeginString";
        if (_message.SeqNum == 0)
            return "MsgSeqNum missing";
        if (_terms.Schedule is { } schedule && !schedule.IsOpen(now))
            return $"Outside the time of sessions, {_terms.Options.Schedule} UTC";
        if (IsReset)
            return null;
        if (_message.SeqNum < _store.NextIn)
            return string.Create(CultureInfo.InvariantCulture, $"MsgSeqNum too low, expecting {_store.NextIn} but received {_message.SeqNum}");
        return _nextExpected > _store.NextOut
            ? string.Create(CultureInfo.InvariantCulture, $"NextExpectedMsgSeqNum too high, {_nextExpected} where {_store.NextOut} is next") : null;
    }

    /// <summary>CompIDs that are others', and a SendingTime far from now; both end a session. What is missing is the dictionary's affair.</summary>
    public static FixViolation? HeaderViolation(FixMessage message, FixTerms terms, Timestamp now)
    {
        if (message.TryGet(FixTag.SenderCompId, out var sender) && !sender.SequenceEqual(terms.Theirs.Span))
            return new FixViolation(FixRejectReason.CompIdProblem, FixTag.SenderCompId);
        if (message.TryGet(FixTag.TargetCompId, out var target) && !target.SequenceEqual(terms.Ours.Span))
            return new FixViolation(FixRejectReason.CompIdProblem, FixTag.TargetCompId);
        return message.TryUtcTimestamp(FixTag.SendingTime, out var sentAt) && Math.Abs(now.Nanoseconds - sentAt.Nanoseconds) > terms.MaxClockSkewNs
            ? new FixViolation(FixRejectReason.SendingTimeAccuracy, FixTag.SendingTime) : null;
    }

    /// <summary>A message that may be a duplicate says when it was first sent, which is not after it was sent now. A gap fill stands for many, and need not.</summary>
    public static FixViolation? OrigSendingTimeViolation(FixMessage message)
    {
        if (message.MsgType.SequenceEqual(FixMsgType.SequenceReset))
            return null;
        if (!message.TryUtcTimestamp(FixTag.OrigSendingTime, out var original))
            return new FixViolation(message.Has(FixTag.OrigSendingTime) ? FixRejectReason.IncorrectFormat : FixRejectReason.RequiredTagMissing, FixTag.OrigSendingTime);
        return message.TryUtcTimestamp(FixTag.SendingTime, out var sentAt) && original > sentAt
            ? new FixViolation(FixRejectReason.SendingTimeAccuracy, FixTag.OrigSendingTime) : null;
    }

    /// <summary>Nobody sends here on behalf of others, and nothing is delivered to others.</summary>
    public static FixViolation? ThirdPartyViolation(FixMessage message) =>
        message.Has(FixTag.OnBehalfOfCompId) ? new FixViolation(FixRejectReason.CompIdProblem, FixTag.OnBehalfOfCompId)
        : message.Has(FixTag.DeliverToCompId) ? new FixViolation(FixRejectReason.CompIdProblem, FixTag.DeliverToCompId) : null;

    /// <summary>A Logon with ResetSeqNumFlag is the first message of the new count.</summary>
    public static FixViolation? ResetViolation(FixMessage message) => message.SeqNum == 1 ? null : new FixViolation(FixRejectReason.ValueOutOfRange, FixTag.MsgSeqNum);
}
