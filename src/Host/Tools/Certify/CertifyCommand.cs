using System.CommandLine;
using Rialto.Gateways.Faults;
using Rialto.Host.Config;

namespace Rialto.Host.Tools.Certify;

/// <summary><c>rialto certify</c>: plays what can go wrong at a venue against a bot, and judges what the bot does.</summary>
internal static class CertifyCommand
{
    private static readonly TimeSpan BotPatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PersonPatience = TimeSpan.FromHours(1);

    private static readonly Dictionary<string, FaultDoor[]> Doors = new(StringComparer.Ordinal)
    {
        ["all"] = Enum.GetValues<FaultDoor>(),
        ["binance"] = [FaultDoor.BinanceRest, FaultDoor.BinanceStream, FaultDoor.BinanceApi],
        ["fix"] = [FaultDoor.Fix],
        ["rest"] = [FaultDoor.Rest, FaultDoor.Ws],
        ["native"] = [FaultDoor.Native],
    };

    public static Command Make()
    {
        var scenarios = new Option<string>("--scenarios") { Description = "File with a list of scenarios (JSON), or 'all'", DefaultValueFactory = _ => "all" };
        var door = new Option<string>("--door") { Description = "Where faults happen: binance, fix, rest, native or all", DefaultValueFactory = _ => "all" };
        door.AcceptOnlyFromAmong([.. Doors.Keys]);
        var seconds = new Option<int>("--seconds") { Description = "How long a scenario waits for its fault to happen, and for a bot to come back; 1 to 3600", DefaultValueFactory = _ => 20 };
        var strict = new Option<bool>("--strict") { Description = "What was not exercised counts against the bot" };
        var bot = new Argument<string[]>("bot") { Description = "After --: the bot's command; it finds addresses, key and secret in its environment", Arity = ArgumentArity.ZeroOrMore };
        return new Command("certify", "Certify a bot: an exchange of its own misbehaves scenario by scenario, and what the bot does is judged") { scenarios, door, seconds, strict, bot }.Does(async (parsed, terminal, stop) =>
        {
            if (parsed.GetValue(seconds) is < 1 or > 3_600)
                throw new ToolException(ExitCode.Usage, "--seconds must be from 1 to 3600.");
            return await RunAsync(terminal, ScenarioList.Load(parsed.GetValue(scenarios)!), Doors[parsed.GetValue(door)!], parsed.GetValue(seconds), parsed.GetValue(strict), parsed.GetValue(bot) ?? [], stop);
        });
    }

    private static async Task<int> RunAsync(Terminal terminal, IReadOnlyList<Scenario> scenarios, FaultDoor[] doors, int seconds, bool isStrict, string[] command, CancellationToken stop)
    {
        try
        {
            await using var venue = new CertifyVenue();
            await venue.StartAsync(stop);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var market = new LoadGenerator(venue).RunAsync(over.Token);
            try
            {
                Announce(terminal, venue, command);
                using var bot = command.Length == 0 ? null : BotProcess.Start(command, venue.Environment);
                var certification = new Certification(venue, doors, seconds, () => bot is { HasEnded: true });
                if (!await certification.ArrivesAsync(bot is null ? PersonPatience : BotPatience, stop))
                    throw new ToolException(ExitCode.Failed, bot is { HasEnded: true } ? $"The bot ended with exit code {bot.ExitCode} before it had asked the exchange for anything." : "No bot was heard of.");
                var card = new ScoreCard(terminal);
                foreach (var scenario in scenarios)
                    card.Add(scenario, await certification.PlayAsync(scenario, stop));
                var isGood = card.IsGood(isStrict);
                card.Close(isGood);
                return isGood ? ExitCode.Ok : ExitCode.Failed;
            }
            finally
            {
                await over.CancelAsync();
                await market;
            }
        }
        catch (ConfigurationException problem)
        {
            throw SettingOptions.Explain(problem);
        }
    }

    private static void Announce(Terminal terminal, CertifyVenue venue, string[] command)
    {
        var environment = venue.Environment;
        if (terminal.IsJson)
        {
            Terminal.Json(json =>
            {
                json.WriteString("event", "ready");
                foreach (var (name, value) in environment)
                    json.WriteString(name, value);
            });
            return;
        }

        terminal.Line("An exchange for certification: it injects faults, its market is made by a load generator, its money is play money, and all of it goes when this ends.");
        foreach (var (name, value) in environment)
            terminal.Line($"{name,-22} {value}");
        terminal.Line(command.Length > 0 ? $"Starting   {string.Join(' ', command)}" : "Waiting for a bot that trades with this key. Ctrl+C ends it.");
    }
}
