using System.Text.RegularExpressions;
using Rialto.Unit;
using Xunit;

namespace Rialto.Integration.Arbitrage;

/// <summary>
/// docs/guide/arbitrage.md, run line by line on recordings: files are written as the page shows them, after <c>$</c> stands a command, under it what it prints. Blanks in a row count as one,
/// frames of tables do not count, <c>…</c> is anything, <c>DATA</c> is where recordings are.
/// </summary>
public sealed partial class ArbitrageGuideTests
{
    [Fact]
    public async Task Every_command_of_the_guide_prints_what_the_guide_says()
    {
        var books = Recordings.Path("ticks/cross-venue/binance_spot_btcusdt_book100_2026-02-16T0400.jsonl.gz");
        var data = books[..books.IndexOf("/ticks/", StringComparison.Ordinal)];
        var page = await File.ReadAllTextAsync(FindPage(), TestContext.Current.CancellationToken);
        using var folder = new TemporaryFolder();
        foreach (Match file in FileBlock().Matches(page))
            await File.WriteAllTextAsync(folder.File(file.Groups[1].Value), file.Groups[2].Value, TestContext.Current.CancellationToken);
        var steps = 0;
        foreach (var block in page.Split("```text\n").Skip(1).Select(static rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)]))
        {
            foreach (var step in block.Split("$ rialto ", StringSplitOptions.RemoveEmptyEntries))
            {
                var lines = Lines(step).ToList();
                var arguments = lines[0].Replace("DATA/", data + "/", StringComparison.Ordinal).Split(' ');
                await using var process = RialtoProcess.Start(arguments, folder.Path);
                var finished = await process.EndAsync();
                var printed = Lines(finished.Output + finished.Errors).ToList();
                var expected = lines.Skip(1).ToList();
                Assert.True(
                    printed.Count == expected.Count && printed.Zip(expected).All(static pair => Regex.IsMatch(pair.First, Pattern(pair.Second))),
                    $"{lines[0]}\n-- the guide says --\n{string.Join('\n', expected)}\n-- printed was --\n{string.Join('\n', printed)}");
                steps++;
            }
        }

        Assert.True(steps >= 4);
    }

    // Progress comes where a machine is slow.
    private static IEnumerable<string> Lines(string text) => text.Split('\n').Select(static line => Blanks().Replace(line, " ").Trim())
        .Where(static line => line.Length > 0 && !line.StartsWith("scanning: ", StringComparison.Ordinal) && !line.StartsWith("reading: ", StringComparison.Ordinal));

    private static string Pattern(string line) => "^" + Regex.Escape(line).Replace("…", ".*", StringComparison.Ordinal) + "$";

    private static string FindPage()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "docs", "guide", "arbitrage.md")))
                return Path.Combine(folder.FullName, "docs", "guide", "arbitrage.md");
        }

        throw new DirectoryNotFoundException("The tests run inside the repository.");
    }

    [GeneratedRegex(@"`([\w-]+\.json)`[^\n]*\n\n```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex FileBlock();

    [GeneratedRegex(@"[\s─]+")]
    private static partial Regex Blanks();
}
