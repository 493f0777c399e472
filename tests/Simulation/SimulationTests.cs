using System.Globalization;
using Rialto.Host.Simulation;
using Xunit;

namespace Rialto.Simulation;

/// <summary>The product under the simulator: seeds that stay, and fresh ones.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private static Simulator WithTwin() => new(() => new SimulatedParts(), limits => [new TwinReference(limits)]);

    public static TheoryData<ulong> Fixed => [.. Enumerable.Range(1, 24).Select(seed => (ulong)seed)];

    [Theory]
    [MemberData(nameof(Fixed))]
    public void Every_promise_is_kept_under_seeds_that_stay(ulong seed)
    {
        var simulator = WithTwin();
        var result = simulator.Run(new SimulationPlan(seed, 5_000));
        Assert.True(result.What is null, result.What is null ? "" : simulator.Report(result));
    }

    /// <summary>RIALTO_SIMULATION_STEPS steps in all, from the seed RIALTO_SIMULATION_SEED: how CI runs more.</summary>
    [Fact]
    public void Every_promise_is_kept_under_fresh_seeds()
    {
        var steps = Number("RIALTO_SIMULATION_STEPS") ?? 40_000;
        var seed = (ulong)(Number("RIALTO_SIMULATION_SEED") ?? Random.Shared.NextInt64(1 << 48));
        var counts = new SimulationCounts();
        var simulator = WithTwin();
        output.WriteLine($"simulation: from seed {seed}");
        while (counts.Steps < steps)
        {
            var result = simulator.Run(new SimulationPlan(seed++, 20_000));
            Assert.True(result.What is null, result.What is null ? "" : simulator.Report(result));
            counts.Add(result.Counts);
        }
        output.WriteLine($"simulation: {counts}");
        Assert.True(counts.Trades > 0 && counts.Starts > 0);
    }

    [Fact]
    public void A_seed_plays_the_same_run_every_time()
    {
        var plan = new SimulationPlan(77, 4_000);
        var (one, other) = (new List<string>(), new List<string>());
        WithTwin().Run(plan, one);
        Simulator.OfProduct().Run(plan, other);
        Assert.Equal(one, other);
        Assert.True(one.Count > 1_000);
    }

    [Theory]
    [InlineData("3,7-12,40")]
    [InlineData("0-1")]
    [InlineData("5")]
    public void Steps_are_written_as_they_are_read(string text)
    {
        Assert.True(StepRanges.TryParse(text, out var steps));
        Assert.Equal(text, StepRanges.Format(steps));
    }

    [Theory]
    [InlineData("")]
    [InlineData("4,3")]
    [InlineData("9-3")]
    [InlineData("1-2-3")]
    [InlineData("x")]
    public void Steps_that_cannot_be_read_are_refused(string text) => Assert.False(StepRanges.TryParse(text, out _));

    private static long? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;
}
