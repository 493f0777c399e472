using System.CommandLine;
using System.Text.Json;
using Rialto.Host.Desk.Plugins;

namespace Rialto.Host.Tools.Desk;

/// <summary><c>rialto strategies swap NAME --plugin FILE</c>: another assembly's strategy takes the place of one that runs, through the desk's door.</summary>
internal static class StrategySwapCommand
{
    public static Command Make()
    {
        var name = new Argument<string>("name") { Description = "The strategy that runs" };
        var plugin = new Option<string>("--plugin") { Description = "The assembly whose strategy of the same kind takes its place", Required = true };
        var folder = new Option<string>("--desk") { Description = $"Folder of the desk's runs (Folder of desk.json); default {DeskViewCommands.DefaultFolder}", DefaultValueFactory = _ => DeskViewCommands.DefaultFolder };
        var token = new Option<string?>("--token") { Description = "Token of an operator; default: the one in the desk's door.json, or RIALTO_DESK_TOKEN" };
        return new Command("swap", "Put a strategy of another assembly in the place of one that runs: state, orders, positions and results go over") { name, plugin, folder, token }
            .Does(async (parsed, terminal, stop) =>
            {
                var (desk, file) = (parsed.GetValue(folder)!, parsed.GetValue(plugin)!);
                if (!File.Exists(file))
                    throw new ToolException(ExitCode.NotFound, $"There is no file {file}.");
                var door = DoorClient.Find(desk, parsed.GetValue(token));
                try
                {
                    // The door takes what lies in the desk's own folder, and nothing else.
                    var own = Path.Combine(desk, PluginShelf.FolderName, Path.GetFileName(file));
                    if (Path.GetFullPath(own) != Path.GetFullPath(file))
                    {
                        Directory.CreateDirectory(Path.GetDirectoryName(own)!);
                        File.Copy(file, own, overwrite: true);
                    }

                    var (strategy, assembly) = (parsed.GetValue(name)!, Path.GetFileName(file));
                    await door.TellAsync([("command", "swap"), ("strategy", strategy), ("plugin", assembly)], stop);
                    if (terminal.IsJson)
                        Terminal.Json(json =>
                        {
                            json.WriteBoolean("accepted", true);
                            json.WriteString("strategy", strategy);
                            json.WriteString("plugin", assembly);
                        });
                    else
                        terminal.Line($"{strategy} is of {assembly} now.");
                    return ExitCode.Ok;
                }
                catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or HttpRequestException or JsonException)
                {
                    throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
                }
            });
    }
}
