using System.Text.Json;
using Rialto.Host.Desk.Sources;
using Rialto.Host.Feeds.Live;
using Rialto.Host.Feeds.Live.Core;
using Rialto.Host.Feeds.Live.Distribution;
using Rialto.Host.Feeds.Live.Play;
using Rialto.Host.Feeds.Recording;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Agents;
using Rialto.Runtime.Clocks;
using Xunit;

namespace Rialto.Integration.Feeds.Live;

/// <summary>Recorded events played into a hub, beside the hub that heard them first.</summary>
public sealed class EventPlayTests(ITestOutputHelper output) : IDisposable
{
    private static readonly CancellationToken Stop = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Best_prices_are_told_again_as_they_were_and_then_nobody_believes_them()
    {
        var (folder, live, listings) = await RecordAsync();
        var again = new Collected();
        await using var play = new EventPlay(folder, 0, PlayedChoice.All);
        var hub = HubOf(play, again, out var core);
        hub.Start();
        play.Start(hub);
        await OverAsync(play);
        Assert.Equal(("", true), (play.Problem, play.HasListings));
        var view = await ViewAsync(hub, view => view.Venues.Sum(venue => venue.Books.Disconnected) == listings);
        await hub.DisposeAsync();

        // The end is told of every book; until then it is best price for best price what was.
        Assert.True(live.Best.Count > 1_000);
        Assert.Equal(live.Best.Select(Told), again.Best.Take(live.Best.Count).Select(Told));
        Assert.All(Enumerable.Range(1, play.Listings.Count), id => Assert.Equal(BookTrust.Disconnected, core.BookOf(new ListingId(id)).State));
        Assert.All(view.Links, link => Assert.Equal(("down", "the recording is over"), (link.State, link.LastError)));
        Assert.Equal(view.Venues.Count, view.Links.Count);
        Assert.All(view.Venues, venue => Assert.Equal((0L, 0L, 0L), (venue.Conflated, venue.TradesDropped, venue.Latency.Count)));
        Assert.Contains("is over at 20", play.Text, StringComparison.Ordinal);
        output.WriteLine($"{play.Events:N0} events, {live.Best.Count:N0} best prices; {play.Text}");
    }

    [Fact]
    public async Task What_was_not_chosen_is_not_played()
    {
        var (folder, _, _) = await RecordAsync();
        await using var play = new EventPlay(folder, 0, new PlayedChoice([FeedVenue.BybitLinear], ["btc-*"]));
        var hub = HubOf(play, new Collected(), out var core);
        hub.Start();
        play.Start(hub);
        await OverAsync(play);
        await hub.DisposeAsync();
        Assert.Contains(core.Layout.Listings, id => play.Listings[id].VenueSymbol == "BTCUSDT");
        Assert.All(core.Layout.Listings, id => Assert.Equal((FeedVenue.BybitLinear, "BTC-"), (play.Listings[id].Venue, play.Listings[id].Symbol[..4])));
        Assert.True(core.MeterOf(FeedVenue.BybitLinear).Events > 100);
        Assert.Equal(0, core.MeterOf(FeedVenue.Okx).Events);
    }

    [Fact]
    public async Task A_damaged_recording_is_played_up_to_the_damage_and_says_so()
    {
        var (folder, _, _) = await RecordAsync();
        var last = Directory.GetFiles(folder, "*.archive").Order(StringComparer.Ordinal).ToArray()[^2];
        var bytes = await File.ReadAllBytesAsync(last, Stop);
        bytes[bytes.Length / 2] ^= 0x40;
        await File.WriteAllBytesAsync(last, bytes, Stop);
        await using var play = new EventPlay(folder, 0, PlayedChoice.All);
        var hub = HubOf(play, new Collected(), out var core);
        hub.Start();
        play.Start(hub);
        await OverAsync(play);
        await hub.DisposeAsync();
        Assert.NotEqual("", play.Problem);
        Assert.Contains("could be played up to", play.Text, StringComparison.Ordinal);
        Assert.All(core.Layout.Listings, id => Assert.NotEqual(BookTrust.Trusted, core.BookOf(id).State));
    }

    [Fact]
    public async Task Real_orders_refuse_a_feed_that_plays_a_recording_and_paper_takes_it()
    {
        var (folder, _, _) = await RecordAsync();
        var rings = _folder.File("rings");
        await using var play = new EventPlay(folder, 0, PlayedChoice.All);
        using var shared = new SharedDistribution(rings, 1 << 14, 7) { Played = play.Folder };
        var hub = HubOf(play, shared, out _);
        hub.Start();
        play.Start(hub);
        await OverAsync(play);
        var refused = Assert.Throws<RecordingException>(() => new SharedMarkets(rings, takesRecordings: false));
        Assert.Contains("another day's", refused.Message, StringComparison.Ordinal);
        using (var paper = new SharedMarkets(rings, takesRecordings: true))
            Assert.Equal(play.Listings.Count, paper.Listings.Count);
        await hub.DisposeAsync();
    }

    [Fact]
    public void The_clock_goes_so_many_times_faster_and_stops_at_the_end()
    {
        var clock = new PlayedClock(1_000_000, 5_000);
        Assert.Equal(5_000, clock.UtcNanoseconds);
        Assert.Equal(TimeSpan.FromMilliseconds(2), clock.Until(5_000 + 2_000_000_000_000));
        clock.Start();
        clock.End(6_000);
        Assert.True(SpinWait.SpinUntil(() => clock.UtcNanoseconds == 6_000, TimeSpan.FromSeconds(30)));

        var full = new PlayedClock(0, 5_000);
        full.Start();
        Assert.Equal((5_000, TimeSpan.Zero), (full.UtcNanoseconds, full.Until(long.MaxValue)));
        full.OnEvent(new FeedEvent { ReceiveTime = new Timestamp(7_000) });
        full.OnEvent(new FeedEvent { ReceiveTime = new Timestamp(6_500) });
        Assert.Equal(7_000, full.UtcNanoseconds);
    }

    [Fact]
    public async Task The_command_plays_a_folder_to_its_end()
    {
        var (folder, _, listings) = await RecordAsync();
        await using var feed = Feed("--events", folder, "--speed", "max", "--once", "--json");
        var ended = await feed.EndAsync();
        Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
        var view = JsonElement.Parse(ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
        Assert.Equal(listings, view.GetProperty("symbols").EnumerateArray().Sum(symbol => symbol.GetProperty("listings").GetArrayLength()));
        Assert.Contains(view.GetProperty("problems").EnumerateArray(), problem => problem.GetString()!.Contains("is over at", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2, "--speed and --once are for a recording", "--venues", "okx", "--symbols", "BTC-USDT", "--speed", "max")]
    [InlineData(2, "--speed is a number above zero", "--events", "/", "--speed", "fast")]
    [InlineData(2, "one of them", "--events", "/", "--server", "http://127.0.0.1:1")]
    [InlineData(3, "There is no folder", "--events", "/no/such/folder")]
    [InlineData(1, "holds no recorded events", "--events", "/")]
    public async Task What_cannot_be_played_is_said(int exitCode, string words, params string[] flags)
    {
        await using var feed = Feed(flags);
        var ended = await feed.EndAsync();
        Assert.Equal(exitCode, ended.ExitCode);
        Assert.Contains(words, ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_chosen_is_not_found()
    {
        var (folder, _, _) = await RecordAsync();
        await using var feed = Feed("--events", folder, "--symbols", "NO-SUCH", "--speed", "max", "--once", "--json");
        Assert.Equal(3, (await feed.EndAsync()).ExitCode);
    }

    private RialtoProcess Feed(params string[] flags) => RialtoProcess.Start(["feed", .. flags, "--set", $"Feeds:BudgetFolder={_folder.File("budgets")}"], _folder.Path);

    /// <summary>What is known of a best price without numbers of listings: a recording has its own.</summary>
    private static object Told(FeedNbbo best) => (best.BidPrice, best.BidQuantity, best.AskPrice, best.AskQuantity, best.BidVenues, best.AskVenues, best.ReceiveTime);

    private static FeedHub HubOf(EventPlay play, IFeedDistribution way, out FeedCore core)
    {
        IFeedDistribution[] ways = [play.Clock, way];
        core = new FeedCore(play.Listings, new FeedCoreOptions(IsLive: false), play.Clock, new CurrencyBoard(play.Listings, ""), ways);
        return new FeedHub(core, play.Clock, IdleMode.Park, ways, (_, _) => { }, pace: Clock.System);
    }

    private static async Task OverAsync(EventPlay play)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!play.IsOver)
            await Task.Delay(5, patience.Token);
    }

    private static async Task<Host.Feeds.Live.Views.FeedView> ViewAsync(FeedHub hub, Func<Host.Feeds.Live.Views.FeedView, bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            if (hub.Current is var view && holds(view))
                return view;
            await Task.Delay(5, patience.Token);
        }
    }

    /// <summary>A thousand frames of each of eleven feeds, recorded by a hub that told their best prices.</summary>
    private async Task<(string Folder, Collected Live, int Listings)> RecordAsync()
    {
        var table = new ListingTable(16_384);
        var frames = FeedHubRecordingTests.Record(table, 1_000, FeedHubRecordingTests.All()).Frames;
        var live = new Collected();
        var way = new EventDistribution(new EventRecorder(new EventRecorderOptions(_folder.Path) { SegmentBytes = 1 << 20, PagesMax = 1_000 }, table, TimeProvider.System));
        ListingId[] wanted = [.. frames.SelectMany(frame => frame).Select(told => told.Listing).Where(id => !id.IsNone).Distinct()];
        await using (var hub = new HubBench(table, "", live, way))
        {
            way.BookOf = id => (hub.Core.BookOf(id), hub.Core.ReasonOf(id));
            hub.Hub.Watch(wanted);
            hub.Hub.DoWork();
            foreach (var frame in frames)
                hub.Tell(frame);
        }

        Assert.Equal(0, way.Report.Lost);
        return (way.Report.Folder, live, wanted.Length);
    }
}
