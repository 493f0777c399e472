using System.Globalization;
using System.Text.Json;
using Rialto.Unit;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>
/// Parent orders by <c>rialto trade</c> over two recorded books of the same minutes, Binance's spot and USD-M markets of BTCUSDT. The second is a perpetual contract; these desks take it for
/// another venue of the pair, because its book, its trades and its clock are real.
/// </summary>
public sealed class RoutedTests : IDisposable
{
    /// <summary>2024-08-08 23:55:00 UTC: both books are there.</summary>
    private const long Start = 1_723_161_300_000;

    private const string Both = "\"binance:BTC-USDT\", \"binance-usdm:BTC-USDT\"";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("execute", "\"urgency\": \"urgent\"")]
    [InlineData("twap", "\"urgency\": \"normal\", \"patience\": \"3000\", \"duration\": \"240000\", \"interval\": \"10000\"")]
    public async Task A_parent_is_filled_over_two_venues_reconciled_and_the_same_again(string kind, string parameters)
    {
        var config = Config(kind, Both, "10", parameters);
        var one = await TradedRecordings.TradeAsync(config);
        Assert.Empty(one.GetProperty("differences").EnumerateArray());
        Assert.Empty(one.GetProperty("books").EnumerateArray());
        Assert.False(one.GetProperty("audits").TryGetProperty("Mismatch", out _), one.ToString());
        Assert.False(one.GetProperty("audits").TryGetProperty("OverFilled", out _), one.ToString());
        var (had, cost, venues) = Result(one);
        Assert.Equal(10m, had);
        Assert.True(cost > 0);
        Assert.True(venues == 2, one.ToString());
        Assert.Equal(0, one.GetProperty("risk").GetProperty("live_orders").GetInt32());

        var other = await TradedRecordings.TradeAsync(config);
        var replay = await TradedRecordings.ReplayAsync(one.GetProperty("run").GetString()!);
        Assert.True(replay.GetProperty("same").GetBoolean());
        foreach (var hash in (string[])["state_hash", "output_hash"])
        {
            Assert.Equal(one.GetProperty(hash).GetString(), other.GetProperty(hash).GetString());
            Assert.Equal(one.GetProperty(hash).GetString(), replay.GetProperty(hash).GetString());
        }
    }

    /// <summary>
    /// The table of docs/guide/strategies/execution.md. Larger than what a venue shows, an order at one venue alone waits for its book to come back, and may even have it cheaper later: routed at once
    /// is held against the dearer venue, and what was gained or lost against the other is told.
    /// </summary>
    [Theory]
    [InlineData("2")]
    [InlineData("5")]
    [InlineData("20")]
    public async Task An_order_over_two_venues_costs_less_than_at_the_dearer_one(string quantity)
    {
        var routed = await Cost(Both);
        var (spot, contract) = (await Cost("\"binance:BTC-USDT\""), await Cost("\"binance-usdm:BTC-USDT\""));
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{quantity} BTC: routed {routed:F4}, spot {spot:F4}, contract {contract:F4}"));
        Assert.True(routed < Math.Max(spot, contract), $"routed {routed}, spot {spot}, contract {contract}");

        async Task<decimal> Cost(string markets)
        {
            var (had, cost, _) = Result(await TradedRecordings.TradeAsync(Config("execute", markets, quantity, "\"urgency\": \"urgent\"")));
            Assert.Equal(decimal.Parse(quantity, CultureInfo.InvariantCulture), had);
            return cost / had;
        }
    }

    /// <summary>What was bought, what it cost with fees, and at how many venues.</summary>
    private static (decimal Had, decimal Cost, int Venues) Result(JsonElement run)
    {
        var markets = run.GetProperty("strategies")[0].GetProperty("markets").EnumerateArray().Select(market => (Had: Decimal(market, "position"), Cost: Decimal(market, "volume") + Decimal(market, "fees"))).ToArray();
        return (markets.Sum(market => market.Had), markets.Sum(market => market.Cost), markets.Count(market => market.Had > 0));
    }

    private static decimal Decimal(JsonElement of, string name) => decimal.Parse(of.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private string Config(string kind, string markets, string quantity, string parameters)
    {
        var files = string.Join(", ", ((string[])["wire/binance-spot/btcusdt_20240808.gz", "wire/binance-usdm/btcusdt_20240808.gz"]).Select(name => JsonSerializer.Serialize(Recordings.Path(name))));
        var path = _folder.File("desk.json");
        File.WriteAllText(path, $$"""
            {
              "Name": "rout",
              "Folder": "{{_folder.Path}}/desk",
              "CheckEvery": 10000,
              "Source": { "PriceScale": 2, "QuantityScale": 8, "Captures": [{{files}}] },
              "Venues": [
                { "Venue": "binance", "OrdersPerSecond": 50, "Balances": { "USDT": "10000000", "BTC": "1" } },
                { "Venue": "binance-usdm", "OrdersPerSecond": 50, "Balances": { "USDT": "10000000", "BTC": "1" } },
              ],
              "Markets": [
                { "Venue": "binance", "Symbol": "BTCUSDT", "Name": "BTC-USDT", "Tick": "0.01", "Lot": "0.00001", "Maker": "0.0002", "Taker": "0.0005", "MinNotional": "5" },
                { "Venue": "binance-usdm", "Symbol": "BTCUSDT", "Name": "BTC-USDT", "Tick": "0.10", "Lot": "0.001", "Maker": "0.0002", "Taker": "0.0005", "MinNotional": "100" },
              ],
              "Limits": {
                "OrderNotional": "unlimited", "Notional": "unlimited", "SymbolNet": "unlimited", "SymbolGross": "unlimited", "VenueNet": "unlimited", "VenueGross": "unlimited", "StrategyNet": "unlimited",
                "StrategyGross": "unlimited", "TotalNet": "unlimited", "TotalGross": "unlimited", "StopLoss": "unlimited", "StrategyDailyLoss": "unlimited", "StrategyDrawdown": "unlimited",
                "DailyLoss": "unlimited", "Drawdown": "unlimited", "Leverage": "unlimited", "VenueRate": 50, "VenueBurst": 50, "StrategyRate": 50, "StrategyBurst": 50, "RejectsPerMinute": 1000
              },
              "Strategies": [{ "Name": "parent", "Kind": "{{kind}}", "Markets": [{{markets}}], "Parameters": { "start": "{{Start}}", "quantity": "{{quantity}}", {{parameters}} } }]
            }
            """);
        return path;
    }
}
