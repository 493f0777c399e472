using System.Text.Json;
using Rialto.Load.Flows;
using Rialto.Load.Measure;

namespace Rialto.Load.Desk;

/// <summary>A desk with real orders among processes of their own: an exchange, a recorded hour played into it, a feed that follows it, and the desk that reads the feed's rings.</summary>
internal sealed class DeskAcrossBench(Options options, Report report)
{
    private const string Hour = "l3/lobster/AAPL_2012-06-21_34200000_37800000_message_50.csv.gz";

    public void Run()
    {
        if (!Recordings.TryFind(Hour, out var hour, out var missing))
        {
            report.Remarks.Add($"desk-across: left out: {missing}.");
            return;
        }

        var table = new Table(
            "Tick to sent, across processes",
            $"The AAPL hour at {options.Speed} times its pace into `rialto up` (policy os), its public stream to `rialto feed`, the feed's rings to `rialto trade --live` with two makers (journal: os), orders back to the exchange by REST; "
            + $"four processes and their player on this machine's cores, everything on, cold start included{(options.Program.Length > 0 ? " (compiled ahead: --program)" : "")}. In microseconds. Bytes: the feed process has a frame's bytes. Look: the desk's thread has its events. Intent: the trader's first request because of it. Link: that request "
            + "is in the journal and with the venue's link. Request, sent: each order from the trader's request until its bytes are given to the connection, signature included; the last but one from the frame's bytes. Answer: the exchange's word on it.",
            ["from, to", "count", "p50", "p99", "p99.9", "max"],
            []);
        var desk = Trade(hour);
        foreach (var (name, histogram) in new[]
        {
            ("bytes, look", desk.GetProperty("arrival_to_look_ns")), ("look, intent", desk.GetProperty("tick_to_intent_ns")), ("look, link", desk.GetProperty("tick_to_sent_ns")), ("bytes, link", desk.GetProperty("arrival_to_sent_ns")),
            ("request, sent", desk.GetProperty("venues")[0].GetProperty("submission_ns")), ("bytes, sent", desk.GetProperty("arrival_to_bytes_ns")), ("request, answer", desk.GetProperty("venues")[0].GetProperty("answer_ns")),
        })
            table.Rows.Add([name, histogram.GetProperty("count").GetInt64(), Figure(histogram, "p50"), Figure(histogram, "p99"), Figure(histogram, "p999"), Figure(histogram, "max")]);
        report.Add(table, options.Quiet);
    }

    private JsonElement Trade(string hour)
    {
        using var programs = new RialtoPrograms(options.Repository, options.Program);
        var (alice, bob) = (Key(programs, "alice"), Key(programs, "bob"));
        var exchange = programs.Start(
            new Dictionary<string, string>(), "up", "--json", "--data", programs.Folder, "--http", "0", "--native", "0", "--durability", "os", "--binance", "0", "--set", "Binance:OrdersPerTenSeconds=1000000", "--set",
            "Binance:WeightPerMinute=1000000");
        var url = RialtoPrograms.Line(exchange, "ready").GetProperty("binance").GetString()!;
        var rings = programs.File("rings");
        Directory.CreateDirectory(rings);
        var feed = programs.Start(
            new Dictionary<string, string>(), "feed", "--venues", "rialto", "--symbols", "AAPL", "--quiet", "--set", $"Feeds:Venues:rialto:Rest={url}", "--set",
            $"Feeds:Venues:rialto:WebSocket={url.Replace("http:", "ws:", StringComparison.Ordinal)}", "--set", $"Feeds:BudgetFolder={programs.File("budgets")}", "--set", "Feeds:Distribution:Shared:Enabled=true", "--set",
            $"Feeds:Distribution:Shared:Folder={rings}", "--set", "Feeds:Distribution:Shared:Slots=65536");
        var listings = Path.Combine(rings, "feed-listings.json");
        RialtoPrograms.Until(feed, () => File.Exists(listings) && File.ReadAllText(listings).Contains("\"AAPL\"", StringComparison.Ordinal), "the feed follows AAPL");
        var config = programs.File("desk.json");
        File.WriteAllText(config, Desk(programs.File("desk"), rings, url));
        var desk = programs.Start(new Dictionary<string, string> { ["RIALTO_VENUE_RIALTO_KEY"] = alice.Key, ["RIALTO_VENUE_RIALTO_SECRET"] = alice.Secret }, "trade", "--config", config, "--live", "--json");
        var status = programs.File(Path.Combine("desk", "status.json"));
        RialtoPrograms.Until(desk, () => File.Exists(status) && JsonElement.Parse(File.ReadAllText(status)).GetProperty("inputs").GetInt64() > 5, "the desk has begun");
        var flow = programs.Start(
            new Dictionary<string, string> { ["RIALTO_KEY"] = bob.Key, ["RIALTO_SECRET"] = bob.Secret }, "flow", hour, "--symbol", "AAPL", "--speed", options.Speed, "--no-book", "--json", "--data", programs.Folder);
        RialtoPrograms.End(flow);
        return RialtoPrograms.Interrupt(desk);
    }

    private static (string Key, string Secret) Key(RialtoPrograms programs, string user)
    {
        // Whoever has a key at the first start of a development exchange gets play money.
        var made = programs.Run("keys", "create", user, "--role", "trader", "--json", "--data", programs.Folder);
        return (made.GetProperty("key").GetString()!, made.GetProperty("secret").GetString()!);
    }

    private static double Figure(JsonElement histogram, string name) => histogram.GetProperty(name).GetInt64() / 1e3;

    private static string Desk(string folder, string rings, string url) => $$"""
        {
          "Name": "desk", "Folder": {{JsonSerializer.Serialize(folder)}}, "ReportingCurrency": "USD", "CheckEvery": 1000000000,
          "Source": { "Feed": {{JsonSerializer.Serialize(rings)}} },
          "Venues": [{ "Venue": "rialto", "Rest": "{{url}}", "OrdersPerSecond": 500 }],
          "Markets": [{ "Venue": "rialto", "Symbol": "AAPL", "Maker": "0", "Taker": "0.0001" }],
          "Limits": {
            "OrderNotional": "20000", "Notional": "200000", "SymbolNet": "200000", "SymbolGross": "400000", "VenueNet": "200000", "VenueGross": "400000", "StrategyNet": "200000", "StrategyGross": "400000",
            "TotalNet": "200000", "TotalGross": "400000", "DailyLoss": "100000", "Drawdown": "100000", "StopLoss": "100000", "StrategyDailyLoss": "100000", "StrategyDrawdown": "100000", "RejectsPerMinute": 1000, "VenueRate": 500, "VenueBurst": 500, "StrategyRate": 500, "StrategyBurst": 500
          },
          "Strategies": [
            { "Name": "near", "Kind": "spread-maker", "Markets": ["rialto:AAPL"], "Parameters": { "size": "10", "inventory-max": "100", "volatility-half-life": "1000", "requote": "0.05", "requote-every": "0", "pull": "1000" } },
            { "Name": "far", "Kind": "avellaneda-stoikov", "Markets": ["rialto:AAPL"], "Parameters": { "size": "10", "inventory-max": "100", "volatility-half-life": "1000", "requote": "0.05", "requote-every": "0" } }
          ]
        }
        """;
}
