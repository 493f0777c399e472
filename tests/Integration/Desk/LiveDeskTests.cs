using System.Diagnostics;
using Rialto.Host.Desk;
using Rialto.Host.Desk.Guarding;
using Rialto.Host.Desk.Live;
using Rialto.Model.Execution;
using Rialto.Model.Units;
using Rialto.Trading;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>The loop of a desk with real orders, turn by turn.</summary>
public sealed class LiveDeskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_leaves_is_in_the_journal_and_orders_wait_for_the_first_look_at_the_account()
    {
        using var rig = new LiveDeskRig(_folder.Path);
        rig.Begin();
        rig.Book(10_000);
        rig.Settle();
        Assert.Empty(rig.Link.Take());
        Quote(rig);
        var placed = rig.Link.Sent.Where(request => request.Kind == OrderRequestKind.Place).ToList();
        Assert.Equal(2, placed.Count);
        Assert.All(rig.Link.Sent, request => Assert.InRange(request.Cause, 1, rig.Journal.DurableSequence));
        Assert.Equal(rig.Journal.LastSequence, rig.Journal.DurableSequence);
        Assert.Equal(rig.Desk.Trader.Sequence, rig.Journal.LastSequence);
        Assert.Equal(2, rig.Desk.Trader.LiveOrders);
        Assert.True(rig.Desk.TickToSent.Count > 0 || rig.Desk.TickToIntent.Count == 0);
    }

    /// <summary>A stop that waited in the folder is in the journal before the first request, and a life after this one keeps to it.</summary>
    [Fact]
    public void A_stop_from_before_the_start_is_kept_to_by_this_life_and_the_next()
    {
        StopMarker.Leave(_folder.Path, Text36.Of("fire"));
        using (var rig = new LiveDeskRig(_folder.Path))
        {
            var stop = StopMarker.Read(_folder.Path);
            Assert.Equal("fire", stop!.Value.Reason.ToString());
            rig.Begin(stop);
            rig.Book(10_000);
            Quote(rig);
            Assert.True(rig.Desk.Trader.IsStopped);
            Assert.DoesNotContain(rig.Link.Sent, request => request.Kind == OrderRequestKind.Place);
        }

        Assert.True(StopMarker.Clear(_folder.Path) && StopMarker.Read(_folder.Path) is null);
        using var next = new LiveDeskRig(_folder.Path);
        next.Begin();
        Assert.True(next.Desk.Trader.IsStopped);
    }

    /// <summary>Signs of life are the loop's: threads of links that live on give none in its place.</summary>
    [Fact]
    public void A_link_is_attended_as_long_as_the_loop_turns()
    {
        using var rig = new LiveDeskRig(_folder.Path);
        rig.Begin();
        Assert.True(rig.Link.IsAttended);
        rig.Link.Turn(System.Diagnostics.Stopwatch.GetTimestamp() - 3 * System.Diagnostics.Stopwatch.Frequency);
        Assert.False(rig.Link.IsAttended);
        using var stop = new CancellationTokenSource();
        rig.Desk.Run(stop.Cancel, stop.Token);
        Assert.True(rig.Link.IsAttended);
    }

    [Fact]
    public void A_link_that_takes_nothing_more_counts_as_down_and_nobody_waits_for_it()
    {
        using var rig = new LiveDeskRig(_folder.Path, ring: 2);
        rig.Begin();
        rig.Say(OrderReportKind.StreamUp);
        rig.Settle();
        var link = rig.Desk.Links[0];
        Assert.True(link.IsBlocked);
        Assert.True(link.IsUp);
        Assert.Equal(1, rig.Desk.Counts.Problems[Trading.Orders.DeskProblemKind.StreamDown]);

        // Room again: the trader hears that the venue is up, and asks anew.
        Assert.Equal(2, rig.Link.Take().Count);
        var before = rig.Desk.Trader.Sequence;
        for (var began = Stopwatch.GetTimestamp(); link.IsBlocked && rig.Desk.Trader.Sequence == before && Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30);)
            rig.Desk.Turn();
        Assert.True(rig.Link.Take().Count > 0);
    }

    [Fact]
    public async Task Commands_are_answered_once_they_are_in_the_journal_and_a_stop_ends_all_orders()
    {
        using var rig = new LiveDeskRig(_folder.Path);
        rig.Begin();
        rig.Book(10_000);
        Quote(rig);
        Assert.Equal(2, rig.Desk.Trader.LiveOrders);
        Assert.True(rig.Desk.Control.TryTell(new DeskCommand { Kind = DeskCommandKind.EmergencyStop, Who = Text36.Of("test") }, out var answer));
        Assert.True(rig.Desk.Control.TryTell(new DeskCommand { Kind = DeskCommandKind.Start, Strategy = new StrategyId(1) }, out var refused));
        Assert.Throws<ArgumentException>(() => rig.Desk.Control.TryTell(new DeskCommand { Kind = DeskCommandKind.Restart }));
        Assert.True(rig.Desk.Turn());
        Assert.True(answer.IsCompleted && refused.IsCompleted);
        Assert.Equal((CommandRefusal.None, CommandRefusal.EmergencyStop), (await answer, await refused));
        Assert.Equal(rig.Desk.Trader.Sequence, rig.Journal.DurableSequence);
        for (var i = 0; i < 5; i++)
        {
            rig.Answer();
            rig.Settle();
        }

        Assert.True(rig.Desk.Trader.IsStopped);
        Assert.Contains(rig.Link.Sent, request => request.Kind is OrderRequestKind.Cancel or OrderRequestKind.CancelAll);
    }

    [Fact]
    public void A_life_after_a_kill_begins_as_the_one_before_ended_and_uses_no_number_twice()
    {
        ulong state;
        long inputs, last;
        using (var rig = new LiveDeskRig(_folder.Path))
        {
            rig.Begin();
            rig.Book(10_000);
            Quote(rig);
            rig.Desk.Check();
            rig.Desk.Commit();
            (state, inputs) = (rig.Desk.Trader.StateHash(), rig.Desk.Trader.Sequence);
            last = rig.Link.Sent.Max(request => request.Order.Value);
        }

        using var next = new LiveDeskRig(_folder.Path);
        Assert.Null(next.Desk.Difference);
        Assert.Equal((inputs, state), (next.Desk.Trader.Sequence, next.Desk.Trader.StateHash()));
        Assert.Empty(next.Link.Take());
        next.Begin();
        Assert.Equal(2, next.Desk.Trader.LiveOrders);
        next.Book(10_000);
        Quote(next);
        Assert.All(next.Link.Sent.Where(request => request.Kind == OrderRequestKind.Place), request => Assert.True(request.Order.Value > last));
        next.Desk.Check();
        next.Desk.Commit();
        var replay = new DeskReplay(next.Settings);
        replay.Run(next.Run, TestContext.Current.CancellationToken);
        Assert.Null(replay.Difference);
        Assert.Equal(0, replay.Unchecked);
        Assert.Equal(next.Desk.Trader.StateHash(), replay.StateHash);
    }

    [Fact]
    public void What_another_venue_or_nobody_could_have_said_is_thrown_away()
    {
        using var rig = new LiveDeskRig(_folder.Path);
        rig.Begin();
        rig.Say(OrderReportKind.StreamUp, report => report with { Venue = Model.Feeds.FeedVenue.Okx });
        rig.Say(OrderReportKind.None);
        rig.Say(OrderReportKind.Accepted, report => report with { Listing = new Model.Feeds.ListingId(77) });
        rig.Say(OrderReportKind.StreamUp, report => report with { Flags = OrderReportFlags.Paper });
        var before = rig.Desk.Trader.Sequence;
        rig.Settle();
        Assert.Equal(before, rig.Desk.Trader.Sequence);
        Assert.Equal(4, rig.Desk.Links[0].Strange);
    }

    [Fact]
    public void A_clock_that_is_set_back_stops_neither_time_outs_nor_taking()
    {
        using var rig = new LiveDeskRig(_folder.Path);
        var notes = new List<string>();
        rig.Desk.Noted = notes.Add;
        rig.Begin();
        Quote(rig);
        var before = rig.Desk.Now;
        rig.SetBack(3_600_000_000_000);
        for (var i = 0; i < 100; i++)
        {
            rig.Wait(100);
            rig.Book(10_000);
            rig.Level(9_980);
            rig.Settle();
        }

        // Ten seconds went by, of which a little is given back; the account was looked at each second, and the market is not late.
        Assert.InRange(rig.Desk.Now.Nanoseconds - before.Nanoseconds, 9_000_000_000, 10_000_000_000);
        Assert.Contains(rig.Link.Take(), request => request.Kind == OrderRequestKind.QueryBalances && request.Time > before);
        Assert.False(rig.Desk.Trader.IsSlow);

        // The machine's own clock paces the looks: as many turns as it takes.
        for (var i = 0; i < 1_000_000_000 && notes.Count == 0; i++)
            rig.Desk.Turn();
        Assert.Contains("was set back", Assert.Single(notes));
    }

    [Fact]
    public void A_desk_that_was_killed_while_it_was_slow_hears_that_it_is_not_any_more()
    {
        using (var rig = new LiveDeskRig(_folder.Path))
        {
            rig.Begin();
            Quote(rig);
            rig.Level(9_980);
            rig.Wait(10_000);
            rig.Settle();
            Assert.True(rig.Desk.Trader.IsSlow);
        }

        using var next = new LiveDeskRig(_folder.Path);
        Assert.True(next.Desk.Trader.IsSlow);
        next.Begin();
        next.Level(9_980);
        next.Settle();
        Assert.False(next.Desk.Trader.IsSlow);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_last_cancels_name_orders_as_their_venue_wants_it(bool byClientId)
    {
        using var rig = new LiveDeskRig(_folder.Path, capable: can => can with { CancelsByClientId = byClientId, CanCancelAll = false });
        rig.Begin();
        Quote(rig);
        Assert.Equal(2, rig.Desk.Trader.LiveOrders);
        rig.Link.Take();
        var cancels = new LastCancels(rig.Desk);
        cancels.Ask();
        var asked = rig.Link.Take();
        Assert.Equal(2, cancels.Open);
        if (byClientId)
        {
            Assert.All(asked, request => Assert.Equal(OrderRequestKind.Cancel, request.Kind));
            Assert.Equal(2, asked.Select(request => request.Order).Distinct().Count());
        }
        else
        {
            // Nothing that the session would refuse: the ids are asked for, and each order is cancelled once the venue has named it.
            Assert.Equal(OrderRequestKind.QueryOrders, Assert.Single(asked).Kind);
        }

        var live = rig.Desk.Trader.NextLive();
        rig.Say(OrderReportKind.Found, report => report with { Order = live, Listing = new Model.Feeds.ListingId(1), Status = VenueOrderStatus.Live, VenueOrder = VenueOrderId.Of("venue-7"), Flags = OrderReportFlags.FromQuery });
        cancels.Hear();
        var named = Assert.Single(rig.Link.Take());
        Assert.Equal((OrderRequestKind.Cancel, live, "venue-7"), (named.Kind, named.Order, named.VenueOrder.ToString()));
        rig.Say(OrderReportKind.Cancelled, report => report with { Order = live, Listing = new Model.Feeds.ListingId(1), Status = VenueOrderStatus.Cancelled });
        cancels.Hear();
        Assert.Equal(1, cancels.Open);

        // The second try has what is left, and no more.
        cancels.Ask();
        Assert.DoesNotContain(rig.Link.Take(), request => request.Kind == OrderRequestKind.Cancel && request.Order == live);
    }

    /// <summary>The stream comes up, the account is looked at, the market moves for some seconds: the maker quotes.</summary>
    private static void Quote(LiveDeskRig rig)
    {
        rig.Say(OrderReportKind.StreamUp);
        for (var i = 0; i < 12; i++)
        {
            rig.Book(10_000);
            rig.Settle();
            rig.Answer();
            rig.Settle();
            rig.Wait(300);
        }
    }
}
