using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Adapters.Feeds;

/// <summary>
/// The session of a venue without a socket (<see cref="SnapshotSource.Poll"/>): one REST answer, asked for again and again, holds all books, and each answer takes the place of the last.
/// <code>
/// OnConnected --FetchSnapshot(no listing)--> OnSnapshot: books told, Trusted   --interval--> again
///                                            text instead of JSON: books Stale --5 min-----> again
///                                        --> OnSnapshotFailed: as they were    --interval, 2, 4 .. 5 min--> again
/// </code>
/// There is nothing to connect to: the connection is told as Up with the first good answer. A book that a good answer does not name is over at the venue: Resyncing with reason Refused. Nothing but a good answer refreshes a book; whatever is older than
/// <see cref="BookRules.QuietNs"/> is Stale. Cold: a poll may allocate.
/// </summary>
/// <typeparam name="TSink">Where the events go.</typeparam>
internal sealed class PollSession<TSink> : IFeedSession
    where TSink : struct, IFeedSink
{
    // Venues that answer with a page of text, or with a refusal, want to be left alone for minutes (PredictIt).
    private const long LeaveAloneNs = 300_000_000_000;

    // So long an answer may take; afterwards the poll counts as failed.
    private const long AnswerNs = 60_000_000_000;

    private const int DoublingsMax = 3;

    // As in FeedSession.
    private const long SetBackNs = 1_000_000_000;

    private readonly IVenueProtocol _protocol;
    private readonly BookRules _rules;
    private readonly ListingTable _listings;
    private readonly List<BookSync> _books = [];
    private readonly Dictionary<int, BookSync> _bookOf = [];
    private readonly HashSet<BookSync> _named = [];
    private readonly FrameContent _content = new();
    private readonly FeedTeller<TSink> _tell;
    private Timestamp _next;
    private Timestamp _looked;
    private long _lastTrade;
    private int _listingsVersion;
    private int _failures;
    private bool _knowsTrades;
    private bool _isUp;
    private bool _hasAnswered;
    private bool _isAsked;
    private bool _mustTell;

    /// <summary>Makes a session that is not started; parameters as <see cref="FeedSession{TSink}"/>'s.</summary>
    public PollSession(IVenueProtocol protocol, ListingTable listings, IEnumerable<ListingId> subscribed, TSink sink, int connection, long quietNs)
    {
        (_protocol, _rules, _listings, _listingsVersion) = (protocol, protocol.Rules, listings, listings.Version);
        if (quietNs >= 0)
            _rules = _rules with { QuietNs = quietNs };
        _tell = new FeedTeller<TSink>(protocol.Venue, connection, sink, Counters);
        var checksum = new BookChecksum();
        foreach (var id in subscribed)
        {
            var listing = listings[id];
            if (listing.Venue != protocol.Venue)
                throw new ArgumentException($"{listing.Symbol} is listed at {listing.Venue}, not at {protocol.Venue}.", nameof(subscribed));
            var book = new BookSync(listing, _rules, checksum);
            _books.Add(book);
            _bookOf[id.Value] = book;
        }
    }

    /// <inheritdoc/>
    public FeedCounters Counters { get; } = new();

    /// <inheritdoc/>
    public BookTrust StateOf(ListingId listing) => _bookOf.TryGetValue(listing.Value, out var book) ? book.State : BookTrust.Disconnected;

    /// <inheritdoc/>
    public bool TryTakeAction(out FeedAction action)
    {
        action = _mustTell ? new FeedAction(FeedActionKind.FetchSnapshot, ListingId.None, _protocol.Poll.Path) : default;
        var has = _mustTell;
        _mustTell = false;
        return has;
    }

    /// <inheritdoc/>
    public void OnConnected(Timestamp now)
    {
        StartFrame(now);
        (_isUp, _hasAnswered, _failures) = (true, false, 0);
        foreach (var book in _books)
        {
            book.Begin();
            _tell.State(book, BookTrust.Resyncing, BookReason.Starting);
        }

        Ask(now);
        _tell.EndFrame();
    }

    /// <inheritdoc/>
    public void OnDisconnected(Timestamp now)
    {
        StartFrame(now);
        (_isUp, _isAsked, _mustTell) = (false, false, false);
        foreach (var book in _books)
        {
            book.Begin();
            _tell.State(book, BookTrust.Disconnected, BookReason.ConnectionLost);
        }

        _tell.Connection(ConnectionState.Down);
        _tell.EndFrame();
    }

    /// <summary>There is no socket: nothing comes this way.</summary>
    public void OnFrame(ReadOnlySpan<byte> frame, Timestamp receiveTime) => Counters.LateFrames++;

    /// <inheritdoc/>
    public void OnSnapshot(ListingId listing, ReadOnlySpan<byte> body, Timestamp receiveTime)
    {
        if (!_isUp || !_isAsked)
        {
            Counters.UnwantedSnapshots++;
            return;
        }

        StartFrame(receiveTime);
        Counters.Frames++;
        Counters.Bytes += body.Length;
        _isAsked = false;
        _content.Clear();
        var drift = _protocol.Decode(body, _listings, _content);
        if (drift == DriftKind.None && _content.IsTooLarge)
            drift = DriftKind.FrameTooLarge;
        if (drift != DriftKind.None)
        {
            _tell.Drift(drift, ListingId.None);
            _next = new Timestamp(receiveTime.Nanoseconds + LeaveAloneNs);
            foreach (var book in _books)
                Stale(book, BookReason.BrokenFrame);
        }
        else
        {
            if (!_hasAnswered)
                _tell.Connection(ConnectionState.Up);
            (_hasAnswered, _failures) = (true, 0);
            _next = new Timestamp(receiveTime.Nanoseconds + _protocol.Poll.IntervalNs);
            TakeAnswer(receiveTime);
        }

        _tell.EndFrame();
    }

    /// <inheritdoc/>
    public void OnSnapshotFailed(ListingId listing, Timestamp now)
    {
        if (!_isUp || !_isAsked)
            return;
        _isAsked = false;
        var wait = Math.Min(LeaveAloneNs, _protocol.Poll.IntervalNs << Math.Min(_failures++, DoublingsMax));
        _next = new Timestamp(now.Nanoseconds + wait);
    }

    /// <inheritdoc/>
    public void OnClock(Timestamp now)
    {
        if (!_isUp)
            return;
        StartFrame(now);
        TakeListings();
        if (_isAsked && now.Nanoseconds - _next.Nanoseconds >= AnswerNs)
            OnSnapshotFailed(ListingId.None, now);
        if (!_isAsked && now >= _next)
            Ask(now);
        foreach (var book in _books)
        {
            if (_rules.QuietNs > 0 && now.Nanoseconds - book.HeardAt.Nanoseconds > _rules.QuietNs)
                Stale(book, BookReason.Quiet);
        }

        _tell.EndFrame();
    }

    private void TakeAnswer(Timestamp now)
    {
        if (_content.Beside != DriftKind.None)
            _tell.Drift(_content.Beside, ListingId.None);
        _named.Clear();
        foreach (ref readonly var part in _content.Parts)
        {
            if (part.HasMisfit || part.IsCapped)
                _tell.Drift(DriftKind.DigitsDoNotFit, part.Listing);
            if (part.Kind == PartKind.Trades)
                TakeTrades(in part);
            if (part.Kind != PartKind.BookSnapshot || !_bookOf.TryGetValue(part.Listing.Value, out var book))
                continue;
            _named.Add(book);
            if (part.HasMisfit)
                Doubt(book, BookReason.DigitsDoNotFit);
            else
                TakeBook(book, in part, now);
        }

        foreach (var book in _books)
        {
            if (!_named.Contains(book))
                Doubt(book, BookReason.Refused);
        }

        _knowsTrades = true;
    }

    /// <summary>An answer holds the trades of a while, in their order: those that were there before the first answer, and those of an answer before, are not told.</summary>
    private void TakeTrades(in FramePart part)
    {
        foreach (ref readonly var trade in _content.TradesOf(in part))
        {
            if (trade.TradeId <= _lastTrade)
                continue;
            _lastTrade = trade.TradeId;
            if (_knowsTrades && _bookOf.ContainsKey(part.Listing.Value))
                _tell.Trades(in part, new ReadOnlySpan<TradePrint>(in trade));
        }
    }

    /// <summary>An answer with the time of the last one is the last one again, of a cache: it is no news, and refreshes nothing.</summary>
    private void TakeBook(BookSync book, in FramePart part, Timestamp now)
    {
        if (book.IsLinked && part.LastSequence != 0 && part.LastSequence == book.LastSequence)
        {
            Counters.OldUpdates++;
            return;
        }

        var outcome = book.Snapshot(in part, _content.LevelsOf(in part), out var reason);
        if (outcome == UpdateOutcome.Old)
            Counters.OldUpdates++;
        if (outcome == UpdateOutcome.Wrong)
            Doubt(book, reason);
        if (outcome != UpdateOutcome.Applied)
            return;
        (book.HeardAt, book.Doubt) = (now, BookReason.None);
        _tell.Snapshot(in part, _content.LevelsOf(in part));
        if (book.State != BookTrust.Trusted)
            _tell.State(book, BookTrust.Trusted, book.State == BookTrust.Stale ? BookReason.HeardAgain : BookReason.Synchronized);
    }

    private void StartFrame(Timestamp now)
    {
        var backNs = _looked.Nanoseconds - now.Nanoseconds;
        if (backNs > SetBackNs)
        {
            // What was to happen, and what has happened, lies as far from now as it did.
            _next = new Timestamp(_next.Nanoseconds - backNs);
            foreach (var book in _books)
                book.HeardAt = new Timestamp(book.HeardAt.Nanoseconds - backNs);
        }

        _looked = now;
        _tell.StartFrame(now);
    }

    private void Ask(Timestamp now) => (_isAsked, _mustTell, _next) = (true, true, now);

    private void Stale(BookSync book, BookReason reason)
    {
        if (book.State != BookTrust.Trusted)
            return;
        book.Doubt = reason;
        _tell.State(book, BookTrust.Stale, reason);
    }

    /// <summary>The book is not to be believed; the next answer may say otherwise.</summary>
    private void Doubt(BookSync book, BookReason reason)
    {
        book.Begin();
        if (book.State is BookTrust.Trusted or BookTrust.Stale)
        {
            Counters.Repairs++;
            Counters.RepairsByReason[(int)reason]++;
            _tell.State(book, BookTrust.Resyncing, reason);
        }
        else if (book.Doubt != reason)
            _tell.Reason(book, reason);
        book.Doubt = reason;
    }

    private void TakeListings()
    {
        if (_listings.Version == _listingsVersion)
            return;
        _listingsVersion = _listings.Version;
        foreach (var book in _books)
        {
            var listing = _listings[book.Listing.Id];
            if (ReferenceEquals(listing, book.Listing))
                continue;
            book.Listing = listing;
            _tell.ListingChanged(listing);
        }
    }
}
