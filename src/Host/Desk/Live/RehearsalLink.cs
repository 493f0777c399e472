using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Rings;

namespace Rialto.Host.Desk.Live;

/// <summary>A venue of a rehearsal (<see cref="DeskRehearsal"/>): has no way to anywhere, takes every order, fills none, and has plenty of everything. One thread.</summary>
/// <param name="capabilities">Of the venue whose place it takes.</param>
/// <param name="listings">What is traded.</param>
internal sealed class RehearsalLink(VenueCapabilities capabilities, ListingTable listings) : VenueLink(capabilities, new SpscRing<OrderRequest>(Slots), new SpscRing<OrderReport>(Slots))
{
    private const int Slots = 4_096;
    private const long Plenty = 1_000_000_000;

    private readonly Dictionary<long, OrderRequest> _live = [];
    private long _now;

    /// <inheritdoc/>
    public override string Route => "a rehearsal";

    /// <summary>The private stream is up.</summary>
    public void ComeUp(long nowNs)
    {
        _now = nowNs;
        Tell(OrderReportKind.StreamUp, default);
    }

    /// <summary>Answers all that was asked.</summary>
    public void Answer(long nowNs)
    {
        _now = nowNs;
        while (Requests.TryTake(out var request))
        {
            switch (request.Kind)
            {
                case OrderRequestKind.Place:
                    Tell(OrderReportKind.Sent, in request);
                    Accept(in request);
                    break;
                case OrderRequestKind.Amend:
                    Tell(OrderReportKind.Sent, in request);
                    Amend(in request);
                    break;
                case OrderRequestKind.Cancel:
                    Tell(OrderReportKind.Sent, in request);
                    End(request.Order, request.Cause);
                    break;
                case OrderRequestKind.CancelAll:
                    foreach (var order in _live.Values.Where(order => request.Listing.IsNone || order.Listing == request.Listing).Select(order => order.Order).ToArray())
                        End(order, request.Cause);
                    break;
                case OrderRequestKind.Query:
                    Tell(OrderReportKind.NotFound, in request);
                    break;
                case OrderRequestKind.QueryOrders:
                    Tell(OrderReportKind.OrdersEnd, in request);
                    break;
                case OrderRequestKind.QueryBalances:
                    TellBalances(in request);
                    break;
                case OrderRequestKind.QueryPositions:
                    Tell(OrderReportKind.PositionsEnd, in request);
                    break;
                case OrderRequestKind.QueryFills:
                    Tell(OrderReportKind.FillsEnd, in request);
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public override void Start()
    {
        // There is nothing to connect to.
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Accept(in OrderRequest request)
    {
        Publish(Of(OrderReportKind.Accepted, in request) with { Price = request.Price, Quantity = request.Quantity });
        _live[request.Order.Value] = request;

        // Nothing stands against it.
        if (request.TimeInForce is TimeInForce.Ioc or TimeInForce.Fok || request.Type == OrderType.Market)
            End(request.Order, request.Cause);
    }

    private void Amend(in OrderRequest request)
    {
        if (!_live.TryGetValue(request.Order.Value, out var order))
            return;
        if (!Capabilities.AmendMakesNewOrder)
        {
            _live[request.Order.Value] = order with { Price = request.Price, Quantity = request.Quantity };
            Publish(Of(OrderReportKind.Amended, in request) with { Price = request.Price, Quantity = request.Quantity });
            return;
        }

        End(request.Order, request.Cause);
        Accept(order with { Order = request.NewOrder, Price = request.Price, Quantity = request.Quantity, Cause = request.Cause });
    }

    private void End(DeskOrderId order, long cause)
    {
        if (_live.Remove(order.Value, out var request))
            Publish(Of(OrderReportKind.Cancelled, request with { Cause = cause }) with { FilledQuantity = new Quantity(0), Reason = VenueReason.Requested });
    }

    private void TellBalances(in OrderRequest request)
    {
        var assets = new HashSet<string>(StringComparer.Ordinal);
        for (var id = 1; id <= listings.Count; id++)
        {
            var listing = listings[new ListingId(id)];
            if (listing.Venue == Venue)
                assets.UnionWith([listing.Symbol.Split('-')[0], listing.Quote]);
        }

        foreach (var asset in assets)
        {
            if (AssetCode.TryCreate(System.Text.Encoding.UTF8.GetBytes(asset), out var code))
                Publish(Of(OrderReportKind.Balance, in request) with { Asset = code, Amount = Plenty, Available = Plenty });
        }

        Tell(OrderReportKind.BalancesEnd, in request);
    }

    private void Tell(OrderReportKind kind, in OrderRequest request) => Publish(Of(kind, in request));

    private OrderReport Of(OrderReportKind kind, in OrderRequest request) => new()
    {
        Kind = kind,
        Venue = Venue,
        Order = request.Order,
        Listing = request.Listing,
        Side = request.Side,
        Cause = request.Cause,
        FilledQuantity = new Quantity(OrderReport.NotTold),
        ReceiveTime = new Timestamp(_now),
        Flags = kind is OrderReportKind.OrdersEnd or OrderReportKind.Balance or OrderReportKind.BalancesEnd or OrderReportKind.PositionsEnd or OrderReportKind.FillsEnd ? OrderReportFlags.FromQuery : OrderReportFlags.None,
    };

    // The desk reads before it asks for more; what does not fit is not needed here.
    private void Publish(in OrderReport report) => _ = Reports.TryPublish(in report);
}
