using System.Text.Json;
using Rialto.Host.Desk;
using Rialto.Host.Desk.Door;
using Rialto.Host.Tools;
using Rialto.Host.Tools.Desk;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Unit;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary><c>rialto trade</c> on recorded days: through real adapters, at venues that pretend, with a journal that replays bit for bit.</summary>
public sealed class TradeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Makers_trade_two_markets_with_reconciled_books_and_the_same_again_bit_for_bit()
    {
        var config = TradedRecordings.BtcAndEth(_folder.Path);
        var one = await TradedRecordings.TradeAsync(config);
        Assert.Empty(one.GetProperty("differences").EnumerateArray());
        Assert.Empty(one.GetProperty("books").EnumerateArray());
        Assert.All(one.GetProperty("strategies").EnumerateArray(), strategy =>
        {
            Assert.Equal("Stopped", strategy.GetProperty("state").GetString());
            Assert.True(strategy.GetProperty("fills").GetInt64() > 50, strategy.ToString());
            Assert.Equal(0, strategy.GetProperty("live_orders").GetInt32());
        });
        Assert.False(one.GetProperty("audits").TryGetProperty("Mismatch", out _), one.ToString());
        Assert.False(one.GetProperty("audits").TryGetProperty("OverFilled", out _), one.ToString());

        Assert.Equal(0m, Split(one, "fees"));

        var other = await TradedRecordings.TradeAsync(config);
        var replay = await TradedRecordings.ReplayAsync(one.GetProperty("run").GetString()!);
        Assert.True(replay.GetProperty("same").GetBoolean());
        Assert.True(replay.GetProperty("checks").GetInt64() > 20, replay.ToString());
        foreach (var hash in (string[])["state_hash", "output_hash"])
        {
            Assert.Equal(one.GetProperty(hash).GetString(), other.GetProperty(hash).GetString());
            Assert.Equal(one.GetProperty(hash).GetString(), replay.GetProperty(hash).GetString());
        }

        Assert.Equal(one.GetProperty("inputs").GetInt64(), replay.GetProperty("inputs").GetInt64());
    }

    [Fact]
    public async Task A_maker_trades_a_whole_day_and_pays_its_fees()
    {
        var run = await TradedRecordings.TradeAsync(TradedRecordings.Nexo(_folder.Path));
        Assert.Empty(run.GetProperty("differences").EnumerateArray());
        Assert.True(run.GetProperty("fills").GetInt64() > 500, run.ToString());
        Assert.True(Split(run, "fees") > 0);

        // Gain by strategy is gain by account.
        var gain = Decimal(run.GetProperty("pnl").GetProperty("result"));
        Assert.InRange(Decimal(run.GetProperty("strategies")[0].GetProperty("result")) - gain, -0.000001m, 0.000001m);
        Assert.True((await TradedRecordings.ReplayAsync(run.GetProperty("run").GetString()!)).GetProperty("same").GetBoolean());
    }

    [Fact]
    public async Task A_stop_loss_closes_on_a_recorded_day_and_the_rest_of_it_is_looked_at_from_outside()
    {
        var config = TradedRecordings.Nexo(_folder.Path);
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"Strategies\":", "\"Limits\": { \"StopLoss\": \"1\", \"Markets\": { \"binance\": { \"NEXO-USDT\": { \"StopLossCloses\": true } } } }, \"Strategies\":", StringComparison.Ordinal));
        var run = await TradedRecordings.TradeAsync(config);
        Assert.Empty(run.GetProperty("differences").EnumerateArray());
        var audits = run.GetProperty("audits");
        Assert.Equal((1, 1), (audits.GetProperty("StopLossHit").GetInt32(), audits.GetProperty("StopLossClosed").GetInt32()));
        Assert.True(audits.GetProperty("Flatten").GetInt32() >= 1, run.ToString());
        var position = Assert.Single(run.GetProperty("positions").EnumerateArray());
        Assert.Equal((0m, false, true), (Decimal(position.GetProperty("quantity")), position.GetProperty("closing").GetBoolean(), position.GetProperty("stop_loss_closes").GetBoolean()));

        // About the limit, the spread, and the fees; the day without it lost more than that at its worst moment.
        Assert.InRange(Decimal(run.GetProperty("pnl").GetProperty("result")), -100m, 0m);
        Assert.True((await TradedRecordings.ReplayAsync(run.GetProperty("run").GetString()!)).GetProperty("same").GetBoolean());
    }

    [Fact]
    public async Task Two_variants_on_split_capital_are_compared()
    {
        var config = TradedRecordings.Experiment(_folder.Path);
        var run = await TradedRecordings.TradeAsync(config);
        var experiment = Assert.Single(run.GetProperty("experiments").EnumerateArray());
        Assert.Equal("risk-aversion", experiment.GetProperty("name").GetString());
        Assert.True(experiment.GetProperty("intervals").GetInt64() > 1_000, experiment.ToString());
        Assert.NotEqual("TooLittle", experiment.GetProperty("verdict").GetString());
        foreach (var variant in experiment.GetProperty("variants").EnumerateArray())
        {
            Assert.True(variant.GetProperty("fills").GetInt64() > 100, variant.ToString());

            // What is compared is what stands in the books, but for the price at which what is still held is valued.
            var strategy = run.GetProperty("strategies").EnumerateArray().Single(one => one.GetProperty("name").GetString() == variant.GetProperty("name").GetString());
            Assert.InRange(variant.GetProperty("gain").GetDouble() - (double)Decimal(strategy.GetProperty("result")), -0.01, 0.01);
        }

        var seen = await RialtoProcess.RunAsync("strategies", "--desk", _folder.File("desk"));
        Assert.Contains("experiment risk-aversion: bold", seen.Output, StringComparison.Ordinal);

        File.WriteAllText(config, File.ReadAllText(config).Replace("\"timid\", \"Kind\": \"avellaneda-stoikov\", \"Markets\": [\"binance:NEXOUSDT\"], \"Experiment\": \"risk-aversion\"", "\"timid\", \"Kind\": \"avellaneda-stoikov\", \"Markets\": [\"binance:NEXOUSDT\"]", StringComparison.Ordinal));
        var alone = await RialtoProcess.RunAsync("trade", "--config", config, "--paper");
        Assert.Equal(2, alone.ExitCode);
        Assert.Contains("'risk-aversion' has 1 variants", alone.Output + alone.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recorded_events_lead_to_what_their_frames_led_to()
    {
        var config = TradedRecordings.Nexo(_folder.Path);
        var events = _folder.File("events");
        var exported = await RialtoProcess.RunAsync(
            "export", "--capture", Recordings.Path("wire/binance-spot/nexousdt_20240723.gz"), Recordings.Path("wire/binance-spot/nexousdt_20240724.gz"), "--symbol", "NEXOUSDT", "--to", "events", "--out", events,
            "--price-scale", "3", "--quantity-scale", "2");
        Assert.True(exported.ExitCode == 0, exported.Errors);
        var frames = await TradedRecordings.TradeAsync(config);
        var again = await TradedRecordings.TradeAsync(config, "--events", events);
        Assert.Equal(frames.GetProperty("output_hash").GetString(), again.GetProperty("output_hash").GetString());
        Assert.Equal(frames.GetProperty("state_hash").GetString(), again.GetProperty("state_hash").GetString());
    }

    [Theory]
    [InlineData("fill lost")]
    [InlineData("fee wrong by the last digit")]
    public async Task A_venue_with_other_books_is_found_out_though_the_desk_takes_its_side(string wrong)
    {
        var settings = TradeCommand.Load(TradedRecordings.BtcAndEth(_folder.Path), into => into.Set("Mode", "paper", "--paper")).Settings;
        var stop = TestContext.Current.CancellationToken;
        var source = await TradeCommand.OpenAsync(settings, new Terminal(json: true), stop);
        var numbers = new Dictionary<int, ListingId>();
        var listings = DeskParts.Listings(settings, source.Listings, numbers);
        var (fills, trade) = (0, default(Text36));
        var desk = new DeskRun(settings, listings, numbers, null)
        {
            Between = report =>
            {
                if (report.Kind != OrderReportKind.Filled)
                    return report;
                if (++fills == 5)
                    trade = report.TradeId;
                return fills < 5 || report.TradeId != trade ? report : wrong == "fill lost" ? null : report with { Amount = report.Amount + 1 };
            },
        };
        source.Read(desk.Take, stop);
        desk.End();
        Assert.True(fills > 5);
        Assert.Contains(DeskFindings.OfBooks(desk), finding => finding.Contains("BalanceDiffers", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_killed_run_replays_to_what_it_had_acknowledged()
    {
        var config = TradedRecordings.BtcAndEth(_folder.Path);
        var status = _folder.File("desk/status.json");
        var acknowledged = 0L;
        await using (var process = RialtoProcess.Start(["trade", "--config", config, "--paper", "--speed", "20"]))
        {
            using var deadline = new CancellationTokenSource(RialtoProcess.Patience);
            while (!File.Exists(status) || (acknowledged = InputsOf(status)) < 1_000)
                await Task.Delay(20, deadline.Token);
            await process.KillAsync();
            acknowledged = Math.Max(acknowledged, InputsOf(status));
        }

        using var last = JsonDocument.Parse(await File.ReadAllBytesAsync(status));
        Assert.True(last.RootElement.GetProperty("running").GetBoolean());
        var replay = await TradedRecordings.ReplayAsync(last.RootElement.GetProperty("run").GetString()!);
        Assert.True(replay.GetProperty("same").GetBoolean(), replay.ToString());
        Assert.True(replay.GetProperty("inputs").GetInt64() - replay.GetProperty("unchecked").GetInt64() >= acknowledged, $"{replay} has fewer than {acknowledged}");
    }

    [Fact]
    public async Task An_interrupted_run_cancels_its_orders_and_reports()
    {
        var config = TradedRecordings.BtcAndEth(_folder.Path);
        var status = _folder.File("desk/status.json");
        await using var process = RialtoProcess.Start(["trade", "--config", config, "--paper", "--speed", "20", "--json"]);
        using var deadline = new CancellationTokenSource(RialtoProcess.Patience);
        while (!File.Exists(status))
            await Task.Delay(20, deadline.Token);
        await process.SignalAsync("INT");
        var finished = await process.EndAsync();
        Assert.True(finished.ExitCode == 0, finished.Output + finished.Errors);
        var report = JsonDocument.Parse(finished.Output).RootElement;
        Assert.Equal(0, report.GetProperty("risk").GetProperty("live_orders").GetInt32());
        Assert.Empty(report.GetProperty("differences").EnumerateArray());
        foreach (var view in (string[][])[["strategies"], ["pnl"], ["risk"], ["positions"]])
        {
            var shown = await RialtoProcess.RunAsync([.. view, "--desk", _folder.File("desk"), "--json"]);
            Assert.True(shown.ExitCode == 0, shown.Errors);
            Assert.True(JsonDocument.Parse(shown.Output).RootElement.TryGetProperty(view[0], out _), shown.Output);
        }
    }

    [Fact]
    public async Task A_run_with_a_door_is_looked_at_and_acted_upon_and_replays_bit_for_bit()
    {
        var config = TradedRecordings.BtcAndEth(_folder.Path);
        await using var process = RialtoProcess.Start(["trade", "--config", config, "--paper", "--speed", "20", "--json", "--set", "Door:Port=0"]);
        using var deadline = new CancellationTokenSource(RialtoProcess.Patience);
        (Uri Url, string? Token)? door;
        while ((door = DoorKeys.Find(_folder.File("desk"))) is null)
            await Task.Delay(20, deadline.Token);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", door.Value.Token);
        while (await StateAsync(http, door.Value.Url, deadline.Token) != "Running")
            await Task.Delay(20, deadline.Token);
        using var body = new StringContent("""{"command":"pause","strategy":"btc-maker","reason":"a test"}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(door.Value.Url, "/api/v1/desk/commands"), body, deadline.Token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(deadline.Token));
        while (await StateAsync(http, door.Value.Url, deadline.Token) != "Paused")
            await Task.Delay(20, deadline.Token);
        await process.SignalAsync("INT");
        var finished = await process.EndAsync();
        Assert.True(finished.ExitCode == 0, finished.Output + finished.Errors);
        Assert.False(File.Exists(_folder.File("desk/door.json")));
        var run = JsonDocument.Parse(finished.Output).RootElement.GetProperty("run").GetString()!;
        Assert.Equal(2, File.ReadLines(Path.Combine(run, "door.jsonl")).Count(line => line.Contains("\"reason\":\"a test\"", StringComparison.Ordinal)));
        Assert.DoesNotContain("Door:", await File.ReadAllTextAsync(Path.Combine(run, "desk.json"), deadline.Token), StringComparison.Ordinal);
        Assert.True((await TradedRecordings.ReplayAsync(run)).GetProperty("same").GetBoolean());
    }

    [Theory]
    [InlineData("\"Name\": \"nexo\"", "\"Name\": \"Nexus\"", "Name")]
    [InlineData("\"Kind\": \"avellaneda-stoikov\"", "\"Kind\": \"avalanche\"", "Strategies:0:Kind")]
    [InlineData("\"size\": \"50\"", "\"sise\": \"50\"", "sise")]
    [InlineData("\"size\": \"50\"", "\"size\": \"-1\"", "size")]
    [InlineData("\"Tick\": \"0.001\"", "\"Tick\": \"0.0001\"", "Tick")]
    [InlineData("\"Tick\": \"0.001\", ", "", "Tick")]
    [InlineData("\"Lot\": \"0.01\"", "\"Lot\": \"0\"", "Lot")]
    [InlineData("\"MinNotional\": \"5\"", "\"MinNotinal\": \"5\"", "Markets:0:MinNotinal")]
    [InlineData("binance:NEXOUSDT", "binance:BTCUSDT", "Strategies:0:Markets:0")]
    public async Task What_is_wrong_with_a_configuration_is_named(string right, string wrong, string named)
    {
        var config = TradedRecordings.Nexo(_folder.Path);
        var text = await File.ReadAllTextAsync(config);
        Assert.Contains(right, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(config, text.Replace(right, wrong, StringComparison.Ordinal));
        var finished = await RialtoProcess.RunAsync("trade", "--config", config, "--paper");
        Assert.Equal(2, finished.ExitCode);
        Assert.Contains(named, finished.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_traded_for_real_and_nothing_is_replayed_that_is_not_there()
    {
        var config = TradedRecordings.Nexo(_folder.Path);
        Assert.Equal(2, (await RialtoProcess.RunAsync("trade", "--config", config)).ExitCode);
        Assert.Equal(3, (await RialtoProcess.RunAsync("trade", "--config", _folder.File("none.json"), "--paper")).ExitCode);
        Assert.Equal(3, (await RialtoProcess.RunAsync("trade", "replay", "--verify", _folder.Path)).ExitCode);
        Assert.Equal(3, (await RialtoProcess.RunAsync("pnl", "--desk", _folder.Path)).ExitCode);
        var shown = await RialtoProcess.RunAsync("trade", "--config", config, "--show-config", "--json");
        Assert.Equal("nexo", JsonDocument.Parse(shown.Output).RootElement.GetProperty("Name").GetProperty("value").GetString());
    }

    // Of the first strategy; empty before the first report.
    private static async Task<string> StateAsync(HttpClient http, Uri door, CancellationToken stop)
    {
        using var answer = await http.GetAsync(new Uri(door, "/api/v1/desk"), stop);
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(await answer.Content.ReadAsStringAsync(stop)).RootElement.GetProperty("strategies")[0].GetProperty("state").GetString()! : "";
    }

    private static long InputsOf(string status)
    {
        using var report = JsonDocument.Parse(File.ReadAllBytes(status));
        return report.RootElement.GetProperty("inputs").GetInt64();
    }

    private static decimal Split(JsonElement run, string part) =>
        run.GetProperty("strategies").EnumerateArray().SelectMany(strategy => strategy.GetProperty("markets").EnumerateArray()).Sum(market => Decimal(market.GetProperty(part)));

    private static decimal Decimal(JsonElement text) => decimal.Parse(text.GetString()!, System.Globalization.CultureInfo.InvariantCulture);
}
