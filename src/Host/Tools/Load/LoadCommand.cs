using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Rialto.Host.Tools.Client;
using Rialto.Host.Tools.Lanes;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Runtime.Counters;
using Spectre.Console;

namespace Rialto.Host.Tools.Load;

/// <summary><c>rialto load</c>: an open-loop load generator.</summary>
internal static class LoadCommand
{
    // Up to so many connections may have many commands on their way.
    private const int FewLanes = 16;

    // What one thread sends with ease. A thread waits for the next moment by giving way, so more of them than the rate needs would take the processors from
    // the exchange: 16 threads at 4,000 a second on two cores had 83 % of them, and the journal's flushes waited for seconds.
    private const int RateOfSender = 50_000;

    // Commands of one connection that may be on their way, twice over.
    private const int SlotsOfFew = 1 << 16;
    private const int SlotsOfMany = 1 << 10;

    public static System.CommandLine.Command Make()
    {
        var file = new Option<string?>("--profile") { Description = "Profile (JSON, comments allowed); without it 10,000 commands a second for 10 s" };
        var rate = new Option<int?>("--rate") { Description = "Commands a second over all connections" };
        var seconds = new Option<int?>("--seconds") { Description = "How long" };
        var connections = new Option<int?>("--connections") { Description = "Connections" };
        var symbols = new Option<string[]>("--symbol") { Description = "Instrument; may be repeated" };
        var ws = new Option<bool>("--ws") { Description = "Over the WebSocket instead of the native protocol" };
        var keep = new Option<bool>("--keep") { Description = "Leave the orders in the book; otherwise they are cancelled at the end" };
        return new System.CommandLine.Command("load", "Load generator: sends orders at a set rate and reports latency from when each was due")
        {
            file, rate, seconds, connections, symbols, ws, keep,
        }.WithConnection().Does(async (parsed, terminal, stop) =>
        {
            var profile = LoadProfile.Load(parsed.GetValue(file));
            profile = (profile with
            {
                Rate = parsed.GetValue(rate) ?? profile.Rate,
                Seconds = parsed.GetValue(seconds) ?? profile.Seconds,
                Connections = parsed.GetValue(connections) ?? profile.Connections,
                Symbols = parsed.GetValue(symbols) is { Length: > 0 } named ? named : profile.Symbols,
                Protocol = parsed.GetValue(ws) ? "ws" : profile.Protocol,
            }).Checked();
            using var accounts = profile.Instruments == 0 ? null : new LoadAccounts(parsed.Connection(), KeysCommand.OpenStore(parsed.DataFolder()));
            return await RunAsync(parsed.Connection(), terminal, profile, accounts, parsed.GetValue(keep), stop);
        });
    }

    private static async Task<int> RunAsync(Connection connection, Terminal terminal, LoadProfile profile, LoadAccounts? accounts, bool keepsOrders, CancellationToken cancellationToken)
    {
        using var client = new RestClient(connection);
        var instruments = accounts is null ? await FindAsync(client, profile, cancellationToken) : await accounts.DefineAsync(profile.Instruments, cancellationToken);
        if (accounts is not null && profile.Accounts > 0)
        {
            var made = 0L;
            await terminal.WatchAsync($"{profile.Accounts} accounts", profile.Accounts, () => Volatile.Read(ref made), () => accounts.OpenAsync(profile.Accounts, done => Volatile.Write(ref made, done), cancellationToken).GetAwaiter().GetResult(), cancellationToken);
        }

        var runName = "L" + Convert.ToString(Stopwatch.GetTimestamp() & 0xFFFFFF, 16);
        var workers = new List<LoadWorker>();
        try
        {
            for (var i = 0; i < profile.Lanes; i++)
            {
                var owner = profile.Accounts > 0 ? accounts!.Connections[i] : connection;
                var slots = profile.Lanes > FewLanes ? SlotsOfMany : SlotsOfFew;
                IOrderLane lane = profile.Protocol == "ws"
                    ? await WebSocketLane.OpenAsync(owner, instruments, wantsTrades: false, cancellationToken)
                    : NativeLane.Open(owner, cancelOnDisconnect: false, slots);
                workers.Add(new LoadWorker(lane, profile, instruments, i, slots, runName));
                // From here on it answers the exchange's heartbeats, however long the others take.
                workers[^1].Begin();
            }

            ToolException? failure = null;
            var clock = Stopwatch.StartNew();
            await terminal.WatchAsync(
                $"load {profile.Rate:N0}/s over {profile.Lanes} connections", (long)profile.Rate * profile.Seconds, () => workers.Sum(worker => worker.Answered),
                () => failure = RunAll(workers, profile, cancellationToken), CancellationToken.None);
            clock.Stop();
            Report(terminal, profile, instruments.Count, workers, clock.Elapsed, failure);
            try
            {
                if (!keepsOrders)
                    await CancelAsync(client, profile, accounts, instruments);
            }
            catch (ToolException) when (failure is not null)
            {
                // What ended the run is told already, and mostly it is why nothing can be cancelled either.
            }

            return failure?.ExitCode ?? ExitCode.Ok;
        }
        finally
        {
            foreach (var worker in workers)
                worker.Dispose();
        }
    }

    private static async Task CancelAsync(RestClient client, LoadProfile profile, LoadAccounts? accounts, List<Instrument> instruments)
    {
        if (profile.Accounts > 0)
        {
            await accounts!.CancelAsync();
            return;
        }

        foreach (var instrument in instruments)
            (await client.SignedAsync(HttpMethod.Delete, $"/api/v1/orders?symbol={Uri.EscapeDataString(instrument.Symbol.ToString())}", null, CancellationToken.None)).OrThrow();
    }

    private static async Task<List<Instrument>> FindAsync(RestClient client, LoadProfile profile, CancellationToken cancellationToken)
    {
        var instruments = new List<Instrument>();
        foreach (var symbol in profile.Symbols)
        {
            var found = await client.FindInstrumentAsync(symbol, cancellationToken);
            instruments.Add(found?.Instrument ?? throw new ToolException(ExitCode.NotFound, $"The exchange has no instrument {symbol}."));
        }

        return instruments;
    }

    /// <summary>Runs them to their end; what ended them early, or null.</summary>
    private static ToolException? RunAll(List<LoadWorker> workers, LoadProfile profile, CancellationToken cancellationToken)
    {
        // A moment for every thread to be there.
        var start = Stopwatch.GetTimestamp() + Stopwatch.Frequency / 20;
        ToolException? failure = null;
        var senders = Math.Min(workers.Count, (int)Math.Min(FewLanes, 1 + ((profile.Rate - 1L) / RateOfSender)));
        var threads = Enumerable.Range(0, senders).Select(index => new Thread(() =>
        {
            try
            {
                new LoadSender(workers, index, senders, profile).Run(start, cancellationToken);
            }
#pragma warning disable CA1031 // Whatever ends a thread is the run's failure: the process goes on and cleans up.
            catch (Exception problem)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref failure, problem as ToolException ?? new ToolException(ExitCode.Failed, problem.Message, inner: problem), null);
            }
        })
        {
            Name = "load sender",
            IsBackground = true,
        }).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return failure;
    }

    private static void Report(Terminal terminal, LoadProfile profile, int instruments, List<LoadWorker> workers, TimeSpan elapsed, ToolException? failure)
    {
        var latency = new LatencyHistogram();
        var refusals = new Dictionary<RejectReason, long>();
        foreach (var worker in workers)
        {
            latency.Merge(worker.Latency);
            foreach (var (reason, count) in worker.Refusals)
                refusals[reason] = refusals.GetValueOrDefault(reason) + count;
        }

        var answered = workers.Sum(worker => worker.Answered);
        var unanswered = workers.Sum(worker => worker.Sent) - answered;
        var stalls = workers.Sum(worker => worker.Stalls);
        var perSecond = answered / elapsed.TotalSeconds;
        if (terminal.IsJson)
        {
            Terminal.Json(json =>
            {
                json.WriteString("protocol", profile.Protocol);
                json.WriteNumber("rate", profile.Rate);
                json.WriteNumber("connections", profile.Lanes);
                json.WriteNumber("accounts", Math.Max(1, profile.Accounts));
                json.WriteNumber("instruments", instruments);
                json.WriteNumber("commands", answered);
                json.WriteNumber("unanswered", unanswered);
                if (failure is not null)
                {
                    json.WriteString("ended_early", failure.Message);
                    json.WriteNumber("exit_code", failure.ExitCode);
                }

                json.WriteNumber("seconds", Math.Round(elapsed.TotalSeconds, 6));
                json.WriteNumber("commands_per_second", Math.Round(perSecond));
                json.WriteNumber("stalls", stalls);
                json.WriteStartObject("latency_ns");
                json.WriteNumber("p50", latency.Percentile(0.5));
                json.WriteNumber("p99", latency.Percentile(0.99));
                json.WriteNumber("p99_9", latency.Percentile(0.999));
                json.WriteNumber("max", latency.Max);
                json.WriteEndObject();
                json.WriteStartObject("refusals");
                foreach (var (reason, count) in refusals)
                    json.WriteNumber(reason.ToString(), count);
                json.WriteEndObject();
            });
            return;
        }

        static string Micros(long nanoseconds) => (nanoseconds / 1000.0).ToString("N0", CultureInfo.InvariantCulture) + " µs";
        static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
        var table = Terminal.Table("", "");
        table.HideHeaders();
        table.AddRow("asked for", $"{Number(profile.Rate)} commands a second for {profile.Seconds} s, {profile.Lanes} connections, {profile.Protocol}");
        table.AddRow("answered", $"{Number(answered)} in {elapsed.TotalSeconds.ToString("N2", CultureInfo.InvariantCulture)} s, {Number(perSecond)} a second");
        table.AddRow("latency", $"p50 {Micros(latency.Percentile(0.5))}, p99 {Micros(latency.Percentile(0.99))}, p99.9 {Micros(latency.Percentile(0.999))}, max {Micros(latency.Max)}");
        table.AddRow("refused", refusals.Count == 0 ? "none" : string.Join(", ", refusals.OrderByDescending(pair => pair.Value).Select(pair => $"{Number(pair.Value)} {pair.Key}")));
        table.AddRow("late", stalls == 0 ? "never" : $"{Number(stalls)} commands waited because too many were unanswered; their wait is in the latency");
        if (failure is not null)
            table.AddRow("ended early", Markup.Escape($"{failure.Message} {Number(unanswered)} commands are without an answer."));
        terminal.Out.Write(table);
    }
}
