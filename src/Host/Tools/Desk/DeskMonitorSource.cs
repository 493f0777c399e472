using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Rialto.Host.Desk;
using Rialto.Host.Desk.Door;
using Rialto.Host.Tools.Client;

namespace Rialto.Host.Tools.Desk;

/// <summary>Asks a desk what it is: its door where it has one, else the status that it writes to its folder. Who may read the folder's token may stop it too.</summary>
/// <param name="folder">Of the desk's runs.</param>
internal sealed class DeskMonitorSource(string folder) : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = _patience }) { Timeout = _patience };

    /// <summary>Where the last answer came from, for people.</summary>
    public string From { get; private set; } = "";

    /// <summary>True where the last answer came over a door: then it may be asked several times a second.</summary>
    public bool HasDoor { get; private set; }

    /// <summary>What the desk is now.</summary>
    /// <exception cref="ToolException">Nothing answers, and there is no status either.</exception>
    public async Task<JsonElement> AskAsync(CancellationToken stop)
    {
        if (Door() is { } door)
        {
            try
            {
                var view = await GetAsync(door, "/api/v1/desk", stop);
                (From, HasDoor) = (door.Url.ToString().TrimEnd('/'), true);
                return view;
            }
            catch (Exception gone) when (gone is HttpRequestException or JsonException || (gone is OperationCanceledException && !stop.IsCancellationRequested))
            {
                // A desk that was killed leaves its address behind; its last status tells more.
            }
        }

        HasDoor = false;
        From = folder;
        try
        {
            return JsonElement.Parse(new DeskFolder(folder).ReadStatus() ?? throw new ToolException(ExitCode.NotFound, $"{folder} has no status of a desk: name its folder with --desk."));
        }
        catch (Exception problem) when (problem is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCode.Failed, $"The status in {folder} cannot be read: {problem.Message}", inner: problem);
        }
    }

    /// <summary>Results of the day, oldest first; empty where there is no door.</summary>
    public async Task<double[]> SeriesAsync(CancellationToken stop)
    {
        if (!HasDoor || Door() is not { } door)
            return [];
        try
        {
            return [.. (await GetAsync(door, "/api/v1/desk/series", stop)).GetProperty("intraday").Items("value").Select(value => value.GetDouble())];
        }
        catch (Exception gone) when (gone is HttpRequestException or JsonException or KeyNotFoundException || (gone is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return [];
        }
    }

    /// <summary>Stops everything.</summary>
    /// <param name="confirm">The desk's name, as somebody typed it.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <returns>What the desk said, for people.</returns>
    public async Task<string> StopAsync(string confirm, CancellationToken stop)
    {
        if (Door() is not { Token: { } token } door)
            return "There is no door with a token here: use 'rialto stop --emergency'.";
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(door.Url, "/api/v1/desk/commands"));
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("command", "emergency_stop");
            json.WriteString("confirm", confirm);
            json.WriteString("reason", "from the monitor");
            json.WriteEndObject();
        }

        request.Content = new StringContent(Encoding.UTF8.GetString(body.ToArray()), Encoding.UTF8, "application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var response = await _http.SendAsync(request, stop);
            return response.IsSuccessStatusCode ? "Everything is stopped." : $"Not stopped: {JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(stop)).Member("detail")}";
        }
        catch (Exception gone) when (gone is HttpRequestException or JsonException || (gone is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return $"Not stopped: {gone.Message} 'rialto stop --emergency' works when the desk hangs.";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private (Uri Url, string? Token)? Door()
    {
        try
        {
            return DoorKeys.Find(folder);
        }
        catch (Exception problem) when (problem is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private async Task<JsonElement> GetAsync((Uri Url, string? Token) door, string path, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(door.Url, path));
        if (door.Token is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _http.SendAsync(request, stop);
        response.EnsureSuccessStatusCode();
        return JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(stop));
    }
}
