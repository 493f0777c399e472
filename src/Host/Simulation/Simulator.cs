using System.Buffers;
using System.Globalization;
using System.Text;
using Rialto.Host.Simulation.Checks;
using Rialto.Model.Markets;

namespace Rialto.Host.Simulation;

/// <summary>Which part of a seed's run to play.</summary>
/// <param name="Seed">Decides everything.</param>
/// <param name="Steps">How many steps.</param>
/// <param name="Faults">What may go wrong.</param>
/// <param name="Only">The steps to play, ascending; null plays all. What a shrunk run is left with.</param>
internal sealed record SimulationPlan(ulong Seed, long Steps, SimulationFaults Faults = SimulationFaults.All, IReadOnlyList<long>? Only = null)
{
    /// <summary>The command that plays it.</summary>
    public string CommandLine
    {
        get
        {
            var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"rialto simulate --seed {Seed} --steps {Steps}"));
            if (Faults != SimulationFaults.All)
                text.Append(" --faults ").Append(Faults.ToString().Replace(", ", ",", StringComparison.Ordinal).ToLowerInvariant());
            if (Only is not null)
                text.Append(" --only ").Append(StepRanges.Format(Only));
            return text.ToString();
        }
    }
}

/// <summary>How a run went.</summary>
/// <param name="Plan">What was played.</param>
/// <param name="Counts">What it did.</param>
/// <param name="What">The promise that was broken; null where all were kept.</param>
/// <param name="FailedStep">The step it was seen at.</param>
internal sealed record SimulationResult(SimulationPlan Plan, SimulationCounts Counts, string? What, long FailedStep);

/// <summary>Plays runs, and makes failing ones short.</summary>
internal sealed class Simulator(Func<SimulatedParts> parts, Func<ExchangeLimits, IReadOnlyList<IReference>> references)
{
    // Faults stop and everything is compared at the end, and so often before.
    private const long StepsBetweenRests = 2_500;

    private const int ShrinkRunsMax = 4_000;
    private static readonly SearchValues<char> Details = SearchValues.Create("0123456789:,(");
    private const string Threw = "a part of the exchange threw: ";

    /// <summary>The product as it is, with nothing but the uncrashed exchange beside it.</summary>
    public static Simulator OfProduct() => new(() => new SimulatedParts(), _ => []);

    /// <summary>Plays one plan.</summary>
    /// <param name="plan">What to play.</param>
    /// <param name="trace">Gets a line for each thing that happens.</param>
    public SimulationResult Run(SimulationPlan plan, List<string>? trace = null)
    {
        var run = new SimulationRun(plan.Seed, plan.Faults, parts(), references, trace);
        var step = 0L;
        try
        {
            foreach (var next in plan.Only ?? Steps(plan.Steps))
            {
                run.Step(step = next);
                if ((step + 1) % StepsBetweenRests == 0)
                    run.Rest(step);
            }
            run.Rest(-1);
            run.Drain();
        }
        catch (Violation broken)
        {
            run.Count();
            return new SimulationResult(plan, run.Counts, broken.Message, step);
        }
        catch (Exception fault) // whatever the product throws on its own threads would have ended the process
        {
            run.Count();
            return new SimulationResult(plan, run.Counts, Threw + fault, step);
        }
        run.Count();
        return new SimulationResult(plan, run.Counts, null, step);
    }

    /// <summary>Makes a failing run short: fewer steps, fewer kinds of faults, then any steps that are not needed.</summary>
    /// <returns>The shortest that still fails.</returns>
    public SimulationResult Shrink(SimulationResult failed)
    {
        var budget = ShrinkRunsMax;
        var best = failed;
        bool Fails(SimulationPlan plan)
        {
            // A shorter run that fails in another way tells another story.
            if (budget-- <= 0 || Run(plan) is not { What: { } what } result || KindOf(what) != KindOf(failed.What!))
                return false;
            best = result;
            return true;
        }

        var plan = failed.Plan with { Steps = Math.Min(failed.Plan.Steps, failed.FailedStep + 1) };
        if (plan.Only is null && !Fails(plan))
            return best;
        foreach (var fault in Enum.GetValues<SimulationFaults>())
        {
            if (fault is not (SimulationFaults.None or SimulationFaults.All) && (best.Plan.Faults & fault) != 0)
                Fails(best.Plan with { Faults = best.Plan.Faults & ~fault });
        }

        List<long> steps = best.Plan.Only is { } only ? [.. only] : [.. Enumerable.Range(0, (int)best.Plan.Steps).Select(i => (long)i)];
        if (!Fails(best.Plan with { Only = steps }))
            return best;
        for (var piece = steps.Count / 2; piece >= 1 && budget > 0;)
        {
            var before = steps.Count;
            for (var at = steps.Count - piece; at >= 0 && budget > 0; at -= piece)
            {
                var count = Math.Min(piece, steps.Count - at);
                var shorter = steps[..at];
                shorter.AddRange(steps[(at + count)..]);
                if (!Fails(best.Plan with { Only = shorter }))
                    continue;
                // What stands behind the step it failed at is not needed either.
                steps = [.. shorter.Where(step => step <= best.FailedStep)];
                at = Math.Min(at, steps.Count);
            }
            // Single steps again, as long as some can be left out.
            if (piece > 1 || steps.Count == before)
                piece /= 2;
        }
        return best;
    }

    private static IEnumerable<long> Steps(long count)
    {
        for (var step = 0L; step < count; step++)
            yield return step;
    }

    /// <summary>What two failures of one cause have in common: something was wrong, nothing went on, or something threw (then its words up to the first figure).</summary>
    private static string KindOf(string what)
    {
        if (what.StartsWith(Threw, StringComparison.Ordinal))
            return what[..(Threw.Length + Math.Max(what.AsSpan(Threw.Length).IndexOfAny(Details), 0))];
        return what.Contains("for ever", StringComparison.Ordinal) || what.Contains("come to rest", StringComparison.Ordinal) ? "stuck" : "wrong";
    }

    /// <summary>What a person needs of a failure: what broke, the command that shows it again, and the shrunk story in words.</summary>
    public string Report(SimulationResult failed)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"seed {failed.Plan.Seed}, step {failed.FailedStep}: {failed.What}");
        text.AppendLine(CultureInfo.InvariantCulture, $"again: {failed.Plan.CommandLine}");
        var shrunk = Shrink(failed);
        var trace = new List<string>();
        var last = Run(shrunk.Plan, trace);
        text.AppendLine(CultureInfo.InvariantCulture, $"shrunk to {shrunk.Counts.Steps} steps: {shrunk.Plan.CommandLine}");
        foreach (var line in trace.Count > 400 ? [.. trace[..100], "…", .. trace[^300..]] : trace)
            text.AppendLine(line);
        return text.AppendLine(CultureInfo.InvariantCulture, $"=> {last.What}").ToString();
    }
}
