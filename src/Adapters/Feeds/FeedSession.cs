using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Adapters.Feeds;

/// <summary>
/// The session that all venues share: decodes frames by the venue's protocol, keeps every listing's book by its rules, repairs the one that is wrong and leaves the others alone,
/// and writes what happened as events. After warm-up a frame allocates nothing; asking for a snapshot or a subscription may.
/// </summary>
/// <typeparam name="TSink">Where the events go; a struct, so that the calls are direct.</typeparam>
public sealed partial class FeedSession<TSink> : IFeedSession
    where TSink : struct, IFeedSink
{
    // A frame that could not be read may have been an update: a numbered book shows it by its next number, or is asked for after so long.
    private const long DoubtNs = 2_000_000_000;

    // A clock that goes back by less is being put right: nothing is late or early by as much.
    private const long SetBackNs = 1_000_000_000;

    // A REST snapshot may lie ahead of the stream, but not for longer than the stream is ever late.
    private const long AheadNs = 10_000_000_000;

    private readonly IVenueProtocol _protocol;
    private readonly BookRules _rules;
    private readonly ListingTable _listings;
    private readonly List<BookSync> _books = [];
    private readonly BookPlaces _bookOf;
    private readonly FrameContent _content = new();
    private readonly StreamCounts _streams = new();
    private readonly FeedTeller<TSink> _tell;
    private readonly BookAsker _asker;
    private readonly GrantCheck _grants;
    private Timestamp _heard;
    private Timestamp _received;
    private int _listingsVersion;
    private bool _isUp;
    private bool _isSilent;

    /// <summary>Makes a session that is not connected.</summary>
    /// <param name="protocol">The venue.</param>
    /// <param name="listings">What symbols mean; shared.</param>
    /// <param name="subscribed">The listings wanted over this connection, of the protocol's venue.</param>
    /// <param name="sink">Where the events go.</param>
    /// <param name="connection">How events number the connection.</param>
    /// <param name="quietNs">Takes the place of <see cref="BookRules.QuietNs"/>, in nanoseconds, zero for never; less than zero leaves the venue's.</param>
    /// <exception cref="ArgumentException">A listing of another venue.</exception>
    public FeedSession(IVenueProtocol protocol, ListingTable listings, IEnumerable<ListingId> subscribed, TSink sink, int connection = 0, long quietNs = -1)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentNullException.ThrowIfNull(subscribed);
        (_protocol, _rules, _listings, _listingsVersion) = (protocol, protocol.Rules, listings, listings.Version);
        if (quietNs >= 0)
            _rules = _rules with { QuietNs = quietNs };
        _tell = new FeedTeller<TSink>(protocol.Venue, connection, sink, Counters);
        var checksum = new BookChecksum();
        var wanted = new List<Listing>();
        foreach (var id in subscribed)
        {
            var listing = listings[id];
            if (listing.Venue != protocol.Venue)
                throw new ArgumentException($"{listing.Symbol} is listed at {listing.Venue}, not at {protocol.Venue}.", nameof(subscribed));
            wanted.Add(listing);
            if (_rules.HasBooks)
                _books.Add(new BookSync(listing, _rules, checksum));
        }

        _bookOf = new BookPlaces(_books);
        _asker = new BookAsker(protocol, _rules, wanted, Counters);
        _grants = new GrantCheck(wanted);
    }

    /// <inheritdoc/>
    public FeedCounters Counters { get; } = new();

    /// <inheritdoc/>
    public BookTrust StateOf(ListingId listing) => _bookOf.TryFind(listing, out var book) ? book.State : BookTrust.Disconnected;

    /// <inheritdoc/>
    public bool TryTakeAction(out FeedAction action) => _asker.TryTake(out action);

    /// <inheritdoc/>
    public void OnConnected(Timestamp now)
    {
        StartFrame(now);
        _isUp = true;
        _isSilent = false;
        _heard = now;
        _streams.Clear();
        _grants.Clear();
        _tell.Connection(ConnectionState.Up);
        _asker.Start(_books, now);
        foreach (var book in _books)
        {
            book.Begin();
            (book.HeardAt, book.SnapshotAt) = (now, now);
            _tell.State(book, BookTrust.Resyncing, BookReason.Starting);
        }

        _tell.EndFrame();
    }

    /// <inheritdoc/>
    public void OnDisconnected(Timestamp now)
    {
        StartFrame(now);
        _isUp = false;
        _asker.Stop();
        foreach (var book in _books)
        {
            book.Begin();
            _tell.State(book, BookTrust.Disconnected, BookReason.ConnectionLost);
        }

        _tell.Connection(ConnectionState.Down);
        _tell.EndFrame();
    }

    /// <inheritdoc/>
    public void OnFrame(ReadOnlySpan<byte> frame, Timestamp receiveTime)
    {
        if (!_isUp)
        {
            Counters.LateFrames++;
            return;
        }

        StartFrame(receiveTime);
        Counters.Frames++;
        Counters.Bytes += frame.Length;
        Heard(receiveTime);
        _content.Clear();
        var drift = _protocol.Decode(frame, _listings, _content);
        if (drift == DriftKind.None && _content.IsTooLarge)
            drift = DriftKind.FrameTooLarge;
        if (drift == DriftKind.None)
            TakeContent();
        else
            TakeStrange(drift);
        EndFrame();
    }

    /// <inheritdoc/>
    public void OnSnapshot(ListingId listing, ReadOnlySpan<byte> body, Timestamp receiveTime)
    {
        if (!_bookOf.TryFind(listing, out var book))
            return;
        StartFrame(receiveTime);
        if (book.IsAsked)
            BookAsker.Answered(book);
        if (book.State is not BookTrust.Resyncing && !book.IsRenewing)
        {
            Counters.UnwantedSnapshots++;
            _tell.EndFrame();
            return;
        }

        _content.Clear();
        var drift = _protocol.DecodeSnapshot(body, book.Listing, _content);
        if (drift == DriftKind.None && _content.IsTooLarge)
            drift = DriftKind.FrameTooLarge;
        if (drift != DriftKind.None || _content.Parts.Length != 1)
        {
            _tell.Drift(drift == DriftKind.None ? DriftKind.BrokenFrame : drift, listing);
            Failed(book);
        }
        else
        {
            ref readonly var part = ref _content.Parts[0];
            if (part.HasMisfit || part.IsCapped)
                _tell.Drift(DriftKind.DigitsDoNotFit, listing);
            if (part.HasMisfit)
            {
                _tell.Reason(book, BookReason.DigitsDoNotFit);
                book.EndRenewing();
            }
            else
                TakeSnapshot(book, in part);
        }

        EndFrame();
    }

    /// <inheritdoc/>
    public void OnSnapshotFailed(ListingId listing, Timestamp now)
    {
        if (!_bookOf.TryFind(listing, out var book) || (book.State != BookTrust.Resyncing && !book.IsRenewing))
            return;
        StartFrame(now);
        Failed(book);
        EndFrame();
    }

    /// <inheritdoc/>
    public void OnClock(Timestamp now)
    {
        if (!_isUp)
            return;
        StartFrame(now);
        if (_listings.Version != _listingsVersion)
            TakeListings();
        if (!_isSilent && now.Nanoseconds - _heard.Nanoseconds > _rules.SilenceNs)
        {
            _isSilent = true;
            foreach (var book in _books)
                Stale(book, BookReason.Silent);
        }

        _asker.Beat(now);
        TakeMissing(now);
        foreach (var book in _books)
        {
            switch (book.State)
            {
                case BookTrust.Resyncing:
                    _asker.Remind(book, now);
                    break;
                case BookTrust.Stale when book.Doubt == BookReason.BrokenFrame && now.Nanoseconds - book.DoubtedSince.Nanoseconds >= DoubtNs:
                    Repair(book, BookReason.BrokenFrame);
                    break;
                case BookTrust.Stale when book.Doubt == BookReason.Quiet:
                    AskAnew(book);
                    break;
                case BookTrust.Trusted when !_isSilent && _rules.QuietNs > 0 && now.Nanoseconds - book.HeardAt.Nanoseconds > _rules.QuietNs:
                    Stale(book, BookReason.Quiet);
                    AskAnew(book);
                    break;
            }
        }

        EndFrame();
    }

    private void TakeContent()
    {
        if (_rules.TimesLackDate)
            _content.DateTimes(_received);
        if (_content.Beside != DriftKind.None)
            _tell.Drift(_content.Beside, ListingId.None);
        if (_content.Answer is { } answer)
            _asker.Send(answer);
        if (_content.MustReconnect)
            _asker.Reconnect();
        if (!TakeCount())
            return;
        if (_content.IsGrantList)
            _grants.Take(_content, _received);
        if (_content.Parts.Length == 0)
            Counters.FramesWithoutParts++;
        foreach (ref readonly var part in _content.Parts)
            TakePart(in part);
    }

    private void TakeStrange(DriftKind drift)
    {
        // What we do not know has its place in the connection's count all the same.
        if (drift is DriftKind.UnknownMessage or DriftKind.UnknownSymbol)
            TakeCount();
        _tell.Drift(drift, ListingId.None);
        switch (drift)
        {
            case DriftKind.BrokenFrame or DriftKind.FrameTooLarge:
                DoubtBroken();
                break;
            case DriftKind.VenueError:
                foreach (ref readonly var part in _content.Parts)
                {
                    if (part.Kind is PartKind.Refused or PartKind.Ended)
                        TakePart(in part);
                }

                break;
        }
    }

    /// <summary>Looks where the frame stands in a count over several listings, if it has a number there: false where it is the last one again.</summary>
    private bool TakeCount()
    {
        if (_content.Stream == 0)
            return true;
        if (_content.Parts.Length > 0)
            _asker.BookStream = _content.Stream;
        switch (_streams.Take(_content.Stream, _content.StreamSequence))
        {
            case StreamOrder.Next:
                Counters.SequencesPassed++;
                return true;
            case StreamOrder.Repeated:
                Counters.OldUpdates++;
                return false;
            case StreamOrder.Back:
                DoubtAll(BookReason.OutOfOrder);
                return true;
            default:
                DoubtAll(BookReason.Gap);
                return true;
        }
    }

    private void TakePart(in FramePart part)
    {
        if (part.HasMisfit || part.IsCapped)
            _tell.Drift(DriftKind.DigitsDoNotFit, part.Listing);
        if (part.Kind == PartKind.Trades)
        {
            if (!part.HasMisfit)
                _tell.Trades(in part, _content.TradesOf(in part));
            return;
        }

        if (part.Kind == PartKind.Settled)
        {
            _tell.Settled(in part);
            return;
        }

        if (part.Kind is PartKind.Refused or PartKind.Ended)
        {
            TakeRefusal(in part);
            return;
        }

        if (!_bookOf.TryFind(part.Listing, out var book))
            return;
        book.HeardAt = _received;
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
        }
    }

    /// <summary>The venue does not send what was asked for, or no longer: of one listing, or of which is not said.</summary>
    private void TakeRefusal(in FramePart part)
    {
        var hasEnded = part.Kind == PartKind.Ended;
        if (hasEnded && part.Listing.IsNone)
            _asker.BookStream = 0;
        foreach (var book in _books)
        {
            if (!part.Listing.IsNone && part.Listing != book.Listing.Id)
                continue;
            if (book.State is BookTrust.Trusted or BookTrust.Stale)
            {
                // What stands was not what was just asked for; what has ended may be any of them.
                if (!hasEnded)
                    continue;
                book.MustSubscribe = true;
                Repair(book, BookReason.Refused);
            }

            // Once for each time it was asked for: a venue that refuses without end must not put off the next question for ever.
            else if (!book.MustSubscribe && (!hasEnded || part.Listing.IsNone))
            {
                book.MustSubscribe = true;
                BookAsker.Later(book, _received);
                _tell.Reason(book, BookReason.Refused);
            }
        }
    }

    private void TakeSnapshot(BookSync book, in FramePart part)
    {
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

        book.SnapshotAt = _received;
        _tell.Snapshot(in part, _content.LevelsOf(in part));
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
        if (book.IsLinked)
            Trust(book, BookReason.Synchronized);
        else
            _tell.State(book, BookTrust.Resyncing, BookReason.AwaitsUpdate);
    }

    private void TakeUpdate(BookSync book, in FramePart part, Span<LevelChange> levels)
    {
        if (!TryApply(book, in part, levels, out var reason))
        {
            Repair(book, reason);

            // It may be the first of those that the next snapshot meets.
            if (_rules.Snapshot == SnapshotSource.Rest && book.Update(in part, levels, out _) == UpdateOutcome.Held)
                Counters.HeldUpdates++;
        }
        else if (book.State != BookTrust.Trusted)
        {
            if (book.State == BookTrust.Stale ? book.WasApplied && (book.WasProven || _content.Stream != 0) : book.IsLinked)
                Trust(book, book.State == BookTrust.Stale ? BookReason.HeardAgain : BookReason.Synchronized);

            // Everything that comes is older than the snapshot: its number is wrong.
            else if (book.AwaitsLink && _received.Nanoseconds - book.SnapshotAt.Nanoseconds > AheadNs)
                Repair(book, BookReason.OutOfOrder);
        }
        else if (book.IsNearEdge)
            AskAnew(book);
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
                _tell.Levels(in part, levels, FeedEventFlags.None);
                if (book.Cut.Length > 0)
                    _tell.Levels(in part, book.Cut, FeedEventFlags.None);
                return true;

            case UpdateOutcome.Held:
                Counters.HeldUpdates++;
                if (book.Attempts == 0)
                    _asker.Ask(book, _received);
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

    /// <summary>Somebody has read a list of instruments again.</summary>
    private void TakeListings()
    {
        _listingsVersion = _listings.Version;
        foreach (var book in _books)
        {
            var listing = _listings[book.Listing.Id];
            if (ReferenceEquals(listing, book.Listing))
                continue;
            var isPaid = listing.PaidPrice is not null && listing.PaidPrice != book.Listing.PaidPrice;
            book.Listing = listing;
            _tell.ListingChanged(listing);
            if (isPaid)
                _tell.Settled(new FramePart { Kind = PartKind.Settled, Listing = listing.Id, PaidPrice = listing.PaidPrice!.Value.Units });
        }
    }

    private void Heard(Timestamp now)
    {
        _heard = now;
        if (!_isSilent)
            return;
        _isSilent = false;
        foreach (var book in _books)
        {
            if (book.State == BookTrust.Stale && book.Doubt == BookReason.Silent)
                Trust(book, BookReason.HeardAgain);
        }
    }

    private void StartFrame(Timestamp now)
    {
        var backNs = _received.Nanoseconds - now.Nanoseconds;
        if (backNs > SetBackNs)
        {
            _heard = new Timestamp(_heard.Nanoseconds - backNs);
            _asker.SetBack(_books, backNs);
        }

        _received = now;
        _tell.StartFrame(now);
    }

    private void EndFrame()
    {
        _asker.Flush();
        _tell.EndFrame();
    }
}
