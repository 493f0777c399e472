using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using Rialto.Host.Simulation;

namespace Rialto.Host.Tools;

/// <summary><c>rialto simulate</c>: the whole exchange on virtual time, and everything that may go wrong with it, decided by a seed.</summary>
internal static class SimulateCommand
{
    private const long StepsPerSeed = 20_000;

    public static Command Make()
    {
        var seed = new Option<ulong?>("--seed") { Description = "Decides everything; without it fresh seeds, one after another" };
        var steps = new Option<long?>("--steps") { Description = $"Steps of one seed (default {StepsPerSeed}); without --seed steps in all" };
        var minutes = new Option<double?>("--minutes") { Description = "Goes on with further seeds for so long" };
        var faults = new Option<string?>("--faults") { Description = "What may go wrong, for example powercut,kill,fullDisk; default all" };
        var only = new Option<string?>("--only") { Description = "Plays only these steps of the seed, as a shrunk failure names them: 3,7-12,40" };
        var trace = new Option<bool>("--trace") { Description = "Tells every step" };
        return new Command("simulate", "Try to break the whole exchange on virtual time: crashes, torn writes, failing disks, lost connections")
        {
            seed, steps, minutes, faults, only, trace,
        }.Does((parsed, terminal, stop) =>
        {
            var kinds = SimulationFaults.All;
            if (parsed.GetValue(faults) is { } words && !Enum.TryParse(words, ignoreCase: true, out kinds))
                throw new ToolException(ExitCode.Usage, $"--faults knows {string.Join(", ", Enum.GetNames<SimulationFaults>())}.");
            List<long>? kept = null;
            if (parsed.GetValue(only) is { } ranges && !StepRanges.TryParse(ranges, out kept))
                throw new ToolException(ExitCode.Usage, "--only takes ascending steps and ranges, for example 3,7-12,40.");
            if (kept is not null && parsed.GetValue(seed) is null)
                throw new ToolException(ExitCode.Usage, "--only needs --seed.");
            return Task.Run(() => parsed.GetValue(seed) is { } one && parsed.GetValue(minutes) is null
                ? One(terminal, new SimulationPlan(one, parsed.GetValue(steps) ?? StepsPerSeed, kinds, kept), parsed.GetValue(trace))
                : Many(terminal, parsed.GetValue(seed) ?? Fresh(), parsed.GetValue(steps), parsed.GetValue(minutes), kinds, stop));
        });
    }

    private static int One(Terminal terminal, SimulationPlan plan, bool isTold)
    {
        var simulator = Simulator.OfProduct();
        var lines = isTold ? new List<string>() : null;
        var clock = Stopwatch.StartNew();
        var result = simulator.Run(plan, lines);
        foreach (var line in lines ?? [])
            terminal.Line(line);
        if (result.What is not null)
            return Fail(terminal, simulator, result);
        Summary(terminal, 1, result.Counts, clock.Elapsed);
        return ExitCode.Ok;
    }

    private static int Many(Terminal terminal, ulong seed, long? stepsInAll, double? minutes, SimulationFaults faults, CancellationToken stop)
    {
        var simulator = Simulator.OfProduct();
        var counts = new SimulationCounts();
        var seeds = 0;
        var clock = Stopwatch.StartNew();
        terminal.Line($"from seed {seed}");
        while (!stop.IsCancellationRequested && (minutes is { } most ? clock.Elapsed.TotalMinutes < most : counts.Steps < (stepsInAll ?? 1_000_000)))
        {
            var result = simulator.Run(new SimulationPlan(seed + (ulong)seeds++, StepsPerSeed, faults));
            if (result.What is not null)
                return Fail(terminal, simulator, result);
            counts.Add(result.Counts);
        }
        Summary(terminal, seeds, counts, clock.Elapsed);
        return ExitCode.Ok;
    }

    private static int Fail(Terminal terminal, Simulator simulator, SimulationResult result)
    {
        terminal.Line(simulator.Report(result));
        return ExitCode.Failed;
    }

    private static void Summary(Terminal terminal, int seeds, SimulationCounts c, TimeSpan elapsed)
    {
        if (terminal.IsJson)
        {
            Terminal.Json(json =>
            {
                json.WriteNumber("seeds", seeds);
                json.WriteNumber("steps", c.Steps);
                json.WriteNumber("commands", c.Commands);
                json.WriteNumber("starts", c.Starts);
                json.WriteNumber("seconds", elapsed.TotalSeconds);
            });
            return;
        }
        terminal.Line($"simulated: {seeds} seeds, {c.Steps:N0} steps in {elapsed.TotalSeconds:0.0} s ({c.Steps / Math.Max(elapsed.TotalSeconds, 1e-3):N0}/s), every promise kept");
        terminal.Line($"           {c.Commands:N0} commands kept, {c.Lost:N0} lost before anybody saw them, {c.Trades:N0} trades, {c.Answers:N0} answers, {c.Starts:N0} starts ({c.SnapshotStarts:N0} from a snapshot, {c.SnapshotsBroken:N0} broken ones passed over), {c.PowerCuts:N0} power cuts, {c.Kills:N0} kills, {c.DiskFailures:N0} failed writes or flushes, {c.FlipsFound:N0} changed journals refused, {c.FlipsHarmless:N0} harmless, {c.Movements:N0} movements, {c.Liquidations:N0} liquidations, {c.Halts:N0} halts, {c.Slices:N0} slices, {c.Baskets:N0} baskets, {c.BasketSlices:N0} slices of baskets, {c.Verifications:N0} decisions about customers");
    }

    private static ulong Fresh() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) >> 16;
}
