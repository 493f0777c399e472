using System.Text.Json;
using Rialto.Host.Tools.Client;

namespace Rialto.Integration;

/// <summary><c>rialto up</c> on free ports, ready to take orders.</summary>
internal sealed class RunningExchange : IAsyncDisposable
{
    private RunningExchange(RialtoProcess process, string folder, JsonElement ready, JsonElement? recovered)
    {
        Recovered = recovered;
        Process = process;
        Folder = folder;
        Ready = ready;
        Connection = Connection.Find(null, null, null, null, folder);
        Client = new RestClient(Connection);
    }

    public RialtoProcess Process { get; }

    public string Folder { get; }

    /// <summary>What it said when it was ready.</summary>
    public JsonElement Ready { get; }

    /// <summary>What it said it had found.</summary>
    public JsonElement? Recovered { get; }

    /// <summary>Addresses and key from the profile it wrote.</summary>
    public Connection Connection { get; }

    public RestClient Client { get; }

    public static Task<RunningExchange> StartAsync(string folder, params string[] more) => StartAsync(folder, 0, more);

    /// <summary>As <see cref="StartAsync(string, string[])"/> at a port that an exchange before it had.</summary>
    public static async Task<RunningExchange> StartAsync(string folder, int port, params string[] more)
    {
        var process = RialtoProcess.Start(
            ["up", "--json", "--data", folder, "--http", port.ToString(System.Globalization.CultureInfo.InvariantCulture), "--native", "0", .. more]);
        try
        {
            JsonElement? recovered = null;
            while (true)
            {
                var line = JsonElement.Parse(await process.LineAsync());
                if (line.Member("event") == "recovered")
                    recovered = line;
                if (line.Member("event") == "ready")
                    return new RunningExchange(process, folder, line, recovered);
            }
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>A tool against this exchange, found through its data folder as on a person's machine.</summary>
    public Task<Finished> ToolAsync(params string[] arguments) => RialtoProcess.RunAsync([.. arguments, "--data", Folder]);

    /// <summary>With a new key of a user in a role.</summary>
    public async Task<RestClient> ClientOfAsync(string user, string role)
    {
        var made = JsonElement.Parse((await ToolAsync("keys", "create", user, "--role", role, "--json")).Output);
        return new RestClient(Connection.Find(Connection.Url.ToString(), null, made.Member("key"), made.Member("secret"), Folder));
    }

    public Task<Reply> GetAsync(string path) => Client.GetAsync(path, CancellationToken.None);

    public Task<Reply> SignedAsync(HttpMethod method, string path, string? body = null) =>
        Client.SignedAsync(method, path, body is null ? null : System.Text.Encoding.UTF8.GetBytes(body), CancellationToken.None);

    /// <summary>The metrics page.</summary>
    public async Task<string> MetricsAsync()
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri(Connection.Url, "/metrics"));
    }

    /// <summary>Done once the condition holds, asked again and again; no wait is for ever.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(RialtoProcess.Patience);
        while (!await condition())
            await Task.Delay(20, patience.Token);
    }

    /// <summary>Asks it to stop and waits until it has.</summary>
    public async Task<Finished> StopAsync(string signal = "TERM")
    {
        await Process.SignalAsync(signal);
        return await Process.EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Process.DisposeAsync();
    }
}
