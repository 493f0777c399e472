using System.Buffers;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Multicast;

namespace Rialto.Gateways.Multicast;

/// <summary>What was published of a channel's books, without order: nothing but what a snapshot must say. One thread.</summary>
internal sealed class PublishedBooks
{
    private readonly SortedDictionary<int, Book> _books = [];
    private readonly SortedDictionary<int, MulticastNbbo> _best = [];

    /// <summary>Applies what was published.</summary>
    public void Apply(in FeedEvent told)
    {
        if (told.Kind is not (FeedEventKind.Level or FeedEventKind.BookCleared or FeedEventKind.BookStateChanged))
            return;

        // Who missed the end holds a book that is not believed, and needs none of this one.
        if (told is { Kind: FeedEventKind.BookStateChanged, Reason: BookReason.Ended })
        {
            _books.Remove(told.Listing.Value);
            return;
        }

        if (!_books.TryGetValue(told.Listing.Value, out var book))
            _books[told.Listing.Value] = book = new Book();
        book.Apply(in told);
    }

    /// <summary>Keeps a symbol's best prices.</summary>
    public void Apply(in MulticastNbbo best) => _best[best.Symbol] = best;

    /// <summary>Bytes that <see cref="Write"/> would write now.</summary>
    public long LengthBytes
    {
        get
        {
            var messages = (long)_best.Count;
            foreach (var book in _books.Values)
                messages += book.Messages;
            return messages * PacketHeader.MessageBytes;
        }
    }

    /// <summary>Writes everything as messages: for each book BookCleared, its levels, its state; then the best prices of symbols.</summary>
    public void Write(IBufferWriter<byte> target)
    {
        foreach (var (listing, book) in _books)
            book.Write(new ListingId(listing), target);
        foreach (var best in _best.Values)
        {
            MulticastMessage.Encode(in best, target.GetSpan(PacketHeader.MessageBytes));
            target.Advance(PacketHeader.MessageBytes);
        }
    }

    private sealed class Book
    {
        private readonly Dictionary<long, long> _bids = [];
        private readonly Dictionary<long, long> _asks = [];
        private FeedEvent _last;
        private BookTrust _state;
        private BookReason _reason;

        public int Messages => _bids.Count + _asks.Count + 2;

        public void Apply(in FeedEvent told)
        {
            _last = told;
            switch (told.Kind)
            {
                case FeedEventKind.BookCleared:
                    _bids.Clear();
                    _asks.Clear();
                    break;
                case FeedEventKind.BookStateChanged:
                    (_state, _reason) = (told.State, told.Reason);
                    break;
                default:
                    var side = told.Side == Side.Buy ? _bids : _asks;
                    if (told.Quantity.Units == 0)
                        side.Remove(told.Price.Units);
                    else
                        side[told.Price.Units] = told.Quantity.Units;
                    break;
            }
        }

        public void Write(ListingId listing, IBufferWriter<byte> target)
        {
            var told = new FeedEvent
            {
                EventTime = _last.EventTime,
                ReceiveTime = _last.ReceiveTime,
                Sequence = _last.Sequence,
                Listing = listing,
                Connection = _last.Connection,
                Venue = _last.Venue,
                Kind = FeedEventKind.BookCleared,
                Flags = FeedEventFlags.FirstOfFrame | FeedEventFlags.Snapshot,
            };
            Put(in told, target);
            (told.Kind, told.Flags) = (FeedEventKind.Level, FeedEventFlags.Snapshot);
            foreach (var (price, quantity) in _bids)
            {
                (told.Side, told.Price, told.Quantity) = (Side.Buy, new Price(price), new Quantity(quantity));
                Put(in told, target);
            }

            foreach (var (price, quantity) in _asks)
            {
                (told.Side, told.Price, told.Quantity) = (Side.Sell, new Price(price), new Quantity(quantity));
                Put(in told, target);
            }

            (told.Side, told.Price, told.Quantity) = (default, default, default);
            (told.Kind, told.Flags, told.State, told.Reason) = (FeedEventKind.BookStateChanged, FeedEventFlags.LastOfFrame | FeedEventFlags.Snapshot, _state, _reason);
            Put(in told, target);
        }

        private static void Put(in FeedEvent told, IBufferWriter<byte> target)
        {
            MulticastMessage.Encode(in told, target.GetSpan(PacketHeader.MessageBytes));
            target.Advance(PacketHeader.MessageBytes);
        }
    }
}
