using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Rialto.Host.Desk;
using Rialto.Host.Desk.Results;
using Rialto.Host.Desk.Status;
using Rialto.Host.Tools.Client;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading;
using Rialto.Trading.Strategy;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>Results by day and over time: they add up, and lives, replays and snapshots have the same.</summary>
public sealed class ResultsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Days_add_up_to_the_result_and_a_life_after_a_kill_has_the_same_lines()
    {
        ImmutableArray<DayResult> days;
        (long, long)[] line;
        using (var rig = Traded(days: 3))
        {
            (days, line) = (rig.Desk.History.Days(), rig.Desk.History.Copy(PnlSpan.Cumulative));
            Assert.Equal(3, days.Length);
            var portfolio = rig.Desk.Trader.Portfolio;
            Assert.NotEqual(0, portfolio.Result);
            Assert.Equal(new ResultFigures(portfolio.Result, portfolio.Unrealised, portfolio.Fees, portfolio.Trades) { Drawdown = portfolio.Drawdown }, AllDays.Sum(days));
            Assert.Equal(portfolio.DailyResult, days[^1].Total.Result);
            Assert.All(days, day => Assert.Equal(day.Total, day.Strategies.Aggregate(default(ResultFigures), (sum, one) => sum + one.Figures)));
            Assert.NotEqual(0, days[0].Total.Fees);
            Assert.True(days[0].Total.Result != days[1].Total.Result);
            Assert.Equal("2023-11-14", ResultsFile.DayOf(days[0].TimeNs));
        }

        // Nothing ended it: the next life repeats the journal.
        using var next = new LiveDeskRig(_folder.Path);
        next.Desk.History.Show(next.Desk.Trader.Now, next.Desk.Trader.Portfolio);
        Equal(days, next.Desk.History.Days());
        Assert.Equal(line, next.Desk.History.Copy(PnlSpan.Cumulative));

        var history = new PnlHistory(["maker"]);
        var replay = new DeskReplay(next.Settings, history);
        replay.Run(next.Run, TestContext.Current.CancellationToken);
        Equal(days, history.Days());
        Assert.Equal(line, history.Copy(PnlSpan.Cumulative));
        Assert.Equal(next.Desk.History.Copy(new StrategyId(1)), history.Copy(new StrategyId(1)));
    }

    [Fact]
    public void What_is_kept_with_a_snapshot_says_what_the_whole_journal_would_have_said()
    {
        using var rig = Traded(days: 2);
        var kept = new ArrayBufferWriter<byte>();
        rig.Desk.SaveHistory(new FieldWriter(kept));
        using var other = new TemporaryFolder();
        using var fresh = new LiveDeskRig(other.Path);
        var reader = new FieldReader(new ReadOnlySequence<byte>(kept.WrittenMemory));
        Assert.True(fresh.Desk.TryLoadHistory(reader));
        Assert.True(reader.IsWhole);
        Assert.Equal(rig.Desk.Counts.Fills, fresh.Desk.Counts.Fills);
        Assert.Equal(rig.Desk.Counts.Audits, fresh.Desk.Counts.Audits);
        Assert.Equal(rig.Desk.Counts.Tape.Fills.Newest(0), fresh.Desk.Counts.Tape.Fills.Newest(0));
        Assert.Equal(rig.Desk.History.Days()[0].Total, fresh.Desk.History.Days()[0].Total);
        var again = new ArrayBufferWriter<byte>();
        fresh.Desk.SaveHistory(new FieldWriter(again));
        Assert.True(kept.WrittenSpan.SequenceEqual(again.WrittenSpan));

        // What is cut short is refused, wherever.
        for (var length = 0; length < kept.WrittenCount; length += 97)
        {
            using var third = new TemporaryFolder();
            using var empty = new LiveDeskRig(third.Path);
            Assert.False(empty.Desk.TryLoadHistory(new FieldReader(new ReadOnlySequence<byte>(kept.WrittenMemory[..length]))));
            length += length < 400 ? 0 : 20_000;
        }
    }

    [Fact]
    public void A_file_of_days_is_read_as_it_was_written_and_what_is_none_is_not_read()
    {
        using var rig = Traded(days: 2);
        ResultsFile.Write(_folder.Path, rig.Desk.History.Days());
        Equal(rig.Desk.History.Days(), ResultsFile.Read(_folder.Path)!.Value);
        var path = _folder.File(ResultsFile.Name);
        var whole = File.ReadAllText(path);
        foreach (var broken in (string[])[whole[..(whole.Length / 2)], "{}\n", "[]\n", whole.Replace("\"fees\":\"", "\"fees\":\"x", StringComparison.Ordinal), "{\"day\":\"yesterday\",\"strategies\":{}}\n", "null\n"])
        {
            File.WriteAllText(path, broken);
            Assert.Null(ResultsFile.Read(_folder.Path));
        }

        File.Delete(path);
        Assert.Null(ResultsFile.Read(_folder.Path));
    }

    [Fact]
    public async Task Runs_before_count_with_this_one_and_one_without_a_file_is_made_anew_from_its_journal()
    {
        var desk = new DeskFolder(_folder.File("desk"));
        var run = _folder.File("desk/run-20231114T000000Z");
        ImmutableArray<DayResult> days;
        DeskSettings settings;
        using (var rig = Traded(days: 2, run: run))
        {
            (days, settings) = (rig.Desk.History.Days(), rig.Settings);
            File.WriteAllText(DeskFolder.ConfigurationOf(run), JsonSerializer.Serialize(Host.Desk.Reloading.DeskConfiguration.Load(_folder.File("desk.json"), _ => { }).Values().Where(setting => setting.Value.Length > 0).ToDictionary()));
        }

        // On paper, or of another desk: it does not count.
        foreach (var (stranger, word) in ((string, string)[])[("run-20231113T000000Z", "\"paper\""), ("run-20231112T000000Z", "\"othr\"")])
        {
            Directory.CreateDirectory(_folder.File($"desk/{stranger}"));
            var text = File.ReadAllText(DeskFolder.ConfigurationOf(run));
            File.WriteAllText(DeskFolder.ConfigurationOf(_folder.File($"desk/{stranger}")), text.Replace(word == "\"paper\"" ? "\"live\"" : "\"test\"", word, StringComparison.Ordinal));
            ResultsFile.Write(_folder.File($"desk/{stranger}"), days);
        }

        var said = new List<string>();
        var past = PastResults.Of(desk, _folder.File("desk/run-20231116T000000Z"), settings, said.Add, TestContext.Current.CancellationToken);
        await past.Making;
        Equal(days, past.Days);
        Equal(days, ResultsFile.Read(run)!.Value);
        Assert.Contains("made anew", Assert.Single(said), StringComparison.Ordinal);

        // The file stands in for the journal from now on, and the present run is not counted twice.
        Equal(days, PastResults.Of(desk, "elsewhere", settings, said.Add, TestContext.Current.CancellationToken).Days);
        Assert.Empty(PastResults.Of(desk, run, settings, said.Add, TestContext.Current.CancellationToken).Days);
        Assert.Single(said);
        var both = AllDays.Together(days, days);
        Assert.Equal(days.Length, both.Length);
        Assert.Equal(days[0].Total + days[0].Total, both[0].Total);
    }

    [Theory]
    [InlineData("ended", 1)]
    [InlineData("killed", 1)]
    [InlineData("no file", 1)]
    [InlineData("ended", 2)]
    [InlineData("no file", 2)]
    public void The_day_of_a_run_before_goes_on_in_the_next_and_limits_count_it(string how, int traded)
    {
        var desk = new DeskFolder(_folder.File("desk"));
        var run = _folder.File("desk/run-20231114T000000Z");
        var stop = TestContext.Current.CancellationToken;
        Int128 counts;
        DeskSettings settings;
        ListingTable listings;
        Int128 fall;
        using (var rig = Traded(traded, run: run))
        {
            var days = rig.Desk.History.Days();
            (counts, settings) = (days[^1].Total.Result - Int128.Max(0, rig.Desk.Trader.Portfolio.Unrealised), rig.Settings);
            (fall, listings) = (rig.Desk.Trader.Portfolio.Drawdown, rig.Desk.Listings);
            File.WriteAllText(DeskFolder.ConfigurationOf(run), JsonSerializer.Serialize(Host.Desk.Reloading.DeskConfiguration.Load(_folder.File("desk.json"), _ => { }).Values().Where(setting => setting.Value.Length > 0).ToDictionary()));

            // A kill leaves what was written in the minute before it.
            if (how == "ended")
                DeskFolder.End(run, rig.Desk);
            if (how != "no file")
                ResultsFile.Write(run, how == "ended" ? days : [.. days[..^1], days[^1] with { Total = default }]);
        }

        var day = new DateTimeOffset(2023, 11, 13 + traded, 23, 0, 0, TimeSpan.Zero);
        var told = DayCarry.Of(desk, "elsewhere", settings, listings, day, _ => { }, stop);
        Assert.Empty(DayCarry.Of(desk, "elsewhere", settings, listings, day.AddDays(1), _ => { }, stop));
        Assert.Empty(DayCarry.Of(desk, run, settings, listings, day, _ => { }, stop));
        Assert.NotEqual(0, counts);
        Assert.Equal([(0, true), (1, true)], told.Select(command => (command.Strategy.Value, Int128.Abs(counts - ((Int128)command.Value.AsWhole * 10_000_000_000)) < 10_000_000_000)));

        using var folder = new TemporaryFolder();
        using var next = new LiveDeskRig(folder.Path);
        next.Wait(86_400_000 * (traded - 1));
        next.Begin(carried: told);
        var portfolio = next.Desk.Trader.Portfolio;
        var carried = (Int128)told[0].Value.AsWhole * 10_000_000_000;
        Assert.Equal((carried, carried, carried, (Int128)0), (portfolio.DailyResult, portfolio.Carried, portfolio.CarriedOf(new StrategyId(1)), portfolio.Result));
        Assert.InRange(portfolio.Drawdown - Int128.Max(fall, -carried), 0, 10_000_000_000);
        Assert.False(next.Desk.Trader.IsStopped);
    }

    [Fact]
    public void A_day_s_loss_that_was_used_up_before_stops_the_next_run_at_once_and_its_replay_too()
    {
        using var rig = new LiveDeskRig(_folder.Path);
        var lost = new DeskCommand { Kind = DeskCommandKind.CarryDay, Number = 1_700_000_000 / 86_400, Value = ParameterValue.Of(-1_000_00000000L), Who = Text36.Of("earlier-runs") };
        rig.Begin(carried: [lost]);
        Assert.True(rig.Desk.Trader.IsStopped);
        rig.Say(OrderReportKind.StreamUp);
        rig.Settle();
        var status = new DeskStatus(TimeProvider.System);
        status.Publish(rig.Desk);
        var pnl = JsonElement.Parse(status.Latest!.Json.Span).GetProperty("pnl");
        Assert.Equal(("-1000", "-1000"), (pnl.Member("daily"), pnl.Member("carried")));
        rig.Desk.Check();
        rig.Desk.Commit();
        var replay = new DeskReplay(rig.Settings);
        replay.Run(rig.Run, TestContext.Current.CancellationToken);
        Assert.Equal((rig.Desk.Trader.StateHash(), rig.Desk.Trader.OutputHash, null), (replay.StateHash, replay.OutputHash, replay.Difference));

        // Nobody else may say so, and on another day it says nothing.
        Assert.Throws<ArgumentException>(() => rig.Desk.Control.TryTell(lost, out _));
        Assert.Throws<ArgumentException>(() => rig.Desk.Control.TryTell(lost with { Kind = DeskCommandKind.CarryPosition, Listing = new ListingId(1) }, out _));
        rig.Wait(86_400_000);
        rig.Settle();
        rig.Desk.Tell(lost with { Time = rig.Desk.Now });
        Assert.Equal((0, 0), (rig.Desk.Trader.Portfolio.DailyResult, rig.Desk.Trader.Portfolio.Carried));
    }

    [Fact]
    public void A_run_of_the_day_that_cannot_be_read_is_no_day_without_a_loss()
    {
        var run = _folder.File("desk/run-20231114T000000Z");
        using var rig = Traded(days: 1, run: run);
        File.WriteAllText(DeskFolder.ConfigurationOf(run), "{ \"Mode\": \"live\", \"Nonsense\": \"1\" }");
        var problem = Assert.Throws<Host.Tools.ToolException>(() =>
            DayCarry.Of(new DeskFolder(_folder.File("desk")), "elsewhere", rig.Settings, rig.Desk.Listings, new DateTimeOffset(2023, 11, 14, 23, 0, 0, TimeSpan.Zero), _ => { }, TestContext.Current.CancellationToken));
        Assert.Contains("run-20231114T000000Z", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_lists_days_with_their_strategies_and_the_runs_before()
    {
        using var rig = Traded(days: 2);
        var status = new DeskStatus(TimeProvider.System);
        status.Publish(rig.Desk);
        var pnl = JsonElement.Parse(status.Latest!.Json.Span).GetProperty("pnl");
        Assert.Equal(["2023-11-15", "2023-11-14"], pnl.Items("days").Select(day => day.Member("day")));
        Assert.Equal(pnl.Member("result"), pnl.Member("all_time"));
        Assert.Equal(pnl.Member("daily"), pnl.Member("today"));
        Assert.Equal(pnl.Items("days").First().Member("result"), pnl.Items("days").First().GetProperty("strategies").GetProperty("maker").Member("result"));
    }

    private static void Equal(ImmutableArray<DayResult> expected, ImmutableArray<DayResult> found)
    {
        Assert.Equal(expected.Select(day => (day.TimeNs, day.Total)), found.Select(day => (day.TimeNs, day.Total)));
        Assert.Equal(expected.SelectMany(day => day.Strategies), found.SelectMany(day => day.Strategies));
    }

    /// <summary>A maker whose orders are filled on each of some days, while the price moves.</summary>
    private LiveDeskRig Traded(int days, string? run = null)
    {
        var rig = new LiveDeskRig(_folder.Path, run: run) { KeepsBalances = true };
        rig.Begin();
        rig.Say(OrderReportKind.StreamUp);
        for (var day = 0; day < days; day++)
        {
            for (var i = 0; i < 30; i++)
            {
                rig.Book(10_000 + (day * 7) + i);
                rig.Settle();
                rig.Answer();
                rig.Settle();
                if (i % 10 == 9 && rig.Desk.Trader.NextLive() is { IsNone: false } order)
                    Fill(rig, order, day * 100 + i);
                rig.Wait(300);
            }

            if (day + 1 < days)
                rig.Wait(86_400_000 - 9_000);
        }

        rig.Settle();
        rig.Desk.History.Show(rig.Desk.Trader.Now, rig.Desk.Trader.Portfolio);
        Assert.True(rig.Desk.Counts.Fills >= days, $"{rig.Desk.Counts.Fills} fills");
        return rig;
    }

    private static void Fill(LiveDeskRig rig, DeskOrderId id, int trade)
    {
        var order = rig.Desk.Trader.OrderOf(id);
        rig.Say(OrderReportKind.Filled, report => report with
        {
            Order = id,
            Listing = order.Listing,
            Side = order.Side,
            FillPrice = order.Price,
            FillQuantity = order.Quantity,
            FilledQuantity = order.Quantity,
            Liquidity = Liquidity.Maker,
            TradeId = Text36.Of($"t{trade}"),
            Amount = 3,
            AmountScale = 2,
            Asset = AssetCode.Of("USD"),
        });
        rig.Settle();
    }
}
