using System.Diagnostics;
using System.Globalization;
using System.Net;
using Xunit;

namespace Rialto.Integration.Fix;

/// <summary>docs/guide/connect-a-bot.md, its FIX part: the bot compiled and run as the page says, printing what the page says. Skips where QuickFIX is not installed.</summary>
public sealed class ConnectABotTests
{
    [Fact]
    public async Task The_bot_of_the_guide_trades_as_the_guide_says()
    {
        var page = await File.ReadAllTextAsync(QuickFixProgram.Find("docs", "guide", "connect-a-bot.md"), TestContext.Current.CancellationToken);
        page = page[page.IndexOf("\n## FIX\n", StringComparison.Ordinal)..];
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("fix-bot.cpp"), Block(page, "cpp"), TestContext.Current.CancellationToken);
        // Says whether there is a compiler and the library; the page's own command follows.
        await QuickFixProgram.BuildAsync(folder.File("fix-bot.cpp"), folder.Path);
        var dictionary = Directory.CreateDirectory(Path.Combine(folder.Path, "docs", "reference"));
        File.Copy(QuickFixProgram.Find("docs", "reference", "rialto-fix44.xml"), Path.Combine(dictionary.FullName, "rialto-fix44.xml"));
        await using var exchange = await RunningExchange.StartAsync(folder.File("data"), "--fix", "0");

        var port = IPEndPoint.Parse(exchange.Ready.GetProperty("fix").GetString()!).Port;
        var (exitCode, printed, errors) = await ShellAsync(Block(page, "sh").Replace("7082", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), folder.Path);

        Assert.Equal((0, Block(page, "text")), (exitCode, printed));
        Assert.DoesNotContain("error", errors, StringComparison.Ordinal);
    }

    private static string Block(string page, string kind)
    {
        var start = page.IndexOf($"```{kind}\n", StringComparison.Ordinal) + kind.Length + 4;
        return page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
    }

    private static async Task<(int ExitCode, string Output, string Errors)> ShellAsync(string script, string folder)
    {
        var start = new ProcessStartInfo("bash", ["-eu", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        using var patience = new CancellationTokenSource(RialtoProcess.Patience);
        using var shell = Process.Start(start)!;
        try
        {
            var (output, errors) = (shell.StandardOutput.ReadToEndAsync(patience.Token), shell.StandardError.ReadToEndAsync(patience.Token));
            await shell.WaitForExitAsync(patience.Token);
            return (shell.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            shell.Kill(entireProcessTree: true);
            throw;
        }
    }
}
