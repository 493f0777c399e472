using Rialto.Model.Feeds;

namespace Rialto.Adapters.Connections;

/// <summary>One venue's list: asks for it, page by page, puts it into the table, and closes what is no longer in it. One refresh at a time; reports from any thread.</summary>
internal sealed class VenueList(CatalogVenue venue, ListingTable listings, ListingCatalogOptions options, TimeProvider time, Lock writing)
{
    // What one page may hold beyond the most that is wanted.
    private const int PageItemsMax = 8_192;
    private const int DoublingsMax = 16;

    // Questions about ends in one reading of the list.
    private const int EndsMax = 5;

    private readonly HashSet<ListingId> _missed = [];
    private readonly Lock _lock = new();
    private DateTimeOffset _readAt;
    private DateTimeOffset _nextTry;
    private long _refreshes;
    private int _failures;
    private string _problem = "";
    private volatile IReadOnlyCollection<ListingId> _followed = [];

    public string Name => venue.Terms.Name;

    public FeedVenue Venue => venue.Terms.Venue;

    /// <summary>True where the list was read once.</summary>
    public bool HasBeenRead
    {
        get
        {
            lock (_lock)
                return _refreshes > 0;
        }
    }

    /// <summary>What went wrong the last time.</summary>
    public string Problem
    {
        get
        {
            lock (_lock)
                return _problem.Length > 0 ? _problem : "not answered yet";
        }
    }

    /// <summary>Whose end is asked for, once they are not in the list any more.</summary>
    public IReadOnlyCollection<ListingId> Followed { set => _followed = value; }

    /// <summary>How long until it is asked for again.</summary>
    public TimeSpan NextWait
    {
        get
        {
            lock (_lock)
            {
                var wait = _nextTry - time.GetUtcNow();
                return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
            }
        }
    }

    public CatalogReport Report((int All, int Open) counts)
    {
        lock (_lock)
            return new CatalogReport(Name, Venue, counts.All, counts.Open, _readAt, _refreshes, _failures, _nextTry, _problem);
    }

    /// <summary>Reads the whole list once. Whatever goes wrong is in the report.</summary>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public async Task RefreshAsync(CancellationToken stop)
    {
        var state = new Reading(new ListingTable(options.VenueListingsMax + PageItemsMax));
        try
        {
            foreach (var path in venue.Terms.Protocol.ListingsPaths)
            {
                if (!await ReadAsync(path, state, stop).ConfigureAwait(false))
                    break;
            }

            if (state.Failure.Length == 0 && state.IsComplete)
                CloseMissing(state.Present);
            if (state.Failure.Length == 0)
                await ReadEndsAsync(state, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            state.Fail("its source was closed", TimeSpan.Zero);
        }
        catch (Exception broken) when (broken is not (OperationCanceledException or OutOfMemoryException))
        {
            state.Fail(LinkWay.Broken(broken), TimeSpan.Zero);
        }

        Settle(state);
    }

    /// <summary>Reads one list, all its pages.</summary>
    /// <returns>False where nothing more is to be asked.</returns>
    private async Task<bool> ReadAsync(string path, Reading state, CancellationToken stop)
    {
        for (var page = 0; path.Length > 0; page++)
        {
            if (page == options.PagesMax)
            {
                state.Cut($"its list has more than {options.PagesMax} pages: the rest is left out");
                return true;
            }

            var answer = await venue.Rest.GetAsync(new RestRequest(path, venue.Terms.RestTerms.ListingsWeight, RestPriority.Listings), stop).ConfigureAwait(false);
            if (!answer.IsGood)
            {
                state.Fail(answer.Problem.Length > 0 ? answer.Problem : $"answered {answer.Status}", answer.RetryAfter);
                return false;
            }

            if (!Take(answer.Body.Span, state))
                return false;
            var next = venue.Terms.Protocol.NextListings(path, answer.Body.Span);
            if (next.Length > 0 && state.Present.Count >= options.VenueListingsMax)
            {
                state.Cut($"it lists more than {options.VenueListingsMax}: the rest is left out");
                return true;
            }

            // A page that leads to itself would be asked for without end.
            path = next == path ? "" : next;
        }

        return true;
    }

    /// <summary>Asks what became of listings that are followed and in the list no more. What cannot be had is asked for with the next list.</summary>
    private async Task ReadEndsAsync(Reading state, CancellationToken stop)
    {
        Listing[] gone = [.. _followed.Select(id => listings[id]).Where(listing => listing is { HasEnd: true, PaidPrice: null } && !state.Present.TryFind(Venue, System.Text.Encoding.UTF8.GetBytes(listing.VenueSymbol), out _))];
        if (gone.Length == 0)
            return;
        foreach (var path in venue.Terms.Protocol.EndsPaths(gone).Take(EndsMax))
        {
            var answer = await venue.Rest.GetAsync(new RestRequest(path, venue.Terms.RestTerms.ListingsWeight, RestPriority.Listings), stop).ConfigureAwait(false);
            if (!answer.IsGood)
            {
                state.Note($"how its markets ended could not be had: {(answer.Problem.Length > 0 ? answer.Problem : $"answered {answer.Status}")}");
                return;
            }

            lock (writing)
                venue.Terms.Protocol.DecodeListings(answer.Body.Span, listings);
        }
    }

    /// <summary>Puts a page into the table, and into another of this reading alone: what is in that one is what the venue lists now.</summary>
    private bool Take(ReadOnlySpan<byte> body, Reading state)
    {
        DriftKind drift;
        var before = state.Present.Count;
        var here = venue.Terms.Protocol.DecodeListings(body, state.Present);
        lock (writing)
            drift = venue.Terms.Protocol.DecodeListings(body, listings);
        if (here == DriftKind.BrokenFrame && state.Present.Count == before)
        {
            state.Fail("its list cannot be read: the answer is no list, or the venue has changed it", TimeSpan.Zero);
            return false;
        }

        if (listings.IsFull && drift == DriftKind.FrameTooLarge)
            state.Cut($"the table is full with {listings.Count} listings: the rest is left out");
        else if (state.Present.IsFull)
            state.Cut($"it lists more than {state.Present.Count}: the rest is left out");
        else if (here == DriftKind.BrokenFrame)
            state.Cut("something in its list cannot be read: the rest of it is taken");
        else if (drift != DriftKind.None)
            state.Note($"something in its list is not understood ({drift}): the rest of it is taken");
        return true;
    }

    /// <summary>Closes what was missing in this list and in the one before. A list with nothing in it closes nothing: no venue ends everything at once.</summary>
    private void CloseMissing(ListingTable present)
    {
        if (present.Count == 0)
            return;
        lock (writing)
        {
            var count = listings.Count;
            for (var number = 1; number <= count; number++)
            {
                var listing = listings[new ListingId(number)];
                if (listing.Venue != Venue || listing.Status == ListingStatus.Closed)
                    continue;
                if (present.TryFind(Venue, System.Text.Encoding.UTF8.GetBytes(listing.VenueSymbol), out _))
                    _missed.Remove(listing.Id);
                else if (!_missed.Add(listing.Id))
                {
                    _missed.Remove(listing.Id);
                    listings.Replace(listing with { Status = ListingStatus.Closed });
                }
            }
        }
    }

    private void Settle(Reading state)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (state.Failure.Length > 0)
            {
                var wait = options.RetryAfter * (1 << Math.Min(_failures, DoublingsMax));
                wait = wait < options.RefreshEvery ? wait : options.RefreshEvery;
                _failures++;
                _problem = state.Failure;

                // What was read before it failed is there all the same, and may be all that is wanted.
                if (state.Present.Count > 0)
                {
                    _refreshes++;
                    _problem += "; what was read of its list before that is taken";
                }

                _nextTry = now + (wait > state.RetryAfter ? wait : state.RetryAfter);
                return;
            }

            (_readAt, _failures, _problem, _nextTry) = (now, 0, state.Notes, now + options.RefreshEvery);
            _refreshes++;
        }
    }

    /// <summary>One reading of the whole list.</summary>
    private sealed class Reading(ListingTable present)
    {
        public ListingTable Present => present;

        /// <summary>Why it could not be read to the end; empty where it was.</summary>
        public string Failure { get; private set; } = "";

        public TimeSpan RetryAfter { get; private set; }

        /// <summary>What was strange about it.</summary>
        public string Notes { get; private set; } = "";

        /// <summary>All that the venue lists is in it: what is not, has ended.</summary>
        public bool IsComplete { get; private set; } = true;

        public void Fail(string problem, TimeSpan retryAfter) => (Failure, RetryAfter) = (problem, Adapters.Connections.RetryAfter.Believed(retryAfter));

        /// <summary>Something of the list is missing.</summary>
        public void Cut(string note)
        {
            IsComplete = false;
            Note(note);
        }

        public void Note(string note)
        {
            if (Notes.Length == 0)
                Notes = note;
        }
    }
}
