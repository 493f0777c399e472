using System.Globalization;
using System.Text.Json;
using Rialto.Unit;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>Funding that a file tells of a recorded perpetual contract: paid at its times, counted by itself, and the same in a replay.</summary>
public sealed class FundingTradeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Funding_of_a_recorded_contract_is_paid_and_told_and_replays()
    {
        var config = Perpetual();
        var without = await TradedRecordings.TradeAsync(config);
        Assert.Equal((0, 0m), (without.GetProperty("fundings").GetInt32(), Money(without.GetProperty("pnl"), "funding")));

        // Every ten seconds, so that some find a position: the rates are this test's, and no venue's.
        var file = _folder.File("fundings.csv");
        var times = Enumerable.Range(0, 34).Select(i => new DateTime(2024, 8, 8, 23, 54, 10, DateTimeKind.Utc).AddSeconds(10 * i)).ToArray();
        await File.WriteAllLinesAsync(file, times.Select((time, i) => string.Create(CultureInfo.InvariantCulture, $"{time:yyyy-MM-ddTHH:mm:ssZ},binance-usdm:BTCUSDT,{(i % 3 == 0 ? "-0.00025" : "0.000123456789")},{(i % 2 == 0 ? "61700.5" : "")}"))
            .Prepend("time,market,rate,mark").Append("2024-08-09T00:00:00Z,binance-usdm:ETHUSDT,0.0001,"), TestContext.Current.CancellationToken);
        var run = await TradedRecordings.TradeAsync(config, "--fundings", file);
        Assert.True(run.GetProperty("fundings").GetInt32() > 5, run.ToString());

        // Nothing else is another: money is what it was, and funding.
        Assert.Equal(without.GetProperty("fills").GetInt64(), run.GetProperty("fills").GetInt64());
        var (before, after) = (without.GetProperty("pnl"), run.GetProperty("pnl"));
        var funding = Money(after, "funding");
        Assert.NotEqual(0m, funding);
        Assert.Equal(Money(before, "result") + funding, Money(after, "result"));
        Assert.Equal(Money(before, "fees"), Money(after, "fees"));
        Assert.Equal(BalanceOf(without) + funding, BalanceOf(run));
        Assert.Equal(funding, Money(Assert.Single(run.GetProperty("positions").EnumerateArray()), "funding"));
        var split = Assert.Single(Assert.Single(run.GetProperty("strategies").EnumerateArray()).GetProperty("markets").EnumerateArray());
        Assert.InRange(funding - Money(split, "funding"), 0m, 0.0001m);
        Assert.InRange(Money(after, "result") - Money(split, "total"), -0.01m, 0.01m);
        Assert.Empty(run.GetProperty("differences").EnumerateArray());
        Assert.Empty(run.GetProperty("books").EnumerateArray());
        _ = await TradedRecordings.ReplayAsync(run.GetProperty("run").GetString()!);

        var told = await RialtoProcess.RunAsync("trade", "--config", config, "--paper", "--fundings", file);
        Assert.Contains("34 payments of funding told by", told.Errors, StringComparison.Ordinal);
        Assert.Contains("funding: binance-usdm BTC-USDT.PERP brought", told.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2024-08-08T23:55:00Z,binance-usdm:BTCUSDT,0.0001", "line 2: want time,market,rate,mark")]
    [InlineData("soon,binance-usdm:BTCUSDT,0.0001,", "line 2")]
    [InlineData("2024-08-08T23:55:00Z,BTCUSDT,0.0001,", "line 2")]
    [InlineData("2024-08-08T23:55:00Z,binance-usdm:BTCUSDT,1.5,", "line 2")]
    [InlineData("2024-08-08T23:55:00Z,binance-usdm:BTCUSDT,0.0000000000001,", "line 2")]
    [InlineData("2024-08-08T23:55:00Z,binance-usdm:BTCUSDT,0.0001,0", "line 2")]
    [InlineData("2024-08-08T23:55:00Z,binance-usdm:BTCUSDT,0.0001,99999999999999999999", "cannot have a mark of")]
    [InlineData("2024-08-08T23:55:00Z,binance-usdm:BTCUSDT,0.0001,\n2024-08-08T23:55:00Z,binance-usdm:BTC-USDT.PERP,0.0002,", "two lines of BTCUSDT")]
    public async Task A_line_that_is_none_is_named(string line, string said)
    {
        var file = _folder.File("fundings.csv");
        await File.WriteAllTextAsync(file, $"time,market,rate,mark\n{line}\n", TestContext.Current.CancellationToken);
        var refused = await RialtoProcess.RunAsync("trade", "--config", Perpetual(), "--paper", "--fundings", file);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains(said, refused.Errors, StringComparison.Ordinal);
    }

    private string Perpetual()
    {
        var path = _folder.File("desk.json");
        File.WriteAllText(path, $$"""
            {
              "Name": "fund",
              "Folder": "{{_folder.Path}}/desk",
              "Source": { "PriceScale": 2, "QuantityScale": 3, "Captures": [{{JsonSerializer.Serialize(Recordings.Path("wire/binance-usdm/btcusdt_20240808.gz"))}}] },
              "Venues": [{ "Venue": "binance-usdm", "OrdersPerSecond": 50, "Leverage": 5, "Balances": { "USDT": "100000" } }],
              "Markets": [{ "Venue": "binance-usdm", "Symbol": "BTCUSDT", "Name": "BTC-USDT.PERP", "Tick": "0.1", "Lot": "0.001", "Maker": "0.0002", "Taker": "0.0005" }],
              "Limits": { "VenueRate": 50, "VenueBurst": 50, "StrategyRate": 20, "StrategyBurst": 20, "RejectsPerMinute": 1000 },
              "Strategies": [{ "Name": "maker", "Kind": "spread-maker", "Markets": ["binance-usdm:BTC-USDT.PERP"], "Parameters": { "size": "0.01" } }]
            }
            """);
        return path;
    }

    private static decimal BalanceOf(JsonElement run) => Money(Assert.Single(run.GetProperty("balances").EnumerateArray()), "ours");

    private static decimal Money(JsonElement from, string name) => decimal.Parse(from.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
