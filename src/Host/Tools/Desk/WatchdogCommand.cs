using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Rialto.Gateways;
using Rialto.Host.Alerting;
using Rialto.Host.Config;
using Rialto.Host.Desk.Guarding;
using Rialto.Host.Desk.Keys;

namespace Rialto.Host.Tools.Desk;

/// <summary><c>rialto watchdog</c>: a process beside a desk that cancels everything where the desk dies or hangs.</summary>
internal static class WatchdogCommand
{
    private const string Role = "watchdog";

    public static Command Make()
    {
        var desk = new Option<string>("--desk") { Description = "The desk's folder", DefaultValueFactory = static _ => Path.Combine("data", "desk") };
        var hang = new Option<double>("--hang") { Description = "A desk whose loop does not turn for so many seconds hangs, 1 to 3600", DefaultValueFactory = static _ => 10 };
        var patience = new Option<int>("--patience") { Description = "Seconds that each venue has to say that everything is cancelled, 5 to 3600; then again", DefaultValueFactory = static _ => 60 };
        var kill = new Option<bool>("--kill-hung") { Description = "End a process that hangs (SIGKILL) before anything is cancelled: one that holds keys itself could place orders again" };
        var config = new Option<string?>("--config") { Description = "A configuration whose section Alerts says who is told (docs/reference/alerts.md): rialto.json or desk.json" };
        var command = new Command("watchdog", "Watch over a trading desk from another process: where it dies or hangs, cancel everything and tell people") { desk, hang, patience, kill, config };
        var keys = KeyOptions.AddTo(command);
        return command.Does(async (parsed, terminal, stop) =>
        {
            if (parsed.GetValue(hang) is not (>= 1 and <= 3_600) || parsed.GetValue(patience) is not (>= 5 and <= 3_600))
                throw new ToolException(ExitCode.Usage, "--hang is 1 to 3600 seconds, --patience 5 to 3600.");
            var options = new WatchdogOptions(
                parsed.GetValue(desk)!, TimeSpan.FromSeconds(parsed.GetValue(hang)), TimeSpan.FromSeconds(parsed.GetValue(patience)), parsed.GetValue(kill), keys.Of(parsed));
            var settings = AlertsOf(parsed.GetValue(config));
            using var logs = LoggerFactory.Create(logging => logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning));
            var alerts = new Alerts();
            await using var delivery = new AlertDelivery(settings, Role, alerts, logs, TimeProvider.System);
            try
            {
                await new Watchdog(options, alerts, said => Say(terminal, said)).RunAsync(stop);
            }
            catch (VenueKeyException problem)
            {
                throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
            }

            return ExitCode.Ok;
        });
    }

    /// <summary>The section <c>Alerts</c> of a file and of the environment; what else stands there is not this command's.</summary>
    /// <exception cref="ToolException">Names every offending key.</exception>
    internal static AlertSettings AlertsOf(string? path)
    {
        try
        {
            var all = new SettingSources();
            if (path is not null)
                all.AddFile(path);
            all.AddEnvironment(Environment.GetEnvironmentVariables());
            var section = new SettingSources();
            foreach (var setting in all.All.Where(setting => setting.Key.StartsWith("Alerts:", StringComparison.OrdinalIgnoreCase)))
                section.Set(setting.Key, setting.Value, setting.Source);
            var reader = new SettingsReader(section);
            var settings = AlertSettings.Read(reader);
            reader.ThrowIfRefused();
            return settings;
        }
        catch (ConfigurationException problem)
        {
            throw SettingOptions.Explain(problem);
        }
    }

    private static void Say(Terminal terminal, string said)
    {
        var time = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        if (terminal.IsJson)
            Terminal.Json(json =>
            {
                json.WriteString("event", "said");
                json.WriteString("time", time);
                json.WriteString("text", said);
            });
        else
            terminal.Line($"{time} {said}");
    }
}
