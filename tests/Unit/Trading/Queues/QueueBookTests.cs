using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Queues;
using Xunit;

namespace Rialto.Unit.Trading.Queues;

/// <summary>The model step by step, on test events by hand: one bid level at 100.</summary>
public class QueueBookTests
{
    private const long Second = 1_000_000_000;

    private long _now = 1_700_000_000 * Second;

    [Fact]
    public void What_is_added_joins_the_tail_and_trades_take_from_the_head()
    {
        var book = new QueueBook();
        Level(book, 5);
        Level(book, 8);
        Level(book, 10);
        Assert.Equal("5 3 2", Picture(book));
        Trade(book, 6);
        Assert.Equal("2 2", Picture(book));
        Level(book, 4);
        Assert.Equal("2 2", Picture(book));
        Level(book, 9);
        Assert.Equal("2 2 5", Picture(book));
        Level(book, 0);
        Assert.Null(book.At(Side.Buy, new Price(100)));
    }

    [Theory]
    [InlineData(CancelLaw.Tail, 3, "5 3 3 1")]
    [InlineData(CancelLaw.ProRata, 3, "4 3 3 2")]
    [InlineData(CancelLaw.NewestOfSize, 3, "5 3 4")]
    [InlineData(CancelLaw.MiddleOfSize, 3, "5 3 4")]
    [InlineData(CancelLaw.NewestOfSize, 5, "3 3 4")]
    [InlineData(CancelLaw.NewestOfSize, 6, "5 3 1")]
    [InlineData(CancelLaw.ProRata, 14, "1")]
    public void A_cancel_is_laid_on_orders_by_the_law(CancelLaw law, long quantity, string left)
    {
        var book = new QueueBook(law);
        foreach (var all in new[] { 5, 8, 11, 15 })
            Level(book, all);
        Level(book, 15 - quantity);
        Assert.Equal(left, Picture(book));
    }

    [Fact]
    public void The_middle_of_three_of_one_size_leaves()
    {
        var book = new QueueBook(CancelLaw.MiddleOfSize);
        foreach (var all in new[] { 2, 4, 6 })
            Level(book, all);
        Level(book, 4);
        var queue = book.At(Side.Buy, new Price(100))!;
        Assert.Equal([1L, 3L], [queue[0].Number, queue[1].Number]);
    }

    [Fact]
    public void The_place_of_an_order_falls_with_what_leaves_ahead_of_it()
    {
        var book = new QueueBook();
        Level(book, 5);
        Level(book, 8);
        var queue = book.At(Side.Buy, new Price(100))!;
        var mine = queue.NextNumber;
        Level(book, 10);
        Level(book, 14);
        Assert.Equal((8, 2), (queue.QuantityAhead(mine), queue.OrdersAhead(mine)));
        Trade(book, 6);
        Assert.Equal((2, 1), (queue.QuantityAhead(mine), queue.OrdersAhead(mine)));
        Level(book, 8);
        Level(book, 4);
        Assert.Equal((2, 1), (queue.QuantityAhead(mine), queue.OrdersAhead(mine)));
    }

    [Fact]
    public void A_trade_that_no_level_shows_is_taken_back_after_a_while()
    {
        var book = new QueueBook();
        Level(book, 5);
        Level(book, 8);
        Trade(book, 4);
        Assert.Equal("1 3", Picture(book));
        _now += Second;
        Level(book, 8);
        Assert.Equal("1 3", Picture(book));
        _now += 1;
        Level(book, 8);
        Assert.Equal(("1 3 4", 1), (Picture(book), book.TakenBack));
    }

    [Fact]
    public void A_trade_at_a_price_where_nothing_rests_and_one_larger_than_what_rests_change_no_more_than_there_is()
    {
        var book = new QueueBook();
        Trade(book, 4);
        Level(book, 5);
        Trade(book, 50);
        Assert.Equal("", Picture(book));
        Level(book, 3);
        Assert.Equal("", Picture(book));
        Level(book, 4);
        Assert.Equal("1", Picture(book));
    }

    [Fact]
    public void Random_streams_keep_the_sum_that_is_shown()
    {
        foreach (var law in Enum.GetValues<CancelLaw>())
        {
            var random = new Random(5);
            var book = new QueueBook(law);
            for (var i = 0; i < 20_000; i++)
            {
                _now += random.Next(100_000_000);
                if (random.Next(3) == 0)
                    Trade(book, random.Next(1, 40));
                else if (random.Next(500) == 0)
                    book.Apply(new FeedEvent { Kind = FeedEventKind.BookCleared, ReceiveTime = new Timestamp(_now) });
                else
                    Level(book, Math.Max(0, (book.At(Side.Buy, new Price(100))?.Shown ?? 0) + random.Next(-20, 23)));
                if (book.At(Side.Buy, new Price(100)) is not { } queue)
                    continue;
                long sum = 0, number = 0;
                for (var place = 0; place < queue.Count; place++)
                {
                    Assert.True(queue[place].Number > number && queue[place].Quantity > 0);
                    (number, sum) = (queue[place].Number, sum + queue[place].Quantity);
                }

                Assert.Equal(queue.Shown - queue.Pending, sum);
            }
        }
    }

    private static string Picture(QueueBook book)
    {
        var queue = book.At(Side.Buy, new Price(100))!;
        return string.Join(' ', Enumerable.Range(0, queue.Count).Select(place => queue[place].Quantity));
    }

    private void Level(QueueBook book, long quantity) => book.Apply(new FeedEvent
    {
        Kind = FeedEventKind.Level,
        Side = Side.Buy,
        Price = new Price(100),
        Quantity = new Quantity(quantity),
        ReceiveTime = new Timestamp(_now),
    });

    private void Trade(QueueBook book, long quantity) => book.Apply(new FeedEvent
    {
        Kind = FeedEventKind.Trade,
        Side = Side.Sell,
        Price = new Price(100),
        Quantity = new Quantity(quantity),
        ReceiveTime = new Timestamp(_now),
    });
}
