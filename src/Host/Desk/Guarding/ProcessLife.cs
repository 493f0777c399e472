using System.Diagnostics;
using System.Globalization;

namespace Rialto.Host.Desk.Guarding;

/// <summary>What a process is doing.</summary>
internal enum ProcessState
{
    /// <summary>There is none of this number and start.</summary>
    Gone,

    /// <summary>It runs, or waits for something.</summary>
    Alive,

    /// <summary>A signal has stopped it (SIGSTOP, a debugger): it does nothing until another lets it go on.</summary>
    Stopped,
}

/// <summary>A process told apart from a later one that was given the same number: by its start, in ticks of the system's clock since it booted (Linux), or in .NET's ticks.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Start">When it was started.</param>
internal readonly record struct ProcessLife(int Id, long Start)
{
    private const int StateField = 0;
    private const int StartField = 19;

    /// <summary>This one.</summary>
    public static ProcessLife Own => Of(Environment.ProcessId);

    /// <summary>The one that has a number now.</summary>
    public static ProcessLife Of(int id) => new(id, TryRead(id, out _, out var start) ? start : 0);

    /// <summary>What it does now.</summary>
    public ProcessState State => !TryRead(Id, out var state, out var start) || start != Start ? ProcessState.Gone : state;

    /// <summary>Ends it at once (SIGKILL), where it is still the same.</summary>
    /// <returns>Whether it is gone.</returns>
    public bool Kill()
    {
        if (State == ProcessState.Gone)
            return true;
        try
        {
            using var process = Process.GetProcessById(Id);
            process.Kill();
            process.WaitForExit(TimeSpan.FromSeconds(5));
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // Gone in between, or another user's: the next look tells which.
        }

        return State == ProcessState.Gone;
    }

    // proc(5): the name may hold blanks and brackets; what follows the last bracket is state, parent, and so on, the start being the 22nd field.
    private static bool TryRead(int id, out ProcessState state, out long start)
    {
        (state, start) = (ProcessState.Gone, 0);
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                using var process = Process.GetProcessById(id);
                (state, start) = (process.HasExited ? ProcessState.Gone : ProcessState.Alive, process.StartTime.Ticks);
                return state != ProcessState.Gone;
            }

            var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            state = fields[StateField] switch
            {
                "Z" or "X" or "x" => ProcessState.Gone,
                "T" or "t" => ProcessState.Stopped,
                _ => ProcessState.Alive,
            };
            start = long.Parse(fields[StartField], CultureInfo.InvariantCulture);
            return state != ProcessState.Gone;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException or FormatException or IndexOutOfRangeException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
