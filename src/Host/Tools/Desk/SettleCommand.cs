using System.CommandLine;
using System.Text.Json;
using Rialto.Host.Desk;
using Rialto.Host.Desk.Door;
using Rialto.Host.Tools.Client;

namespace Rialto.Host.Tools.Desk;

/// <summary><c>rialto positions settle VENUE:SYMBOL PRICE</c>: tells a running desk what a listing was paid at its end, where its feed does not; through the desk's door.</summary>
internal static class SettleCommand
{
    public static Command Make()
    {
        var market = new Argument<string>("market") { Description = "Which listing has ended: VENUE:SYMBOL, as rialto positions --desk names it" };
        var price = new Argument<string>("price") { Description = "What each unit is paid: 0 to 1 for an outcome, the settlement price of a contract; or refund: everybody gets back what he paid; or open: what was told is taken back, until it was paid" };
        var reason = new Option<string>("--reason") { Description = "Who says so; it is journaled", Required = true };
        var folder = new Option<string>("--desk") { Description = $"Folder of the desk's runs (Folder of desk.json); default {DeskViewCommands.DefaultFolder}", DefaultValueFactory = _ => DeskViewCommands.DefaultFolder };
        var token = new Option<string?>("--token") { Description = "Token of an operator; default: the one in the desk's door.json, or RIALTO_DESK_TOKEN" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask whether it is the right market" };
        return new Command("settle", "Tell a running trading desk what a listing was paid at its end: on paper its position is closed at that, with real orders the venue's payment is expected") { market, price, reason, folder, token, yes }
            .Does(async (parsed, terminal, stop) =>
            {
                var (name, paid) = (parsed.GetValue(market)!, parsed.GetValue(price)!);
                var colon = name.IndexOf(':', StringComparison.Ordinal);
                if (colon <= 0 || colon == name.Length - 1)
                    throw new ToolException(ExitCode.Usage, $"A market is VENUE:SYMBOL, not '{name}'.");
                try
                {
                    var door = DoorClient.Find(parsed.GetValue(folder)!, parsed.GetValue(token));
                    if (paid != DoorCommands.TakesBack && !parsed.GetValue(yes))
                        Confirm(terminal, parsed.GetValue(folder)!, name, paid);
                    await door.TellAsync([("command", "settle"), ("venue", name[..colon]), ("symbol", name[(colon + 1)..]), ("value", paid), ("reason", parsed.GetValue(reason)!), ("confirm", name)], stop);
                }
                catch (Exception problem) when (problem is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException)
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
                    terminal.Line(paid == DoorCommands.TakesBack ? $"{name} has not ended: what was told is taken back." : $"{name} is settled at {paid}. Until it is paid, rialto positions settle {name} {DoorCommands.TakesBack} takes that back.");
                return ExitCode.Ok;
            });
    }

    /// <summary>Shows what is held of the market and what follows, and asks for its name.</summary>
    /// <exception cref="ToolException">It was not typed, or nobody can be asked.</exception>
    private static void Confirm(Terminal terminal, string folder, string name, string paid)
    {
        using var status = JsonDocument.Parse(new DeskFolder(folder).ReadStatus() ?? throw new ToolException(ExitCode.NotFound, $"{folder} has no status of a desk: name its folder with --desk."));
        var isLive = status.RootElement.Member("mode") == "live";
        var held = status.RootElement.Items("positions").Where(position => $"{position.Member("venue")}:{position.Member("symbol")}" == name).ToList();
        if (held is not [var position])
            throw new ToolException(ExitCode.NotFound, $"The desk has no {name}. There are: {string.Join(", ", status.RootElement.Items("positions").Select(one => $"{one.Member("venue")}:{one.Member("symbol")}"))}.");
        var market = position.Member("bid") is { } bid && position.Member("ask") is { } ask ? $"its market is {bid} to {ask}{(position.GetProperty("trusted").GetBoolean() ? "" : ", not believed now")}" : "it has no market now";
        terminal.Note($"{name}: {position.Member("quantity")} held at {position.Member("average")}, {market}.");
        terminal.Note($"It is to be settled at {paid} each. From then on the desk takes no order of it, a stop-loss neither, and its position counts at that price in the day's loss. "
            + (isLive ? $"The venue's payment is expected; until then it can be taken back (rialto positions settle {name} {DoorCommands.TakesBack})." : "The position is paid at once: that cannot be taken back."));
        if (terminal.IsJson || Console.IsInputRedirected)
            throw new ToolException(ExitCode.Usage, "Nobody can be asked whether that is right: say --yes.");
        terminal.Note($"Type {name} to go on:");
        if (Console.ReadLine()?.Trim() != name)
            throw new ToolException(ExitCode.Refused, "Nothing was told to the desk.");
    }
}
