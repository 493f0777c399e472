using Rialto.Adapters.Connections;
using Rialto.Model.Feeds;
using Xunit;

namespace Rialto.Unit.Adapters.Connections;

public class RotationTests
{
    private static readonly FeedStreamOptions Options = new() { Jitter = 0, Random = () => 0, QuietNs = 0 };

    [Fact]
    public void A_socket_is_exchanged_without_a_gap() => VirtualTime.Run(async time =>
    {
        await using var stage = Stage(time);
        stage.Stream.Start();
        await stage.UntilUpAsync();
        var opened = stage.Reader.Log.Changes.Count;
        await MoveAsync(stage, TimeSpan.FromHours(1) - TimeSpan.FromSeconds(30));
        Assert.Single(stage.Venue.Dials);
        await MoveAsync(stage, TimeSpan.FromMinutes(2));
        stage.Same();

        // No book was ever said to be less than trusted, and every trade was told once.
        Assert.All(stage.Reader.Log.Changes.Skip(opened), change => Assert.Equal(BookTrust.Trusted, change.State));
        var trades = stage.Reader.Events.Where(told => told.Kind == FeedEventKind.Trade).Select(told => told.EventTime.Nanoseconds).Count();
        Assert.Equal(stage.Venue.Trades, trades);
        var link = stage.Link;
        Assert.Equal((2, 1, 0, 2, ""), (link.Connection, link.Rotations, link.Reconnects, stage.Venue.Dials.Count, link.LastError));
        Assert.Equal((true, 1, 1), (stage.Venue.Sockets[0].IsDisposed, stage.Venue.OpenSockets, stage.Reader.Open));
        Assert.Equal(3_600, (stage.Venue.Dials[1] - stage.Venue.Dials[0]).TotalSeconds, 0);
        Assert.Equal(
            [(1, ConnectionState.Up), (1, ConnectionState.Down), (2, ConnectionState.Up)],
            stage.Reader.Events.Where(told => told.Kind == FeedEventKind.ConnectionChanged).Select(told => (told.Connection, told.ConnectionState)));
    });

    [Fact]
    public void Five_rotations_in_a_row_keep_the_books() => VirtualTime.Run(async time =>
    {
        await using var stage = Stage(time);
        stage.Stream.Start();
        await stage.UntilUpAsync();
        for (var hour = 0; hour < 5; hour++)
        {
            stage.Venue.Move("S1USDT", 50 + hour, hour % 3);
            await time.PassAsync(TimeSpan.FromMinutes(61));
            stage.Same();
        }

        Assert.Equal((5, 0, 1, 1), (stage.Link.Rotations, stage.Link.Reconnects, stage.Venue.OpenSockets, stage.Reader.Open));
        Assert.DoesNotContain(stage.Reader.Log.Changes, change => change.State == BookTrust.Disconnected);
    });

    [Fact]
    public void A_new_socket_that_cannot_be_had_leaves_the_old_one_and_is_tried_again() => VirtualTime.Run(async time =>
    {
        await using var stage = Stage(time, venue => venue.OnDial = dial =>
        {
            if (dial is 2 or 3)
                throw new VenueUnreachableException(DialStage.Connect, new Uri("wss://venue.test/"), "nobody there");
        });
        stage.Stream.Start();
        await stage.UntilUpAsync();
        await time.UntilAsync(() => stage.Link.LastError == "the new socket: nobody there", "a rotation that fails");
        await time.PassAsync(TimeSpan.FromMinutes(2));
        stage.Same();
        Assert.Equal((4, 1), (stage.Venue.Dials.Count, stage.Link.Rotations));

        // What went wrong with an exchange stands until one has gone well.
        Assert.Equal(("", default), (stage.Link.LastError, stage.Link.LastErrorTime));
        Assert.DoesNotContain(stage.Reader.Log.Changes, change => change.State == BookTrust.Disconnected);
    });

    [Fact]
    public void A_new_socket_whose_books_do_not_come_is_given_up() => VirtualTime.Run(async time =>
    {
        await using var stage = Stage(time);
        stage.Stream.Start();
        await stage.UntilUpAsync();
        stage.Venue.IsMute = true;
        await time.PassAsync(TimeSpan.FromMinutes(61));
        Assert.Equal((true, 2), (stage.Link.IsRotating, stage.Venue.OpenSockets));
        await time.UntilAsync(() => stage.Link.LastError.Contains("did not become trusted in time", StringComparison.Ordinal), "given up");
        stage.Same();
        stage.Venue.IsMute = false;
        await time.UntilAsync(() => stage.Link.Rotations == 1, "a rotation");
        await time.PassAsync(TimeSpan.FromSeconds(1));
        stage.Same();
        Assert.Equal((1, 1), (stage.Venue.OpenSockets, stage.Reader.Open));
    });

    [Fact]
    public void An_old_socket_that_goes_meanwhile_is_replaced_by_the_new_one_as_it_is() => VirtualTime.Run(async time =>
    {
        await using var stage = Stage(time);
        stage.Stream.Start();
        await stage.UntilUpAsync();
        stage.Venue.IsMute = true;
        await time.UntilAsync(() => stage.Venue.OpenSockets == 2 && stage.Link.IsRotating, "an overlap");
        await time.PassAsync(TimeSpan.FromSeconds(1));
        stage.Venue.Sockets[0].Cut("cut");
        await time.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal((2, 1, 2, LinkState.Synchronizing), (stage.Link.Connection, stage.Link.Reconnects, stage.Venue.Dials.Count, stage.Link.State));
        stage.Venue.IsMute = false;
        await stage.UntilUpAsync();
        await time.PassAsync(TimeSpan.FromSeconds(1));
        stage.Same();
    });

    [Fact]
    public void A_new_socket_with_as_many_books_and_not_the_same_ones_is_given_up() => VirtualTime.Run(async time =>
    {
        await using var stage = Stage(time);
        stage.Stream.Start();
        await stage.UntilUpAsync();

        // The old socket cannot have the first book again, the new one lacks the third.
        stage.Venue.IsUnanswered = (socket, symbol) => socket == 1 ? symbol == "S1USDT" : symbol == "S3USDT";
        stage.Venue.Sockets[0].Say("""{"topic":"orderbook.200.S1USDT","ts":1,"type":"delta","data":{"s":"S1USDT","b":[["2000","1"]],"a":[],"u":101,"seq":101},"cts":1}""");
        await time.UntilAsync(() => stage.Reader.Log.StateOf(new ListingId(1)) == BookTrust.Resyncing, "a doubted book");
        await time.PassAsync(TimeSpan.FromMinutes(58));
        await time.UntilAsync(() => stage.Link.LastError.Contains("did not become trusted in time", StringComparison.Ordinal), "given up");
        Assert.Equal((0, 2, BookTrust.Trusted), (stage.Link.Rotations, stage.Link.Trusted, stage.Reader.Log.StateOf(new ListingId(3))));

        // One that has the two of the old one is better than nothing.
        stage.Venue.IsUnanswered = (_, symbol) => symbol == "S1USDT";
        await time.UntilAsync(() => stage.Link.Rotations == 1, "an exchange");
        Assert.Equal("", stage.Link.LastError);
    });

    [Fact]
    public void What_is_held_back_for_an_exchange_does_not_count_as_too_slow() => VirtualTime.Run(async time =>
    {
        var outlets = new List<FeedOutlet>();
        await using var stage = new StreamStage(time, symbols: 3, Options, terms => terms with { RotateAfter = TimeSpan.FromHours(1) }, outlet: () =>
        {
            outlets.Add(new FeedOutlet(1_024));
            return outlets[^1];
        });
        stage.Stream.Start();
        await stage.UntilUpAsync();
        stage.Venue.IsUnanswered = (_, symbol) => symbol == "S3USDT";
        await time.UntilAsync(() => stage.Link.IsRotating, "an overlap");
        await MoveAsync(stage, TimeSpan.FromSeconds(30));
        Assert.True(outlets[1].Depth > 0);
        Assert.Equal((0L, 0L), (outlets[1].Behind, outlets[1].Conflated));
        stage.Venue.IsUnanswered = null;
        await time.UntilAsync(() => stage.Link.Rotations == 1, "an exchange");
        await MoveAsync(stage, TimeSpan.FromSeconds(30));
        Assert.Equal((0L, 0L), (outlets.Sum(outlet => outlet.Behind), outlets.Sum(outlet => outlet.Conflated)));
        stage.Same();
    });

    [Fact]
    public void A_stream_may_stop_while_a_socket_is_exchanged() => VirtualTime.Run(async time =>
    {
        var stage = Stage(time);
        stage.Stream.Start();
        await stage.UntilUpAsync();
        stage.Venue.IsMute = true;
        await time.UntilAsync(() => stage.Venue.OpenSockets == 2, "an overlap");
        await stage.DisposeAsync();
        Assert.Equal((0, 0, 0), (stage.Venue.OpenSockets, stage.Reader.Open, time.Timers));
    });

    private static StreamStage Stage(VirtualTime time, Action<PretendedBybit>? venue = null) =>
        new(time, symbols: 3, Options, terms => terms with { RotateAfter = TimeSpan.FromHours(1) }, venue);

    /// <summary>The market moves ten times a second.</summary>
    private static async Task MoveAsync(StreamStage stage, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromMilliseconds(700))
        {
            stage.Venue.Move($"S{1 + passed.Ticks / TimeSpan.TicksPerMillisecond % 3}USDT", (int)(passed.TotalSeconds % 100) + 1, (int)(passed.TotalSeconds % 7));
            await stage.Time.PassAsync(TimeSpan.FromMilliseconds(700));
        }
    }
}
