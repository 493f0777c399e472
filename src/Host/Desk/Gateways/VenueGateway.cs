using System.Net.Sockets;
using Rialto.Adapters.Orders;
using Rialto.Host.Desk.Keys;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Shared;

namespace Rialto.Host.Desk.Gateways;

/// <summary>
/// A venue's gateway: the process that holds the key, signs what its policy allows, and acts for a desk that is away.
/// <code>
///  desk ──socket──> connection ──> held? policy, rate, day ──> account (order session) ──> venue
///                       ^                   │ refused                  │ reports
///                       └───────────────────┴──────────────────────────┘          watch: nobody there for too long ──> canceller
/// </code>
/// Each connection of a desk has an account of its own: what a desk that went away left unsent is never sent. Nothing of it needs the desk: with its files beside the socket a gateway that was killed
/// cancels for a desk that does not come back.
/// </summary>
internal sealed class VenueGateway : IAsyncDisposable
{
    private const long FillsOverlapNs = 60_000_000_000;

    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _sign = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _keepAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _retryMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _helloPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _endPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _rehearsalPatience = TimeSpan.FromSeconds(4);

    private readonly GatewayOptions _options;
    private readonly OrderVenue _venue;
    private readonly VenueCredentials _credentials;
    private readonly TimeProvider _time;
    private readonly Action<string> _say;
    private readonly GatewaySocket _socket;
    private readonly GatewayMemory _memory;
    private readonly GatewayGuard _guard;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _changing = new(1);
    private readonly CancellationTokenSource _stop = new();
    private VenueAccount? _account;
    private OrderCanceller? _canceller;
    private GatewayConnection? _trader;
    private CancellationTokenSource _yield = new();
    private bool _isUsed;
    private bool _isCancelled;
    private bool _isRehearsed;
    private string _missed = "";
    private long _keptAt;
    private long _heard;
    private Timestamp _heardAt;

    /// <summary>Opens socket and files; nothing is connected yet.</summary>
    /// <exception cref="VenueKeyException">Another gateway has the socket, or a file cannot be read.</exception>
    public VenueGateway(GatewayOptions options, OrderVenue venue, VenueCredentials credentials, GatewayPolicy policy, TimeProvider time, Action<string> say)
    {
        (_options, _venue, _credentials, _time, _say) = (options, venue, credentials, time, say);
        _socket = GatewaySocket.Listen(options.Socket);
        try
        {
            _memory = GatewayMemory.Open(options.Socket + ".desk.json");
            _guard = new GatewayGuard(policy, DayUse.Open(options.Socket + ".day.json", policy.DayNotional, Today()), time);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        _heard = time.GetTimestamp();
    }

    /// <summary>Where orders go and with which key, for a person to read.</summary>
    public string Route => $"{_venue.Name} at {_venue.Rest.Host}, key {(_credentials.Key.Length > 8 ? _credentials.Key[..4] + "…" : "…")}";

    /// <summary>Works until told to stop, then ends in good order.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var _ = stop.Register(_stop.Cancel);
        if (_memory.Desk.Length > 0)
            await ChangeAsync(() => OpenAsync(_memory.Desk, _memory.Table));
        var accepting = new Thread(Accept) { IsBackground = true, Name = "gateway" };
        accepting.Start();
        try
        {
            await WatchAsync();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // An orderly end.
        }

        _socket.Listener.Dispose();
        accepting.Join();
        Drop();
        if (!_options.KeepsOrders)
            await EndAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_account is { } account)
            await account.DisposeAsync();
        lock (_gate)
            _guard.Close();
        _socket.Dispose();
        _stop.Dispose();
        _yield.Dispose();
        _changing.Dispose();
    }

    private DateOnly Today() => DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);

    private void Accept()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = _socket.Listener.Accept();
                new Thread(() => Serve(socket)) { IsBackground = true, Name = "gateway connection" }.Start();
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                if (_stop.IsCancellationRequested)
                    return;
            }
        }
    }

    private void Serve(Socket socket)
    {
        using var connection = new GatewayConnection(socket, _options.Away) { ReadPatience = _helloPatience };
        if (!UnixPeer.IsTrusted(socket, out var process))
            return;
        try
        {
            if (!connection.TryRead(out var kind, out var content) || kind != GatewayFrameKind.Hello || !GatewayHello.TryDecode(content, out var hello, out var listings))
            {
                Refuse(connection, "This is a gateway of Rialto: the first frame is a Hello of version 1.");
                return;
            }

            if (hello.Venue != _venue.Venue)
                Refuse(connection, $"This gateway is for {_venue.Name}.");
            else if (hello.Role == GatewayRole.Guardian)
                ServeGuardian(connection, hello, listings);
            else
                ServeTrader(connection, hello, listings, process);
        }
        catch (Exception problem) when (problem is VenueKeyException or ArgumentException)
        {
            _say(problem.Message);
            Refuse(connection, problem.Message);
        }
        catch (OperationCanceledException)
        {
            // The gateway ends.
        }
    }

    private static void Refuse(GatewayConnection connection, string why)
    {
        var text = System.Text.Encoding.UTF8.GetBytes(why);
        connection.TrySend(GatewayFrameKind.Refused, text.AsSpan(0, Math.Min(text.Length, GatewayFrame.TextBytesMax)));
    }

    private void ServeTrader(GatewayConnection connection, GatewayHello hello, ListingTable listings, int process)
    {
        Rehearse(hello, listings);
        if (TryAttachAsync(connection, hello, listings).GetAwaiter().GetResult() is { } refusal)
        {
            Refuse(connection, refusal);
            return;
        }

        _say(FormattableString.Invariant($"desk {hello.Desk} is there (process {process})"));
        connection.ReadPatience = _options.Away;
        while (connection.TryRead(out var kind, out var content) && Take(connection, kind, content))
        {
            // Each frame is taken to its end before the next is read.
        }

        Detach(connection);
        _say(FormattableString.Invariant($"desk {hello.Desk} is gone (process {process})"));
    }

    /// <summary>Once, and only before a desk that this gateway has not met: orders of another one may live, and it is taken in at once. Nobody else waits for it.</summary>
    private void Rehearse(GatewayHello hello, ListingTable listings)
    {
        lock (_gate)
        {
            if (!_options.Rehearses || _isRehearsed || _memory.Desk == hello.Desk)
                return;
            _isRehearsed = true;
        }

        try
        {
            var walked = OrderRehearsal.RunAsync(_venue, _credentials, listings, new OrderSessionOptions { Desk = hello.Desk }, _rehearsalPatience, _stop.Token).GetAwaiter().GetResult();
            _say(FormattableString.Invariant($"rehearsed: {walked} requests on their way to nowhere; nothing was sent"));
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            _say($"the first orders will be slower, for they could not be rehearsed: {problem.Message}");
        }
    }

    private bool Take(GatewayConnection connection, GatewayFrameKind kind, ReadOnlySpan<byte> content)
    {
        OrderRequest request = default;
        if (kind != GatewayFrameKind.Alive && (kind != GatewayFrameKind.Request || !GatewayRequests.TryDecode(content, _venue.Venue, out request)))
        {
            Refuse(connection, "This frame is none that a desk sends.");
            return false;
        }

        OrderReport refused = default;
        lock (_gate)
        {
            if (_trader != connection)
                return false;
            (_heard, _heardAt) = (_time.GetTimestamp(), Now());
            if (kind == GatewayFrameKind.Request)
            {
                (_isUsed, _isCancelled) = (true, false);
                refused = _guard.Refusal(in request, _account!.Listings, _memory.IsHeld, Today());
                if (refused.Kind == OrderReportKind.None && !_account.TryAsk(in request))
                {
                    refused = GatewayRequests.Answer(in request, FailureClass.Retry, VenueReason.NotConnected);
                    _guard.Take(in refused);
                }
            }
        }

        return refused.Kind == OrderReportKind.None || connection.TrySend(refused with { ReceiveTime = Now() });
    }

    private Timestamp Now() => Timestamp.FromDateTimeUtc(_time.GetUtcNow().UtcDateTime);

    /// <summary>Gives a desk its account; says why not otherwise.</summary>
    private async Task<string?> TryAttachAsync(GatewayConnection connection, GatewayHello hello, ListingTable listings)
    {
        GatewayConnection? former;
        lock (_gate)
        {
            if (_trader is { IsClosed: false } && _memory.Instance != hello.Instance && _time.GetElapsedTime(_heard) < _options.Away)
                return $"Desk {_memory.Desk} is connected already.";
            (former, _trader) = (_trader, null);
        }

        former?.Close();
        await _yield.CancelAsync();
        return await ChangeAsync<string?>(async () =>
        {
            var isSame = _account is not null && !_isUsed && _memory.Desk == hello.Desk && _memory.Listings.AsSpan().SequenceEqual(hello.Listings);
            lock (_gate)
            {
                if (_memory.Desk != hello.Desk)
                    _guard.Forget();
                _memory.Meet(hello.Desk, hello.Instance, hello.Listings);
            }

            if (!isSame)
                await OpenAsync(hello.Desk, listings);
            if (!connection.TrySend(GatewayFrameKind.Welcome, new GatewayWelcome((int)_options.Away.TotalMilliseconds, Environment.ProcessId, _memory.IsHeld, Route).Encode()))
                return "gone";
            Timestamp since;
            lock (_gate)
            {
                since = _heardAt;
                (_trader, _isUsed, _isCancelled, _heard) = (connection, true, false, _time.GetTimestamp());
                _yield.Dispose();
                _yield = new CancellationTokenSource();
            }

            // A stream that came up while nobody was there is told now, and everything is asked for anew.
            if (_account!.IsUp)
                Introduce(connection, since);
            return null;
        });
    }

    private void Introduce(GatewayConnection connection, Timestamp since)
    {
        connection.TrySend(new OrderReport { Kind = OrderReportKind.StreamUp, Venue = _venue.Venue, ReceiveTime = Now(), FilledQuantity = new Quantity(OrderReport.NotTold) });
        Ask(OrderRequestKind.QueryOrders);
        Ask(OrderRequestKind.QueryBalances);
        if (_venue.Capabilities.HasPositions)
            Ask(OrderRequestKind.QueryPositions);
        for (var number = 1; number <= _account!.Listings.Count && !since.IsNone; number++)
        {
            if (_account.Listings[new ListingId(number)].Venue == _venue.Venue)
                _account.TryAsk(new OrderRequest { Kind = OrderRequestKind.QueryFills, Venue = _venue.Venue, Listing = new ListingId(number), Time = new Timestamp(since.Nanoseconds - FillsOverlapNs) });
        }
    }

    private void Ask(OrderRequestKind kind) => _account!.TryAsk(new OrderRequest { Kind = kind, Venue = _venue.Venue });

    /// <summary>A desk has gone: what it left unsent is thrown away with its account, and another account is there for whoever comes, or to cancel.</summary>
    private void Detach(GatewayConnection connection)
    {
        lock (_gate)
        {
            if (_trader != connection)
                return;
            _trader = null;
        }

        if (!_stop.IsCancellationRequested)
            ChangeAsync(() => _isUsed && _trader is null ? OpenAsync(_memory.Desk, _memory.Table) : Task.FromResult(true)).GetAwaiter().GetResult();
    }

    private void Drop()
    {
        lock (_gate)
        {
            _trader?.Close();
            _trader = null;
        }
    }

    private void ServeGuardian(GatewayConnection connection, GatewayHello hello, ListingTable listings)
    {
        if (_memory.Desk.Length > 0 && _memory.Desk != hello.Desk)
        {
            Refuse(connection, $"This gateway is used by desk {_memory.Desk}, not {hello.Desk}.");
            return;
        }

        if (!connection.TrySend(GatewayFrameKind.Welcome, new GatewayWelcome((int)_options.Away.TotalMilliseconds, Environment.ProcessId, _memory.IsHeld, Route).Encode()))
            return;
        connection.ReadPatience = _helloPatience;
        if (!connection.TryRead(out var kind, out _) || kind != GatewayFrameKind.CancelEverything)
            return;
        _say($"everything of desk {hello.Desk} is being cancelled: told from outside; this life of the desk places nothing any more");
        lock (_gate)
        {
            // A disk that refuses must not keep an order alive: the hold is in force, and is written when there is room.
            if (_memory.Desk.Length == 0)
                Try(() => _memory.Meet(hello.Desk, hello.Instance, hello.Listings));
            Try(_memory.Hold);
        }

        var outcome = ChangeAsync(async () =>
        {
            if (_account is null)
                await OpenAsync(hello.Desk, listings);
            return Counted(await _canceller!.RunAsync(CancelScope.Everything, static () => true, _stop.Token));
        }).GetAwaiter().GetResult();
        Say(outcome);
        connection.TrySend(GatewayFrameKind.Outcome, outcome.Encode());
    }

    // Where no order lives, nothing of a former gateway's may still trade.
    private CancelOutcome Counted(CancelOutcome outcome)
    {
        lock (_gate)
        {
            if (outcome.IsCertain)
                _guard.NoneLives();
        }

        return outcome;
    }

    // Under the gate. What is wrong is said once.
    private void Try(Action keep)
    {
        try
        {
            keep();
            _missed = "";
        }
        catch (VenueKeyException problem)
        {
            if (_missed != problem.Message)
                _say($"whom this gateway serves and holds could not be written; it is tried again: {problem.Message}");
            _missed = problem.Message;
        }
    }

    private void Say(CancelOutcome outcome) => _say(outcome.IsCertain
        ? FormattableString.Invariant($"no order of desk {_memory.Desk} lives at {_venue.Name} ({outcome.Cancelled} ended)")
        : $"orders of desk {_memory.Desk} may live at {_venue.Name}: {outcome.Text}");

    private async Task<T> ChangeAsync<T>(Func<Task<T>> change)
    {
        await _changing.WaitAsync(_stop.Token);
        try
        {
            return await change();
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task<bool> OpenAsync(string desk, ListingTable listings)
    {
        if (_account is { } former)
            await former.DisposeAsync();
        var options = new OrderSessionOptions
        {
            Desk = desk,
            DeadMan = _options.DeadMan,
            IsAttended = IsAttended,
            ReconnectFirst = _options.Reconnect.First,
            ReconnectMax = _options.Reconnect.Max,
            NonceFolder = VenueKeys.NonceFolder,
        };
        var account = new VenueAccount(_venue, _credentials, listings, options, _time, OnReport);
        lock (_gate)
            (_account, _canceller, _isUsed) = (account, new OrderCanceller(account, _time), false);
        account.Start();
        return true;
    }

    // The venue's switch is set again for a desk that lives, or that has no orders any more. Where it is gone and its orders could not be cancelled, the switch is what is left to end them.
    private bool IsAttended()
    {
        lock (_gate)
            return _isCancelled || _time.GetElapsedTime(_heard) <= _options.Away;
    }

    // The account's thread.
    private void OnReport(in OrderReport report)
    {
        GatewayConnection? trader;
        lock (_gate)
        {
            _guard.Take(in report);
            trader = _trader;
        }

        _canceller?.Take(in report);
        if (!OrderCanceller.IsOwn(in report))
            trader?.TrySend(in report);
    }

    /// <summary>Says that it lives, and looks whether the desk does; cancels where it does not.</summary>
    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(_look, _time);
        var (said, retry, next) = (0L, TimeSpan.FromSeconds(1), 0L);
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            GatewayConnection? trader;
            bool isAway;
            lock (_gate)
            {
                trader = _trader;
                if (!_memory.IsKept && (_keptAt == 0 || _time.GetElapsedTime(_keptAt) >= _keepAgain))
                {
                    _keptAt = _time.GetTimestamp();
                    Try(_memory.Keep);
                }

                isAway = _memory.Desk.Length > 0 && _time.GetElapsedTime(_heard) > _options.Away;
            }

            if (trader is { IsClosed: false })
            {
                if (isAway)
                    trader.Close(); // its reader lets go of it
                else if (_time.GetElapsedTime(said) >= _sign)
                {
                    said = _time.GetTimestamp();
                    _ = trader.TrySendAlive();
                }

                (retry, next) = (TimeSpan.FromSeconds(1), 0);
            }
            else if (isAway && trader is null && !_isCancelled && _time.GetTimestamp() >= next)
            {
                if (await CancelForAwayAsync())
                    continue;
                next = _time.GetTimestamp() + (long)(retry.TotalSeconds * _time.TimestampFrequency);
                retry = retry * 2 < _retryMax ? retry * 2 : _retryMax;
            }
        }
    }

    private async Task<bool> CancelForAwayAsync()
    {
        CancellationToken yield;
        lock (_gate)
            yield = _yield.Token;
        try
        {
            return await ChangeAsync(async () =>
            {
                if (_trader is not null || _canceller is null)
                    return true;
                using var either = CancellationTokenSource.CreateLinkedTokenSource(yield, _stop.Token);
                _say(FormattableString.Invariant($"desk {_memory.Desk} gave no sign of life for {_options.Away.TotalSeconds:0.###} s: its orders are being cancelled"));
                var outcome = Counted(await _canceller.RunAsync(CancelScope.OwnOrders, static () => true, either.Token));
                Say(outcome);
                lock (_gate)
                    _isCancelled = outcome.IsCertain && _trader is null;
                return outcome.IsCertain;
            });
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            return true; // somebody is there again
        }
    }

    private async Task EndAsync()
    {
        if (_canceller is not { } canceller || _isCancelled)
            return;
        using var patience = new CancellationTokenSource(_endPatience, _time);
        try
        {
            Say(Counted(await canceller.RunAsync(CancelScope.OwnOrders, static () => true, patience.Token)));
        }
        catch (OperationCanceledException)
        {
            Say(CancelOutcome.Unknown("the end did not wait any longer"));
        }
    }
}
