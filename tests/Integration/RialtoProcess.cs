using System.Diagnostics;
using System.Text;

namespace Rialto.Integration;

/// <summary>What a finished process left behind.</summary>
internal sealed record Finished(int ExitCode, string Output, string Errors);

/// <summary>The built binary as a child process. Everything it prints is kept; waiting is for lines and for its end, never for time.</summary>
internal sealed class RialtoProcess : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly StringBuilder _output = new();

    private RialtoProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    /// <summary>It is not there any more.</summary>
    public bool HasEnded => _process.HasExited;

    public static RialtoProcess Start(IEnumerable<string> arguments, string? folder = null, IReadOnlyDictionary<string, string>? environment = null, PrivateDisk? disk = null, string? binary = null)
    {
        // An executable reference puts the binary beside the tests.
        IEnumerable<string> command = ["dotnet", binary ?? Path.Combine(AppContext.BaseDirectory, "rialto.dll"), .. arguments];
        var line = (disk?.Wrap(command) ?? command).ToList();
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("RIALTO_", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new RialtoProcess(Process.Start(start)!);
    }

    /// <summary>Runs a tool to its end.</summary>
    public static async Task<Finished> RunAsync(params string[] arguments)
    {
        await using var process = Start(arguments);
        return await process.EndAsync();
    }

    /// <summary>The next line it prints; fails with all it has said where it ends instead.</summary>
    public async Task<string> LineAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        var line = await _process.StandardOutput.ReadLineAsync(deadline.Token);
        if (line is null)
            throw new InvalidOperationException($"rialto ended with {(await EndAsync()).ExitCode}: {_output}{await _errors}");
        _output.AppendLine(line);
        return line;
    }

    /// <summary>Waits for its end.</summary>
    public async Task<Finished> EndAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        _output.Append(await _process.StandardOutput.ReadToEndAsync(deadline.Token));
        await _process.WaitForExitAsync(deadline.Token);
        return new Finished(_process.ExitCode, _output.ToString(), await _errors);
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM or SIGINT, as <c>kill</c> and the terminal send them.</summary>
    public async Task SignalAsync(string signal)
    {
        // A shell that starts a job in the background has it ignore SIGINT, and children inherit that; SIGTERM takes its place then.
        if (signal == "INT" && await IgnoresInterruptAsync())
            signal = "TERM";
        using var kill = Process.Start("kill", ["-s", signal, Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])!;
        await kill.WaitForExitAsync();
    }

    private async Task<bool> IgnoresInterruptAsync()
    {
        const int Interrupt = 1 << (2 - 1);
        var ignored = (await File.ReadAllLinesAsync($"/proc/{Id}/status")).First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        return (Convert.ToUInt64(ignored.Split('\t')[1], 16) & Interrupt) != 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }
}
