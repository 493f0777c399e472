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

    /// <summary>Runs of the sender seen.</summary>
    public long Runs;
}

/// <summary>
/// One channel's packets in, in whatever order they come; the sender's messages out, in order, each once, none missing. Where one is missing for too long, every book is told as Resyncing
/// (Gap), a snapshot is asked for, and what comes meanwhile is kept. A function of its inputs: sockets and time are the caller's. One thread; nothing is allocated while all is well.
/// </summary>
/// <typeparam name="TSink">Where messages go.</typeparam>
public sealed class MulticastReceiver<TSink> where TSink : struct, IMulticastSink
{
    private readonly MulticastChannel _channel;
    private readonly PacketWindow _window;
    private readonly long _patienceNs;
    private readonly long _retryNs;
    private readonly Dictionary<int, FeedVenue> _believed = [];
    private TSink _sink;
    private MulticastCounts _counts;
    private long _epoch;
    private long _next;        // the message whose turn it is; without a meaning before the first snapshot
    private long _seen;        // the message after the last the sender is known to have sent
    private long _waitsSince;  // when the present gap was seen, or the snapshot asked for
    private long _waitsFor;    // the message that is missing
    private bool _isGapOpen;
    private bool _patienceIsOver;
    private bool _needsSnapshot = true;
    private bool _wasAsked;
    private long _lastSequence;

    /// <summary>Makes one that knows nothing.</summary>
    /// <param name="channel">Packets of another channel are faults.</param>
    /// <param name="sink">Where messages go.</param>
    /// <param name="windowPackets">Packets kept while one is missing or a snapshot is on its way, 1,410 bytes each; 16 to 65,536.</param>
    /// <param name="patienceNs">How long a missing packet may be late.</param>
    /// <param name="retryNs">After how long without an answer a snapshot is asked for again.</param>
    public MulticastReceiver(MulticastChannel channel, TSink sink, int windowPackets = 4_096, long patienceNs = 5_000_000, long retryNs = 1_000_000_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(windowPackets, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(windowPackets, 1 << 16);
        _channel = channel;
        _sink = sink;
        _window = new PacketWindow(windowPackets);
        _patienceNs = patienceNs;
        _retryNs = retryNs;
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
        if (header.Epoch != _epoch && !Begin(header.Epoch, nowNs))
            return PacketFault.None;
        Listings = header.Listings;
        _seen = Math.Max(_seen, header.Sequence + header.MessageCount);
        if (_needsSnapshot)
            Keep(header, packet);
        else if (header.MessageCount > 0)
            Order(header, packet);
        Watch(nowNs);
        return PacketFault.None;
    }

    /// <summary>Lets time pass: call it some times a second, and at least every few milliseconds while packets are missing.</summary>
    public void OnClock(long nowNs) => Watch(nowNs);

    /// <summary>True where a snapshot is to be asked for now; it is taken as asked.</summary>
    public bool TryTakeRequest(long nowNs)
    {
        if (!_needsSnapshot || _epoch == 0 || (_wasAsked && nowNs - _waitsSince < _retryNs))
            return false;
        (_wasAsked, _waitsSince) = (true, nowNs);
        return true;
    }

    /// <summary>Takes the answer to a request for books.</summary>
    /// <returns>False where it is of no use: another run, a broken message, or a gap between it and what was kept. Another is asked for then.</returns>
    public bool OnSnapshot(in SnapshotAnswer answer, ReadOnlySpan<byte> body, long nowNs)
    {
        if (!_needsSnapshot)
            return true;
        if (answer.Kind != SnapshotKind.Books || answer.Status != SnapshotStatus.Ok || answer.Channel != _channel || answer.Epoch != _epoch || answer.BodyBytes != body.Length
            || SnapshotAnswer.ChecksumOf(body) != answer.BodyChecksum || answer.Sequence < _lastSequence || !AreMessages(body))
        {
            _counts.SnapshotsRefused++;
            return false;
        }

        _counts.Snapshots++;
        (_needsSnapshot, _wasAsked, _isGapOpen) = (false, false, false);
        _next = answer.Sequence;
        _seen = Math.Max(_seen, _next);
        for (var rest = body; !rest.IsEmpty; rest = rest[PacketHeader.MessageBytes..])
            Tell(rest[..PacketHeader.MessageBytes]);
        Release();
        Watch(nowNs);
        return true;
    }

    /// <summary>Another run: what was known is void. False for packets of a run that is over.</summary>
    private bool Begin(long epoch, long nowNs)
    {
        if (epoch < _epoch)
        {
            _counts.Repeats++;
            return false;
        }

        _counts.Runs++;
        Doubt(nowNs, BookReason.VenueRestart);
        (_epoch, _seen, _lastSequence, _next) = (epoch, 1, 0, 0);
        _window.Clear();
        return true;
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
        if (_seen <= _next && !_patienceIsOver)
        {
            _isGapOpen = false;
            return;
        }

        if (!_isGapOpen)
            (_isGapOpen, _waitsSince, _waitsFor) = (true, nowNs, _next);
        else if (_waitsFor != _next)
            (_waitsSince, _waitsFor) = (nowNs, _next); // that one closed, another is open
        if (!_patienceIsOver && nowNs - _waitsSince <= _patienceNs)
            return;
        _counts.Gaps++;
        Doubt(nowNs, BookReason.Gap);
    }

    /// <summary>Believes nothing any more and wants a snapshot that is not older than what was told.</summary>
    private void Doubt(long nowNs, BookReason reason)
    {
        (_needsSnapshot, _wasAsked, _isGapOpen, _patienceIsOver) = (true, false, false, false);
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
