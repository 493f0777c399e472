using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Runtime.Collections;
using Xunit;

namespace Rialto.Unit.Adapters;

/// <summary>The books of the proof against each other: the ladders forget digits and nothing else.</summary>
public class ProofBookTests
{
    [Theory]
    [InlineData(30)]
    [InlineData(3_000)]
    [InlineData(3_000_000)]
    public void Ladders_have_the_best_prices_of_sorted_sides(int spread)
    {
        var random = new Random(spread);
        ProofBook[] books = [new DigitBook(1 << 17), new LadderBook<KeepsPresence>(15, 18, 1 << 17), new LadderBook<KeepsQuantities>(12, 15, 1 << 17)];
        var frame = new LevelChange[20];
        for (var step = 0; step < 5_000; step++)
        {
            var count = random.Next(frame.Length);
            for (var i = 0; i < count; i++)
            {
                frame[i] = new LevelChange
                {
                    Side = random.Next(2) == 0 ? Side.Buy : Side.Sell,
                    Price = 6_000_000 + random.Next(-spread, spread),
                    Quantity = random.Next(3) == 0 ? random.Next(1, 9) : 0,
                };
            }

            foreach (var book in books)
            {
                Assert.Equal(BookReason.None, book.Set(frame.AsSpan(0, count)));
                Assert.Equal((books[0].BestBid, books[0].BestAsk, books[0].IsCrossed), (book.BestBid, book.BestAsk, book.IsCrossed));
                if (random.Next(500) == 0 && book == books[^1])
                    Array.ForEach(books, each => each.Clear());
            }
        }
    }

    [Fact]
    public void Changes_add_up_alike_and_never_below_zero()
    {
        var random = new Random(3);
        ProofBook[] books = [new DigitBook(1 << 17), new LadderBook<KeepsQuantities>(6, 9, 1 << 17)];
        for (var step = 0; step < 5_000; step++)
        {
            var change = new LevelChange { Side = random.Next(2) == 0 ? Side.Buy : Side.Sell, Price = random.Next(1, 300), Quantity = random.Next(-3, 9) };
            LevelChange[] first = [change], second = [change];
            Assert.Equal(books[0].Change(first), books[1].Change(second));
            Assert.Equal((books[0].BestBid, books[0].BestAsk, first[0].Quantity), (books[1].BestBid, books[1].BestAsk, second[0].Quantity));
        }
    }

    [Theory]
    [InlineData(1L << 62)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void A_price_that_no_ladder_has_a_place_for_gives_the_book_up(long price)
    {
        var book = new LadderBook<KeepsPresence>(15, 18, 100);
        Assert.Equal(BookReason.None, book.Set([new LevelChange { Side = Side.Sell, Price = (1L << 62) - 1, Quantity = 1 }]));
        Assert.Equal(BookReason.DigitsDoNotFit, book.Set([new LevelChange { Side = Side.Buy, Price = price, Quantity = 1 }]));
        Assert.Equal(BookReason.DigitsDoNotFit, book.Change([new LevelChange { Side = Side.Sell, Price = price, Quantity = 1 }]));
    }

    [Fact]
    public void More_levels_than_there_is_room_for_give_the_book_up()
    {
        foreach (var book in new ProofBook[] { new DigitBook(3), new LadderBook<KeepsPresence>(6, 8, 3) })
        {
            LevelChange[] levels = [.. Enumerable.Range(1, 4).Select(price => new LevelChange { Side = Side.Buy, Price = price * 100, Quantity = 1 })];
            Assert.Equal(BookReason.None, book.Set(levels.AsSpan(0, 3)));
            Assert.Equal(BookReason.TooManyLevels, book.Set(levels.AsSpan(3)));
        }
    }
}
