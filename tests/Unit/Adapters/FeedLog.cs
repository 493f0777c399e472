using Rialto.Model.Feeds;
using Rialto.Model.Orders;

namespace Rialto.Unit.Adapters;

/// <summary>Takes what a session tells and keeps the slow, obvious book of every listing beside it: a dictionary a side, nothing remembered but what the events say.</summary>
internal sealed class FeedLog
{
    private FeedEvent[] _frame = new FeedEvent[64];
    private int _count;

    public Dictionary<ListingId, NaiveBook> Books { get; } = [];

    public Dictionary<ListingId, BookTrust> States { get; } = [];

    /// <summary>Whether to keep every event of a state; tests of faults look at them.</summary>
    public List<(ListingId Listing, BookTrust State, BookReason Reason)> Changes { get; } = [];

    public List<(DriftKind Kind, long Count)> Drifts { get; } = [];

    public long Trades { get; private set; }

    public long Levels { get; private set; }

    public long CrossedFrames { get; private set; }

    /// <summary>Called after each frame with its events.</summary>
    public Action<ReadOnlyMemory<FeedEvent>>? OnFrame { get; set; }

    /// <summary>Does nothing but count: for tests of allocation.</summary>
    public bool IsDeaf { get; set; }

    public NaiveBook BookOf(ListingId listing)
    {
        if (!Books.TryGetValue(listing, out var book))
            Books[listing] = book = new NaiveBook();
        return book;
    }

    public ref FeedEvent Claim()
    {
        if (_count == _frame.Length)
            Array.Resize(ref _frame, _count * 2);
        return ref _frame[_count++];
    }

    /// <summary>As many as the frame's room has in a row, as rings give them.</summary>
    public Span<FeedEvent> Claim(int most)
    {
        if (_count == _frame.Length)
            Array.Resize(ref _frame, _count * 2);
        var slots = _frame.AsSpan(_count, Math.Min(most, _frame.Length - _count));
        _count += slots.Length;
        return slots;
    }

    public void EndFrame()
    {
        if (_count == 0)
            return;
        _frame[_count - 1].Flags |= FeedEventFlags.LastOfFrame;
        if (!IsDeaf)
        {
            foreach (ref readonly var told in _frame.AsSpan(0, _count))
                Take(in told);
            OnFrame?.Invoke(_frame.AsMemory(0, _count));
            foreach (var told in _frame.AsSpan(0, _count))
            {
                if (!told.Listing.IsNone && (told.Flags & FeedEventFlags.LastOfFrame) != 0 && StateOf(told.Listing) == BookTrust.Trusted && BookOf(told.Listing).IsCrossed)
                    CrossedFrames++;
            }
        }

        _count = 0;
    }

    public BookTrust StateOf(ListingId listing) => States.GetValueOrDefault(listing);

    private void Take(in FeedEvent told)
    {
        switch (told.Kind)
        {
            case FeedEventKind.BookCleared:
                BookOf(told.Listing).Clear();
                break;
            case FeedEventKind.Level:
                Levels++;
                BookOf(told.Listing).Set(told.Side, told.Price.Units, told.Quantity.Units);
                break;
            case FeedEventKind.Trade:
                Trades++;
                break;
            case FeedEventKind.BookStateChanged:
                States[told.Listing] = told.State;
                Changes.Add((told.Listing, told.State, told.Reason));
                break;
            case FeedEventKind.Drift:
                Drifts.Add((told.Drift, told.TradeId));
                break;
        }
    }
}

/// <summary>The sink that a session writes to.</summary>
internal readonly struct FeedLogSink(FeedLog log) : IFeedSink
{
    public ref FeedEvent Claim() => ref log.Claim();

    public Span<FeedEvent> Claim(int most) => log.Claim(most);

    public void EndFrame() => log.EndFrame();
}

/// <summary>Levels by price.</summary>
internal sealed class NaiveBook
{
    public SortedDictionary<long, long> Bids { get; } = new(Comparer<long>.Create((left, right) => right.CompareTo(left)));

    public SortedDictionary<long, long> Asks { get; } = [];

    public long? BestBid => Bids.Count == 0 ? null : Bids.Keys.First();

    public long? BestAsk => Asks.Count == 0 ? null : Asks.Keys.First();

    public bool IsCrossed => BestBid >= BestAsk;

    public void Clear()
    {
        Bids.Clear();
        Asks.Clear();
    }

    public void Set(Side side, long price, long quantity)
    {
        var levels = side == Side.Buy ? Bids : Asks;
        if (quantity == 0)
            levels.Remove(price);
        else
            levels[price] = quantity;
    }

    public string Picture() => $"bids {string.Join(' ', Bids.Select(level => $"{level.Key}:{level.Value}"))} asks {string.Join(' ', Asks.Select(level => $"{level.Key}:{level.Value}"))}";
}
