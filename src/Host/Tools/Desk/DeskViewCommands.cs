using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Rialto.Host.Desk;

namespace Rialto.Host.Tools.Desk;

/// <summary><c>rialto strategies</c>, <c>positions</c>, <c>pnl</c> and <c>risk</c> of a desk: parts of its newest status, while it runs and afterwards.</summary>
internal static class DeskViewCommands
{
    internal const string DefaultFolder = "data/desk";

    /// <summary>Strategies with their states, results and parameters.</summary>
    public static Command Strategies() => Make("strategies", "Strategies of a desk: state, results by market, orders, parameters", (json, root) => Copy(json, root, "strategies", "experiments", "signals", "opportunities", "leg_sets"), DeskStatusTables.Strategies, StrategySwapCommand.Make());

    /// <summary>Gains and losses.</summary>
    public static Command Pnl() => Make("pnl", "Gains and losses of a desk, in all and by strategy and market", (json, root) => Copy(json, root, "pnl", "strategies"), DeskStatusTables.Pnl);

    /// <summary>Limits and what is used of each.</summary>
    public static Command Risk() => Make("risk", "Limits of a desk with what is used of each, its modes, and how it stands with its venues", (json, root) => Copy(json, root, "risk", "venues"), DeskStatusTables.Risk);

    /// <summary>What a desk holds, for the command that shows positions of an exchange too.</summary>
    public static void Positions(Terminal terminal, string folder) => Print(terminal, folder, (json, root) => Copy(json, root, "positions", "open_orders", "balances"), DeskStatusTables.Positions);

    private static Command Make(string name, string description, Action<Utf8JsonWriter, JsonElement> json, Action<Terminal, JsonElement> tables, params Command[] more)
    {
        var folder = new Option<string>("--desk") { Description = $"Folder of the desk's runs (Folder of desk.json); default {DefaultFolder}", DefaultValueFactory = _ => DefaultFolder };
        var command = new Command(name, description) { folder };
        foreach (var one in more)
            command.Add(one);
        return command.Does((parsed, terminal, _) =>
        {
            Print(terminal, parsed.GetValue(folder)!, json, tables);
            return Task.FromResult(ExitCode.Ok);
        });
    }

    private static void Print(Terminal terminal, string folder, Action<Utf8JsonWriter, JsonElement> write, Action<Terminal, JsonElement> tables)
    {
        try
        {
            var bytes = new DeskFolder(folder).ReadStatus() ?? throw new ToolException(ExitCode.NotFound, $"{folder} has no status of a desk: name its folder with --desk.");
            using var status = JsonDocument.Parse(bytes);
            var root = status.RootElement;
            var isRunning = root.GetProperty("running").GetBoolean();
            var isDead = isRunning && IsDead(folder, root);
            if (terminal.IsJson)
            {
                Terminal.Json(json =>
                {
                    json.WriteBoolean("running", isRunning && !isDead);
                    json.WriteBoolean("killed", isDead);
                    json.WriteString("time", root.GetProperty("time").GetString());
                    write(json, root);
                });
                return;
            }

            terminal.Line($"{(isDead ? "KILLED: its process is gone, and this is what it said last" : isRunning ? "running" : "ended")}, {root.GetProperty("time").GetString()}, in {root.GetProperty("reporting").GetString()}");
            if (root.GetProperty("stopped").GetBoolean())
                terminal.Line("EMERGENCY STOP: nothing is placed until somebody resumes it.");
            tables(terminal, root);
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCode.Failed, $"The status in {folder} cannot be read: {problem.Message}", inner: problem);
        }
    }

    /// <summary>A desk that says that it runs, and is not there any more: one with real orders holds its folder as long as it lives, another is a process of this machine.</summary>
    private static bool IsDead(string folder, JsonElement root)
    {
        if (root.GetProperty("mode").GetString() == "live")
            return !new DeskFolder(folder).IsHeld();
        try
        {
            using var process = Process.GetProcessById(root.GetProperty("process").GetInt32());
            return process.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private static void Copy(Utf8JsonWriter json, JsonElement root, params ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
        {
            json.WritePropertyName(part);
            root.GetProperty(part).WriteTo(json);
        }
    }
}
