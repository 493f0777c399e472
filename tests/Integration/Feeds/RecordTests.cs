using Rialto.Adapters.Binance;
using Rialto.Adapters.Connections;
using Rialto.Host.Feeds.Recording;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Rialto.Unit;
using Rialto.Wire.Files.Captures;
using Xunit;

namespace Rialto.Integration.Feeds;

/// <summary>A recorded day played by a replay server, recorded again over real sockets, and played again.</summary>
public sealed class RecordTests(ITestOutputHelper output) : IDisposable
{
    private const FeedVenue Venue = FeedVenue.BinanceCoinM;
    private static readonly CancellationToken Stop = CancellationToken.None;
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_recorded_again_is_the_same_frames_and_plays_to_the_same_counts()
    {
        var original = Recordings.Path("wire/binance-coinm/capture-2021-07-22.jsonl.gz");
        await using (var server = await ServeAsync([original], closesAtEnd: false))
        {
            var symbols = server.Recording.Connections[0].Topics.All.Keys.Select(topic => topic.Symbol).Distinct().ToArray();
            Assert.Equal(10, symbols.Length);
            await using var recorder = new CaptureRecorder(new RecorderOptions(_folder.Path) { RotateBytes = 200_000, SegmentBytes = 50_000 }, TimeProvider.System);
            await using (var recording = new FeedRecording(recorder, null, new VenueRoute(), new ProcessBudgets(TimeProvider.System), TimeProvider.System))
            {
                var terms = FeedRecording.TermsOf("binance-coinm", new Uri(server.Url)) with { SymbolsPerSocket = 10 };
                await recording.StartAsync([terms], [.. symbols, symbols[0].ToLowerInvariant(), symbols[0]], Stop);
                await UntilAsync(() => server.Counters is { Ended: > 0 } counters && counters.Ended == counters.Streams && recorder.Report().Frames >= counters.Frames);
            }

            Assert.Equal((0, ""), (recorder.Report().Lost, recorder.Report().Problem));
        }

        var files = Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal).ToArray();
        Assert.True(files.Length > 1);
        var (again, topics) = Frames(files, null);
        var (wanted, _) = Frames([original], topics);
        Assert.True(wanted.Count > 1_788);
        Assert.Equal(wanted, again);

        await using var second = await ServeAsync(files, closesAtEnd: true);
        Assert.Empty(second.Recording.Remarks);
        Assert.Single(second.Recording.Connections);
        var replay = new SocketReplay(second, "binance-coinm", new BinanceProtocol(Venue), new ListingTable(4_096));
        await replay.ListAsync(Stop);
        await replay.RunAsync(1, Stop);
        output.WriteLine(replay.Describe());

        // The counts of the original over a socket: RecordedVenuesTests.
        Assert.Equal((1_788, 25_029, 51, 10), (replay.Sum(c => c.BookUpdates), replay.Sum(c => c.Levels), replay.Sum(c => c.Trades), replay.Trusted));
    }

    [Fact]
    public async Task A_symbol_that_no_venue_lists_and_a_venue_that_nobody_knows_are_told()
    {
        await using var server = await ServeAsync([Recordings.Path("wire/binance-coinm/capture-2021-07-22.jsonl.gz")], closesAtEnd: false);
        await using var recorder = new CaptureRecorder(new RecorderOptions(_folder.Path), TimeProvider.System);
        await using var recording = new FeedRecording(recorder, null, new VenueRoute(), new ProcessBudgets(TimeProvider.System), TimeProvider.System);
        var refused = await Assert.ThrowsAsync<RecordingRefusedException>(() => recording.StartAsync([FeedRecording.TermsOf("binance-coinm", new Uri(server.Url))], ["NOSUCH"], Stop));
        Assert.Contains("NOSUCH", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Known: binance", Assert.Throws<RecordingRefusedException>(() => FeedRecording.TermsOf("nowhere", null)).Message, StringComparison.Ordinal);
    }

    private static async Task<ReplayServer> ServeAsync(string[] files, bool closesAtEnd)
    {
        var recording = new Recording();
        recording.Load(files, FeedVenue.None, Stop);
        var server = new ReplayServer(recording, new ReplayOptions(Port: 0, Speed: 0, closesAtEnd) { SnapshotWait = TimeSpan.FromMinutes(1), Gather = TimeSpan.FromMilliseconds(250), Patience = TimeSpan.Zero });
        await server.StartAsync(Stop);
        return server;
    }

    /// <summary>The market data of recordings, frame by frame, and what it is about.</summary>
    private static (List<string> Frames, HashSet<Topic> Topics) Frames(string[] files, HashSet<Topic>? only)
    {
        var (frames, topics) = (new List<string>(), new HashSet<Topic>());
        var last = new LastTopic();
        foreach (var path in files)
        {
            using var reader = CaptureReader.Open(path);
            while (reader.TryRead())
            {
                if (reader.Kind != CaptureKind.Receive || VenueDialects.Of(Venue).Look(reader.Payload, last) != FrameRole.Feed || only?.Contains(last.Topic) == false)
                    continue;
                topics.Add(last.Topic);
                frames.Add(System.Text.Encoding.UTF8.GetString(reader.Payload));
            }
        }

        return (frames, topics);
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

    private sealed class LastTopic : ITopicSink
    {
        public Topic Topic { get; private set; }

        public void Add(ReadOnlySpan<byte> channel, ReadOnlySpan<byte> symbol) => Topic = new Topic(System.Text.Encoding.UTF8.GetString(channel), System.Text.Encoding.UTF8.GetString(symbol));
    }
}
