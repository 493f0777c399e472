using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Wire.Multicast;

/// <summary>Where a receiver writes. Implemented by structs, so that the calls are direct; single-threaded.</summary>
public interface IMulticastSink
{
    /// <summary>A feed event, in order and without a gap since the last snapshot. Books are consistent at <see cref="FeedEventFlags.LastOfFrame"/>.</summary>
    void On(in FeedEvent told);

    /// <summary>A listing's best prices as the sender has them.</summary>
    void On(in MulticastBbo best);

    /// <summary>A symbol's best prices over all venues as the sender has them.</summary>
    void On(in MulticastNbbo best);
}

/// <summary>What a receiver has counted.</summary>
public record struct MulticastCounts
{
    /// <summary>Packets that were understood, heartbeats included.</summary>
    public long Packets;

    /// <summary>Messages told, those of snapshots not included.</summary>
    public long Messages;

    /// <summary>Packets that were not understood.</summary>
    public long Faults;

    /// <summary>Packets that brought nothing new: repeated, or older than the snapshot.</summary>
    public long Repeats;

    /// <summary>Packets that came before their turn and were put in order.</summary>
    public long Reordered;

    /// <summary>Gaps that did not close in time.</summary>
    public long Gaps;

    /// <summary>Snapshots taken.</summary>
    public long Snapshots;

    /// <summary>Snapshots refused: of another run, too old for what was kept, or broken.</summary>
    public long SnapshotsRefused;

    /// <summary>Messages with a value that cannot be; each is a gap.</summary>
    public long BadMessages;

    /// <summary>Runs of the sender believed, one after the other.</summary>
    public long Runs;

    /// <summary>Packets of a run that is not the one believed: late ones of the last run, the next run's before it is confirmed, forged ones.</summary>
    public long Strangers;

    /// <summary>Packets with numbers too far ahead to be put in order.</summary>
    public long FarAhead;

    /// <summary>Times the sender fell silent.</summary>
    public long Silences;
}

/// <summary>
/// One channel's packets in, in whatever order they come; the sender's messages out, in order, each once, none missing. Where one is missing for too long, every book is told as Resyncing
/// (Gap), a snapshot is asked for, and what comes meanwhile is kept. Packets may be anybody's; which run is the sender's is what the address says that answers snapshots: a packet of another
/// run only makes it ask. A function of its inputs: sockets and time are the caller's. One thread; nothing is allocated while all is well.
/// </summary>
/// <typeparam name="TSink">Where messages go.</typeparam>
public sealed class MulticastReceiver<TSink> where TSink : struct, IMulticastSink
{
    private const long RetryMaxNs = 30_000_000_000;

    // So many answers in a row that are older than what was told: then what was told was not the sender's.
    private const int OlderInRowMax = 3;

    private readonly MulticastChannel _channel;
    private readonly PacketWindow _window;
    private readonly long _reach; // messages after the next that the window can put in order
    private readonly long _patienceNs;
    private readonly long _retryNs;
    private readonly long _silentAfterNs;
    private readonly Dictionary<int, FeedVenue> _believed = [];
    private TSink _sink;
    private MulticastCounts _counts;
    private long _epoch;
    private long _next;        // the message whose turn it is; without a meaning before the first snapshot
    private long _seen;        // the message after the last the sender is known to have sent
    private long _heardAtNs;   // when the sender's run was last heard
    private long _waitsSince;  // when the present gap was seen
    private long _waitsFor;    // the message that is missing
    private long _farSince;    // when a number too far ahead was seen, and nothing nearer since
    private bool _isGapOpen;
    private bool _isFarOpen;
    private bool _patienceIsOver;
    private bool _needsSnapshot = true;
    private bool _hearsStranger;
    private bool _hasEnded;
    private long _askedAtNs;   // when a snapshot was last asked for, or its answer of no use
    private int _attempts;
    private int _olderInRow;
    private long _lastSequence;

    /// <summary>Makes one that knows nothing.</summary>
    /// <param name="channel">Packets of another channel are faults.</param>
    /// <param name="sink">Where messages go.</param>
    /// <param name="windowPackets">Packets kept while one is missing or a snapshot is on its way, 1,410 bytes each; 16 to 65,536.</param>
    /// <param name="patienceNs">How long a missing packet may be late.</param>
    /// <param name="retryNs">After how long without an answer a snapshot is asked for again; twice as long after each further one, up to 30 s.</param>
    /// <param name="silentAfterNs">A sender that says nothing for so long, not even a heartbeat, is believed no more.</param>
    public MulticastReceiver(
        MulticastChannel channel, TSink sink, int windowPackets = 4_096, long patienceNs = 5_000_000, long retryNs = 1_000_000_000, long silentAfterNs = 2_000_000_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(windowPackets, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(windowPackets, 1 << 16);
        _channel = channel;
        _sink = sink;
        _window = new PacketWindow(windowPackets);
        _reach = (long)windowPackets * PacketHeader.MessagesMax;
        _patienceNs = patienceNs;
        _retryNs = retryNs;
        _silentAfterNs = silentAfterNs;
    }

    /// <summary>True while what was told is whole: a snapshot and every message since.</summary>
    public bool IsLive => !_needsSnapshot;

    /// <summary>The sender's run; zero before the first packet.</summary>
    public long Epoch => _epoch;

    /// <summary>Number of the message whose turn it is; zero before the first snapshot.</summary>
    public long Next => _next;

    /// <summary>How many listings the sender has.</summary>
    public int Listings { get; private set; }

    /// <summary>What was counted.</summary>
    public MulticastCounts Counts => _counts;

    /// <summary>Where messages went.</summary>
    public ref TSink Sink => ref _sink;

    /// <summary>Takes a datagram that anybody may have sent.</summary>
    public PacketFault OnPacket(ReadOnlySpan<byte> packet, long nowNs)
    {
        var fault = PacketHeader.TryDecode(packet, out var header);
        if (fault == PacketFault.None && header.Channel != _channel)
            fault = PacketFault.BadValue;
        if (fault != PacketFault.None)
        {
            _counts.Faults++;
            return fault;
        }

        _counts.Packets++;
        if (_epoch == 0)
            Begin(header.Epoch, nowNs);
        if (header.Epoch != _epoch)
        {
            _counts.Strangers++;
            _hearsStranger = true;
            return PacketFault.None;
        }

        if (nowNs - _heardAtNs > _silentAfterNs)
            _attempts = Math.Min(_attempts, 1); // it is back: no reason to wait for long
        _heardAtNs = nowNs;
        _hasEnded = header.Kind == PacketKind.End;
        if (_needsSnapshot)
        {
            Listings = header.Listings;
            Keep(header, packet);
            return PacketFault.None;
        }

        if (header.Sequence - _next > _reach)
        {
            _counts.FarAhead++;
            if (!_isFarOpen)
                (_isFarOpen, _farSince) = (true, nowNs);
            Watch(nowNs);
            return PacketFault.None;
        }

        _isFarOpen = false; // the sender is where it was: that number was none of its
        Listings = header.Listings;
        _seen = Math.Max(_seen, header.Sequence + header.MessageCount);
        if (header.MessageCount > 0)
            Order(header, packet);
        Watch(nowNs);
        return PacketFault.None;
    }

    /// <summary>Lets time pass: call it some times a second, and at least every few milliseconds while packets are missing.</summary>
    public void OnClock(long nowNs) => Watch(nowNs);

    /// <summary>True where a snapshot is to be asked for now; it is taken as asked.</summary>
    public bool TryTakeRequest(long nowNs)
    {
        if (_epoch == 0 || !(_needsSnapshot || _hearsStranger))
            return false;
        var sinceNs = nowNs - _askedAtNs;
        if (_attempts > 0 && sinceNs < PauseNs(nowNs))
            return false;
        if (!_needsSnapshot && sinceNs > RetryMaxNs)
            _attempts = 0; // strangers were heard long ago
        if (_needsSnapshot)
            _window.Clear(); // what was sent before the request is in its answer
        (_hearsStranger, _askedAtNs) = (false, nowNs);
        _attempts++;
        return true;
    }

    /// <summary>What was asked for did not come, or was refused: it is asked for again, later each time.</summary>
    public void OnNoSnapshot(long nowNs) => _askedAtNs = nowNs;

    /// <summary>Takes the answer to a request for books, from the address that the owner has set: what it says about the run is believed.</summary>
    /// <returns>False where it is of no use: another run than the one believed until now, a broken message, or older than what was told. Another is asked for then.</returns>
    public bool OnSnapshot(in SnapshotAnswer answer, ReadOnlySpan<byte> body, long nowNs)
    {
        _askedAtNs = nowNs;
        if (answer.Kind != SnapshotKind.Books || answer.Status != SnapshotStatus.Ok || answer.Channel != _channel || answer.Epoch <= 0 || answer.BodyBytes != body.Length
            || SnapshotAnswer.ChecksumOf(body) != answer.BodyChecksum || !AreMessages(body))
        {
            _counts.SnapshotsRefused++;
            return false;
        }

        if (answer.Epoch != _epoch)
        {
            Begin(answer.Epoch, nowNs);
            return false; // what the new run sent since is not kept: asked for once more, at once
        }

        if (!_needsSnapshot)
            return true; // the run is the one believed: the stranger was none of the sender's
        if (answer.Sequence < _lastSequence && ++_olderInRow < OlderInRowMax)
        {
            _counts.SnapshotsRefused++;
            return false;
        }

        _counts.Snapshots++;
        (_needsSnapshot, _isGapOpen, _isFarOpen, _attempts, _olderInRow) = (false, false, false, 0, 0);
        (_next, _heardAtNs) = (answer.Sequence, nowNs);
        for (var rest = body; !rest.IsEmpty; rest = rest[PacketHeader.MessageBytes..])
            Tell(rest[..PacketHeader.MessageBytes]);
        Release();
        Reach();
        Watch(nowNs);
        return true;
    }

    /// <summary>Another run: what was known is void.</summary>
    private void Begin(long epoch, long nowNs)
    {
        _counts.Runs++;
        Doubt(nowNs, BookReason.VenueRestart);
        (_epoch, _lastSequence, _next, _olderInRow) = (epoch, 0, 0, 0);
        (_hearsStranger, _hasEnded, _heardAtNs) = (false, false, nowNs);
        _window.Clear();
    }

    // Where the present run has fallen silent another is likely the next one: no reason to wait for long.
    private long PauseNs(long nowNs) => _hearsStranger && (_hasEnded || nowNs - _heardAtNs > _silentAfterNs / 2)
        ? _retryNs : Math.Min(_retryNs << Math.Min(_attempts - 1, 20), Math.Max(_retryNs, RetryMaxNs));

    /// <summary>After a snapshot: how far the sender is by what was kept, without numbers that cannot be put in order.</summary>
    private void Reach()
    {
        _seen = _next;
        if (_needsSnapshot)
            return;
        var near = 0;
        for (; near < _window.Count && _window.SequenceAt(near) - _next <= _reach; near++)
        {
            if (PacketHeader.TryDecode(_window[near], out var header) == PacketFault.None)
                _seen = Math.Max(_seen, header.Sequence + header.MessageCount);
        }

        _window.Keep(near);
    }

    /// <summary>Waiting for a snapshot: keeps what may follow it, the newest where there is no room for all.</summary>
    private void Keep(in PacketHeader header, ReadOnlySpan<byte> packet)
    {
        if (header.MessageCount == 0)
            return;
        if (_window.IsFull)
            _window.Drop(_window.Count / 2);
        _window.Add(header.Sequence, packet);
    }

    private void Order(in PacketHeader header, ReadOnlySpan<byte> packet)
    {
        if (header.Sequence + header.MessageCount <= _next)
        {
            _counts.Repeats++;
        }
        else if (header.Sequence <= _next)
        {
            Apply(header, packet);
            if (_window.Count > 0)
                Release();
        }
        else
        {
            var before = _window.Count;
            if (!_window.Add(header.Sequence, packet))
                _patienceIsOver = true;
            else if (_window.Count == before)
                _counts.Repeats++;
            else
                _counts.Reordered++;
        }
    }

    /// <summary>Tells what was kept as far as it goes on without a gap.</summary>
    private void Release()
    {
        var done = 0;
        for (; done < _window.Count && !_needsSnapshot; done++)
        {
            if (_window.SequenceAt(done) > _next)
                break;
            var packet = _window[done];
            if (PacketHeader.TryDecode(packet, out var header) != PacketFault.None || header.Sequence + header.MessageCount <= _next)
                continue;
            Apply(header, packet);
        }

        if (!_needsSnapshot)
            _window.Drop(done);
    }

    private void Apply(in PacketHeader header, ReadOnlySpan<byte> packet)
    {
        for (var n = (int)(_next - header.Sequence); n < header.MessageCount; n++)
        {
            if (!Tell(packet.Slice(PacketHeader.OffsetOf(n), PacketHeader.MessageBytes)))
            {
                _counts.BadMessages++;
                _patienceIsOver = true; // a message that cannot be told is one that is missing
                return;
            }

            _next++;
            _counts.Messages++;
        }
    }

    private void Watch(long nowNs)
    {
        if (_needsSnapshot)
            return;
        if (nowNs - _heardAtNs > _silentAfterNs)
        {
            _counts.Silences++;
            Doubt(nowNs, BookReason.Silent);
            return;
        }

        var isFarOver = _isFarOpen && nowNs - _farSince > _patienceNs;
        if (_seen <= _next && !_patienceIsOver && !isFarOver)
        {
            _isGapOpen = false;
            return;
        }

        if (!_isGapOpen)
            (_isGapOpen, _waitsSince, _waitsFor) = (true, nowNs, _next);
        else if (_waitsFor != _next)
            (_waitsSince, _waitsFor) = (nowNs, _next); // that one closed, another is open
        if (!_patienceIsOver && !isFarOver && nowNs - _waitsSince <= _patienceNs)
            return;
        _counts.Gaps++;
        Doubt(nowNs, BookReason.Gap);
    }

    /// <summary>Believes nothing any more and wants a snapshot that is not older than what was told.</summary>
    private void Doubt(long nowNs, BookReason reason)
    {
        (_needsSnapshot, _isGapOpen, _isFarOpen, _patienceIsOver, _attempts) = (true, false, false, false, 0);
        _lastSequence = Math.Max(_lastSequence, _next);
        var left = _believed.Count;
        foreach (var (listing, venue) in _believed)
        {
            var told = new FeedEvent
            {
                ReceiveTime = new Timestamp(nowNs),
                Listing = new ListingId(listing),
                Venue = venue,
                Kind = FeedEventKind.BookStateChanged,
                State = BookTrust.Resyncing,
                Reason = reason,
                Flags = --left == 0 ? FeedEventFlags.LastOfFrame : FeedEventFlags.None,
            };
            _sink.On(in told);
        }

        _believed.Clear();
    }

    private static bool AreMessages(ReadOnlySpan<byte> body)
    {
        for (; !body.IsEmpty; body = body[PacketHeader.MessageBytes..])
        {
            var message = body[..PacketHeader.MessageBytes];
            var isGood = MulticastMessage.KindOf(message) switch
            {
                MulticastMessageKind.Event => MulticastMessage.TryDecode(message, out FeedEvent _),
                MulticastMessageKind.Bbo => MulticastMessage.TryDecode(message, out MulticastBbo _),
                MulticastMessageKind.Nbbo => MulticastMessage.TryDecode(message, out MulticastNbbo _),
                _ => false,
            };
            if (!isGood)
                return false;
        }

        return true;
    }

    private bool Tell(ReadOnlySpan<byte> message)
    {
        switch (MulticastMessage.KindOf(message))
        {
            case MulticastMessageKind.Event when MulticastMessage.TryDecode(message, out FeedEvent told):
                if (told.Kind == FeedEventKind.BookStateChanged)
                {
                    if (told.State == BookTrust.Trusted)
                        _believed[told.Listing.Value] = told.Venue;
                    else
                        _believed.Remove(told.Listing.Value);
                }

                _sink.On(in told);
                return true;
            case MulticastMessageKind.Bbo when MulticastMessage.TryDecode(message, out MulticastBbo best):
                _sink.On(in best);
                return true;
            case MulticastMessageKind.Nbbo when MulticastMessage.TryDecode(message, out MulticastNbbo national):
                _sink.On(in national);
                return true;
            default:
                return false;
        }
    }
}
