using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Adapters.Feeds;

/// <summary>Writes what a session finds as events, frame by frame. Single-threaded.</summary>
/// <typeparam name="TSink">Where the events go; a struct, so that the calls are direct.</typeparam>
internal sealed class FeedTeller<TSink>(FeedVenue venue, int connection, TSink sink, FeedCounters counters)
    where TSink : struct, IFeedSink
{
    private TSink _sink = sink;
    private FeedEventFlags _next;

    /// <summary>When the frame that is being told came in.</summary>
    public Timestamp Now { get; private set; }

    public void StartFrame(Timestamp now)
    {
        Now = now;
        _next = FeedEventFlags.FirstOfFrame;
    }

    public void EndFrame() => _sink.EndFrame();

    public ref FeedEvent Claim(FeedEventKind kind, ListingId listing)
    {
        ref var told = ref _sink.Claim();
        told = default;
        told.ReceiveTime = Now;
        told.Listing = listing;
        told.Connection = connection;
        told.Kind = kind;
        told.Flags = _next;
        told.Venue = venue;
        _next = FeedEventFlags.None;
        return ref told;
    }

    /// <summary>Tells a whole book.</summary>
    public void Snapshot(in FramePart part, ReadOnlySpan<LevelChange> levels)
    {
        counters.Snapshots++;
        ref var cleared = ref Claim(FeedEventKind.BookCleared, part.Listing);
        (cleared.EventTime, cleared.Sequence) = (part.EventTime, part.LastSequence);
        cleared.Flags |= FeedEventFlags.Snapshot;
        Levels(in part, levels, FeedEventFlags.Snapshot);
    }

    /// <summary>Tells levels. They differ in three fields only, so the rest is made once and copied into each slot as one line of the cache.</summary>
    public void Levels(in FramePart part, ReadOnlySpan<LevelChange> levels, FeedEventFlags flags)
    {
        if (levels.IsEmpty)
            return;
        counters.Levels += levels.Length;
        var common = new FeedEvent
        {
            EventTime = part.EventTime,
            ReceiveTime = Now,
            Sequence = part.LastSequence,
            Listing = part.Listing,
            Connection = connection,
            Kind = FeedEventKind.Level,
            Flags = flags,
            Venue = venue,
        };
        var first = _next;
        _next = FeedEventFlags.None;
        while (!levels.IsEmpty)
        {
            var slots = _sink.Claim(levels.Length);
            for (var i = 0; i < slots.Length; i++)
            {
                ref readonly var level = ref levels[i];
                ref var told = ref slots[i];
                told = common;
                told.Price = new Price(level.Price);
                told.Quantity = new Quantity(level.Quantity);
                told.Side = level.Side;
            }

            slots[0].Flags |= first;
            first = FeedEventFlags.None;
            levels = levels[slots.Length..];
        }
    }

    public void Trades(in FramePart part, ReadOnlySpan<TradePrint> trades)
    {
        foreach (ref readonly var trade in trades)
        {
            ref var told = ref Claim(FeedEventKind.Trade, part.Listing);
            told.EventTime = trade.Time;
            told.Sequence = part.LastSequence;
            told.Price = new Price(trade.Price);
            told.Quantity = new Quantity(trade.Quantity);
            told.TradeId = trade.TradeId;
            told.Side = trade.Aggressor;
            counters.Trades++;
        }
    }

    /// <summary>Tells the end of a listing.</summary>
    public void Settled(in FramePart part)
    {
        ref var told = ref Claim(FeedEventKind.Settled, part.Listing);
        (told.EventTime, told.Price) = (part.EventTime, new Price(part.PaidPrice));
        if (part.IsAnnounced)
            told.Flags |= FeedEventFlags.Announced;
    }

    /// <summary>Changes a book's state and says why.</summary>
    public void State(BookSync book, BookTrust state, BookReason reason)
    {
        book.State = state;
        Reason(book, reason);
    }

    /// <summary>Tells a book's state again, with another reason.</summary>
    public void Reason(BookSync book, BookReason reason)
    {
        ref var told = ref Claim(FeedEventKind.BookStateChanged, book.Listing.Id);
        told.Sequence = book.LastSequence;
        told.State = book.State;
        told.Reason = reason;
    }

    public void Connection(ConnectionState state) => Claim(FeedEventKind.ConnectionChanged, ListingId.None).ConnectionState = state;

    public void ListingChanged(Listing listing) => Claim(FeedEventKind.ListingChanged, listing.Id);

    public void Drift(DriftKind kind, ListingId listing)
    {
        var count = ++counters.Drifts[(int)kind];

        // Told the first time and then ever more rarely: a venue that changed its format says so with every frame.
        if (!System.Numerics.BitOperations.IsPow2(count))
            return;
        ref var told = ref Claim(FeedEventKind.Drift, listing);
        told.TradeId = count;
        told.Drift = kind;
    }
}
