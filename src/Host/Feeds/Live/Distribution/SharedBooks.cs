using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Shared;
using Rialto.Trading.Books;
using Rialto.Trading.Shared;

namespace Rialto.Host.Feeds.Live.Distribution;

/// <summary>
/// Books for readers that came late or were overtaken: a ring <c>feed-books</c> that stays empty until somebody asks by making the file <c>feed-books.ask</c>, and then gets every book once, some at a
/// time so that events need not wait. The hub's thread.
/// </summary>
internal sealed class SharedBooks : IDisposable
{
    // At some 10 ns each: what an event may have to wait for.
    private const int ElementsAtOnce = 4_096;
    private const int PollsPerLook = 5;

    private readonly SharedRingWriter<FeedEvent> _ring;
    private readonly SharedRequest _ask;
    private IReadOnlyList<ListingId> _listings = [];
    private IReadOnlyList<ListingId> _round = [];
    private int _next;
    private int _polls;

    // The book that is being told.
    private readonly BookFrame _frame = new();
    private int _count;
    private int _sent;

    /// <summary>Makes the ring.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="slots">Slots, a power of two.</param>
    /// <param name="epoch">Of the ring of events.</param>
    /// <exception cref="SharedRingException">Another process writes it, there is no room, or no right to.</exception>
    public SharedBooks(string folder, int slots, long epoch)
    {
        _ask = new SharedRequest(folder, SharedFeedReader.AskFile);
        _ring = new SharedRingWriter<FeedEvent>(SharedRingFolder.PathOf(SharedFeedReader.BookRing, folder), slots, SharedFeedReader.Elements, epoch);
    }

    /// <summary>Whose books there are. A round that is under way goes on with those of its books that are left.</summary>
    public void OnLayout(IReadOnlyList<ListingId> listings)
    {
        _listings = listings;
        if (_next == _round.Count)
            return;
        var left = listings.ToHashSet();
        (_round, _next) = ([.. _round.Skip(_next).Where(left.Contains)], 0);
    }

    /// <summary>Looks whether somebody asks, and tells books. Between two frames.</summary>
    /// <param name="bookOf">The books as they stand, and why they are in their state.</param>
    /// <param name="epoch">Of the ring of events.</param>
    /// <param name="position">The next event's in that ring: what was told before is in the books.</param>
    public void Poll(Func<ListingId, (DepthBook Book, BookReason Reason)> bookOf, long epoch, long position)
    {
        _ring.Beat();
        if (_next == _round.Count && _sent == _count && _polls++ % PollsPerLook == 0 && _ask.TryTake())
            (_round, _next) = (_listings, 0);
        for (var room = Math.Min(ElementsAtOnce, _ring.Capacity / 4); room > 0; room -= Send(room))
        {
            if (_sent < _count)
                continue;
            if (_next == _round.Count)
                return;
            var (book, reason) = bookOf(_round[_next++]);
            Take(book, reason, epoch, position);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ring.Dispose();

    /// <summary>Copies a book as it stands now; it may take several turns to tell it.</summary>
    private void Take(DepthBook book, BookReason reason, long epoch, long position)
    {
        var told = _frame.Take(book, reason, before: 1);
        told[0] = told[1] with { Kind = FeedEventKind.None, Sequence = epoch, TradeId = position, Quantity = new Quantity(told.Length - 1) };
        (_count, _sent) = (told.Length, 0);
    }

    private int Send(int most)
    {
        var count = Math.Min(most, _count - _sent);
        _ring.Publish(_frame.Taken.Slice(_sent, count));
        _sent += count;
        return count;
    }
}
