using Rialto.Host.Feeds.Live.Distribution;
using Rialto.Model.Feeds;
using Rialto.Runtime.Shared;
using Rialto.Trading.Books;
using Rialto.Trading.Consolidated;
using Rialto.Trading.Shared;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Integration.Feeds.Live;

/// <summary>Readers of the shared rings that come late, are overtaken, or outlive the feed: their books are the hub's again, without a word from any venue.</summary>
public sealed class SharedFeedReaderTests : IDisposable
{
    private const long Second = 1_000_000_000;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_reader_that_comes_late_gets_every_book_and_follows_it()
    {
        var table = new ListingTable(16_384);
        var frames = FeedHubRecordingTests.Record(table, 600, FeedHubRecordingTests.All()).Frames;
        using var shared = new SharedDistribution(_folder.Path, 1 << 16, 1);
        var hub = Hub(table, shared, frames);
        using var reader = new SharedFeedReader(_folder.Path);
        var follower = new Follower(table, frames);
        var half = frames.Count / 2;
        foreach (var frame in frames[..half])
            hub.Tell(frame);
        Assert.False(reader.Look(1));
        Assert.Equal((SharedRingFault.None, 1, 1), (reader.Fault, reader.Runs, reader.Asked));
        foreach (var frame in frames[half..])
        {
            hub.Pass(20);
            hub.Tell(frame);
            follower.ReadAll(reader);
        }

        Assert.Equal(follower.Listings, reader.KnownBooks);
        follower.AssertEqual(hub);
        Assert.Equal(0, reader.Missed);
        Assert.False(File.Exists(Path.Combine(_folder.Path, SharedFeedReader.AskFile)));

        // From the moment of the snapshots on: the same best prices, each time they change.
        Assert.True(follower.Told > 100, $"{follower.Told} best prices");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_reader_that_was_overtaken_again_and_again_ends_with_the_books_of_the_hub(int seed)
    {
        var table = new ListingTable(16_384);
        var frames = FeedHubRecordingTests.Record(table, 600, FeedHubRecordingTests.All()).Frames;
        using var shared = new SharedDistribution(_folder.Path, 1 << 13, 1);
        var hub = Hub(table, shared, frames);
        using var reader = new SharedFeedReader(_folder.Path, heldMax: 500);
        var follower = new Follower(table, frames);
        var random = new Random(seed);
        var now = 1L;
        reader.Look(now);
        foreach (var frame in frames)
        {
            hub.Tell(frame);
            if (random.Next(20) == 0)
                hub.Pass(20);
            if (random.Next(900) != 0)
                continue;
            for (var i = random.Next(30_000); i > 0 && reader.TryRead(out var told); i--)
                follower.Take(in told);
            reader.Look(now += Second);
        }

        Assert.True(reader.Missed > 0);
        for (var i = 0; i < 2_000 && reader.KnownBooks < follower.Listings; i++)
        {
            follower.ReadAll(reader);
            reader.Look(now += Second);
            hub.Pass(20);
        }

        follower.ReadAll(reader);
        Assert.Equal(follower.Listings, reader.KnownBooks);
        follower.AssertEqual(hub);
    }

    [Fact]
    public void Another_run_voids_what_was_known_and_a_folder_that_takes_no_file_is_told()
    {
        var table = new ListingTable(8);
        table.Add(HubBench.Make(table, FeedVenue.Okx, "A-B", "B", 0, 0));
        using var reader = new SharedFeedReader(_folder.Path);
        Assert.False(reader.Look(1));
        Assert.Equal(SharedRingFault.Missing, reader.Fault);
        FeedEvent told;
        using (var first = new SharedDistribution(_folder.Path, 1 << 10, 5))
        {
            var hub = Hub(table, first, [[new FeedEvent { Listing = new ListingId(1) }]]);
            reader.Look(2);

            // What is told whole needs no snapshot.
            hub.Book(1, 10, 11);
            var kinds = new List<(FeedEventKind, FeedEventFlags)>();
            while (reader.TryRead(out told))
                kinds.Add((told.Kind, told.Flags));
            Assert.Equal(
                [
                    (FeedEventKind.BookCleared, FeedEventFlags.FirstOfFrame), (FeedEventKind.Level, FeedEventFlags.None), (FeedEventKind.Level, FeedEventFlags.None),
                    (FeedEventKind.BookStateChanged, FeedEventFlags.LastOfFrame),
                ],
                kinds);
            Assert.Equal(1, reader.KnownBooks);
        }

        using var second = new SharedDistribution(_folder.Path, 1 << 10, 6);
        Assert.True(reader.Look(3));
        Assert.True(reader.TryRead(out told));
        Assert.Equal((FeedEventKind.BookStateChanged, BookTrust.Resyncing, BookReason.Gap, 1, 0), (told.Kind, told.State, told.Reason, told.Listing.Value, reader.KnownBooks));
        Assert.False(reader.TryRead(out _));
        Assert.Equal("", reader.Problem);
        File.Delete(Path.Combine(_folder.Path, SharedFeedReader.AskFile));
        Directory.CreateDirectory(Path.Combine(_folder.Path, SharedFeedReader.AskFile));
        using var third = new SharedFeedReader(_folder.Path);
        third.Look(1);
        Assert.Contains("cannot be asked for", third.Problem, StringComparison.Ordinal);
    }

    private static HubBench Hub(ListingTable table, SharedDistribution shared, List<FeedEvent[]> frames)
    {
        var hub = new HubBench(table, "", shared);
        shared.BookOf = id => (hub.Core.BookOf(id), hub.Core.ReasonOf(id));
        hub.Hub.Watch(Wanted(frames));
        hub.Hub.DoWork();
        return hub;
    }

    private static List<ListingId> Wanted(List<FeedEvent[]> frames) => [.. frames.SelectMany(frame => frame).Select(told => told.Listing).Where(id => !id.IsNone).Distinct()];

    /// <summary>Books of another process.</summary>
    private sealed class Follower
    {
        private readonly Consolidation<Sink> _books;
        private readonly List<ListingId> _wanted;

        public Follower(ListingTable table, List<FeedEvent[]> frames)
        {
            _wanted = Wanted(frames);
            _books = new Consolidation<Sink>(table, new Sink(this), 8, _wanted);
        }

        public int Listings => _wanted.Count;

        public int Told { get; private set; }

        public void Take(in FeedEvent told) => _books.Apply(in told);

        public void ReadAll(SharedFeedReader reader)
        {
            while (reader.TryRead(out var told))
                Take(in told);
        }

        public void AssertEqual(HubBench hub)
        {
            foreach (var id in _wanted)
            {
                var (own, other) = (_books.BookOf(id), hub.Core.BookOf(id));
                Assert.Equal((other.State, other.Best), (own.State, own.Best));
                Assert.Equal(Levels(other.Bids), Levels(own.Bids));
                Assert.Equal(Levels(other.Asks), Levels(own.Asks));
            }

            for (var symbol = 0; symbol < _books.Symbols; symbol++)
                Assert.Equal(hub.Core.BestOf(symbol), _books.BestOf(symbol));
        }

        private static DepthLevel[] Levels(DepthSide side)
        {
            var levels = new DepthLevel[side.Count];
            side.CopyBest(levels);
            return levels;
        }

        private readonly struct Sink(Follower follower) : INbboSink
        {
            public void OnBbo(ListingId listing, in Bbo best, Timestamp receiveTime)
            {
                // The best of each symbol is what is counted.
            }

            public void OnNbbo(int symbol, in Nbbo best, Timestamp receiveTime) => follower.Told++;
        }
    }
}
