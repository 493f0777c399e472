using System.ComponentModel;
using System.Diagnostics;

namespace Rialto.Host.Tools.Certify;

/// <summary>The bot as a child process; what it prints goes to standard error.</summary>
internal sealed class BotProcess : IDisposable
{
    private readonly Process _process;

    private BotProcess(Process process) => _process = process;

    /// <summary>True once it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>How it ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts it.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="environment">Added to this process's own.</param>
    /// <exception cref="ToolException">It cannot be started.</exception>
    public static BotProcess Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        try
        {
            var process = Process.Start(start)!;
            process.OutputDataReceived += static (_, line) => Tell(line.Data);
            process.ErrorDataReceived += static (_, line) => Tell(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return new BotProcess(process);
        }
        catch (Exception problem) when (problem is Win32Exception or FileNotFoundException)
        {
            throw new ToolException(Tools.ExitCode.Usage, $"The bot '{command[0]}' cannot be started: {problem.Message}", inner: problem);
        }

        static void Tell(string? line)
        {
            if (line is not null)
                Console.Error.WriteLine("bot: " + line);
        }
    }

    /// <summary>Ends it, and whatever it has started.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
