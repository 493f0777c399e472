using System.Globalization;
using System.Text;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Session;

/// <summary>
/// Numbers messages, stores those of the application, and writes them out: everything a session sends goes through here, in the order of its numbers. The number of a message outlives the process before
/// the message leaves it, so no number is ever used twice. One thread at a time.
/// </summary>
/// <param name="terms">The session's names.</param>
/// <param name="store">Its store.</param>
/// <param name="output">Where messages go.</param>
/// <param name="storeFailed">Called where the disk does not confirm a number: nothing may leave under it, a goodbye neither.</param>
internal sealed class FixTransmitter(FixTerms terms, IFixSessionStore store, IFixOutput output, Action storeFailed)
{
    private const int MaxTextBytes = 256;

    private readonly FixWriter _writer = new();
    private readonly byte[] _echo = new byte[MaxTextBytes];

    // Kept messages that went out, all from one number to another, while older ones wait to be asked for.
    private int _aheadFrom;
    private int _aheadTo;

    /// <summary>When something was last sent, monotonic.</summary>
    public long SentAt { get; private set; }

    /// <summary>Numbers and stores an application message and, where <paramref name="isOpen"/>, writes it out; otherwise it waits in the store.</summary>
    /// <param name="body">The message.</param>
    /// <param name="cause">What it tells of.</param>
    /// <param name="isOpen">Whether it goes out now.</param>
    /// <param name="isResending">Whether the store is read for a resend.</param>
    /// <param name="now">The time.</param>
    /// <returns>False where it could not be stored, or the disk does not confirm it; it was not sent.</returns>
    public bool Send(FixWriter body, FixCause cause, bool isOpen, bool isResending, FixMoment now)
    {
        var seqNum = store.NextOut;
        var last = store.LastKept;
        if (seqNum == int.MaxValue || !store.TryAppend(seqNum, now.Utc, body.MsgType, body.Body, cause, mayRotate: !isResending))
            return false;
        store.NextOut = seqNum + 1;
        // The numbers have begun with 1 again.
        if (seqNum <= _aheadTo)
            (_aheadFrom, _aheadTo) = (0, 0);
        if (!isOpen)
            return TrySync();
        if (last <= store.Delivered)
            store.Delivered = seqNum;
        else
            (_aheadFrom, _aheadTo) = (last == _aheadTo ? _aheadFrom : seqNum, seqNum);
        return Write(body, new FixHeader(terms.Ours, terms.Theirs, seqNum, now.Utc), now);
    }

    /// <summary>Numbers an application message that is of no use later and writes it out; a resend fills its place with a gap.</summary>
    /// <returns>False where the numbers are used up, or the disk does not confirm this one.</returns>
    public bool Tell(FixWriter body, FixMoment now)
    {
        var seqNum = store.NextOut;
        if (seqNum == int.MaxValue)
            return false;
        store.NextOut = seqNum + 1;
        return Write(body, new FixHeader(terms.Ours, terms.Theirs, seqNum, now.Utc), now);
    }

    /// <summary>Writes out a message of the store: again with <paramref name="isDuplicate"/>, otherwise for the first time. False where it cannot be read.</summary>
    public bool Resend(int seqNum, bool isDuplicate, FixMoment now)
    {
        if (!store.TryRead(seqNum, _writer, out var sentAt))
            return false;
        var header = new FixHeader(terms.Ours, terms.Theirs, seqNum, now.Utc);
        Write(_writer, isDuplicate ? header with { OrigSendingTime = sentAt } : header, now);
        if (seqNum > store.Delivered)
            Deliver(seqNum, isDuplicate);
        return true;
    }

    /// <summary>One that was read from the store went out. What is older and was not asked for is not delivered by that.</summary>
    private void Deliver(int seqNum, bool isDuplicate)
    {
        if (store.NextKept(store.Delivered + 1) == seqNum)
            store.Delivered = seqNum;
        else if (!isDuplicate)
            (_aheadFrom, _aheadTo) = (store.NextKept(_aheadTo + 1) == seqNum ? _aheadFrom : seqNum, seqNum);
        if (_aheadTo > store.Delivered && store.NextKept(store.Delivered + 1) == _aheadFrom)
            store.Delivered = _aheadTo;
    }

    /// <summary>Tells that the numbers from <paramref name="seqNum"/> to before <paramref name="next"/> bring nothing. Takes no number of its own.</summary>
    public void GapFill(int seqNum, int next, bool isDuplicate, FixMoment now)
    {
        _writer.Begin(FixMsgType.SequenceReset);
        _writer.Add(FixTag.GapFillFlag, true);
        _writer.Add(FixTag.NewSeqNo, next);
        var header = new FixHeader(terms.Ours, terms.Theirs, seqNum, now.Utc);
        Write(_writer, isDuplicate ? header with { OrigSendingTime = now.Utc } : header, now);
    }

    /// <summary>Answers a Logon.</summary>
    /// <param name="heartbeatSeconds">HeartBtInt, as the client gave it.</param>
    /// <param name="isReset">Answers ResetSeqNumFlag.</param>
    /// <param name="nextExpected">NextExpectedMsgSeqNum; 0 leaves it out.</param>
    /// <param name="now">The time.</param>
    public void Logon(int heartbeatSeconds, bool isReset, int nextExpected, FixMoment now)
    {
        _writer.Begin(FixMsgType.Logon);
        _writer.Add(FixTag.EncryptMethod, 0);
        _writer.Add(FixTag.HeartBtInt, heartbeatSeconds);
        if (isReset)
            _writer.Add(FixTag.ResetSeqNumFlag, true);
        if (nextExpected != 0)
            _writer.Add(FixTag.NextExpectedMsgSeqNum, nextExpected);
        Administrative(now);
    }

    /// <summary>Logout with a reason; none for an answer to the client's.</summary>
    public void Logout(string text, FixMoment now)
    {
        _writer.Begin(FixMsgType.Logout);
        _writer.Add(FixTag.Text, text);
        Administrative(now);
    }

    /// <summary>Heartbeat; in answer to a TestRequest with its id.</summary>
    public void Heartbeat(ReadOnlySpan<byte> testReqId, FixMoment now)
    {
        _writer.Begin(FixMsgType.Heartbeat);
        _writer.Add(FixTag.TestReqId, testReqId);
        Administrative(now);
    }

    /// <summary>TestRequest; its id is a number.</summary>
    public void TestRequest(long id, FixMoment now)
    {
        _writer.Begin(FixMsgType.TestRequest);
        _writer.Add(FixTag.TestReqId, id);
        Administrative(now);
    }

    /// <summary>ResendRequest for everything from a number on.</summary>
    public void ResendRequest(int from, FixMoment now)
    {
        _writer.Begin(FixMsgType.ResendRequest);
        _writer.Add(FixTag.BeginSeqNo, from);
        _writer.Add(FixTag.EndSeqNo, 0);
        Administrative(now);
    }

    /// <summary>Reject of a message, with what is wrong.</summary>
    /// <param name="message">The rejected message.</param>
    /// <param name="violation">What is wrong with it.</param>
    /// <param name="text">In words; empty for the reason's own.</param>
    /// <param name="now">The time.</param>
    public void Reject(FixMessage message, FixViolation violation, ReadOnlySpan<byte> text, FixMoment now)
    {
        _writer.Begin(FixMsgType.Reject);
        _writer.Add(FixTag.RefSeqNum, message.SeqNum);
        if (violation.Tag != 0)
            _writer.Add(FixTag.RefTagId, violation.Tag);
        _writer.Add(FixTag.RefMsgType, Printable(message.MsgType));
        _writer.Add(FixTag.SessionRejectReason, (int)violation.Reason);
        _writer.Add(FixTag.Text, text.IsEmpty ? violation.Text : text);
        Administrative(now);
    }

    /// <summary>BusinessMessageReject of a message the session layer can say this about itself. Kept: it is an application message.</summary>
    /// <returns>False where it could not be stored.</returns>
    public bool BusinessReject(FixMessage message, int reason, ReadOnlySpan<byte> text, int tag, FixMoment now)
    {
        _writer.Begin(FixMsgType.BusinessMessageReject);
        _writer.Add(FixTag.RefSeqNum, message.SeqNum);
        _writer.Add(FixTag.RefMsgType, Printable(message.MsgType));
        _writer.Add(FixTag.BusinessRejectReason, reason);
        if (tag == 0)
            _writer.Add(FixTag.Text, text);
        else
            _writer.Add(FixTag.Text, string.Create(CultureInfo.InvariantCulture, $"{Encoding.ASCII.GetString(text)}: {tag}"));
        return Send(_writer, default, isOpen: true, isResending: false, now);
    }

    /// <summary>BusinessMessageReject of reports that the client never got and cannot ask for by number. Stored, and sent where <paramref name="isOpen"/>.</summary>
    /// <returns>False where it could not be stored.</returns>
    public bool Missing(bool isOpen, FixMoment now)
    {
        _writer.Begin(FixMsgType.BusinessMessageReject);
        _writer.Add(FixTag.RefMsgType, "8"u8);
        _writer.Add(FixTag.BusinessRejectReason, 4);
        _writer.Add(FixTag.Text, "Reports are missing: ask with OrderMassStatusRequest and TradeCaptureReportRequest"u8);
        return Send(_writer, default, isOpen, isResending: !isOpen, now);
    }

    private void Administrative(FixMoment now)
    {
        var seqNum = store.NextOut;
        store.NextOut = seqNum == int.MaxValue ? seqNum : seqNum + 1;
        Write(_writer, new FixHeader(terms.Ours, terms.Theirs, seqNum, now.Utc), now);
    }

    private bool Write(FixWriter writer, FixHeader header, FixMoment now)
    {
        if (!TrySync())
            return false;
        output.Write(writer.End(in header));
        SentAt = now.Nanoseconds;
        return true;
    }

    private bool TrySync()
    {
        try
        {
            store.Sync();
            return true;
        }
        catch (IOException)
        {
            storeFailed();
            return false;
        }
    }

    // What a client sent as a MsgType may be anything.
    private ReadOnlySpan<byte> Printable(ReadOnlySpan<byte> text)
    {
        text = text[..Math.Min(text.Length, _echo.Length)];
        for (var i = 0; i < text.Length; i++)
            _echo[i] = text[i] is >= 0x20 and <= 0x7E ? text[i] : (byte)'?';
        return _echo.AsSpan(0, text.Length);
    }
}
