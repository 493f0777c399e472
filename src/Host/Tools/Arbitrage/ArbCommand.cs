using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Rialto.Host.Arbitrage;
using Rialto.Host.Feeds.Export;
using Rialto.Host.Feeds.Live;
using Rialto.Host.Feeds.Replay;
using Rialto.Host.Tools.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Shared;
using Rialto.Trading.Arbitrage;
using Spectre.Console;

namespace Rialto.Host.Tools.Arbitrage;

/// <summary><c>rialto arb</c>: what could be bought at one venue and sold at another, or bought together and held, net of fees; of recordings and of running feeds.</summary>
internal static class ArbCommand
{
    private const string LatenciesDefault = "1,10,50,100,500,1000";

    public static Command Make()
    {
        var feed = new FeedFlags();
        var captures = new Option<string[]>("--capture") { Description = "Recordings of frames, plain, gzip or zstd", AllowMultipleArgumentsPerToken = true };
        var events = new Option<string?>("--events") { Description = "A folder of recorded events" };
        var tables = new Option<string[]>("--table") { Description = "Recorded tables: FILE, or venue:SYMBOL=FILE for books and bars (docs/guide/arbitrage.md)", AllowMultipleArgumentsPerToken = true };
        var shared = new Option<string?>("--shared") { Description = "The rings of a running 'rialto feed': their folder, or 'default'" };
        var listings = new Option<string[]>("--listing") { Description = "With --capture: symbols, venue:SYMBOL where several venues have one; default all", AllowMultipleArgumentsPerToken = true };
        var priceScale = new Option<int?>("--price-scale") { Description = "With --capture: decimals of prices, where the recording holds no list of instruments" };
        var quantityScale = new Option<int?>("--quantity-scale") { Description = "With --capture: decimals of quantities" };
        var fees = new Option<string?>("--fees") { Description = "What taking costs at each venue (JSON); default what the venues publish for accounts without discounts" };
        var markets = new Option<string?>("--markets") { Description = "What is compared beside things of one symbol: markets, sets of outcomes, rates (JSON)" };
        var profit = new Option<string>("--min-profit") { Description = "Smaller net profits are nothing, in the quote currency", DefaultValueFactory = _ => "0" };
        var money = new Option<string?>("--money") { Description = "Most that one opportunity may cost, in the quote currency; as much is taken to stand ready in base where one sells" };
        var haircut = new Option<string>("--haircut") { Description = "Execution-latency haircut on each leg, as a share of its notional: 0.0001", DefaultValueFactory = _ => "0" };
        var age = new Option<int?>("--age-ms") { Description = "A venue not heard of for longer does not count; default 5000, for tables three times the time between two looks" };
        var latencies = new Option<string>("--latency-ms") { Description = "Look again after these: how many would have survived", DefaultValueFactory = _ => LatenciesDefault };
        var list = new Option<int>("--list") { Description = "Name so many opportunities one by one, the best first", DefaultValueFactory = _ => 10 };
        var correlate = new Option<double?>("--correlate") { Description = "Recordings: instead of opportunities tell which sources move together, from this correlation on: 0.8" };
        var seconds = new Option<int>("--seconds") { Description = "Live: end after so many seconds; 0: when interrupted" };
        var command = new Command("arb", "Find arbitrage net of fees: across exchanges and in prediction markets, in recordings or live")
        {
            captures, events, tables, shared, listings, priceScale, quantityScale, fees, markets, profit, money, haircut, age, latencies, list, correlate, seconds,
        };
        feed.AddTo(command);
        return command.Does(async (parsed, terminal, stop) =>
        {
            try
            {
                var terms = new ArbTerms(parsed.GetValue(fees) is { } feeFile ? ArbFees.Read(feeFile) : new ArbFees(), parsed.GetValue(markets) is { } marketFile ? ArbMarkets.Read(marketFile) : new ArbMarkets())
                {
                    ProfitMin = Amount(parsed.GetValue(profit)!, "--min-profit"),
                    Money = parsed.GetValue(money) is { } bound ? Amount(bound, "--money") : 0,
                    HaircutRate = Amount(parsed.GetValue(haircut)!, "--haircut") is var share and < Model.Execution.TradingTerms.One / 2 ? share : throw Usage("--haircut is below 0.5."),
                    LatenciesNs = Latencies(parsed.GetValue(latencies)!),
                };
                if (parsed.GetValue(age) is { } ageMs)
                    terms = ageMs > 0 ? terms with { AgeMaxNs = ageMs * 1_000_000L } : throw Usage("--age-ms is above zero.");
                var names = parsed.GetValue(list) is >= 0 and <= 1_000 and var most ? most : throw Usage("--list is 0 to 1000.");
                var files = parsed.GetValue(captures) ?? [];
                var tableFiles = parsed.GetValue(tables) ?? [];
                var (folder, rings) = (parsed.GetValue(events), parsed.GetValue(shared));
                var ways = new[] { files.Length > 0, folder is not null, tableFiles.Length > 0, rings is not null }.Count(static given => given);
                if (ways > 1)
                    throw Usage("One of --capture, --events, --table and --shared; none for a feed of its own with --venues and --symbols.");
                if (parsed.GetValue(correlate) is not (null or (> 0 and <= 1)))
                    throw Usage("--correlate is above 0 and at most 1.");
                if (parsed.GetValue(correlate) is not null && (rings is not null || ways == 0))
                    throw Usage("--correlate is for recordings.");
                if (rings is not null || ways == 0)
                    return await LiveAsync(terminal, terms, names, rings, ways == 0 ? feed.Load(parsed) : null, parsed.GetValue(seconds), stop);
                var input = files.Length > 0 ? await FramesAsync(terminal, files, parsed.GetValue(listings) ?? [], Scales(parsed.GetValue(priceScale), parsed.GetValue(quantityScale)), stop)
                    : folder is not null ? EventInput.OfFolder(folder, stop)
                    : await TablesAsync(terminal, tableFiles, stop);
                if (parsed.GetValue(correlate) is { } least)
                    return await CorrelateAsync(terminal, input, least, names, stop);
                if (parsed.GetValue(age) is null && input.ResolutionNs > 0)
                    terms = terms with { AgeMaxNs = input.ResolutionNs * 3 };
                return await RecordedAsync(terminal, input, terms, names, stop);
            }
            catch (Exception problem) when (problem is ArbFileException or RecordingException or IOException or UnauthorizedAccessException)
            {
                throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
            }
        });
    }

    private static async Task<int> RecordedAsync(Terminal terminal, IArbInput input, ArbTerms terms, int list, CancellationToken stop)
    {
        var plan = new ArbPlan(input.Sources, terms, isComplete: true);
        if (plan.Markets.Count == 0 && plan.Sets.Count == 0)
            throw new ToolException(ExitCode.NotFound, $"Nothing here can be compared: no symbol at two venues, and no --markets file that names some. There are {string.Join(", ", input.Sources.Take(12).Select(static source => source.Name))}. {string.Join(' ', plan.Remarks.Take(4))}".TrimEnd());
        var ledger = new ArbLedger(terms.LatenciesNs);
        var engine = new ArbEngine(plan, input.Books, terms, ledger);
        await terminal.WatchAsync("scanning", input.Total, () => input.Done, () => input.Read(engine, stop), stop);
        Report(terminal, ledger, input.ResolutionNs, list, [.. input.Remarks, .. plan.Remarks]);
        return ExitCode.Ok;
    }

    private static async Task<int> CorrelateAsync(Terminal terminal, IArbInput input, double least, int list, CancellationToken stop)
    {
        var reader = new CorrelationReader(input.Sources.Count, Math.Max(input.ResolutionNs, 1_000_000_000));
        await terminal.WatchAsync("reading", input.Total, () => input.Done, () => input.Read(reader, stop), stop);
        var (pairs, compared) = (reader.Find(least), reader.Compared);
        if (terminal.IsJson)
        {
            Terminal.Json(json =>
            {
                json.WriteString("event", "correlations");
                json.WriteNumber("looks", reader.Looks);
                json.WriteNumber("compared", compared);
                json.WriteNumber("pairs", pairs.Count);
                json.WriteStartArray("best");
                foreach (var pair in pairs.Take(list))
                {
                    json.WriteStartObject();
                    json.WriteString("first", input.Sources[pair.First].Name);
                    json.WriteString("second", input.Sources[pair.Second].Name);
                    json.WriteNumber("correlation", Math.Round(pair.Correlation, 6));
                    json.WriteNumber("samples", pair.Samples);
                    json.WriteNumber("moves", pair.Moves);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
            return ExitCode.Ok;
        }

        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{reader.Looks:N0} looks, {compared:N0} sources with enough of them, {pairs.Count:N0} pairs that move together"));
        var table = Terminal.Table("one", "other", "#correlation", "#looks", "#moves");
        foreach (var pair in pairs.Take(list))
            table.AddRow(Markup.Escape(input.Sources[pair.First].Name), Markup.Escape(input.Sources[pair.Second].Name), pair.Correlation.ToString("0.000", CultureInfo.InvariantCulture), pair.Samples.ToString("N0", CultureInfo.InvariantCulture), pair.Moves.ToString("N0", CultureInfo.InvariantCulture));
        if (pairs.Count > 0 && list > 0)
            terminal.Out.Write(table);
        return ExitCode.Ok;
    }

    private static void Report(Terminal terminal, ArbLedger ledger, long resolutionNs, int list, IReadOnlyList<string> remarks)
    {
        var report = new ArbReport(ledger, resolutionNs, list);
        if (terminal.IsJson)
        {
            Terminal.Json(json => report.Write(json, remarks));
            return;
        }

        report.Print(terminal);
        foreach (var remark in remarks.Take(20))
            terminal.Note($"note: {remark}");
        if (remarks.Count > 20)
            terminal.Note($"note: and {remarks.Count - 20} more; --json has them all.");
    }

    private static async Task<int> LiveAsync(Terminal terminal, ArbTerms terms, int list, string? rings, Config.HostSettings? own, int seconds, CancellationToken stop)
    {
        if (seconds < 0)
            throw Usage("--seconds must not be negative.");
        var folder = rings is null ? Path.Combine(SharedRingFolder.Default, $"arb-{Environment.ProcessId}") : rings == "default" ? SharedRingFolder.Default : rings;
        var ledger = new ArbLedger(terms.LatenciesNs);
        if (terminal.IsJson)
        {
            ledger.Opened = entry => Tell("opened", entry);
            ledger.Closed = entry => Tell("closed", entry);
        }
        else
        {
            ledger.Opened = entry => terminal.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"{entry.Episode.Opened.ToDateTimeUtc():HH:mm:ss.fff}  {entry.Key.Name}  {ArbReport.RouteOf(entry.Key, entry.Episode.First)}  {AmountText.Short(entry.Episode.First.Quantity, entry.Key.QuantityScale, 8)}  net {AmountText.Short(entry.Episode.First.Net, entry.Key.AmountScale)} {entry.Key.Quote}"));
        }

        try
        {
            await using var role = own is null ? null : new FeedRole(own.Feeds with { Distribution = own.Feeds.Distribution with { SharedFolder = folder } }, NullLoggerFactory.Instance, TimeProvider.System);
            role?.Start();
            using var input = new SharedInput(folder, terms, ledger);
            var wasReached = await PollAsync(terminal, input, role, seconds, stop);
            input.Finish();
            Report(terminal, ledger, 0, list, [.. input.Plan?.Remarks ?? [], .. role?.Views.Current.Problems ?? []]);
            return wasReached ? ExitCode.Ok
                : throw new ToolException(ExitCode.Unreachable, rings is null ? "No venue told anything; 'rialto feed' with the same flags says why." : $"No feed writes rings in {folder} ({input.Fault}). Start 'rialto feed' with Feeds:Distribution:Shared:Enabled, or name its folder.");
        }
        catch (SharedRingException problem)
        {
            throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
        }
        finally
        {
            if (rings is null && Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<bool> PollAsync(Terminal terminal, SharedInput input, FeedRole? role, int seconds, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        var isSaid = false;
        while (!stop.IsCancellationRequested && (seconds == 0 || watch.Elapsed.TotalSeconds < seconds))
        {
            var taken = input.Poll((long)watch.Elapsed.TotalNanoseconds, 100_000);
            if (!isSaid && input.Plan is { } plan && !terminal.IsJson)
            {
                isSaid = true;
                terminal.Note($"{plan.Markets.Count} markets and {plan.Sets.Count} sets of {input.Sources} listings so far. Ctrl+C ends.");
            }

            if (role is not null)
                role.Watch(role.Views.Current);
            if (taken == 0)
                await Task.Delay(1, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return input.Sources > 0;
    }

    private static void Tell(string what, ArbEntry entry) => Terminal.Json(json =>
    {
        json.WriteString("event", what);
        ArbReport.Write(json, entry);
    });

    private static async Task<IArbInput> FramesAsync(Terminal terminal, string[] files, string[] symbols, (int, int)? scales, CancellationToken stop)
    {
        var recording = await ReplayFeedsCommand.LoadAsync(terminal, files, Model.Feeds.FeedVenue.None, [], stop);
        return EventInput.Of(new RecordedEvents(recording, Model.Feeds.FeedVenue.None, symbols.Length > 0 ? symbols : [RecordedEvents.AllSymbols], scales));
    }

    private static async Task<IArbInput> TablesAsync(Terminal terminal, string[] files, CancellationToken stop)
    {
        if (files.Select(static file => file[(file.IndexOf('=', StringComparison.Ordinal) + 1)..]).FirstOrDefault(static path => !File.Exists(path)) is { } missing)
            throw new ToolException(ExitCode.NotFound, $"There is no file {missing}.");
        TableInput? input = null;
        await terminal.WatchAsync("reading", 0, static () => 0, () => input = new TableInput(files, stop), stop);
        return input!;
    }

    private static (int, int)? Scales(int? price, int? quantity) =>
        price is null && quantity is null ? null
        : price is >= 0 and <= 18 && quantity is >= 0 and <= 18 ? (price.Value, quantity.Value)
        : throw Usage("--price-scale and --quantity-scale are given together, each 0 to 18.");

    private static long Amount(string text, string flag) =>
        DecimalText.TryParse(Encoding.UTF8.GetBytes(text), ArbTerms.AmountScale, out var amount) == DecimalTextError.None && amount >= 0 ? amount : throw Usage($"{flag} is a decimal of at most eight places, not below zero; not '{text}'.");

    private static long[] Latencies(string text)
    {
        var parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var latencies = parts.Select(static part => long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) && ms is > 0 and <= 86_400_000 ? ms * 1_000_000 : 0).Order().Distinct().ToArray();
        return latencies.Length <= EpisodeTracker<LedgerSink>.LatenciesMax && !latencies.Contains(0) ? latencies : throw Usage("--latency-ms is up to 16 whole numbers of milliseconds by commas, such as 1,10,100.");
    }

    private static ToolException Usage(string message) => new(ExitCode.Usage, message);
}
