using System.Text;

namespace Rialto.Twins.Scenarios;

/// <summary>
/// Writes the answers of the naive exchange into a scenario file, under the commands that stand there: for drafting new scenarios, whose answers a
/// person then reads against docs/reference/matching.md. Comments and commands stay as they are.
/// </summary>
public static class ScenarioRecording
{
    /// <summary>Rewrites one file.</summary>
    public static void Rewrite(string path)
    {
        var scenarios = new Queue<Scenario>(Scenario.ReadFile(path));
        var output = new StringBuilder();
        var answers = new Queue<IReadOnlyList<string>>();
        var started = false;
        foreach (var line in File.ReadAllLines(path))
        {
            if (line.StartsWith("scenario:", StringComparison.Ordinal))
            {
                answers = new Queue<IReadOnlyList<string>>(ScenarioRun.Play(scenarios.Dequeue(), limits => new NaiveExchange(limits, new EventLog())).Answers);
                started = true;
                output.Append(line.TrimEnd()).Append('\n');
            }
            else if (!started || line.Length == 0 || line[0] == '#')
                output.Append(line.TrimEnd()).Append('\n');
            else if (!char.IsWhiteSpace(line[0]))
            {
                output.Append(line.TrimEnd()).Append('\n');
                foreach (var answer in answers.Dequeue())
                    output.Append("  ").Append(answer).Append('\n');
            }
        }

        File.WriteAllText(path, output.ToString());
    }
}
