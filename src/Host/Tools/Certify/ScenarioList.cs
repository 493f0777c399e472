using System.Globalization;
using System.Text.Json;

namespace Rialto.Host.Tools.Certify;

/// <summary>
/// Which scenarios are played, from a file or by the word <c>all</c>:
/// <code>
/// { "scenarios": [ "baseline", { "name": "silent", "seconds": 40 } ] }
/// </code>
/// </summary>
internal static class ScenarioList
{
    private const double MostSeconds = 3_600;

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads a list.</summary>
    /// <exception cref="ToolException">Names the offending key.</exception>
    public static IReadOnlyList<Scenario> Load(string path)
    {
        if (path == "all")
            return Scenarios.All;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Lenient);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || root.EnumerateObject().Any(property => property.Name != "scenarios") || !root.TryGetProperty("scenarios", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
                throw new ToolException(ExitCode.Usage, $"{path}: must be an object with a list 'scenarios' and nothing else.");
            return [.. list.EnumerateArray().Select((item, index) => Read(item, string.Create(CultureInfo.InvariantCulture, $"{path}: scenarios[{index}]")))];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ToolException(ExitCode.Usage, $"{path} cannot be read: {problem.Message}", inner: problem);
        }
    }

    private static Scenario Read(JsonElement item, string key)
    {
        if (item.ValueKind == JsonValueKind.String)
            return Find(item.GetString()!, key);
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String)
            throw new ToolException(ExitCode.Usage, $"{key} must be a name, or an object with one.");
        var scenario = Find(name.GetString()!, key + ".name");
        foreach (var property in item.EnumerateObject())
        {
            scenario = property.Name switch
            {
                "name" => scenario,
                "seconds" when property.Value.ValueKind == JsonValueKind.Number && property.Value.GetDouble() is >= 1 and <= MostSeconds => scenario with { Seconds = property.Value.GetDouble() },
                "seconds" => throw new ToolException(ExitCode.Usage, $"{key}.seconds must be a number from 1 to {MostSeconds}."),
                _ => throw new ToolException(ExitCode.Usage, $"{key}.{property.Name} is not a field of a scenario: name, seconds."),
            };
        }

        return scenario;
    }

    private static Scenario Find(string name, string key) => Scenarios.All.FirstOrDefault(scenario => scenario.Name == name)
        ?? throw new ToolException(ExitCode.Usage, $"{key}: there is no scenario '{name}'; there are {string.Join(", ", Scenarios.All.Select(scenario => scenario.Name))}.");
}
