using System.CommandLine;
using System.Text.Json;

namespace Rialto.Host.Tools.Desk;

/// <summary><c>rialto positions settle VENUE:SYMBOL PRICE</c>: tells a running desk what a listing was paid at its end, where its feed does not; through the desk's door.</summary>
internal static class SettleCommand
{
    public static Command Make()
    {
        var market = new Argument<string>("market") { Description = "Which listing has ended: VENUE:SYMBOL, as rialto positions --desk names it" };
        var price = new Argument<string>("price") { Description = "What each unit is paid: 0 to 1 for an outcome, the settlement price of a contract; or refund: everybody gets back what he paid" };
        var reason = new Option<string>("--reason") { Description = "Who says so; it is journaled", Required = true };
        var folder = new Option<string>("--desk") { Description = $"Folder of the desk's runs (Folder of desk.json); default {DeskViewCommands.DefaultFolder}", DefaultValueFactory = _ => DeskViewCommands.DefaultFolder };
        var token = new Option<string?>("--token") { Description = "Token of an operator; default: the one in the desk's door.json, or RIALTO_DESK_TOKEN" };
        return new Command("settle", "Tell a running trading desk what a listing was paid at its end: on paper its position is closed at that, with real orders the venue's payment is expected") { market, price, reason, folder, token }
            .Does(async (parsed, terminal, stop) =>
            {
                var (name, paid) = (parsed.GetValue(market)!, parsed.GetValue(price)!);
                var colon = name.IndexOf(':', StringComparison.Ordinal);
                if (colon <= 0 || colon == name.Length - 1)
                    throw new ToolException(ExitCode.Usage, $"A market is VENUE:SYMBOL, not '{name}'.");
                try
                {
                    await DoorClient.Find(parsed.GetValue(folder)!, parsed.GetValue(token))
                        .TellAsync([("command", "settle"), ("venue", name[..colon]), ("symbol", name[(colon + 1)..]), ("value", paid), ("reason", parsed.GetValue(reason)!)], stop);
                }
                catch (Exception problem) when (problem is HttpRequestException or JsonException)
                {
                    throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
                }

                if (terminal.IsJson)
                    Terminal.Json(json =>
                    {
                        json.WriteBoolean("accepted", true);
                        json.WriteString("market", name);
                        json.WriteString("price", paid);
                    });
                else
                    terminal.Line($"{name} is settled at {paid}.");
                return ExitCode.Ok;
            });
    }
}
