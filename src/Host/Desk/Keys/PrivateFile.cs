using Rialto.Runtime.Files;

namespace Rialto.Host.Desk.Keys;

/// <summary>Files that nobody but their owner may read: refused where others may, replaced in one step. Any thread.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Reads a file of up to so many bytes into memory that does not move; the caller overwrites it.</summary>
    /// <exception cref="VenueKeyException">It is not there, too long, or others may read it.</exception>
    public static byte[] Read(string path, int lengthMax)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

            // Of the open file, not of the name: what is looked at is what is read.
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & Others) != 0)
                throw new VenueKeyException($"{path} must be readable by its owner only (chmod 600).");
            if (file.Length > lengthMax)
                throw new VenueKeyException($"{path} is longer than {lengthMax} bytes.");
            var bytes = GC.AllocateArray<byte>((int)file.Length, pinned: true);
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new VenueKeyException(problem.Message, problem);
        }
    }

    /// <summary>Replaces a file: a reader, and a loss of power, leave the old or the new, whole.</summary>
    /// <exception cref="VenueKeyException">It could not be written; the old one is there.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> bytes)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var draft = $"{path}.{Environment.ProcessId}.new";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = OwnerOnly;
            Directory.CreateDirectory(folder);
            File.Delete(draft);
            using (var file = new FileStream(draft, options))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
            DurableFile.FlushDirectory(folder);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new VenueKeyException(problem.Message, problem);
        }
    }

    /// <summary>Keeps other processes from changing a file as long as what is returned is not disposed of.</summary>
    /// <exception cref="VenueKeyException">Another process changes it now.</exception>
    public static IDisposable Lock(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = OwnerOnly;
            return new FileStream(path + ".lock", options);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new VenueKeyException($"{path} is in use by another process: {problem.Message}", problem);
        }
    }
}
