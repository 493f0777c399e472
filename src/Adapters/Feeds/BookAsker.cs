using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Adapters.Feeds;

/// <summary>
/// What a session wants done, and when a book's turn has come: each waits on its own, 5, 10, 20, 40, 60 s, after what failed. Books doubted at once are asked for in one request
/// where the venue has such a one. A new connection is asked for only where the venue has no other way, never for one book beside others that stand. Allocates only where something is asked for.
/// </summary>
internal sealed class BookAsker(IVenueProtocol protocol, BookRules rules, IReadOnlyList<Listing> subscribed, FeedCounters counters)
{
    private const long FirstAskNs = 1_000_000_000;
    private const long RetryNs = 5_000_000_000;
    private const long RetryMaxNs = 60_000_000_000;
    private const int RetryDoublingsMax = 4;

    // So long an answer to a request may take, behind others that a pace holds back. It is never asked for twice at once.
    private const long AnswerNs = 60_000_000_000;

    // So long a book waits for the update that meets its snapshot before its subscription is asked for once more.
    private const long LinkNs = 60_000_000_000;

    private const int ActionsMax = 65_536;

    private readonly Queue<FeedAction> _actions = new();
    private readonly List<Listing> _resubscribe = [];
    private readonly List<string> _frames = [];
    private FeedAction _lastAsked;
    private Timestamp _beat;
    private int _fruitless;

    /// <summary>The count in which the connection's books come; zero where none has come yet, or it has ended.</summary>
    public long BookStream { get; set; }

    public bool TryTake(out FeedAction action) => _actions.TryDequeue(out action);

    /// <summary>A connection is up: asks for all that it is for.</summary>
    public void Start(List<BookSync> books, Timestamp now)
    {
        _actions.Clear();
        _resubscribe.Clear();
        _beat = now;
        BookStream = 0;
        _frames.Clear();
        protocol.Subscribe(subscribed, _frames);
        foreach (var frame in _frames)
            Send(frame);
        var first = rules.Snapshot == SnapshotSource.Rest ? FirstAskNs : RetryNs << Math.Min(_fruitless, RetryDoublingsMax);
        foreach (var book in books)
        {
            (book.Attempts, book.IsAsked, book.MustSubscribe) = (0, false, false);
            book.NextTry = new Timestamp(now.Nanoseconds + first);
        }
    }

    public void Stop()
    {
        _actions.Clear();
        _resubscribe.Clear();
    }

    /// <summary>A book could be believed: the connection is good for something.</summary>
    public void Succeeded() => _fruitless = 0;

    public void Send(string frame) => Add(new FeedAction(FeedActionKind.Send, ListingId.None, frame));

    public void Reconnect() => Add(new FeedAction(FeedActionKind.Reconnect, ListingId.None, ""));

    /// <summary>Sends what keeps the connection open, if it is time.</summary>
    public void Beat(Timestamp now)
    {
        var (text, interval) = protocol.Heartbeat;
        if (text.Length == 0 || now.Nanoseconds - _beat.Nanoseconds < interval)
            return;
        _beat = now;
        Send(text);
    }

    /// <summary>The clock was set back: what was to happen, and what has happened, lies as far from now as it did.</summary>
    public void SetBack(List<BookSync> books, long byNs)
    {
        _beat = Earlier(_beat);
        foreach (var book in books)
        {
            (book.NextTry, book.RetryAt, book.HeardAt) = (Earlier(book.NextTry), Earlier(book.RetryAt), Earlier(book.HeardAt));
            (book.SnapshotAt, book.TrustedSince, book.DoubtedSince) = (Earlier(book.SnapshotAt), Earlier(book.TrustedSince), Earlier(book.DoubtedSince));
        }

        Timestamp Earlier(Timestamp time) => new(time.Nanoseconds - byNs);
    }

    /// <summary>Asks for a book now.</summary>
    public void Ask(BookSync book, Timestamp now)
    {
        var wait = Wait(book.Attempts);
        book.Attempts++;
        counters.SnapshotsAsked++;
        if (rules.Snapshot == SnapshotSource.Stream)
        {
            book.NextTry = new Timestamp(now.Nanoseconds + wait);
            Subscribe(book);
            return;
        }

        book.IsAsked = true;
        book.RetryAt = new Timestamp(now.Nanoseconds + wait);
        book.NextTry = new Timestamp(now.Nanoseconds + AnswerNs);
        if (book.MustSubscribe)
            Subscribe(book);
        Add(new FeedAction(FeedActionKind.FetchSnapshot, book.Listing.Id, protocol.SnapshotPath(book.Listing)));
    }

    /// <summary>An answer has come: where it is of no use, the next question may follow as soon as it could without it.</summary>
    public static void Answered(BookSync book) => (book.IsAsked, book.NextTry) = (false, book.RetryAt);

    /// <summary>It was refused, or failed: the book waits its time, and not all of them for the same moment.</summary>
    public static void Later(BookSync book, Timestamp now)
    {
        var wait = Wait(book.Attempts == 0 ? 0 : book.Attempts - 1);
        var apart = wait / 4 / 64 * (long)((uint)book.Listing.Id.Value * 0x9E37_79B9 >> 26);

        // While an answer was awaited, its limit stood there; otherwise what stands there is as long as the connection has been of no use.
        var next = now.Nanoseconds + wait + apart;
        book.NextTry = new Timestamp(book.IsAsked ? next : Math.Max(next, book.NextTry.Nanoseconds));
        book.IsAsked = false;
        book.Attempts = Math.Max(book.Attempts, 1);
    }

    /// <summary>Time has passed for a book that is being repaired.</summary>
    public void Remind(BookSync book, Timestamp now)
    {
        if (book.AwaitsLink)
        {
            if (book.MustSubscribe ? now < book.NextTry : now.Nanoseconds - book.SnapshotAt.Nanoseconds < LinkNs)
                return;
            book.SnapshotAt = now;
            Subscribe(book);
        }
        else if (now >= book.NextTry)
            Ask(book, now);
    }

    /// <summary>Asks in one request for all books that were doubted by one frame.</summary>
    public void Flush()
    {
        if (_resubscribe.Count == 0)
            return;
        _frames.Clear();
        protocol.Resubscribe(_resubscribe, subscribed, BookStream, _frames);
        foreach (var frame in _frames)
            Add(new FeedAction(FeedActionKind.Send, _resubscribe[0].Id, frame));
        if (_frames.Count == 0)
        {
            _fruitless++;
            Add(new FeedAction(FeedActionKind.Reconnect, _resubscribe[0].Id, ""));
        }

        _resubscribe.Clear();
    }

    private static long Wait(int attempts) => Math.Min(RetryMaxNs, RetryNs << Math.Min(attempts, RetryDoublingsMax));

    private void Subscribe(BookSync book)
    {
        book.MustSubscribe = false;
        _resubscribe.Add(book.Listing);
    }

    private void Add(in FeedAction action)
    {
        // Nobody takes actions: a new connection asks for everything again.
        if (_actions.Count >= ActionsMax)
            _actions.Clear();

        // One new connection does for all.
        if (_actions.Count > 0 && action.Kind == FeedActionKind.Reconnect && _lastAsked.Kind == FeedActionKind.Reconnect)
            return;
        _lastAsked = action;
        _actions.Enqueue(action);
    }
}
