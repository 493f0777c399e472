using System.Text.Json;

namespace Rialto.Host.Tools.Feeds;

/// <summary>Asks a feed role what it sees.</summary>
/// <param name="url">Its address.</param>
internal sealed class MonitorSource(Uri url) : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = _patience }) { Timeout = _patience };

    /// <summary>The role's address.</summary>
    public Uri Url => url;

    /// <summary>What the role sees now.</summary>
    /// <exception cref="ToolException">Nothing answers there, or something else does; the message says what to do.</exception>
    public async Task<JsonElement> AskAsync(CancellationToken stop)
    {
        HttpResponseMessage response;
        try
        {
            response = await _http.GetAsync(new Uri(url, "/api/v1/feeds"), stop);
        }
        catch (HttpRequestException problem)
        {
            throw new ToolException(ExitCode.Unreachable, $"Nothing answers at {Text}: {problem.Message} Start 'rialto feed --http PORT', or name its address with --url.", inner: problem);
        }
        catch (OperationCanceledException problem) when (!stop.IsCancellationRequested)
        {
            throw new ToolException(ExitCode.Unreachable, $"{Text} did not answer within {_patience.TotalSeconds:0} s.", inner: problem);
        }

        using (response)
        {
            try
            {
                if (response.IsSuccessStatusCode && JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(stop)) is var view && view.ValueKind == JsonValueKind.Object && view.TryGetProperty("venues", out _))
                    return view;
            }
            catch (JsonException)
            {
                // Something that is no feed role; said below.
            }

            throw new ToolException(ExitCode.Unreachable, $"What answers at {Text} is no feed role ({(int)response.StatusCode} at /api/v1/feeds). 'rialto feed --http PORT' prints its address.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private string Text => url.ToString().TrimEnd('/');
}
