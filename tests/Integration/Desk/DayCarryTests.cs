using System.Collections.Immutable;
using Rialto.Host.Desk;
using Rialto.Host.Desk.Results;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading;
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

    [Fact]
    public void A_contract_that_stays_open_is_told_with_its_mark_and_counts_as_it_stood()
    {
        Run(1, [(Today, [("maker", 80, 50)])], open: [Open("BTCUSDT", 0.5m, 60_100.05m, 60_000.05m, 50)]);
        Assert.Equal((80, 30), Told(Contracts()));
        var position = Assert.Single(Commands(Contracts()), command => command.Kind == DeskCommandKind.CarryPosition);
        Assert.Equal((2, Today, 500L, 12_020_010L, 6_000_005L), (position.Listing.Value, position.Number, position.Value.Low, position.Value.High, position.Price.Units));

        // A desk that does not trade it cannot know what became of it: an open gain is taken off, a loss stays.
        Assert.Equal((30, 30), Told());
        Run(2, [(Today, [("maker", -60, -60)])], open: [Open("BTCUSDT", 0.5m, 60_030.05m, 60_000.05m, -10)]);
        Assert.Equal((20, -30), Told());
        Assert.Equal((20, -30), Told(Contracts()));
    }

    [Fact]
    public void A_position_without_a_mark_or_an_entry_is_not_told_and_no_gain_of_it_counts()
    {
        Run(1, [(Today, [("maker", 80, 50)])], open: [Open("BTCUSDT", 0.5m, 60_100.05m, 0, 50)]);
        Assert.DoesNotContain(Commands(Contracts()), command => command.Kind == DeskCommandKind.CarryPosition);
        Assert.Equal((30, 30), Told(Contracts()));
        Run(2, [(Today, [("maker", -5, 0)])], open: [Open("BTCUSDT", 0.5m, 0, 60_000, 0)]);
        Assert.DoesNotContain(Commands(Contracts()), command => command.Kind == DeskCommandKind.CarryPosition);
    }

    [Fact]
    public void The_newest_run_that_was_told_a_position_has_it()
    {
        Run(1, [(Today, [("maker", 50, 50)])], open: [Open("BTCUSDT", 1, 60_050, 60_000, 50)]);
        Run(2, [(Today, [("maker", -20, 0)])], open: [Open("BTCUSDT", 0, 0, 0, 0), Open("ETHUSDT", -1, 3_000, 3_010, 10)]);
        Run(3, [(Today, [("maker", 7, 0)])]);
        Assert.Equal((27, -13), Told(Contracts()));
        Assert.DoesNotContain(Commands(Contracts()), command => command.Kind == DeskCommandKind.CarryPosition);
    }

    [Fact]
    public void A_position_is_told_where_nothing_else_counts_and_one_that_its_units_cannot_say_is_not()
    {
        Run(1, [(Today, [("maker", 0, 0)])], open: [Open("BTCUSDT", -2, 60_000, 60_000, 0)]);
        Assert.Equal((DeskCommandKind.CarryPosition, -2_000L), (Assert.Single(Commands(Contracts())).Kind, Commands(Contracts())[0].Value.Low));
        Run(2, [(Today, [("maker", 0, 0)])], open: [Open("BTCUSDT", 0.0001m, 60_000, 60_000, 0)]);
        Assert.Empty(Commands(Contracts()));
    }

    [Fact]
    public void The_fall_from_the_day_s_best_goes_on_from_the_newest_run()
    {
        Run(1, [(Yesterday, [("maker", 500, 0)]), (Today, [("maker", 40, 0)])], drawdown: 25);
        Assert.Equal([25_00000000L, 25_00000000L], Commands().Select(command => command.Value.High));
        Run(2, [(Today, [("other", -7, 0)])], drawdown: 32);
        Assert.Equal([(0, 32_00000000L), (1, 25_00000000L)], Commands().Select(command => (command.Strategy.Value, command.Value.High)));

        // Back at its best: there is nothing of it any more.
        Run(3, [(Today, [("maker", 60, 0)])]);
        Assert.Equal([(0, 0L), (1, 0L)], Commands().Select(command => (command.Strategy.Value, command.Value.High)));
    }

    private static OpenPosition Open(string symbol, decimal quantity, decimal mark, decimal entry, int unrealised) => new("bybit-linear", symbol, quantity, mark, entry, Money(unrealised));

    /// <summary>A desk that trades a contract of Bybit: prices in cents, quantities in thousandths.</summary>
    private static ListingTable Contracts()
    {
        var listings = new ListingTable(2);
        listings.Add(new Listing(new(1), FeedVenue.BinanceUsdM, "BTCUSDT", "BTC-USDT.PERP", ListingKind.Perpetual, 2, 3, new Price(1), new Quantity(1), "USDT", ListingStatus.Open));
        listings.Add(new Listing(new(2), FeedVenue.BybitLinear, "BTCUSDT", "BTC-USDT.PERP", ListingKind.Perpetual, 2, 3, new Price(1), new Quantity(1), "USDT", ListingStatus.Open));
        return listings;
    }

    private static ResultFigures Figures(int result, int unrealised) => new(Money(result), Money(unrealised), 0, default(ClosedTrades));

    private static Int128 Money(int dollars) => dollars * (Int128)1_000_000_000_000_000_000;

    /// <summary>A run with real orders that was written and has its results.</summary>
    private string Run(int number, params (long Day, (string Name, int Result, int Unrealised)[] Strategies)[] days) => Run(number, days, []);

    private string Run(int number, (long Day, (string Name, int Result, int Unrealised)[] Strategies)[] days, OpenPosition[]? open = null, int drawdown = 0)
    {
        var run = _folder.File($"desk/run-20231114T00000{number}Z");
        Directory.CreateDirectory(run);
        File.WriteAllText(DeskFolder.ConfigurationOf(run), """{ "Mode": "live", "Name": "test", "ReportingCurrency": "USD" }""");
        File.WriteAllBytes(Path.Combine(run, "00000001.journal"), []);
        var results = new List<DayResult>();
        foreach (var (day, strategies) in days)
        {
            results.Add(new DayResult(
                day * 86_400_000_000_000, strategies.Aggregate(default(ResultFigures), static (sum, one) => sum + Figures(one.Result, one.Unrealised)) with { Drawdown = Money(drawdown) },
                [.. strategies.Select(one => (one.Name, Figures(one.Result, one.Unrealised) with { Drawdown = Money(drawdown) }))]));
        }

        ResultsFile.Write(run, results, open, isWhole: true);
        return run;
    }

    /// <summary>In dollars; zero where nothing is told.</summary>
    private (long Desk, long Maker) Told(ListingTable? listings = null)
    {
        var commands = Commands(listings);
        long Of(int strategy) => commands.Where(command => command.Kind == DeskCommandKind.CarryDay && command.Strategy.Value == strategy).Sum(command => command.Value.AsWhole) / 100_000_000;
        return (Of(0), Of(1));
    }

    private ImmutableArray<DeskCommand> Commands(ListingTable? listings = null)
    {
        using var rig = new LiveDeskRig(_folder.Path);
        return [.. DayCarry.Of(new DeskFolder(_folder.File("desk")), rig.Run, rig.Settings, listings ?? rig.Desk.Listings, new DateTimeOffset(DateTime.UnixEpoch.AddDays(Today).AddHours(12)), static _ => { }, TestContext.Current.CancellationToken)];
    }
}
