using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rialto.Unit;

namespace Rialto.Integration.Desk;

/// <summary>Desks of arbitrage on recordings, as <c>desk.json</c>.</summary>
internal static class TradedArbitrage
{
    private const string Limits = """
        { "OrderNotional": "20000", "Notional": "100000", "SymbolNet": "200000", "SymbolGross": "300000", "VenueNet": "200000", "VenueGross": "300000", "StrategyNet": "200000", "StrategyGross": "300000",
          "TotalNet": "200000", "TotalGross": "400000", "StopLoss": "5000", "DailyLoss": "5000", "Drawdown": "5000", "StrategyDailyLoss": "5000", "StrategyDrawdown": "5000",
          "VenueRate": 50, "VenueBurst": 50, "StrategyRate": 50, "StrategyBurst": 50 }
        """;

    /// <summary>Six minutes of BTCUSDT and ETHUSDT at Binance, spot and perpetual, 2024-08-08, through the adapters of both.</summary>
    public static string Basis(string folder, string spotFee, string contractFee) => Basis(folder, spotFee, contractFee, """
        { "Name": "btc", "Kind": "cross-arbitrage", "Markets": ["binance:BTCUSDT", "binance-usdm:BTCUSDT"],
          "Parameters": { "same": "all", "size-max": "0.1", "position-max": "0.5", "haircut": "0", "skew": "0.2" } },
        { "Name": "eth", "Kind": "cross-arbitrage", "Markets": ["binance:ETHUSDT", "binance-usdm:ETHUSDT"],
          "Parameters": { "same": "all", "size-max": "1", "position-max": "5", "imbalance": "1", "haircut": "0", "skew": "0.2" } }
        """);

    /// <summary>The same minutes for statistical arbitrage: each signal on spot and perpetual of both coins, and one instance that picks its pair of all four.</summary>
    public static string Spreads(string folder, string spotFee, string contractFee)
    {
        var strategies = new List<string>();
        foreach (var signal in (string[])["z-score", "bollinger", "cointegration"])
        {
            strategies.Add(Spread($"btc-{signal}", signal, "0.1", "binance:BTCUSDT", "binance-usdm:BTCUSDT"));
            strategies.Add(Spread($"eth-{signal}", signal, "2", "binance:ETHUSDT", "binance-usdm:ETHUSDT"));
        }

        strategies.Add(Spread("pick", "cointegration", "0.1", "binance:BTCUSDT", "binance-usdm:BTCUSDT", "binance:ETHUSDT", "binance-usdm:ETHUSDT"));
        return Basis(folder, spotFee, contractFee, string.Join(", ", strategies));
    }

    private static string Spread(string name, string signal, string size, params string[] markets) => $$"""
        { "Name": "{{name}}", "Kind": "statistical-arbitrage", "Markets": {{JsonSerializer.Serialize(markets)}},
          "Parameters": { "signal": "{{signal}}", "size": "{{size}}", "imbalance": "{{size}}", "sample": "200", "window": "300", "refit": "50", "enter": "2", "full": "3", "leave": "0.25",
            "half-life-max": "100", "correlation-min": "0.1", "pause": "1000" } }
        """;

    private static string Basis(string folder, string spotFee, string contractFee, string strategies) => Write(folder, $$"""
        {
          "Name": "arbs",
          "Folder": "{{folder}}/desk",
          "CheckEvery": 100000,
          "Source": { "PriceScale": 2, "QuantityScale": 8, "Captures": [
            {{File("wire/binance-spot/btcusdt_20240808.gz")}}, {{File("wire/binance-usdm/btcusdt_20240808.gz")}}, {{File("wire/binance-spot/ethusdt_20240808.gz")}}, {{File("wire/binance-usdm/ethusdt_20240808.gz")}} ] },
          "Venues": [
            { "Venue": "binance", "OrdersPerSecond": 50, "Balances": { "USDT": "100000", "BTC": "1", "ETH": "20" } },
            { "Venue": "binance-usdm", "OrdersPerSecond": 50, "Leverage": 5, "Balances": { "USDT": "100000" } }
          ],
          "Markets": [
            { "Venue": "binance", "Symbol": "BTCUSDT", "Name": "BTC-USDT", "Tick": "0.01", "Lot": "0.00001", "Taker": "{{spotFee}}", "Maker": "{{spotFee}}", "MinNotional": "5" },
            { "Venue": "binance-usdm", "Symbol": "BTCUSDT", "Name": "BTC-USDT.PERP", "Tick": "0.1", "Lot": "0.001", "Taker": "{{contractFee}}", "Maker": "{{contractFee}}", "MinNotional": "5" },
            { "Venue": "binance", "Symbol": "ETHUSDT", "Name": "ETH-USDT", "Tick": "0.01", "Lot": "0.0001", "Taker": "{{spotFee}}", "Maker": "{{spotFee}}", "MinNotional": "5" },
            { "Venue": "binance-usdm", "Symbol": "ETHUSDT", "Name": "ETH-USDT.PERP", "Tick": "0.01", "Lot": "0.001", "Taker": "{{contractFee}}", "Maker": "{{contractFee}}", "MinNotional": "5" }
          ],
          "Limits": {{Limits}},
          "Strategies": [ {{strategies}} ]
        }
        """);

    /// <summary>Five minutes of BTCUSDT at Binance, spot and perpetual, 2026-02-16: 100 levels every 100 ms, from tables, without fees.</summary>
    public static string BasisOfTables(string folder) => Write(folder, $$"""
        {
          "Name": "arbs",
          "Folder": "{{folder}}/desk",
          "CheckEvery": 100000,
          "Source": { "Tables": [
            {{File("ticks/cross-venue/binance_spot_btcusdt_book100_2026-02-16T0400.jsonl.gz", "binance:BTC-USDT=")}},
            {{File("ticks/cross-venue/binance_fut_btcusdt_book100_2026-02-16T0400.jsonl.gz", "binance-usdm:BTC-USDT.PERP=")}} ] },
          "Venues": [
            { "Venue": "binance", "OrdersPerSecond": 50, "Balances": { "USDT": "100000", "BTC": "1" } },
            { "Venue": "binance-usdm", "OrdersPerSecond": 50, "Leverage": 5, "Balances": { "USDT": "100000" } }
          ],
          "Markets": [
            { "Venue": "binance", "Symbol": "BTC-USDT", "Taker": "0", "Maker": "0", "MinNotional": "5" },
            { "Venue": "binance-usdm", "Symbol": "BTC-USDT.PERP", "Taker": "0", "Maker": "0", "MinNotional": "5" }
          ],
          "Limits": {{Limits}},
          "Strategies": [
            { "Name": "btc", "Kind": "cross-arbitrage", "Markets": ["binance:BTC-USDT", "binance-usdm:BTC-USDT.PERP"],
              "Parameters": { "same": "all", "size-max": "0.1", "position-max": "0.5", "haircut": "0", "skew": "0.2" } }
          ]
        }
        """);

    /// <summary>
    /// Two days of Polymarket's quotes every two minutes, 2026-07-14 and 15: the highest temperatures of five cities, six ranges a day of which one comes true, and when bitcoin reaches a price. Ten
    /// contracts are taken to rest at each quote.
    /// </summary>
    public static string Outcomes(string folder)
    {
        var sets = Settled().Keys.Where(slug => slug.StartsWith("tc-temp-", StringComparison.Ordinal)).GroupBy(slug => slug[.."tc-temp-laxhigh-2026-07-13".Length]).OrderBy(set => set.Key, StringComparer.Ordinal).ToArray();
        string[] dates = [.. ((string[])["10-31", "11-30", "12-31"]).Select(date => $"cpc-btc-150k-{date}-2026")];
        var strategies = new JsonArray();
        foreach (var set in sets)
        {
            foreach (var kind in (string[])["all-no", "all-yes"])
                strategies.Add(Instance($"{set.Key[8..]}-{kind}", kind, 3, [.. set.Order(StringComparer.Ordinal)]));
        }

        // By the earlier date implies by the later one.
        foreach (var (early, late) in ((int, int)[])[(0, 1), (0, 2), (1, 2)])
            strategies.Add(Instance($"bitcoin-{early}-{late}", "implication", 150, dates[early], dates[late]));
        var limits = new JsonObject { ["OrderNotional"] = "1000", ["Notional"] = "1000", ["Collar"] = 1_000_000, ["VenueRate"] = 100, ["VenueBurst"] = 100, ["StrategyRate"] = 100, ["StrategyBurst"] = 100, ["OpenOrders"] = 200 };
        foreach (var name in (string[])["StopLoss", "SymbolNet", "SymbolGross", "VenueNet", "VenueGross", "StrategyNet", "StrategyGross", "TotalNet", "TotalGross", "DailyLoss", "Drawdown", "StrategyDailyLoss", "StrategyDrawdown", "Leverage"])
            limits[name] = "unlimited";
        var desk = new JsonObject
        {
            ["Name"] = "pred",
            ["ReportingCurrency"] = "USD",
            ["Folder"] = Path.Combine(folder, "desk"),
            ["Source"] = new JsonObject { ["Tables"] = new JsonArray(Recordings.Path("ticks/prediction/polymarket_quotes_2026-07-14_15.csv.gz")), ["TableSize"] = "10" },
            ["Paper"] = new JsonObject { ["LatencyUs"] = 500_000, ["ImpactMs"] = 120_000 },
            ["Venues"] = new JsonArray(new JsonObject { ["Venue"] = "polymarket", ["OrdersPerSecond"] = 100, ["Balances"] = new JsonObject { ["USD"] = "10000" } }),
            ["Markets"] = new JsonArray([.. sets.SelectMany(set => set.Order(StringComparer.Ordinal)).Concat(dates)
                .Select(slug => new JsonObject { ["Venue"] = "polymarket", ["Symbol"] = slug, ["Fees"] = "Quadratic", ["Maker"] = "0", ["Taker"] = "0.07" })]),
            ["Limits"] = limits,
            ["Strategies"] = strategies,
        };
        return Write(folder, desk.ToJsonString());
    }

    /// <summary>How questions were settled, by the recording's own list: 1, 0, or nothing where they are not yet.</summary>
    public static Dictionary<string, string> Settled()
    {
        using var file = new StreamReader(new GZipStream(System.IO.File.OpenRead(Recordings.Path("ticks/prediction/polymarket_quotes_markets.csv.gz")), CompressionMode.Decompress));
        var settled = new Dictionary<string, string>(StringComparer.Ordinal);
        file.ReadLine();
        while (file.ReadLine() is { } line)
        {
            // slug,question,category,outcome,outcome_source; a question may hold commas.
            var parts = line.Split(',');
            settled[parts[0]] = parts[^2];
        }

        return settled;
    }

    private static JsonObject Instance(string name, string kind, int days, params string[] slugs) => new()
    {
        ["Name"] = name,
        ["Kind"] = "outcome-arbitrage",
        ["Markets"] = new JsonArray([.. slugs.Select(slug => JsonValue.Create($"polymarket:{slug}"))]),
        ["Parameters"] = new JsonObject
        {
            ["set"] = kind,
            ["size-max"] = "10",
            ["position-max"] = "100",
            ["age-max"] = "180000",
            ["timeout"] = "600000",
            ["pause"] = "60000",
            ["settlement-days"] = days.ToString(System.Globalization.CultureInfo.InvariantCulture),
        },
    };

    private static string File(string name, string before = "") => JsonSerializer.Serialize(before + Recordings.Path(name));

    private static string Write(string folder, string text)
    {
        var path = Path.Combine(folder, "desk.json");
        System.IO.File.WriteAllText(path, text);
        return path;
    }
}
