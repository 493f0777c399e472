using Rialto.Integration.Alerting;
using Rialto.Integration.Desk;
using Xunit;

namespace Rialto.Integration.Guard;

/// <summary>Alerts of a desk that trades a recording, to a web service of this machine.</summary>
public sealed class DeskAlertsTests
{
    [Fact]
    public async Task People_are_told_of_a_desk_and_where_they_are_told_stands_in_no_run()
    {
        await using var service = await LoopbackService.StartAsync();
        using var folder = new TemporaryFolder();
        var config = TradedRecordings.BtcAndEth(folder.Path);
        await using var process = RialtoProcess.Start(
            ["trade", "--config", config, "--paper", "--json", "--set", "Alerts:Channels:ops:Service=webhook", "--set", "Alerts:Channels:ops:Least=info", "--set", "Alerts:Source=testdesk"], folder.Path,
            new Dictionary<string, string> { ["RIALTO__Alerts__Channels__ops__Url"] = service.Url + "/take", ["RIALTO__Alerts__Channels__ops__Key"] = "very-secret-token" });
        var ended = await process.EndAsync();
        Assert.True(ended.ExitCode == 0, ended.Output + ended.Errors);
        var told = service.Taken.Select(message => (Name: message.GetProperty("name").GetString(), Severity: message.GetProperty("severity").GetString(), Source: message.GetProperty("source").GetString())).ToArray();
        Assert.Contains(("desk_strategy_btc-maker", "info", "testdesk/desk"), told);
        Assert.Contains(("desk_strategy_eth-maker", "info", "testdesk/desk"), told);
        foreach (var path in Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories))
            Assert.DoesNotContain("very-secret-token", System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)), StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret-token", ended.Output + ended.Errors, StringComparison.Ordinal);

        // The run has no addresses of people in it, and replays.
        await TradedRecordings.ReplayAsync(Directory.GetDirectories(folder.File("desk"), "run-*").Single());
    }
}
