using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Rialto.Unit;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>The figures of docs/guide/strategies/market-making.md are what the binary gives for the page's configuration.</summary>
public sealed partial class MakerGuideTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("spread-maker")]
    [InlineData("avellaneda-stoikov")]
    public async Task The_page_s_row_is_what_the_recording_gives(string kind)
    {
        string[] files = [.. ((string[])["btcusdt_20240808.gz", "btcusdt_20240809.gz"]).Select(name => Recordings.Path("wire/binance-spot/" + name))];
        var page = await File.ReadAllTextAsync(FindPage(), TestContext.Current.CancellationToken);
        var config = JsonBlock().Match(page).Groups[1].Value;
        for (var day = 8; day <= 9; day++)
            config = config.Replace($"\"btcusdt_2024080{day}.gz\"", JsonSerializer.Serialize(files[day - 8]), StringComparison.Ordinal);
        var path = _folder.File("desk.json");
        await File.WriteAllTextAsync(path, config, TestContext.Current.CancellationToken);
        var report = await TradedRecordings.TradeAsync(path, "--set", $"Strategies:0:Kind={kind}", "--set", $"Folder={_folder.File("desk")}");
        var strategy = report.GetProperty("strategies")[0];
        var market = strategy.GetProperty("markets")[0];
        var requests = report.GetProperty("requests");
        string[] expected =
        [
            $"`{kind}`", requests.GetProperty("Place").GetInt64().ToString(CultureInfo.InvariantCulture), requests.GetProperty("Amend").GetInt64().ToString(CultureInfo.InvariantCulture),
            strategy.GetProperty("fills").GetInt64().ToString(CultureInfo.InvariantCulture), Of(market, "volume", "N0") + " USDT", Of(market, "spread", "+0.00;-0.00"), Of(market, "inventory", "+0.00;-0.00"),
            Of(market, "total", "+0.00;-0.00"), Of(strategy, "max_drawdown", "0.00"), strategy.GetProperty("trades").GetInt64().ToString(CultureInfo.InvariantCulture),
            strategy.GetProperty("win_rate_pct").GetDouble().ToString("0", CultureInfo.InvariantCulture) + " %", Of(market, "position", "0.#####") + " BTC",
        ];
        Assert.Contains($"| {string.Join(" | ", expected)} |", page.Split('\n'));
    }

    private static string Of(JsonElement from, string name, string format) => decimal.Parse(from.GetProperty(name).GetString()!, CultureInfo.InvariantCulture).ToString(format, CultureInfo.InvariantCulture);

    private static string FindPage()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var page = Path.Combine(folder.FullName, "docs", "guide", "strategies", "market-making.md");
            if (File.Exists(page))
                return page;
        }

        throw new DirectoryNotFoundException("The tests run inside the repository.");
    }

    [GeneratedRegex(@"```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
