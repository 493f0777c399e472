using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Rialto.Load.Serving;

/// <summary>An exchange of its own for the measurement: a fresh data folder, free ports, limits that do not slow one busy client.</summary>
internal sealed class HostProcess : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _folder;
    private readonly StringBuilder _output = new();

    private HostProcess(Process process, string folder)
    {
        _process = process;
        _folder = folder;
    }

    /// <summary>Base address of REST and WebSocket.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1");

    /// <summary>Address and port of the native protocol; null where it is off.</summary>
    public string? Native { get; private set; }

    /// <summary>Address and port of FIX; null where it is off.</summary>
    public string? Fix { get; private set; }

    /// <summary>Key id of the development key.</summary>
    public string Key { get; private set; } = "";

    /// <summary>Its secret.</summary>
    public string Secret { get; private set; } = "";

    /// <summary>Where its keys are.</summary>
    public string KeysFolder => Path.Combine(_folder, "keys");

    /// <summary>Processor time the exchange has used so far, on all cores.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts an exchange and waits until it is ready.</summary>
    /// <param name="repository">Where src/Host is built (Release).</param>
    /// <param name="durability">The journal's policy: fsync, os or memory.</param>
    public static HostProcess Start(string repository, string durability)
    {
        var program = Path.Combine(repository, "src", "Host", "bin", "Release", "net10.0", "rialto.dll");
        if (!File.Exists(program))
            throw new FileNotFoundException("Build src/Host first: dotnet build src/Host -c Release.", program);
        var folder = Directory.CreateTempSubdirectory("rialto-load-").FullName;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = folder };
        start.ArgumentList.Add(program);
        start.ArgumentList.Add("up");
        var settings = start.Environment;
        settings["RIALTO__Data__Directory"] = folder;
        settings["RIALTO__Http__Port"] = "0";
        settings["RIALTO__Native__Port"] = "0";
        settings["RIALTO__Fix__Enabled"] = "true";
        settings["RIALTO__Fix__Port"] = "0";
        settings["RIALTO__Fix__MessagesPerSecond"] = settings["RIALTO__Fix__MessageBurst"] = "100000000";
        settings["RIALTO__Journal__Durability"] = durability;
        settings["RIALTO__Streams__SignedMessagesPerSecond"] = settings["RIALTO__Streams__SignedMessageBurst"] = "1000000";
        settings["RIALTO__Auth__RequestsPerSecond"] = settings["RIALTO__Auth__RequestBurst"] = "1000000";
        var host = new HostProcess(Process.Start(start)!, folder);
        host._process.OutputDataReceived += (_, line) => host.Remember(line.Data);
        host._process.ErrorDataReceived += (_, line) => host.Remember(line.Data);
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        host.WaitUntilReady();
        return host;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void WaitUntilReady()
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        var profile = Path.Combine(_folder, "client.json");
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < StartTimeout; Thread.Sleep(50))
        {
            if (_process.HasExited)
                break;
            if (!File.Exists(profile))
                continue;
            using var json = JsonDocument.Parse(File.ReadAllText(profile));
            Url = new Uri(json.RootElement.GetProperty("url").GetString()!);
            Native = json.RootElement.TryGetProperty("native", out var native) ? native.GetString() : null;
            Fix = json.RootElement.TryGetProperty("fix", out var fix) ? fix.GetString() : null;
            Key = json.RootElement.GetProperty("key").GetString() ?? "";
            Secret = json.RootElement.GetProperty("secret").GetString() ?? "";
            try
            {
                using var answer = client.GetAsync(new Uri(Url, "/health/ready")).GetAwaiter().GetResult();
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException)
            {
                // Not listening yet.
            }
        }
        throw new InvalidOperationException("The exchange did not become ready:\n" + _output);
    }

    private void Remember(string? line)
    {
        lock (_output)
            _output.AppendLine(line);
    }
}
