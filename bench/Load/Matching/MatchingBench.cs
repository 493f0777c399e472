using System.Diagnostics;
using Rialto.Load.Flows;
using Rialto.Load.Measure;

namespace Rialto.Load.Matching;

/// <summary>
/// What one interleaved measurement gave, for the budgets. The ratio is the smaller of the two that the table shows: a neighbour's burst of work can spoil either, hardly both.
/// </summary>
internal sealed record MatchingResult(string Flow, int Symbols, double NsPerCommand, double BytesPerCommand, double? RatioToBound, double? RatioToRing)
{
    /// <summary>The same flow with more of a venue on.</summary>
    public List<VenueResult> Venues { get; } = [];
}

/// <summary>A flow with so much of a venue on.</summary>
/// <param name="Parts">What is on, such as <c>accounts, fees</c>.</param>
/// <param name="Share">Throughput beside without; the larger of the two that the table shows.</param>
/// <param name="BytesPerCommand">Allocated.</param>
internal sealed record VenueResult(string Parts, double Share, double BytesPerCommand);

/// <summary>
/// Times the matching engine beside the C++ bound and the naive twin: a round of each in turn, again and again, so that a drift of the machine hits all alike.
/// </summary>
internal sealed class MatchingBench(Options options, Report report)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5);

    private VenueParts[] VenuesMeasured => options.Budgets
        ? [VenueParts.Accounts, VenueParts.Accounts | VenueParts.Fees | VenueParts.Guards]
        :
        [
            VenueParts.Accounts, VenueParts.Accounts | VenueParts.Fees, VenueParts.Accounts | VenueParts.Guards, VenueParts.Accounts | VenueParts.Fees | VenueParts.Guards,
            VenueParts.Accounts | VenueParts.Fees | VenueParts.Guards | VenueParts.Makers,
        ];

    /// <summary>Every flow there is: recordings where they are found, the burst always.</summary>
    public List<MatchingResult> Run()
    {
        var results = new List<MatchingResult>();
        var table = new Table(
            "Matching, per command",
            $"Full engine, events written, fees charged; {options.Rounds} interleaved rounds, a round is one loop of the flow. Ratio to bound: median over rounds of Rialto / C++ bound in the same round; of minima: best round / best round; to ring: the same two beside the bound that finds orders as the product does. "
            + "Latencies include the timer shown. Bytes: allocated per command over all rounds.",
            ["flow and engine", "symbols", "median ns", "min ns", "ratio to bound", "of minima", "to ring", "of minima", "p50", "p99", "p99.9", "max", "timer", "bytes/op"],
            []);
        var outcomes = new Table(
            "Outcomes",
            "The same in every lane of the flow; the hash is over (maker id, quantity, price) of each trade, makers by the recording's own ids.",
            ["flow", "commands", "most orders live", "trades", "volume", "notional", "refused", "trade hash"],
            []);
        var venue = new Table(
            "The venue on",
            "The same flow and exchange, first with unsettled instruments, then with more and more of a venue. Accounts: every order reserves, every trade moves money, and each command that does tells the balances. Fees: rates come from the account's tier, volumes are measured. "
            + "Guards: each instrument has a breaker over five minutes, a price band and limit states. Makers: the flow's owner, whose all orders are, is measured for how long it quotes. Interleaved with the lanes above; share of throughput: off / on, median over rounds and of the best rounds.",
            ["flow", "symbols", "on", "off median ns", "on median ns", "off min ns", "on min ns", "share of throughput", "of minima", "bytes/op"],
            []);
        foreach (var (script, symbols) in Flows())
        {
            if (symbols == 1 && !IsByClientId(script))
            {
                var t = script.Tally;
                outcomes.Rows.Add([script.Name, script.Commands.Length, script.PeakOrders, t.Trades, t.Volume, t.Notional, t.Rejected, $"`{t.Hash:x16}`"]);
            }
            results.Add(Measure(script, symbols, table, venue));
        }
        report.Add(outcomes, options.Quiet);
        report.Add(table, options.Quiet);
        if (venue.Rows.Count > 0)
            report.Add(venue, options.Quiet);
        return results;
    }

    private IEnumerable<(Script Script, int Symbols)> Flows()
    {
        if (Wanted("AAPL hour"))
        {
            if (Recordings.TryAaplHour(out var hour, out var reason))
            {
                var script = Script.Build("AAPL hour", hour);
                yield return (script, 1);
                yield return (script, 64);
                yield return (script.ByClientId(), 1);
            }
            else
            {
                report.Remarks.Add("AAPL hour not measured: " + reason);
            }
        }
        if (Wanted("ES MBO day"))
        {
            if (Recordings.TryEsDay(out var day, out var reason))
            {
                var script = Script.Build("ES MBO day", day);
                yield return (script, 1);
                yield return (script.ByClientId(), 1);
            }
            else
                report.Remarks.Add("ES MBO day not measured: " + reason);
        }
        if (Wanted("burst (generated)"))
            yield return (Script.Build("burst (generated)", Burst.From(seed: 1)), 1);
    }

    private bool Wanted(string name) => name.Contains(options.Flow, StringComparison.OrdinalIgnoreCase);

    private MatchingResult Measure(Script script, int symbols, Table table, Table venue)
    {
        var engine = new EngineLane(script, symbols);
        List<ILane> lanes = [engine];
        EngineLane[] venues = IsByClientId(script) || !script.Name.StartsWith("AAPL", StringComparison.Ordinal) ? [] : [.. VenuesMeasured.Select(parts => new EngineLane(script, symbols, parts))];
        lanes.AddRange(venues);
        var program = BoundLane.TryBuild(options.Repository, out var reason);
        if (program is not null)
        {
            lanes.Add(BoundLane.Start(program, script, symbols, BoundMode.Hash));
            lanes.Add(BoundLane.Start(program, script, symbols, BoundMode.Ring));
            if (!options.Budgets)
                lanes.Add(BoundLane.Start(program, script, symbols, BoundMode.CountersOnly));
        }
        else if (symbols == 1)
        {
            report.Remarks.Add("C++ bound not measured: " + reason);
        }
        if (symbols == 1 && !options.Budgets && !IsByClientId(script))
        {
            lanes.Add(new AppendLane(script));
            lanes.Add(new PipelineLane(script));
        }
        if (symbols == 1 && !options.Budgets && script.PeakOrders < 5_000 && !IsByClientId(script))
            lanes.Add(new TwinLane(script));
        foreach (var lane in lanes.Where(l => l.FirstLoop != engine.FirstLoop))
            throw new InvalidOperationException($"{lane.Name} disagrees on {script.Name}: {lane.FirstLoop}, Rialto: {engine.FirstLoop}.");

        // Tiered compilation needs calls and time.
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < WarmUp;)
            foreach (var lane in lanes.Where(l => l is EngineLane or AppendLane or PipelineLane))
                lane.RoundNs();
        var allocatedBefore = engine.AllocatedBytes;
        var commandsBefore = engine.Commands;
        var venuesBefore = venues.ToDictionary(lane => lane, lane => (lane.AllocatedBytes, lane.Commands));
        var samples = lanes.ToDictionary(l => l, _ => new Samples());
        for (var round = 0; round < options.Rounds; round++)
            foreach (var lane in lanes.Where(l => l is not TwinLane || round == 0))
                samples[lane].Add(lane.RoundNs());
        var bytes = (double)(engine.AllocatedBytes - allocatedBefore) / (engine.Commands - commandsBefore);

        var toBound = RatioTo(BoundMode.Hash);
        var toRing = RatioTo(BoundMode.Ring);
        foreach (var lane in lanes)
        {
            var own = lane == engine;
            var latency = options.Budgets ? new Latency(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN) : lane.Latencies();
            table.Rows.Add(
            [
                $"{script.Name}: {lane.Name}", symbols, samples[lane].Median, samples[lane].Min, own ? toBound.Median : double.NaN, own ? toBound.OfMinima : double.NaN,
                own ? toRing.Median : double.NaN, own ? toRing.OfMinima : double.NaN,
                latency.P50, latency.P99, latency.P999, latency.Max, latency.Timer, own ? bytes : double.NaN,
            ]);
            lane.Dispose();
        }
        var result = new MatchingResult(script.Name, symbols, samples[engine].Median, bytes, Smaller(toBound), Smaller(toRing));
        foreach (var lane in venues)
        {
            var (off, on) = (samples[engine], samples[lane]);
            var share = (Median: off.MedianRatioTo(on), OfMinima: off.Min / on.Min);
            var laneBytes = (double)(lane.AllocatedBytes - venuesBefore[lane].AllocatedBytes) / (lane.Commands - venuesBefore[lane].Commands);
            venue.Rows.Add([script.Name, symbols, lane.Parts, off.Median, on.Median, off.Min, on.Min, share.Median, share.OfMinima, laneBytes]);
            result.Venues.Add(new VenueResult(lane.Parts, Math.Max(share.Median, share.OfMinima), laneBytes));
        }

        return result;

        (double Median, double OfMinima) RatioTo(BoundMode mode) =>
            lanes.OfType<BoundLane>().FirstOrDefault(l => l.Mode == mode) is { } bound
                ? (samples[engine].MedianRatioTo(samples[bound]), samples[engine].Min / samples[bound].Min)
                : (double.NaN, double.NaN);
    }

    private static double? Smaller((double Median, double OfMinima) ratio) => double.IsNaN(ratio.Median) ? null : Math.Min(ratio.Median, ratio.OfMinima);

    private static bool IsByClientId(Script script) => script.Name.EndsWith("by client id", StringComparison.Ordinal);
}
