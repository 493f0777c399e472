using Rialto.Adapters.Connections;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Adapters.Connections;

public class FeedStreamTests
{
    private static readonly Uri Address = new("wss://venue.test/");

    [Fact]
    public void Listings_are_split_over_sockets_and_all_books_become_trusted() => VirtualTime.Run(async time =>
    {
        await using var stage = new StreamStage(time, symbols: 12);
        stage.Stream.Start();
        await stage.UntilUpAsync();
        stage.Same();
        var report = stage.Stream.Report();
        Assert.Equal([5, 5, 2], report.Select(link => link.Symbols.Count));
        Assert.Equal([1, 2, 3], report.Select(link => link.Connection));
        Assert.Equal([5, 5, 2], report.Select(link => link.Trusted));
        Assert.All(report, link => Assert.Equal((0, "", BreakerState.Closed), (link.Reconnects, link.LastError, link.Breaker)));
        Assert.Equal("wss://stream.bybit.com/v5/public/spot", report[0].Address.ToString());
        foreach (var symbol in stage.Symbols)
            stage.Venue.Move(symbol, 101, 3);
        await time.PassAsync(TimeSpan.FromSeconds(1));
        stage.Same();
        Assert.Equal(3 * 12, stage.Stream.Report().Sum(link => link.Frames));
        Assert.True(stage.Stream.Report().Sum(link => link.Bytes) > 1_000);
    });

    [Fact]
    public void Listings_added_later_get_sockets_of_their_own() => VirtualTime.Run(async time =>
    {
        await using var stage = new StreamStage(time, symbols: 2);
        stage.Stream.Start();
        await stage.UntilUpAsync();
        stage.Listings.Add(stage.Listings[new ListingId(1)] with { Id = stage.Listings.NextId, VenueSymbol = "LATEUSDT", Symbol = "LATE" });
        stage.Stream.Add([new ListingId(3)]);
        await stage.UntilUpAsync();
        await time.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal((2, BookTrust.Trusted), (stage.Stream.Report().Count, stage.Reader.Log.StateOf(new ListingId(3))));
    });

    [Fact]
    public void A_link_whose_listings_have_all_ended_is_closed_and_the_others_go_on() => VirtualTime.Run(async time =>
    {
        await using var stage = new StreamStage(time, symbols: 7);
        stage.Stream.Start();
        await stage.UntilUpAsync();
        End(stage, 6, 7);
        await time.UntilAsync(() => stage.Venue.OpenSockets == 1, "the second socket closed");
        await time.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal([5], stage.Stream.Report().Select(link => link.Symbols.Count));
        Assert.Equal((true, 1, BookTrust.Disconnected), (stage.IsUp, stage.Reader.Open, stage.Reader.Log.StateOf(new ListingId(7))));

        // What is added later has its place.
        stage.Stream.Add([new ListingId(7)]);
        await stage.UntilUpAsync();
        Assert.Equal((2, 3), (stage.Stream.Report().Count, stage.Venue.Dials.Count));
    });

    [Fact]
    public void A_link_of_which_half_has_ended_is_exchanged_for_one_without_them_and_without_a_gap() => VirtualTime.Run(async time =>
    {
        await using var stage = new StreamStage(time, symbols: 5);
        stage.Stream.Start();
        await stage.UntilUpAsync();
        var opened = stage.Reader.Log.Changes.Count;
        End(stage, 1, 2);
        await time.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal((1, 5, true), (stage.Venue.Dials.Count, stage.Link.Symbols.Count, stage.IsUp));
        End(stage, 4);
        await time.UntilAsync(() => stage.Link.Rotations == 1, "an exchange");
        await time.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(["S3USDT", "S5USDT"], stage.Link.Symbols);
        Assert.Equal((2, 1, 0, true), (stage.Venue.Dials.Count, stage.Venue.OpenSockets, stage.Link.Reconnects, stage.IsUp));
        Assert.All(stage.Reader.Log.Changes.Skip(opened), change => Assert.Equal(BookTrust.Trusted, change.State));
    });

    [Fact]
    public void A_socket_that_is_dialed_again_asks_for_nothing_that_has_ended() => VirtualTime.Run(async time =>
    {
        await using var stage = new StreamStage(time, symbols: 5);
        stage.Stream.Start();
        await stage.UntilUpAsync();
        End(stage, 2);
        stage.Venue.Sockets[0].Cut("gone");
        await time.UntilAsync(() => stage.Venue.Dials.Count == 2 && stage.IsUp, "another socket");
        Assert.Equal(["S1USDT", "S3USDT", "S4USDT", "S5USDT"], stage.Link.Symbols);
    });

    [Fact]
    public void Waits_between_dials_are_exact() => VirtualTime.Run(async time =>
    {
        await using var stage = new StreamStage(time, symbols: 1, new FeedStreamOptions { Jitter = 0, BreakerFailures = 1_000 }, venue: venue => venue.OnDial = _ => throw Unreachable());
        stage.Stream.Start();
        await time.UntilAsync(() => stage.Venue.Dials.Count == 10, "ten dials");
        Assert.Equal([0, 1, 3, 7, 15, 31, 63, 123, 183, 243], stage.Venue.Dials.Select(dial => (int)dial.TotalSeconds));
        await time.PassAsync(TimeSpan.FromSeconds(1));
        var link = stage.Link;
        Assert.Equal((LinkState.Waiting, 10, "nobody there"), (link.State, link.Failures, link.LastError));
        Assert.InRange(link.NextAttempt.Nanoseconds - Timestamp.FromDateTimeUtc(time.GetUtcNow().UtcDateTime).Nanoseconds, 58_000_000_000, 60_000_000_000);
    });

    [Fact]
    public void A_breaker_lets_one_dial_through_after_its_time_and_closes_once_a_link_has_settled() => VirtualTime.Run(async time =>
    {
        var isGone = true;
        var options = new FeedStreamOptions { Jitter = 0, BreakerFailures = 3, BreakerOpen = TimeSpan.FromMinutes(5) };
        await using var stage = new StreamStage(time, symbols: 1, options, venue: venue => venue.OnDial = _ =>
        {
            if (isGone)
                throw Unreachable();
        });
        stage.Stream.Start();
        await time.UntilAsync(() => stage.Link.Breaker == BreakerState.Open, "an open breaker");
        await time.UntilAsync(() => stage.Venue.Dials.Count == 4, "a try");
        Assert.Equal([0, 1, 3, 303], stage.Venue.Dials.Select(dial => (int)dial.TotalSeconds));
        await time.UntilAsync(() => stage.Link.Breaker == BreakerState.Open && stage.Link.State == LinkState.Waiting, "open again");
        isGone = false;
        await time.UntilAsync(() => stage.Link.State == LinkState.Up, "up");
        Assert.Equal((5, 603, BreakerState.HalfOpen), (stage.Venue.Dials.Count, (int)stage.Venue.Dials[^1].TotalSeconds, stage.Link.Breaker));
        await time.PassAsync(TimeSpan.FromSeconds(61));
        Assert.Equal((BreakerState.Closed, 0), (stage.Link.Breaker, stage.Link.Failures));
    });

    [Fact]
    public void Dials_of_all_links_together_keep_to_the_venues_rate() => VirtualTime.Run(async time =>
    {
        await using var stage = new StreamStage(time, symbols: 30, terms: terms => terms with { ConnectRate = new RateLimit(2, TimeSpan.FromSeconds(10)) });
        stage.Stream.Start();
        await time.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal((LinkState.Waiting, false), (stage.Stream.Report()[5].State, stage.Stream.Report()[5].NextAttempt.IsNone));
        await stage.UntilUpAsync();
        Assert.Equal([0, 0, 10, 10, 20, 20], stage.Venue.Dials.Select(dial => (int)dial.TotalSeconds));
        stage.Same();
    });

    [Fact]
    public void What_is_sent_keeps_to_the_venues_rate() => VirtualTime.Run(async time =>
    {
        await using var stage = new StreamStage(time, symbols: 30, terms: terms => terms with { SymbolsPerSocket = 30, MessageRates = [new RateLimit(1, TimeSpan.FromSeconds(2))] });
        stage.Stream.Start();
        await stage.UntilUpAsync();
        Assert.Equal([0, 2, 4, 6, 8, 10], stage.Venue.Sockets[0].Sent.Take(6).Select(sent => (int)sent.At.TotalSeconds));
        stage.Same();
    });

    [Theory]
    [InlineData(429, 45, 45)]
    [InlineData(418, 300, 300)]
    [InlineData(418, 0, 60)]
    [InlineData(403, 0, 60)]
    [InlineData(503, 20, 20)]
    [InlineData(503, 0, 1)]
    public void A_venue_that_wants_to_be_left_alone_is_by_all_links(int status, int retryAfter, int seconds) => VirtualTime.Run(async time =>
    {
        await using var stage = new StreamStage(time, symbols: 10, venue: venue => venue.OnDial = dial =>
        {
            if (dial == 1)
                throw new VenueUnreachableException(DialStage.Handshake, Address, "refused") { Status = status, RetryAfter = TimeSpan.FromSeconds(retryAfter) };
        });
        stage.Stream.Start();
        await stage.UntilUpAsync();

        // The second link had dialed in the same moment only where the first one's refusal was no more than trouble.
        Assert.Equal(seconds, (int)stage.Venue.Dials[^1].TotalSeconds);
        Assert.True(retryAfter == 0 && status == 503 || stage.Venue.Dials.Skip(1).All(dial => dial.TotalSeconds >= seconds));
        Assert.Equal("refused", stage.Link.LastError);
    });

    /// <summary>A refusal that comes while other links already have their turn is theirs, too.</summary>
    [Fact]
    public void Links_that_wait_for_their_turn_keep_to_a_ban_that_comes_meanwhile() => VirtualTime.Run(async time =>
    {
        await using var stage = new StreamStage(time, symbols: 4, terms: terms => terms with { SymbolsPerSocket = 1, ConnectRate = new RateLimit(1, TimeSpan.FromSeconds(10)) }, venue: venue => venue.OnDial = dial =>
        {
            if (dial == 2)
                throw new VenueUnreachableException(DialStage.Handshake, Address, "banned") { Status = 418, RetryAfter = TimeSpan.FromSeconds(300) };
        });
        stage.Stream.Start();
        await stage.UntilUpAsync();
        Assert.Equal([0, 10, 310, 320, 330], stage.Venue.Dials.Select(dial => (int)dial.TotalSeconds));
    });

    [Theory]
    [InlineData(418)]
    [InlineData(503)]
    public void Nobody_is_left_alone_for_longer_than_three_days(int status) => VirtualTime.Run(async time =>
    {
        await using var stage = new StreamStage(time, symbols: 1, venue: venue => venue.OnDial = dial =>
        {
            if (dial == 1)
                throw new VenueUnreachableException(DialStage.Handshake, Address, "refused") { Status = status, RetryAfter = TimeSpan.FromSeconds(int.MaxValue) };
        });
        stage.Stream.Start();
        await time.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal((LinkState.Waiting, "refused"), (stage.Link.State, stage.Link.LastError));
        Assert.Equal(TimeSpan.FromDays(3).TotalSeconds, (stage.Link.NextAttempt.Nanoseconds - Timestamp.FromDateTimeUtc(time.GetUtcNow().UtcDateTime).Nanoseconds) / 1e9, 2.0);
    });

    [Fact]
    public void What_breaks_in_the_keeping_of_a_link_does_not_end_it() => VirtualTime.Run(async time =>
    {
        var numbers = 0;
        var options = new FeedStreamOptions { Random = () => ++numbers == 1 ? throw new InvalidOperationException("a bug") : 0.5 };
        await using var stage = new StreamStage(time, symbols: 1, options, venue: venue => venue.OnDial = dial =>
        {
            if (dial == 1)
                throw Unreachable();
        });
        stage.Stream.Start();
        await time.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal((LinkState.Waiting, "an error of Rialto's own, please report it: InvalidOperationException: a bug"), (stage.Link.State, stage.Link.LastError));
        await stage.UntilUpAsync();
        Assert.Equal([0, 60], stage.Venue.Dials.Select(dial => (int)dial.TotalSeconds));
    });

    [Fact]
    public void What_breaks_beside_an_open_socket_closes_it_and_dials_again() => VirtualTime.Run(async time =>
    {
        var numbers = 0;

        // The first number is asked for when the socket has opened: when it is to be exchanged.
        var options = new FeedStreamOptions { Random = () => ++numbers == 1 ? throw new InvalidOperationException("a bug") : 0.5 };
        await using var stage = new StreamStage(time, symbols: 1, options, terms => terms with { RotateAfter = TimeSpan.FromHours(1) });
        stage.Stream.Start();
        await stage.UntilUpAsync();
        Assert.Equal((2, 1, true), (stage.Venue.Dials.Count, stage.Venue.OpenSockets, stage.Venue.Sockets[0].IsDisposed));
        await time.PassAsync(TimeSpan.FromSeconds(1));
        stage.Same();
    });

    [Fact]
    public void A_socket_that_was_cut_is_told_and_replaced() => VirtualTime.Run(async time =>
    {
        await using var stage = new StreamStage(time, symbols: 3);
        stage.Stream.Start();
        await stage.UntilUpAsync();
        await time.PassAsync(TimeSpan.FromMinutes(5));
        var at = time.Now;
        stage.Venue.Sockets[0].Cut("the venue closed the socket with code 1001");
        await time.UntilAsync(() => stage.Venue.Dials.Count == 2, "a second dial");
        Assert.Equal(1, (stage.Venue.Dials[1] - at).TotalSeconds, 2);
        Assert.All(Enumerable.Range(1, 3), id => Assert.Equal(BookTrust.Disconnected, stage.Reader.Log.StateOf(new ListingId(id))));
        Assert.Contains(stage.Reader.Events, told => told is { Kind: FeedEventKind.ConnectionChanged, ConnectionState: ConnectionState.Down, Connection: 1 });
        stage.Venue.Move("S1USDT", 105, 9);
        await stage.UntilUpAsync();
        await time.PassAsync(TimeSpan.FromSeconds(1));
        stage.Same();
        Assert.Equal((1, "the venue closed the socket with code 1001", 1), (stage.Link.Reconnects, stage.Link.LastError, stage.Link.Connection));
        Assert.True(stage.Venue.Sockets[0].IsDisposed);
    });

    [Fact]
    public void A_socket_that_says_nothing_is_closed_after_its_books_were_said_to_be_stale() => VirtualTime.Run(async time =>
    {
        await using var stage = new StreamStage(time, symbols: 1);
        stage.Stream.Start();
        await stage.UntilUpAsync();

        // Heartbeats are sent and answered: nothing ends a quiet market.
        await time.PassAsync(TimeSpan.FromMinutes(4));
        Assert.Single(stage.Venue.Dials);
        Assert.InRange(stage.Venue.Sockets[0].Sent.Count(sent => sent.Text.Contains("ping", StringComparison.Ordinal)), 11, 12);
        stage.Venue.Sockets[0].IsDead = true;
        await time.PassAsync(TimeSpan.FromSeconds(50));
        Assert.Equal((BookTrust.Stale, 1), (stage.Reader.Log.StateOf(new ListingId(1)), stage.Venue.Dials.Count));
        await time.PassAsync(TimeSpan.FromSeconds(20));
        await stage.UntilUpAsync();
        Assert.Equal(("the venue said nothing for 60 s", true), (stage.Link.LastError, stage.Venue.Sockets[0].IsDisposed));
    });

    [Fact]
    public void Frames_that_cannot_be_read_do_not_end_the_link() => VirtualTime.Run(async time =>
    {
        await using var stage = new StreamStage(time, symbols: 2);
        stage.Stream.Start();
        await stage.UntilUpAsync();
        foreach (var bad in new[] { "", "{", "[1,2", "null", "{\"topic\":\"orderbook.200.S1USDT\",\"data\":{}}", new string('[', 10_000) })
            stage.Venue.Sockets[0].Say(bad);
        stage.Venue.Move("S1USDT", 103, 2);
        stage.Venue.Move("S2USDT", 103, 2);
        await time.PassAsync(TimeSpan.FromSeconds(30));
        await stage.UntilUpAsync();
        stage.Same();
        Assert.Equal((1, true), (stage.Venue.Dials.Count, stage.Link.Counters.DriftsTotal > 0));
    });

    [Fact]
    public void Books_given_up_because_nobody_read_are_asked_for_once_somebody_does() => VirtualTime.Run(async time =>
    {
        await using var stage = new StreamStage(time, symbols: 1, outlet: () => new FeedOutlet(2, levelsMax: 20));
        stage.Stream.Start();
        await stage.UntilUpAsync();
        stage.IsAsleep = true;
        for (var price = 200; price < 260; price++)
            stage.Venue.Move("S1USDT", price, 1);
        await time.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(1, stage.Link.Outlet.BooksLost);
        for (var price = 200; price < 260; price++)
            stage.Venue.Move("S1USDT", price, 0);
        stage.IsAsleep = false;
        await time.PassAsync(TimeSpan.FromSeconds(10));
        stage.Same();
        Assert.Equal((2, true), (stage.Venue.Dials.Count, stage.Link.LastError.Contains("nobody read", StringComparison.Ordinal)));
    });

    [Fact]
    public void A_stream_that_stops_closes_its_sockets_tells_so_and_leaves_no_timer() => VirtualTime.Run(async time =>
    {
        var stage = new StreamStage(time, symbols: 12);
        stage.Stream.Start();
        await stage.UntilUpAsync();
        await stage.DisposeAsync();
        Assert.Equal((0, 0, 0), (stage.Venue.OpenSockets, stage.Reader.Open, time.Timers));
        Assert.All(Enumerable.Range(1, 12), id => Assert.Equal(BookTrust.Disconnected, stage.Reader.Log.StateOf(new ListingId(id))));
        Assert.All(stage.Stream.Report(), link => Assert.Equal(LinkState.Stopped, link.State));

        // Twice is once.
        await stage.Stream.DisposeAsync();
    });

    [Fact]
    public void A_stream_may_stop_while_a_dial_fails() => VirtualTime.Run(async time =>
    {
        Task stopping = Task.CompletedTask;
        StreamStage? stage = null;
        stage = new StreamStage(time, symbols: 1, venue: venue => venue.OnDial = _ =>
        {
            stopping = stage!.Stream.DisposeAsync().AsTask();
            throw Unreachable();
        });
        stage.Stream.Start();
        await stopping;
        Assert.Equal(LinkState.Stopped, stage.Link.State);
        await stage.DisposeAsync();
    });

    [Fact]
    public void A_stream_that_was_never_started_can_be_disposed_of() => VirtualTime.Run(async time =>
    {
        await using var stage = new StreamStage(time, symbols: 2);
        Assert.Equal(LinkState.Stopped, stage.Link.State);
    });

    [Fact]
    public void What_breaks_in_our_own_code_is_reported_and_tried_again() => VirtualTime.Run(async time =>
    {
        await using var stage = new StreamStage(time, symbols: 1, venue: venue => venue.OnDial = dial =>
        {
            if (dial == 1)
                throw new InvalidOperationException("a bug");
        });
        stage.Stream.Start();
        await stage.UntilUpAsync();
        Assert.Equal("an error of Rialto's own, please report it: InvalidOperationException: a bug", stage.Link.LastError);
    });

    [Fact]
    public void A_venue_that_wants_a_signature_says_so_and_is_not_dialed() => VirtualTime.Run(async time =>
    {
        await using var stage = new StreamStage(time, symbols: 1, terms: terms => terms with { NeedsSigning = true });
        stage.Stream.Start();
        await time.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal((LinkState.Unset, 0), (stage.Link.State, stage.Venue.Dials.Count));
        Assert.Equal("bybit opens no socket without a signature: set KeyId and KeyFile to a key of yours", stage.Link.LastError);
    });

    [Fact]
    public void More_sockets_than_the_venue_allows_are_refused() => VirtualTime.Run(time =>
    {
        var refused = Assert.Throws<ArgumentException>(() => new StreamStage(time, symbols: 50, terms: terms => terms with { ConnectionsMax = 10 }));
        Assert.Contains("SymbolsPerSocket", refused.Message, StringComparison.Ordinal);
        return Task.CompletedTask;
    });

    /// <summary>Every socket is cut after a while, a thousand times: nothing is left behind.</summary>
    [Fact]
    public void A_thousand_reconnects_leak_nothing() => VirtualTime.Run(async time =>
    {
        await using var stage = new StreamStage(time, symbols: 5, new FeedStreamOptions { Jitter = 0, BreakerFailures = int.MaxValue, SettledAfter = TimeSpan.FromSeconds(1) });
        stage.Stream.Start();
        var timers = 0;
        var gone = new List<WeakReference>();
        for (var cut = 0; cut < 1_000; cut++)
        {
            await time.UntilAsync(() => stage.Venue.Dials.Count == cut + 1 && stage.IsUp, "up");
            await time.PassAsync(TimeSpan.FromSeconds(2));
            stage.Same();
            if (cut == 200)
                timers = time.Timers;
            gone.Add(new WeakReference(stage.Venue.Sockets[^1]));
            stage.Venue.Sockets[^1].Cut("cut");
            await time.PassAsync(TimeSpan.FromMilliseconds(100));
            stage.Venue.Forget();
            stage.Reader.Events.Clear();
            stage.Reader.Log.Changes.Clear();
        }

        await stage.UntilUpAsync();
        await time.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal((1_000, 1, timers), (stage.Link.Reconnects, stage.Venue.OpenSockets, time.Timers));

        // A link that is held by anything (a timer, a task, a list) would hold its socket. The last ones may still stand in what the clock has not reached.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.InRange(gone.Count(socket => socket.IsAlive), 0, 10);
    });

    private static void End(StreamStage stage, params int[] numbers)
    {
        foreach (var number in numbers)
            stage.Listings.Replace(stage.Listings[new ListingId(number)] with { Status = ListingStatus.Closed });
        stage.Stream.Remove(numbers.Select(number => new ListingId(number)).ToHashSet());
    }

    private static VenueUnreachableException Unreachable() => new(DialStage.Connect, Address, "nobody there");
}
