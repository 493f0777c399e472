using Rialto.Adapters.Connections;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Rings;

namespace Rialto.Host.Desk.Gateways;

/// <summary>Is told what the venue says, in its order, on the account's thread.</summary>
internal delegate void ReportTaken(in OrderReport report);

/// <summary>An order session that several parts of a process ask of, with a thread of its own that hands on what the venue says. Any thread asks.</summary>
internal sealed class VenueAccount : IAsyncDisposable
{
    private const int RequestSlots = 4_096;
    private const int ReportSlots = 16_384;

    private static readonly TimeSpan _park = TimeSpan.FromMilliseconds(50);

    private readonly SpscRing<OrderRequest> _requests = new(RequestSlots);
    private readonly SpscRing<OrderReport> _reports = new(ReportSlots);
    private readonly WakeSignal _wake = new();
    private readonly Lock _asking = new();
    private readonly OrderSession _session;
    private readonly ReportTaken _taken;
    private readonly Thread _thread;
    private volatile bool _isEnding;

    /// <summary>Makes it; nothing is connected yet.</summary>
    /// <param name="venue">Where.</param>
    /// <param name="credentials">The key; stays the caller's.</param>
    /// <param name="listings">What is traded.</param>
    /// <param name="options">How.</param>
    /// <param name="time">Clock.</param>
    /// <param name="taken">Is told everything.</param>
    /// <exception cref="ArgumentException">See <see cref="OrderSession"/>.</exception>
    public VenueAccount(OrderVenue venue, VenueCredentials credentials, ListingTable listings, OrderSessionOptions options, TimeProvider time, ReportTaken taken)
    {
        (Venue, Listings, _taken) = (venue, listings, taken);
        _reports.WakeOnPublish(_wake);
        _session = new OrderSession(venue, credentials, listings, options, _requests, _reports, new AddressGovernor(null, time), time);
        _thread = new Thread(Hand) { IsBackground = true, Name = "account " + venue.Name };
    }

    /// <summary>Where.</summary>
    public OrderVenue Venue { get; }

    /// <summary>What is traded.</summary>
    public ListingTable Listings { get; }

    /// <summary>The private stream is up.</summary>
    public bool IsUp => _session.IsUp;

    /// <summary>What the session has done.</summary>
    public OrderSessionCounters Counters => _session.Counters;

    /// <summary>Begins to connect. Once.</summary>
    public void Start()
    {
        _thread.Start();
        _session.Start();
    }

    /// <summary>Asks the venue.</summary>
    /// <returns>False where too much waits.</returns>
    public bool TryAsk(in OrderRequest request)
    {
        lock (_asking)
            return _requests.TryPublish(request);
    }

    /// <summary>Ends: from here on nothing is sent; what was under way is told as unknown before this returns.</summary>
    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        _isEnding = true;
        _wake.WakeIfParked();
        if (_thread.ThreadState != ThreadState.Unstarted)
            _thread.Join();
    }

    private void Hand()
    {
        while (true)
        {
            if (_reports.TryTake(out var report))
            {
                _taken(in report);
                continue;
            }

            if (_isEnding)
                return;
            _wake.Announce();
            if (_reports.Depth == 0 && !_isEnding)
                _ = _wake.Wait(_park);
            _wake.Withdraw();
        }
    }
}
