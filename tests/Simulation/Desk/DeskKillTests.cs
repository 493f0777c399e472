using System.Globalization;
using Xunit;

namespace Rialto.Simulation.Desk;

/// <summary>A desk whose trader, links and feed are killed at random moments: no order twice, no fill lost, and at the end everything as the venues have it, to the last digit.</summary>
public sealed class DeskKillTests(ITestOutputHelper output)
{
    private const int StepsEach = 3_000;

    [Fact]
    public void A_hundred_kills_of_trader_links_and_feed_leave_no_trace() => Run(1, 60_000, losesPower: false, least: 100);

    /// <summary>The end of the journal is lost as well: orders that no input tells of are found at their venues and taken over, with their fills.</summary>
    [Fact]
    public void Cuts_of_power_that_take_the_journals_end_leave_no_trace() => Run(1_001, 30_000, losesPower: true, least: 50);

    /// <summary>With stop-losses that bite: each closing ends, sells no more than there is, and leaves nothing.</summary>
    [Theory]
    [InlineData(2_001, false)]
    [InlineData(3_001, true)]
    public void Stop_losses_close_through_kills_what_is_held_and_no_more(int seed, bool losesPower) => Run(seed, 30_000, losesPower, least: 40, stopsLosses: true);

    /// <summary>RIALTO_SIMULATION_STEPS steps in all, from the seed RIALTO_SIMULATION_SEED: how CI runs more.</summary>
    [Fact]
    public void Kills_under_fresh_seeds_leave_no_trace()
    {
        var seed = (int)(Number("RIALTO_SIMULATION_SEED") ?? Random.Shared.Next(1 << 30));
        Run(seed, Number("RIALTO_SIMULATION_STEPS") ?? 12_000, seed % 2 == 0, least: 1, stopsLosses: seed % 3 == 0);
    }

    private void Run(int seed, long steps, bool losesPower, int least, bool stopsLosses = false)
    {
        var counts = new DeskCounts();
        long done = 0, compared = 0, loaded = 0;
        for (; done < steps; done += StepsEach, seed++)
        {
            var world = new DeskWorld(seed, losesPower, stopsLosses);
            try
            {
                counts.Add(world.Run(StepsEach));
            }
            catch (InvalidOperationException wrong)
            {
                Assert.Fail($"seed {seed}{(losesPower ? ", power" : "")}{(stopsLosses ? ", stop-losses" : "")}: {wrong.Message}\n{wrong.StackTrace}");
            }

            (compared, loaded) = (compared + world.Compared, loaded + world.LoadedLives);
        }

        output.WriteLine($"{counts}; {compared} hashes compared, {loaded} lives began with a snapshot");
        Assert.True(counts.Kills >= least && compared > 0, counts.ToString());
        Assert.True(loaded >= least / 10, $"{loaded} lives began with a snapshot");
        Assert.True(counts.Fills > steps / (stopsLosses ? 100 : 20), counts.ToString());
        Assert.True(!stopsLosses || counts.StopLosses >= Math.Min(least, 30), counts.ToString());
    }

    private static long? Number(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;
}
