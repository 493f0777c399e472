using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Trading.Books;

/// <summary>A book as events that tell it whole: emptied, every level, its state. Its memory grows to the largest book and is used again. Single-threaded.</summary>
public sealed class BookFrame
{
    private FeedEvent[] _events = [];
    private DepthLevel[] _levels = [];
    private int _count;

    /// <summary>The events of the last <see cref="Take(DepthBook, BookReason, int)"/>.</summary>
    public ReadOnlySpan<FeedEvent> Taken => _events.AsSpan(0, _count);

    /// <summary>Takes a book as it stands now.</summary>
    /// <param name="book">Which.</param>
    /// <param name="reason">Why it is in its state.</param>
    /// <param name="before">So many events are left empty ahead of the book's own.</param>
    /// <returns>The events: <paramref name="before"/> empty ones, then <see cref="FeedEventKind.BookCleared"/>, bids, asks, <see cref="FeedEventKind.BookStateChanged"/>; good until the next call.</returns>
    public Span<FeedEvent> Take(DepthBook book, BookReason reason, int before = 0)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentOutOfRangeException.ThrowIfNegative(before);
        var (bids, asks) = (book.Bids.Count, book.Asks.Count);
        var count = before + bids + asks + 2;
        if (_events.Length < count)
            _events = new FeedEvent[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count)];
        var told = _events.AsSpan(0, count);
        _count = count;
        told[..before].Clear();
        var common = new FeedEvent { Listing = book.Listing.Id, Venue = book.Listing.Venue, ReceiveTime = book.ReceiveTime, Sequence = book.Sequence, Flags = FeedEventFlags.Snapshot };
        told[before] = common with { Kind = FeedEventKind.BookCleared };
        Take(book.Bids, told.Slice(before + 1, bids), common with { Kind = FeedEventKind.Level, Side = Side.Buy });
        Take(book.Asks, told.Slice(before + 1 + bids, asks), common with { Kind = FeedEventKind.Level, Side = Side.Sell });
        told[count - 1] = common with { Kind = FeedEventKind.BookStateChanged, State = book.State, Reason = reason };
        return told;
    }

    private void Take(DepthSide side, Span<FeedEvent> into, FeedEvent level)
    {
        if (_levels.Length < into.Length)
            _levels = new DepthLevel[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)into.Length)];
        var levels = _levels.AsSpan(0, into.Length);
        side.CopyBest(levels);
        for (var i = 0; i < into.Length; i++)
        {
            (level.Price, level.Quantity) = (new Price(levels[i].Price), new Quantity(levels[i].Quantity));
            into[i] = level;
        }
    }
}
