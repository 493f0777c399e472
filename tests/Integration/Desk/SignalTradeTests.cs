using System.Globalization;
using System.Text.Json;
using Rialto.Integration.Signals;
using Rialto.Unit;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>
/// The whole way of a model: a recording becomes a table, the real LightGBM trains on it, <c>desk.json</c> names what it wrote, the desk trades by it, and the run replays from its own copy.
/// </summary>
public sealed class SignalTradeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Table => _folder.File("table.csv");

    private string Model => _folder.File("model.txt");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_model_trained_on_a_table_of_a_recording_trades_and_the_run_replays_from_its_own_copy()
    {
        Assert.SkipUnless(LightGbm.IsThere, "LightGBM's library cannot be loaded on this platform.");
        var (names, rows) = await TableAsync();
        Train(names, rows, "objective=regression");
        var config = Write("""{ "Kind": "trees", "File": "model.txt", "Weight": "2" }, { "Kind": "ridge" }, { "Kind": "logistic", "Name": "rises" }""", """ "Trial": 120 """);
        var one = await TradedRecordings.TradeAsync(config);
        Assert.Empty(one.GetProperty("differences").EnumerateArray());
        Assert.Empty(one.GetProperty("books").EnumerateArray());
        Assert.True(one.GetProperty("fills").GetInt64() > 0, one.ToString());

        // The signals of each model are where people look for signals.
        var seen = await RialtoProcess.RunAsync("strategies", "--desk", _folder.File("desk"), "--json");
        foreach (var kind in Enumerable.Range(0, 5))
            Assert.Contains(JsonDocument.Parse(seen.Output).RootElement.GetProperty("signals").EnumerateArray(), signal => signal.GetProperty("signal").GetInt32() == kind);

        var other = await TradedRecordings.TradeAsync(config);
        var run = one.GetProperty("run").GetString()!;
        var copy = Assert.Single(Directory.GetFiles(Path.Combine(run, "models")));
        Assert.Contains(Path.GetFileNameWithoutExtension(copy), File.ReadAllText(Path.Combine(run, "desk.json")), StringComparison.Ordinal);

        // Whoever has nothing but the run's folder has all that is needed.
        File.Delete(Model);
        var replay = await TradedRecordings.ReplayAsync(run);
        foreach (var hash in (string[])["state_hash", "output_hash"])
        {
            Assert.Equal(one.GetProperty(hash).GetString(), other.GetProperty(hash).GetString());
            Assert.Equal(one.GetProperty(hash).GetString(), replay.GetProperty(hash).GetString());
        }

        File.AppendAllText(copy, "\n");
        var damaged = await RialtoProcess.RunAsync("trade", "replay", "--verify", run);
        Assert.Equal(2, damaged.ExitCode);
        Assert.Contains("is another model than was asked for", damaged.Errors + damaged.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_has_every_row_once_and_numbers_to_the_last_bit()
    {
        var (names, rows) = await TableAsync();
        Assert.Equal("imbalance", names[0]);
        Assert.Equal("ofi_5_1s", names[1]);
        Assert.Equal(rows.Count, rows.Select(row => row.Time).Distinct().Count());
        Assert.All(rows, row => Assert.InRange(row.Target, -500, 500));
        Assert.True(rows.Count > 1_500);

        var again = await RialtoProcess.RunAsync("signals", "table", "--config", _folder.File("desk.json"), "--out", Table);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("--force", again.Errors + again.Output, StringComparison.Ordinal);
        var before = File.ReadAllBytes(Table);
        again = await RialtoProcess.RunAsync("signals", "table", "--config", _folder.File("desk.json"), "--out", Table, "--force");
        Assert.True(again.ExitCode == 0, again.Errors);
        Assert.Equal(before, File.ReadAllBytes(Table));
    }

    [Fact]
    public async Task What_is_wrong_with_a_model_is_told_with_its_key_before_anything_trades()
    {
        await Says("""{ "File": "none.txt" }""", "Strategies:0:Signals:Models:0:File", "cannot be read");
        File.WriteAllText(Model, "no model");
        await Says("""{ "File": "model.txt" }""", "Models:0:File", "is no model of LightGBM that can be used: line 1");
        var good = Stump("imbalance", "regression");
        File.WriteAllText(Model, good[..(good.Length / 2)]);
        await Says("""{ "File": "model.txt" }""", "Models:0:File", "is no model of LightGBM that can be used: line");
        File.WriteAllText(Model, good);
        await Says($$"""{ "File": "model.txt", "Sha256": "{{new string('0', 64)}}" }""", "Models:0:Sha256", "is another model than was asked for");
        File.WriteAllText(Model, Stump("rsi", "regression"));
        await Says("""{ "File": "model.txt" }""", "Models:0:File", "its feature 'rsi' is none of ours");
        File.WriteAllText(Model, Stump("tfi", "regression"));
        await Says("""{ "File": "model.txt" }""", "Models:0:File", "which the strategy does not have");
        File.WriteAllText(Model, Stump("Column_0", "regression"));
        await Says("""{ "File": "model.txt" }""", "Models:0:File", "its 1 features have no names");
        File.WriteAllText(Model, Stump("imbalance", "lambdarank"));
        await Says("""{ "File": "model.txt" }""", "Models:0:File", "its objective is lambdarank");
        await Says("""{ "Kind": "ridge", "Ridge": "0" }""", "Models:0:Ridge", "must be a number from 1E-09");
        await Says("""{ "Kind": "ridge", "File": "model.txt" }""", "Models:0:File", "is not a setting");
        await Says("""{ "Kind": "ridge" }""", "Signals:Features", "There is no feature \"rsi\"", features: "\"rsi\"");
        await Says("""{ "Kind": "ridge" }""", "Strategies:0:Signals", "is read by signal-taker alone", kind: "momentum");

        await Says(" ", "Signals:Models", "has nothing in it: leave it out for the usual ones");
        await Says("""{ "Kind": "ridge" }""", "Signals:Features", "has nothing in it: leave it out for the usual ones", features: "");

        async Task Says(string model, string key, string expected, string features = "\"imbalance\", \"ofi:5\"", string kind = "signal-taker")
        {
            var told = await RialtoProcess.RunAsync("trade", "--paper", "--config", Write(model, "\"StepMs\": 250", features, kind));
            Assert.Equal(2, told.ExitCode);
            Assert.Contains(key, told.Errors + told.Output, StringComparison.Ordinal);
            Assert.Contains(expected, told.Errors + told.Output, StringComparison.Ordinal);
            Assert.False(Directory.Exists(_folder.File("desk")) && Directory.EnumerateDirectories(_folder.File("desk"), "run-*").Any());
        }
    }

    private async Task<(string[] Names, List<(long Time, double[] Values, double Target)> Rows)> TableAsync()
    {
        var config = Write("", "\"StepMs\": 250");
        var made = await RialtoProcess.RunAsync("signals", "table", "--config", config, "--out", Table, "--json");
        Assert.True(made.ExitCode == 0, made.Errors);
        var lines = File.ReadAllLines(Table);
        Assert.Equal(lines.Length - 1, JsonDocument.Parse(made.Output).RootElement.GetProperty("rows").GetInt32());
        var names = lines[0].Split(',')[1..^1];
        return (names, [.. lines.Skip(1).Select(line => line.Split(',')).Select(cells => (
            long.Parse(cells[0], CultureInfo.InvariantCulture),
            cells[1..^1].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray(),
            double.Parse(cells[^1], CultureInfo.InvariantCulture)))]);
    }

    private void Train(string[] names, List<(long Time, double[] Values, double Target)> rows, string objective)
    {
        var lessons = rows[..(rows.Count / 2)];
        using var real = LightGbm.Train([.. lessons.SelectMany(row => row.Values)], names.Length, [.. lessons.Select(row => (float)row.Target)], 30, $"{objective} num_leaves=7 learning_rate=0.05 min_data_in_leaf=50");

        // The C interface knows no names; Python writes those of the table's columns.
        File.WriteAllText(Model, real.ToText().Replace(
            "feature_names=" + string.Join(' ', Enumerable.Range(0, names.Length).Select(i => $"Column_{i}")), "feature_names=" + string.Join(' ', names), StringComparison.Ordinal));
        Assert.Contains("ofi_5_1s", File.ReadAllText(Model), StringComparison.Ordinal);
    }

    private string Write(string models, string settings, string features = "\"imbalance\", \"ofi:5:1s\", \"tfi-share:10s\", \"return:5s\", \"microprice\", \"rv:15s:1s\"", string kind = "signal-taker")
    {
        var path = _folder.File("desk.json");
        File.WriteAllText(path, $$"""
            {
              "Name": "sign", "Folder": {{JsonSerializer.Serialize(_folder.File("desk"))}}, "CheckEvery": 20000,
              "Source": { "PriceScale": 2, "QuantityScale": 8, "Captures": [{{string.Join(", ", ((string[])["08", "09"]).Select(day => JsonSerializer.Serialize(Recordings.Path($"wire/binance-spot/btcusdt_202408{day}.gz"))))}}] },
              "Venues": [{ "Venue": "binance", "OrdersPerSecond": 50, "Balances": { "USDT": "100000", "BTC": "1" } }],
              "Markets": [{ "Venue": "binance", "Symbol": "BTCUSDT", "Name": "BTC-USDT", "Tick": "0.01", "Lot": "0.00001", "Maker": "0", "Taker": "0", "MinNotional": "5" }],
              "Strategies": [{
                "Name": "signals", "Kind": "{{kind}}", "Markets": ["binance:BTCUSDT"], "Parameters": { "short": "true" },
                "Signals": { {{settings}}, "Features": [{{features}}]{{(models.Length == 0 ? "" : $", \"Models\": [{models}]")}} }
              }]
            }
            """);
        return path;
    }

    private static string Stump(string feature, string objective) => $"""
        tree
        version=v4
        num_class=1
        num_tree_per_iteration=1
        label_index=0
        max_feature_idx=0
        objective={objective}
        feature_names={feature}
        feature_infos=[-1:1]

        Tree=0
        num_leaves=2
        num_cat=0
        split_feature=0
        split_gain=1
        threshold=0
        decision_type=2
        left_child=-1
        right_child=-2
        leaf_value=-1 1
        leaf_weight=1 1
        leaf_count=1 1
        internal_value=0
        internal_weight=0
        internal_count=2
        is_linear=0
        shrinkage=1

        end of trees

        """;
}
