using Rialto.Host.Feeds.Live.Core;
using Rialto.Host.Feeds.Live.Distribution;
using Rialto.Host.Feeds.Recording;
using Rialto.Journal.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Xunit;

namespace Rialto.Integration.Feeds.Live;

public sealed class EventDistributionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_the_hub_heard_is_read_back_event_by_event()
    {
        var table = new ListingTable(16_384);
        var frames = FeedHubRecordingTests.Record(table, 1_000, FeedHubRecordingTests.All()).Frames;
        var heard = new Heard();
        string folder;
        var way = new EventDistribution(new EventRecorder(new EventRecorderOptions(_folder.Path) { SegmentBytes = 1 << 20, PagesMax = 1_000 }, table, TimeProvider.System));
        await using (var hub = new HubBench(table, "", heard, way))
        {
            way.BookOf = id => (hub.Core.BookOf(id), hub.Core.ReasonOf(id));
            hub.Hub.Watch([.. frames.SelectMany(frame => frame).Select(told => told.Listing).Where(id => !id.IsNone).Distinct()]);
            hub.Hub.DoWork();
            foreach (var frame in frames)
                hub.Tell(frame);
            folder = way.Report.Folder;
        }

        Assert.Equal(0, way.Report.Lost);
        using var reader = new EventRecordingReader(folder);
        var read = 0;
        while (reader.TryRead(out var events))
        {
            foreach (ref readonly var told in events)
            {
                var was = heard.Events[read++];
                Assert.Equal(
                    (was.Kind, was.Price, was.Quantity, was.Sequence, was.ReceiveTime, was.Flags, was.Listing.IsNone ? "" : table[was.Listing].VenueSymbol),
                    (told.Kind, told.Price, told.Quantity, told.Sequence, told.ReceiveTime, told.Flags, told.Listing.IsNone ? "" : reader.Listings[told.Listing].VenueSymbol));
            }
        }

        Assert.Equal(heard.Events.Count, read);
    }

    [Fact]
    public async Task After_a_full_disk_every_book_is_told_whole_and_the_reader_knows_what_is_missing()
    {
        using var disk = SmallDisk.InMemory(8_000);
        var table = new ListingTable(64);
        for (var i = 0; i < 4; i++)
            table.Add(HubBench.Make(table, FeedVenue.BinanceSpot, $"A{i}-USDT", "USDT", 2, 3));
        string folder;
        var way = new EventDistribution(new EventRecorder(new EventRecorderOptions(disk.Path) { SegmentBytes = 1 << 20, PagesMax = 2, RetryAfter = TimeSpan.FromMilliseconds(5) }, table, TimeProvider.System));
        var books = new List<(long Bid, long Ask)>();
        await using (var hub = new HubBench(table, "", way))
        {
            way.BookOf = id => (hub.Core.BookOf(id), hub.Core.ReasonOf(id));
            hub.Hub.Watch([.. Enumerable.Range(1, 4).Select(id => new ListingId(id))]);
            hub.Hub.DoWork();
            hub.Book(4, 7, 8);
            var ballast = Path.Combine(disk.Path, "ballast");
            Fill(ballast);

            // Until nothing goes in any more, and then on. Books are told again in between whenever the disk has caught up.
            var price = 100L;
            for (var after = 0; after < 200; price++)
            {
                hub.Book(1 + (int)(price % 3), price, price + 1);
                hub.Tell([new FeedEvent { Kind = FeedEventKind.Trade, Listing = new ListingId(1), Venue = FeedVenue.BinanceSpot, Price = new Price(price), Quantity = new Quantity(1), ReceiveTime = new Timestamp(HubBench.Start) }]);
                after += way.Report is { Problem.Length: > 0, Lost: > 0 } ? 1 : 0;
            }

            Assert.Contains("space", way.Report.Problem, StringComparison.OrdinalIgnoreCase);
            File.Delete(ballast);
            await UntilAsync(() => way.Report.Problem.Length == 0);
            hub.Pass(1_000);
            hub.Book(1, price, price + 1);
            for (var id = 1; id <= 4; id++)
                books.Add((hub.Core.BookOf(new ListingId(id)).Best.BidPrice.Units, hub.Core.BookOf(new ListingId(id)).Best.AskPrice.Units));
            folder = way.Report.Folder;
        }

        var (lost, told, restarts) = (way.Report.Lost, 0L, 0);
        using var reader = new EventRecordingReader(folder);
        var again = new Dictionary<int, DepthBook>();
        while (reader.TryRead(out var events))
        {
            foreach (ref readonly var some in events)
            {
                if (some is { Kind: FeedEventKind.Drift, Drift: DriftKind.TradesDropped })
                    told = some.TradeId;
                if (some is { Kind: FeedEventKind.BookStateChanged, Reason: BookReason.TooManyWaiting })
                    restarts++;
                if (some.Listing.IsNone)
                    continue;
                if (!again.TryGetValue(some.Listing.Value, out var book))
                    again[some.Listing.Value] = book = new DepthBook(reader.Listings[some.Listing]);
                if (some.Kind is FeedEventKind.Level or FeedEventKind.BookCleared or FeedEventKind.BookStateChanged)
                    book.Apply(in some);
            }
        }

        Assert.Null(reader.FindTorn());
        Assert.True(lost >= 199 * 5, $"{lost} lost");
        Assert.InRange(told, 199, lost);
        Assert.True(restarts >= 4, $"{restarts} restarts, {lost} lost, {told} told");
        Assert.Equal(books, again.OrderBy(pair => pair.Key).Select(pair => (pair.Value.Best.BidPrice.Units, pair.Value.Best.AskPrice.Units)));
        Assert.All(again.Values, static book => Assert.Equal(BookTrust.Trusted, book.State));
    }

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
                file.Write(new byte[64 << 10]);
        }
        catch (IOException)
        {
            // The disk is full: what was wanted.
        }
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var waited = 0; !holds(); waited++)
        {
            Assert.True(waited < 6_000, "not within a minute");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>All events as they were told.</summary>
    private sealed class Heard : IFeedDistribution
    {
        public List<FeedEvent> Events { get; } = [];

        public void OnLayout(FeedLayout layout)
        {
        }

        public void OnEvent(in FeedEvent told) => Events.Add(told);

        public void OnBbo(Listing listing, in Bbo best, Timestamp receiveTime)
        {
        }

        public void OnNbbo(SymbolPlace symbol, in FeedNbbo best)
        {
        }

        public void Flush()
        {
        }

        public void Poll()
        {
        }

        public ValueTask CloseAsync() => ValueTask.CompletedTask;
    }
}
