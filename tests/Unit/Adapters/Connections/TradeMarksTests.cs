using Rialto.Adapters.Connections;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Adapters.Connections;

/// <summary>Which trades of a new link the link before it has told.</summary>
public class TradeMarksTests
{
    [Fact]
    public void Numbers_decide_where_a_venue_has_them()
    {
        var marks = Marks(Trade(10, 1, id: 7));
        Assert.True(marks.Has(Trade(11, 2, id: 6)));
        Assert.True(marks.Has(Trade(10, 1, id: 7)));
        Assert.False(marks.Has(Trade(9, 1, id: 8)));
    }

    [Fact]
    public void Of_several_at_one_moment_each_that_was_told_stands_for_one_alike_whatever_their_order()
    {
        // The venue counts seconds: three trades in the last one, two of them equal.
        var marks = Marks(Trade(9, 5), Trade(10, 1), Trade(10, 2), Trade(10, 1));
        Assert.True(marks.Has(Trade(9, 6)));
        Assert.True(marks.Has(Trade(10, 1)));
        Assert.True(marks.Has(Trade(10, 1)));
        Assert.False(marks.Has(Trade(10, 1)));
        Assert.True(marks.Has(Trade(10, 2)));
        Assert.False(marks.Has(Trade(10, 3)));
        Assert.False(marks.Has(Trade(11, 1)));
    }

    [Fact]
    public void Trades_without_number_and_time_are_told_apart_by_what_they_are()
    {
        var marks = Marks(Trade(0, 1), Trade(0, 2), Trade(0, 3));
        Assert.True(marks.Has(Trade(0, 2)));
        Assert.True(marks.Has(Trade(0, 3)));
        Assert.False(marks.Has(Trade(0, 2)));
        Assert.False(marks.Has(Trade(0, 4)));
    }

    [Fact]
    public void Another_listing_was_never_told() => Assert.False(Marks(Trade(10, 1)).Has(Trade(10, 1) with { Listing = new ListingId(2) }));

    private static TradeMarks Marks(params FeedEvent[] told)
    {
        var marks = new TradeMarks();
        marks.Start();
        foreach (var trade in told)
            marks.Take(in trade);
        return marks;
    }

    private static FeedEvent Trade(long time, long price, long id = 0) => new()
    {
        Kind = FeedEventKind.Trade,
        Listing = new ListingId(1),
        EventTime = new Timestamp(time),
        Price = new Price(price),
        Quantity = new Quantity(5),
        Side = Side.Sell,
        TradeId = id,
    };
}
