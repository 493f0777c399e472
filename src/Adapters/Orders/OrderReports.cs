using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Adapters.Orders;

/// <summary>What decoding one answer or frame has told, in order. Used again for the next one.</summary>
internal sealed class OrderReports(FeedVenue venue)
{
    private const int FirstCount = 16;

    private OrderReport[] _items = new OrderReport[FirstCount];

    public int Count { get; private set; }

    public ReadOnlySpan<OrderReport> Items => _items.AsSpan(0, Count);

    /// <summary>The <see cref="OrderCall.Cursor"/> of the request that is being answered.</summary>
    public string Cursor { get; set; } = "";

    /// <summary>The list goes on: what the next request has as its <see cref="OrderCall.Cursor"/>; empty at its end.</summary>
    public string NextCursor { get; set; } = "";

    /// <summary>How long the venue wants no more questions, where its answer says so and its HTTP status does not.</summary>
    public TimeSpan LeaveAlone { get; set; }

    /// <summary>One of them tells a failure.</summary>
    public bool HasFailure
    {
        get
        {
            foreach (ref readonly var report in Items)
            {
                if (report.Failure != FailureClass.None)
                    return true;
            }

            return false;
        }
    }

    public ref OrderReport this[int index] => ref _items[index];

    public void Clear() => (Count, Cursor, NextCursor, LeaveAlone) = (0, "", "", TimeSpan.Zero);

    /// <summary>Takes back what was told since there were so many.</summary>
    public void RollBack(int count) => Count = count;

    /// <summary>One more, with nothing in it but its kind. The reference is good until the next.</summary>
    public ref OrderReport Add(OrderReportKind kind)
    {
        if (Count == _items.Length)
            Array.Resize(ref _items, Count * 2);
        ref var report = ref _items[Count++];
        report = default;
        report.Kind = kind;
        report.Venue = venue;
        report.FilledQuantity = new Quantity(OrderReport.NotTold);
        return ref report;
    }

    /// <summary>One more about the order of a request.</summary>
    public ref OrderReport Add(OrderReportKind kind, in OrderRequest request)
    {
        ref var report = ref Add(kind);
        report.Order = request.Order;
        report.Listing = request.Listing;
        report.Side = request.Side;
        report.VenueOrder = request.VenueOrder;
        report.Cause = request.Cause;
        return ref report;
    }

    /// <summary>The request failed: the kind that says so of such a request.</summary>
    public ref OrderReport Fail(in OrderRequest request, in VenueFailure failure)
    {
        ref var report = ref Add(KindOf(request.Kind, failure), request);
        report.Failure = failure.Class;
        report.Reason = failure.Reason;
        report.Code = failure.Code;
        return ref report;
    }

    /// <summary>A balance.</summary>
    public ref OrderReport Balance(AssetCode asset, DecimalAmount total, DecimalAmount free)
    {
        ref var report = ref Add(OrderReportKind.Balance);
        report.Asset = asset;
        (report.Amount, report.AmountScale) = (total.Units, total.Scale);
        (report.Available, report.AvailableScale) = (free.Units, free.Scale);
        return ref report;
    }

    /// <summary>An order as an answer has it: whose it is by its client's id, or by the question where one order was asked for.</summary>
    public ref OrderReport Found(in OrderRequest request, OrderContext context, Listing listing, Text36 clientId)
    {
        ref var report = ref Add(OrderReportKind.Found);
        context.Name(ref report, clientId);
        if (request.Kind == OrderRequestKind.Query)
            (report.Order, report.Cause) = (request.Order, request.Cause);
        report.Flags = OrderReportFlags.FromQuery;
        report.Listing = listing.Id;
        return ref report;
    }

    /// <summary>Something that happened to an order, as a stream or a list of fills tells it.</summary>
    public ref OrderReport Of(OrderReportKind kind, OrderContext context, Listing listing, Text36 clientId, in VenueOrderId venueOrder)
    {
        ref var report = ref Add(kind);
        context.Name(ref report, clientId);
        report.Listing = listing.Id;
        report.VenueOrder = venueOrder;
        return ref report;
    }

    private static OrderReportKind KindOf(OrderRequestKind asked, in VenueFailure failure) => asked switch
    {
        OrderRequestKind.Query when failure is { Class: FailureClass.Reject, Reason: VenueReason.UnknownOrder } => OrderReportKind.NotFound,
        OrderRequestKind.Place or OrderRequestKind.Cancel or OrderRequestKind.CancelAll or OrderRequestKind.Amend when failure.Class == FailureClass.Unknown => OrderReportKind.Unknown,
        OrderRequestKind.Place => OrderReportKind.Rejected,
        OrderRequestKind.Cancel or OrderRequestKind.CancelAll => OrderReportKind.CancelRejected,
        OrderRequestKind.Amend => OrderReportKind.AmendRejected,
        _ => OrderReportKind.QueryFailed,
    };
}
