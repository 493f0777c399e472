using Rialto.Host.Config;

namespace Rialto.Host.Tools.Doctor;

/// <summary>The configuration, key by key.</summary>
internal static class ConfigurationChecks
{
    public static IEnumerable<Finding> All(SettingsReader reader)
    {
        IReadOnlyList<SettingProblem> problems = [];
        try
        {
            reader.ThrowIfRefused();
        }
        catch (ConfigurationException refused)
        {
            problems = refused.Problems;
        }

        if (problems.Count == 0)
        {
            var given = reader.Effective.Count(setting => setting.Source != "default");
            yield return Finding.Ok("configuration", $"{given} settings given, all others by default ('rialto show-config' lists them)");
        }

        foreach (var problem in problems)
            yield return Finding.Problem("configuration", $"{problem.Key} ({problem.Source}) {problem.Problem}", "'rialto up' refuses to start with it; docs/guide/configuration.md has the keys.");
    }
}
