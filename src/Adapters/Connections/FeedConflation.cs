using System.Runtime.InteropServices;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;

namespace Rialto.Adapters.Connections;

/// <summary>
/// What waits for a reader that is too slow: of every level the newest, of every book whether it was cleared and its last state, trades in their order. Filled whole frames at a time; then told
/// as one frame. Memory is taken as it is needed, up to the bounds, and kept until <see cref="Trim"/>. Not safe for several threads.
/// </summary>
/// <param name="levelsMax">Levels over all books.</param>
/// <param name="tradesMax">Trades.</param>
/// <param name="lost">Books that were given up and have not begun anew; shared with whoever fills in turn.</param>
internal sealed class FeedConflation(int levelsMax, int tradesMax, HashSet<int> lost)
{
    private const int None = -1;
    private const int BooksKept = 8;
    private const int EventsKept = 64;

    private readonly Dictionary<int, int> _bookOf = [];
    private readonly Dictionary<LevelKey, int> _levelOf = [];
    private readonly FeedEvent[] _drifts = new FeedEvent[16];
    private Book[] _books = new Book[BooksKept];
    private Level[] _levels = new Level[EventsKept];
    private FeedEvent[] _trades = new FeedEvent[EventsKept];
    private FeedEvent _connection;
    private int _bookCount;
    private int _levelCount; // slots used or free
    private int _free = None;
    private int _tradeCount;
    private Place _next;

    /// <summary>Events that wait, or are still to be told.</summary>
    public int Count { get; private set; }

    /// <summary>Levels and trades for which there is memory.</summary>
    public int Capacity => _levels.Length + _trades.Length;

    /// <summary>Events that a newer one took the place of, since the start.</summary>
    public long Conflated { get; private set; }

    /// <summary>Trades that had no room, since the start.</summary>
    public long TradesDropped { get; private set; }

    /// <summary>Books given up, since the start.</summary>
    public long BooksLost { get; private set; }

    /// <summary>True where all of it was told.</summary>
    public bool IsTold => Count == 0;

    /// <summary>Takes one event.</summary>
    /// <param name="told">The event.</param>
    /// <param name="before">How many trades were dropped in other conflations of the same outlet, for the count that is told.</param>
    public void Add(in FeedEvent told, long before)
    {
        switch (told.Kind)
        {
            case FeedEventKind.Level:
                AddLevel(in told);
                break;
            case FeedEventKind.Trade:
                AddTrade(in told, before);
                break;
            case FeedEventKind.BookCleared:
                ref var cleared = ref BookOf(told.Listing);
                DropLevels(ref cleared);
                Put(ref cleared.Cleared, in told);
                lost.Remove(told.Listing.Value);
                break;
            case FeedEventKind.BookStateChanged when told.State == BookTrust.Disconnected || !lost.Contains(told.Listing.Value):
                Put(ref BookOf(told.Listing).State, in told);
                break;
            case FeedEventKind.ListingChanged:
                Put(ref BookOf(told.Listing).Changed, in told);
                break;
            case FeedEventKind.Settled:
                Put(ref BookOf(told.Listing).Settled, in told);
                break;
            case FeedEventKind.ConnectionChanged:
                Put(ref _connection, in told);
                break;
            case FeedEventKind.Drift:
                Put(ref _drifts[(byte)told.Drift & 15], in told);
                break;
        }
    }

    /// <summary>Forgets the trades that were told by another.</summary>
    public void ForgetTrades(TradeMarks marks)
    {
        var kept = 0;
        for (var i = 0; i < _tradeCount; i++)
        {
            if (!marks.Has(in _trades[i]))
                _trades[kept++] = _trades[i];
        }

        Count -= _tradeCount - kept;
        _tradeCount = kept;
    }

    /// <summary>Writes what is still to be told, as far as there is room: the first event of all begins the frame, the last ends it.</summary>
    public int Tell(Span<FeedEvent> into)
    {
        var count = 0;
        while (count < into.Length && Count > 0)
        {
            ref var told = ref into[count++];
            told = TakeNext();
            told.Flags &= ~(FeedEventFlags.FirstOfFrame | FeedEventFlags.LastOfFrame);
            if (!_next.HasBegun)
                told.Flags |= FeedEventFlags.FirstOfFrame;
            _next.HasBegun = true;
            if (--Count == 0)
                told.Flags |= FeedEventFlags.LastOfFrame;
        }

        return count;
    }

    /// <summary>Empties it. The counts since the start stay.</summary>
    public void Clear()
    {
        _bookOf.Clear();
        _levelOf.Clear();
        Array.Clear(_drifts);
        _connection = default;
        (_bookCount, _levelCount, _free, _tradeCount, _next, Count) = (0, 0, None, 0, default, 0);
    }

    /// <summary>Gives back memory. Only where it is empty.</summary>
    public void Trim()
    {
        _bookOf.TrimExcess();
        _levelOf.TrimExcess();
        if (_books.Length > BooksKept)
            _books = new Book[BooksKept];
        if (_levels.Length > EventsKept)
            _levels = new Level[EventsKept];
        if (_trades.Length > EventsKept)
            _trades = new FeedEvent[EventsKept];
    }

    private void AddLevel(in FeedEvent told)
    {
        if (lost.Contains(told.Listing.Value))
            return;
        ref var book = ref BookOf(told.Listing);
        var key = new LevelKey(told.Listing.Value, told.Side, told.Price.Units);
        if (_levelOf.TryGetValue(key, out var slot))
        {
            _levels[slot].Told = told;
            Conflated++;
            return;
        }

        // What was never told needs no removal.
        if (told.Quantity.Units == 0 && book.Cleared.Kind != FeedEventKind.None)
        {
            Conflated++;
            return;
        }

        if (_levelOf.Count == levelsMax)
        {
            GiveUp(ref book, in told);
            return;
        }

        slot = _free;
        if (slot != None)
            _free = _levels[slot].Next;
        else
        {
            if (_levelCount == _levels.Length)
                Array.Resize(ref _levels, Math.Min(_levels.Length * 2, Math.Max(levelsMax, _levels.Length + 1)));
            slot = _levelCount++;
        }

        _levels[slot] = new Level { Told = told, Next = None };
        if (book.Last == None)
            book.First = slot;
        else
            _levels[book.Last].Next = slot;
        book.Last = slot;
        _levelOf.Add(key, slot);
        Count++;
    }

    private void AddTrade(in FeedEvent told, long before)
    {
        if (_tradeCount < tradesMax)
        {
            if (_tradeCount == _trades.Length)
                Array.Resize(ref _trades, Math.Min(_trades.Length * 2, Math.Max(tradesMax, _trades.Length + 1)));
            _trades[_tradeCount++] = told;
            Count++;
            return;
        }

        TradesDropped++;
        var drift = new FeedEvent
        {
            ReceiveTime = told.ReceiveTime,
            Connection = told.Connection,
            Venue = told.Venue,
            Kind = FeedEventKind.Drift,
            Drift = DriftKind.TradesDropped,
            TradeId = before + TradesDropped,
        };
        Put(ref _drifts[(byte)DriftKind.TradesDropped], in drift);
    }

    /// <summary>The book has no room: it is not to be believed until it begins anew.</summary>
    private void GiveUp(ref Book book, in FeedEvent told)
    {
        DropLevels(ref book);
        if (book.Cleared.Kind != FeedEventKind.None)
            Count--;
        book.Cleared = default;
        var state = new FeedEvent
        {
            ReceiveTime = told.ReceiveTime,
            Sequence = told.Sequence,
            Listing = told.Listing,
            Connection = told.Connection,
            Venue = told.Venue,
            Kind = FeedEventKind.BookStateChanged,
            State = BookTrust.Resyncing,
            Reason = BookReason.TooManyWaiting,
        };
        Put(ref book.State, in state);
        lost.Add(told.Listing.Value);
        BooksLost++;
    }

    private void DropLevels(ref Book book)
    {
        var slot = book.First;
        while (slot != None)
        {
            ref var level = ref _levels[slot];
            _levelOf.Remove(new LevelKey(level.Told.Listing.Value, level.Told.Side, level.Told.Price.Units));
            var next = level.Next;
            level.Next = _free;
            _free = slot;
            slot = next;
            Count--;
            Conflated++;
        }

        (book.First, book.Last) = (None, None);
    }

    private ref Book BookOf(ListingId listing)
    {
        ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(_bookOf, listing.Value, out var isKnown);
        if (!isKnown)
        {
            if (_bookCount == _books.Length)
                Array.Resize(ref _books, _books.Length * 2);
            index = _bookCount++;
            _books[index] = new Book { First = None, Last = None };
        }

        return ref _books[index];
    }

    private void Put(ref FeedEvent place, in FeedEvent told)
    {
        if (place.Kind == FeedEventKind.None)
            Count++;
        else
            Conflated++;
        place = told;
    }

    // In the order: the connection, what was strange, trades, then book by book: cleared, levels, terms, end, state.
    private FeedEvent TakeNext()
    {
        while (true)
        {
            switch (_next.Step)
            {
                case Step.Connection:
                    _next.Step = Step.Drifts;
                    if (_connection.Kind != FeedEventKind.None)
                        return _connection;
                    break;
                case Step.Drifts when _next.Index == _drifts.Length:
                    (_next.Step, _next.Index) = (Step.Trades, 0);
                    break;
                case Step.Drifts:
                    if (_drifts[_next.Index++] is { Kind: FeedEventKind.Drift } drift)
                        return drift;
                    break;
                case Step.Trades when _next.Index == _tradeCount:
                    (_next.Step, _next.Index) = (Step.Cleared, 0);
                    break;
                case Step.Trades:
                    return _trades[_next.Index++];
                case Step.Cleared:
                    ref var begun = ref _books[_next.Index];
                    (_next.Step, _next.Level) = (Step.Levels, begun.First);
                    if (begun.Cleared.Kind != FeedEventKind.None)
                        return begun.Cleared;
                    break;
                case Step.Levels when _next.Level == None:
                    _next.Step = Step.Changed;
                    break;
                case Step.Levels:
                    ref var level = ref _levels[_next.Level];
                    _next.Level = level.Next;
                    return level.Told;
                case Step.Changed:
                    _next.Step = Step.Settled;
                    if (_books[_next.Index].Changed.Kind != FeedEventKind.None)
                        return _books[_next.Index].Changed;
                    break;
                case Step.Settled:
                    _next.Step = Step.State;
                    if (_books[_next.Index].Settled.Kind != FeedEventKind.None)
                        return _books[_next.Index].Settled;
                    break;
                default:
                    _next.Step = Step.Cleared;
                    ref var ended = ref _books[_next.Index++];
                    if (ended.State.Kind != FeedEventKind.None)
                        return ended.State;
                    break;
            }
        }
    }

    private readonly record struct LevelKey(int Listing, Side Side, long Price);

    private struct Level
    {
        public FeedEvent Told;
        public int Next;
    }

    private struct Book
    {
        public FeedEvent Cleared;
        public FeedEvent Changed;
        public FeedEvent Settled;
        public FeedEvent State;
        public int First;
        public int Last;
    }

    private enum Step : byte
    {
        Connection,
        Drifts,
        Trades,
        Cleared,
        Levels,
        Changed,
        Settled,
        State,
    }

    private struct Place
    {
        public Step Step;
        public bool HasBegun;
        public int Index;
        public int Level;
    }
}
