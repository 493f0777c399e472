using Rialto.Adapters.Connections;
using Rialto.Model.Feeds;
using Xunit;

namespace Rialto.Unit.Adapters.Connections;

/// <summary>Books whose first state comes by REST, at pretended Binance; and venues without a socket.</summary>
public class SnapshotTests
{
    private const string Snapshot = """{"lastUpdateId":100,"bids":[["10","1"]],"asks":[["20","1"]]}""";

    [Fact]
    public void A_slow_snapshot_meets_the_updates_held_for_it() => VirtualTime.Run(async time =>
    {
        var (stream, socket, rest, reader) = Binance(time, _ => PretendedRest.Body(Snapshot));
        await using var _ = stream;
        rest.Takes = TimeSpan.FromSeconds(20);
        stream.Start();
        await time.PassAsync(TimeSpan.FromSeconds(1));
        for (var number = 95; number < 115; number++)
        {
            socket().Say(Update(number));
            await time.PassAsync(TimeSpan.FromSeconds(1));
        }

        await time.PassAsync(TimeSpan.FromSeconds(5));
        reader.Read();
        Assert.Equal((LinkState.Up, 1, BookTrust.Trusted), (stream.Report()[0].State, rest.Asked.Count, reader.Log.StateOf(new ListingId(1))));
        Assert.Equal("bids 10:114 asks 20:1", reader.Log.BookOf(new ListingId(1)).Picture());
        Assert.Equal((RestPriority.Start, 250), (rest.Asked[0].Request.Priority, rest.Asked[0].Request.Weight));
    });

    [Theory]
    [InlineData(429, 30)]
    [InlineData(418, 120)]
    public void A_snapshot_that_was_refused_is_not_asked_for_again_before_the_venue_allows(int status, int retryAfter) => VirtualTime.Run(async time =>
    {
        var answers = 0;
        var (stream, socket, rest, reader) = Binance(time, _ => ++answers == 1 ? new RestAnswer(status, default, TimeSpan.FromSeconds(retryAfter), "asked too often") : PretendedRest.Body(Snapshot));
        await using var _ = stream;
        stream.Start();
        await time.PassAsync(TimeSpan.FromSeconds(1));
        for (var number = 98; number < 300 && stream.Report()[0].State != LinkState.Up; number++)
        {
            socket().Say(Update(number));
            await time.PassAsync(TimeSpan.FromSeconds(1));
        }

        reader.Read();
        Assert.Equal(BookTrust.Trusted, reader.Log.StateOf(new ListingId(1)));
        Assert.Equal(2, rest.Asked.Count);
        Assert.InRange((rest.Asked[1].At - rest.Asked[0].At).TotalSeconds, retryAfter, retryAfter + 1);
        Assert.Equal("/api/v3/depth?symbol=S1USDT&limit=5000: asked too often", stream.Report()[0].LastError);
    });

    [Fact]
    public void An_answer_that_comes_after_the_socket_went_is_nobodys() => VirtualTime.Run(async time =>
    {
        var (stream, socket, rest, reader) = Binance(time, _ => PretendedRest.Body(Snapshot));
        await using var _ = stream;
        rest.Takes = TimeSpan.FromSeconds(10);
        stream.Start();
        await time.PassAsync(TimeSpan.FromSeconds(3));
        socket().Cut("cut");
        await time.PassAsync(TimeSpan.FromSeconds(3));
        Assert.Equal(2, rest.Asked.Count);
        await time.PassAsync(TimeSpan.FromSeconds(9));
        reader.Read();
        Assert.Equal(1, stream.Report()[0].Counters.Snapshots);
    });

    /// <summary>Pings prove the way of both sockets; books ought to move all the same, trades need not.</summary>
    [Fact]
    public void A_socket_of_trades_alone_may_be_quiet_for_hours() => VirtualTime.Run(async time =>
    {
        Assert.True(VenueRegistry.TryFind("binance-usdm", out var terms));
        var dialer = new PretendedDialer();
        var rest = new PretendedRest(time, _ => PretendedRest.Body(Snapshot));
        var listings = TestListings.Of(FeedVenue.BinanceUsdM, ("S1USDT", 0, 0));
        await using var stream = new FeedStream(terms, listings, [new ListingId(1)], new FeedStreamOptions { Jitter = 0 }, dialer, rest, () => new FeedOutlet(16), time);
        stream.Start();
        await time.PassAsync(TimeSpan.FromHours(2));
        Assert.Equal(1, dialer.Dialed.Count(address => address.AbsolutePath.StartsWith("/market", StringComparison.Ordinal)));
        Assert.True(dialer.Dialed.Count(address => address.AbsolutePath.StartsWith("/public", StringComparison.Ordinal)) > 10);
        Assert.Equal(("the venue said nothing for 300 s", ""), (stream.Report()[0].LastError, stream.Report()[1].LastError));
    });

    /// <summary>Its snapshots take their turn in a small budget: two minutes would never do.</summary>
    [Fact]
    public void A_new_socket_has_as_long_as_the_budget_needs_for_its_snapshots() => VirtualTime.Run(async time =>
    {
        var number = 100;
        var (stream, socket, rest, reader) = Binance(
            time, _ => PretendedRest.Body(Snapshot.Replace("100", $"{number}", StringComparison.Ordinal)), terms => terms with { RotateAfter = TimeSpan.FromMinutes(30), RestTerms = terms.RestTerms with { Budget = RateLimit.PerMinute(50) } });
        await using var _ = stream;
        stream.Start();
        await time.PassAsync(TimeSpan.FromSeconds(2));
        var old = socket();
        rest.Takes = TimeSpan.FromMinutes(5);
        while (++number < 400)
        {
            old.Say(Update(number));
            if (socket() != old)
                socket().Say(Update(number));
            await time.PassAsync(TimeSpan.FromSeconds(10));
            reader.Read();
        }

        Assert.Equal((1, 0, "", 2), (stream.Report()[0].Rotations, stream.Report()[0].Reconnects, stream.Report()[0].LastError, rest.Asked.Count));
    });

    [Fact]
    public void A_frame_costs_no_memory_on_its_way_to_the_reader() => VirtualTime.Run(async time =>
    {
        var (stream, socket, _, reader) = Binance(time, _ => PretendedRest.Body(Snapshot));
        await using var disposed = stream;
        stream.Start();
        await time.PassAsync(TimeSpan.FromSeconds(2));
        var number = 101;
        Say(2_000);
        await time.PassAsync(TimeSpan.FromMilliseconds(10));
        reader.Read();
        Assert.Equal(BookTrust.Trusted, reader.Log.StateOf(new ListingId(1)));

        // Frames that wait are received one after the other in one go: what is measured is the link, the session and the outlet.
        var least = long.MaxValue;
        for (var round = 0; round < Allocations.Rounds; round++)
        {
            Say(5_000);
            var before = Allocations.SoFar;
            await time.PassAsync(TimeSpan.FromMilliseconds(10));
            least = Math.Min(least, Allocations.SoFar - before);
            reader.Read();
        }

        Assert.Equal(2_000 + Allocations.Rounds * 5_000, stream.Report()[0].Frames);
        Assert.InRange(least, 0, 50_000);

        void Say(int frames)
        {
            socket().Pause();
            for (var i = 0; i < frames; i++)
                socket().Say(Update(number++));
            socket().Resume();
        }
    });

    private static string Update(int number) =>
        $$"""{"stream":"s1usdt@depth","data":{"e":"depthUpdate","E":1723161255208,"s":"S1USDT","U":{{number}},"u":{{number}},"b":[["10","{{number}}"]],"a":[]} }""";

    private static (FeedStream Stream, Func<PretendedSocket> Socket, PretendedRest Source, OutletReader Reader) Binance(
        VirtualTime time, Func<string, RestAnswer> answer, Func<VenueTerms, VenueTerms>? change = null)
    {
        Assert.True(VenueRegistry.TryFind("binance", out var terms));
        var listings = TestListings.Of(FeedVenue.BinanceSpot, ("S1USDT", 0, 0));
        var dialer = new PretendedDialer();
        var rest = new PretendedRest(time, answer);
        var reader = new OutletReader();
        var stream = new FeedStream(change?.Invoke(terms) ?? terms, listings, [new ListingId(1)], new FeedStreamOptions { Jitter = 0 }, dialer, rest, () => reader.Add(new FeedOutlet(16_384)), time);
        return (stream, () => dialer.Last!, rest, reader);
    }

    private sealed class PretendedDialer : ISocketDialer
    {
        public PretendedSocket? Last { get; private set; }

        public List<Uri> Dialed { get; } = [];

        public ValueTask<IVenueSocket> DialAsync(Uri address, CancellationToken stop)
        {
            Dialed.Add(address);
            return ValueTask.FromResult<IVenueSocket>(Last = new PretendedSocket((_, _) => { }));
        }
    }
}
