using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using Rialto.Host.Desk.Door;
using Rialto.Host.Desk.Plugins;
using Rialto.Host.Tools.Client;

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
                var (url, made) = Find(desk);
                var shown = parsed.GetValue(token) ?? Environment.GetEnvironmentVariable("RIALTO_DESK_TOKEN") ?? made ?? throw new ToolException(ExitCode.Usage, "The desk's door asks for an operator's token: --token, or RIALTO_DESK_TOKEN.");
                try
                {
                    // The door takes what lies in the desk's own folder, and nothing else.
                    var own = Path.Combine(desk, PluginShelf.FolderName, Path.GetFileName(file));
                    if (Path.GetFullPath(own) != Path.GetFullPath(file))
                    {
                        Directory.CreateDirectory(Path.GetDirectoryName(own)!);
                        File.Copy(file, own, overwrite: true);
                    }

                    await TellAsync(terminal, url, shown, parsed.GetValue(name)!, Path.GetFileName(file), stop);
                    return ExitCode.Ok;
                }
                catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or HttpRequestException or JsonException)
                {
                    throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
                }
            });
    }

    private static (Uri Url, string? Token) Find(string desk)
    {
        try
        {
            return DoorKeys.Find(desk) ?? throw new ToolException(ExitCode.NotFound, $"{desk} has no door of a running desk: set Door:Port, and name the desk's folder with --desk.");
        }
        catch (Exception problem) when (problem is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCode.Failed, $"{Path.Combine(desk, DoorKeys.FileName)} cannot be read: {problem.Message}", inner: problem);
        }
    }

    private static async Task TellAsync(Terminal terminal, Uri url, string token, string strategy, string plugin, CancellationToken stop)
    {
        using var client = new HttpClient { BaseAddress = url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("command", "swap");
            json.WriteString("strategy", strategy);
            json.WriteString("plugin", plugin);
            json.WriteEndObject();
        }

        using var body = new ByteArrayContent(buffer.ToArray());
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await client.PostAsync(new Uri("/api/v1/desk/commands", UriKind.Relative), body, stop);
        using var said = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(stop));
        if (!answer.IsSuccessStatusCode)
            throw new ToolException(ExitCode.Failed, said.RootElement.Member("detail") ?? said.RootElement.Member("title") ?? $"The desk answered {(int)answer.StatusCode}.");
        if (terminal.IsJson)
            Terminal.Json(json =>
            {
                json.WriteBoolean("accepted", true);
                json.WriteString("strategy", strategy);
                json.WriteString("plugin", plugin);
            });
        else
            terminal.Line($"{strategy} is of {plugin} now.");
    }
}
