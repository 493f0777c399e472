using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Backtest;

public class SimulatedVenueAllocationTests
{
    [Fact]
    public void Events_of_the_feed_allocate_nothing_once_warm()
    {
        var desk = new PaperDesk();
        desk.Place(Side.Buy, 9_000, 100);
        Run(desk, 20_000);
        Assert.Equal(0, Allocations.Of(() => Run(desk, 10_000)));
    }

    private static void Run(PaperDesk desk, int events)
    {
        for (var i = 0; i < events; i++)
        {
            var told = i % 7 == 0
                ? desk.Event(FeedEventKind.Trade) with { Side = Side.Sell, Price = new Price(9_500), Quantity = new Quantity(1) }
                : desk.Level(i % 2 == 0 ? Side.Buy : Side.Sell, i % 2 == 0 ? 9_500 - i % 5 * 5 : 9_600 + i % 5 * 5, 1 + i % 3);
            told.ReceiveTime = new Timestamp(desk.Now += 1_000_000);
            told.Flags = FeedEventFlags.LastOfFrame;
            desk.Venue.Advance(told.ReceiveTime);
            desk.Venue.Apply(in told);
        }
    }
}
