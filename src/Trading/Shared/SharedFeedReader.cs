using Rialto.Model.Feeds;
using Rialto.Runtime.Shared;

namespace Rialto.Trading.Shared;

/// <summary>
/// Events of a <c>rialto feed</c> on this machine, from its rings in shared memory, as books need them: of a book nothing is told before it is known whole. Who comes late, or was overtaken by the
/// writer, asks for the books, and gets each as it stood at a position, with what was told of it since.
/// <code>
/// feed-events ──events of known books──────────────────────────→ out, frame by frame
///             └─of others: held ─┐
/// feed-books ──a book at position P ─┴─ the book, then what was held from P on ─→ out
/// overtaken: Resyncing for every known book → out; none is known; feed-books.ask
/// </code>
/// docs/reference/shared-memory.md. One thread: <see cref="TryRead"/> for events, <see cref="Look"/> some times a second.
/// </summary>
public sealed class SharedFeedReader : IDisposable
{
    /// <summary>Names of the rings, of their elements, and of the file that asks for books.</summary>
    public const string EventRing = "feed-events", BookRing = "feed-books", Elements = "FEEDEVT1", AskFile = "feed-books.ask";

    private const int HeldMax = 1 << 18;
    private const long AskAgainNs = 5_000_000_000;

    private readonly SharedRequest _ask;
    private readonly SharedRingSubscription<FeedEvent> _events;
    private readonly SharedRingSubscription<FeedEvent> _books;
    private readonly HeldBookEvents _held;
    private readonly HashSet<ListingId> _known = [];
    private readonly Dictionary<ListingId, FeedVenue> _venues = [];
    private readonly List<FeedEvent> _frame = [];
    private readonly List<FeedEvent> _snapshot = [];
    private FeedEvent[] _out = new FeedEvent[256];
    private int _outAt;
    private int _outCount;
    private FeedEvent _newest;

    // The head of the snapshot that is being read; of no listing where none is.
    private FeedEvent _head;
    private bool _isInFrame;
    private bool _mustAsk;
    private long _askedAtNs;

    /// <summary>Opens nothing yet; the rings are opened by <see cref="Look"/>.</summary>
    /// <param name="folder">Where the rings stand.</param>
    /// <param name="silentAfterNs">A writer that gives no sign of life for so long is taken for dead.</param>
    /// <param name="heldMax">Events held at most while books are asked for.</param>
    public SharedFeedReader(string folder, long silentAfterNs = 2_000_000_000, int heldMax = HeldMax)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _ask = new SharedRequest(folder, AskFile);
        _events = new SharedRingSubscription<FeedEvent>(SharedRingFolder.PathOf(EventRing, folder), Elements, silentAfterNs);
        _books = new SharedRingSubscription<FeedEvent>(SharedRingFolder.PathOf(BookRing, folder), Elements, silentAfterNs);
        _held = new HeldBookEvents(heldMax);
    }

    /// <summary>Why there is no ring of events yet; none once there was one.</summary>
    public SharedRingFault Fault => _events.Fault;

    /// <summary>How the writer was at the last look.</summary>
    public SharedWriterHealth Health => _events.Health;

    /// <summary>Events lost because this reader was too slow, trades among them. Books were asked for again.</summary>
    public long Missed => _events.Missed;

    /// <summary>Runs of the writer seen so far; with another the numbers of listings mean something else.</summary>
    public int Runs => _events.Runs;

    /// <summary>Names the writer's present run: <c>epoch</c> of its list of listings; zero before there is one.</summary>
    public long Epoch => _events.Terms.Epoch;

    /// <summary>Ends the sleep of who waits for the next event.</summary>
    public SharedArrivals Arrivals => _events;

    /// <summary>Books that are known.</summary>
    public int KnownBooks => _known.Count;

    /// <summary>Times that books were asked for.</summary>
    public int Asked { get; private set; }

    /// <summary>Why books cannot be asked for: no right to write into the folder; empty where they can. Books are known again after their next <see cref="FeedEventKind.BookCleared"/> then.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>The next event. Frames are told whole, and books only where they are known.</summary>
    /// <returns>False where there is nothing now.</returns>
    public bool TryRead(out FeedEvent told)
    {
        while (_outAt == _outCount)
        {
            if (!Advance())
            {
                told = default;
                return false;
            }
        }

        told = _out[_outAt++];
        return true;
    }

    /// <summary>Looks after the writer, and asks for books where some are not known.</summary>
    /// <param name="nowNs">A time that never steps back.</param>
    /// <returns>True where another run begins: books and numbers of listings from the run before are void.</returns>
    public bool Look(long nowNs)
    {
        var wasOpen = _events.IsOpen;
        var isNew = _events.Look(nowNs);
        _books.Look(nowNs);
        if (isNew)
            Lose();
        if (_events.IsOpen && _books.IsOpen && (_mustAsk || (_held.Count > 0 && nowNs - _askedAtNs > AskAgainNs)))
            Ask(nowNs);
        return isNew && wasOpen;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _events.Dispose();
        _books.Dispose();
    }

    /// <summary>Does one thing that may put something out.</summary>
    /// <returns>False where there is nothing to do.</returns>
    private bool Advance()
    {
        (_outAt, _outCount) = (0, 0);
        if (IsSnapshotWhole && !_isInFrame && _events.Position >= _head.TradeId)
        {
            Install();
            return true;
        }

        switch (_events.TryRead(out var told))
        {
            case SharedRead.Message:
                Take(_events.Position - 1, in told);
                return true;
            case SharedRead.Lapped:
                Lose();
                return true;
            case SharedRead.Broken:
                // The next look goes over to the next run.
                return false;
            default:
                // One at a time; the events before it come first.
                return !IsSnapshotWhole && TakeOfBooks();
        }
    }

    private void Take(long position, in FeedEvent told)
    {
        _newest = told;
        _isInFrame = (told.Flags & FeedEventFlags.LastOfFrame) == 0;
        if (told.Kind == FeedEventKind.BookStateChanged && told.Reason == BookReason.Ended)
        {
            // No snapshot will come of it.
            _held.Forget(told.Listing);
            _known.Remove(told.Listing);
            _frame.Add(told);
        }
        else if (told.Listing.IsNone || told.Kind is not (FeedEventKind.Level or FeedEventKind.BookCleared or FeedEventKind.BookStateChanged) || _known.Contains(told.Listing))
        {
            _frame.Add(told);
        }
        else
        {
            _held.Add(position, in told);
            if (told.Kind == FeedEventKind.BookStateChanged && _held.IsWhole(told.Listing))
                Know(told.Listing, told.Venue, -1);
        }

        if (!_isInFrame)
            EndFrame();
    }

    /// <summary>Nothing that was known of books is so any more.</summary>
    private void Lose()
    {
        EndFrame();
        foreach (var listing in _known)
        {
            _frame.Add(new FeedEvent
            {
                Kind = FeedEventKind.BookStateChanged,
                State = BookTrust.Resyncing,
                Reason = BookReason.Gap,
                Listing = listing,
                Venue = _venues[listing],
                ReceiveTime = _newest.ReceiveTime,
            });
        }

        EndFrame();
        _known.Clear();
        _held.Begin(_events.Position);
        _head = default;
        _isInFrame = false;
        _mustAsk = true;
    }

    private bool TakeOfBooks()
    {
        switch (_books.TryRead(out var told))
        {
            case SharedRead.Message when told.Kind == FeedEventKind.None:
                // One of another run has positions that mean nothing here.
                _head = told.Sequence == _events.Terms.Epoch ? told : default;
                _snapshot.Clear();
                return true;
            case SharedRead.Message:
                if (!_head.Listing.IsNone)
                    _snapshot.Add(told);
                return true;
            case SharedRead.Lapped:
                (_head, _mustAsk) = (default, true);
                return true;
            default:
                return false;
        }
    }

    private bool IsSnapshotWhole => !_head.Listing.IsNone && _snapshot.Count == _head.Quantity.Units;

    private void Install()
    {
        var (listing, position) = (_head.Listing, _head.TradeId);

        // Of this run, of a book that waits for it, and nothing since is missing.
        if (_head.Sequence == _events.Terms.Epoch && !_known.Contains(listing) && position >= _held.From)
        {
            EndFrame();
            _frame.AddRange(_snapshot);
            Know(listing, _head.Venue, position);
            EndFrame();
        }

        _head = default;
    }

    private void Know(ListingId listing, FeedVenue venue, long from)
    {
        _known.Add(listing);
        _venues[listing] = venue;
        _held.Take(listing, from, _frame);
    }

    private void EndFrame()
    {
        if (_frame.Count == 0)
            return;
        if (_out.Length < _outCount + _frame.Count)
            Array.Resize(ref _out, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(_outCount + _frame.Count)));
        var target = _out.AsSpan(_outCount, _frame.Count);
        _frame.CopyTo(target);
        foreach (ref var one in target)
            one.Flags &= ~(FeedEventFlags.FirstOfFrame | FeedEventFlags.LastOfFrame);
        target[0].Flags |= FeedEventFlags.FirstOfFrame;
        target[^1].Flags |= FeedEventFlags.LastOfFrame;
        _outCount += _frame.Count;
        _frame.Clear();
    }

    private void Ask(long nowNs)
    {
        (_mustAsk, _askedAtNs) = (false, nowNs);
        var refused = _ask.Make();
        Asked += refused.Length == 0 ? 1 : 0;
        Problem = refused.Length == 0 ? "" : $"books cannot be asked for: {refused}";
    }
}
