using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Xunit;

namespace Rialto.Unit.Adapters;

public class BookPlacesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(200)]
    public void Every_book_is_found_by_its_listing_and_nothing_else(int count)
    {
        var table = TestListings.Of(FeedVenue.BinanceSpot, 20_000, [.. Enumerable.Range(1, 10_000).Select(number => ($"S{number}", 0, 0))]);
        var random = new Random(count);
        var chosen = Enumerable.Range(1, 10_000).OrderBy(_ => random.Next()).Take(count).ToArray();
        List<BookSync> books = [.. chosen.Select(number => new BookSync(table[new ListingId(number)], new BookRules(), new BookChecksum()))];
        var places = new BookPlaces(books);
        for (var number = -1; number <= 10_001; number++)
            Assert.Equal(Array.IndexOf(chosen, number), places.TryFind(new ListingId(number), out var book) ? books.IndexOf(book) : -1);
    }

    [Fact]
    public void Updates_that_have_been_met_take_no_memory()
    {
        var waiting = new WaitingUpdates(65_536);
        var levels = new LevelChange[1_000];
        for (var n = 0; n < 50; n++)
            Assert.True(waiting.TryAdd(new FramePart { LastSequence = n, Count = levels.Length }, levels));
        Assert.InRange(waiting.Capacity, 50_000, 65_536);
        waiting.Clear();
        Assert.Equal((0, 0), (waiting.Count, waiting.Capacity));
        Assert.True(waiting.TryAdd(new FramePart { LastSequence = 7, Count = 2 }, levels.AsSpan(0, 2)));
        Assert.Equal((1, 7, 2), (waiting.Count, waiting[0].LastSequence, waiting.LevelsOf(0).Length));
        waiting.Clear();
        Assert.InRange(waiting.Capacity, 2, 256);
    }
}
