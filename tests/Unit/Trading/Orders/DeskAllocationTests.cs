using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Orders;
using Xunit;

namespace Rialto.Unit.Trading.Orders;

public class DeskAllocationTests
{
    [Fact]
    public void A_warm_desk_allocates_nothing()
    {
        var bench = new DeskBench();
        var desk = new DeskOrders<ListSink>(bench.Desk.Terms, new ListSink(null));
        Assert.True(desk.TryLoad(new(bench.Bytes())));
        var sequence = 1_000_000L;
        Turn(desk, ref sequence, 2_000);
        Assert.Equal(0, Allocations.Of(() => Turn(desk, ref sequence, 400)));
        Assert.True(desk.Sink.Count > 10_000);
        Assert.Equal((2_000 + Allocations.Rounds * 400) * 5, desk.Portfolio.PositionOf(DeskBench.Spot).Bought);
    }

    // Tick, order, acknowledgement, two fills, a cancel, a look-up: every path that a second of trading takes.
    private static void Turn(DeskOrders<ListSink> desk, ref long sequence, int turns)
    {
        for (var i = 0; i < turns; i++)
        {
            Begin(desk, ref sequence);
            desk.OnBest(DeskBench.Spot, new Bbo(new Price(9_990 + i % 2 * 10), new Quantity(1), new Price(10_010), new Quantity(1)), true);
            var intent = DeskBench.Buy(10, 9_900);
            Assert.True(desk.TryPlace(in intent, out var order, out _));
            desk.Apply(Report(OrderReportKind.Sent, order, sequence));
            desk.Apply(Report(OrderReportKind.Accepted, order, sequence));
            desk.Apply(Report(OrderReportKind.Filled, order, sequence));
            desk.Apply(Report(OrderReportKind.Filled, order, sequence));
            desk.Apply(Report(OrderReportKind.Unknown, order, sequence));
            Begin(desk, ref sequence);
            desk.Advance();
            desk.Apply(Report(OrderReportKind.Found, order, sequence));
            Assert.True(desk.TryCancel(new OrderIntent { Kind = OrderIntentKind.Cancel, Order = order }, out _));
            desk.Apply(Report(OrderReportKind.Cancelled, order, sequence));
        }
    }

    private static void Begin(DeskOrders<ListSink> desk, ref long sequence)
    {
        sequence++;
        desk.Begin(new DeskInput(sequence, new Timestamp(sequence * 500_000_000), default));
    }

    private static OrderReport Report(OrderReportKind kind, DeskOrderId order, long sequence) => new()
    {
        Kind = kind,
        Order = order,
        Venue = FeedVenue.Kraken,
        Listing = DeskBench.Spot,
        FillQuantity = new Quantity(kind == OrderReportKind.Filled ? 5 : 0),
        FillPrice = new Price(9_900),
        FilledQuantity = new Quantity(OrderReport.NotTold),
        Status = VenueOrderStatus.Live,
        TradeId = new Text36((ulong)sequence, 0, 0, 0, 0),
        Side = Side.Buy,
    };
}
