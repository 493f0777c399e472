using System.Runtime.CompilerServices;
using System.Text.Json;
using Rialto.Host.Desk;
using Rialto.Host.Desk.Plugins;
using Rialto.Host.Tools;
using Rialto.Host.Tools.Desk;
using Rialto.Journal;
using Rialto.Journal.Desk;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Trading;
using Rialto.Unit;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>Strategies from assemblies: taken by hash, let go again, exchanged while they trade, and replayed from the copies that a run keeps.</summary>
public sealed class PluginTests : IDisposable
{
    private const string Kind = "lean-at-the-touch";

    private readonly TemporaryFolder _folder = new();

    private static string Sample => Path.Combine(AppContext.BaseDirectory, "Rialto.LeanAtTheTouch.dll");

    private static string NextVersion => Path.Combine(AppContext.BaseDirectory, "Rialto.NextVersion.dll");

    private static string Files => string.Join(", ", ((string[])["23", "24"]).Select(day => JsonSerializer.Serialize(Recordings.Path($"wire/binance-spot/nexousdt_202407{day}.gz"))));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_sample_is_a_plugin_and_refers_to_nothing_impure()
    {
        var plugin = StrategyPlugin.Load(Sample, null, allowImpure: false);
        Assert.Equal([Kind], plugin.Kinds);
        Assert.Equal("1", plugin.Make(Kind).Declaration.Version);
        Assert.Empty(PluginPurity.Offences(File.ReadAllBytes(Sample)));
        plugin.Release();
    }

    [Fact]
    public void What_cannot_be_a_plugin_is_refused_with_the_reason()
    {
        Says("cannot be read", _folder.File("none.dll"));
        File.WriteAllText(_folder.File("text.dll"), "no assembly");
        Says("cannot be loaded", _folder.File("text.dll"));
        File.WriteAllBytes(_folder.File("cut.dll"), File.ReadAllBytes(Sample)[..3_000]);
        Says("cannot be loaded", _folder.File("cut.dll"));
        Says("has no strategy", typeof(ListingTable).Assembly.Location, allowImpure: true);
        Says("refers to what a strategy must not use", typeof(PluginTests).Assembly.Location);
        Says("System.IO.File", typeof(PluginTests).Assembly.Location);
        Says("another plugin than was asked for", Sample, hash: new string('0', 64));

        void Says(string expected, string path, bool allowImpure = false, string? hash = null) =>
            Assert.Contains(expected, Assert.Throws<PluginFaultException>(() => StrategyPlugin.Load(path, hash, allowImpure)).Message, StringComparison.Ordinal);
    }

    /// <summary>Every byte of a plugin's metadata may be wrong: it is refused or it is not, and nothing else happens. It is never run.</summary>
    [Fact]
    public void Damaged_assemblies_are_refused_or_not()
    {
        var bytes = File.ReadAllBytes(Sample);
        var random = new Random(7);
        for (var i = 0; i < 2_000; i++)
        {
            var damaged = bytes.ToArray();
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                _ = PluginPurity.Offences(damaged);
            }
            catch (BadImageFormatException)
            {
            }
        }
    }

    [Fact]
    public void A_plugin_that_nobody_uses_any_more_is_unloaded()
    {
        var types = new WeakReference[8];
        for (var i = 0; i < types.Length; i++)
            types[i] = LoadAndRelease();
        for (var i = 0; i < 100 && types.Any(type => type.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.DoesNotContain(types, type => type.IsAlive);
    }

    [Fact]
    public async Task A_next_version_takes_over_while_it_trades_and_the_run_replays()
    {
        var alone = Trade(Load(Config()), exchangeAt: -1, null, out _);
        Assert.True(alone.Counts.Fills > 8, $"{alone.Counts.Fills} fills");

        var run = _folder.File("run");
        Directory.CreateDirectory(run);
        var settings = Load(Config());
        settings.Plugins.KeepIn(run);
        var first = FirstOf(settings);
        var exchanged = Trade(settings, exchangeAt: 700, run, out var answer);
        Assert.Equal(CommandRefusal.None, await answer!);
        Assert.Equal("2", exchanged.Trader.ViewOf(new StrategyId(1)).Declaration.Version);

        // The next version does the same: taking over changed nothing of what was traded.
        Assert.Equal(alone.Counts.Fills, exchanged.Counts.Fills);
        Assert.Equal(alone.Trader.ViewOf(new StrategyId(1)).Counts.Intents, exchanged.Trader.ViewOf(new StrategyId(1)).Counts.Intents);
        Assert.NotEqual(alone.Trader.OutputHash, exchanged.Trader.OutputHash);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(run, PluginShelf.FolderName)).Length);
        for (var i = 0; i < 100 && first.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(first.IsAlive);
        Assert.DoesNotContain(settings.Plugins.Plugins, plugin => plugin.Path == Sample);

        // By whoever has nothing but the run's folder.
        var again = Load(Config());
        again.Plugins.ReadFrom(run);
        var replay = new DeskReplay(again);
        replay.Run(run, TestContext.Current.CancellationToken);
        Assert.Null(replay.Difference);
        Assert.Equal((exchanged.Trader.StateHash(), exchanged.Trader.OutputHash), (replay.StateHash, replay.OutputHash));

        File.Delete(Directory.GetFiles(Path.Combine(run, PluginShelf.FolderName)).Single(file => Path.GetFileNameWithoutExtension(file) == StrategyPlugin.Load(NextVersion, null, allowImpure: false).Hash));
        again = Load(Config());
        again.Plugins.ReadFrom(run);
        Assert.Contains("copy is missing", Assert.Throws<PluginFaultException>(() => new DeskReplay(again).Run(run, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_without_the_strategy_changes_nothing()
    {
        var settings = Load(Config());
        var fault = await Assert.ThrowsAsync<PluginFaultException>(() => settings.Plugins.SwapAsync(new DeskControl(), new StrategyId(1), "momentum", NextVersion, allowImpure: false, "test"));
        Assert.Contains("has no strategy 'momentum'", fault.Message, StringComparison.Ordinal);
        Assert.Single(settings.Plugins.Plugins);
    }

    [Fact]
    public async Task A_run_with_a_plugin_replays_from_its_own_copy()
    {
        var moved = _folder.File("moved.dll");
        File.Copy(Sample, moved);
        var traded = await TradedRecordings.TradeAsync(Config(moved));
        Assert.True(traded.GetProperty("fills").GetInt64() > 8, traded.ToString());
        File.Delete(moved);
        var replay = await TradedRecordings.ReplayAsync(traded.GetProperty("run").GetString()!);
        Assert.Equal(traded.GetProperty("output_hash").GetString(), replay.GetProperty("output_hash").GetString());
    }

    [Fact]
    public async Task An_operator_exchanges_a_strategy_of_a_running_desk()
    {
        await using var process = RialtoProcess.Start(["trade", "--config", Config(), "--paper", "--speed", "100", "--json", "--set", "Door:Port=0"]);
        using var deadline = new CancellationTokenSource(RialtoProcess.Patience);
        var desk = _folder.File("desk");
        while (await VersionAsync() != "1")
            await Task.Delay(50, deadline.Token);
        var missing = await RialtoProcess.RunAsync("strategies", "swap", "nobody", "--plugin", NextVersion, "--desk", desk);
        Assert.Contains("There is no strategy 'nobody'", missing.Errors, StringComparison.Ordinal);
        var wrong = await RialtoProcess.RunAsync("strategies", "swap", "lean", "--plugin", typeof(ListingTable).Assembly.Location, "--desk", desk);
        Assert.Contains("refers to what a strategy must not use", wrong.Errors, StringComparison.Ordinal);
        var swapped = await RialtoProcess.RunAsync("strategies", "swap", "lean", "--plugin", NextVersion, "--desk", desk, "--json");
        Assert.True(swapped.ExitCode == 0, swapped.Errors);
        while (await VersionAsync() != "2")
            await Task.Delay(50, deadline.Token);
        await process.SignalAsync("INT");
        var finished = await process.EndAsync();
        Assert.True(finished.ExitCode == 0, finished.Output + finished.Errors);
        var replay = await TradedRecordings.ReplayAsync(JsonDocument.Parse(finished.Output).RootElement.GetProperty("run").GetString()!);
        Assert.True(replay.GetProperty("same").GetBoolean(), replay.ToString());

        async Task<string?> VersionAsync()
        {
            var shown = await RialtoProcess.RunAsync("strategies", "--desk", desk, "--json");
            return shown.ExitCode == 0 ? JsonDocument.Parse(shown.Output).RootElement.GetProperty("strategies")[0].GetProperty("version").GetString() : null;
        }
    }

    [Fact]
    public async Task A_configuration_with_a_plugin_that_is_not_there_says_so()
    {
        var finished = await RialtoProcess.RunAsync("trade", "--config", Config(_folder.File("none.dll")), "--paper");
        Assert.NotEqual(0, finished.ExitCode);
        Assert.Contains("Plugins:0:Assembly", finished.Output + finished.Errors, StringComparison.Ordinal);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LoadAndRelease()
    {
        var plugin = StrategyPlugin.Load(Sample, null, allowImpure: false);
        var type = new WeakReference(plugin.Make(Kind).GetType().Assembly);
        plugin.Release();
        return type;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference FirstOf(DeskSettings settings) => new(settings.Plugins.Plugins[0].Make(Kind).GetType().Assembly);

    private static DeskSettings Load(string config)
    {
        return TradeCommand.Load(config, _ => { }).Settings;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static DeskRun Trade(DeskSettings settings, long exchangeAt, string? run, out Task<CommandRefusal>? answer)
    {
        var stop = TestContext.Current.CancellationToken;
        var source = TradeCommand.OpenAsync(settings, new Terminal(json: true), stop).GetAwaiter().GetResult();
        var numbers = new Dictionary<int, ListingId>();
        var listings = DeskParts.Listings(settings, source.Listings, numbers);
        using var journal = run is null ? null : DeskJournal.Begin(new JournalOptions { Directory = run, Durability = Durability.Memory }, listings);
        var desk = new DeskRun(settings, listings, numbers, journal);
        Task<CommandRefusal>? asked = null;
        source.Read(
            frame =>
            {
                desk.Take(frame);
                if (desk.Frames == exchangeAt)
                    asked = settings.Plugins.SwapAsync(desk.Control, new StrategyId(1), Kind, NextVersion, allowImpure: false, "test");
            },
            stop);
        desk.End();
        answer = asked;
        return desk;
    }

    private string Config(string? assembly = null)
    {
        var path = _folder.File("desk.json");
        File.WriteAllText(path, $$"""
            {
              "Name": "plug",
              "Folder": "{{_folder.File("desk")}}",
              "CheckEvery": 10000,
              "Plugins": [{ "Assembly": {{JsonSerializer.Serialize(assembly ?? Sample)}} }],
              "Source": { "PriceScale": 3, "QuantityScale": 2, "Captures": [{{Files}}] },
              "Venues": [{ "Venue": "binance", "Balances": { "USDT": "10000", "NEXO": "10000" } }],
              "Markets": [{ "Venue": "binance", "Symbol": "NEXOUSDT", "Name": "NEXO-USDT", "Tick": "0.001", "Lot": "0.01", "MinNotional": "5" }],
              "Strategies": [{ "Name": "lean", "Kind": "lean-at-the-touch", "Markets": ["binance:NEXOUSDT"], "Parameters": { "size": "10" } }]
            }
            """);
        return path;
    }
}
