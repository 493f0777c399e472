using Rialto.Model.Feeds;

namespace Rialto.Adapters.Connections;

/// <summary>
/// The connections for one venue's listings, kept up: so many listings a socket, one <see cref="FeedOutlet"/> for each socket. Dials are paced for all of them together. Once started it never gives
/// up: what it cannot reach it says in its reports, and keeps trying.
/// </summary>
public sealed class FeedStream : IAsyncDisposable
{
    private readonly LinkWay _way;
    private readonly CancellationTokenSource _stopping = new();

    // Guarded.
    private readonly Lock _gate = new();
    private readonly List<LinkSlot> _slots = [];
    private readonly List<Task> _running = [];
    private bool _isStarted;
    private bool _isStopped;

    /// <summary>Makes a stream that is not started.</summary>
    /// <param name="terms">Where the venue is and what it allows.</param>
    /// <param name="listings">What symbols mean; shared.</param>
    /// <param name="subscribed">The listings wanted, of this venue.</param>
    /// <param name="options">How links are kept up.</param>
    /// <param name="dialer">Opens sockets; not disposed of.</param>
    /// <param name="rest">Has the snapshots; not disposed of.</param>
    /// <param name="outlet">Makes an outlet for each link, and for each socket that takes another's place. Any thread. Those of one stream are read by one thread.</param>
    /// <param name="time">The time.</param>
    /// <exception cref="ArgumentException">A listing of another venue, or more sockets than the venue allows.</exception>
    public FeedStream(
        VenueTerms terms, ListingTable listings, IReadOnlyList<ListingId> subscribed, FeedStreamOptions options, ISocketDialer dialer, IRestSource rest, Func<FeedOutlet> outlet, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentNullException.ThrowIfNull(subscribed);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(dialer);
        ArgumentNullException.ThrowIfNull(rest);
        ArgumentNullException.ThrowIfNull(outlet);
        ArgumentNullException.ThrowIfNull(time);
        _way = new LinkWay(terms, listings, options, dialer, rest, outlet, time);
        Add(subscribed);
    }

    /// <summary>Begins to connect.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_isStarted || _isStopped)
                return;
            _isStarted = true;
            foreach (var slot in _slots)
                _running.Add(slot.RunAsync(_stopping.Token));
        }
    }

    /// <summary>Adds listings, over sockets of their own; those of a venue that is polled come with its next answer, over a new connection in the place of the one before. Any thread.</summary>
    /// <exception cref="ArgumentException">A listing of another venue, or more sockets than the venue allows.</exception>
    public void Add(IReadOnlyList<ListingId> listings)
    {
        ArgumentNullException.ThrowIfNull(listings);
        foreach (var id in listings)
        {
            if (_way.Listings[id].Venue != _way.Terms.Venue)
                throw new ArgumentException($"{_way.Listings[id].Symbol} is listed at {_way.Listings[id].Venue}, not at {_way.Terms.Venue}.", nameof(listings));
        }

        lock (_gate)
        {
            // Each answer holds all of its books: a second link would ask for the same twice as often.
            if (IsPolled && _slots.Count > 0)
            {
                _slots[0].Extend(listings);
                return;
            }

            var groups = listings.Count == 0 ? [] : listings.Chunk(IsPolled ? listings.Count : _way.Terms.SymbolsPerSocket).ToArray();
            var sockets = _slots.Count + groups.Length * _way.Terms.Sockets.Count;

            // One more is open while a rotation is under way.
            if (_way.Terms.ConnectionsMax > 0 && sockets >= _way.Terms.ConnectionsMax && !IsPolled)
                throw new ArgumentException($"{_way.Terms.Name} would need {sockets} sockets, and one for exchanging them; it allows {_way.Terms.ConnectionsMax}: set {nameof(VenueSettings.SymbolsPerSocket)} higher.", nameof(listings));
            foreach (var group in groups)
            {
                foreach (var kind in _way.Terms.Sockets)
                {
                    var slot = new LinkSlot(_way, kind, group);
                    _slots.Add(slot);
                    if (_isStarted && !_isStopped)
                        _running.Add(slot.RunAsync(_stopping.Token));
                }
            }
        }
    }

    /// <summary>Lets go of listings that have ended: links that are for nothing else are closed, the others go on without them from their next socket on. Any thread.</summary>
    public void Remove(IReadOnlySet<ListingId> ended)
    {
        ArgumentNullException.ThrowIfNull(ended);
        LinkSlot[] empty;
        lock (_gate)
        {
            if (_isStopped)
                return;
            empty = [.. _slots.Where(slot => slot.Remove(ended))];
            _slots.RemoveAll(empty.Contains);
            _running.RemoveAll(running => running.IsCompleted);
        }

        foreach (var slot in empty)
            slot.Dispose();
    }

    /// <summary>How each link stands. Any thread.</summary>
    public IReadOnlyList<LinkReport> Report()
    {
        lock (_gate)
            return [.. _slots.Select(slot => slot.Report())];
    }

    /// <summary>Closes the sockets in good order; books are told as Disconnected, and the outlets finish.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isStopped)
                return;
            _isStopped = true;
        }

        _stopping.Cancel();
        await Task.WhenAll(_running);
        foreach (var slot in _slots)
            slot.Dispose();
        _stopping.Dispose();
    }

    private bool IsPolled => _way.Terms.Protocol.SocketPath.Length == 0;
}
