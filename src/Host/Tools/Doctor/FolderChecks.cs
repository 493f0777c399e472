using Rialto.Host.Config;
using Rialto.Runtime.Files;

namespace Rialto.Host.Tools.Doctor;

/// <summary>The data folder: there, writable, with room, on a real disk, and nobody else's.</summary>
internal static class FolderChecks
{
    private const long LittleSpace = 2L << 30;

    private static readonly string[] Volatile = ["tmpfs", "ramfs"];
    private static readonly string[] Remote = ["nfs", "nfs4", "cifs", "smb", "smb3", "9p", "fuse", "fuseblk", "ceph", "glusterfs"];

    public static IEnumerable<Finding> All(HostSettings settings, bool isRunning)
    {
        var folder = settings.DataFolder;
        var nearest = Nearest(folder);
        if (Writable(nearest) is { } refusal)
        {
            yield return Finding.Problem("data folder", $"{folder}: {refusal}", "Data:Directory (--data) must be a folder that this user may write to.");
            yield break;
        }

        yield return Directory.Exists(folder)
            ? Finding.Ok("data folder", folder)
            : Finding.Ok("data folder", $"{folder} does not exist yet; 'rialto up' makes it");

        var drive = new DriveInfo(nearest);
        var free = drive.AvailableFreeSpace;
        var needed = 2L * settings.Journal.SegmentBytes;
        yield return free < needed
            ? Finding.Problem("disk space", $"{MachineChecks.Size(free)} free", $"The journal prepares segments of {MachineChecks.Size(settings.Journal.SegmentBytes)}: make room for two at least, or make Journal:SegmentMiB smaller.")
            : free < LittleSpace || free < drive.TotalSize / 10
                ? Finding.Warning("disk space", $"{MachineChecks.Size(free)} free of {MachineChecks.Size(drive.TotalSize)}", "A journal grows by some 65 bytes a command; a full disk stops the exchange. See docs/runbooks/disk-failure.md.")
                : Finding.Ok("disk space", $"{MachineChecks.Size(free)} free of {MachineChecks.Size(drive.TotalSize)}");
        var format = drive.DriveFormat;
        if (Volatile.Contains(format))
            yield return Finding.Warning("file system", format, "It lives in memory: everything is gone when the machine stops. Put Data:Directory on a disk.");
        else if (Remote.Contains(format))
            yield return Finding.Warning("file system", format, "Flushes and locks of a file system behind a network are what the network makes of them. Put Data:Directory on a local disk.");
        else
            yield return Finding.Ok("file system", format);
        yield return Lock(settings, isRunning);
    }

    private static Finding Lock(HostSettings settings, bool isRunning)
    {
        var path = Path.Combine(settings.JournalFolder, "journal.lock");
        if (!File.Exists(path))
            return Finding.Ok("lock", "the folder is nobody's: no exchange has run on it");
        try
        {
            using var held = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
            return Finding.Ok("lock", "no process holds the folder");
        }
        catch (IOException problem) when (SharingViolation.Is(problem))
        {
            return isRunning
                ? Finding.Ok("lock", "held by the exchange that runs on it")
                : Finding.Warning("lock", "a process holds the folder that is not the one in client.json", $"Another 'rialto up' would refuse to start; 'fuser {path}' names it.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return Finding.Problem("lock", problem.Message, "The folder belongs to another user: run as that user, or give it away (chown -R).");
        }
    }

    private static string Nearest(string folder)
    {
        var nearest = folder;
        while (!Directory.Exists(nearest) && Path.GetDirectoryName(nearest) is { } parent)
            nearest = parent;
        return nearest;
    }

    private static string? Writable(string folder)
    {
        var probe = Path.Combine(folder, $".rialto-doctor-{Environment.ProcessId}");
        try
        {
            using var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            file.WriteByte(1);
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return problem.Message;
        }
    }
}
