using System.Text.Json;
using Rialto.Unit;
using Xunit;

namespace Rialto.Integration.Feeds.Live;

/// <summary><c>rialto arb</c> as a process of its own: over a feed of its own, over the rings of a running feed, over recorded events, and without anything.</summary>
public sealed class ArbProcessTests : IDisposable
{
    private static readonly string[] Recorded = ["wire/bybit/capture-v5-2026-08-09.jsonl.gz", "wire/okx/capture-v5-2022-05-13.jsonl.gz"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_feed_of_its_own_tells_an_opportunity_when_it_opens_and_sums_up_at_the_end()
    {
        await using var replay = RialtoProcess.Start(["replay", "--http", "0", "--json", "--capture", .. Recorded.Select(Recordings.Path)]);
        var url = JsonElement.Parse(await replay.LineAsync()).GetProperty("url").GetString()!;
        await using var scan = RialtoProcess.Start(["arb", "--venues", "bybit,okx", "--symbols", "BTC-USDT", "--server", url, "--json"], _folder.Path);
        await AssertOpensAndEndsAsync(scan);
    }

    [Fact]
    public async Task The_rings_of_a_running_feed_are_scanned()
    {
        await using var replay = RialtoProcess.Start(["replay", "--http", "0", "--json", "--capture", .. Recorded.Select(Recordings.Path)]);
        var url = JsonElement.Parse(await replay.LineAsync()).GetProperty("url").GetString()!;
        var rings = Directory.CreateDirectory(_folder.File("rings")).FullName;
        await using var scan = RialtoProcess.Start(["arb", "--shared", rings, "--json"], _folder.Path);
        await using var feed = RialtoProcess.Start(
            [
                "feed", "--venues", "bybit,okx", "--symbols", "BTC-USDT", "--server", url, "--quiet",
                "--set", "Feeds:Distribution:Shared:Enabled=true", "--set", $"Feeds:Distribution:Shared:Folder={rings}", "--set", "Feeds:Distribution:Shared:Slots=65536",
            ],
            _folder.Path);
        await AssertOpensAndEndsAsync(scan);
        await feed.SignalAsync("INT");
        Assert.Equal(0, (await feed.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Recorded_events_give_what_the_frames_they_were_made_of_give_and_the_same_every_time()
    {
        var files = new[] { "wire/binance-spot/btcusdt_20240808.gz", "wire/binance-usdm/btcusdt_20240808.gz" }.Select(Recordings.Path).ToArray();
        var fees = _folder.File("free.json");
        await File.WriteAllTextAsync(fees, """{"binance": {"taker": "0"}, "binance-usdm": {"taker": "0"}}""", TestContext.Current.CancellationToken);
        string[] named = ["binance:BTCUSDT", "binance-usdm:BTCUSDT"];
        string[] scales = ["--price-scale", "2", "--quantity-scale", "5"];
        var exported = await RialtoProcess.RunAsync(["export", "--capture", .. files, "--symbol", .. named, "--to", "events", "--out", _folder.File("events"), .. scales]);
        Assert.True(exported.ExitCode == 0, exported.Errors);
        var frames = await RialtoProcess.RunAsync(["arb", "--capture", .. files, "--listing", .. named, .. scales, "--fees", fees, "--json"]);
        var again = await RialtoProcess.RunAsync(["arb", "--capture", .. files, "--listing", .. named, .. scales, "--fees", fees, "--json"]);
        var events = await RialtoProcess.RunAsync(["arb", "--events", _folder.File("events"), "--fees", fees, "--json"]);
        Assert.Equal(frames.Output, again.Output);
        Assert.Equal(frames.Output, events.Output);
        var summary = JsonElement.Parse(frames.Output);
        Assert.Equal(1, summary.GetProperty("opportunities").GetInt32());
        Assert.Equal("binance-usdm:BTCUSDT > binance:BTCUSDT", summary.GetProperty("best")[0].GetProperty("route").GetString());
    }

    [Theory]
    [InlineData(2, "No venue is asked for")]
    [InlineData(2, "One of --capture, --events, --table and --shared", "--shared", "x", "--table", "y")]
    [InlineData(3, "There is no file nothing.csv", "--table", "nothing.csv")]
    [InlineData(1, "holds no recorded events", "--events", "nothing")]
    [InlineData(2, "--min-profit is a decimal", "--events", "nothing", "--min-profit", "much")]
    [InlineData(2, "--latency-ms is up to 16", "--events", "nothing", "--latency-ms", "0")]
    [InlineData(1, "fees.json", "--events", "nothing", "--fees", "fees.json")]
    [InlineData(5, "No feed writes rings", "--shared", "nothing", "--seconds", "1")]
    public async Task What_is_wrong_is_named(int exitCode, string said, params string[] arguments)
    {
        await using var scan = RialtoProcess.Start(["arb", .. arguments], _folder.Path);
        var ended = await scan.EndAsync();
        Assert.Contains(said, ended.Errors, StringComparison.Ordinal);
        Assert.Equal(exitCode, ended.ExitCode);
    }

    // The recorded days lie four years apart: one venue is far below the other.
    private static async Task AssertOpensAndEndsAsync(RialtoProcess scan)
    {
        var opened = JsonElement.Parse(await scan.LineAsync());
        Assert.Equal("opened", opened.GetProperty("event").GetString());
        Assert.Equal("BTC-USDT USDT", opened.GetProperty("market").GetString());
        Assert.Equal("okx:BTC-USDT > bybit:BTCUSDT", opened.GetProperty("route").GetString());
        await scan.SignalAsync("INT");
        var ended = await scan.EndAsync();
        Assert.Equal(0, ended.ExitCode);
        var summary = JsonElement.Parse(ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
        Assert.Equal("summary", summary.GetProperty("event").GetString());
        Assert.True(summary.GetProperty("opportunities").GetInt64() >= 1);
    }
}
