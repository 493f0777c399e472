using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Rialto.Load.Measure;

/// <summary>Where and on what a figure was measured; no figure is printed without it.</summary>
internal sealed record Machine(string Processor, int Cores, string System, string Runtime, string Commit, string Date)
{
    /// <summary>Looks around once.</summary>
    public static Machine Current() => new(
        ProcessorName(),
        Environment.ProcessorCount,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        CommitName(),
        DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC");

    /// <summary>One line.</summary>
    public override string ToString() => $"{Processor}, {Cores} cores; {System}; {Runtime}; commit {Commit}; {Date}";

    private static string ProcessorName()
    {
        const string cpuinfo = "/proc/cpuinfo";
        if (!File.Exists(cpuinfo))
            return RuntimeInformation.ProcessArchitecture.ToString();
        var line = File.ReadLines(cpuinfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':') + 1)..].Trim();
    }

    private static string CommitName()
    {
        try
        {
            var start = new ProcessStartInfo("git", "describe --always --dirty --exclude *") { RedirectStandardOutput = true, RedirectStandardError = true };
            using var git = Process.Start(start);
            if (git is null)
                return "unknown";
            var text = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? text : "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }
}
