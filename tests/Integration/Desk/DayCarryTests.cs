using System.Collections.Immutable;
using Rialto.Host.Desk;
using Rialto.Host.Desk.Results;
using Rialto.Trading.Portfolio;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>What counts of a day's earlier runs for the limits of the day, from what their files say.</summary>
public sealed class DayCarryTests : IDisposable
{
    private const long Yesterday = 19_675;
    private const long Today = Yesterday + 1;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>In dollars: what stood open at midnight, what today made, how much of it by what is open, what counts.</summary>
    [Theory]
    [InlineData("closed at the price of midnight: its loss was yesterday's", -100, 0, 100, 0)]
    [InlineData("closed better than at midnight", -100, 30, 100, 30)]
    [InlineData("closed worse than at midnight", -100, -20, 100, -20)]
    [InlineData("a loss that stood at midnight and stands", -100, 0, 0, 0)]
    [InlineData("a loss of before that has become less", -100, 40, 40, 40)]
    [InlineData("an open loss of today", 0, -50, -50, -50)]
    [InlineData("a gain, and an open loss", 0, -20, -50, -20)]
    [InlineData("an open gain of today", 0, 50, 50, 0)]
    [InlineData("a loss, and an open gain", 0, -30, 50, -80)]
    [InlineData("a gain, and an open gain", 0, 80, 50, 30)]
    [InlineData("a loss of before that has become an open gain", -100, 120, 120, 100)]
    [InlineData("an open gain of before that has become less", 100, -60, -60, -100)]
    [InlineData("an open gain of before that was closed", 100, 0, -100, 0)]
    public void A_day_counts_less_the_gain_that_stands_open(string what, int openBefore, int result, int unrealised, int counts)
    {
        Run(1, (Yesterday, [("maker", openBefore, openBefore)]), (Today, [("maker", result, unrealised)]));
        Assert.True(Told() is var told && told == (counts, counts), $"{what}: {told}");
    }

    [Fact]
    public void An_open_gain_of_one_run_hides_no_open_loss_of_another()
    {
        Run(1, (Today, [("maker", 50, 50)]));
        Run(2, (Today, [("maker", -50, -50)]));
        Assert.Equal((-50, -50), Told());
        Run(3, (Today, [("maker", 20, 20)]));
        Assert.Equal((-50, -50), Told());
        Run(4, (Today, [("maker", -7, 0)]));
        Assert.Equal((-57, -57), Told());
    }

    [Fact]
    public void What_strategies_lost_counts_where_others_made_up_for_it()
    {
        Run(1, (Today, [("maker", -40, 0), ("other", 40, 0)]));
        Assert.Equal((0, -40), Told());
        Run(2, (Today, [("other", -5, 0)]));
        Assert.Equal((-5, -40), Told());
    }

    [Fact]
    public void A_run_of_another_day_on_paper_or_without_results_today_is_not_told()
    {
        Run(1, (Yesterday, [("maker", -40, 0)]));
        Run(2, (Yesterday, [("maker", -40, -40)]), (Today, [("maker", 0, 0)]));
        File.WriteAllText(DeskFolder.ConfigurationOf(Run(3, (Today, [("maker", -40, 0)]))), """{ "Mode": "paper" }""");
        Assert.Empty(Commands());
    }

    private static ResultFigures Figures(int result, int unrealised) => new(Money(result), Money(unrealised), 0, default(ClosedTrades));

    private static Int128 Money(int dollars) => dollars * (Int128)1_000_000_000_000_000_000;

    /// <summary>A run with real orders that was written and has its results.</summary>
    private string Run(int number, params ReadOnlySpan<(long Day, (string Name, int Result, int Unrealised)[] Strategies)> days)
    {
        var run = _folder.File($"desk/run-20231114T00000{number}Z");
        Directory.CreateDirectory(run);
        File.WriteAllText(DeskFolder.ConfigurationOf(run), """{ "Mode": "live", "Name": "test", "ReportingCurrency": "USD" }""");
        File.WriteAllBytes(Path.Combine(run, "00000001.journal"), []);
        var results = new List<DayResult>();
        foreach (var (day, strategies) in days)
        {
            results.Add(new DayResult(
                day * 86_400_000_000_000, strategies.Aggregate(default(ResultFigures), static (sum, one) => sum + Figures(one.Result, one.Unrealised)),
                [.. strategies.Select(one => (one.Name, Figures(one.Result, one.Unrealised)))]));
        }

        ResultsFile.Write(run, results, isWhole: true);
        return run;
    }

    /// <summary>In dollars; zero where nothing is told.</summary>
    private (long Desk, long Maker) Told()
    {
        var commands = Commands();
        long Of(int strategy) => commands.Where(command => command.Strategy.Value == strategy).Sum(command => command.Value.AsWhole) / 100_000_000;
        return (Of(0), Of(1));
    }

    private ImmutableArray<Rialto.Trading.DeskCommand> Commands()
    {
        using var rig = new LiveDeskRig(_folder.Path);
        return [.. DayCarry.Of(new DeskFolder(_folder.File("desk")), rig.Run, rig.Settings, new DateTimeOffset(DateTime.UnixEpoch.AddDays(Today).AddHours(12)), static _ => { }, TestContext.Current.CancellationToken)];
    }
}
