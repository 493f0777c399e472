using Rialto.Model.Feeds;

namespace Rialto.Trading.Shared;

/// <summary>Events of books that are not known: they wait for a snapshot that says from which position on they count. Single-threaded.</summary>
/// <param name="max">Events held at most, of all books together.</param>
internal sealed class HeldBookEvents(int max)
{
    private readonly Dictionary<ListingId, List<(long Position, FeedEvent Told)>> _byListing = [];

    /// <summary>From this position on everything is held that was told of books that are not known.</summary>
    public long From { get; private set; }

    /// <summary>Events held.</summary>
    public int Count { get; private set; }

    /// <summary>Forgets all; what comes is held from this position on.</summary>
    public void Begin(long position)
    {
        _byListing.Clear();
        (From, Count) = (position, 0);
    }

    /// <summary>Holds an event. Where there is no room all are forgotten: a later snapshot needs later events only.</summary>
    public void Add(long position, in FeedEvent told)
    {
        if (Count == max)
            Begin(position);
        if (!_byListing.TryGetValue(told.Listing, out var events))
            _byListing[told.Listing] = events = [];
        events.Add((position, told));
        Count++;
    }

    /// <summary>Holds nothing of a book any more.</summary>
    public void Forget(ListingId listing)
    {
        if (_byListing.Remove(listing, out var events))
            Count -= events.Count;
    }

    /// <summary>True where a book has been told whole since: emptied, filled, and believed. No snapshot is needed then.</summary>
    public bool IsWhole(ListingId listing) => _byListing.TryGetValue(listing, out var events) && IndexOfBeginning(events) >= 0 && events[^1].Told is { Kind: FeedEventKind.BookStateChanged, State: BookTrust.Trusted };

    /// <summary>Gives what is held of a book, and holds it no longer.</summary>
    /// <param name="listing">The book.</param>
    /// <param name="from">Earlier events are thrown away; less than zero: those before the book was last emptied.</param>
    /// <param name="into">Gets the others.</param>
    public void Take(ListingId listing, long from, List<FeedEvent> into)
    {
        if (!_byListing.Remove(listing, out var events))
            return;
        Count -= events.Count;
        var first = from < 0 ? IndexOfBeginning(events) : 0;
        for (var i = first; i < events.Count; i++)
        {
            if (events[i].Position >= from)
                into.Add(events[i].Told);
        }
    }

    private static int IndexOfBeginning(List<(long Position, FeedEvent Told)> events) => events.FindLastIndex(static held => held.Told.Kind == FeedEventKind.BookCleared);
}
