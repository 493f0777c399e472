using System.Diagnostics;
using Xunit;

namespace Rialto.Integration;

/// <summary>
/// A disk of its own for one process, in memory, seen by that process only: small, full or read-only. Needs <c>unshare</c> and either root or user namespaces;
/// where there are none, tests skip.
/// </summary>
/// <param name="Folder">An empty folder that the disk is mounted on.</param>
/// <param name="SizeKiB">Its size.</param>
/// <param name="Prepare">Shell commands to run on it before the process starts; the folder is <c>$DISK</c>.</param>
internal sealed record PrivateDisk(string Folder, int SizeKiB, string Prepare = ":")
{
    private static readonly Lazy<string?> Missing = new(Probe);

    /// <summary>Command line that runs another command line with the disk in place.</summary>
    public IEnumerable<string> Wrap(IEnumerable<string> command) =>
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", $"DISK='{Folder}'; mount -t tmpfs -o size={SizeKiB}k tmpfs \"$DISK\" && {{ {Prepare}; }} && exec \"$@\"", "sh", .. command];

    /// <summary>Skips the test, saying why, where such disks cannot be had.</summary>
    public static void RequireOrSkip() => Assert.SkipWhen(Missing.Value is not null, $"No disk of its own can be mounted here: {Missing.Value}");

    private static string? Probe()
    {
        if (!OperatingSystem.IsLinux())
            return "this is not Linux.";
        using var folder = new TemporaryFolder();
        var wrapped = new PrivateDisk(folder.Path, 64).Wrap(["true"]).ToList();
        try
        {
            using var process = Process.Start(new ProcessStartInfo(wrapped[0], wrapped[1..]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : errors.Trim();
        }
        catch (System.ComponentModel.Win32Exception problem)
        {
            return problem.Message;
        }
    }
}
