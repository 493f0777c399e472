using System.Text.RegularExpressions;
using Xunit;

namespace Rialto.Integration;

/// <summary>
/// docs/guide/venue.md, run line by line: after a prompt (<c>$</c>, or <c>alice$</c> for a shell with alice's key) stands a command, under it what it prints. Blanks in a row count as one, frames of tables do not count, and
/// <c>…</c> is anything.
/// </summary>
public sealed partial class VenueGuideTests
{
    [Fact]
    public async Task Every_command_of_the_guide_prints_what_the_guide_says()
    {
        var page = await File.ReadAllTextAsync(FindPage(), TestContext.Current.CancellationToken);
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("rialto.json"), Block(page, "json").Single(), TestContext.Current.CancellationToken);
        await using var exchange = await RunningExchange.StartAsync(folder.File("data"), "--config", folder.File("rialto.json"));
        var keys = new Dictionary<string, (string Id, string Secret)>(StringComparer.Ordinal);
        var steps = Block(page, "text").SelectMany(Steps).ToList();
        foreach (var (who, command, expected) in steps)
        {
            string[] key = who.Length == 0 ? [] : ["--key", keys[who].Id, "--secret", keys[who].Secret];
            var finished = await exchange.ToolAsync([.. command.Split(' ')[1..], .. key]);
            var printed = Lines(finished.Output + finished.Errors).Concat(finished.ExitCode == 0 ? [] : [$"exit code {finished.ExitCode}"]).ToList();
            var pattern = expected.Select(Pattern).ToList();
            Assert.True(
                printed.Count == pattern.Count && printed.Zip(pattern).All(pair => Regex.IsMatch(pair.First, pair.Second)),
                $"{command}\n-- the guide says --\n{string.Join('\n', expected)}\n-- printed was --\n{string.Join('\n', printed)}");
            if (command.StartsWith("rialto keys create ", StringComparison.Ordinal))
                keys[command.Split(' ')[3]] = (printed[0].Split(' ')[1], printed[1].Split(' ')[1]);
        }

        Assert.True(steps.Count > 15);
    }

    private static IEnumerable<string> Block(string page, string kind) =>
        page.Split($"```{kind}\n").Skip(1).Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)]);

    private static IEnumerable<(string Who, string Command, List<string> Expected)> Steps(string block)
    {
        var steps = new List<(string, string, List<string>)>();
        foreach (var line in block.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Prompt().Match(line) is { Success: true } prompt)
                steps.Add((prompt.Groups[1].Value, prompt.Groups[2].Value, []));
            else
                steps[^1].Item3.AddRange(Lines(line));
        }

        return steps;
    }

    private static IEnumerable<string> Lines(string text) =>
        text.Split('\n').Select(line => Blanks().Replace(line, " ").Trim()).Where(line => line.Length > 0);

    private static string Pattern(string line) => "^" + Regex.Escape(line).Replace("…", ".*", StringComparison.Ordinal) + "$";

    private static string FindPage()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var page = Path.Combine(folder.FullName, "docs", "guide", "venue.md");
            if (File.Exists(page))
                return page;
        }

        throw new FileNotFoundException("docs/guide/venue.md is not above the tests.");
    }

    [GeneratedRegex(@"^(\w*)\$ (rialto .*)$")]
    private static partial Regex Prompt();

    // Frames of tables are blanks, too.
    [GeneratedRegex(@"[\s─┼│┬┴]+")]
    private static partial Regex Blanks();
}
