using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Adapters.Feeds;

/// <summary>
/// The session that all venues share: decodes frames by the venue's protocol, keeps every listing's book by its rules, repairs the one that is wrong and leaves the others alone,
/// and writes what happened as events. After warm-up a frame allocates nothing; asking for a snapshot or a subscription may.
/// </summary>
/// <typeparam name="TSink">Where the events go; a struct, so that the calls are direct.</typeparam>
public sealed class FeedSession<TSink> : IFeedSession
    where TSink : struct, IFeedSink
{
    private const long FirstAskNs = 1_000_000_000;
    private const long RetryNs = 5_000_000_000;
    private const long RetryMaxNs = 60_000_000_000;

    // A book that has held for so long has been repaired for good: the next repair starts without waiting.
    private const long SettledNs = 60_000_000_000;
    private const int ActionsMax = 65_536;

    private readonly IVenueProtocol _protocol;
    private readonly BookRules _rules;
    private readonly FeedVenue _venue;
    private readonly ListingTable _listings;
    private readonly int _connection;
    private readonly List<Listing> _subscribed = [];
    private readonly List<BookSync> _books = [];
    private readonly BookSync?[] _bookOf;
    private readonly FrameContent _content = new();
    private readonly StreamCounts _streams = new();
    private readonly Queue<FeedAction> _actions = new();
    private readonly List<string> _frames = [];
    private TSink _sink;
    private Timestamp _heard;
    private Timestamp _received;
    private Timestamp _beat;
    private bool _isUp;
    private bool _isSilent;
    private FeedEventFlags _next;
    private FeedAction _lastAsked;

    /// <summary>Makes a session that is not connected.</summary>
    /// <param name="protocol">The venue.</param>
    /// <param name="listings">What symbols mean; shared.</param>
    /// <param name="subscribed">The listings wanted over this connection, of the protocol's venue.</param>
    /// <param name="sink">Where the events go.</param>
    /// <param name="connection">How events number the connection.</param>
    /// <exception cref="ArgumentException">A listing of another venue.</exception>
    public FeedSession(IVenueProtocol protocol, ListingTable listings, IEnumerable<ListingId> subscribed, TSink sink, int connection = 0)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentNullException.ThrowIfNull(subscribed);
        (_protocol, _rules, _venue, _listings, _sink, _connection) = (protocol, protocol.Rules, protocol.Venue, listings, sink, connection);
        _bookOf = new BookSync?[listings.Count + 1];
        var checksum = new BookChecksum();
        foreach (var id in subscribed)
        {
            var listing = listings[id];
            if (listing.Venue != protocol.Venue)
                throw new ArgumentException($"{listing.Symbol} is listed at {listing.Venue}, not at {protocol.Venue}.", nameof(subscribed));
            var book = new BookSync(listing, _rules, checksum);
            _subscribed.Add(listing);
            _books.Add(book);
            _bookOf[id.Value] = book;
        }
    }

    /// <inheritdoc/>
    public FeedCounters Counters { get; } = new();

    /// <inheritdoc/>
    public BookTrust StateOf(ListingId listing) => TryBook(listing, out var book) ? book.State : BookTrust.Disconnected;

    /// <inheritdoc/>
    public bool TryTakeAction(out FeedAction action) => _actions.TryDequeue(out action);

    /// <inheritdoc/>
    public void OnConnected(Timestamp now)
    {
        StartFrame(now);
        _isUp = true;
        _isSilent = false;
        _heard = now;
        _beat = now;
        _streams.Clear();
        _actions.Clear();
        Connection(ConnectionState.Up);
        _frames.Clear();
        _protocol.Subscribe(_subscribed, _frames);
        foreach (var frame in _frames)
            Ask(new FeedAction(FeedActionKind.Send, ListingId.None, frame));
        foreach (var book in _books)
        {
            book.Begin();
            book.Attempts = 0;
            book.NextTry = new Timestamp(now.Nanoseconds + (_rules.Snapshot == SnapshotSource.Rest ? FirstAskNs : RetryNs));
            SetState(book, BookTrust.Resyncing, BookReason.Starting);
        }

        EndFrame();
    }

    /// <inheritdoc/>
    public void OnDisconnected(Timestamp now)
    {
        StartFrame(now);
        _isUp = false;
        _actions.Clear();
        foreach (var book in _books)
        {
            book.Begin();
            SetState(book, BookTrust.Disconnected, BookReason.ConnectionLost);
        }

        Connection(ConnectionState.Down);
        EndFrame();
    }

    /// <inheritdoc/>
    public void OnFrame(ReadOnlySpan<byte> frame, Timestamp receiveTime)
    {
        StartFrame(receiveTime);
        Counters.Frames++;
        Counters.Bytes += frame.Length;
        Heard(receiveTime);
        _content.Clear();
        var drift = _protocol.Decode(frame, _listings, _content);
        if (drift == DriftKind.None && _content.IsTooLarge)
            drift = DriftKind.FrameTooLarge;
        if (drift == DriftKind.None)
        {
            TakeContent();
        }
        else
        {
            // What we do not know has its place in the connection's count all the same.
            if (drift is DriftKind.UnknownMessage or DriftKind.UnknownSymbol)
                TakeCount();
            Drift(drift, ListingId.None);
            if (drift is DriftKind.BrokenFrame or DriftKind.FrameTooLarge)
                DoubtAll();
        }

        EndFrame();
    }

    /// <inheritdoc/>
    public void OnSnapshot(ListingId listing, ReadOnlySpan<byte> body, Timestamp receiveTime)
    {
        if (!TryBook(listing, out var book))
            return;
        StartFrame(receiveTime);
        if (book.State != BookTrust.Resyncing)
        {
            Counters.UnwantedSnapshots++;
            EndFrame();
            return;
        }

        _content.Clear();
        var drift = _protocol.DecodeSnapshot(body, book.Listing, _content);
        if (drift == DriftKind.None && _content.IsTooLarge)
            drift = DriftKind.FrameTooLarge;
        if (drift != DriftKind.None || _content.Parts.Length != 1)
            Drift(drift == DriftKind.None ? DriftKind.BrokenFrame : drift, listing);
        else
            TakeSnapshot(book, in _content.Parts[0]);
        EndFrame();
    }

    /// <inheritdoc/>
    public void OnSnapshotFailed(ListingId listing, Timestamp now)
    {
        if (!TryBook(listing, out var book) || book.State != BookTrust.Resyncing)
            return;
        StartFrame(now);
        Tell(book, BookReason.SnapshotFailed);
        EndFrame();
    }

    /// <inheritdoc/>
    public void OnClock(Timestamp now)
    {
        if (!_isUp)
            return;
        StartFrame(now);
        if (!_isSilent && now.Nanoseconds - _heard.Nanoseconds > _rules.SilenceNs)
        {
            _isSilent = true;
            foreach (var book in _books)
            {
                if (book.State == BookTrust.Trusted)
                    SetState(book, BookTrust.Stale, BookReason.Silent);
            }
        }

        var (text, interval) = _protocol.Heartbeat;
        if (text.Length > 0 && now.Nanoseconds - _beat.Nanoseconds >= interval)
        {
            _beat = now;
            Ask(new FeedAction(FeedActionKind.Send, ListingId.None, text));
        }

        foreach (var book in _books)
        {
            if (book.State == BookTrust.Resyncing && now >= book.NextTry)
                AskForBook(book);
        }

        EndFrame();
    }

    private void TakeContent()
    {
        if (_content.Answer is { } answer)
            Ask(new FeedAction(FeedActionKind.Send, ListingId.None, answer));
        if (!TakeCount())
            return;
        if (_content.Parts.Length == 0)
            Counters.FramesWithoutParts++;
        foreach (ref readonly var part in _content.Parts)
            TakePart(in part);
    }

    /// <summary>Looks where the frame stands in a count over several listings, if it has a number there: false where it came before.</summary>
    private bool TakeCount()
    {
        if (_content.Stream == 0)
            return true;
        switch (_streams.Take(_content.Stream, _content.StreamSequence))
        {
            case StreamOrder.Next:
                Counters.SequencesPassed++;
                return true;
            case StreamOrder.Old:
                Counters.OldUpdates++;
                return false;
            default:
                DoubtAll(BookReason.Gap);
                return true;
        }
    }

    private void TakePart(in FramePart part)
    {
        if (part.HasMisfit)
            Drift(DriftKind.DigitsDoNotFit, part.Listing);
        if (part.Kind == PartKind.Trades)
        {
            if (!part.HasMisfit)
                TellTrades(in part);
            return;
        }

        if (!TryBook(part.Listing, out var book))
            return;
        switch (part.Kind)
        {
            case PartKind.BookSnapshot when part.HasMisfit:
            case PartKind.BookUpdate when part.HasMisfit:
                Repair(book, BookReason.DigitsDoNotFit);
                break;
            case PartKind.BookSnapshot:
                TakeSnapshot(book, in part);
                break;
            case PartKind.BookUpdate:
                TakeUpdate(book, in part, _content.LevelsOf(in part));
                break;
            case PartKind.Refused:
                Repair(book, BookReason.Refused);
                break;
        }
    }

    private void TakeSnapshot(BookSync book, in FramePart part)
    {
        if (part.HasMisfit)
        {
            Tell(book, BookReason.DigitsDoNotFit);
            return;
        }

        var before = book.ChecksumsPassed;
        var outcome = book.Snapshot(in part, _content.LevelsOf(in part), out var reason);
        Counters.ChecksumsPassed += book.ChecksumsPassed - before;
        if (outcome == UpdateOutcome.Old)
        {
            Counters.OldUpdates++;
            return;
        }

        if (outcome == UpdateOutcome.Wrong)
        {
            Repair(book, reason);
            return;
        }

        Counters.Snapshots++;
        ref var cleared = ref Claim(FeedEventKind.BookCleared, part.Listing);
        (cleared.EventTime, cleared.Sequence) = (part.EventTime, part.LastSequence);
        cleared.Flags |= FeedEventFlags.Snapshot;
        TellLevels(in part, _content.LevelsOf(in part), FeedEventFlags.Snapshot);
        for (var i = 0; i < book.WaitingCount; i++)
        {
            ref readonly var waiting = ref book.WaitingAt(i);
            if (!TryApply(book, in waiting, book.WaitingLevelsAt(i), out reason))
            {
                // What came after this update is held with it: a newer snapshot may meet them.
                if (reason != BookReason.SnapshotTooOld)
                    book.ForgetWaiting();
                Repair(book, reason);
                return;
            }
        }

        book.ForgetWaiting();
        if (book.State != BookTrust.Trusted)
        {
            book.TrustedSince = _received;
            SetState(book, BookTrust.Trusted, BookReason.Synchronized);
        }
    }

    private void TakeUpdate(BookSync book, in FramePart part, Span<LevelChange> levels)
    {
        if (TryApply(book, in part, levels, out var reason))
            return;
        Repair(book, reason);

        // It may be the first of those that the next snapshot meets.
        if (_rules.Snapshot == SnapshotSource.Rest && book.Update(in part, levels, out _) == UpdateOutcome.Held)
            Counters.HeldUpdates++;
    }

    private bool TryApply(BookSync book, in FramePart part, Span<LevelChange> levels, out BookReason reason)
    {
        var before = book.ChecksumsPassed;
        var outcome = book.Update(in part, levels, out reason);
        switch (outcome)
        {
            case UpdateOutcome.Applied:
                Counters.BookUpdates++;
                Counters.ChecksumsPassed += book.ChecksumsPassed - before;
                if (_rules.Continuity is Continuity.Contiguous or Continuity.Linked)
                    Counters.SequencesPassed++;
                TellLevels(in part, levels, FeedEventFlags.None);
                if (book.Cut.Length > 0)
                    TellLevels(in part, book.Cut, FeedEventFlags.None);
                return true;

            case UpdateOutcome.Held:
                Counters.HeldUpdates++;
                if (book.Attempts == 0)
                    AskForBook(book);
                return true;

            case UpdateOutcome.Old:
                Counters.OldUpdates++;
                return true;

            case UpdateOutcome.Unwanted:
                Counters.UnwantedUpdates++;
                return true;

            default:
                return false;
        }
    }

    /// <summary>The book is not to be believed: say so, start anew, and ask for it, at once or when its turn comes.</summary>
    private void Repair(BookSync book, BookReason reason)
    {
        if (reason != BookReason.SnapshotTooOld || book.WaitingCount == 0)
            book.Begin();
        if (book.State is BookTrust.Trusted or BookTrust.Stale)
        {
            Counters.Repairs++;
            Counters.RepairsByReason[(int)reason]++;
            if (_received.Nanoseconds - book.TrustedSince.Nanoseconds > SettledNs)
                (book.Attempts, book.NextTry) = (0, _received);
            SetState(book, BookTrust.Resyncing, reason);
        }
        else
            Tell(book, reason);

        if (_isUp && _received >= book.NextTry)
            AskForBook(book);
    }

    private void DoubtAll(BookReason reason = BookReason.BrokenFrame)
    {
        // Where updates are numbered by book, the next number will tell whose update the lost frame was.
        if (reason == BookReason.BrokenFrame && _rules.Continuity is Continuity.Contiguous or Continuity.Linked)
            return;
        foreach (var book in _books)
        {
            if (book.State is BookTrust.Trusted or BookTrust.Stale)
                Repair(book, reason);
        }
    }

    private void AskForBook(BookSync book)
    {
        book.NextTry = new Timestamp(_received.Nanoseconds + Math.Min(RetryMaxNs, RetryNs << Math.Min(book.Attempts, 8)));
        book.Attempts++;
        Counters.SnapshotsAsked++;
        if (_rules.Snapshot == SnapshotSource.Rest)
        {
            Ask(new FeedAction(FeedActionKind.FetchSnapshot, book.Listing.Id, _protocol.SnapshotPath(book.Listing)));
            return;
        }

        _frames.Clear();
        _protocol.Resubscribe(book.Listing, _subscribed, _frames);
        foreach (var frame in _frames)
            Ask(new FeedAction(FeedActionKind.Send, book.Listing.Id, frame));
        if (_frames.Count == 0)
            Ask(new FeedAction(FeedActionKind.Reconnect, book.Listing.Id, ""));
    }

    private void Ask(in FeedAction action)
    {
        // One new connection, or one request for everything (Upbit), does for all books that are doubted at once.
        if (_actions.Count > 0 && action.Kind == _lastAsked.Kind && action.Text == _lastAsked.Text)
            return;

        // Nobody takes actions: a new connection asks for everything again.
        if (_actions.Count >= ActionsMax)
            _actions.Clear();
        _lastAsked = action;
        _actions.Enqueue(action);
    }

    private void Heard(Timestamp now)
    {
        _heard = now;
        if (!_isSilent)
            return;
        _isSilent = false;
        foreach (var book in _books)
        {
            if (book.State == BookTrust.Stale)
                SetState(book, BookTrust.Trusted, BookReason.HeardAgain);
        }
    }

    private bool TryBook(ListingId listing, out BookSync book)
    {
        book = (uint)listing.Value < (uint)_bookOf.Length ? _bookOf[listing.Value]! : null!;
        return book is not null;
    }

    private void StartFrame(Timestamp now)
    {
        _received = now;
        _next = FeedEventFlags.FirstOfFrame;
    }

    private void EndFrame() => _sink.EndFrame();

    private ref FeedEvent Claim(FeedEventKind kind, ListingId listing)
    {
        ref var told = ref _sink.Claim();
        told = default;
        told.ReceiveTime = _received;
        told.Listing = listing;
        told.Connection = _connection;
        told.Kind = kind;
        told.Flags = _next;
        told.Venue = _venue;
        _next = FeedEventFlags.None;
        return ref told;
    }

    /// <summary>Tells levels. They differ in three fields only, so the rest is made once and copied into each slot as one line of the cache.</summary>
    private void TellLevels(in FramePart part, ReadOnlySpan<LevelChange> levels, FeedEventFlags flags)
    {
        if (levels.IsEmpty)
            return;
        Counters.Levels += levels.Length;
        var common = new FeedEvent
        {
            EventTime = part.EventTime,
            ReceiveTime = _received,
            Sequence = part.LastSequence,
            Listing = part.Listing,
            Connection = _connection,
            Kind = FeedEventKind.Level,
            Flags = flags,
            Venue = _venue,
        };
        var first = _next;
        _next = FeedEventFlags.None;
        foreach (ref readonly var level in levels)
        {
            ref var told = ref _sink.Claim();
            told = common;
            told.Price = new Price(level.Price);
            told.Quantity = new Quantity(level.Quantity);
            told.Flags = flags | first;
            told.Side = level.Side;
            first = FeedEventFlags.None;
        }
    }

    private void TellTrades(in FramePart part)
    {
        foreach (ref readonly var trade in _content.TradesOf(in part))
        {
            ref var told = ref Claim(FeedEventKind.Trade, part.Listing);
            told.EventTime = trade.Time;
            told.Sequence = part.LastSequence;
            told.Price = new Price(trade.Price);
            told.Quantity = new Quantity(trade.Quantity);
            told.TradeId = trade.TradeId;
            told.Side = trade.Aggressor;
            Counters.Trades++;
        }
    }

    private void SetState(BookSync book, BookTrust state, BookReason reason)
    {
        book.State = state;
        Tell(book, reason);
    }

    private void Tell(BookSync book, BookReason reason)
    {
        ref var told = ref Claim(FeedEventKind.BookStateChanged, book.Listing.Id);
        told.Sequence = book.LastSequence;
        told.State = book.State;
        told.Reason = reason;
    }

    private void Connection(ConnectionState state) => Claim(FeedEventKind.ConnectionChanged, ListingId.None).ConnectionState = state;

    private void Drift(DriftKind kind, ListingId listing)
    {
        var count = ++Counters.Drifts[(int)kind];

        // Told the first time and then ever more rarely: a venue that changed its format says so with every frame.
        if (!System.Numerics.BitOperations.IsPow2(count))
            return;
        ref var told = ref Claim(FeedEventKind.Drift, listing);
        told.TradeId = count;
        told.Drift = kind;
    }
}
