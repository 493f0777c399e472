using System.CommandLine;
using System.Text.Json;
using Rialto.Host.Desk;
using Spectre.Console;

namespace Rialto.Host.Tools.Desk;

/// <summary><c>rialto strategies</c>, <c>positions</c>, <c>pnl</c> and <c>risk</c> of a desk: parts of its newest status, while it runs and afterwards.</summary>
internal static class DeskViewCommands
{
    private const string DefaultFolder = "data/desk";

    /// <summary>Strategies with their states and results.</summary>
    public static Command Strategies() => Make("strategies", "Strategies of a desk: state, result, orders", "strategies", ["name", "kind", "state", "#result", "#drawdown", "#intents", "#refused", "#fills", "#live_orders"]);

    /// <summary>Gains and losses.</summary>
    public static Command Pnl() => Make("pnl", "Gains and losses of a desk", "pnl", []);

    /// <summary>Limits and what is used.</summary>
    public static Command Risk() => Make("risk", "Limits of a desk, and its live orders", "risk", []);

    /// <summary>What a desk holds, for the command that shows positions of an exchange too.</summary>
    public static void Positions(Terminal terminal, string folder) => Print(terminal, folder, "positions", ["venue", "symbol", "#quantity", "#average", "#bought", "#sold", "#unrealised", "#fees"]);

    private static Command Make(string name, string description, string part, string[] columns)
    {
        var folder = new Option<string>("--desk") { Description = $"Folder of the desk's runs (Folder of desk.json); default {DefaultFolder}", DefaultValueFactory = _ => DefaultFolder };
        return new Command(name, description) { folder }.Does((parsed, terminal, _) =>
        {
            Print(terminal, parsed.GetValue(folder)!, part, columns);
            return Task.FromResult(ExitCode.Ok);
        });
    }

    private static void Print(Terminal terminal, string folder, string part, string[] columns)
    {
        try
        {
            var bytes = new DeskFolder(folder).ReadStatus() ?? throw new ToolException(ExitCode.NotFound, $"{folder} has no status of a desk: name its folder with --desk.");
            using var status = JsonDocument.Parse(bytes);
            var root = status.RootElement;
            if (terminal.IsJson)
            {
                Terminal.Json(json =>
                {
                    json.WriteBoolean("running", root.GetProperty("running").GetBoolean());
                    json.WriteString("time", root.GetProperty("time").GetString());
                    json.WritePropertyName(part);
                    root.GetProperty(part).WriteTo(json);
                });
                return;
            }

            terminal.Line($"{(root.GetProperty("running").GetBoolean() ? "running" : "ended")}, {root.GetProperty("time").GetString()}, in {root.GetProperty("reporting").GetString()}");
            terminal.Out.Write(columns.Length > 0 ? Rows(root.GetProperty(part), columns) : Fields(root.GetProperty(part)));
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCode.Failed, $"The status in {folder} cannot be read: {problem.Message}", inner: problem);
        }
    }

    private static Table Rows(JsonElement rows, string[] columns)
    {
        var table = Terminal.Table(columns);
        foreach (var row in rows.EnumerateArray())
            table.AddRow([.. columns.Select(column => Markup.Escape(row.GetProperty(column.TrimStart('#')).ToString()))]);
        return table;
    }

    private static Table Fields(JsonElement part)
    {
        var table = Terminal.Table("", "#");
        Add(table, "", part);
        return table;
    }

    private static void Add(Table table, string prefix, JsonElement part)
    {
        foreach (var field in part.EnumerateObject())
        {
            if (field.Value.ValueKind == JsonValueKind.Object)
                Add(table, field.Name + ".", field.Value);
            else
                table.AddRow(Markup.Escape(prefix + field.Name), Markup.Escape(field.Value.ToString()));
        }
    }
}
