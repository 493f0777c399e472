using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Strategies.Signals;
using Rialto.Trading;
using Rialto.Trading.Strategy;
using Rialto.Unit.Trading.Features;
using Rialto.Unit.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Strategies.Signals;

public class SignalTakerOnRecordingsTests
{
    /// <summary>Eleven minutes of BTCUSDT. The figures are in docs/guide/strategies/signal-taker.md.</summary>
    [Theory]
    [InlineData(100_000, "take")]
    [InlineData(0, "take")]
    [InlineData(0, "rest")]
    public void It_trades_a_whole_recording_with_reconciled_books_and_the_same_outputs_again(long takerRate, string entry)
    {
        var (table, events) = RecordedMarkets.Bitcoin();
        var spot = events.Where(told => told.Listing == RecordedMarkets.Spot || told.Listing.IsNone).ToList();
        var run = Make().Run(spot).Stop();
        var view = run.Trader.ViewOf(new StrategyId(1));
        var split = view.PnlOf(RecordedMarkets.Spot);
        Assert.Equal((StrategyState.Stopped, 0, StrategyFault.None), (view.State, run.Trader.LiveOrders, view.Fault));
        Assert.Equal(run.BtcChange, view.PositionOf(RecordedMarkets.Spot) * (PaperRun.One / 100_000_000));
        Assert.InRange(view.PositionOf(RecordedMarkets.Spot), 0, 1_000_000);
        Assert.DoesNotContain(run.Audits, audit => audit.Kind is DeskAuditKind.OverFilled or DeskAuditKind.ReportIgnored || (audit.Kind == DeskAuditKind.Mismatch && audit.Severity >= DeskSeverity.Warning));

        // Nothing of these minutes moves by what a taker pays twice; without fees it trades.
        Assert.Equal(takerRate == 0, view.Counts.Fills > 0);
        var again = Make().Run(spot).Stop();
        Assert.Equal((run.Trader.OutputHash, run.Trader.StateHash()), (again.Trader.OutputHash, again.Trader.StateHash()));
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"taker {takerRate}, {entry}: fills {view.Counts.Fills} ({view.Counts.MakerFills} maker), volume {split.InUnits(view.VolumeOf(RecordedMarkets.Spot)):F2}, spread {split.InUnits(split.Spread):F4}, "
            + $"inventory {split.InUnits(split.Inventory):F4}, fees {split.InUnits(split.Fees):F4}, total {split.InUnits(split.Total):F4}, drawdown {view.Performance.DrawdownMax:F4}");

        PaperRun Make() => new(table, RecordedMarkets.Spot, 0, takerRate, (DeskRig.Settings(1, RecordedMarkets.Spot) with { Parameters = DeskRig.Settings(1).Parameters.Add("entry", entry) }, new SignalTaker()));
    }

    /// <summary>Every target of the strategy against one looked up afterwards in all that was told: the last price up to the horizon, no more and no less.</summary>
    [Fact]
    public void Every_lesson_is_what_a_look_at_the_whole_recording_says()
    {
        var (table, events) = RecordedMarkets.Bitcoin();
        var spot = events.Where(told => told.Listing == RecordedMarkets.Spot || told.Listing.IsNone).ToList();
        var lessons = Lessons(table, spot, out var prices);
        Assert.True(lessons.Count > 1_500, $"{lessons.Count}");
        foreach (var (seen, _, came) in lessons)
        {
            var (then, later) = (PriceAt(prices, seen.Nanoseconds), PriceAt(prices, seen.Nanoseconds + 15_000_000_000));
            Assert.Equal((later / then - 1) * 10_000, came);
        }

        Assert.Equal(lessons.Count, lessons.Select(lesson => lesson.Seen.Nanoseconds / 250_000_000).Distinct().Count());
    }

    /// <summary>Whatever comes after a moment, what was learned before it stays as it is.</summary>
    [Fact]
    public void What_comes_later_changes_no_lesson_of_before()
    {
        var (table, events) = RecordedMarkets.Bitcoin();
        var spot = events.Where(told => told.Listing == RecordedMarkets.Spot || told.Listing.IsNone).ToList();
        var cut = spot.FindIndex(spot.Count / 2, told => (told.Flags & FeedEventFlags.FirstOfFrame) != 0);
        var moment = spot[cut].ReceiveTime.Nanoseconds;
        var other = spot[..cut];
        other.AddRange(spot[cut..].Select(told => told.Kind is FeedEventKind.Level or FeedEventKind.Trade ? told with { Price = new Price(told.Price.Units + 5_000_000) } : told));
        var (one, two) = (Lessons(table, spot, out _), Lessons(table, other, out _));
        var known = one.Where(lesson => lesson.Seen.Nanoseconds + 15_000_000_000 < moment).ToList();
        Assert.True(known.Count > 500);
        for (var i = 0; i < known.Count; i++)
        {
            Assert.Equal((known[i].Seen, known[i].Came), (two[i].Seen, two[i].Came));
            Assert.Equal(known[i].Inputs, two[i].Inputs);
        }
    }

    private static List<(Timestamp Seen, double[] Inputs, double Came)> Lessons(ListingTable table, List<FeedEvent> events, out List<(long Time, double Price)> prices)
    {
        var lessons = new List<(Timestamp, double[], double)>();
        var told = prices = [];
        var plan = ForecastPlan.Default with { Models = [], Lessons = (seen, inputs, came) => lessons.Add((seen, inputs.ToArray(), came)) };
        var watcher = new Scripted(new StrategyDeclaration("watcher", "1", "Writes down the price of each frame."))
        {
            Book = (desk, listing) =>
            {
                var best = desk.Best(listing);
                var (bid, ask, bids, asks) = ((double)best.BidPrice.Units, (double)best.AskPrice.Units, (double)best.BidQuantity.Units, (double)best.AskQuantity.Units);
                if (desk.Book(listing).IsTrusted && best.IsTwoSided && bid < ask)
                    told.Add((desk.Now.Nanoseconds, (bid * asks + ask * bids) / (bids + asks) / 100));
            },
        };
        _ = new PaperRun(table, RecordedMarkets.Spot, 0, 0, (DeskRig.Settings(1, RecordedMarkets.Spot), new SignalTaker(plan)), (DeskRig.Settings(2, RecordedMarkets.Spot), watcher)).Run(events);
        return lessons;
    }

    private static double PriceAt(List<(long Time, double Price)> prices, long time)
    {
        var (first, last) = (0, prices.Count - 1);
        while (first < last)
        {
            var middle = (first + last + 1) / 2;
            (first, last) = prices[middle].Time <= time ? (middle, last) : (first, middle - 1);
        }

        return prices[first].Price;
    }
}
