using System.Text.Json;
using Rialto.Unit;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>
/// Two recorded venues at the pace at which they were: their replay serves real sockets, a feed's adapters read them, and a desk on paper makes a market and trades the difference between both over the
/// feed's rings. It ends when it has done both, however fast the machine is.
/// </summary>
public sealed class RecordedPaceTests : IDisposable
{
    private static readonly string[] Recorded = ["wire/bybit/capture-v5-2026-08-09.jsonl.gz", "wire/okx/capture-v5-2022-05-13.jsonl.gz"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_maker_and_an_arbitrage_on_sockets_at_the_recorded_pace_end_with_reconciled_books_and_replay_the_same()
    {
        await using var replay = RialtoProcess.Start(["replay", "--http", "0", "--json", "--speed", "1", "--capture", .. Recorded.Select(Recordings.Path)]);
        var url = JsonElement.Parse(await replay.LineAsync()).GetProperty("url").GetString()!;
        var rings = Directory.CreateDirectory(_folder.File("rings")).FullName;
        await using var feed = RialtoProcess.Start(
            [
                "feed", "--venues", "bybit,okx", "--symbols", "BTC-USDT", "--server", url, "--quiet",
                "--set", "Feeds:Distribution:Shared:Enabled=true", "--set", $"Feeds:Distribution:Shared:Folder={rings}", "--set", "Feeds:Distribution:Shared:Slots=65536",
            ],
            _folder.Path);
        var listings = Path.Combine(rings, "feed-listings.json");
        await RunningExchange.UntilAsync(async () => File.Exists(listings) && await File.ReadAllTextAsync(listings) is var text && text.Contains("\"BTCUSDT\"", StringComparison.Ordinal) && text.Contains("\"BTC-USDT\"", StringComparison.Ordinal));

        var config = _folder.File("desk.json");
        await File.WriteAllTextAsync(config, Desk(rings), TestContext.Current.CancellationToken);
        await using var desk = RialtoProcess.Start(["trade", "--config", config, "--paper", "--json"], _folder.Path);
        var status = Path.Combine(_folder.File("desk"), "status.json");
        await RunningExchange.UntilAsync(() => Task.FromResult(desk.HasEnded || HasTraded(status)));
        await desk.SignalAsync("INT");
        var ended = await desk.EndAsync();
        Assert.True(ended.ExitCode == 0, ended.Output + ended.Errors);
        var report = JsonElement.Parse(ended.Output);
        foreach (var name in (string[])["books", "failures", "differences", "corrections"])
            Assert.Empty(report.GetProperty(name).EnumerateArray());
        var makerAndArbitrage = report.GetProperty("strategies").EnumerateArray().ToArray();
        Assert.All(makerAndArbitrage, strategy => Assert.True(strategy.GetProperty("taken").GetInt64() > 0, strategy.ToString()));
        Assert.True(makerAndArbitrage[1].GetProperty("fills").GetInt64() > 0, report.ToString());

        var repeated = await TradedRecordings.ReplayAsync(report.GetProperty("run").GetString()!);
        Assert.True(repeated.GetProperty("same").GetBoolean(), repeated.ToString());
        Assert.Equal(0, repeated.GetProperty("unchecked").GetInt64());
        foreach (var name in (string[])["state_hash", "output_hash"])
            Assert.Equal(report.GetProperty(name).GetString(), repeated.GetProperty(name).GetString());
        await feed.SignalAsync("INT");
        Assert.Equal(0, (await feed.EndAsync()).ExitCode);
    }

    // Both have asked for orders, and the arbitrage has traded.
    private static bool HasTraded(string status)
    {
        if (!File.Exists(status))
            return false;
        var strategies = JsonElement.Parse(File.ReadAllText(status)).GetProperty("strategies").EnumerateArray().ToArray();
        return strategies.All(strategy => strategy.GetProperty("taken").GetInt64() > 0) && strategies[1].GetProperty("fills").GetInt64() > 1;
    }

    // The recorded days lie four years apart: one venue is far below the other, and no bound of prices to each other may stand in the way.
    private string Desk(string rings) => $$"""
        {
          "Name": "pace", "Folder": {{JsonSerializer.Serialize(_folder.File("desk"))}}, "CheckEvery": 1000,
          "Source": { "Feed": {{JsonSerializer.Serialize(rings)}} },
          "Venues": [
            { "Venue": "bybit", "OrdersPerSecond": 50, "Balances": { "USDT": "1000000", "BTC": "10" } },
            { "Venue": "okx", "OrdersPerSecond": 50, "Balances": { "USDT": "1000000", "BTC": "10" } }
          ],
          "Markets": [
            { "Venue": "bybit", "Symbol": "BTCUSDT", "Maker": "0", "Taker": "0.0005" },
            { "Venue": "okx", "Symbol": "BTC-USDT", "Maker": "0", "Taker": "0.0005" }
          ],
          "Limits": {
            "OrderNotional": "100000", "Notional": "1000000", "SymbolNet": "1000000", "SymbolGross": "2000000", "VenueNet": "1000000", "VenueGross": "2000000", "StrategyNet": "1000000", "StrategyGross": "2000000",
            "TotalNet": "1000000", "TotalGross": "2000000", "StopLoss": "unlimited", "DailyLoss": "unlimited", "Drawdown": "unlimited", "StrategyDailyLoss": "unlimited", "StrategyDrawdown": "unlimited", "Collar": 1000000, "RejectsPerMinute": 1000
          },
          "Strategies": [
            { "Name": "maker", "Kind": "spread-maker", "Markets": ["bybit:BTCUSDT"], "Parameters": { "size": "0.001", "volatility-half-life": "1000" } },
            { "Name": "arbitrage", "Kind": "cross-arbitrage", "Markets": ["bybit:BTCUSDT", "okx:BTC-USDT"], "Parameters": { "same": "all", "size-max": "0.01", "position-max": "0.1", "haircut": "0" } }
          ]
        }
        """;
}
