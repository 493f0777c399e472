using System.CommandLine;
using Rialto.Host.Config;
using Rialto.Host.Desk.Gateways;
using Rialto.Host.Desk.Keys;

namespace Rialto.Host.Tools.Desk;

/// <summary><c>rialto gateway</c>: the process that holds a venue's key and signs what its policy allows.</summary>
internal static class GatewayCommand
{
    private const int AwayMaxSeconds = 3_600;
    private const int DeadManSeconds = 30;
    private const int DeadManLeast = 3;

    public static Command Make()
    {
        var name = new Option<string>("--venue") { Description = "Which venue", Required = true };
        var policy = new Option<string>("--policy") { Description = "What may be signed (docs/guide/keys-and-safety.md); what it does not name is refused", Required = true };
        var socket = new Option<string?>("--socket") { Description = "Where desks connect; default data/gateways/VENUE.sock" };
        var away = new Option<double>("--away-cancel") { Description = "Cancel the desk's orders after so many seconds without a sign of life, 1 to 3600", DefaultValueFactory = static _ => 5 };
        var deadMan = new Option<int?>("--dead-man") { Description = "Seconds of the venue's own dead man's switch, where it has one; 0: none; default 30" };
        var keep = new Option<bool>("--keep-orders") { Description = "An orderly end leaves the desk's orders where they are; otherwise it cancels them" };
        var command = new Command("gateway", "Hold a venue's key in a process of its own: sign what a policy allows, and cancel for a desk that is away") { name, policy, socket, away, deadMan, keep };
        var keys = KeyOptions.AddTo(command);
        var address = VenueAddress.AddTo(command);
        return command.Does(async (parsed, terminal, stop) =>
        {
            var venue = address.Of(parsed, VenueKeysCommand.VenueOf(parsed.GetValue(name)!));
            var (seconds, most) = (parsed.GetValue(away), venue.Capabilities.HasDeadMan ? venue.Capabilities.DeadManMaxMs / 1_000 : 0);
            if (seconds is not (>= 1 and <= AwayMaxSeconds))
                throw new ToolException(ExitCode.Usage, FormattableString.Invariant($"--away-cancel is 1 to {AwayMaxSeconds} seconds, not {seconds}."));
            if (parsed.GetValue(deadMan) is { } wanted and not 0 && (wanted < DeadManLeast || wanted > most))
                throw new ToolException(ExitCode.Usage, most == 0 ? $"{venue.Name} has no dead man's switch." : FormattableString.Invariant($"--dead-man is {DeadManLeast} to {most} seconds at {venue.Name}, or 0, not {wanted}."));
            var options = new GatewayOptions
            {
                Socket = parsed.GetValue(socket) ?? Path.Combine("data", "gateways", venue.Name + ".sock"),
                Away = TimeSpan.FromSeconds(seconds),
                DeadMan = TimeSpan.FromSeconds(Math.Min(most, parsed.GetValue(deadMan) ?? DeadManSeconds)),
                KeepsOrders = parsed.GetValue(keep),
                Rehearses = true,
            };
            try
            {
                var rules = GatewayPolicy.Read(parsed.GetValue(policy)!, venue.Name);
                using var opened = VenueKeys.Open(keys.Of(parsed), venue.Venue);
                await using var gateway = new VenueGateway(options, venue, opened.For(venue.Venue), rules, TimeProvider.System, said => Say(terminal, said));
                Begin(terminal, options, gateway);
                await gateway.RunAsync(stop);
                return ExitCode.Ok;
            }
            catch (ConfigurationException problem)
            {
                throw SettingOptions.Explain(problem);
            }
            catch (ArgumentException wrong)
            {
                throw new ToolException(ExitCode.Usage, wrong.Message, inner: wrong);
            }
            catch (VenueKeyException problem)
            {
                throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
            }
        });
    }

    private static void Begin(Terminal terminal, GatewayOptions options, VenueGateway gateway)
    {
        if (terminal.IsJson)
            Terminal.Json(json =>
            {
                json.WriteString("event", "ready");
                json.WriteString("socket", Path.GetFullPath(options.Socket));
                json.WriteString("route", gateway.Route);
            });
        else
            terminal.Line($"{gateway.Route}; desks connect at {Path.GetFullPath(options.Socket)}. Ctrl+C ends.");
    }

    private static void Say(Terminal terminal, string said)
    {
        var time = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        if (terminal.IsJson)
            Terminal.Json(json =>
            {
                json.WriteString("event", "said");
                json.WriteString("time", time);
                json.WriteString("text", said);
            });
        else
            terminal.Note($"{time} {said}");
    }
}
