namespace Rialto.Host.Config;

/// <summary>One raw setting and where it came from.</summary>
/// <param name="Key">As written, sections joined by colons: <c>Http:Port</c>.</param>
/// <param name="Value">The text; a JSON string without its quotes, any other JSON scalar as it stands.</param>
/// <param name="Source">For people: <c>rialto.json</c>, <c>RIALTO__Http__Port</c>, <c>--port</c>, <c>default</c>.</param>
internal sealed record Setting(string Key, string Value, string Source);

/// <summary>Something wrong with one setting.</summary>
/// <param name="Key">The offending key.</param>
/// <param name="Source">Where it was written.</param>
/// <param name="Problem">What is wrong, as a sentence without its subject: <c>must be 0 to 65535, not 'abc'</c>.</param>
internal sealed record SettingProblem(string Key, string Source, string Problem);

/// <summary>The configuration cannot be used; every offending key is named.</summary>
internal sealed class ConfigurationException(IReadOnlyList<SettingProblem> problems)
    : Exception(string.Join(Environment.NewLine, problems.Select(problem => $"{problem.Key} ({problem.Source}) {problem.Problem}")))
{
    /// <summary>All that is wrong, in the order it was found.</summary>
    public IReadOnlyList<SettingProblem> Problems { get; } = problems;
}
