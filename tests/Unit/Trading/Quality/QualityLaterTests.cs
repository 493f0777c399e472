using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Quality;
using Xunit;

namespace Rialto.Unit.Trading.Quality;

/// <summary>Listings that a monitor is told of after others.</summary>
public class QualityLaterTests
{
    private readonly ListingTable _table = new(8);

    [Fact]
    public void Listings_that_come_later_are_judged_and_compared_with_those_before()
    {
        Add(FeedVenue.BinanceSpot, 2);
        Add(FeedVenue.Okx, 2);
        Add(FeedVenue.CoinbaseExchange, 2);
        var monitor = new QualityMonitor(_table, historyCapacity: 10, wanted: []);
        Assert.Equal(0, monitor.ScoreOf(new ListingId(1), QualityScript.At(0)));
        monitor.Add([new ListingId(1), new ListingId(2), new ListingId(3)]);
        Touch(monitor, 1, 10_000, 10_002);
        Touch(monitor, 2, 10_001, 10_003);
        Touch(monitor, 3, 10_001, 10_003);

        // A finer scale, and far away: an outlier among those known at another scale before.
        Add(FeedVenue.BybitSpot, 3);
        monitor.Add([new ListingId(4), new ListingId(1)]);
        Touch(monitor, 4, 110_000, 110_020);
        Assert.Equal((1L, QualityMarks.Outlier), (monitor.TallyOf(QualityRule.Outlier).Count, monitor.TouchOf(new ListingId(4)).Marks));
        Assert.Equal((QualityMarks.None, 4L), (monitor.TouchOf(new ListingId(1)).Marks, monitor.Events));
        Assert.Equal(1, monitor.HistoryOf(new ListingId(1))!.Count);
    }

    [Fact]
    public void Listings_that_are_let_go_are_judged_no_more_and_are_no_measure_for_others()
    {
        foreach (var venue in (FeedVenue[])[FeedVenue.BinanceSpot, FeedVenue.Okx, FeedVenue.CoinbaseExchange])
            Add(venue, 2);
        var monitor = new QualityMonitor(_table, historyCapacity: 10);
        Touch(monitor, 1, 10_000, 10_002);
        Touch(monitor, 2, 10_001, 10_003);
        monitor.Remove([new ListingId(2)]);
        Assert.Null(monitor.HistoryOf(new ListingId(2)));

        // Two are too few to say which of them is wrong.
        Touch(monitor, 3, 11_000, 11_002);
        Touch(monitor, 2, 10_001, 10_003);
        Assert.Equal((0L, 4L, 0), (monitor.TallyOf(QualityRule.Outlier).Count, monitor.Events, monitor.ScoreOf(new ListingId(2), QualityScript.At(1))));
    }

    private void Add(FeedVenue venue, int scale) =>
        _table.Add(new Listing(_table.NextId, venue, "BTCUSDT", "BTC-USDT", ListingKind.Spot, scale, 3, new Price(1), default, "USDT", ListingStatus.Open));

    private void Touch(QualityMonitor monitor, int listing, long bid, long ask)
    {
        var id = new ListingId(listing);
        monitor.Look(new FeedEvent
        {
            Kind = FeedEventKind.Level,
            Listing = id,
            Venue = _table[id].Venue,
            Side = Side.Buy,
            Price = new Price(bid),
            Quantity = new Quantity(1),
            ReceiveTime = QualityScript.At(1),
            Flags = FeedEventFlags.LastOfFrame,
        });
        monitor.LookAtTouch(id, new Bbo(new Price(bid), new Quantity(1), new Price(ask), new Quantity(1)), QualityScript.At(1));
    }
}
