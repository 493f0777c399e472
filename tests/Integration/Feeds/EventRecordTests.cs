using Rialto.Adapters.Connections;
using Rialto.Host.Feeds.Export;
using Rialto.Host.Feeds.Recording;
using Rialto.Host.Feeds.Replay;
using Rialto.Host.Tools.Feeds;
using Rialto.Integration.Feeds.Live;
using Rialto.Journal.Feeds;
using Rialto.Model.Feeds;
using Rialto.Unit;
using Xunit;

namespace Rialto.Integration.Feeds;

/// <summary>Recorded events beside what they were made of: the hub's best prices, the frames of the same connection.</summary>
public sealed class EventRecordTests(ITestOutputHelper output) : IDisposable
{
    private static readonly CancellationToken Stop = CancellationToken.None;
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Eleven_feeds_read_back_give_the_best_prices_bit_for_bit()
    {
        var table = new ListingTable(16_384);
        var frames = FeedHubRecordingTests.Record(table, 1_000, FeedHubRecordingTests.All()).Frames;
        var live = new Collected();
        var hub = new HubBench(table, "", live);
        string folder;
        await using (var recorder = new EventRecorder(new EventRecorderOptions(_folder.Path) { SegmentBytes = 1 << 20 }, table, TimeProvider.System))
        {
            ListingId[] wanted = [.. frames.SelectMany(frame => frame).Select(told => told.Listing).Where(id => !id.IsNone).Distinct()];
            hub.Hub.Watch(wanted);
            foreach (var listing in wanted)
                await UntilAsync(() => recorder.TryIntroduce(listing));
            hub.Hub.DoWork();
            foreach (var frame in frames)
            {
                hub.Tell(frame);
                foreach (var told in frame)
                    await UntilAsync(() => recorder.TryAdd(in told));
            }

            folder = recorder.Report().Folder;
        }

        // Twelve segments or so, compressed once they were full and at the end.
        Assert.Empty(Directory.GetFiles(folder, "*.journal"));
        Assert.True(Directory.GetFiles(folder, "*.archive").Length > 2);
        using var reader = new EventRecordingReader(folder);
        var (again, count) = (new Collected(), 0L);
        var books = new HubBench(reader.Listings, "", again);
        while (reader.TryRead(out var events))
        {
            if (count == 0)
            {
                // All that were watched are told before the first event.
                books.Hub.Watch([.. Enumerable.Range(1, reader.Listings.Count).Select(id => new ListingId(id))]);
                books.Hub.DoWork();
            }

            foreach (ref readonly var told in events)
            {
                books.Core.Apply(in told);
                count++;
            }
        }

        Assert.Null(reader.FindTorn());
        Assert.Equal(frames.Sum(frame => frame.Length), count);
        Assert.True(live.Best.Count > 1_000);
        Assert.Equal(live.Best, again.Best);
        output.WriteLine($"{count:N0} events, {reader.Listings.Count} listings, {live.Best.Count:N0} best prices, {Directory.GetFiles(folder).Sum(path => new FileInfo(path).Length):N0} bytes");
    }

    [Fact]
    public async Task Events_recorded_live_are_those_of_the_frames_recorded_beside_them()
    {
        var recording = new Recording();
        recording.Load([Recordings.Path("wire/bybit/capture-v5-2026-08-09.jsonl.gz")], FeedVenue.None, Stop);
        EventRecorderReport told;
        await using (var server = new ReplayServer(recording, new ReplayOptions(Port: 0, Speed: 0, ClosesAtEnd: false) { SnapshotWait = TimeSpan.FromMinutes(1), Gather = TimeSpan.FromMilliseconds(250), Patience = TimeSpan.Zero }))
        {
            await server.StartAsync(Stop);
            await using var frames = new CaptureRecorder(new RecorderOptions(_folder.File("frames")), TimeProvider.System);
            var live = new FeedRecording(frames, new EventRecorderOptions(_folder.File("events")), new VenueRoute(), new ProcessBudgets(TimeProvider.System), TimeProvider.System);
            try
            {
                await live.StartAsync([FeedRecording.TermsOf("bybit-linear", new Uri(server.Url))], ["BTCUSDT"], Stop);
                await UntilAsync(() => server.Counters is { Ended: > 0 } counters && counters.Ended == counters.Streams && frames.Report().Frames >= counters.Frames);
            }
            finally
            {
                await live.DisposeAsync();
            }

            Assert.Equal((0L, 0L), live.Behind);
            told = live.EventReport!;
            Assert.Equal((0L, ""), (told.Lost, told.Problem));
        }

        // The raw frames again, by way of the adapter.
        var again = new Recording();
        again.Load(Directory.GetFiles(_folder.File("frames")), FeedVenue.None, Stop);
        var counts = new ExportFeedsCommand.Counts();
        ExportFeedsCommand.Write(new RecordedEvents(again, FeedVenue.BybitLinear, [RecordedEvents.AllSymbols], null), "events", _folder.File("converted"), counts, Stop);
        var (first, second) = (Market(told.Folder), Market(_folder.File("converted")));
        Assert.True(first.Count > 5_000, $"{first.Count} events");
        Assert.Equal(first.Count, second.Count);
        for (var i = 0; i < first.Count; i++)
            Assert.Equal(first[i], second[i]);
        output.WriteLine($"{told.Events:N0} events live, {counts.Rows:N0} converted, {first.Count:N0} about the market");
    }

    /// <summary>What a recording says of the market and of its books, with the times of receipt. Connections are numbered otherwise, and how they end is ours to say, not the venue's.</summary>
    private static List<FeedEvent> Market(string folder)
    {
        var events = new List<FeedEvent>();
        using var reader = new EventRecordingReader(folder);
        while (reader.TryRead(out var some))
        {
            foreach (var told in some)
            {
                if (told.Kind is FeedEventKind.BookCleared or FeedEventKind.Level or FeedEventKind.Trade || (told.Kind == FeedEventKind.BookStateChanged && told.State == BookTrust.Trusted))
                    events.Add(told with { Connection = 0 });
            }
        }

        Assert.Null(reader.FindTorn());
        return events;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < Generous);
            await Task.Yield();
        }
    }
}
