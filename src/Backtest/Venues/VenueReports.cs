using System.Globalization;
using Rialto.Backtest.Accounts;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Backtest.Venues;

/// <summary>Writes what a venue that pretends says. Single-threaded.</summary>
internal sealed class VenueReports<TSink>(FeedVenue venue, TSink sink, int rememberedMax)
    where TSink : struct, IOrderReportSink
{
    private readonly Queue<OrderReport> _fills = [];
    private TSink _sink = sink;
    private long _sequence;
    private long _trades;

    /// <summary>Where reports go.</summary>
    public ref TSink Sink => ref _sink;

    /// <summary>Fills so far.</summary>
    public long Fills => _trades;

    /// <summary>Something about a request that no order stands behind, or about the venue as a whole.</summary>
    public void Tell(OrderReportKind kind, in OrderRequest request, Timestamp now, VenueReason reason = VenueReason.None) => Send(Base(kind, now) with
    {
        Order = request.Order,
        Listing = request.Listing,
        Side = request.Side,
        Cause = request.Cause,
        Reason = reason,
        Failure = reason == VenueReason.None ? FailureClass.None : OrderChecks.ClassOf(reason),
        FilledQuantity = new Quantity(kind is OrderReportKind.Rejected ? 0 : OrderReport.NotTold),
    });

    /// <summary>Something about an order.</summary>
    public void Tell(OrderReportKind kind, SimulatedOrder order, Timestamp now, VenueReason reason = VenueReason.None, OrderReportFlags flags = OrderReportFlags.None)
    {
        var told = Of(kind, order, now) with { Reason = reason, Status = order.Status };
        told.Flags |= flags;
        if (kind is OrderReportKind.CancelRejected or OrderReportKind.AmendRejected)
            told.Failure = OrderChecks.ClassOf(reason);
        if (kind == OrderReportKind.Found && order.Filled > 0)
            told.FillPrice = new Price((long)(order.FilledCost / order.Filled));
        Send(told);
    }

    /// <summary>A fill, with all there is to say of it.</summary>
    public void Fill(SimulatedOrder order, long price, long quantity, TradeFee fee, Liquidity liquidity, Timestamp eventTime, Timestamp now)
    {
        Span<char> text = stackalloc char[24];
        (++_trades).TryFormat(text, out var length, provider: CultureInfo.InvariantCulture);
        var told = Of(OrderReportKind.Filled, order, now) with
        {
            EventTime = eventTime,
            FillPrice = new Price(price),
            FillQuantity = new Quantity(quantity),
            Amount = fee.Units,
            AmountScale = fee.Scale,
            Asset = order.Market.Quote,
            Liquidity = liquidity,
            TradeId = Text36.TryCreate(text[..length], out var id) ? id : default,
        };
        if (_fills.Count == rememberedMax)
            _fills.Dequeue();
        _fills.Enqueue(told);
        Send(told);
    }

    /// <summary>Fills of a listing since some time, once more.</summary>
    public void FillsAgain(ListingId listing, Timestamp since, Timestamp now)
    {
        foreach (var fill in _fills)
        {
            if ((listing.IsNone || fill.Listing == listing) && fill.EventTime >= since)
                Send(fill with { ReceiveTime = now, Flags = fill.Flags | OrderReportFlags.FromQuery });
        }
    }

    /// <summary>What there is of an asset.</summary>
    public void Balance(AssetCode asset, Int128 total, Int128 free, Timestamp now)
    {
        var told = Base(OrderReportKind.Balance, now);
        told.Asset = asset;
        (told.Amount, told.AmountScale) = Amounts.Told(total);
        (told.Available, told.AvailableScale) = Amounts.Told(Int128.Max(0, free));
        told.Flags |= OrderReportFlags.FromQuery;
        Send(told);
    }

    /// <summary>What is held of a listing.</summary>
    public void Position(SimulatedMarket market, Timestamp now) => Send(Base(OrderReportKind.Position, now) with
    {
        Listing = market.Listing.Id,
        Quantity = new Quantity(market.Position.Quantity),
        FillPrice = new Price(market.Position.AveragePrice),
        Flags = OrderReportFlags.Paper | OrderReportFlags.FromQuery,
    });

    /// <summary>A listing has ended, and what was held of it was paid.</summary>
    public void Settled(SimulatedMarket market, long held, Price price, bool isRefund, Int128 paid, Timestamp now)
    {
        var told = Base(OrderReportKind.Settled, now) with
        {
            Listing = market.Listing.Id,
            Quantity = new Quantity(held),
            FillPrice = price,
            Asset = market.Quote,
        };
        (told.Amount, told.AmountScale) = Amounts.Told(paid);
        if (isRefund)
            told.Flags |= OrderReportFlags.Refund;
        Send(told);
    }

    /// <summary>Funding was paid.</summary>
    public void Funded(SimulatedMarket market, long held, Price mark, long rate, Int128 paid, Timestamp now)
    {
        var told = Base(OrderReportKind.Funded, now) with
        {
            Listing = market.Listing.Id,
            Quantity = new Quantity(held),
            FillPrice = mark,
            Asset = market.Quote,
            Available = rate,
            AvailableScale = FundingRates.Scale,
        };
        (told.Amount, told.AmountScale) = Amounts.Told(paid);
        Send(told);
    }

    /// <summary>What has no more to it than its kind.</summary>
    public void Tell(OrderReportKind kind, Timestamp now, ListingId listing = default) => Send(Base(kind, now) with { Listing = listing });

    private OrderReport Of(OrderReportKind kind, SimulatedOrder order, Timestamp now) => Base(kind, now) with
    {
        Order = order.Id,
        Listing = order.Market.Listing.Id,
        Side = order.Side,
        Price = new Price(order.Price),
        Quantity = new Quantity(order.Quantity),
        FilledQuantity = new Quantity(order.Filled),
        ClientOrderId = order.ClientId,
        VenueOrder = order.VenueOrder,
    };

    private OrderReport Base(OrderReportKind kind, Timestamp now) => new()
    {
        Kind = kind,
        Venue = venue,
        EventTime = now,
        ReceiveTime = now,
        Sequence = ++_sequence,
        Flags = OrderReportFlags.Paper,
    };

    private void Send(in OrderReport report) => _sink.OnReport(in report);
}
