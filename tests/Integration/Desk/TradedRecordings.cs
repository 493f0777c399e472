using System.Text.Json;
using Rialto.Unit;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>Desks of market makers on recorded days, as <c>desk.json</c>, and what the tools say of them.</summary>
internal static class TradedRecordings
{
    /// <summary>Eleven minutes of BTCUSDT and ETHUSDT at Binance, 2024-08-08 and 09, depth every 100 ms and trades.</summary>
    public static string BtcAndEth(string folder) => Write(folder, $$"""
        {
          "Name": "test", // makers on two markets
          "Folder": "{{folder}}/desk",
          "CheckEvery": 10000,
          "Source": { "PriceScale": 2, "QuantityScale": 8, "Captures": [{{Files("btcusdt_20240808.gz", "btcusdt_20240809.gz", "ethusdt_20240808.gz", "ethusdt_20240809.gz")}}] },
          "Venues": [{ "Venue": "binance", "OrdersPerSecond": 50, "Balances": { "USDT": "100000", "BTC": "1", "ETH": "10" } }],
          "Markets": [
            { "Venue": "binance", "Symbol": "BTCUSDT", "Name": "BTC-USDT", "Tick": "0.01", "Lot": "0.00001", "Maker": "0", "Taker": "0.0005", "MinNotional": "5" },
            { "Venue": "binance", "Symbol": "ETHUSDT", "Name": "ETH-USDT", "Tick": "0.01", "Lot": "0.0001", "Maker": "0", "Taker": "0.0005", "MinNotional": "5" },
          ],
          "Limits": { "VenueRate": 50, "VenueBurst": 50, "StrategyRate": 20, "StrategyBurst": 20, "RejectsPerMinute": 1000 },
          "Strategies": [
            { "Name": "btc-maker", "Kind": "spread-maker", "Markets": ["binance:BTC-USDT"], "Parameters": { "size": "0.01" } },
            { "Name": "eth-maker", "Kind": "spread-maker", "Markets": ["binance:ETH-USDT"], "Parameters": { "size": "0.1", "inventory-max": "0.5" } },
          ],
        }
        """);

    /// <summary>A day of NEXOUSDT at Binance, 2024-07-23 and 24, with fees of both sides.</summary>
    public static string Nexo(string folder) => Write(folder, $$"""
        {
          "Name": "nexo",
          "Folder": "{{folder}}/desk",
          "Source": { "PriceScale": 3, "QuantityScale": 2, "Captures": [{{Files("nexousdt_20240723.gz", "nexousdt_20240724.gz")}}] },
          "Venues": [{ "Venue": "binance", "Balances": { "USDT": "10000", "NEXO": "10000" } }],
          "Markets": [{ "Venue": "binance", "Symbol": "NEXOUSDT", "Name": "NEXO-USDT", "Tick": "0.001", "Lot": "0.01", "MinNotional": "5" }],
          "Strategies": [{ "Name": "maker", "Kind": "avellaneda-stoikov", "Markets": ["binance:NEXOUSDT"], "Parameters": { "size": "50", "inventory-max": "500" } }]
        }
        """);

    /// <summary>Bybit's spot BTCUSDT, 2026-08-09, 42 seconds, with the list of instruments of that moment: a taker of less than the list allows, and a configuration that allows less, too.</summary>
    public static string Bybit(string folder) => Write(folder, $$"""
        {
          "Name": "bits",
          "Folder": "{{folder}}/desk",
          "Source": { "Captures": [{{JsonSerializer.Serialize(Recordings.Path("wire/bybit/capture-v5-2026-08-09.jsonl.gz"))}}] },
          "Venues": [{ "Venue": "bybit", "Balances": { "USDT": "10000", "BTC": "1" } }],
          "Markets": [{ "Venue": "bybit", "Symbol": "BTCUSDT", "MinNotional": "1" }],
          "Strategies": [{ "Name": "maker", "Kind": "spread-maker", "Markets": ["bybit:BTCUSDT"], "Parameters": { "size": "0.00003" } }]
        }
        """);

    /// <summary>The same day, two makers that fear what they hold more and less, on half of the capital each.</summary>
    public static string Experiment(string folder) => Write(folder, $$"""
        {
          "Name": "abab",
          "Folder": "{{folder}}/desk",
          "Source": { "PriceScale": 3, "QuantityScale": 2, "Captures": [{{Files("nexousdt_20240723.gz", "nexousdt_20240724.gz")}}] },
          "Venues": [{ "Venue": "binance", "Balances": { "USDT": "10000", "NEXO": "10000" } }],
          "Markets": [{ "Venue": "binance", "Symbol": "NEXOUSDT", "Name": "NEXO-USDT", "Tick": "0.001", "Lot": "0.01", "MinNotional": "5" }],
          "Strategies": [
            { "Name": "bold", "Kind": "avellaneda-stoikov", "Markets": ["binance:NEXOUSDT"], "Experiment": "risk-aversion", "Capital": "2000", "Parameters": { "size": "50", "inventory-max": "500" } },
            { "Name": "timid", "Kind": "avellaneda-stoikov", "Markets": ["binance:NEXOUSDT"], "Experiment": "risk-aversion", "Capital": "2000", "Parameters": { "size": "20", "inventory-max": "100" } }
          ]
        }
        """);

    /// <summary>Trades a whole recording.</summary>
    public static async Task<JsonElement> TradeAsync(string config, params string[] more)
    {
        var finished = await RialtoProcess.RunAsync(["trade", "--config", config, "--paper", "--json", .. more]);
        Assert.True(finished.ExitCode == 0, finished.Output + finished.Errors);
        return JsonDocument.Parse(finished.Output).RootElement;
    }

    /// <summary>Replays a run.</summary>
    public static async Task<JsonElement> ReplayAsync(string run)
    {
        var finished = await RialtoProcess.RunAsync("trade", "replay", "--verify", run, "--snapshots", "--json");
        Assert.True(finished.ExitCode == 0, finished.Output + finished.Errors);
        return JsonDocument.Parse(finished.Output).RootElement;
    }

    private static string Files(params string[] names) => string.Join(", ", names.Select(name => JsonSerializer.Serialize(Recordings.Path("wire/binance-spot/" + name))));

    private static string Write(string folder, string text)
    {
        var path = Path.Combine(folder, "desk.json");
        File.WriteAllText(path, text);
        return path;
    }
}
