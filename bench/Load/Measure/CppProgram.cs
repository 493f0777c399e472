using System.Diagnostics;

namespace Rialto.Load.Measure;

/// <summary>A C++ program to compare with, compiled where it is not newer than its source already.</summary>
internal static class CppProgram
{
    /// <summary>Compiles it with g++.</summary>
    /// <param name="program">Where it goes.</param>
    /// <param name="sources">What it is made of; all but the first are headers.</param>
    /// <param name="options">Before <c>-o</c>.</param>
    /// <param name="libraries">Behind the source.</param>
    /// <param name="reason">Why there is none: no compiler, or what the compiler said.</param>
    /// <returns>The program, or null.</returns>
    public static string? TryBuild(string program, string[] sources, string[] options, string[] libraries, out string reason)
    {
        reason = "";
        if (File.Exists(program) && File.GetLastWriteTimeUtc(program) > sources.Max(File.GetLastWriteTimeUtc))
            return program;
        Directory.CreateDirectory(Path.GetDirectoryName(program)!);
        var start = new ProcessStartInfo("g++", [.. options, "-o", program, sources[0], .. libraries]) { RedirectStandardError = true };
        try
        {
            using var compiler = Process.Start(start)!;
            var errors = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            if (compiler.ExitCode == 0)
                return program;
            reason = "g++ failed: " + errors;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            reason = "no g++ on this machine";
        }

        return null;
    }
}
