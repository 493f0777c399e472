using Rialto.Adapters.Connections;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Adapters.Connections;

public class FeedOutletTests
{
    private static readonly ListingId One = new(1);

    [Fact]
    public void Frames_come_out_as_they_went_in()
    {
        var outlet = new FeedOutlet(16);
        var reader = new OutletReader(4);
        var writer = new FrameWriter(outlet);
        for (var frame = 0; frame < 100; frame++)
        {
            for (var i = 0; i < 5; i++)
                writer.Level(One, Side.Buy, 100 + i, frame + 1);
            writer.End();
            Assert.Equal(5, outlet.Depth);
            Assert.Equal(5, reader.Read(outlet, int.MaxValue));
        }

        Assert.Equal(writer.Told.Select(told => (told.Price, told.Quantity, told.Flags)), reader.Events.Select(told => (told.Price, told.Quantity, told.Flags)));
        Assert.Equal((0, 0, 0), (outlet.Conflated, outlet.TradesDropped, outlet.Depth));
    }

    [Fact]
    public void Nothing_is_seen_of_a_frame_before_its_end()
    {
        var outlet = new FeedOutlet(16);
        var reader = new OutletReader();
        var writer = new FrameWriter(outlet);
        writer.Level(One, Side.Buy, 100, 1);
        Assert.Equal(0, reader.Read(outlet, 1));
        writer.End();
        Assert.Equal(1, reader.Read(outlet, 1));
    }

    [Fact]
    public void A_reader_that_is_slow_finds_the_newest_of_each_level()
    {
        var outlet = new FeedOutlet(4);
        var reader = new OutletReader();
        var writer = new FrameWriter(outlet);
        for (var quantity = 1; quantity <= 1_000; quantity++)
        {
            writer.Level(One, Side.Buy, 100, quantity);
            writer.End();
        }

        Assert.Equal((5, 995), (outlet.Depth, outlet.Conflated));
        Assert.Equal(5, reader.Read(outlet, int.MaxValue));
        Assert.Equal([1, 2, 3, 4, 1_000], reader.Events.Select(told => told.Quantity.Units));
        Assert.Equal(0, outlet.Depth);

        // And goes on without it.
        writer.Level(One, Side.Buy, 100, 7);
        writer.End();
        reader.Read(outlet, 1);
        Assert.Equal((7, 995), (reader.Events[^1].Quantity.Units, outlet.Conflated));
    }

    [Fact]
    public void A_frame_larger_than_the_ring_comes_whole()
    {
        var outlet = new FeedOutlet(8);
        var reader = new OutletReader(3);
        var writer = new FrameWriter(outlet);
        writer.Cleared(One);
        for (var i = 0; i < 1_000; i++)
            writer.Level(One, Side.Sell, 1_000 + i, i + 1);
        writer.State(One, BookTrust.Trusted);
        writer.End();
        Assert.Equal(1_002, reader.Read(outlet, 1));
        Assert.Equal(writer.Book(One).Picture(), reader.Log.BookOf(One).Picture());
        Assert.Equal(BookTrust.Trusted, reader.Log.StateOf(One));
    }

    /// <summary>The law: whatever was conflated, at the end of the last frame the reader's books and states are the writer's, and no trade is lost or told twice.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(64)]
    public void After_conflation_the_readers_books_are_the_writers(int capacity)
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var outlet = new FeedOutlet(capacity);
            var reader = new OutletReader(random.Next(1, 40));
            var writer = new FrameWriter(outlet);
            for (var frame = 0; frame < 300; frame++)
            {
                writer.RandomFrame(random, listings: 3, trades: true);
                if (random.Next(4) == 0)
                    reader.Read(outlet, random.Next(4));
            }

            reader.Read(outlet, int.MaxValue);
            for (var id = 1; id <= 3; id++)
            {
                Assert.True(writer.Book(new ListingId(id)).Picture() == reader.Log.BookOf(new ListingId(id)).Picture(), $"seed {seed}, book {id}");
                Assert.True(writer.StateOf(new ListingId(id)) == reader.Log.StateOf(new ListingId(id)), $"seed {seed}, state {id}");
            }

            Assert.Equal(writer.Trades, reader.Events.Where(told => told.Kind == FeedEventKind.Trade).Select(told => told.TradeId));
            Assert.Equal((0, 0, 0), (outlet.Depth, outlet.TradesDropped, outlet.BooksLost));
        }
    }

    [Fact]
    public async Task Two_threads_end_with_the_same_books()
    {
        var outlet = new FeedOutlet(256);
        var reader = new OutletReader(100);
        var writer = new FrameWriter(outlet);
        var reading = Task.Factory.StartNew(
            () =>
            {
                while (!outlet.IsFinished)
                {
                    if (reader.Read(outlet, int.MaxValue) == 0)
                        Thread.Yield();
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var random = new Random(7);
        for (var frame = 0; frame < 20_000; frame++)
            writer.RandomFrame(random, listings: 5, trades: true);
        outlet.Complete();
        await reading.WaitAsync(TimeSpan.FromSeconds(30));
        for (var id = 1; id <= 5; id++)
            Assert.Equal(writer.Book(new ListingId(id)).Picture(), reader.Log.BookOf(new ListingId(id)).Picture());
        Assert.Equal(writer.Trades, reader.Events.Where(told => told.Kind == FeedEventKind.Trade).Select(told => told.TradeId));
    }

    [Fact]
    public void Trades_without_room_are_dropped_counted_and_told()
    {
        var outlet = new FeedOutlet(2, tradesMax: 10);
        var reader = new OutletReader();
        var writer = new FrameWriter(outlet);
        for (var i = 1; i <= 100; i++)
        {
            writer.Trade(One, i);
            writer.End();
        }

        Assert.Equal(88, outlet.TradesDropped);
        reader.Read(outlet, int.MaxValue);
        Assert.Equal(Enumerable.Range(1, 12).Select(id => (long)id), reader.Events.Where(told => told.Kind == FeedEventKind.Trade).Select(told => told.TradeId));
        Assert.Equal([(DriftKind.TradesDropped, 88)], reader.Log.Drifts);
    }

    [Fact]
    public void A_book_without_room_is_given_up_until_it_begins_anew()
    {
        var outlet = new FeedOutlet(2, levelsMax: 10);
        var reader = new OutletReader();
        var writer = new FrameWriter(outlet);
        writer.State(One, BookTrust.Trusted);
        writer.End();
        for (var i = 0; i < 50; i++)
        {
            writer.Level(One, Side.Buy, i, 1);
            writer.End();
        }

        Assert.Equal(1, outlet.BooksLost);
        reader.Read(outlet, int.MaxValue);
        Assert.Equal((One, BookTrust.Resyncing, BookReason.TooManyWaiting), reader.Log.Changes[^1]);

        // Its state is not believed either, and its levels are not told.
        var before = reader.Events.Count;
        writer.Level(One, Side.Buy, 7, 3);
        writer.State(One, BookTrust.Trusted);
        writer.End();
        reader.Read(outlet, int.MaxValue);
        Assert.Equal(before, reader.Events.Count);
        writer.Cleared(One);
        writer.Level(One, Side.Sell, 8, 2);
        writer.State(One, BookTrust.Trusted);
        writer.End();
        reader.Read(outlet, int.MaxValue);
        Assert.Equal((BookTrust.Trusted, "bids  asks 8:2"), (reader.Log.StateOf(One), reader.Log.BookOf(One).Picture()));
        Assert.Equal(0, outlet.Depth);
    }

    [Fact]
    public void What_takes_anothers_place_tells_nothing_before_that_is_finished_and_no_trade_twice()
    {
        var old = new FeedOutlet(16);
        var next = new FeedOutlet(16);
        var reader = new OutletReader();
        reader.Add(old);
        reader.Add(next);
        next.HoldBehind(old);
        var writer = new FrameWriter(old);
        var after = new FrameWriter(next);
        writer.Level(One, Side.Buy, 100, 1);
        writer.Trade(One, 11);
        writer.Trade(One, 12);
        writer.End();
        after.Cleared(One);
        after.Level(One, Side.Buy, 101, 5);
        after.State(One, BookTrust.Trusted);
        after.Trade(One, 12);
        after.Trade(One, 13);
        after.End();
        reader.Read();
        Assert.Equal("bids 100:1 asks ", reader.Log.BookOf(One).Picture());
        writer.Level(One, Side.Buy, 99, 1);
        writer.End();
        old.Complete();
        next.Release(old);
        after.Trade(One, 12);
        after.Trade(One, 14);
        after.End();

        // The newest outlet is read first: it waits all the same.
        reader.Read();
        reader.Read();
        Assert.Equal([11, 12, 13, 14], reader.Events.Where(told => told.Kind == FeedEventKind.Trade).Select(told => told.TradeId));
        Assert.Equal("bids 101:5 asks ", reader.Log.BookOf(One).Picture());
        Assert.Equal(1, reader.Open);

        // The overlap is over in time, and the ring is used again.
        after.Now += 11_000_000_000;
        after.Level(One, Side.Sell, 200, 1);
        after.End();
        reader.Read();
        after.Level(One, Side.Sell, 200, 2);
        after.End();
        reader.Read();
        Assert.Equal("bids 101:5 asks 200:2", reader.Log.BookOf(One).Picture());
    }

    [Fact]
    public void What_was_held_back_and_told_takes_no_memory()
    {
        var old = new FeedOutlet(16);
        var next = new FeedOutlet(16);
        var reader = new OutletReader { IsBrief = true };
        reader.Add(old);
        reader.Add(next);
        next.HoldBehind(old);
        var after = new FrameWriter(next);
        after.Cleared(One);
        for (var price = 1; price <= 10_000; price++)
        {
            after.Level(One, Side.Buy, price, 1);
            after.Trade(One, price);
        }

        after.End();
        Assert.InRange(next.Capacity, 20_000, 40_000);
        old.Complete();
        next.Release(old);
        reader.Read();
        reader.Read();
        Assert.Equal((10_000, 256), (reader.Log.BookOf(One).Bids.Count, next.Capacity));

        // And it goes on as before.
        after.Now += 11_000_000_000;
        after.Level(One, Side.Buy, 1, 7);
        after.End();
        reader.Read();
        Assert.Equal(after.Book(One).Picture(), reader.Log.BookOf(One).Picture());
    }

    [Fact]
    public void A_frame_allocates_nothing_while_the_ring_has_room()
    {
        var outlet = new FeedOutlet(1_024);
        var span = new FeedEvent[1_024];
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 200; i++)
                Pass();
        }));

        void Pass()
        {
            var writer = outlet.Writer;
            for (var i = 0; i < 67; i++)
            {
                ref var told = ref writer.Claim();
                told = default;
                (told.Listing, told.Kind, told.Price) = (One, FeedEventKind.Level, new Price(i));
            }

            writer.EndFrame();
            outlet.Read(span);
        }
    }

    [Fact]
    public void Conflation_allocates_nothing_once_it_is_warm()
    {
        var outlet = new FeedOutlet(2);
        var span = new FeedEvent[1_024];
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 100; i++)
                Pass();
        }));

        void Pass()
        {
            var writer = outlet.Writer;
            for (var i = 0; i < 200; i++)
            {
                ref var told = ref writer.Claim();
                told = default;
                (told.Listing, told.Kind, told.Price) = (One, FeedEventKind.Level, new Price(i));
            }

            writer.EndFrame();
            outlet.Read(span);
        }
    }
}
