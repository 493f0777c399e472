using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Rialto.Gateways;
using Rialto.Host.Alerting;
using Rialto.Host.Config;

namespace Rialto.Host.Tools;

/// <summary><c>rialto alerts test</c>: one harmless message to every channel of the settings, so that a wrong key is found before it is needed.</summary>
internal static class AlertsCommand
{
    /// <summary>What a test message is about.</summary>
    private const string TestName = "alert_test";

    public static Command Make()
    {
        var command = new Command("alerts", "Who is told when something is wrong");
        var test = new Command("test", "Send one message of severity info to every channel of the settings, and say what became of it");
        var settings = SettingOptions.AddTo(test);
        var seconds = new Option<int>("--seconds") { Description = "Wait so long for each service, 1 to 600", DefaultValueFactory = static _ => 15 };
        test.Options.Add(seconds);
        command.Subcommands.Add(test);
        test.Does(async (parsed, terminal, stop) =>
        {
            var wait = parsed.GetValue(seconds);
            if (wait is < 1 or > 600)
                throw new ToolException(ExitCode.Usage, $"--seconds is 1 to 600, not {wait}.");
            return await TestAsync(settings.Load(parsed).Alerts, terminal, TimeSpan.FromSeconds(wait), stop);
        });
        return command;
    }

    private static async Task<int> TestAsync(AlertSettings settings, Terminal terminal, TimeSpan patience, CancellationToken stop)
    {
        if (settings.Channels.Count == 0)
            throw new ToolException(ExitCode.NotFound, "No channel is set: alerts go to log and metrics only. See docs/reference/alerts.md.");
        var outcomes = await Task.WhenAll(settings.Channels.Select(channel => TestAsync(settings, channel, patience, stop)));
        foreach (var (channel, outcome) in settings.Channels.Zip(outcomes))
        {
            if (terminal.IsJson)
            {
                Terminal.Json(json =>
                {
                    json.WriteString("channel", channel.Name);
                    json.WriteString("outcome", outcome);
                });
            }
            else
            {
                terminal.Line($"{channel.Name,-20} {outcome}");
            }
        }

        return Array.TrueForAll(outcomes, static outcome => outcome == "delivered") ? ExitCode.Ok
            : outcomes.Contains("refused") ? ExitCode.Refused
            : ExitCode.Unreachable;
    }

    private static async Task<string> TestAsync(AlertSettings settings, AlertChannelSettings channel, TimeSpan patience, CancellationToken stop)
    {
        using var http = AlertDelivery.Http();
        await using var way = new AlertChannel(channel with { Least = AlertSeverity.Info }, $"{settings.Source}/test", settings.PerMinute, http, TimeProvider.System, NullLogger.Instance);
        way.Happen(new Alert(TestName, AlertSeverity.Info, DateTime.UtcNow, "This is a test of the way to you. Nothing is wrong."));
        await way.CloseAsync(patience).WaitAsync(stop);
        return way.Counts switch
        {
            { Delivered: > 0 } => "delivered",
            { Refused: > 0 } => "refused",
            _ => "not reached",
        };
    }
}
