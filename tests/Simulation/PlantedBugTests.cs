using Rialto.Host.Simulation;
using Xunit;

namespace Rialto.Simulation;

/// <summary>The simulator finds bugs: each one planted is found within a bounded number of steps, and its failure can be played again.</summary>
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    private const int SeedsMax = 80;
    private const long StepsPerSeed = 5_000;

    public static TheoryData<string> Names => [.. PlantedBugs.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_planted_bug_is_found(string name)
    {
        var simulator = new Simulator(PlantedBugs.All[name], _ => []);
        var steps = 0L;
        for (var seed = 1UL; seed <= SeedsMax; seed++)
        {
            var result = simulator.Run(new SimulationPlan(seed, StepsPerSeed));
            steps += result.Counts.Steps;
            if (result.What is null)
                continue;
            output.WriteLine($"{name}: seed {seed}, after {steps} steps: {result.What}");
            Assert.Equal(result.What, simulator.Run(result.Plan).What);
            Assert.DoesNotContain("NullReference", result.What, StringComparison.Ordinal);
            return;
        }
        Assert.Fail($"{name}: not found in {steps} steps");
    }

    [Fact]
    public void A_failure_is_shrunk_and_its_command_plays_it_again()
    {
        var simulator = new Simulator(PlantedBugs.All["answers leave before the disk has them"], _ => []);
        var failed = Enumerable.Range(1, SeedsMax).Select(seed => simulator.Run(new SimulationPlan((ulong)seed, StepsPerSeed))).First(result => result.What is not null);
        var shrunk = simulator.Shrink(failed);
        Assert.NotNull(shrunk.What);
        Assert.True(shrunk.Counts.Steps < Math.Min(120, failed.Counts.Steps), $"{failed.Counts.Steps} steps became {shrunk.Counts.Steps}");
        Assert.Equal(shrunk.What, simulator.Run(shrunk.Plan).What);
        var report = simulator.Report(failed);
        Assert.Contains(failed.Plan.CommandLine, report, StringComparison.Ordinal);
        Assert.Contains("--only", report, StringComparison.Ordinal);
        output.WriteLine(report);
    }
}
