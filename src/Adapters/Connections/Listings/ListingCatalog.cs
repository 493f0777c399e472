using Rialto.Model.Feeds;

namespace Rialto.Adapters.Connections;

/// <summary>
/// What venues trade: reads their lists at start, page by page, and again every few minutes, and is the only writer of the table. A list that cannot be had is told and asked for again, with waits
/// that grow. A listing that is missing in two lists in a row that were read to the end has ended: it becomes Closed, which sessions tell as ListingChanged; one that comes back trades again.
/// Whoever asks does so from any thread.
/// </summary>
public sealed class ListingCatalog : IAsyncDisposable
{
    private readonly ListingTable _listings;
    private readonly ListingCatalogOptions _options;
    private readonly TimeProvider _time;
    private readonly ListingSearch _search;
    private readonly VenueList[] _lists;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _writing = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Makes a catalog that has asked nothing yet.</summary>
    /// <param name="listings">Filled by the catalog and by nobody else, from now on.</param>
    /// <param name="venues">Whose lists.</param>
    /// <param name="options">How often and how much.</param>
    /// <param name="time">Gives the time.</param>
    public ListingCatalog(ListingTable listings, IReadOnlyList<CatalogVenue> venues, ListingCatalogOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentNullException.ThrowIfNull(venues);
        ArgumentNullException.ThrowIfNull(options);
        (_listings, _options, _time) = (listings, options, time);
        _search = new ListingSearch(listings);
        _lists = [.. venues.Select(venue => new VenueList(venue, listings, options, time, _writing))];
    }

    /// <summary>The table that is filled.</summary>
    public ListingTable Listings => _listings;

    /// <summary>Names the listings of a venue that somebody follows: what becomes of them once they are in no list any more is asked for too. Any thread.</summary>
    public void Follow(FeedVenue venue, IReadOnlyCollection<ListingId> followed)
    {
        foreach (var list in _lists)
        {
            if (list.Venue == venue)
                list.Followed = followed;
        }
    }

    /// <summary>Asks all venues at once and goes on asking, until disposed.</summary>
    /// <param name="stop">Ends the wait for the first answers, not the asking.</param>
    /// <returns>When each venue has answered, or failed, once.</returns>
    /// <exception cref="OperationCanceledException">Stopped waiting.</exception>
    public Task StartAsync(CancellationToken stop)
    {
        var firsts = new Task[_lists.Length];
        var loops = new Task[_lists.Length];
        for (var i = 0; i < _lists.Length; i++)
        {
            var list = _lists[i];
            firsts[i] = Task.Run(() => list.RefreshAsync(_stop.Token), CancellationToken.None);
            loops[i] = RunAsync(list, firsts[i]);
        }

        _running = Task.WhenAll(loops);
        return Task.WhenAll(firsts).WaitAsync(stop);
    }

    /// <summary>How each venue's list stands; any thread.</summary>
    public IReadOnlyList<CatalogReport> Report()
    {
        // Asked for several times a second, over hundreds of thousands of listings.
        var counts = new (int All, int Open)[byte.MaxValue + 1];
        var count = _listings.Count;
        for (var number = 1; number <= count; number++)
        {
            var listing = _listings[new ListingId(number)];
            ref var venue = ref counts[(byte)listing.Venue];
            venue = (venue.All + 1, venue.Open + (listing.Status == ListingStatus.Open ? 1 : 0));
        }

        return [.. _lists.Select(list => list.Report(counts[(byte)list.Venue]))];
    }

    /// <summary>Finds a listing by the venue's symbol (<c>BTCUSDT</c>) or ours (<c>BTC-USDT</c>), case aside; any thread.</summary>
    /// <param name="venue">Where.</param>
    /// <param name="text">The symbol.</param>
    /// <param name="listing">The one it names.</param>
    /// <param name="problem">Why there is none, with names near it; empty where there is one.</param>
    /// <returns>False where it names none, or more than one.</returns>
    public bool TryFind(FeedVenue venue, string text, out Listing listing, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = _search.Find(venue, text, out problem);
        listing = found!;
        if (found is null)
            problem = Explain(venue, problem);
        return found is not null;
    }

    /// <summary>All listings of a venue that a choice names; any thread.</summary>
    public ListingSelection Choose(FeedVenue venue, ListingChoice choice)
    {
        ArgumentNullException.ThrowIfNull(choice);
        var selection = _search.Choose(venue, choice);
        return selection.Problems.Count == 0 ? selection : selection with { Problems = [.. selection.Problems.Select(problem => Explain(venue, problem))] };
    }

    /// <summary>Stops asking. The sources are left to whoever made them.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>Says whose list it is, and where it could not be read, that this may be why.</summary>
    private string Explain(FeedVenue venue, string problem)
    {
        foreach (var list in _lists)
        {
            if (list.Venue == venue)
                return list.HasBeenRead ? $"{list.Name}: {problem}" : $"{list.Name}: {problem}; its list could not be read yet ({list.Problem})";
        }

        return $"{venue}: {problem}; its list is not asked for";
    }

    private async Task RunAsync(VenueList list, Task first)
    {
        try
        {
            await first.ConfigureAwait(false);
            while (!_stop.IsCancellationRequested)
            {
                await Task.Delay(list.NextWait, _time, _stop.Token).ConfigureAwait(false);
                await list.RefreshAsync(_stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }
}
