using Rialto.Host.Desk.Sources;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Host.Desk.Live;

/// <summary>
/// The market of a rehearsal (<see cref="DeskRehearsal"/>): books of ten levels whose middle goes up and down by some basis points, and trades, one listing after the other. Made up, and seen by nobody but a
/// desk that pretends. One thread.
/// </summary>
internal sealed class RehearsalMarket : IMarketSource
{
    private const int Levels = 10, Swing = 20, StillFrames = 3;

    // Half a basis point, where the tick is finer.
    private const long StepsInPrice = 20_000;

    private readonly Queue<FeedEvent[]> _frames = [];
    private readonly Book[] _books;
    private long _told;

    /// <summary>Makes the books.</summary>
    /// <param name="listings">Of these.</param>
    /// <param name="abouts">What they cost, where it is known.</param>
    public RehearsalMarket(ListingTable listings, IReadOnlyDictionary<ListingId, long> abouts)
    {
        Listings = listings;
        _books = new Book[listings.Count];
        for (var id = 1; id <= listings.Count; id++)
        {
            var listing = listings[new ListingId(id)];
            var (tick, lot) = (Math.Max(1, listing.Tick.Units), Math.Max(1, listing.Lot.Units));
            var whole = DecimalText.PowerOfTen(listing.PriceScale);
            var about = abouts.TryGetValue(listing.Id, out var known) ? known : listing.Kind == ListingKind.Outcome ? whole / 2 : whole * 100;
            var step = Math.Max(tick, about / StepsInPrice / tick * tick);
            _books[id - 1] = new Book(listing, Math.Max(step * (Levels + Swing + 1), about / tick * tick), step, Math.Max(lot, DecimalText.PowerOfTen(listing.QuantityScale) * 10 / lot * lot));
        }
    }

    /// <inheritdoc/>
    public ListingTable Listings { get; }

    /// <inheritdoc/>
    public long Missed => 0;

    /// <inheritdoc/>
    public string Problem => "";

    /// <summary>Something happens to the next listing.</summary>
    public void Tell(long nowNs)
    {
        if (_books.Length == 0)
            return;
        var book = _books[_told++ % _books.Length];
        var frame = book.Next(nowNs);
        frame[0].Flags |= FeedEventFlags.FirstOfFrame;
        frame[^1].Flags |= FeedEventFlags.LastOfFrame;
        _frames.Enqueue(frame);
    }

    /// <inheritdoc/>
    public void Follow(ListingTable own, Func<Listing, Listing, Listing> changed)
    {
        // The numbers are the desk's already.
    }

    /// <inheritdoc/>
    public bool TryRead(out ReadOnlySpan<FeedEvent> frame)
    {
        var isThere = _frames.TryDequeue(out var next);
        frame = next;
        return isThere;
    }

    /// <inheritdoc/>
    public void Look(long monotonicNs, Timestamp now)
    {
        // It is always there.
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // It holds nothing.
    }

    /// <summary>One listing: bids stand at the middle less 1 to 10 steps, asks at the middle and 1 to 10.</summary>
    private sealed class Book(Listing listing, long about, long step, long quantity)
    {
        private readonly long _start = about;
        private long _middle = about;
        private long _frames;
        private int _way = 1;

        public FeedEvent[] Next(long nowNs)
        {
            var number = _frames++;
            if (number == 0)
                return Whole(nowNs);
            if (number % StillFrames != 0)
            {
                return [
                    Of(FeedEventKind.Trade, nowNs) with { Side = number % 2 == 0 ? Side.Buy : Side.Sell, Price = new Price(_middle + step), Quantity = new Quantity(quantity), TradeId = number },
                    Level(nowNs, Side.Buy, 1 + (number % 3), quantity * (1 + (number % 5))),
                    Level(nowNs, Side.Sell, 1 + (number % 3), quantity * (1 + (number % 4))),
                ];
            }

            return Move(nowNs);
        }

        // Up by a step: the best ask goes, a bid comes a step higher, and the far ends follow.
        private FeedEvent[] Move(long nowNs)
        {
            if (_way > 0 ? _middle >= _start + (Swing * step) : _middle <= _start - (Swing * step))
                _way = -_way;
            var (ahead, behind) = _way > 0 ? (Side.Sell, Side.Buy) : (Side.Buy, Side.Sell);
            var gone = Level(nowNs, ahead, 1, 0);
            var last = Level(nowNs, behind, Levels, 0);
            _middle += _way * step;
            return [gone, Level(nowNs, behind, 1, quantity), last, Level(nowNs, ahead, Levels, quantity)];
        }

        private FeedEvent[] Whole(long nowNs)
        {
            var frame = new List<FeedEvent> { Of(FeedEventKind.BookCleared, nowNs) };
            for (var depth = 1; depth <= Levels; depth++)
                frame.AddRange([Level(nowNs, Side.Buy, depth, quantity), Level(nowNs, Side.Sell, depth, quantity)]);
            frame.Add(Of(FeedEventKind.BookStateChanged, nowNs) with { State = BookTrust.Trusted });
            return [.. frame];
        }

        private FeedEvent Level(long nowNs, Side side, long depth, long units) =>
            Of(FeedEventKind.Level, nowNs) with { Side = side, Price = new Price(_middle + ((side == Side.Buy ? -depth : depth) * step)), Quantity = new Quantity(units) };

        private FeedEvent Of(FeedEventKind kind, long nowNs) => new() { Kind = kind, Listing = listing.Id, Venue = listing.Venue, ReceiveTime = new Timestamp(nowNs), EventTime = new Timestamp(nowNs) };
    }
}
