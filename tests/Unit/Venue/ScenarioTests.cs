using System.Text;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Twins.Scenarios;
using Xunit;

namespace Rialto.Unit.Venue;

/// <summary>Plays tests/scenarios/*.scn to both engines. With RIALTO_SCENARIOS=record the files are written anew, to be read by a person before they are committed.</summary>
public class ScenarioTests
{
    private static readonly string[] Files = [.. Directory.GetFiles(Folder(), "*.scn").Order(StringComparer.Ordinal)];

    public static TheoryData<string> Names => [.. Files.Select(Path.GetFileNameWithoutExtension).OfType<string>()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Both_engines_answer_as_the_scenario_says(string name)
    {
        var path = Path.Combine(Folder(), name + ".scn");
        if (Environment.GetEnvironmentVariable("RIALTO_SCENARIOS") == "record")
            ScenarioRecording.Rewrite(path);

        var complaints = new StringBuilder();
        foreach (var scenario in Scenario.ReadFile(path))
        {
            var runs = Engines.All.Select(engine => (engine.Name, Run: ScenarioRun.Play(scenario, engine.Create))).ToList();
            foreach (var (engine, run) in runs)
                Compare(scenario, engine, run, complaints);
            if (complaints.Length == 0 && runs.Any(r => !runs[0].Run.Events.SequenceEqual(r.Run.Events)))
                complaints.AppendLine($"{scenario}: the engines' events read the same, but differ in a field that is not printed.");
        }

        Assert.True(complaints.Length == 0, complaints.ToString());
    }

    [Fact]
    public void Every_reason_that_an_exchange_can_give_appears()
    {
        var given = Files.SelectMany(Scenario.ReadFile)
            .SelectMany(s => ScenarioRun.Play(s, Engines.All[0].Create).Events)
            .Where(e => e.Kind is EventKind.OrderRejected or EventKind.CommandRejected)
            .Select(e => e.RejectReason)
            .ToHashSet();
        var missing = Enum.GetValues<RejectReason>().Where(r => (LockstepTests.IsOfMatching(r) || MarginTests.IsOfMargin(r) || r is >= RejectReason.ExchangeStopped and <= RejectReason.PriceBeyondLimit) && !given.Contains(r));
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_reason_for_a_cancellation_and_every_kind_of_event_appears()
    {
        var events = Files.SelectMany(Scenario.ReadFile).SelectMany(s => ScenarioRun.Play(s, Engines.All[0].Create).Events).ToList();
        Assert.Empty(Enum.GetValues<EventKind>().Where(k => LockstepTests.IsOfMatching(k) || MarginTests.IsOfMargin(k) || k is >= EventKind.BreakerSet and <= EventKind.LimitState).Except(events.Select(e => e.Kind)));
        Assert.Empty(Enum.GetValues<CancelReason>().Where(r => r is > CancelReason.None and <= CancelReason.Liquidation).Except(events.Where(e => e.Kind == EventKind.OrderCanceled).Select(e => e.CancelReason)));
    }

    [Fact]
    public void Titles_are_unique()
    {
        var titles = Files.SelectMany(Scenario.ReadFile).Select(s => s.Title).ToList();
        Assert.Empty(titles.GroupBy(t => t).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    private static void Compare(Scenario scenario, string engine, ScenarioRun run, StringBuilder complaints)
    {
        foreach (var (step, answer) in scenario.Steps.Zip(run.Answers))
        {
            if (step.Expected.SequenceEqual(answer))
                continue;
            complaints.AppendLine($"{scenario}\n{scenario.File}.scn:{step.Line} ({engine}): {step.Text}");
            for (var i = 0; i < Math.Max(step.Expected.Count, answer.Count); i++)
            {
                var (expected, got) = (step.Expected.ElementAtOrDefault(i), answer.ElementAtOrDefault(i));
                if (expected == got)
                    complaints.AppendLine($"    {expected}");
                else
                    complaints.Append(expected is null ? "" : $"  - {expected}\n").Append(got is null ? "" : $"  + {got}\n");
            }

            // What follows a difference would only repeat it.
            return;
        }
    }

    /// <summary>tests/scenarios, looked for from the test's own folder upwards.</summary>
    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, "tests", "scenarios")))
                return Path.Combine(folder.FullName, "tests", "scenarios");
        throw new DirectoryNotFoundException("tests/scenarios is not above " + AppContext.BaseDirectory);
    }
}
