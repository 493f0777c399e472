using Rialto.Model.Feeds;

namespace Rialto.Journal.Feeds;

/// <summary>
/// Turns the events of a running system into records that can be read alone: listings get numbers of the recording, 1, 2, 3 ... in the order in which they are first heard of, and what they are
/// is told before. Single-threaded; allocates nothing for an event once its listing is known.
/// </summary>
/// <param name="listings">What the events' listings mean; may grow and change meanwhile.</param>
public sealed class EventEncoder(ListingTable listings)
{
    private int[] _numbers = new int[64];
    private int _count;

    /// <summary>Listings told so far.</summary>
    public int Listings => _count;

    /// <summary>Adds an event, and before it what must be known of its listing.</summary>
    /// <returns>False where the page has no room for all of it; nothing was added then.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The table has no such listing.</exception>
    public bool TryAdd(in FeedEvent told, EventPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var mustTell = !told.Listing.IsNone && (told.Kind == FeedEventKind.ListingChanged || NumberOf(told.Listing) == 0);
        if (page.RoomBytes < FeedRecordCodec.EventBytes + (mustTell ? 2 * FeedRecordCodec.ListingBytesMax : 0))
            return false;
        if (mustTell)
            Tell(listings[told.Listing], page);
        var recorded = told;
        recorded.Listing = new ListingId(NumberOf(told.Listing));
        FeedRecordCodec.Encode(in recorded, page.Rest);
        page.Take(FeedRecordCodec.EventBytes, 1);
        page.IsAtFrameEnd = (told.Flags & FeedEventFlags.LastOfFrame) != 0;
        return true;
    }

    /// <summary>Adds a listing without an event: of a system that watches it already.</summary>
    /// <returns>False where the page has no room.</returns>
    public bool TryIntroduce(ListingId listing, EventPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (NumberOf(listing) != 0)
            return true;
        if (page.RoomBytes < 2 * FeedRecordCodec.ListingBytesMax)
            return false;
        Tell(listings[listing], page);
        return true;
    }

    private int NumberOf(ListingId listing) => listing.Value < _numbers.Length ? _numbers[listing.Value] : 0;

    /// <summary>Both sides of a question are told together: each names the other.</summary>
    private void Tell(Listing listing, EventPage page)
    {
        var isNew = NumberOf(listing.Id) == 0;
        var other = listing.Complement.IsNone || NumberOf(listing.Complement) != 0 ? null : listings[listing.Complement];
        if (isNew)
            Number(listing.Id);
        if (other is not null)
            Number(other.Id);
        Write(listing, page);
        if (other is not null)
            Write(other, page);
    }

    private void Number(ListingId listing)
    {
        if (listing.Value >= _numbers.Length)
            Array.Resize(ref _numbers, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)listing.Value + 1));
        _numbers[listing.Value] = ++_count;
    }

    private void Write(Listing listing, EventPage page)
    {
        var recorded = listing with { Id = new ListingId(NumberOf(listing.Id)), Complement = new ListingId(NumberOf(listing.Complement)) };
        page.Take(FeedRecordCodec.Encode(recorded, page.Rest), 0);
    }
}
