using System.Text.Json;
using Rialto.Load.Flows;

namespace Rialto.Load.Desk;

/// <summary>Desks of market makers on recorded days, as <c>desk.json</c>.</summary>
internal static class RecordedDesks
{
    /// <summary>All whose recordings are there; what is not there is said. Each with a path for its file.</summary>
    public static IEnumerable<(string Name, string Desk, string File)> All(ICollection<string> remarks)
    {
        (string Name, string[] Files, Func<string, string> Desk)[] desks =
        [
            ("two spread makers, Binance spot BTCUSDT and ETHUSDT, 11 minutes", ["btcusdt_20240808.gz", "btcusdt_20240809.gz", "ethusdt_20240808.gz", "ethusdt_20240809.gz"], BtcAndEth),
            ("Avellaneda-Stoikov, Binance spot NEXOUSDT, a day", ["nexousdt_20240723.gz", "nexousdt_20240724.gz"], Nexo),
        ];
        foreach (var (name, files, desk) in desks)
        {
            var (paths, reason) = (new List<string>(), "");
            foreach (var file in files)
            {
                if (Recordings.TryFind("wire/binance-spot/" + file, out var path, out var missing))
                    paths.Add(JsonSerializer.Serialize(path));
                else
                    reason = missing;
            }

            if (reason.Length > 0)
                remarks.Add($"desk: {name} is left out: {reason}.");
            else
                yield return (name, desk(string.Join(", ", paths)), Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".json"));
        }
    }

    private static string BtcAndEth(string captures) => $$"""
        {
          "Name": "test",
          "CheckEvery": 1000000000,
          "Source": { "PriceScale": 2, "QuantityScale": 8, "Captures": [{{captures}}] },
          "Venues": [{ "Venue": "binance", "OrdersPerSecond": 50, "Balances": { "USDT": "100000", "BTC": "1", "ETH": "10" } }],
          "Markets": [
            { "Venue": "binance", "Symbol": "BTCUSDT", "Name": "BTC-USDT", "Tick": "0.01", "Lot": "0.00001", "Maker": "0", "Taker": "0.0005", "MinNotional": "5" },
            { "Venue": "binance", "Symbol": "ETHUSDT", "Name": "ETH-USDT", "Tick": "0.01", "Lot": "0.0001", "Maker": "0", "Taker": "0.0005", "MinNotional": "5" }
          ],
          "Limits": { "VenueRate": 50, "VenueBurst": 50, "StrategyRate": 20, "StrategyBurst": 20, "RejectsPerMinute": 1000 },
          "Strategies": [
            { "Name": "btc-maker", "Kind": "spread-maker", "Markets": ["binance:BTC-USDT"], "Parameters": { "size": "0.01" } },
            { "Name": "eth-maker", "Kind": "spread-maker", "Markets": ["binance:ETH-USDT"], "Parameters": { "size": "0.1", "inventory-max": "0.5" } }
          ]
        }
        """;

    private static string Nexo(string captures) => $$"""
        {
          "Name": "nexo",
          "CheckEvery": 1000000000,
          "Source": { "PriceScale": 3, "QuantityScale": 2, "Captures": [{{captures}}] },
          "Venues": [{ "Venue": "binance", "Balances": { "USDT": "10000", "NEXO": "10000" } }],
          "Markets": [{ "Venue": "binance", "Symbol": "NEXOUSDT", "Name": "NEXO-USDT", "Tick": "0.001", "Lot": "0.01", "MinNotional": "5" }],
          "Strategies": [{ "Name": "maker", "Kind": "avellaneda-stoikov", "Markets": ["binance:NEXOUSDT"], "Parameters": { "size": "50", "inventory-max": "500" } }]
        }
        """;
}
