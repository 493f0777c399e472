using System.Text.Json;
using Rialto.Load.Flows;
using Rialto.Load.Measure;

namespace Rialto.Load.Desk;

/// <summary>A desk with real orders among processes of their own: an exchange, a feed that follows it, a recorded hour played into it, and the desk that reads the feed's rings; with a rehearsal and without.</summary>
internal sealed class DeskAcrossBench(Options options, Report report)
{
    private const string Hour = "l3/lobster/AAPL_2012-06-21_34200000_37800000_message_50.csv.gz";

    // So many requests are the first ones: what they wait for is compiled by them, or was by the rehearsal.
    private const int First = 100;

    public void Run()
    {
        if (!Recordings.TryFind(Hour, out var hour, out var missing))
        {
            report.Remarks.Add($"desk-across: left out: {missing}.");
            return;
        }

        var table = new Table(
            "Tick to sent, across processes",
            $"The AAPL hour at {options.Speed} times its pace into `rialto up` (policy os), its public stream to `rialto feed`, the feed's rings to `rialto trade --live` with two makers that follow every move (journal: os), orders back to the exchange by REST; "
            + $"four processes and their player on this machine's cores, everything on{(options.Program.Length > 0 ? ", compiled ahead (--program)" : "")}. In microseconds; every order, amendment and cancel that a frame led to. Bytes: the feed process has a frame's bytes. Look: the desk's thread has its events. Intent: the trader's request. "
            + $"Link: it is in the journal and with the venue's link. Sent: signed, and given to the connection. Answer: the exchange's first word on it. First: the first {First} of a process, rest: all others.",
            ["start", "from, to", "count", "p50", "p99", "p99.9", "max", "first: p50", "first: p99", "rest: p50", "rest: p99", "rest: p99.9"],
            []);
        var cores = new Table(
            "Waiting for a core",
            "The same runs, while the hour was played: what each process ran on the cores, how often its threads were ready and had to wait for one, and for how long (/proc/PID/task/TID/schedstat).",
            ["start", "process", "ran, s", "waited, s", "turns on a core", "mean wait, us", "share of the time"],
            []);
        foreach (var rehearses in (bool[])[false, true])
            Trade(hour, rehearses, table, cores);
        report.Add(table, options.Quiet);
        report.Add(cores, options.Quiet);
    }

    private static string Name(bool rehearses) => rehearses ? "rehearsed" : "cold";

    private void Trade(string hour, bool rehearses, Table table, Table cores)
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
        File.WriteAllText(config, Desk(programs.File("desk"), rings, url, rehearses));
        var desk = programs.Start(new Dictionary<string, string> { ["RIALTO_VENUE_RIALTO_KEY"] = alice.Key, ["RIALTO_VENUE_RIALTO_SECRET"] = alice.Secret }, "trade", "--config", config, "--live", "--json");
        var status = programs.File(Path.Combine("desk", "status.json"));
        RialtoPrograms.Until(desk, () => File.Exists(status) && JsonElement.Parse(File.ReadAllText(status)).GetProperty("inputs").GetInt64() > 5, "the desk has begun");
        var flow = programs.Start(
            new Dictionary<string, string> { ["RIALTO_KEY"] = bob.Key, ["RIALTO_SECRET"] = bob.Secret }, "flow", hour, "--symbol", "AAPL", "--speed", options.Speed, "--no-book", "--json", "--data", programs.Folder);
        var watched = (CoreTime[])[new("exchange", exchange.Id), new("feed", feed.Id), new("desk", desk.Id), new("player", flow.Id)];
        RialtoPrograms.Watch(flow, watched);
        foreach (var process in watched)
            cores.Rows.Add([Name(rehearses), process.Name, process.RanSeconds, process.WaitedSeconds, process.Turns, process.MeanWaitUs, process.Share]);
        var told = RialtoPrograms.EndInOrder(desk);
        Add(table, rehearses, told, Path.Combine(told.GetProperty("run").GetString()!, "paths.csv"));
    }

    private void Add(Table table, bool rehearses, JsonElement desk, string file)
    {
        if (options.Folder.Length > 0)
            File.Copy(file, Path.Combine(Directory.CreateDirectory(options.Folder).FullName, $"paths-{Name(rehearses)}.csv"), overwrite: true);
        var paths = File.ReadLines(file).Skip(1).Select(Passed.Of).Where(path => path.Arrived != 0).ToArray();
        foreach (var (name, from, to) in new (string, Func<Passed, long>, Func<Passed, long>)[]
        {
            ("bytes, look", path => path.Arrived, path => path.Looked), ("look, intent", path => path.Looked, path => path.Asked), ("intent, link", path => path.Asked, path => path.HandedOver),
            ("link, sent", path => path.HandedOver, path => path.Sent), ("bytes, sent", path => path.Arrived, path => path.Sent), ("sent, answer", path => path.Sent, path => path.Answered), ("bytes, answer", path => path.Arrived, path => path.Answered),
        })
        {
            var there = paths.Where(path => from(path) != 0 && to(path) != 0).ToArray();
            var (all, first, rest) = (Sorted(there), Sorted(there.Where(path => path.Number < First)), Sorted(there.Where(path => path.Number >= First)));
            table.Rows.Add([Name(rehearses), name, all.Length, At(all, 0.5), At(all, 0.99), At(all, 0.999), At(all, 1), At(first, 0.5), At(first, 0.99), At(rest, 0.5), At(rest, 0.99), At(rest, 0.999)]);

            double[] Sorted(IEnumerable<Passed> some) => [.. some.Select(path => (to(path) - from(path)) / 1e3).Order()];
        }

        // Every frame, not only those that led to something; and what the desk's thread does beside them.
        foreach (var (name, told) in new[] { ("bytes, look: every frame", desk.GetProperty("arrival_to_look_ns")), ("at rest, once a second", desk.GetProperty("at_rest_ns")) })
            table.Rows.Add([Name(rehearses), name, told.GetProperty("count").GetInt64(), Figure(told, "p50"), Figure(told, "p99"), Figure(told, "p999"), Figure(told, "max"), "", "", "", "", ""]);
    }

    private static double At(double[] sorted, double share) => sorted.Length == 0 ? 0 : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];

    private static double Figure(JsonElement histogram, string name) => histogram.GetProperty(name).GetInt64() / 1e3;

    private static (string Key, string Secret) Key(RialtoPrograms programs, string user)
    {
        // Whoever has a key at the first start of a development exchange gets play money.
        var made = programs.Run("keys", "create", user, "--role", "trader", "--json", "--data", programs.Folder);
        return (made.GetProperty("key").GetString()!, made.GetProperty("secret").GetString()!);
    }

    private static string Desk(string folder, string rings, string url, bool rehearses) => $$"""
        {
          "Name": "desk", "Folder": {{JsonSerializer.Serialize(folder)}}, "ReportingCurrency": "USD", "CheckEvery": 1000000000, "OrderPaths": 100000, "Rehearsal": {{(rehearses ? "true" : "false")}},
          "Source": { "Feed": {{JsonSerializer.Serialize(rings)}} },
          "Venues": [{ "Venue": "rialto", "Rest": "{{url}}", "OrdersPerSecond": 1000 }],
          "Markets": [{ "Venue": "rialto", "Symbol": "AAPL", "Maker": "0", "Taker": "0.0001" }],
          "Limits": {
            "OrderNotional": "20000", "Notional": "200000", "SymbolNet": "200000", "SymbolGross": "400000", "VenueNet": "200000", "VenueGross": "400000", "StrategyNet": "200000", "StrategyGross": "400000",
            "TotalNet": "200000", "TotalGross": "400000", "DailyLoss": "100000", "Drawdown": "100000", "StopLoss": "100000", "StrategyDailyLoss": "100000", "StrategyDrawdown": "100000", "RejectsPerMinute": 1000, "VenueRate": 1000, "VenueBurst": 1000, "StrategyRate": 1000, "StrategyBurst": 1000
          },
          "Strategies": [
            { "Name": "near", "Kind": "spread-maker", "Markets": ["rialto:AAPL"], "Parameters": { "size": "10", "inventory-max": "100", "volatility-half-life": "1000", "requote": "0", "requote-every": "0", "pull": "1000" } },
            { "Name": "far", "Kind": "avellaneda-stoikov", "Markets": ["rialto:AAPL"], "Parameters": { "size": "10", "inventory-max": "100", "volatility-half-life": "1000", "requote": "0", "requote-every": "0" } }
          ]
        }
        """;

    /// <summary>A line of the desk's paths: when a request passed where, in ns.</summary>
    private readonly record struct Passed(long Number, long Arrived, long Looked, long Asked, long HandedOver, long Sent, long Answered)
    {
        public static Passed Of(string line)
        {
            var fields = line.Split(',');
            return new Passed(Long(0), Long(4), Long(5), Long(6), Long(7), Long(8), Long(9));

            long Long(int field) => long.Parse(fields[field], System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
