using System.Diagnostics;
using Xunit;

namespace Rialto.Integration;

/// <summary>
/// A small file system that tests can fill up and break, mounted where everybody sees it: in memory, or on a loop device whose own storage is in memory, so that it can run out below the file
/// system, as a broken or over-committed disk does. Needs root; tests skip where it cannot be had.
/// </summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _mounted = [];
    private string? _loop;

    private SmallDisk()
    {
    }

    /// <summary>Where it is mounted.</summary>
    public string Path => _folder.File("disk");

    private string Below => _folder.File("below");

    /// <summary>A file system in memory.</summary>
    public static SmallDisk InMemory(int sizeKiB)
    {
        var disk = new SmallDisk();
        disk.OrSkip(() => disk.Mount(disk.Path, "-t", "tmpfs", "-o", $"size={sizeKiB}k", "tmpfs"));
        return disk;
    }

    /// <summary>An ext4 on a loop device. Its storage has as much space as is asked for, although the file system believes in more.</summary>
    public static SmallDisk OnLoop(int sizeMiB, int storageMiB)
    {
        var disk = new SmallDisk();
        disk.OrSkip(() =>
        {
            disk.Mount(disk.Below, "-t", "tmpfs", "-o", $"size={storageMiB}m", "tmpfs");
            var image = System.IO.Path.Combine(disk.Below, "image");
            Run("truncate", "-s", $"{sizeMiB}m", image);
            Run("mkfs.ext4", "-q", "-O", "^has_journal", "-E", "lazy_itable_init=0,nodiscard", image);
            disk._loop = Run("losetup", "-f", "--show", image).Trim();
            disk.Mount(disk.Path, "-o", "errors=continue", disk._loop);
        });
        return disk;
    }

    /// <summary>Takes all the space there is but so much.</summary>
    public void Fill(int leaveKiB) => Fill(Path, leaveKiB);

    /// <summary>Gives it back.</summary>
    public void Free() => File.Delete(System.IO.Path.Combine(Path, "ballast"));

    /// <summary>Takes the storage below the file system, which does not notice until it writes.</summary>
    public void FillStorage() => Fill(Below, 0);

    /// <summary>Mounts it again, read-only or not. Nobody may have a file open for writing.</summary>
    public void Remount(bool readOnly) => Run("mount", "-o", readOnly ? "remount,ro" : "remount,rw", Path);

    public void Dispose()
    {
        for (var i = _mounted.Count - 1; i >= 0; i--)
        {
            TryRun("umount", "-l", _mounted[i]);
            if (_mounted[i] == Path && _loop is { } loop)
                TryRun("losetup", "-d", loop);
        }
        _folder.Dispose();
    }

    private static void Fill(string folder, int leaveKiB)
    {
        using var ballast = new FileStream(System.IO.Path.Combine(folder, "ballast"), FileMode.Create);
        var block = new byte[4096];
        try
        {
            while (new DriveInfo(folder).AvailableFreeSpace > leaveKiB * 1024L)
            {
                ballast.Write(block);
                ballast.Flush();
            }
        }
        catch (IOException)
        {
            // That was the last of it.
        }
    }

    private void Mount(string at, params string[] arguments)
    {
        Directory.CreateDirectory(at);
        Run("mount", [.. arguments, at]);
        _mounted.Add(at);
    }

    private void OrSkip(Action make)
    {
        try
        {
            make();
        }
        catch (Exception problem) when (problem is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            Dispose();
            Assert.Skip($"No small disk can be mounted here: {problem.Message}");
        }
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {errors.Result.Trim()}");
    }

    private static void TryRun(string program, params string[] arguments)
    {
        try
        {
            Run(program, arguments);
        }
        catch (Exception problem) when (problem is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It is not there, or somebody else cleans it up.
        }
    }
}
