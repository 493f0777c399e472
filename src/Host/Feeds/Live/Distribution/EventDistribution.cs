using Rialto.Host.Feeds.Live.Core;
using Rialto.Host.Feeds.Recording;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Books;

namespace Rialto.Host.Feeds.Live.Distribution;

/// <summary>
/// The hub's events into a recording (docs/reference/recordings.md). The hub waits for no disk: where it is too slow for longer than the recorder's pages last, events are left out and
/// counted, and once there is room again every book is told whole, ahead of its next event: first that it was lost (<see cref="BookReason.TooManyWaiting"/>), then as it stands. So a
/// reader is never wrong about a book for longer than the hole lasts, and knows of trades how many are missing.
/// </summary>
internal sealed class EventDistribution : IFeedDistribution
{
    private readonly EventRecorder _recorder;
    private readonly BookFrame _frame = new();
    private readonly HashSet<ListingId> _lost = [];
    private readonly Queue<ListingId> _introduced = [];
    private HashSet<ListingId> _watched = [];
    private long _lostEvents, _lostTrades, _toldTrades;
    private bool _isCut;

    /// <summary>Makes it; the recorder is closed with it.</summary>
    public EventDistribution(EventRecorder recorder) => _recorder = recorder;

    /// <summary>The books as they stand and why they are in their state. Before the hub starts.</summary>
    public Func<ListingId, (DepthBook Book, BookReason Reason)>? BookOf { get; set; }

    /// <summary>What is written, and why nothing is. Any thread.</summary>
    public EventRecorderReport Report
    {
        get
        {
            var report = _recorder.Report();
            return report with { Lost = report.Lost + Interlocked.Read(ref _lostEvents) };
        }
    }

    /// <inheritdoc/>
    public void OnLayout(FeedLayout layout)
    {
        _watched = [.. layout.Listings];
        foreach (var listing in layout.Listings)
            _introduced.Enqueue(listing);
        Introduce();
    }

    /// <inheritdoc/>
    public void OnEvent(in FeedEvent told)
    {
        if (!_isCut && _introduced.Count == 0 && (told.Listing.IsNone || !_lost.Contains(told.Listing)))
        {
            if (_recorder.TryAdd(in told))
                return;

            // The rest of this frame, and all that follows, is not whole any more.
            _isCut = true;
            _lost.UnionWith(_watched);
        }

        Interlocked.Increment(ref _lostEvents);
        if (!told.Listing.IsNone)
            _lost.Add(told.Listing);
        if (told.Kind == FeedEventKind.Trade)
            _lostTrades++;
    }

    /// <inheritdoc/>
    public void OnBbo(Listing listing, in Bbo best, Timestamp receiveTime)
    {
        // Whoever has the events has the books.
    }

    /// <inheritdoc/>
    public void OnNbbo(SymbolPlace symbol, in FeedNbbo best)
    {
        // And the best prices.
    }

    /// <inheritdoc/>
    public void Flush()
    {
        // A page goes when it is full or a second old.
    }

    /// <inheritdoc/>
    public void Poll()
    {
        Introduce();
        Recover();
        _recorder.OnClock();
    }

    /// <inheritdoc/>
    public async ValueTask CloseAsync()
    {
        Poll();
        await _recorder.DisposeAsync();
    }

    private void Introduce()
    {
        while (_introduced.TryPeek(out var listing) && _recorder.TryIntroduce(listing))
            _introduced.Dequeue();
    }

    /// <summary>Tells books that were lost, as far as there is room. One that does not go in whole is told again from its beginning.</summary>
    private void Recover()
    {
        if (_introduced.Count > 0 || (_lost.Count == 0 && !_isCut && _toldTrades == _lostTrades))
            return;
        if (_toldTrades < _lostTrades)
        {
            var drift = new FeedEvent { Kind = FeedEventKind.Drift, Drift = DriftKind.TradesDropped, TradeId = _lostTrades, Flags = FeedEventFlags.FirstOfFrame | FeedEventFlags.LastOfFrame };
            if (!_recorder.TryAdd(in drift))
                return;
            _toldTrades = _lostTrades;
        }

        foreach (var listing in _lost)
        {
            if (!TryTell(listing))
                return;
            _lost.Remove(listing);
        }

        _isCut = false;
    }

    private bool TryTell(ListingId listing)
    {
        if (!_watched.Contains(listing))
        {
            var ended = new FeedEvent { Listing = listing, Kind = FeedEventKind.BookStateChanged, Reason = BookReason.Ended, Flags = FeedEventFlags.FirstOfFrame | FeedEventFlags.LastOfFrame };
            return _recorder.TryAdd(in ended);
        }

        var (book, reason) = BookOf!(listing);
        var told = _frame.Take(book, reason, before: 2);
        told[0] = told[2] with { Kind = FeedEventKind.ListingChanged };
        told[1] = told[2] with { Kind = FeedEventKind.BookStateChanged, State = BookTrust.Resyncing, Reason = BookReason.TooManyWaiting };
        told[0].Flags |= FeedEventFlags.FirstOfFrame;
        told[^1].Flags |= FeedEventFlags.LastOfFrame;
        foreach (ref readonly var some in told)
        {
            if (!_recorder.TryAdd(in some))
                return false;
        }

        return true;
    }
}
