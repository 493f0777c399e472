namespace Rialto.Twins.Scenarios;

/// <summary>One command and what must come of it.</summary>
/// <param name="Line">Where it stands in its file, from 1.</param>
/// <param name="Text">The command as written.</param>
/// <param name="Expected">The lines under it.</param>
public sealed record ScenarioStep(int Line, string Text, IReadOnlyList<string> Expected);

/// <summary>One case: a title and its steps, on an exchange of its own.</summary>
/// <param name="File">The file's name without its ending.</param>
/// <param name="Title">What it shows, a sentence.</param>
/// <param name="Steps">Its commands in order.</param>
public sealed record Scenario(string File, string Title, IReadOnlyList<ScenarioStep> Steps)
{
    private const string Heading = "scenario:";

    /// <summary>Reads a file of scenarios; docs/reference/scenarios.md has the format.</summary>
    public static IReadOnlyList<Scenario> ReadFile(string path)
    {
        var file = Path.GetFileNameWithoutExtension(path);
        var scenarios = new List<Scenario>();
        List<ScenarioStep>? steps = null;
        List<string>? expected = null;
        var number = 0;
        foreach (var raw in System.IO.File.ReadLines(path))
        {
            number++;
            var comment = raw.StartsWith('#') ? 0 : raw.IndexOf(" # ", StringComparison.Ordinal);
            var text = (comment >= 0 ? raw[..comment] : raw).TrimEnd();
            if (text.Length == 0)
                continue;
            if (text.StartsWith(Heading, StringComparison.Ordinal))
            {
                steps = [];
                scenarios.Add(new Scenario(file, text[Heading.Length..].Trim(), steps));
            }
            else if (steps is null)
                throw new FormatException($"{path}:{number}: a command before the first '{Heading}'");
            else if (!char.IsWhiteSpace(text[0]))
            {
                expected = [];
                steps.Add(new ScenarioStep(number, text, expected));
            }
            else if (steps.Count == 0)
                throw new FormatException($"{path}:{number}: an expected event before the first command");
            else
                expected!.Add(text.Trim());
        }

        return scenarios;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{File}: {Title}";
}
