using System.Diagnostics;
using System.Text.Json;

namespace Rialto.Load.Desk;

/// <summary>Processes of the built binary that work on one folder together, and end with it.</summary>
internal sealed class RialtoPrograms : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan _lookEvery = TimeSpan.FromMilliseconds(250);

    private readonly string _program;
    private readonly List<Process> _running = [];

    /// <summary>In a fresh folder.</summary>
    /// <param name="repository">Where src/Host is built (Release).</param>
    /// <param name="program">Another binary in its place; empty for none.</param>
    public RialtoPrograms(string repository, string program = "")
    {
        _program = program.Length > 0 ? program : Path.Combine(repository, "src", "Host", "bin", "Release", "net10.0", "rialto.dll");
        if (!System.IO.File.Exists(_program))
            throw new FileNotFoundException("Build src/Host first: dotnet build src/Host -c Release.", _program);
        Folder = Directory.CreateTempSubdirectory("rialto-across-").FullName;
    }

    /// <summary>Where they work.</summary>
    public string Folder { get; }

    /// <summary>A path in it.</summary>
    public string File(string name) => Path.Combine(Folder, name);

    /// <summary>Starts one; its output is read by <see cref="Line"/> or <see cref="End"/>.</summary>
    public Process Start(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        var isAssembly = _program.EndsWith(".dll", StringComparison.Ordinal);
        var start = new ProcessStartInfo(isAssembly ? "dotnet" : _program, isAssembly ? [_program, .. arguments] : arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = Folder };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;

        // What it says for people is read, so that it never waits for a reader, and let go.
        process.BeginErrorReadLine();
        _running.Add(process);
        return process;
    }

    /// <summary>Runs one to its end.</summary>
    public JsonElement Run(params IEnumerable<string> arguments) => End(Start(new Dictionary<string, string>(), arguments));

    /// <summary>The next line that is an event of a name.</summary>
    public static JsonElement Line(Process process, string name)
    {
        while (process.StandardOutput.ReadLine() is { } line)
        {
            var told = JsonElement.Parse(line);
            if (told.TryGetProperty("event", out var kind) && kind.GetString() == name)
                return told;
        }

        throw new InvalidOperationException($"It ended before '{name}'.");
    }

    /// <summary>Waits for the end of one that prints one JSON document.</summary>
    public static JsonElement End(Process process)
    {
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return JsonElement.Parse(text);
    }

    /// <summary>Waits for the end of one, and looks at the cores of several some times a second meanwhile.</summary>
    public static void Watch(Process process, IReadOnlyList<CoreTime> watched)
    {
        var ended = process.StandardOutput.ReadToEndAsync();
        while (!ended.Wait(_lookEvery))
        {
            foreach (var one in watched)
                one.Look();
        }

        process.WaitForExit();
    }

    /// <summary>Ends one as a service's supervisor does: Ctrl+C's signal is ignored by what a shell has started in the background.</summary>
    public static JsonElement EndInOrder(Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        return End(process);
    }

    /// <summary>Waits until a process has come so far.</summary>
    public static void Until(Process process, Func<bool> isSo, string what)
    {
        for (var watch = Stopwatch.StartNew(); !isSo(); Thread.Sleep(20))
        {
            if (process.HasExited)
                throw new InvalidOperationException($"It ended before {what}: {process.StandardOutput.ReadToEnd()}");
            if (watch.Elapsed > Patience)
                throw new InvalidOperationException($"Waited too long: {what}.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var process in _running)
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }
}
