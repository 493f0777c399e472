using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Shared;
using Rialto.Trading.Shared;

namespace Rialto.Host.Desk.Sources;

/// <summary>
/// The markets of a <c>rialto feed</c> that runs on this machine, from its rings in shared memory. While the feed gives no sign of life, and from the moment another run of it begins, no book
/// of it is believed; a reader that was overtaken asks for the books. The feed may end and begin again as often as it likes.
/// </summary>
internal sealed class SharedMarkets : IMarketSource
{
    // The file follows a change within a tenth of a second.
    private const long RelistNs = 200_000_000;

    // Frames of listings that nobody here wants end a call all the same: the desk has more to look after.
    private const int EventsAtOnce = 4_096;

    private readonly string _folder;
    private readonly bool _takesRecordings;
    private readonly SharedFeedReader _reader;
    private readonly Queue<(FeedEvent[] Frame, Listing? Changed)> _own = [];
    private FeedEvent[] _frame = new FeedEvent[1_024];
    private FeedListings _listings;
    private ListingTable _table;
    private Func<Listing, Listing, Listing> _changed = static (own, _) => own;

    private readonly HashSet<ListingId> _paid = [];

    // By the feed's numbers: the desk's; none for what it does not want.
    private ListingId[] _numbers = [];

    // By the desk's numbers: as the feed told last, and as the desk was told.
    private BookTrust[] _told = [];
    private BookReason[] _reasons = [];
    private bool _isSilent = true;
    private bool _isNumbered;
    private bool _mustList;
    private long _listAtNs;
    private long _lookedAtNs;
    private long _missed;
    private volatile string _problem = "";

    /// <summary>Reads what the feed follows.</summary>
    /// <param name="folder">Where its rings stand.</param>
    /// <param name="takesRecordings">Whether a feed that plays a recording will do. Never for real orders: its prices are another day's.</param>
    /// <exception cref="RecordingException">There is no feed, it does not say what it follows, or it plays a recording that is not wanted.</exception>
    public SharedMarkets(string folder, bool takesRecordings)
    {
        (_folder, _takesRecordings, _listings) = (folder, takesRecordings, FeedListings.Read(folder));
        if (IsRefused)
            throw new RecordingException(Refusal);
        if (_listings.Table.Count == 0)
            throw new RecordingException($"The feed in {folder} follows no listing.");
        _table = _listings.Table;
        _reader = new SharedFeedReader(folder);
    }

    /// <inheritdoc/>
    public ListingTable Listings => _listings.Table;

    /// <inheritdoc/>
    public long Missed => Volatile.Read(ref _missed);

    /// <inheritdoc/>
    public string Problem => _problem;

    /// <inheritdoc/>
    public SharedArrivals Arrivals => _reader.Arrivals;

    private bool IsRefused => _listings.Played is not null && !_takesRecordings;

    private string Refusal => $"the feed in {_folder} plays the recording {_listings.Played}: its prices are another day's, and nothing is traded on them with real orders";

    /// <inheritdoc/>
    public void Follow(ListingTable own, Func<Listing, Listing, Listing> changed)
    {
        (_table, _changed) = (own, changed);
        (_told, _reasons) = (new BookTrust[own.Count + 1], new BookReason[own.Count + 1]);
    }

    /// <inheritdoc/>
    public bool HasUntold => _own.Count > 0;

    /// <inheritdoc/>
    public bool TryRead(out ReadOnlySpan<FeedEvent> frame)
    {
        if (_own.TryDequeue(out var own))
        {
            // Not before: what the desk does meanwhile is journaled ahead of it, and must see what a replay will see.
            if (own.Changed is { } listing)
                _table.Replace(listing);
            frame = own.Frame;
            return true;
        }

        // What is not named yet waits in the ring: an event left out would make a book that is not the feed's.
        var (count, looked) = (0, 0);
        while (_isNumbered && _reader.TryRead(out var told))
        {
            looked++;
            if (TryName(ref told))
            {
                if (count == _frame.Length)
                    Array.Resize(ref _frame, count * 2);
                _frame[count++] = told;
            }

            if ((told.Flags & FeedEventFlags.LastOfFrame) == 0)
                continue;
            if (count > 0)
            {
                frame = Whole(_frame.AsSpan(0, count));
                return true;
            }

            if (looked >= EventsAtOnce)
                break;
        }

        frame = default;
        return false;
    }

    /// <inheritdoc/>
    public void Look(long monotonicNs, Timestamp now)
    {
        _lookedAtNs = monotonicNs;
        if (_reader.Look(monotonicNs))
        {
            // The numbers mean something else in another run.
            _isNumbered = false;
            Doubt(now, BookReason.Gap);
        }

        Volatile.Write(ref _missed, _reader.Missed);
        var isSilent = _reader.Health != SharedWriterHealth.Alive;
        if (isSilent != _isSilent)
        {
            _isSilent = isSilent;
            if (isSilent)
                Doubt(now, BookReason.Silent);
            else
                Believe(now);
        }

        if (_reader.Epoch != 0 && (!_isNumbered || (_mustList && monotonicNs >= _listAtNs)))
            Relist(now);
        _problem = isSilent ? $"the feed in {_folder} gives no sign of life ({_reader.Health})" : IsRefused ? Refusal : _reader.Problem;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    /// <summary>Gives an event the desk's number.</summary>
    /// <returns>False where the desk does not want it.</returns>
    private bool TryName(ref FeedEvent told)
    {
        // A listing that the feed has added: the file has it before its first event.
        if (told.Listing.Value >= _numbers.Length)
            Relist(told.ReceiveTime, told.Listing.Value);
        var own = told.Listing.Value < _numbers.Length ? _numbers[told.Listing.Value] : ListingId.None;
        if (own.IsNone)
            return false;
        if (told.Kind == FeedEventKind.ListingChanged)
        {
            // What has changed stands in the file, a little later; the desk is told from there.
            (_mustList, _listAtNs) = (true, _lookedAtNs + RelistNs);
            return false;
        }

        told.Listing = own;
        if (told.Kind == FeedEventKind.Settled && (told.Flags & FeedEventFlags.Announced) == 0)
            _paid.Add(own);
        if (told.Kind == FeedEventKind.BookStateChanged)
            (_told[own.Value], _reasons[own.Value]) = (told.State, told.Reason);
        return true;
    }

    /// <summary>Reads what the feed follows now. Between two runs of a feed the file may be missing, or be the one of the run before: it is looked for again.</summary>
    private void Relist(Timestamp now, int atLeast = 0)
    {
        try
        {
            _listings = FeedListings.Read(_folder);
        }
        catch (RecordingException)
        {
            return;
        }

        // Another run may be a recording's: what it tells is not named, and so never read.
        if (_listings.Epoch != _reader.Epoch || IsRefused)
            return;
        Number(Math.Max(atLeast, _listings.Numbers.DefaultIfEmpty().Max()));
        (_isNumbered, _mustList) = (true, false);
        foreach (var (id, listing) in Wanted(_listings))
        {
            TellPaid(id, listing, now);
            var own = _table[id];
            var changed = _changed(own, listing);
            if (changed != own)
                _own.Enqueue((Whole([new FeedEvent { Kind = FeedEventKind.ListingChanged, Listing = id, Venue = own.Venue, ReceiveTime = now }]).ToArray(), changed));
        }
    }

    /// <summary>A desk that comes late was not told how a question ended: the file says so. Once in a life.</summary>
    private void TellPaid(ListingId id, Listing listing, Timestamp now)
    {
        if (listing.PaidPrice is { } paid && _paid.Add(id))
            _own.Enqueue((Whole([new FeedEvent { Kind = FeedEventKind.Settled, Listing = id, Venue = listing.Venue, ReceiveTime = now, Price = paid }]).ToArray(), null));
    }

    private void Number(int largest)
    {
        _numbers = new ListingId[largest + 1];
        foreach (var (id, listing) in Wanted(_listings))
        {
            // A scale that has changed would give every price another meaning.
            var own = _table[id];
            if (own.PriceScale == listing.PriceScale && own.QuantityScale == listing.QuantityScale)
                _numbers[_listings.Numbers[listing.Id.Value - 1]] = id;
        }
    }

    private IEnumerable<(ListingId Own, Listing Listing)> Wanted(FeedListings listed)
    {
        for (var id = 1; id <= listed.Table.Count; id++)
        {
            var listing = listed.Table[new ListingId(id)];
            if (_table.TryFind(listing.Venue, System.Text.Encoding.UTF8.GetBytes(listing.VenueSymbol), out var own))
                yield return (own.Id, listing);
        }
    }

    /// <summary>From here on no book is believed.</summary>
    private void Doubt(Timestamp now, BookReason reason)
    {
        for (var id = 1; id < _told.Length; id++)
        {
            if (_told[id] == BookTrust.Trusted)
                _own.Enqueue((State(new ListingId(id), BookTrust.Resyncing, reason, now), null));
            if (reason == BookReason.Gap)
                _told[id] = BookTrust.Resyncing;
        }
    }

    /// <summary>The feed lives again, and nothing of it was lost: what it said last holds.</summary>
    private void Believe(Timestamp now)
    {
        for (var id = 1; id < _told.Length; id++)
        {
            if (_told[id] == BookTrust.Trusted)
                _own.Enqueue((State(new ListingId(id), BookTrust.Trusted, _reasons[id], now), null));
        }
    }

    private FeedEvent[] State(ListingId id, BookTrust state, BookReason reason, Timestamp now) =>
        Whole([new FeedEvent { Kind = FeedEventKind.BookStateChanged, Listing = id, Venue = _table[id].Venue, State = state, Reason = reason, ReceiveTime = now }]).ToArray();

    private static ReadOnlySpan<FeedEvent> Whole(Span<FeedEvent> frame)
    {
        foreach (ref var told in frame)
            told.Flags &= ~(FeedEventFlags.FirstOfFrame | FeedEventFlags.LastOfFrame);
        frame[0].Flags |= FeedEventFlags.FirstOfFrame;
        frame[^1].Flags |= FeedEventFlags.LastOfFrame;
        return frame;
    }
}
