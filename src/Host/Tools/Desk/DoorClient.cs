using System.Net.Http.Headers;
using System.Text.Json;
using Rialto.Host.Desk.Door;
using Rialto.Host.Tools.Client;

namespace Rialto.Host.Tools.Desk;

/// <summary>Tells a running desk something through its door.</summary>
/// <param name="url">Of the door.</param>
/// <param name="token">An operator's.</param>
internal sealed class DoorClient(Uri url, string token)
{
    /// <summary>The door of the desk of a folder.</summary>
    /// <param name="desk">The folder.</param>
    /// <param name="token">As it was given; null: the environment's, or the one that the desk has made.</param>
    /// <exception cref="ToolException">It has none that runs, or wants a token that nobody gave.</exception>
    public static DoorClient Find(string desk, string? token)
    {
        try
        {
            var (url, made) = DoorKeys.Find(desk) ?? throw new ToolException(ExitCode.NotFound, $"{desk} has no door of a running desk: set Door:Port, and name the desk's folder with --desk.");
            return new DoorClient(
                url, token ?? Environment.GetEnvironmentVariable("RIALTO_DESK_TOKEN") ?? made ?? throw new ToolException(ExitCode.Usage, "The desk's door asks for an operator's token: --token, or RIALTO_DESK_TOKEN."));
        }
        catch (Exception problem) when (problem is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCode.Failed, $"{Path.Combine(desk, DoorKeys.FileName)} cannot be read: {problem.Message}", inner: problem);
        }
    }

    /// <summary>Tells a command, and waits for what the trader says.</summary>
    /// <exception cref="ToolException">It was refused; the message says why.</exception>
    /// <exception cref="HttpRequestException">The door did not answer.</exception>
    public async Task TellAsync(IReadOnlyList<(string Name, string Value)> fields, CancellationToken stop)
    {
        using var client = new HttpClient { BaseAddress = url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in fields)
                json.WriteString(name, value);
            json.WriteEndObject();
        }

        using var body = new ByteArrayContent(buffer.ToArray());
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await client.PostAsync(new Uri("/api/v1/desk/commands", UriKind.Relative), body, stop);
        using var said = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(stop));
        if (!answer.IsSuccessStatusCode)
            throw new ToolException(ExitCode.Failed, said.RootElement.Member("detail") ?? said.RootElement.Member("title") ?? $"The desk answered {(int)answer.StatusCode}.");
    }
}
