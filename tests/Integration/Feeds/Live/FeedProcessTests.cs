using System.Text.Json;
using Rialto.Unit;
using Xunit;

namespace Rialto.Integration.Feeds.Live;

/// <summary><c>rialto feed</c> as a process of its own: against <c>rialto replay</c> serving real recordings, and without a network.</summary>
public class FeedProcessTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Two_recorded_venues_are_one_book_and_an_interrupt_ends_it_in_good_order()
    {
        await using var replay = RialtoProcess.Start(
            ["replay", "--http", "0", "--json", "--capture", Recordings.Path("wire/bybit/capture-v5-2026-08-09.jsonl.gz"), Recordings.Path("wire/okx/capture-v5-2022-05-13.jsonl.gz")]);
        var url = JsonElement.Parse(await replay.LineAsync()).GetProperty("url").GetString()!;
        using var folder = new TemporaryFolder();
        await using var feed = Feed(folder, "--venues", "bybit,okx", "--symbols", "BTC-USDT", "--server", url, "--json");
        while (true)
        {
            var view = JsonElement.Parse(await feed.LineAsync());
            if (view.GetProperty("symbols") is not { ValueKind: JsonValueKind.Array } symbols || symbols.GetArrayLength() == 0)
                continue;
            var symbol = symbols[0];
            if (symbol.GetProperty("listings").EnumerateArray().Count(book => book.GetProperty("state").GetString() == "trusted") < 2)
                continue;
            output.WriteLine(symbol.GetRawText());
            Assert.Equal("BTC-USDT", symbol.GetProperty("symbol").GetString());
            Assert.Equal(["bybit", "okx"], symbol.GetProperty("listings").EnumerateArray().Select(book => book.GetProperty("venue").GetString()).Order(StringComparer.Ordinal));

            // The days lie four years apart: the one venue has both best prices, and the market is crossed.
            Assert.Equal("crossed", symbol.GetProperty("touch").GetString());
            break;
        }

        await feed.SignalAsync("INT");
        var ended = await feed.EndAsync();
        Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
    }

    [Fact]
    public async Task Without_a_network_it_says_what_it_cannot_reach_and_keeps_trying()
    {
        using var folder = new TemporaryFolder();

        // Nobody listens on port 1.
        await using var feed = Feed(folder, "--venues", "binance,okx", "--symbols", "BTC-USDT", "--server", "http://127.0.0.1:1", "--json", "--seconds", "4");
        var said = new HashSet<string>();
        for (var report = 0; report < 4; report++)
        {
            var view = JsonElement.Parse(await feed.LineAsync());
            foreach (var venue in view.GetProperty("venues").EnumerateArray())
                said.Add($"{venue.GetProperty("venue").GetString()}: {venue.GetProperty("last_error").GetString()}");
        }

        output.WriteLine(string.Join('\n', said));
        Assert.Contains(said, text => text.StartsWith("binance: 127.0.0.1", StringComparison.Ordinal));
        Assert.Contains(said, text => text.StartsWith("okx: 127.0.0.1", StringComparison.Ordinal));
        Assert.Equal(5, (await feed.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task In_production_it_writes_its_log_to_a_file_and_nothing_to_the_terminal()
    {
        using var folder = new TemporaryFolder();
        await using var feed = Feed(
            folder, "--venues", "binance", "--symbols", "BTC-USDT", "--server", "http://127.0.0.1:1", "--set", "Development=false", "--set", $"Data:Directory={folder.Path}");
        using var patience = new CancellationTokenSource(RialtoProcess.Patience);
        while (!Log().Contains("binance: 127.0.0.1", StringComparison.Ordinal))
            await Task.Delay(20, patience.Token);
        await feed.SignalAsync("INT");
        var ended = await feed.EndAsync();
        Assert.Equal((0, "", ""), (ended.ExitCode, ended.Output, ended.Errors));

        string Log()
        {
            var path = Path.Combine(folder.Path, "logs", "feed.log");
            if (!File.Exists(path))
                return "";
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return reader.ReadToEnd();
        }
    }

    [Theory]
    [InlineData(2, "No venue is called 'nowhere'", "--venues", "nowhere", "--symbols", "BTC-USDT")]
    [InlineData(2, "No venue is asked for", "--symbols", "BTC-USDT")]
    [InlineData(2, "No symbol is asked for", "--venues", "okx")]
    [InlineData(2, "has the same books as 'coinbase'", "--venues", "coinbase,coinbase-exchange", "--symbols", "BTC-USD")]
    [InlineData(2, "is another name of 'binance'", "--venues", "binance,BinanceSpot", "--symbols", "BTC-USDT")]
    [InlineData(5, "predictit: ", "--venues", "predictit", "--symbols", "*", "--server", "http://127.0.0.1:1")]
    [InlineData(5, "augur is off: set Feeds:Venues:augur:Rest", "--venues", "augur", "--symbols", "*")]
    [InlineData(2, "--server is an address", "--venues", "okx", "--symbols", "BTC-USDT", "--server", "nonsense")]
    [InlineData(2, "Feeds:Venues:okx:SymbolsPerSocket", "--venues", "okx", "--symbols", "BTC-USDT", "--set", "Feeds:Venues:okx:SymbolsPerSocket=0")]
    [InlineData(2, "Feeds:Venues:okx:Rest", "--venues", "okx", "--symbols", "BTC-USDT", "--set", "Feeds:Venues:okx:Rest=ftp://x")]
    [InlineData(2, "Feeds:Distribution:Multicast:Group", "--venues", "okx", "--symbols", "BTC-USDT", "--set", "Feeds:Distribution:Multicast:Group=10.0.0.1")]
    [InlineData(2, "Feeds:Idle", "--venues", "okx", "--symbols", "BTC-USDT", "--set", "Feeds:Idle=sometimes")]
    public async Task What_is_wrong_is_named(int exitCode, string said, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        await using var feed = Feed(folder, [.. arguments, "--seconds", "1"]);
        var ended = await feed.EndAsync();
        Assert.Equal(exitCode, ended.ExitCode);
        Assert.Contains(said, ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_configuration_is_shown_with_its_sources()
    {
        using var folder = new TemporaryFolder();
        var shown = await RialtoProcess.RunAsync("show-config", "--json", "--set", "Feeds:Venues:okx:Enabled=true", "--set", "Feeds:Symbols:0=BTC-USDT", "--data", folder.Path);
        Assert.Equal(0, shown.ExitCode);
        var settings = JsonElement.Parse(shown.Output);
        Assert.Equal("wss://ws.okx.com:8443", settings.GetProperty("Feeds:Venues:okx:WebSocket").GetProperty("value").GetString());
        Assert.Equal("--set", settings.GetProperty("Feeds:Symbols:0").GetProperty("source").GetString());
        Assert.Equal("false", settings.GetProperty("Feeds:Distribution:Multicast:Enabled").GetProperty("value").GetString());
    }

    /// <summary>A feed with budgets of its own: what tests ask of nobody must not count against this machine's address.</summary>
    private static RialtoProcess Feed(TemporaryFolder folder, params string[] arguments) =>
        RialtoProcess.Start(["feed", .. arguments, "--set", $"Feeds:BudgetFolder={Path.Combine(folder.Path, "budgets")}"], folder.Path);
}
