using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Quality;
using Xunit;

namespace Rialto.Unit.Trading.Quality;

/// <summary>Each rule by the fewest events that break it, and by those that nearly do. All events are made up for the test.</summary>
public class QualityRulesTests
{
    private static QualityVerdict Good => default;

    private static QualityVerdict Rejected(QualityMarks marks) => new(marks, true);

    private static QualityVerdict Marked(QualityMarks marks) => new(marks, false);

    [Fact]
    public void A_trade_without_price_or_quantity_is_rejected_and_a_removal_is_not()
    {
        var script = new QualityScript();
        Assert.Equal(Rejected(QualityMarks.Range), script.Trade(1, 0, 0));
        Assert.Equal(Rejected(QualityMarks.Range), script.Trade(1, 1, -5));
        Assert.Equal(Rejected(QualityMarks.Range), script.Trade(1, 2, 100, 0));
        Assert.Equal(Good, script.Trade(1, 3, 100, 1));
        Assert.Equal(Good, script.Level(1, 4, Side.Buy, 100, 0));
        Assert.Equal(Rejected(QualityMarks.Range), script.Level(1, 5, Side.Buy, 100, -1));
        Assert.Equal(4, script.Count(1, QualityRule.Range));
    }

    [Fact]
    public void A_level_out_of_range_is_applied_and_its_book_is_not_believed_until_it_is_cleared()
    {
        var script = new QualityScript(limits => limits with { PriceMax = 20_000 });
        Assert.Equal(Good, script.Book(1, 0, 10_000, 10_002));
        Assert.Equal(Rejected(QualityMarks.Range), script.Level(1, 10, Side.Sell, 20_001, 5));
        Assert.True(script.Monitor.TouchOf(new ListingId(1)).IsRejected);
        Assert.True(script.Monitor.HistoryOf(new ListingId(1))![0].Verdict.IsRejected);
        Assert.Equal(Good, script.Book(1, 20, 10_000, 10_002));
    }

    [Fact]
    public void Kalshi_prices_end_at_one()
    {
        var listing = new Listing(new ListingId(1), FeedVenue.Kalshi, "K", "K", ListingKind.Outcome, 4, 2, default, default, "USD", ListingStatus.Open);
        var limits = QualityLimits.For(listing);
        Assert.Equal((0, 10_000, 2_000, QualityMarks.None), (limits.PriceMin, limits.PriceMax, limits.JumpFloor, limits.Rejects & QualityMarks.Crossed));
    }

    [Fact]
    public void One_wrong_print_is_rejected_and_the_market_goes_on()
    {
        var script = new QualityScript();
        for (var i = 0; i < 31; i++)
            Assert.Equal(Good, script.Trade(1, i, 10_000 + i % 3));
        // Median 10001, median deviation 1: the floor of 0.5 % decides. 10,051 is 50 away (0.4999 %), 10,052 is 51 (0.50995 %).
        Assert.Equal(Good, script.Trade(1, 40, 10_051));
        Assert.Equal(Rejected(QualityMarks.Jump), script.Trade(1, 41, 10_052));
        Assert.Equal(Good, script.Trade(1, 42, 10_001));
        Assert.Equal(Rejected(QualityMarks.Jump), script.Trade(1, 43, 1));
        Assert.Equal(Good, script.Trade(1, 44, 10_002));
        Assert.Equal(2, script.Count(1, QualityRule.Jump));
        var samples = new QualitySample[4];
        Assert.Equal(2, script.Monitor.TallyOf(QualityRule.Jump).CopySamples(samples));
        Assert.Equal((1, 10_000, 50), (samples[0].Event.Price.Units, samples[0].Measured, samples[0].Limit));
        Assert.Equal((10_052, 51, 50), (samples[1].Event.Price.Units, samples[1].Measured, samples[1].Limit));
    }

    [Fact]
    public void A_market_that_moves_much_needs_a_larger_jump()
    {
        var script = new QualityScript();
        for (var i = 0; i < 31; i++)
            script.Trade(1, i, 10_000 + (i % 5 - 2) * 20);
        // Distances are 0, 20, 40: the median is 20, and ten robust deviations are 296.
        Assert.Equal(Good, script.Trade(1, 40, 10_296));
        Assert.Equal(Rejected(QualityMarks.Jump), script.Trade(1, 41, 10_297));
    }

    [Fact]
    public void Three_prints_that_agree_are_the_new_price()
    {
        var script = new QualityScript();
        for (var i = 0; i < 31; i++)
            script.Trade(1, i, 10_000);
        Assert.True(script.Trade(1, 40, 9_000).IsRejected);
        Assert.True(script.Trade(1, 41, 9_001).IsRejected);
        Assert.Equal(Good, script.Trade(1, 42, 9_002));
        Assert.Equal(Good, script.Trade(1, 43, 9_000));
        Assert.True(script.Trade(1, 44, 10_000).IsRejected);
    }

    [Fact]
    public void Wrong_prints_that_do_not_agree_do_not_make_each_other_right()
    {
        var script = new QualityScript();
        for (var i = 0; i < 31; i++)
            script.Trade(1, i, 10_000);
        foreach (var price in new[] { 5_000, 20_000, 5_000, 20_000, 100, 40_000 })
            Assert.True(script.Trade(1, 50, price).IsRejected);
        Assert.Equal(Good, script.Trade(1, 51, 10_000));
    }

    [Fact]
    public void After_a_silence_there_is_no_verdict()
    {
        var script = new QualityScript();
        for (var i = 0; i < 31; i++)
            script.Trade(1, i, 10_000);
        Assert.Equal(Good, script.Trade(1, 31 + 60_001, 5_000));
    }

    [Fact]
    public void A_trade_a_hundred_times_larger_than_nearly_all_is_marked()
    {
        var script = new QualityScript();
        for (var i = 0; i < 63; i++)
            Assert.Equal(Good, script.Trade(1, i, 10_000, i < 60 ? 10 : 5_000));
        Assert.Equal(Good, script.Trade(1, 100, 10_000, 1_000));
        Assert.Equal(Marked(QualityMarks.VolumeSpike), script.Trade(1, 101, 10_000, 1_001));
    }

    [Fact]
    public void A_venue_time_that_goes_back_is_marked_for_trades_and_levels_apart()
    {
        var script = new QualityScript();
        Assert.Equal(Good, script.Trade(1, 1_000, 10_000, eventMs: 990));
        Assert.Equal(Good, script.Level(1, 1_001, Side.Buy, 9_999, 1, eventMs: 980));
        Assert.Equal(Good, script.Trade(1, 1_002, 10_000, eventMs: 990));
        Assert.Equal(Marked(QualityMarks.TimeBackwards), script.Trade(1, 1_003, 10_000, eventMs: 989));
        Assert.Equal(Good, script.Trade(1, 1_004, 10_000, eventMs: 991));
        Assert.Equal(Marked(QualityMarks.TimeBackwards), script.Level(1, 1_005, Side.Buy, 9_999, 1, eventMs: 979));
    }

    [Fact]
    public void A_venue_time_of_another_day_is_marked_and_does_not_move_the_clock()
    {
        var script = new QualityScript();
        script.Trade(1, 1_000, 10_000);
        var before = script.Monitor.ClockOf(FeedVenue.BinanceSpot)!.At(QualityScript.At(1_000));
        Assert.Equal(Marked(QualityMarks.TimeRange), script.Trade(1, 1_001, 10_000, eventMs: -86_400_000));
        Assert.Equal(Marked(QualityMarks.TimeRange), script.Trade(1, 1_002, 10_000, eventMs: 86_400_000));
        Assert.Equal(before, script.Monitor.ClockOf(FeedVenue.BinanceSpot)!.At(QualityScript.At(1_000)));
        Assert.Equal(Good, script.Trade(1, 1_003, 10_000));
    }

    [Fact]
    public void Our_own_time_going_back_is_marked_once()
    {
        var script = new QualityScript { HasNoTime = true };
        script.Trade(1, 1_000, 10_000);
        Assert.Equal(Marked(QualityMarks.ReceiveBackwards), script.Trade(1, 999, 10_000));
        Assert.Equal(Good, script.Trade(1, 999, 10_000));
    }

    [Fact]
    public void One_message_too_many_in_a_second_is_marked()
    {
        var script = new QualityScript(limits => limits with { RatePerSecondMax = 3 });
        for (var i = 0; i < 3; i++)
            Assert.Equal(Good, script.Trade(1, i, 10_000));
        Assert.Equal(Marked(QualityMarks.Rate), script.Trade(1, 3, 10_000));
        Assert.Equal(Good, script.Trade(1, 4, 10_000));
        Assert.Equal(Good, script.Trade(1, 1_000, 10_000));
        Assert.Equal(1, script.Count(1, QualityRule.Rate));

        // A frame of many levels is one message.
        for (var i = 0; i < 10; i++)
            Assert.Equal(Good, script.Tell(new FeedEvent { Kind = FeedEventKind.Level, Price = new Price(100 + i), Quantity = new Quantity(1) }, 2, 5, null, isLast: i == 9));
    }

    [Fact]
    public void Silence_makes_stale_and_a_word_ends_it()
    {
        var script = new QualityScript();
        script.Book(1, 0, 10_000, 10_002);
        script.Monitor.OnClock(QualityScript.At(30_000));
        Assert.Equal(Good, script.Monitor.TouchOf(new ListingId(1)));
        Assert.Equal(100, script.Monitor.ScoreOf(new ListingId(1), QualityScript.At(30_000)));
        script.Monitor.OnClock(QualityScript.At(30_001));
        script.Monitor.OnClock(QualityScript.At(31_000));
        Assert.Equal(Rejected(QualityMarks.Stale), script.Monitor.TouchOf(new ListingId(1)));
        Assert.Equal((1, 0), (script.Count(1, QualityRule.Stale), script.Monitor.ScoreOf(new ListingId(1), QualityScript.At(31_000))));
        script.Level(1, 31_001, Side.Buy, 9_000, 1);
        Assert.Equal(Good, script.Monitor.TouchOf(new ListingId(1)));
        script.Monitor.OnClock(QualityScript.At(31_002));
        Assert.Equal(0, script.Count(2, QualityRule.Stale));
    }

    [Fact]
    public void A_venue_far_from_the_median_of_the_others_is_rejected_while_it_is()
    {
        var script = new QualityScript();
        script.Book(1, 0, 10_000, 10_002);
        script.Book(2, 1, 10_001, 10_003);
        // Two venues that differ: nobody knows which of them is wrong.
        Assert.Equal(Good, script.Book(2, 2, 11_000, 11_002));
        script.Book(2, 3, 10_001, 10_003);
        Assert.Equal(Good, script.Book(3, 4, 10_000, 10_004));
        // The others' middles are 10001 and 10002: 0.5 % of 10001.5 is 50.0075.
        Assert.Equal(Good, script.Book(3, 5, 10_050, 10_053));
        Assert.Equal(Rejected(QualityMarks.Outlier), script.Book(3, 6, 10_051, 10_053));
        Assert.Equal(Good, script.Monitor.TouchOf(new ListingId(1)));
        Assert.Equal(1, script.Count(3, QualityRule.Outlier));

        // The others come after it: it was early, not wrong.
        script.Book(1, 7, 10_051, 10_053);
        Assert.Equal(Good, script.Monitor.TouchOf(new ListingId(3)));
    }

    [Fact]
    public void A_venue_that_stands_still_while_the_others_move_is_found()
    {
        var script = new QualityScript();
        for (var listing = 1; listing <= 4; listing++)
            script.Book(listing, listing, 10_000, 10_002);
        for (var listing = 1; listing <= 3; listing++)
            script.Book(listing, 10 + listing, 10_100, 10_102);
        Assert.Equal(Rejected(QualityMarks.Outlier), script.Monitor.TouchOf(new ListingId(4)));
        Assert.Equal(Good, script.Monitor.TouchOf(new ListingId(1)));
    }

    [Fact]
    public void A_trade_between_the_best_prices_of_a_believed_book_is_no_jump()
    {
        var script = new QualityScript();
        for (var i = 0; i < 20; i++)
            script.Trade(1, i, 10_000);

        // The book went with the market while nothing was traded, and what moved it is no news any more.
        for (var i = 0; i < 20; i++)
            script.Book(1, 100 + i, 11_000 + i % 2, 11_002 + i % 2);
        Assert.Equal(Good, script.Trade(1, 200, 11_001));
        Assert.Equal(Rejected(QualityMarks.Jump), script.Trade(1, 201, 11_100));
        Assert.Equal(Rejected(QualityMarks.Jump), script.Trade(1, 202, 10_000));

        // A book that is not believed, or whose best prices are far apart, shows nothing.
        script.State(1, 210, BookTrust.Resyncing, BookReason.Gap);
        script.Book(1, 220, 5_000, 20_000);
        Assert.Equal(Rejected(QualityMarks.Jump), script.Trade(1, 221, 12_500));
    }

    [Fact]
    public void An_outlier_whose_feed_stops_stays_one_until_it_says_something_else()
    {
        var script = new QualityScript();
        for (var listing = 1; listing <= 3; listing++)
            script.Book(listing, listing, 10_000, 10_002);
        Assert.Equal(Rejected(QualityMarks.Outlier), script.Book(4, 4, 12_000, 12_002));

        // The others go on, and this one says nothing for longer than prices are compared.
        for (var second = 1; second <= 8; second++)
        {
            for (var listing = 1; listing <= 3; listing++)
                script.Book(listing, second * 1_000, 10_000 + second, 10_002 + second);
            Assert.Equal(Rejected(QualityMarks.Outlier), script.Monitor.TouchOf(new ListingId(4)));
        }

        Assert.Equal(1, script.Count(4, QualityRule.Outlier));
        Assert.Equal(Good, script.Book(4, 8_100, 10_008, 10_010) with { Marks = QualityMarks.None });
        Assert.Equal(QualityMarks.None, script.Monitor.TouchOf(new ListingId(4)).Marks & QualityMarks.Outlier);
    }

    [Fact]
    public void An_outlier_stays_one_when_the_others_stop()
    {
        var script = new QualityScript();
        for (var listing = 1; listing <= 3; listing++)
            script.Book(listing, listing, 10_000, 10_002);
        script.Book(4, 4, 12_000, 12_002);
        for (var listing = 1; listing <= 3; listing++)
            script.State(listing, 10, BookTrust.Resyncing, BookReason.Gap);
        script.Level(4, 20, Side.Buy, 11_000, 1);
        Assert.Equal(QualityMarks.Outlier, script.Monitor.TouchOf(new ListingId(4)).Marks & QualityMarks.Outlier);
    }

    [Fact]
    public void Prices_at_the_finest_scale_are_compared_without_running_over()
    {
        var table = new ListingTable(8);
        for (var i = 0; i < 4; i++)
            table.Add(new Listing(table.NextId, FeedVenue.BinanceSpot + (byte)i, "X", "X-USDT", ListingKind.Spot, i == 3 ? 18 : 0, 0, new Price(1), default, "USDT", ListingStatus.Open));
        var monitor = new QualityMonitor(table);
        var (price, fine) = (4_000_000_000_000_000_000L, 4_000_000_000_000_000_000L);
        for (var listing = 1; listing <= 3; listing++)
            monitor.LookAtTouch(new ListingId(listing), Touch(price), QualityScript.At(1));
        for (var listing = 1; listing <= 3; listing++)
            Hear(listing);

        // 2^62 units of the coarsest scale beside as many of the finest: as far apart as prices can be, and 0.5 % of them.
        Hear(4);
        Assert.Equal(QualityMarks.Outlier, monitor.LookAtTouch(new ListingId(4), Touch(fine), QualityScript.At(2)).Marks & QualityMarks.Outlier);
        Assert.Equal(QualityMarks.None, monitor.TouchOf(new ListingId(1)).Marks & QualityMarks.Outlier);
        Assert.Equal(QualityMarks.Outlier, monitor.LookAtTouch(new ListingId(2), Touch(price / 1_000 * 1_010), QualityScript.At(3)).Marks & QualityMarks.Outlier);

        void Hear(int listing)
        {
            var told = new FeedEvent { Kind = FeedEventKind.Level, Listing = new ListingId(listing), Price = new Price(1), Quantity = new Quantity(1), ReceiveTime = QualityScript.At(1) };
            monitor.Look(in told);
        }

        static Bbo Touch(long price) => new(new Price(price), new Quantity(1), new Price(price + 1), new Quantity(1));
    }

    [Fact]
    public void A_venue_of_which_nothing_was_heard_does_not_judge_others()
    {
        var script = new QualityScript();
        for (var listing = 1; listing <= 3; listing++)
            script.Book(listing, listing, 10_000, 10_002);
        script.Book(1, 6_000, 11_000, 11_002);
        Assert.Equal(Good, script.Monitor.TouchOf(new ListingId(1)) with { Marks = script.Monitor.TouchOf(new ListingId(1)).Marks & QualityMarks.Outlier });
    }

    [Fact]
    public void Locked_is_marked_and_crossed_is_rejected()
    {
        var script = new QualityScript();
        script.Book(1, 0, 10_000, 10_002);
        Assert.Equal(Marked(QualityMarks.Locked), script.Book(1, 1, 10_002, 10_002));
        Assert.Equal(Rejected(QualityMarks.Crossed), script.Book(1, 2, 10_003, 10_002));
        Assert.Equal(Good, script.Book(1, 3, 10_000, 10_002));
        Assert.Equal((1, 1), (script.Count(1, QualityRule.Locked), script.Count(1, QualityRule.Crossed)));
    }

    [Fact]
    public void A_middle_that_moves_far_is_marked()
    {
        var script = new QualityScript();
        for (var i = 0; i < 20; i++)
            script.Book(1, i, 10_000 + i % 2, 10_002 + i % 2);
        Assert.Equal(Marked(QualityMarks.TouchJump), script.Book(1, 30, 9_900, 10_002));
        Assert.Equal(Good, script.Book(1, 31, 10_000, 10_002));
    }

    [Fact]
    public void A_book_in_doubt_costs_its_score_and_so_does_drift()
    {
        var script = new QualityScript();
        script.Book(1, 0, 10_000, 10_002);
        Assert.Equal(Marked(QualityMarks.BookDoubted), script.State(1, 1, BookTrust.Resyncing, BookReason.Gap));
        Assert.Equal(0, script.Monitor.ScoreOf(new ListingId(1), QualityScript.At(1)));
        script.State(1, 2, BookTrust.Trusted, BookReason.Synchronized);
        Assert.Equal(75, script.Monitor.ScoreOf(new ListingId(1), QualityScript.At(2)));
        Assert.Equal(Good, script.State(1, 3, BookTrust.Resyncing, BookReason.Starting));
        script.State(1, 4, BookTrust.Trusted, BookReason.Synchronized);
        Assert.Equal(Marked(QualityMarks.Drift), script.Tell(new FeedEvent { Kind = FeedEventKind.Drift, Drift = DriftKind.UnknownWord, TradeId = 1 }, 1, 5, null));
        Assert.Equal(70, script.Monitor.ScoreOf(new ListingId(1), QualityScript.At(5)));

        // A minute later all is forgotten.
        script.Level(1, 70_000, Side.Buy, 9_000, 1);
        Assert.Equal(100, script.Monitor.ScoreOf(new ListingId(1), QualityScript.At(70_000)));

        // Drift of no listing is counted for all.
        Assert.Equal(Marked(QualityMarks.Drift), script.Tell(new FeedEvent { Kind = FeedEventKind.Drift }, 0, 70_001, null));
        Assert.Equal((2, 1), (script.Monitor.TallyOf(QualityRule.Drift).Count, script.Count(1, QualityRule.Drift)));
    }

    [Fact]
    public void Samples_are_the_newest_and_whole()
    {
        var script = new QualityScript();
        for (var i = 0; i < 100; i++)
            script.Trade(1, i, -i);
        var tally = script.Monitor.TallyOf(QualityRule.Range);
        var samples = new QualitySample[200];
        Assert.Equal((100, 100, RuleTally.SamplesMax), (tally.Count, tally.Rejected, tally.CopySamples(samples)));
        for (var i = 0; i < RuleTally.SamplesMax; i++)
            Assert.Equal((-(99 - i), QualityScript.At(99 - i), 1, true), (samples[i].Event.Price.Units, samples[i].Event.ReceiveTime, samples[i].Event.Listing.Value, samples[i].IsRejected));
    }

    [Fact]
    public void Nothing_is_allocated_once_warm()
    {
        var script = new QualityScript(limits => limits with { RatePerSecondMax = 5 });
        var ms = 0L;
        Assert.Equal(0, Allocations.Of(Run));
        Assert.True(script.Monitor.TallyOf(QualityRule.Jump).Count > 0 && script.Monitor.TallyOf(QualityRule.Outlier).Count > 0 && script.Monitor.TallyOf(QualityRule.Rate).Count > 0);

        void Run()
        {
            for (var i = 0; i < 3_000; i++)
            {
                ms += 7;
                script.Trade(1 + i % 4, ms, i % 50 == 0 ? 20_000 : 10_000 + i % 3, 1 + i % 7);
                script.Book(1 + i % 4, ms, i % 99 == 0 ? 10_900 : 10_000 + i % 2, i % 99 == 0 ? 10_902 : 10_003);
                if (i % 10 == 0)
                    script.Monitor.OnClock(QualityScript.At(ms));
            }
        }
    }
}
