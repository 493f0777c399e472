using System.Diagnostics;

namespace Rialto.Load.Recovering;

/// <summary>How long a whole process takes from its start until it accepts orders.</summary>
internal static class ReadyTime
{
    /// <summary>Starts an exchange on a data folder, waits until it says that it is ready, and kills it.</summary>
    /// <param name="repository">Where src/Host is built (Release).</param>
    /// <param name="folder">The data folder.</param>
    /// <param name="usesSnapshot">Whether it may begin from a snapshot.</param>
    public static TimeSpan Of(string repository, string folder, bool usesSnapshot)
    {
        var program = Path.Combine(repository, "src", "Host", "bin", "Release", "net10.0", "rialto.dll");
        if (!File.Exists(program))
            throw new FileNotFoundException("Build src/Host first: dotnet build src/Host -c Release.", program);
        var start = new ProcessStartInfo("dotnet", [program, "up", "--json", "--data", folder, "--http", "0", "--native", "0", "--set", $"Snapshots:UseAtStart={(usesSnapshot ? "true" : "false")}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        var begun = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        try
        {
            while (process.StandardOutput.ReadLine() is { } line)
            {
                if (line.Contains("\"event\":\"ready\"", StringComparison.Ordinal))
                    return Stopwatch.GetElapsedTime(begun);
            }

            throw new InvalidOperationException("The exchange did not become ready.");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
    }
}
