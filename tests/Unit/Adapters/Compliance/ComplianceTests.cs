using Rialto.Model.Feeds;
using Xunit;

namespace Rialto.Unit.Adapters.Compliance;

/// <summary>What every venue's adapter must stand, on a pretended venue in virtual time. A new venue adds its script to <see cref="Venues"/> and nothing else.</summary>
public class ComplianceTests
{
    private static readonly VenueScript[] Scripts =
    [
        new BinanceScript(FeedVenue.BinanceSpot),
        new BinanceScript(FeedVenue.BinanceUsdM),
        new BinanceScript(FeedVenue.BinanceCoinM),
        new BithumbScript(),
        new BybitScript(FeedVenue.BybitSpot),
        new BybitScript(FeedVenue.BybitLinear),
        new BybitScript(FeedVenue.BybitInverse),
        new CoinbaseScript(FeedVenue.CoinbaseAdvanced),
        new CoinbaseScript(FeedVenue.CoinbaseExchange),
        new DeribitScript(),
        new KalshiScript(),
        new KrakenScript(FeedVenue.Kraken),
        new KrakenScript(FeedVenue.KrakenV1),
        new LsSecuritiesScript(),
        new OkxScript(),
        new PolymarketScript(),
        new UpbitScript(),
    ];

    public static TheoryData<FeedVenue> Venues => [.. Scripts.Select(script => script.Protocol.Venue)];

    [Theory]
    [MemberData(nameof(Venues))]
    public void A_book_becomes_trusted_and_stays_right(FeedVenue name)
    {
        var venue = Connected(name, 1);
        venue.Run(2_000);
        Assert.Equal(BookTrust.Trusted, venue.State);
        Assert.Equal(0, venue.Session.Counters.Repairs);
        Assert.Equal(0, venue.Session.Counters.DriftsTotal);
        Assert.Equal((BookTrust.Resyncing, BookReason.Starting), (venue.Log.Changes[0].State, venue.Log.Changes[0].Reason));
        Assert.Equal((BookTrust.Trusted, BookReason.Synchronized), (venue.Log.Changes[1].State, venue.Log.Changes[1].Reason));
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void A_lost_frame_is_noticed_and_only_costs_a_repair(FeedVenue name)
    {
        if (!Script(name).LossShows)
            return;
        var venue = Connected(name, 2);
        for (var round = 0; round < 40; round++)
        {
            venue.Run(7);
            venue.Make();
            venue.Run(1);
            if (Script(name).LossShowsAtOnce)
                Assert.NotEqual(BookTrust.Trusted, venue.State);
            Assert.True(venue.RunUntilTrusted(), $"round {round}: {venue.State}");
        }

        Assert.InRange(venue.Session.Counters.Repairs, Script(name).LossShowsAtOnce ? 40 : 20, 40);
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void A_frame_that_comes_twice_changes_nothing(FeedVenue name)
    {
        var venue = Connected(name, 3);
        for (var round = 0; round < 200; round++)
        {
            var update = venue.Make();
            venue.Step(update);
            venue.Deliver(update.Frame);
            venue.Run(round % 3);
        }

        Assert.True(venue.RunUntilTrusted());
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void Frames_that_change_places_end_in_a_right_book(FeedVenue name)
    {
        if (!Script(name).LossShows)
            return;
        var venue = Connected(name, 4);
        for (var round = 0; round < 40; round++)
        {
            venue.Run(5);
            var (first, second) = (venue.Make(), venue.Make());
            venue.Step(second);
            if (Script(name).LossShowsAtOnce)
                Assert.NotEqual(BookTrust.Trusted, venue.State);
            venue.DeliverLate(first.Frame);
            venue.Run(1);
            Assert.True(venue.RunUntilTrusted());
        }
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void Whole_books_heal_by_the_next_and_never_go_back(FeedVenue name)
    {
        if (!Script(name).SendsWholeBooks)
            return;
        var venue = Connected(name, 13);
        for (var round = 0; round < 100; round++)
        {
            venue.Run(round % 3);
            venue.Make();
            venue.Run(1);
            Assert.Equal(BookTrust.Trusted, venue.State);
            var (first, second) = (venue.Make(), venue.Make());
            venue.Step(second);
            venue.Deliver(first.Frame);
            Assert.Equal(BookTrust.Trusted, venue.State);
        }

        Assert.Equal((0, 100), (venue.Session.Counters.Repairs, venue.Session.Counters.OldUpdates));
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void What_fails_the_venues_own_check_is_repaired(FeedVenue name)
    {
        var venue = Connected(name, 5);
        for (var round = 0; round < 40; round++)
        {
            venue.Run(5);
            var update = venue.Make();
            if (update.Spoiled is null)
                return;
            venue.Deliver(update.Spoiled);
            Assert.NotEqual(BookTrust.Trusted, venue.State);
            Assert.True(venue.RunUntilTrusted());
        }
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void A_broken_frame_is_counted_and_the_book_ends_right(FeedVenue name)
    {
        var venue = Connected(name, 6);
        for (var round = 0; round < 40; round++)
        {
            venue.Run(5);
            var frame = System.Text.Encoding.UTF8.GetBytes(venue.Make().Frame);
            venue.Deliver(frame[..(frame.Length - 1 - round)]);
            venue.Run(1);
            Assert.True(venue.RunUntilTrusted());
        }

        Assert.Equal(40, venue.Session.Counters.Drifts[(int)DriftKind.BrokenFrame]);
        Assert.Contains((DriftKind.BrokenFrame, 1L), venue.Log.Drifts);
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void Digits_that_do_not_fit_are_told_and_never_rounded(FeedVenue name)
    {
        var venue = Connected(name, 7);
        var script = Script(name);
        var update = venue.Make();
        var price = Rialto.Model.Units.DecimalText.Format(20_000, script.Listing.PriceScale);
        while (!update.Frame.Contains(price, StringComparison.Ordinal))
        {
            venue.Step(update);
            update = venue.Make();
        }

        venue.Deliver(update.Frame.Replace(price, price + "1", StringComparison.Ordinal));
        Assert.Equal(BookTrust.Resyncing, venue.State);
        Assert.Equal(BookReason.DigitsDoNotFit, venue.Log.Changes[^1].Reason);
        Assert.Equal(1, venue.Session.Counters.Drifts[(int)DriftKind.DigitsDoNotFit]);
        Assert.True(venue.RunUntilTrusted());
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void Lost_and_slow_answers_are_asked_for_again(FeedVenue name)
    {
        var venue = new PretendedVenue(Script(name), 8) { AnswersToLose = 3, AnswerSteps = 30 };
        venue.Connect();
        Assert.True(venue.RunUntilTrusted());
        venue.Run(100);
        Assert.Equal(BookTrust.Trusted, venue.State);
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void A_cut_connection_is_told_and_the_next_starts_anew(FeedVenue name)
    {
        var venue = Connected(name, 9);
        for (var round = 0; round < 30; round++)
        {
            venue.Run(round);
            venue.Disconnect();
            Assert.Equal(BookTrust.Disconnected, venue.State);
            Assert.Equal(BookReason.ConnectionLost, venue.Log.Changes[^1].Reason);
            venue.Connect();
            Assert.True(venue.RunUntilTrusted());
        }
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void Silence_makes_a_book_stale_and_a_frame_makes_it_trusted_again(FeedVenue name)
    {
        var venue = Connected(name, 10);
        venue.Silence(120);
        Assert.Equal((BookTrust.Stale, BookReason.Silent), (venue.State, venue.Log.Changes[^1].Reason));
        venue.Run(1);
        Assert.Equal((BookTrust.Trusted, BookReason.HeardAgain), (venue.State, venue.Log.Changes[^1].Reason));
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void A_trade_is_told_with_the_side_that_came_to_trade(FeedVenue name)
    {
        var venue = Connected(name, 11);
        var seen = new List<FeedEvent>();
        venue.Log.OnFrame = frame => seen.AddRange(frame.ToArray());
        venue.Deliver(venue.MakeTrade());
        var trade = Assert.Single(seen);
        Assert.Equal((FeedEventKind.Trade, Rialto.Model.Orders.Side.Buy), (trade.Kind, trade.Side));
        Assert.Equal((20_000, 3), (trade.Price.Units, trade.Quantity.Units));
        Assert.Equal(FeedEventFlags.FirstOfFrame | FeedEventFlags.LastOfFrame, trade.Flags);
        Assert.False(trade.EventTime.IsNone);
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void Random_faults_never_leave_a_wrong_book_trusted(FeedVenue name)
    {
        var script = Script(name);
        for (var seed = 0; seed < 10; seed++)
        {
            var random = new Random(seed);
            var venue = Connected(name, 1_000 + seed);
            for (var step = 0; step < 400; step++)
            {
                var update = venue.Make();
                switch (random.Next(20))
                {
                    case 0 when script.LossShows || script.SendsWholeBooks:
                        venue.Tick();
                        break;
                    case 1:
                        venue.Step(update);
                        venue.Deliver(update.Frame);
                        break;
                    case 2 when update.Spoiled is not null:
                        venue.Deliver(update.Spoiled);
                        break;
                    case 3 when script.LossShows || script.SendsWholeBooks:
                        venue.Deliver("{\"e\":");
                        break;
                    case 4:
                        venue.AnswersToLose = random.Next(2);
                        venue.Step(update);
                        break;
                    default:
                        venue.Step(update);
                        break;
                }
            }

            Assert.True(venue.RunUntilTrusted(), $"seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void A_frame_allocates_nothing_once_warm(FeedVenue name)
    {
        var venue = Connected(name, 12);
        var frames = Enumerable.Range(0, 1_000 + Allocations.Rounds * 200).Select(_ => System.Text.Encoding.UTF8.GetBytes(venue.Make().Frame)).ToArray();
        var now = new Rialto.Model.Units.Timestamp(1_800_000_000_000_000_000);
        venue.Log.IsDeaf = true;
        foreach (var frame in frames.AsSpan(0, 1_000))
            venue.Session.OnFrame(frame, now);
        Assert.Equal(BookTrust.Trusted, venue.State);
        Assert.Equal(0, Allocations.Of(round =>
        {
            foreach (var frame in frames.AsSpan(1_000 + round * 200, 200))
                venue.Session.OnFrame(frame, now);
        }));
        Assert.Equal(BookTrust.Trusted, venue.State);
    }

    internal static VenueScript Script(FeedVenue name) => Scripts.Single(script => script.Protocol.Venue == name);

    private static PretendedVenue Connected(FeedVenue name, int seed)
    {
        var venue = new PretendedVenue(Script(name), seed);
        venue.Connect();
        Assert.True(venue.RunUntilTrusted());
        return venue;
    }
}
