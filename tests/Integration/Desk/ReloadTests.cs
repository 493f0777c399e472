using Rialto.Host.Config;
using Rialto.Host.Desk;
using Rialto.Host.Desk.Reloading;
using Rialto.Model.Execution;
using Rialto.Trading.Risk;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>A configuration file that is changed while its desk runs: real files, a desk with a journal, look by look.</summary>
public sealed class ReloadTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _said = [];

    public void Dispose() => _folder.Dispose();

    private string Config => _folder.File("desk.json");

    [Fact]
    public async Task Limits_and_parameters_of_a_changed_file_become_commands_that_a_replay_has_too()
    {
        using var rig = Begun(out var watch);
        await using var _ = watch;
        Save(text => text.Replace("\"OrderNotional\": \"20000\"", "\"OrderNotional\": \"15000\"", StringComparison.Ordinal).Replace("\"size\": \"1\"", "\"size\": \"2\"", StringComparison.Ordinal));
        await LookAsync(rig, watch);
        Assert.Equal(15_000 * RiskLimits.One, rig.Desk.Trader.Risk.LimitOf(RiskLimitKind.OrderNotional, 1));
        Assert.Equal("2", ValueOf(rig, "size"));
        Assert.Equal(["desk.json: Limits:OrderNotional is 15000 and was 20000", "desk.json: Strategies:0:Parameters:size is 2 and was 1"], _said);
        Assert.Equal(2, rig.Desk.Configuration!.Changes);
        Assert.Null(rig.Desk.Configuration.Problem);

        // Told once: the same file leads to nothing more.
        var before = rig.Desk.Trader.Sequence;
        await LookAsync(rig, watch);
        Assert.Equal(before, rig.Desk.Trader.Sequence);
        rig.Desk.Check();
        rig.Desk.Commit();
        var replay = new DeskReplay(rig.Settings);
        replay.Run(rig.Run, TestContext.Current.CancellationToken);
        Assert.Null(replay.Difference);
        Assert.True(replay.Checks > 0);
        Assert.Equal(rig.Desk.Trader.StateHash(), replay.StateHash);
    }

    [Fact]
    public async Task What_becomes_tighter_is_told_first_and_what_becomes_larger_last()
    {
        using var rig = Begun(out var watch);
        await using var _ = watch;
        Save(text => text.Replace("\"OrderNotional\": \"20000\"", "\"OrderNotional\": \"30000\"", StringComparison.Ordinal).Replace("\"size\": \"1\"", "\"size\": \"2\"", StringComparison.Ordinal)
            .Replace("\"TotalGross\": \"100000\"", "\"TotalGross\": \"90000\", \"MarginRatio\": \"0.2\", \"StopLossCloses\": true", StringComparison.Ordinal));
        await LookAsync(rig, watch);
        string[] keys = [.. _said.Select(line => line.Split(' ')[1])];
        Assert.Equal(["Limits:MarginRatio", "Limits:StopLossCloses", "Limits:TotalGross", "Strategies:0:Parameters:size", "Limits:OrderNotional"], keys);
        Assert.Equal(1, rig.Desk.Trader.Risk.LimitOf(RiskLimitKind.StopLossCloses, 1));
    }

    [Fact]
    public async Task A_limit_of_every_strategy_reaches_each_and_one_that_is_taken_out_has_its_default_again()
    {
        using var rig = Begun(out var watch);
        await using var _ = watch;
        Save(text => text.Replace("\"Notional\": \"100000\"", "\"StrategyNet\": \"unlimited\"", StringComparison.Ordinal).Replace("\"inventory-max\": \"10\", ", "", StringComparison.Ordinal));
        await LookAsync(rig, watch);
        Assert.Equal(RiskLimits.Unlimited, rig.Desk.Trader.Risk.LimitOf(RiskLimitKind.StrategyNet, 1));
        Assert.Equal(new RiskLimits().Notional, rig.Desk.Trader.Risk.LimitOf(RiskLimitKind.Notional, 1));
        var parameter = rig.Desk.Trader.ViewOf(new StrategyId(1)).Declaration.Parameters.Single(one => one.Name == "inventory-max");
        Assert.Equal(parameter.Format(parameter.Initial), ValueOf(rig, "inventory-max"));
    }

    [Theory]
    [InlineData("\"size\": \"1\"", "\"size\": \"-1\"", "line 5: Strategies:0:Parameters:size")]
    [InlineData("\"size\": \"1\"", "\"sise\": \"1\"", "line 5: Strategies:0:Parameters:sise is no parameter")]
    [InlineData("\"DailyLoss\": \"1000\"", "\"DailyLoss\": \"much\"", "line 4: Limits:DailyLoss must be a decimal number, not 'much'")]
    [InlineData("\"DailyLoss\": \"1000\", ", "", "Limits:DailyLoss")]
    [InlineData("\"Drawdown\"", "\"Drawdawn\"", "line 4: Limits:Drawdawn is not a setting")]
    [InlineData("\"spread-maker\"", "\"spread-faker\"", "line 5: Strategies:0:Kind is 'spread-faker'")]
    [InlineData("\"Limits\": {", "\"Limits\": {{", "line 4")]
    public async Task A_file_with_one_thing_wrong_changes_nothing_and_is_told_with_its_line(string was, string wrong, string told)
    {
        using var rig = Begun(out var watch);
        await using var _ = watch;
        var before = rig.Desk.Trader.Sequence;

        // What is right in it is not taken either.
        Save(text => text.Replace("\"OrderNotional\": \"20000\"", "\"OrderNotional\": \"15000\"", StringComparison.Ordinal).Replace(was, wrong, StringComparison.Ordinal));
        await LookAsync(rig, watch);
        await LookAsync(rig, watch);
        var line = Assert.Single(_said);
        Assert.Contains(told, line, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was changed", line, StringComparison.Ordinal);
        Assert.Equal(before, rig.Desk.Trader.Sequence);
        Assert.Contains(told, rig.Desk.Configuration!.Problem, StringComparison.Ordinal);

        // Mended, it counts.
        Save(text => text.Replace(wrong.Length == 0 ? "\"Drawdown\"" : wrong, wrong.Length == 0 ? was + "\"Drawdown\"" : was, StringComparison.Ordinal));
        await LookAsync(rig, watch);
        Assert.Equal(15_000 * RiskLimits.One, rig.Desk.Trader.Risk.LimitOf(RiskLimitKind.OrderNotional, 1));
        Assert.Null(rig.Desk.Configuration!.Problem);
    }

    [Fact]
    public async Task Half_a_file_and_files_that_are_saved_again_and_again_are_taken_when_they_stand_still()
    {
        using var rig = Begun(out var watch);
        await using var _ = watch;
        var before = rig.Desk.Trader.Sequence;
        var whole = await File.ReadAllTextAsync(Config, TestContext.Current.CancellationToken);
        for (var i = 1; i <= 20; i++)
        {
            // An editor that writes in pieces, and somebody who saves all the time: never twice the same.
            await File.WriteAllTextAsync(Config, i % 2 == 0 ? whole[..(whole.Length / 2 + i)] : whole.Replace("20000", $"{20_000 - i}", StringComparison.Ordinal), TestContext.Current.CancellationToken);
            await watch.LookAsync();
        }

        Assert.Empty(_said);
        Assert.Equal(before, rig.Desk.Trader.Sequence);
        await File.WriteAllTextAsync(Config, whole.Replace("20000", "19000", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await LookAsync(rig, watch);
        Assert.Equal(19_000 * RiskLimits.One, rig.Desk.Trader.Risk.LimitOf(RiskLimitKind.OrderNotional, 1));
        Assert.Single(_said);
    }

    [Fact]
    public async Task A_file_that_is_replaced_or_gone_for_a_while_is_read_when_it_is_there()
    {
        using var rig = Begun(out var watch);
        await using var _ = watch;
        var whole = await File.ReadAllTextAsync(Config, TestContext.Current.CancellationToken);

        // By rename, with a moment in which there is none.
        File.Move(Config, Config + "~");
        await watch.LookAsync();
        await File.WriteAllTextAsync(Config + ".swp", whole.Replace("20000", "18000", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        File.Move(Config + ".swp", Config);
        await LookAsync(rig, watch);
        Assert.Equal(18_000 * RiskLimits.One, rig.Desk.Trader.Risk.LimitOf(RiskLimitKind.OrderNotional, 1));
        Assert.Single(_said);

        // By a link that points elsewhere.
        await File.WriteAllTextAsync(_folder.File("other.json"), whole.Replace("20000", "17000", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        File.Delete(Config);
        File.CreateSymbolicLink(Config, _folder.File("other.json"));
        await LookAsync(rig, watch);
        Assert.Equal(17_000 * RiskLimits.One, rig.Desk.Trader.Risk.LimitOf(RiskLimitKind.OrderNotional, 1));

        // Gone for good: told once, and the desk keeps what it has.
        File.Delete(Config);
        await LookAsync(rig, watch);
        await LookAsync(rig, watch);
        Assert.Single(_said, line => line.Contains("is gone", StringComparison.Ordinal));
        Assert.Equal(17_000 * RiskLimits.One, rig.Desk.Trader.Risk.LimitOf(RiskLimitKind.OrderNotional, 1));
        await File.WriteAllTextAsync(Config, whole.Replace("20000", "17000", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await LookAsync(rig, watch);
        Assert.Null(rig.Desk.Configuration!.Problem);
    }

    [Fact]
    public async Task What_counts_from_the_next_start_on_is_named_and_a_strategy_put_first_gets_nobodys_parameters()
    {
        using var rig = Begun(out var watch);
        await using var _ = watch;
        Save(text => text.Replace("\"Maker\": \"0\"", "\"Maker\": \"0.0001\"", StringComparison.Ordinal)
            .Replace("\"Strategies\": [", "\"Strategies\": [{ \"Name\": \"first\", \"Kind\": \"spread-maker\", \"Markets\": [\"rialto:AAPL\"], \"Parameters\": { \"size\": \"5\" } }, ", StringComparison.Ordinal));
        await LookAsync(rig, watch);
        Assert.Equal("1", ValueOf(rig, "size"));
        var line = Assert.Single(_said);
        Assert.StartsWith("desk.json: needs a restart: Markets:0:Maker, ", line, StringComparison.Ordinal);
        Assert.Contains("Strategies:0:Name", line, StringComparison.Ordinal);
        Assert.Contains("Strategies:0:Parameters:size", line, StringComparison.Ordinal);
        Assert.Contains("Markets:0:Maker", rig.Desk.Configuration!.Restart);
        Assert.Equal(0, rig.Desk.Configuration.Changes);
    }

    /// <summary>A secret that has changed is named, and neither of the two is ever shown.</summary>
    [Fact]
    public async Task A_changed_secret_is_named_by_its_key_alone()
    {
        using var rig = Begun(out var watch, text => text.TrimEnd()[..^1] + """, "Door": { "Port": "0", "Operators": { "ann": "aaaaaaaaaaaaaaaaaaaaaaaaaaaa" } } }""");
        await using var _ = watch;
        Save(text => text.Replace("aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbbbb", StringComparison.Ordinal));
        await LookAsync(rig, watch);
        Assert.Equal("desk.json: needs a restart: Door:Operators:ann", Assert.Single(_said));
    }

    /// <summary>A desk that is killed goes on with the limits that its run began with, repeats what was told since, and only then is told what was changed while it was dead.</summary>
    [Fact]
    public async Task A_run_goes_on_over_changes_of_the_file_and_keeps_what_an_operator_has_set_since()
    {
        string run;
        using (var rig = Begun(out var watch))
        {
            run = rig.Run;
            await File.WriteAllTextAsync(DeskFolder.ConfigurationOf(run), System.Text.Json.JsonSerializer.Serialize(DeskConfiguration.Load(Config, _ => { }).Values().Where(setting => setting.Value.Length > 0).ToDictionary()), TestContext.Current.CancellationToken);
            await using var _ = watch;
            Save(text => text.Replace("20000", "15000", StringComparison.Ordinal));
            await LookAsync(rig, watch);
            Assert.True(rig.Desk.Control.TryTell(new Trading.DeskCommand { Kind = Trading.DeskCommandKind.SetLimit, Number = (int)RiskLimitKind.OrderNotional, Listing = new Model.Feeds.ListingId(1), Value = Trading.Strategy.ParameterValue.Of(9_000 * RiskLimits.One), Who = Model.Units.Text36.Of("ann") }));
            rig.Settle();
        }

        // Killed; the file is changed in another limit.
        Save(text => text.Replace("\"TotalGross\": \"100000\"", "\"TotalGross\": \"90000\"", StringComparison.Ordinal));
        var now = DeskConfiguration.Load(Config, _ => { });
        var hot = new HotKeys(now);
        Assert.Empty(DeskFolder.Differences(run, now.Reader, hot.IsHot));
        Assert.NotEmpty(DeskFolder.Differences(run, now.Reader, static _ => false));
        var begun = now.AsOf(hot.IsHot, DeskFolder.ValuesOf(run));
        Assert.Equal((20_000 * RiskLimits.One, 100_000 * RiskLimits.One), (begun.Limits.OrderNotional, begun.Limits.TotalGross));
        using var next = new LiveDeskRig(_folder.Path, settings: begun);
        _said.Clear();
        await using var again = ConfigurationWatch.Begin(next.Desk, now, run, ReloadedFile.Read(run), Say)!;
        next.Begin();
        await ForAsync(next, () => next.Desk.Configuration!.Changes == 1);
        Assert.Equal(9_000 * RiskLimits.One, next.Desk.Trader.Risk.LimitOf(RiskLimitKind.OrderNotional, 1));
        Assert.Equal(90_000 * RiskLimits.One, next.Desk.Trader.Risk.LimitOf(RiskLimitKind.TotalGross, 0));
        Assert.Equal("desk.json: Limits:TotalGross is 90000 and was 100000", Assert.Single(_said));
    }

    [Fact]
    public void A_configuration_that_says_so_is_not_looked_at_again()
    {
        using var rig = Begun(out var watch);
        Assert.Null(ConfigurationWatch.Begin(rig.Desk, DeskConfiguration.Load(Config, into => into.Set("Reload", "false", "--no-reload")), rig.Run, null, Say));
        Assert.NotNull(watch);
    }

    [Fact]
    public void Lines_of_keys_are_those_of_the_file()
    {
        var lines = JsonLines.Of("{ // a comment\n \"A\": { \"B\": 1,\n\n \"C\": [ { \"D\": 2 },\n [3,\n 4], ], },\n \"E\": \"x\" }"u8);
        Assert.Equal((2, 2, 4, 4, 4, 5, 6, 7), (lines["A"], lines["A:B"], lines["A:C"], lines["A:C:0"], lines["A:C:0:D"], lines["A:C:1:0"], lines["A:C:1:1"], lines["E"]));
    }

    private LiveDeskRig Begun(out ConfigurationWatch watch, Func<string, string>? also = null)
    {
        var rig = new LiveDeskRig(_folder.Path, also: also);
        rig.Begin();
        rig.Settle();
        watch = new ConfigurationWatch(rig.Desk, DeskConfiguration.Load(Config, _ => { }), rig.Run, null, Say);
        return rig;
    }

    private void Say(string line)
    {
        lock (_said)
            _said.Add(line);
    }

    private void Save(Func<string, string> change)
    {
        var before = File.ReadAllText(Config);
        var after = change(before);
        Assert.NotEqual(before, after);
        File.WriteAllText(Config, after);
    }

    /// <summary>Two looks, between which the file stood still, while the desk turns.</summary>
    private static async Task LookAsync(LiveDeskRig rig, ConfigurationWatch watch)
    {
        await watch.LookAsync();
        var look = watch.LookAsync();
        await ForAsync(rig, () => look.IsCompleted);
        await look;
    }

    private static async Task ForAsync(LiveDeskRig rig, Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(_patience);
        while (!isSo())
        {
            rig.Settle();
            await Task.Yield();
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    private static string ValueOf(LiveDeskRig rig, string name)
    {
        var view = rig.Desk.Trader.ViewOf(new StrategyId(1));
        return view.ValueOf(view.Declaration.IndexOf(name));
    }
}
