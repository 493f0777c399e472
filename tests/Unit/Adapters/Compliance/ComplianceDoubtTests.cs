using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Xunit;

namespace Rialto.Unit.Adapters.Compliance;

/// <summary>When a book may not be believed though nothing in the last frame was wrong: refused and ended subscriptions, numbers that go back, snapshots that nothing has met, books that fell quiet.</summary>
public class ComplianceDoubtTests
{
    public static TheoryData<FeedVenue> Venues => ComplianceTests.Venues;

    [Theory]
    [MemberData(nameof(Venues))]
    public void What_is_refused_is_told_and_asked_for_again(FeedVenue name)
    {
        if (Script(name).Refusal is not { } refusal)
            return;
        var venue = new PretendedVenue(Script(name), 21) { IsMute = true };
        venue.Connect();
        venue.Deliver(refusal);
        Assert.Equal((BookTrust.Resyncing, BookReason.Refused), (venue.State, venue.Log.Changes[^1].Reason));
        Assert.Equal(1, venue.Session.Counters.Drifts[(int)DriftKind.VenueError]);
        venue.IsMute = false;
        Assert.True(venue.RunUntilTrusted());
        Assert.True(venue.Resubscriptions > 0 || name == FeedVenue.Kalshi || Script(name).SendsWholeBooks);
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void Refusals_without_end_do_not_keep_a_book_from_being_asked_for(FeedVenue name)
    {
        if ((Script(name).Refusal ?? Script(name).Ending) is not { } refusal)
            return;
        var venue = new PretendedVenue(Script(name), 30) { IsMute = true };
        venue.Connect();
        for (var i = 0; i < 600; i++)
        {
            venue.Deliver(refusal);
            venue.Tick();
        }

        Assert.InRange(venue.Session.Counters.SnapshotsAsked, 3, 12);
        Assert.InRange(venue.Log.Changes.Count, 3, 40);
        venue.IsMute = false;
        Assert.True(venue.RunUntilTrusted());
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void A_refusal_takes_nothing_from_a_book_that_stands(FeedVenue name)
    {
        if (Script(name).Refusal is not { } refusal)
            return;
        var venue = Connected(name, 22);
        venue.Deliver(refusal);
        Assert.Equal(BookTrust.Trusted, venue.State);
        venue.Run(100);
        Assert.Equal((BookTrust.Trusted, 0L), (venue.State, venue.Session.Counters.Repairs));
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void An_ended_subscription_is_not_believed_and_asked_for_again(FeedVenue name)
    {
        if (Script(name).Ending is not { } ending)
            return;
        var venue = Connected(name, 23);
        for (var round = 0; round < 20; round++)
        {
            venue.Run(5);
            var changes = venue.Log.Changes.Count;
            venue.Deliver(ending);
            Assert.NotEqual(BookTrust.Trusted, venue.State);
            Assert.Equal((BookTrust.Resyncing, BookReason.Refused), (venue.Log.Changes[changes].State, venue.Log.Changes[changes].Reason));
            Assert.True(venue.RunUntilTrusted());
        }

        Assert.Equal(20, venue.Session.Counters.RepairsByReason[(int)BookReason.Refused]);
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void Numbers_that_begin_anew_are_noticed_and_repaired(FeedVenue name)
    {
        // Whole books have only their time for a number (see FeedSessionTests), and some venues have none.
        if (!Script(name).LossShows)
            return;
        var venue = Connected(name, 24);
        for (var round = 0; round < 20; round++)
        {
            venue.Run(40);
            venue.Jump(-90);
            venue.Make();
            venue.Run(1);
            if (Script(name).LossShowsAtOnce)
                Assert.NotEqual(BookTrust.Trusted, venue.State);
            Assert.True(venue.RunUntilTrusted(), $"round {round}: {venue.State}");
        }
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void One_number_far_too_large_does_not_hide_all_that_follow(FeedVenue name)
    {
        if (Script(name).SendsWholeBooks)
            return;
        var venue = Connected(name, 25);
        for (var round = 0; round < 20; round++)
        {
            venue.Run(5);
            venue.Jump(1_000_000_000_000);
            venue.Run(1);
            venue.Jump(-1_000_000_000_000);
            venue.Run(1);
            if (Script(name).LossShows)
                Assert.True(venue.RunUntilTrusted(), $"round {round}: {venue.State}");
        }

        venue.Run(100);
        Assert.Equal(BookTrust.Trusted, venue.State);
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void A_frame_after_the_connection_went_is_counted_and_nothing_else(FeedVenue name)
    {
        var venue = Connected(name, 26);
        venue.Run(10);
        var late = venue.Make().Frame;
        venue.Disconnect();
        var (changes, frames) = (venue.Log.Changes.Count, venue.Session.Counters.Frames);
        venue.Deliver(late);
        Assert.Equal((1L, frames, changes, BookTrust.Disconnected), (venue.Session.Counters.LateFrames, venue.Session.Counters.Frames, venue.Log.Changes.Count, venue.State));
        venue.Connect();
        Assert.True(venue.RunUntilTrusted());
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void After_a_broken_frame_no_book_is_believed_until_it_shows_that_it_missed_nothing(FeedVenue name)
    {
        var venue = Connected(name, 27);
        venue.Run(5);
        venue.Deliver("{\"e\":");
        Assert.NotEqual(BookTrust.Trusted, venue.State);
        Assert.Equal(BookReason.BrokenFrame, venue.Log.Changes[^1].Reason);
        var isNumbered = Script(name).Protocol.Rules.Continuity is Continuity.Contiguous or Continuity.Linked;
        venue.Run(1);
        if (isNumbered)
            Assert.Equal((BookTrust.Trusted, 0L), (venue.State, venue.Session.Counters.Repairs));
        Assert.True(venue.RunUntilTrusted());

        // Nothing follows: the book is asked for.
        venue.Deliver("{\"e\":");
        venue.Silence(10);
        Assert.True(venue.Session.Counters.Repairs > 0);
        Assert.True(venue.RunUntilTrusted());
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void A_book_that_fell_quiet_beside_a_talking_connection_is_stale_and_asked_for(FeedVenue name)
    {
        var venue = Connected(name, 28);
        venue.Run(5);
        var seconds = (int)(Script(name).Protocol.Rules.QuietNs / 1_000_000_000);
        Assert.False(venue.TalkUntilDoubted(seconds - 5));
        Assert.True(venue.TalkUntilDoubted(10));
        Assert.Equal((BookTrust.Stale, BookReason.Quiet), (venue.Log.Changes[^1].State, venue.Log.Changes[^1].Reason));
        for (var i = 0; i < 10; i++)
            venue.Tick();
        Assert.Equal((BookTrust.Trusted, 0L), (venue.State, venue.Session.Counters.Repairs));
        venue.Run(20);
        Assert.Equal(BookTrust.Trusted, venue.State);
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void A_snapshot_by_REST_is_not_believed_before_an_update_met_it(FeedVenue name)
    {
        if (Script(name).Protocol.Rules.Snapshot != SnapshotSource.Rest)
            return;
        var venue = new PretendedVenue(Script(name), 29);
        venue.Connect();
        for (var i = 0; i < 200; i++)
            venue.Tick();
        Assert.Equal((1L, 1L), (venue.Session.Counters.Snapshots, venue.Session.Counters.SnapshotsAsked));
        Assert.Equal((BookTrust.Resyncing, BookReason.AwaitsUpdate), (venue.State, venue.Log.Changes[^1].Reason));
        venue.Run(1);
        Assert.Equal((BookTrust.Trusted, BookReason.Synchronized), (venue.State, venue.Log.Changes[^1].Reason));

        // Where none ever comes, the subscription may have been lost.
        venue.Disconnect();
        venue.Connect();
        for (var i = 0; i < 700; i++)
            venue.Tick();
        Assert.Equal((BookTrust.Resyncing, 1), (venue.State, venue.Resubscriptions));
    }

    private static VenueScript Script(FeedVenue name) => ComplianceTests.Script(name);

    private static PretendedVenue Connected(FeedVenue name, int seed)
    {
        var venue = new PretendedVenue(Script(name), seed);
        venue.Connect();
        Assert.True(venue.RunUntilTrusted());
        return venue;
    }
}
