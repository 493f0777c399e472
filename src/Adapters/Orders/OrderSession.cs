using Rialto.Adapters.Connections;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Rings;

namespace Rialto.Adapters.Orders;

/// <summary>
/// A desk's account at one venue: takes requests from one ring, tells what the venue says into another.
/// <code>
///  OrderRequest ring ──> pump ──> refuse · limits · encode · sign ──> Sent ──> REST or private stream ──> Accepted, Rejected, Unknown ..
///  OrderReport  ring &lt;── one writer &lt;── answers, frames of the private stream, StreamUp and StreamDown, snapshots after each StreamUp
/// </code>
/// Requests about one order go out in the order in which they were asked, each when the one before has its answer; others do not wait for each other. Nothing is sent twice. After each
/// <see cref="OrderReportKind.StreamUp"/> live orders, balances and positions are asked for, and after a <see cref="OrderReportKind.StreamDown"/> the fills since.
/// </summary>
public sealed class OrderSession : IAsyncDisposable
{
    private static readonly TimeSpan _park = TimeSpan.FromMilliseconds(50);

    // Fills that were told by the stream just before it broke may be told again; none may be missed.
    private static readonly TimeSpan _overlap = TimeSpan.FromMinutes(1);

    // Set again each third of it, with a venue's answer between.
    private static readonly TimeSpan _deadManLeast = TimeSpan.FromSeconds(3);

    private readonly SessionCore _core;
    private readonly SpscRing<OrderRequest> _requests;
    private readonly OrderSender _sender;
    private readonly UserStream _stream;
    private readonly CancellationTokenSource _stop = new();
    private readonly WakeSignal _wake = new();
    private readonly Dictionary<long, Turn> _turns = [];
    private readonly HashSet<ListingId> _active = [];
    private readonly Dictionary<ListingId, Task<bool>> _armed = [];
    private readonly Dictionary<ListingId, bool> _asking = [];
    private readonly Lock _gate = new();
    private Thread? _pump;
    private Task _running = Task.CompletedTask;
    private int _isMeasuring;

    /// <summary>Makes a session; nothing is connected yet.</summary>
    /// <param name="venue">Where.</param>
    /// <param name="credentials">The key; stays the caller's.</param>
    /// <param name="listings">What is traded there.</param>
    /// <param name="options">How.</param>
    /// <param name="requests">What the desk asks; this session is its one reader.</param>
    /// <param name="reports">What the venue says; this session is its one writer.</param>
    /// <param name="budgets">What this address may ask; shared with all that use the address.</param>
    /// <param name="time">Gives the time; the system's where null.</param>
    /// <exception cref="ArgumentException">A venue that cannot be traded at, no name of a desk, or a dead man's switch that the venue does not have or cannot set to that time.</exception>
    public OrderSession(
        OrderVenue venue, VenueCredentials credentials, ListingTable listings, OrderSessionOptions options, SpscRing<OrderRequest> requests, SpscRing<OrderReport> reports, IAddressBudgets budgets,
        TimeProvider? time = null)
        : this(venue, credentials, listings, options, requests, reports, budgets, time, null, null)
    {
    }

    internal OrderSession(
        OrderVenue venue, VenueCredentials credentials, ListingTable listings, OrderSessionOptions options, SpscRing<OrderRequest> requests, SpscRing<OrderReport> reports, IAddressBudgets budgets,
        TimeProvider? time, HttpMessageHandler? handler, ISocketDialer? dialer)
    {
        ArgumentNullException.ThrowIfNull(venue);
        ArgumentNullException.ThrowIfNull(credentials);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(requests);
        if (!venue.Capabilities.CanTrade)
            throw new ArgumentException($"{venue.Name} cannot be traded at.", nameof(venue));
        if (!ClientOrderIds.IsDeskName(options.Desk))
            throw new ArgumentException($"'{options.Desk}' is not a desk's name: {ClientOrderIds.DeskNameLength} characters from a-z and 0-9.", nameof(options));
        if (venue.NeedsPassphrase && credentials.Passphrase.IsEmpty)
            throw new ArgumentException($"The key of {venue.Name} has a third part, its passphrase, and it is missing.", nameof(credentials));
        var deadManMax = TimeSpan.FromMilliseconds(venue.Capabilities.DeadManMaxMs);
        if (options.DeadMan != TimeSpan.Zero && !venue.Capabilities.HasDeadMan)
            throw new ArgumentException($"{venue.Name} has no dead man's switch: leave {nameof(options.DeadMan)} at zero.", nameof(options));
        if (options.DeadMan < TimeSpan.Zero || options.DeadMan > deadManMax || (options.DeadMan > TimeSpan.Zero && options.DeadMan < _deadManLeast))
            throw new ArgumentException($"The dead man's switch of {venue.Name} can be set to {_deadManLeast.TotalSeconds:0} to {deadManMax.TotalSeconds:0} s, or not at all (zero).", nameof(options));
        _core = new SessionCore(venue, credentials, listings, options, budgets, time ?? TimeProvider.System, handler);
        var outbox = new ReportOutbox(reports, _core.Time, _stop.Token);
        _stream = new UserStream(_core, outbox, dialer) { CameUp = Snapshot, WantsFills = listing => _ = AskFillsAsync(listing) };
        _sender = new OrderSender(_core, outbox, _stream) { ClockDiffered = () => _ = MeasureAsync() };
        _requests = requests;
        _requests.WakeOnPublish(_wake);
    }

    /// <summary>What was done so far.</summary>
    public OrderSessionCounters Counters => _core.Counters;

    /// <summary>The private stream is up, and logged in.</summary>
    public bool IsUp => _stream.IsUp;

    /// <summary>Starts to connect and to take requests. Once.</summary>
    public void Start()
    {
        if (_pump is not null)
            throw new InvalidOperationException("A session starts once.");
        _running = RunAsync();
        _pump = new Thread(Pump) { IsBackground = true, Name = "orders " + _core.Venue.Name };
        _pump.Start();
    }

    /// <summary>Ends: nothing more is taken; what is under way is told as unknown. The venue's dead man's switch stays as it was set.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        _wake.WakeIfParked();
        _pump?.Join();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task[] left;
        lock (_gate)
            left = [.. _turns.Values.Select(turn => turn.Last)];
        await Task.WhenAll(left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stream.Dispose();
        _core.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        // A signature is refused where clocks differ: the first login knows by how much they do.
        await MeasureAsync().ConfigureAwait(false);
        await Task.WhenAll(_stream.RunAsync(_stop.Token), ClockAsync(), DeadManAsync()).ConfigureAwait(false);
    }

    private void Pump()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (_requests.TryTake(out var request))
            {
                Dispatch(request);
                continue;
            }

            _wake.Announce();
            if (_requests.Depth == 0 && !_stop.IsCancellationRequested)
                _ = _wake.Wait(_park);
            _wake.Withdraw();
        }
    }

    private void Dispatch(in OrderRequest request)
    {
        Turn turn;
        lock (_gate)
        {
            if (!request.Listing.IsNone)
                _active.Add(request.Listing);
            if (request.Order.IsNone)
                turn = new Turn();
            else if (!_turns.TryGetValue(request.Order.Value, out turn!))
                _turns[request.Order.Value] = turn = new Turn();
            turn.Open++;
        }

        // Only this thread gives turns, so that nobody comes between.
        turn.Last = InTurnAsync(request, turn);
    }

    private async Task InTurnAsync(OrderRequest request, Turn turn)
    {
        // What became of the one before is told already; it takes nobody's turn away.
        await turn.Last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            if (request.Kind != OrderRequestKind.Place || await IsArmedAsync(request.Listing).ConfigureAwait(false))
                await _sender.HandleAsync(request, _stop.Token).ConfigureAwait(false);
            else
                _sender.Refuse(request);
        }
        finally
        {
            lock (_gate)
            {
                if (--turn.Open == 0)
                    _turns.Remove(request.Order.Value);
            }
        }
    }

    /// <summary>Asks for everything that the stream does not tell by itself, and what it may have missed.</summary>
    private void Snapshot(DateTimeOffset? downSince)
    {
        var kinds = _core.Venue.Capabilities.HasPositions
            ? (ReadOnlySpan<OrderRequestKind>)[OrderRequestKind.QueryOrders, OrderRequestKind.QueryBalances, OrderRequestKind.QueryPositions]
            : [OrderRequestKind.QueryOrders, OrderRequestKind.QueryBalances];
        foreach (var kind in kinds)
            _ = _sender.HandleAsync(Own(kind), _stop.Token);
        if (downSince is not { } since)
            return;
        foreach (var listing in Active())
        {
            var fills = Own(OrderRequestKind.QueryFills);
            fills.Listing = listing;
            fills.Time = Timestamp.FromDateTimeUtc((since - _overlap).UtcDateTime);
            _ = _sender.HandleAsync(fills, _stop.Token);
        }
    }

    /// <summary>Asks for the latest fills of a listing: once at a time, and once more where something was told meanwhile.</summary>
    private async Task AskFillsAsync(ListingId listing)
    {
        lock (_gate)
        {
            if (!_asking.TryAdd(listing, false))
            {
                _asking[listing] = true;
                return;
            }
        }

        for (var isWanted = true; isWanted;)
        {
            var fills = Own(OrderRequestKind.QueryFills);
            fills.Listing = listing;
            fills.Time = Timestamp.FromDateTimeUtc((_core.Time.GetUtcNow() + _core.Clock.Offset - _overlap).UtcDateTime);
            await _sender.HandleAsync(fills, _stop.Token, OrderReportKind.FillsEnd).ConfigureAwait(false);
            lock (_gate)
            {
                isWanted = _asking[listing] && !_stop.IsCancellationRequested;
                _asking[listing] = false;
                if (!isWanted)
                    _asking.Remove(listing);
            }
        }
    }

    private OrderRequest Own(OrderRequestKind kind) => new() { Kind = kind, Venue = _core.Venue.Venue };

    private ListingId[] Active()
    {
        lock (_gate)
            return [.. _active];
    }

    private async Task ClockAsync()
    {
        using var timer = new PeriodicTimer(_core.Options.ClockInterval, _core.Time);
        while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            await MeasureAsync().ConfigureAwait(false);
    }

    private async Task MeasureAsync()
    {
        if (Interlocked.Exchange(ref _isMeasuring, 1) != 0)
            return;
        try
        {
            var call = new OrderCall();
            if (!_core.Protocol.EncodeTime(call))
                return;
            var asked = _core.Clock.OurNanoseconds;
            var answer = await _core.Rest.SendAsync(call, _stop.Token).ConfigureAwait(false);
            if (answer.Status is >= 200 and < 300 && _core.Protocol.TryDecodeTime(answer.Body.Span, out var venue))
                _core.Clock.Measured(venue, asked, _core.Clock.OurNanoseconds);
        }
        catch (Exception bug) when (bug is not OutOfMemoryException)
        {
            // Trading goes on by the offset of before.
            _core.CountUnreadable("the clock was not measured: " + bug.GetType().Name);
        }
        finally
        {
            Volatile.Write(ref _isMeasuring, 0);
        }
    }

    private async Task DeadManAsync()
    {
        if (_core.Options.DeadMan <= TimeSpan.Zero)
            return;
        using var timer = new PeriodicTimer(_core.Options.DeadMan / 3, _core.Time);
        if (!_core.Protocol.DeadManIsPerListing)
            await ArmAsync(ListingId.None).ConfigureAwait(false);
        while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
        {
            ListingId[] armed;
            lock (_gate)
                armed = [.. _armed.Keys];
            if (_core.Options.IsAttended is { } isAttended && !isAttended())
            {
                // It may go off meanwhile: it is set before the next order.
                lock (_gate)
                {
                    foreach (var listing in armed)
                        _armed[listing] = Task.FromResult(false);
                }

                continue;
            }

            // At once: a slow answer for one must not let the switch of another go off.
            await Task.WhenAll(armed.Select(AgainAsync)).ConfigureAwait(false);
        }
    }

    /// <summary>Whether the switch protects orders of a listing, where one is wanted: it is set before the first of them goes out, and before the next where setting it has failed.</summary>
    private Task<bool> IsArmedAsync(ListingId listing)
    {
        // What the venue does not list is refused for that.
        if (_core.Options.DeadMan <= TimeSpan.Zero || !_core.Context.TryFind(listing, out _))
            return Task.FromResult(true);
        return ArmAsync(_core.Protocol.DeadManIsPerListing ? listing : ListingId.None);
    }

    private Task<bool> ArmAsync(ListingId listing)
    {
        lock (_gate)
        {
            if (_armed.TryGetValue(listing, out var armed) && (!armed.IsCompletedSuccessfully || armed.Result))
                return armed;
            return _armed[listing] = Task.Run(() => _sender.HandleAsync(Arming(listing), _stop.Token), CancellationToken.None);
        }
    }

    private async Task AgainAsync(ListingId listing)
    {
        // Orders do not wait for it: what was set before protects them meanwhile.
        var isSet = await _sender.HandleAsync(Arming(listing), _stop.Token).ConfigureAwait(false);
        lock (_gate)
            _armed[listing] = Task.FromResult(isSet);
    }

    private OrderRequest Arming(ListingId listing)
    {
        var arm = Own(OrderRequestKind.ArmDeadMan);
        arm.ExpireTime = new Timestamp(_core.Options.DeadMan.Ticks * 100);
        arm.Listing = listing;
        return arm;
    }

    /// <summary>Requests about one order, one after another.</summary>
    private sealed class Turn
    {
        /// <summary>The last that was given a turn.</summary>
        public Task Last { get; set; } = Task.CompletedTask;

        /// <summary>Requests that have not ended.</summary>
        public int Open { get; set; }
    }
}
