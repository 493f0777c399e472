using System.CommandLine;
using System.Globalization;
using Rialto.Host.Tools.Client;
using Rialto.Host.Tools.Desk;
using Spectre.Console;

namespace Rialto.Host.Tools.Margin;

/// <summary><c>rialto positions [USER]</c>: what an account has open in contracts, at the present mark.</summary>
internal static class PositionsCommand
{
    public static Command Make()
    {
        var user = MarginCommand.OptionalUser();
        var desk = new Option<string?>("--desk") { Description = "Folder of a trading desk's runs: what that desk holds, in the place of an account" };
        return new Command("positions", "Positions in contracts, with their profit at the present mark; of a trading desk with --desk") { user, desk, SettleCommand.Make() }.WithConnection().Does(async (parsed, terminal, stop) =>
        {
            if (parsed.GetValue(desk) is { } folder)
            {
                DeskViewCommands.Positions(terminal, folder);
                return ExitCode.Ok;
            }

            using var client = new RestClient(parsed.Connection());
            var table = Terminal.Table("contract", "#quantity", "#entry", "#mark", "#unrealised", "#realised", "#funding", "#margin", "leverage");
            for (string? after = "0"; after is not null;)
            {
                var path = string.Create(CultureInfo.InvariantCulture, $"/api/v1/users/{Uri.EscapeDataString(parsed.GetValue(user)!)}/positions?limit=1000&after={after}");
                var reply = (await client.SignedAsync(HttpMethod.Get, path, null, stop)).OrThrow();
                if (terminal.IsJson)
                    Terminal.Json(reply.Text);
                foreach (var position in reply.Root.Items("positions"))
                {
                    table.AddRow([
                        .. MarginCommand.Cells(position, "symbol", "quantity", "avg_entry_price", "mark_price", "unrealized_pnl", "realized_pnl", "funding", "margin_used"),
                        Markup.Escape($"{position.Cell("leverage")}x {position.Cell("mode")}")]);
                }

                after = reply.Root.Member("next");
            }

            if (!terminal.IsJson && table.Rows.Count > 0)
                terminal.Out.Write(table);
            else if (!terminal.IsJson)
                terminal.Line("No positions.");
            return ExitCode.Ok;
        });
    }
}
