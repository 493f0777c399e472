using System.Net.Sockets;
using System.Text;
using Rialto.Adapters.Orders;
using Rialto.Host.Desk.Guarding;
using Rialto.Host.Desk.Keys;
using Rialto.Journal.Feeds;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Rings;

namespace Rialto.Host.Desk.Gateways;

/// <summary>
/// A desk's way to a venue through its gateway: the other end of <see cref="VenueGateway"/>'s socket. Connects again for as long as it lives. What was handed over when the connection ended, and not
/// answered, is told as unknown; what could not be handed over, as never sent.
/// </summary>
internal sealed class GatewayLink : VenueLink
{
    private const int RequestSlots = 4_096;
    private const int ReportSlots = 65_536;

    private static readonly TimeSpan _park = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _sign = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _welcomePatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _retryFirst = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _retryMax = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private readonly GatewayHello _hello;
    private readonly WakeSignal _asked = new();
    private readonly Lock _telling = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<(long Order, OrderRequestKind Kind, long Cause), OrderRequest> _open = [];
    private readonly ManualResetEventSlim _ending = new();
    private readonly Thread _asker;
    private readonly Thread _listener;
    private GatewayConnection? _connection;
    private volatile string _route;
    private volatile string _problem = "not connected yet";

    /// <summary>Makes a link; nothing is connected yet.</summary>
    /// <param name="path">The gateway's socket.</param>
    /// <param name="venue">Where it leads.</param>
    /// <param name="desk">The desk's name.</param>
    /// <param name="listings">What it trades.</param>
    /// <param name="wake">Raised when a report is there while the desk is parked.</param>
    /// <exception cref="DeskFaultException">The venue cannot be traded at.</exception>
    public GatewayLink(string path, FeedVenue venue, string desk, ListingTable listings, WakeSignal wake)
        : base(Capable(venue), new SpscRing<OrderRequest>(RequestSlots), new SpscRing<OrderReport>(ReportSlots))
    {
        (_path, _route) = (path, "gateway " + path);
        _hello = new GatewayHello(GatewayRole.Trader, venue, desk, DeskPresence.Instance, ListingRecords.Encode(listings));
        Requests.WakeOnPublish(_asked);
        Reports.WakeOnPublish(wake);
        _asker = new Thread(Ask) { IsBackground = true, Name = "gateway requests" };
        _listener = new Thread(Listen) { IsBackground = true, Name = "gateway reports" };
    }

    /// <inheritdoc/>
    public override string Route => _route;

    /// <inheritdoc/>
    public override string Problem => _problem;

    /// <inheritdoc/>
    public override void Start()
    {
        _listener.Start();
        _asker.Start();
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        if (_ending.IsSet)
            return ValueTask.CompletedTask;
        _ending.Set();
        _asked.WakeIfParked();
        Volatile.Read(ref _connection)?.Close();
        if (_asker.ThreadState != ThreadState.Unstarted)
        {
            _asker.Join();
            _listener.Join();
        }

        return ValueTask.CompletedTask;
    }

    private static VenueCapabilities Capable(FeedVenue venue) =>
        OrderVenues.TryFind(venue, out var known) && known.Capabilities.CanTrade ? known.Capabilities : throw new DeskFaultException($"{venue} cannot be traded at.");

    private void Ask()
    {
        var signed = 0L;
        while (!_ending.IsSet)
        {
            while (Requests.TryTake(out var request))
                HandOver(in request);
            if (TimeProvider.System.GetElapsedTime(signed) >= _sign && IsAttended)
            {
                signed = TimeProvider.System.GetTimestamp();
                _ = Volatile.Read(ref _connection)?.TrySendAlive();
            }

            _asked.Announce();
            if (Requests.Depth == 0 && !_ending.IsSet)
                _ = _asked.Wait(_park);
            _asked.Withdraw();
        }
    }

    private void HandOver(in OrderRequest request)
    {
        GatewayConnection? connection;
        lock (_gate)
        {
            connection = _connection is { IsClosed: false } there ? there : null;
            if (connection is not null)
                _open[Key(in request)] = request;
        }

        // Where sending fails the listener finds the connection closed, and tells what is open.
        if (connection is null)
            Tell(GatewayRequests.Answer(in request, FailureClass.Retry, VenueReason.NotConnected));
        else
            _ = connection.TrySend(in request);
    }

    private void Listen()
    {
        var retry = _retryFirst;
        while (!_ending.IsSet)
        {
            // One that hangs does not come back by connecting: the gateway would take that for a sign of life.
            if (IsAttended && Connect() is { } connection)
            {
                retry = _retryFirst;
                Follow(connection);
            }

            _ = _ending.Wait(retry);
            retry = retry * 2 < _retryMax ? retry * 2 : _retryMax;
        }
    }

    private GatewayConnection? Connect()
    {
        GatewayConnection? connection = null;
        try
        {
            connection = new GatewayConnection(GatewaySocket.Connect(_path), _silence) { ReadPatience = _welcomePatience };
            if (connection.TrySend(GatewayFrameKind.Hello, _hello.Encode()) && connection.TryRead(out var kind, out var content))
            {
                if (kind == GatewayFrameKind.Welcome && GatewayWelcome.Decode(content) is { } welcome)
                {
                    connection.ReadPatience = _silence;
                    _route = $"gateway {_path}: {welcome.Route}";
                    _problem = welcome.IsHeld ? "the desk was stopped from outside: the gateway places nothing for it until it is started anew" : "";
                    lock (_gate)
                        _connection = connection;
                    if (!_ending.IsSet)
                        return connection;
                }
                else
                    _problem = kind == GatewayFrameKind.Refused ? Encoding.UTF8.GetString(content) : "the gateway speaks another version";
            }
            else
                _problem = $"the gateway at {_path} does not answer";
        }
        catch (Exception absent) when (absent is SocketException or VenueKeyException)
        {
            _problem = $"no gateway at {_path}: {absent.Message}";
        }

        connection?.Dispose();
        return null;
    }

    private void Follow(GatewayConnection connection)
    {
        var isUp = false;
        using (connection)
        {
            while (connection.TryRead(out var kind, out var content))
            {
                if (kind == GatewayFrameKind.Refused)
                    _problem = Encoding.UTF8.GetString(content);
                if (kind != GatewayFrameKind.Report)
                    continue;
                OrderReport report = default;
                content.CopyTo(Runtime.Memory.Blittable.Bytes(ref report));
                if (report.Venue != Venue)
                    break;
                isUp = report.Kind == OrderReportKind.StreamUp || (isUp && report.Kind != OrderReportKind.StreamDown);
                Settle(in report);
                Tell(in report);
            }
        }

        OrderRequest[] lost;
        lock (_gate)
        {
            _connection = null;
            lost = [.. _open.Values];
            _open.Clear();
        }

        _problem = _problem.Length > 0 ? _problem : $"the gateway at {_path} is gone";
        if (isUp)
            Tell(new OrderReport { Kind = OrderReportKind.StreamDown, Venue = Venue, ReceiveTime = Now(), FilledQuantity = new Quantity(OrderReport.NotTold) });
        foreach (ref readonly var request in lost.AsSpan())
            Tell(GatewayRequests.Answer(in request, FailureClass.Unknown, VenueReason.NotConnected));
    }

    /// <summary>A request that has its answer is not told about when the connection ends.</summary>
    private void Settle(in OrderReport report)
    {
        lock (_gate)
        {
            if (_open.Count == 0)
                return;
            switch (report.Kind)
            {
                case OrderReportKind.Sent or OrderReportKind.StreamUp or OrderReportKind.StreamDown or OrderReportKind.Balance or OrderReportKind.Position:
                    return;
                case OrderReportKind.OrdersEnd:
                    _open.Remove((0, OrderRequestKind.QueryOrders, report.Cause));
                    return;
                case OrderReportKind.BalancesEnd:
                    _open.Remove((0, OrderRequestKind.QueryBalances, report.Cause));
                    return;
                case OrderReportKind.PositionsEnd:
                    _open.Remove((0, OrderRequestKind.QueryPositions, report.Cause));
                    return;
                case OrderReportKind.FillsEnd:
                    _open.Remove((0, OrderRequestKind.QueryFills, report.Cause));
                    return;
                case OrderReportKind.QueryFailed when report.Order.IsNone:
                    foreach (var kind in (ReadOnlySpan<OrderRequestKind>)[OrderRequestKind.QueryOrders, OrderRequestKind.QueryBalances, OrderRequestKind.QueryPositions, OrderRequestKind.QueryFills])
                        _open.Remove((0, kind, report.Cause));
                    return;
                case OrderReportKind.Found or OrderReportKind.NotFound or OrderReportKind.QueryFailed:
                    _open.Remove((report.Order.Value, OrderRequestKind.Query, report.Cause));
                    break;
            }

            // Whatever is said of an order says that it is there, or was: its placing needs no other answer.
            _open.Remove((report.Order.Value, OrderRequestKind.Place, 0));
            if (report.Kind is OrderReportKind.Cancelled or OrderReportKind.CancelRejected or OrderReportKind.Expired or OrderReportKind.Unknown)
                _open.Remove((report.Order.Value, OrderRequestKind.Cancel, 0));
            if (report.Kind is OrderReportKind.Amended or OrderReportKind.AmendRejected or OrderReportKind.Cancelled or OrderReportKind.Unknown)
                _open.Remove((report.Order.Value, OrderRequestKind.Amend, 0));
        }
    }

    // Orders, cancels and amendments by their order; questions by their cause.
    private static (long, OrderRequestKind, long) Key(in OrderRequest request) => request.Kind switch
    {
        OrderRequestKind.Place or OrderRequestKind.Cancel or OrderRequestKind.Amend => (request.Order.Value, request.Kind, 0),
        OrderRequestKind.Query => (request.Order.Value, request.Kind, request.Cause),
        _ => (0, request.Kind, request.Cause),
    };

    private static Timestamp Now() => Timestamp.FromDateTimeUtc(TimeProvider.System.GetUtcNow().UtcDateTime);

    private void Tell(in OrderReport report)
    {
        var spin = new SpinWait();
        lock (_telling)
        {
            while (!Reports.TryPublish(report) && !_ending.IsSet)
                spin.SpinOnce();
        }
    }
}
